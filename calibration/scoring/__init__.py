"""Scores what was found in clips against what is true of them."""
