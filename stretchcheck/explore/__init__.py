"""The explorer: a local page where thresholds are moved and every labelled clip is judged again at once."""

from stretchcheck.explore.hosting import serve

__all__ = ["serve"]
