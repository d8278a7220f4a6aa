"""Helpers of `scripts/write_accuracy.py`."""
