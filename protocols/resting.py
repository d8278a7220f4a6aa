"""Learns how a candidate angle rests: its baseline, its noise, and when it last stood still near them."""

from collections import deque
from typing import Final

import numpy as np

_EVERY: Final = 3
_KEPT: Final = 100
"""Still ticks kept for the baseline, one in three: the last ten seconds."""

_CALM_DEG_S: Final = 3.0
_STILL_SHARE: Final = 1.5
_NOISE_LEAST: Final = 10


class RestMeter:
    """The resting angle of one candidate, learned from ticks in which it hardly moves."""

    def __init__(self, *, still_ticks: int, enter_deg_s: float, depart_deg: float, depart_ticks: int) -> None:
        self._still_ticks = still_ticks
        self._depart_ticks = depart_ticks
        self._still_deg_s = enter_deg_s * _STILL_SHARE
        self._depart_deg = depart_deg
        self.reset()

    def reset(self) -> None:
        """Start anew: equal to a fresh meter."""
        self._angles: deque[float] = deque(maxlen=_KEPT)
        self._residuals: deque[float] = deque(maxlen=_KEPT)
        self._still = 0
        self._baseline: float | None = None
        self._away = 0
        self.calm_tick = 0

    def stay(self) -> None:
        """Nothing has begun: a departure must last anew."""
        self._away = 0

    def departed(self, angle: float) -> bool:
        """Count one tick; whether the angle has been far from its rest for long enough; an unknown one counts not."""
        if angle == angle:
            away = self._may_have_left(angle) and angle - self.baseline_deg > self._depart_deg
            self._away = self._away + 1 if away else 0
        return self._away >= self._depart_ticks

    def update(self, number: int, *, angle: float, slow: float, speed: float, median: float) -> None:
        """One tick of set-up; a moving or unknown angle teaches nothing."""
        if not abs(slow) < self._still_deg_s:
            return
        self._still += 1
        if abs(speed) < _CALM_DEG_S:
            self.calm_tick = number
        if self._still % _EVERY == 0 and median == median:
            self._angles.append(median)
            self._baseline = None
            if angle == angle:
                self._residuals.append(angle - median)

    def watch(self, number: int, *, angle: float, speed: float) -> None:
        """One tick of another candidate's movement: only remembers when this one last stood near its rest."""
        if abs(speed) < _CALM_DEG_S and angle - self.baseline_deg < self._depart_deg:
            self.calm_tick = number

    def renew(self) -> None:
        """A repetition is over: keep the baseline but let the next still ticks outweigh it."""
        baseline = self.baseline_deg
        self._angles.clear()
        self._baseline = None
        if baseline == baseline:
            self._angles.append(baseline)

    @property
    def baseline_deg(self) -> float:
        """Resting angle; NaN before it was still for long enough."""
        if self._still < self._still_ticks or not self._angles:
            return float("nan")
        if self._baseline is None:
            self._baseline = float(np.median(self._angles))
        return self._baseline

    @property
    def noise_deg(self) -> float:
        """Robust spread of the angle about its one-second median while still; NaN while unknown."""
        if len(self._residuals) < _NOISE_LEAST:
            return float("nan")
        return 1.4826 * float(np.median(np.abs(self._residuals)))

    def _may_have_left(self, angle: float) -> bool:
        """A cheap test whether the exact one is worth doing."""
        angles = self._angles
        return bool(angles) and angle - min(angles[0], angles[-1]) > self._depart_deg
