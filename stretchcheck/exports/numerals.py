"""Writes times so that reading them gives the very same number."""

import numpy as np


def seconds(time_s: float) -> str:
    """The shortest decimal that reads back as the same time, never with an exponent."""
    return np.format_float_positional(time_s, unique=True, trim="0")
