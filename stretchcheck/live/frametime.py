"""Gives frames a place on the session's time: theirs from the page, checked against this machine's own clock."""

import math
import time
from collections import deque
from typing import Final

_APART_S: Final = 1.0
"""A page's clock that strays further from ours was set, or slept, and is anchored anew."""

_LEAST_S: Final = 0.001
_RATE_S: Final = 3.0


def awake_s() -> float:
    """Seconds that rise, through sleep too where the system can tell."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(clock) if clock is not None else time.monotonic()


class FrameTimes:
    """Strictly rising times of one stream of frames; a new connection only asks for `reconnected`."""

    def __init__(self) -> None:
        self._offset_s: float | None = None
        self._last_s = float("-inf")
        self._steady_s: float | None = None

    def reconnected(self) -> None:
        """The page's clock may be another one."""
        self._offset_s = None

    def place(self, steady_s: float, now_s: float) -> float | None:
        """Seconds of the session for a frame taken at the page's `steady_s`; None when it is not newer than the last.

        The same frame again is never newer, however long it took: a picture that stands still proves nothing.

        Raises:
            ValueError: not a finite number.
        """
        if not math.isfinite(steady_s):
            raise ValueError(f"Expected a time, but got {steady_s}.")
        if steady_s == self._steady_s:
            return None
        self._steady_s = steady_s
        if self._offset_s is None or abs(steady_s + self._offset_s - now_s) > _APART_S:
            self._offset_s = now_s - steady_s
        at_s = steady_s + self._offset_s
        if at_s < self._last_s + _LEAST_S:
            return None
        self._last_s = at_s
        return at_s


class Rate:
    """Frames a second over the last three seconds."""

    def __init__(self) -> None:
        self._times: deque[float] = deque()

    def add(self, time_s: float) -> None:
        """One frame."""
        self._times.append(time_s)
        while self._times[0] < time_s - _RATE_S:
            self._times.popleft()

    @property
    def fps(self) -> float:
        """0 while fewer than two frames are known."""
        span_s = self._times[-1] - self._times[0] if self._times else 0.0
        return (len(self._times) - 1) / span_s if span_s > 0 else 0.0
