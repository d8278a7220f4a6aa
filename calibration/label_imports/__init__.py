"""Labels made with other programs."""
