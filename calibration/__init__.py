"""FIT: recordings and labels in, numbers as files out. Nothing imports it at run time."""
