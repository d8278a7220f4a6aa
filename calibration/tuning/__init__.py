"""Chooses thresholds from labelled recordings: by subject, with the honest doubt of the choice beside it."""
