"""Turns angles on the steady clock into what the phase machine and the motion meters look at.

Everything is causal apart from a fixed look-ahead of `LOOKAHEAD` ticks that tells a glitch from a movement.
Sums run in a fixed order, so that feeding one tick at a time or a whole clip gives the same bits.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from protocols.ticks import TICK_S

Array = NDArray[np.float64]

LOOKAHEAD: Final = 4
"""Ticks a value waits until it is judged: three frames of glitch and one to see it return (0.13 s)."""

SLOW: Final = 30
"""Ticks of the slope that decides stillness (1.0 s)."""

FAST: Final = 15
"""Ticks of the slope that is the speed (0.5 s)."""

ACCEL_LAG: Final = 12
"""Ticks between the two speeds whose difference is the acceleration (0.4 s)."""

MEDIAN_SHORT: Final = 30
MEDIAN_LONG: Final = 90
SMOOTH: Final = 5

_HAMPEL_SIGMA: Final = 3.5
_HAMPEL_FLOOR_DEG: Final = 1.0
_KEPT: Final = MEDIAN_LONG + LOOKAHEAD + ACCEL_LAG
_MIN_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Signals:
    """Features of some ticks, each (n, candidates) except where said; NaN where too little is known.

    Attributes:
        first: number of the first tick.
        angle_deg: despiked angle.
        slow_deg_s: slope over the last second.
        speed_deg_s: slope over the last half second.
        accel_deg_s2: difference of two speeds 0.4 s apart.
        median_deg: median over the last second.
        long_median_deg: median over the last three seconds.
        smooth_deg: mean over what is known of the last five ticks, NaN where less than half is.
        rough_deg: spread about the straight line of the last second.
        glitch_deg: size of a spike that was taken out, 0 where none was.
    """

    first: int
    angle_deg: Array
    slow_deg_s: Array
    speed_deg_s: Array
    accel_deg_s2: Array
    median_deg: Array
    long_median_deg: Array
    smooth_deg: Array
    rough_deg: Array
    glitch_deg: Array


_NAMES: Final = tuple(name for name in Signals.__dataclass_fields__ if name != "first")


class SignalMeter:
    """Keeps the last seconds of every candidate angle and computes `Signals` for the ticks that became final."""

    def __init__(self, candidates: int) -> None:
        self._candidates = candidates
        self.reset()

    def reset(self) -> None:
        """Start anew: equal to a fresh meter."""
        self._raw = np.full((_KEPT + 2 * LOOKAHEAD, self._candidates), np.nan)
        self._clean = np.full((_KEPT, self._candidates), np.nan)
        self._next = -LOOKAHEAD

    def extend(self, ticks: Array) -> Signals:
        """Feed angles, (n, candidates) degrees; get the signals of ticks up to `LOOKAHEAD` before the newest."""
        if not len(ticks):
            return Signals(max(0, self._next), **{name: np.empty((0, self._candidates)) for name in _NAMES})
        raw = np.concatenate([self._raw, ticks])
        count = len(ticks)
        clean_new, glitch = _despike(raw[len(raw) - count - 2 * LOOKAHEAD :])
        clean = np.concatenate([self._clean, clean_new])
        signals = _features(clean, glitch, self._next)
        self._raw, self._clean = raw[-len(self._raw) :], clean[-_KEPT:]
        self._next += count
        return _without_negative(signals)

    def flush(self) -> Signals:
        """The signals of the last `LOOKAHEAD` ticks, as if nothing were seen after them."""
        return self.extend(np.full((LOOKAHEAD, self._candidates), np.nan))


def _without_negative(signals: Signals) -> Signals:
    skip = max(0, -signals.first)
    if not skip:
        return signals
    return Signals(signals.first + skip, **{name: getattr(signals, name)[skip:] for name in _NAMES})


def _despike(raw: Array) -> tuple[Array, Array]:
    """Replace spikes of one to three ticks by the median around them; returns angles and sizes of what was taken out.

    A Hampel test on a centred window: a movement passes it unchanged, since the middle of a slope is its median.
    Gaps as short as a spike, with something known to either side, are filled by the same median.
    """
    windows = np.lib.stride_tricks.sliding_window_view(raw, 2 * LOOKAHEAD + 1, axis=0)
    middle = windows[..., LOOKAHEAD]
    median = _median(windows)
    spread = 1.4826 * _median(np.abs(windows - median[..., None]))
    limit = np.maximum(_HAMPEL_FLOOR_DEG, _HAMPEL_SIGMA * spread)
    off = np.abs(middle - median)
    spike = off > limit
    known = np.isfinite(windows)
    gap = ~known[..., LOOKAHEAD] & known[..., :LOOKAHEAD].any(axis=-1) & known[..., LOOKAHEAD + 1 :].any(axis=-1)
    return np.where(spike | gap, median, middle), np.where(spike, off, 0.0)


def _median(windows: Array) -> Array:
    """Median over the last axis of what is known; NaN where less than half is."""
    ordered = np.sort(windows, axis=-1)  # NaN last
    count = np.isfinite(windows).sum(axis=-1)
    low, high = np.maximum(count - 1, 0) // 2, count // 2
    pick = np.take_along_axis
    value: Array = (
        pick(ordered, low[..., None], -1)[..., 0]
        + pick(ordered, np.minimum(high, np.maximum(count - 1, 0))[..., None], -1)[..., 0]
    ) / 2
    return np.where(count >= windows.shape[-1] * _MIN_SHARE, value, np.nan)


def _slopes(clean: Array, count: int) -> tuple[Array, Array, Array]:
    """Least-squares lines through the last `FAST` and `SLOW` ticks of each of the last rows.

    Returns both slopes in degrees a second and the spread about the longer line in degrees.
    """
    known = np.isfinite(clean)
    value = np.where(known, clean, 0.0)
    weight = known.astype(np.float64)
    total = len(clean)
    sums = [np.zeros((count, clean.shape[1])) for _ in range(6)]
    fast = sums[0]
    for back in range(SLOW):
        rows = slice(total - count - back, total - back)
        w, x, k = weight[rows], value[rows], -float(back)
        for index, term in enumerate((w, w * k, w * (k * k), x, x * k, x * x)):
            sums[index] = sums[index] + term
        if back == FAST - 1:
            fast = _slope(sums, FAST)
    return fast, _slope(sums, SLOW), _spread(sums)


def _slope(sums: list[Array], window: int) -> Array:
    n, k1, k2, x0, x1, _ = sums
    below = n * k2 - k1 * k1
    enough = (n >= max(window * _MIN_SHARE, 4)) & (below > 0)
    return np.where(enough, (n * x1 - k1 * x0) / np.where(enough, below, 1.0) / TICK_S, np.nan)


def _spread(sums: list[Array]) -> Array:
    n, k1, k2, x0, x1, x2 = sums
    below = n * k2 - k1 * k1
    enough = (n >= SLOW * _MIN_SHARE) & (below > 0)
    safe_n, safe_below = np.where(enough, n, 1.0), np.where(enough, below, 1.0)
    along = (n * x1 - k1 * x0) ** 2 / (safe_n * safe_below)
    left = np.maximum(x2 - x0 * x0 / safe_n - along, 0.0)
    return np.where(enough, np.sqrt(left / safe_n), np.nan)


def _trailing(clean: Array, count: int, window: int) -> Array:
    windows = np.lib.stride_tricks.sliding_window_view(clean[len(clean) - count - window + 1 :], window, axis=0)
    return _median(windows)


def _features(clean: Array, glitch: Array, first: int) -> Signals:
    count = len(glitch)
    fast, slow, rough = _slopes(clean, count + ACCEL_LAG)
    total, known = np.zeros((count, clean.shape[1])), np.zeros((count, clean.shape[1]))
    for back in range(SMOOTH):
        part = clean[len(clean) - count - back : len(clean) - back]
        known = known + np.isfinite(part)
        total = total + np.where(np.isfinite(part), part, 0.0)
    smooth = np.where(known > SMOOTH // 2, total / np.maximum(known, 1.0), np.nan)
    return Signals(
        first=first,
        angle_deg=clean[len(clean) - count :],
        slow_deg_s=slow[ACCEL_LAG:],
        speed_deg_s=fast[ACCEL_LAG:],
        accel_deg_s2=(fast[ACCEL_LAG:] - fast[:-ACCEL_LAG]) / (ACCEL_LAG * TICK_S),
        median_deg=_trailing(clean, count, MEDIAN_SHORT),
        long_median_deg=_trailing(clean, count, MEDIAN_LONG),
        smooth_deg=smooth,
        rough_deg=rough[ACCEL_LAG:],
        glitch_deg=glitch,
    )
