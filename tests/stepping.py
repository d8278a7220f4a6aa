"""Ticks as a session makes them of angles, for whatever steps through them."""

import numpy as np

from protocols.signals import SignalMeter
from protocols.trace import Tick

_NAMES = ("angle_deg", "slow_deg_s", "speed_deg_s", "median_deg", "long_median_deg", "rough_deg")


def ticks(angles: np.ndarray) -> list[Tick]:
    """Of angles, (n, candidates) degrees; the last few are still to come."""
    signals = SignalMeter(angles.shape[1]).extend(angles)
    columns = [getattr(signals, name).tolist() for name in _NAMES]
    return [Tick(number, *values) for number, values in enumerate(zip(*columns, strict=True))]
