"""Measures a camera and a person, from a recording or from the camera itself, and writes what it found to a profile."""
