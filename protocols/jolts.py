"""Where a repetition moved suddenly: bursts of acceleration and lunges, and whether a limb or the tracker moved."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

import numpy as np

from protocols.likeness import middle
from protocols.measures import place_px
from protocols.motion import Burst, accel_limits, burst_kind, bursts
from protocols.signals import ACCEL_LAG, FAST
from protocols.stretch import Context
from protocols.surges import surges
from protocols.types import PhaseName

Jolt = tuple[Burst, str, PhaseName]

_WHOLE: Final = ("too_fast", "hasty")
_STOP_SHARE: Final = 0.25
"""A stop moves on by less than this share of the movement that it ends."""

_AFTER_TICKS: Final = 15
"""After the release has arrived its stop may still shake."""

_BESIDE_TICKS: Final = 3
"""Before and after a burst its joints are at rest."""

_MOVES_M: Final = 0.02
"""Less is the noise of landmarks."""

_TRUSTED_SHARE: Final = 0.8
"""A leg is hardly doubted where so much of an acceleration is left after the doubt is taken off."""

_ALONG_SHARE: Final = 0.35
_ALONG_COSINE: Final = 0.3
"""What moves one joint of a leg moves its neighbour by a third as far at least, and at 70 degrees to it at most."""


def jolts(context: Context) -> tuple[Jolt, ...]:
    """Every burst of a repetition in order of time, with its kind (`motion.burst_kind`) and phase."""
    trace = context.trace
    end = min(len(context.rows), (trace.release_end or len(context.rows)) + _AFTER_TICKS)
    span = slice(trace.onset, end)
    _, limit = accel_limits(context.settings, context.noise_deg)
    found = bursts(context.angle_deg[span], context.speed_deg_s[span], context.accel_deg_s2[span], limit=limit)
    result: list[Jolt] = []
    for burst in found:
        moved = replace(burst, start=burst.start + trace.onset, end=burst.end + trace.onset)
        phase = phase_of(context, (moved.start + moved.end) // 2)
        kind = burst_kind(moved, _moved_deg(context, phase), context.settings)
        if kind == "jerk" and result and _ends(result[-1], moved):
            continue
        if _after_gap(context, moved.start) or (kind == "jerk" and _goes_along(context, moved) is False):
            kind = "glitch"
        if kind in _WHOLE:
            pace = burst.pace
            moved = replace(moved, start=pace.start + trace.onset, end=pace.end + trace.onset)
        result.append((moved, kind, phase))
    return tuple(sorted([*result, *_surges(context, result, span)], key=lambda each: each[0].start))


def _surges(context: Context, known: Sequence[Jolt], span: slice) -> list[Jolt]:
    """Lunges beside the bursts that are known already; noise asks more of them."""
    settings = context.settings
    noise = context.noise_deg if context.noise_deg == context.noise_deg else settings["accel_noise_deg"]
    limit = settings["surge_deg_s"] + settings["surge_per_noise"] * noise
    found: list[Jolt] = []
    for burst in surges(context.angle_deg[span], limit_deg_s=limit):
        moved = replace(burst, start=burst.start + span.start, end=burst.end + span.start)
        near = any(b.start < moved.end + ACCEL_LAG and moved.start < b.end + ACCEL_LAG for b, _, _ in known)
        told = not near and not _after_gap(context, moved.start) and _is_trusted(context, moved)
        if told and _goes_along(context, moved) is True:
            found.append((moved, "jerk", phase_of(context, (moved.start + moved.end) // 2)))
    return found


def _goes_along(context: Context, burst: Burst) -> bool | None:
    """Whether two joints that move together did so in a burst; one alone is misplaced.

    None where fewer than two are seen, or where the picture hardly shows any move.
    """
    progress = next(each for each in context.stretch.progress if each.side == context.side)
    first = max(burst.start - _BESIDE_TICKS, 0)
    angle = context.angle_deg[first : burst.end + _BESIDE_TICKS]
    if not np.isfinite(angle).any():
        return None
    last = first + int(np.nanargmax(np.abs(angle - angle[np.isfinite(angle)][0])))  # it may have come back since
    ways = []
    for name in progress.moves:
        place = place_px(context.rows, *name.rsplit("_", 1))
        before, after = place[max(0, first - 1) : first + 2], place[max(0, last - 1) : last + 2]
        if np.isfinite(before).all(axis=1).any() and np.isfinite(after).all(axis=1).any():
            ways.append(np.nanmedian(after, axis=0) - np.nanmedian(before, axis=0))
    sizes = [float(np.hypot(*way)) for way in ways]
    scale_px_m = middle(context.column("scale_px_m")[first : last + 1])
    if len(ways) < 2 or not max(sizes) >= _MOVES_M * scale_px_m:
        return None
    pairs = combinations(zip(ways, sizes, strict=True), 2)
    return any(
        min(own, other) >= _ALONG_SHARE * max(own, other) and float(a @ b) >= _ALONG_COSINE * own * other
        for (a, own), (b, other) in pairs
        if max(own, other) >= _MOVES_M * scale_px_m
    )


def _is_trusted(context: Context, burst: Burst) -> bool:
    """Whether the leg was hardly doubted: its acceleration counts for nearly all that it is."""
    span = slice(burst.start, burst.end + ACCEL_LAG)
    raw, counted = np.abs(context.raw_accel_deg_s2[span]), np.abs(context.accel_deg_s2[span])
    return bool((counted >= _TRUSTED_SHARE * raw)[np.isfinite(raw)].all())


def _after_gap(context: Context, tick: int) -> bool:
    """Whether the limb has only just come into sight again."""
    before = context.angle_deg[max(0, tick - 2 * FAST) : tick]
    return int(np.isnan(before).sum()) >= FAST


def _ends(before: Jolt, burst: Burst) -> bool:
    """Whether a burst is the stop of a whole movement, fast as it was: it brakes, and hardly moves on."""
    whole, kind, _ = before
    small = abs(burst.moved_deg) < _STOP_SHARE * abs(whole.pace.moved_deg)
    return kind in _WHOLE and burst.brakes and small and burst.start < whole.end + ACCEL_LAG


def phase_of(context: Context, tick: int) -> PhaseName:
    """The phase of the movement that a tick belongs to; what comes before or after counts to the nearest."""
    if tick < context.ticks("moving_in")[1]:
        return "moving_in"
    return "hold" if tick < context.ticks("hold")[1] else "release"


def _moved_deg(context: Context, phase: PhaseName) -> float:
    """How far a phase moved in all; NaN in the hold, where no burst is the movement itself."""
    if phase == "hold":
        return float("nan")
    start, end = context.ticks("hold")
    held = middle(context.angle_deg[start:end])
    if phase == "moving_in":
        return held - context.trace.baseline_deg
    over = context.ticks("release")[1]
    return held - middle(context.angle_deg[max(over - FAST, end) : over + FAST])
