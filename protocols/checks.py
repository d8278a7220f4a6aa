"""Judging one property of a repetition against limits that must be broken for some time."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from protocols.motion import runs
from protocols.stretch import Array, Context, Finding, Limit
from protocols.ticks import TICK_S
from protocols.types import Check, Event, PhaseName, Verdict
from protocols.views import grade

Indices = NDArray[np.intp]

BRIDGE_TICKS: Final = 9
"""Unknown ticks that do not end a run of bad ones."""

_MOMENT_TICKS: Final = 45
"""A fault that is back within a second and a half is the same one, and not worth another word."""

_MOSTLY: Final = 0.5
"""Hidden for more than this, and what seems to be seen of a limb is a guess: 19 of 20 faults told then were none."""

_VIEW_NAMES: Final = {"side": "side view", "oblique": "oblique view", "overhead": "view from above"}


def cannot_see(context: Context, name: str, why: str, *, share: float = 1.0) -> Finding:
    """An unknown check with its reason."""
    return Finding(Check(name, Verdict.UNKNOWN, unknown_share=round(share, 3), why_unknown=why))


def hidden_by_view(context: Context, name: str) -> str | None:
    """Why the view cannot show a check, or None where it can."""
    kind = context.view.kind
    if grade(name, kind) != "-":
        return None
    return f"The {_VIEW_NAMES.get(kind, f'{kind} view')} does not show it."


def weakened(context: Context, finding: Finding) -> Finding:
    """In a view that shows a check weakly a fault is only a warning and makes no event."""
    if grade(finding.check.name, context.view.kind) == "w" and finding.check.verdict == Verdict.FAULT:
        return Finding(replace(finding.check, verdict=Verdict.WARN))
    return finding


def judge_limit(context: Context, limit: Limit, values: Array, first: int, *, why: str) -> Finding:
    """Judge values of ticks from `first` on: beyond red for `fault_s` is a fault, beyond green a warning.

    `why` says what was hidden, for when too little was seen. A fault that was seen stays one until more than half is
    hidden: where a limb seems to be seen for moments, those are what the network takes for it.
    """
    name, settings = limit.check, context.settings
    hidden = hidden_by_view(context, name)
    if hidden or not len(values):
        return cannot_see(context, name, hidden or "The repetition has no such phase.")
    known = np.flatnonzero(np.isfinite(values))
    unknown = 1 - len(known) / len(values)
    if not len(known):
        return cannot_see(context, name, why)
    needed = max(1, round(settings["fault_s"] / TICK_S))
    steady = _steadied(limit.sign * values[known], needed)
    red, amber = (
        _known_runs(steady > limit.sign * border, known, len(values), needed) for border in (limit.red, limit.green)
    )
    if unknown > (max(settings["unknown_share_max"], _MOSTLY) if red else settings["unknown_share_max"]):
        return cannot_see(context, name, why, share=unknown)
    value, at = _worst_sustained(steady, needed)
    verdict = Verdict.FAULT if red else Verdict.WARN if amber else Verdict.OK
    check = Check(
        name,
        verdict,
        value=round(limit.sign * value, 3),
        limit=limit.green,
        unit=limit.unit,
        at_s=context.time_s(first + int(known[at])),
        unknown_share=round(unknown, 3),
    )
    whole = _joined(red, amber)
    events = tuple(_form_event(context, limit, values[a:b] * limit.sign, first + a, first + b) for a, b in whole)
    return weakened(context, Finding(check, events))


def _known_runs(bad: NDArray[np.bool_], known: Indices, count: int, needed: int) -> list[tuple[int, int]]:
    """Runs of bad ticks, `[start, end)`, that hold enough known ones and no longer unknown gap than is bridged."""
    mask = np.zeros(count, dtype=np.bool_)
    mask[known] = bad
    return [(a, b) for a, b in runs(mask, needed, BRIDGE_TICKS) if int(mask[a:b].sum()) >= needed]


def _joined(red: list[tuple[int, int]], amber: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Red runs between which the value never came back below the green border, or only for a moment, are one."""
    joined: list[tuple[int, int]] = []
    for start, end in red:
        stayed = bool(joined) and any(a <= joined[-1][0] and end <= b for a, b in amber)
        if stayed or (joined and start - joined[-1][1] <= _MOMENT_TICKS):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _steadied(values: Array, window: int) -> Array:
    """Running median about each value: takes noise away and leaves the edges of a fault where they are."""
    if len(values) <= window:
        return np.full(len(values), np.median(values))
    middle = np.median(np.lib.stride_tricks.sliding_window_view(values, window), axis=1)
    before = window // 2
    return np.pad(middle, (before, len(values) - len(middle) - before), mode="edge")


def _worst_sustained(steady: Array, needed: int) -> tuple[float, int]:
    """The highest value that was kept up for the needed time, and the place of its middle."""
    width = min(needed, len(steady))
    kept = np.lib.stride_tricks.sliding_window_view(steady, width).min(axis=1)
    best = int(np.argmax(kept))
    return float(kept[best]), best + width // 2


def _form_event(context: Context, limit: Limit, bad: Array, start: int, end: int) -> Event:
    value = limit.sign * float(np.nanmedian(bad))
    return Event(
        limit.kind,
        context.time_s(start),
        context.time_s(end),
        phase=phase_at(context, start),
        side=context.side,
        value=round(value, 3),
        unit=limit.unit,
    )


def phase_at(context: Context, tick: int) -> PhaseName:
    """The phase a tick lies in; what lies outside the movement is set-up."""
    for phase in ("hold", "moving_in", "release"):
        start, end = context.ticks(phase)
        if start <= tick < end:
            return phase
    return "setup"
