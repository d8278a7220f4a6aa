"""SEE: frames in, people and landmarks out, pictures back. Knows nothing of stretches."""
