"""Poses of the recipient and of the partner for each stretch."""
