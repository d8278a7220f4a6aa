"""Tells jerk, haste, bounce and tracking glitch apart on the signals of one repetition."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from protocols.signals import ACCEL_LAG, FAST
from protocols.thresholds import Settings
from protocols.ticks import TICK_S

Array = NDArray[np.float64]

_FINE = 2
_QUIET = 2 / 3
_NOISY = 4 / 3
"""Shares of the noise limit between which the limits of acceleration rise."""

_CLOSE_TICKS = 12
_LEAD = (FAST + ACCEL_LAG) // 2
"""Ticks from the middle of what an acceleration is computed on to the tick that carries it."""

_JUMP_SHARE = 0.5
"""A step that is too fast for a limb and carries this share of a burst's movement is the tracker's."""

_SMOOTH_SHARE = 0.6
"""A burst whose pace carries this share of its phase's whole movement is the movement itself: too fast, not jerky."""

_SMOOTH_S = 0.55
"""A smooth movement keeps up its speed for 0.63 of its time, so this is one of 0.85 s; a lunge of 0.5 s takes 0.4."""

_EVEN = 3.0
"""Highest acceleration over highest speed, times the pace: about 2 in a minimum-jerk movement, more in a yank."""

_KEPT_SHARE = 0.4
"""A movement lasts while its speed is above this share of its highest."""

_KNOWN_SHARE = 0.7
_SWINGS = 3
"""Whole swings to and fro that make a bounce."""

_TURN_GAP = (3, 22)
"""Ticks between two turning points of a bounce: 0.7 to 4 Hz, two a period."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The movement that a burst is part of: ticks `[start, end)` in which the limb keeps up its speed, and how far.

    `speed_deg_s` is its highest.
    """

    start: int
    end: int
    moved_deg: float
    speed_deg_s: float


@dataclass(frozen=True, slots=True)
class Burst:
    """A stretch of ticks in which the acceleration stood out; `[start, end)` are back-dated to the movement itself."""

    start: int
    end: int
    accel_deg_s2: float
    speed_deg_s: float
    moved_deg: float
    step_deg_s: float
    known_share: float
    brakes: bool
    pace: Pace


@dataclass(frozen=True, slots=True)
class Span:
    """Ticks `[start, end)` with the worst value in them."""

    start: int
    end: int
    value: float


def accel_limits(settings: Settings, noise_deg: float) -> tuple[float, float]:
    """Accelerations that are a warning and a jerk, degrees a second squared; noisy angles raise both by half.

    They rise from two thirds of `accel_noise_deg` to four thirds of it: no verdict hangs by a hair of noise.
    """
    share = (noise_deg / settings["accel_noise_deg"] - _QUIET) / (_NOISY - _QUIET) if noise_deg == noise_deg else 0.0
    factor = 1.0 + 0.5 * min(max(share, 0.0), 1.0)
    return settings["accel_amber_deg_s2"] * factor, settings["accel_red_deg_s2"] * factor


def bursts(angle: Array, speed: Array, accel: Array, *, limit: float) -> list[Burst]:
    """Bursts of acceleration in (n,) signals of one candidate, in order.

    A burst opens above `limit` and closes after 0.4 s below half of it, so that a lunge and its stop are one.
    """
    found = []
    for first, last in _burst_ticks(np.abs(np.nan_to_num(accel)), limit):
        found.append(_measure_burst(angle, speed, accel, first, last))
    return found


def _burst_ticks(size: Array, limit: float) -> Iterator[tuple[int, int]]:
    above = np.flatnonzero(size > limit)
    half = np.flatnonzero(size > limit / 2)
    position = 0
    while position < len(above):
        first = last = int(above[position])
        later = half[np.searchsorted(half, first) :]
        for tick in later:
            if tick - last > _CLOSE_TICKS:
                break
            last = int(tick)
        yield first, last
        position = int(np.searchsorted(above, last, side="right"))


def _measure_burst(angle: Array, speed: Array, accel: Array, first: int, last: int) -> Burst:
    inside = slice(first, last + 1)
    peak = first + int(np.nanargmax(np.abs(accel[inside])))
    begin, end = max(0, min(first, peak) - _LEAD), last + 1
    around = angle[begin:end]
    known = np.isfinite(around)
    at = np.flatnonzero(known)
    steps = np.abs(np.diff(around[at])) / np.diff(at) if len(at) > 1 else np.zeros(1)
    low, high = _fast_part(around, peak - _LEAD - begin)
    moved = around[known][-1] - around[known][0] if known.any() else np.nan
    return Burst(
        start=begin + low,
        end=begin + high,
        accel_deg_s2=float(abs(accel[peak])),
        speed_deg_s=float(np.nanmax(np.abs(speed[inside]))),
        moved_deg=float(moved),
        step_deg_s=float(steps.max()) / TICK_S,
        known_share=float(known.mean()),
        brakes=bool(accel[peak] * moved < 0),
        pace=_pace(angle, speed, inside),
    )


def _pace(angle: Array, speed: Array, inside: slice) -> Pace:
    """The movement round the highest speed in some ticks; its speeds are slopes, so it is dated back by half of one."""
    size = np.abs(np.nan_to_num(speed))
    top = inside.start + int(np.argmax(size[inside]))
    first, last = _kept_up(size, top)
    start = max(0, first - FAST // 2)
    end = max(start + 1, last - FAST // 2)
    part = angle[start:end]
    part = part[np.isfinite(part)]
    return Pace(start, end, float(part[-1] - part[0]) if len(part) else 0.0, float(size[first:last].max()))


def _kept_up(speed: Array, top: int) -> tuple[int, int]:
    """Ticks `[start, end)` round the highest speed in which it is kept up."""
    slow = np.flatnonzero(speed < _KEPT_SHARE * speed[top])
    before, after = slow[slow < top], slow[slow > top]
    return int(before[-1]) + 1 if len(before) else 0, int(after[0]) if len(after) else len(speed)


def _fast_part(angle: Array, middle: int) -> tuple[int, int]:
    """Ticks `[start, end)` of the quickest movement: where the five-tick speed is kept up."""
    filled = angle[np.isfinite(angle)]
    if len(filled) < len(angle) or len(angle) <= 2 * _FINE:
        return max(0, middle), max(middle + 3, middle + FAST)
    speed = np.abs(angle[2 * _FINE :] - angle[: -2 * _FINE])
    top = int(np.argmax(speed))
    start, end = _kept_up(speed, top)
    return start + _FINE, end + _FINE


def burst_kind(burst: Burst, phase_moved_deg: float, settings: Settings) -> str:
    """`jerk`, `too_fast` (fast but smooth), `hasty` (smooth, short of too fast) or `glitch` (the tracker's).

    A tracker jumps in one step, or goes and comes back; in a lunge noise makes one step of many too long.
    `phase_moved_deg` is how far the whole phase moved; in a hold pass NaN, where nothing is smooth.
    """
    jumped = burst.step_deg_s > settings["glitch_speed_deg_s"]
    if burst.known_share < _KNOWN_SHARE or (jumped and burst.step_deg_s * TICK_S >= _JUMP_SHARE * abs(burst.moved_deg)):
        return "glitch"
    whole = abs(burst.pace.moved_deg) >= _SMOOTH_SHARE * abs(phase_moved_deg)
    lasts_s = (burst.pace.end - burst.pace.start) * TICK_S
    speed_deg_s = burst.pace.speed_deg_s
    even = burst.accel_deg_s2 * lasts_s <= _EVEN * speed_deg_s
    if whole and even and lasts_s >= _SMOOTH_S and speed_deg_s > settings["speed_amber_deg_s"]:
        return "too_fast" if speed_deg_s > settings["speed_red_deg_s"] else "hasty"
    return "jerk"


def runs(mask: NDArray[np.bool_], at_least: int, bridge: int = 0) -> list[tuple[int, int]]:
    """Runs `[start, end)` of True of at least so many ticks, bridging gaps of up to `bridge` ticks."""
    if not mask.any():
        return []
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    pairs = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    merged = [pairs[0]]
    for start, end in pairs[1:]:
        if start - merged[-1][1] <= bridge:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return [(start, end) for start, end in merged if end - start >= at_least]


def bounces(smooth: Array, *, swing_deg: float, window_s: float) -> list[Span]:
    """Bouncing in a held angle: three or more alternating swings within the window, 0.7 to 4 Hz.

    Turning points are found by a zigzag that ignores swings below `swing_deg`, so neither drift nor breathing counts.
    """
    turns = _turning_points(smooth, swing_deg)
    window = round(window_s / TICK_S)
    spans: list[Span] = []
    for i in range(len(turns) - _SWINGS):
        few = turns[i : i + _SWINGS + 1]
        gaps = [b[0] - a[0] for a, b in pairwise(few)]
        if few[-1][0] - few[0][0] > window or not all(_TURN_GAP[0] <= gap <= _TURN_GAP[1] for gap in gaps):
            continue
        size = max(abs(b[1] - a[1]) for a, b in pairwise(few))
        # The swing before the first and after the last turning point belong to the bounce as well.
        start, end = few[0][0] - gaps[0], few[-1][0] + gaps[-1] + 1
        if spans and start <= spans[-1].end + window // 2:
            spans[-1] = Span(spans[-1].start, end, max(spans[-1].value, size))
        else:
            spans.append(Span(max(0, start), end, size))
    return [Span(span.start, min(span.end, len(smooth)), span.value) for span in spans]


def _turning_points(smooth: Array, swing_deg: float) -> list[tuple[int, float]]:
    turns: list[tuple[int, float]] = []
    direction = 0
    low = high = (0, float("nan"))
    for tick, value in enumerate(smooth.tolist()):
        if value != value:
            continue
        if high[1] != high[1]:
            low = high = (tick, value)
            continue
        if value > high[1]:
            high = (tick, value)
        if value < low[1]:
            low = (tick, value)
        if direction >= 0 and high[1] - value >= swing_deg:
            turns.append(high)
            direction, low, high = -1, (tick, value), (tick, value)
        elif direction <= 0 and value - low[1] >= swing_deg:
            turns.append(low)
            direction, low, high = 1, (tick, value), (tick, value)
    return turns
