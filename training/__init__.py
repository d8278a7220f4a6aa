"""Trains a landmark network further on rendered stretches; a tool, nothing of it is installed."""
