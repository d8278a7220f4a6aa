"""Tunes thresholds: labelled recordings in; a profile, a report and everything that defends them out."""
