"""Finds lunges and yanks in an angle: its speed rises above what is usual around it, and for a moment."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from protocols.motion import Burst, Pace
from protocols.ticks import TICK_S

Array = NDArray[np.float64]

_SURGE_TICKS: Final = 9
_USUAL_TICKS: Final = 45
"""A speed is that of 0.3 s, and usual is the middle of those within a second and a half on either side."""

_SURGE_MOST_TICKS: Final = 9
"""A lunge keeps up half of what it is faster for 0.3 s at most; what lasts longer is a movement that is too fast."""

_SURGE_LEAST_DEG: Final = 6.0
"""Less is a twitch: true lunges of the bench go 8 degrees and more."""

_STEP_TICKS: Final = 2
_STEP_SHARE: Final = 0.6
"""A lunge of 0.4 s goes less than half of its way in 0.07 s; a joint that a tracker misplaces is there in a frame."""


def surges(angle: Array, *, limit_deg_s: float) -> list[Burst]:
    """Lunges and yanks in (n,) angles: a speed that rises above what is usual around it, and for a moment.

    Against the noise of landmarks a speed stands out twice as far as the acceleration that goes with it.
    A step that is done within a frame or two is the tracker's and left out, and so is what was not seen to begin and
    to end: what is still under way, or next to a gap, may be the beginning of a long movement.
    """
    if len(angle) <= _SURGE_TICKS:
        return []
    speed = _centred_slope(angle, _SURGE_TICKS)
    extra = speed - _running_middle(speed, _USUAL_TICKS)
    size = np.abs(np.nan_to_num(extra))
    known, free = np.isfinite(extra), np.ones(len(size), dtype=np.bool_)
    found: list[Burst] = []
    for top in np.argsort(-size, kind="stable").tolist():
        if size[top] < limit_deg_s:
            break
        if not free[top]:
            continue
        slow = np.flatnonzero(size < size[top] / 2)
        before, after = slow[slow < top], slow[slow > top]
        start, end = int(before[-1]) + 1 if len(before) else 0, int(after[0]) if len(after) else len(size)
        free[max(0, start - _SURGE_TICKS) : end + _SURGE_TICKS] = False
        whole = start > 0 and end < len(size) and bool(known[start - 1] and known[end])
        if whole and end - start <= _SURGE_MOST_TICKS and _is_a_limb(angle, start, end):
            accel = float(size[top] / (end - start) * 2 / TICK_S)
            moved = float(np.nansum(extra[start:end]) * TICK_S)
            fast = float(np.abs(speed[top]))
            pace = Pace(start, end, moved, fast)
            found.append(Burst(start, end, accel, fast, moved, 0.0, 1.0, brakes=False, pace=pace))
    return sorted(found, key=lambda burst: burst.start)


def _is_a_limb(angle: Array, start: int, end: int) -> bool:
    """Whether what moved between two ticks went far enough, all in sight, and not in one step."""
    around = angle[max(0, start - _STEP_TICKS - 1) : end + _STEP_TICKS + 2]
    if np.isnan(around).any() or len(around) <= 2 * _STEP_TICKS:
        return False
    moved = abs(float(np.median(around[-_STEP_TICKS - 1 :]) - np.median(around[: _STEP_TICKS + 1])))
    step = float(np.abs(around[_STEP_TICKS:] - around[:-_STEP_TICKS]).max())
    return moved >= _SURGE_LEAST_DEG and step <= _STEP_SHARE * moved


def _centred_slope(values: Array, window: int) -> Array:
    """Least-squares slope, a second, through so many values round each; NaN where one of them is unknown."""
    slope = np.full(len(values), np.nan)
    places = (np.arange(window) - window // 2) * TICK_S
    windows = np.lib.stride_tricks.sliding_window_view(values, window)
    slope[window // 2 : len(values) - window // 2] = windows @ places / float(places @ places)
    return slope


def _running_middle(values: Array, reach: int) -> Array:
    """Median of what is known within so many values on either side."""
    padded = np.pad(values, reach, constant_values=np.nan)
    ordered = np.sort(np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1), axis=1)  # NaN last
    known = np.isfinite(ordered).sum(axis=1)
    rows, last = np.arange(len(values)), np.maximum(known - 1, 0)
    middle: Array = (ordered[rows, last // 2] + ordered[rows, (last + 1) // 2]) / 2
    return middle
