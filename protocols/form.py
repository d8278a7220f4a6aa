"""Checks of form that stretches share: how they begin, how far they go, and several limits of one check."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from protocols.checks import BRIDGE_TICKS, cannot_see, hidden_by_view, weakened
from protocols.motion import runs
from protocols.stretch import Array, Context, Finding
from protocols.thresholds import Settings
from protocols.ticks import TICK_S
from protocols.types import Check, Event, Side, Verdict

_WORSE = (Verdict.FAULT, Verdict.WARN, Verdict.UNKNOWN, Verdict.OK)
_LOWER_PERCENT = 20.0


def held_events(context: Context, kind: str, where: NDArray[np.bool_]) -> list[Event]:
    """Events of this kind where something is so in the ticks of the hold, for as long as a fault takes."""
    first, _ = context.ticks("hold")
    spans = runs(where, round(context.settings["fault_s"] / TICK_S), BRIDGE_TICKS)
    return [Event(kind, context.time_s(first + start), context.time_s(first + end)) for start, end in spans]


def start_pose(context: Context, moving: Side, *, legs: Sequence[Side] = ("left", "right")) -> Finding:
    """Hook-lying: knees bent, feet flat; the worst angle outside its range, degrees.

    Args:
        context: the repetition.
        moving: the leg that must be known to call the pose right.
        legs: those that lie so at the start.
    """
    name, settings = "start_pose", context.settings
    found = {}
    for side in legs:
        thigh = context.resting(context.angle_name("thigh_trunk", side))
        knee = context.resting(context.angle_name("knee_flexion", side))
        found[side] = max(_outside(thigh, settings, "thigh_trunk"), _outside(knee, settings, "knee"), key=nan_last)
    known = {side: off for side, off in found.items() if np.isfinite(off)}
    if not known:
        return cannot_see(context, name, "Neither leg was known in the set-up.")
    worst = max(known, key=lambda side: known[side])
    off, margin = known[worst], settings["start_margin_deg"]
    share = 1 - len(known) / len(legs)
    if moving not in known and off <= margin:
        return cannot_see(context, name, "The moving leg was hidden in the set-up.", share=share)
    verdict = Verdict.FAULT if off > margin else Verdict.WARN if off > 0 else Verdict.OK
    start, end = (context.time_s(tick) for tick in context.ticks("setup"))
    check = Check(name, verdict, round(float(off), 1), margin, "deg", start, round(share, 3))
    event = Event("wrong_start", start, end, phase="setup", side=context.side, value=check.value, unit="deg")
    return weakened(context, Finding(check, (event,) if verdict == Verdict.FAULT else ()))


def nan_last(value: float) -> float:
    """A key that sorts angles, none of them negative, and what is unknown below all."""
    return value if value == value else -1.0


def _outside(value: float, settings: Settings, joint: str) -> float:
    """Degrees outside the hook-lying range, 0 within it; NaN where unknown."""
    low, high = settings[f"start_{joint}_low_deg"], settings[f"start_{joint}_high_deg"]
    return max(low - value, value - high, 0.0) if value == value else float("nan")


def engaged_deg(baseline_deg: float, least_deg: float, change_deg: float) -> float:
    """Angle from which a stretch counts as reached: at least so much, and so much more than at rest."""
    change = baseline_deg + change_deg
    return max(least_deg, change) if change == change else least_deg


def reach(
    context: Context,
    name: str,
    kind: str,
    *,
    limit_deg: float,
    margin_deg: float,
    why: str,
    angle_deg: Array | None = None,
) -> Finding:
    """How far an angle, the followed one by default, came in the hold: reached, nearly (within its error), or not."""
    hidden = hidden_by_view(context, name)
    if hidden:
        return cannot_see(context, name, hidden)
    start, end = context.ticks("hold")
    values = (context.angle_deg if angle_deg is None else angle_deg)[start:end]
    known = values[np.isfinite(values)]
    unknown = 1 - len(known) / len(values) if len(values) else 1.0
    if not len(known) or unknown > context.settings["unknown_share_max"]:
        return cannot_see(context, name, why, share=unknown)
    value = float(np.median(known))
    verdict = Verdict.OK if value >= limit_deg else Verdict.WARN if value >= limit_deg - margin_deg else Verdict.FAULT
    span = (context.time_s(start), context.time_s(end))
    check = Check(name, verdict, round(value, 1), round(limit_deg, 1), "deg", span[0], round(unknown, 3))
    event = Event(kind, *span, phase="hold", side=context.side, value=check.value, unit="deg")
    return weakened(context, Finding(check, (event,) if verdict == Verdict.FAULT else ()))


def usual(values: Array) -> float:
    """What values that a fault raises are for most of the time: the lower end of the known ones; NaN where none is."""
    known = values[np.isfinite(values)]
    return float(np.percentile(known, _LOWER_PERCENT)) if len(known) else float("nan")


def worst_of(findings: Sequence[Finding]) -> Finding:
    """One check from several of the same name: the worst verdict with its value, and the events of all.

    Unknown is worse than ok: what was not seen of a property cannot be called right.
    """
    worst = min(findings, key=lambda finding: _WORSE.index(finding.check.verdict))
    share = max(finding.check.unknown_share for finding in findings)
    check = worst.check if worst.check.verdict == Verdict.UNKNOWN else replace(worst.check, unknown_share=share)
    return Finding(check, _united([event for finding in findings for event in finding.events]))


def _united(events: Sequence[Event]) -> tuple[Event, ...]:
    """Events of one kind that overlap are one, told by the measure that noticed first: two can tell the same fault."""
    found: list[Event] = []
    for event in sorted(events, key=lambda one: (one.kind, one.start_s)):
        last = found[-1] if found else None
        if last is not None and last.kind == event.kind and event.start_s <= last.end_s:
            found[-1] = replace(last, end_s=max(last.end_s, event.end_s))
        else:
            found.append(event)
    return tuple(found)
