"""Brings measures at any frame rate onto one steady clock, so that every window is a time and not a frame count."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

TICK_S: Final = 1 / 30
"""Distance of two ticks; the first lies on the first frame."""

BRIDGE_S: Final = 0.3
"""Longest gap between two frames that is bridged by a straight line."""

_SLACK_S: Final = 1e-6

Rows = NDArray[np.float64]


class Ticker:
    """Resamples rows of measures to ticks, causally: a tick is final as soon as a frame at or after it has come.

    Between two frames a value is interpolated linearly where both know it, taken from the nearer frame where only one
    does and that one is at most half a tick away, and NaN otherwise or when the frames are more than `BRIDGE_S` apart.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Start anew: equal to a fresh ticker."""
        self._start_s: float | None = None
        self._next = 0
        self._last_s = np.empty(0)
        self._last_rows: Rows | None = None

    def extend(self, times_s: NDArray[np.float64], rows: Rows) -> Rows:
        """Feed frames, get the ticks that became final, (k, columns); tick number i lies at `i * TICK_S`.

        Raises:
            ValueError: times that do not rise strictly.
        """
        if not len(times_s):
            return np.empty((0, rows.shape[1]))
        if self._start_s is None:
            self._start_s = float(times_s[0])
        if self._last_rows is not None:
            times_s = np.concatenate([self._last_s, times_s])
            rows = np.concatenate([self._last_rows, rows])
        if (np.diff(times_s) <= 0).any():
            raise ValueError("Expected strictly rising frame times, but got times that stand still or fall.")
        self._last_s, self._last_rows = times_s[-1:], rows[-1:]
        ready = int(np.floor((times_s[-1] - self._start_s + _SLACK_S) / TICK_S)) + 1
        ticks_s: NDArray[np.float64] = self._start_s + np.arange(self._next, ready, dtype=np.float64) * TICK_S
        self._next = max(self._next, ready)
        return _interpolate(ticks_s, times_s, rows)


def _interpolate(ticks_s: NDArray[np.float64], times_s: NDArray[np.float64], rows: Rows) -> Rows:
    if len(times_s) == 1:
        return np.repeat(rows, len(ticks_s), axis=0)
    right = np.clip(np.searchsorted(times_s, ticks_s - _SLACK_S), 1, len(times_s) - 1)
    left = right - 1
    gap = times_s[right] - times_s[left]
    part = np.clip((ticks_s - times_s[left]) / gap, 0.0, 1.0)[:, None]
    before, after = rows[left], rows[right]
    value = np.where(part <= 0, before, np.where(part >= 1, after, before + (after - before) * part))
    value = np.where((gap > BRIDGE_S)[:, None] & (part > 0) & (part < 1), np.nan, value)
    half = TICK_S / 2
    near_after = ((times_s[right] - ticks_s) <= half)[:, None]
    near_before = ((ticks_s - times_s[left]) <= half)[:, None]
    value = np.where(np.isnan(value) & near_after, after, value)
    value = np.where(np.isnan(value) & near_before, before, value)
    return value
