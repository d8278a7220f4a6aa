"""Judging one property of a repetition: limits that must be broken for some time, movement, and the hold."""

from dataclasses import replace

import numpy as np

from protocols.motion import Burst, accel_limits, bounces, runs
from protocols.stretch import Array, Context, Finding, Limit
from protocols.ticks import TICK_S
from protocols.types import Check, Event, PhaseName, Verdict
from protocols.views import grade

_BRIDGE_TICKS = 9
_VIEW_NAMES = {"side": "side view", "oblique": "oblique view", "overhead": "view from above"}


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

    `why` says what was hidden, for when too little was seen. A fault that was seen stays one, however much was not.
    """
    name, settings = limit.check, context.settings
    hidden = hidden_by_view(context, name)
    if hidden or not len(values):
        return cannot_see(context, name, hidden or "The repetition has no such phase.")
    unknown = float(np.isnan(values).mean())
    bad = limit.sign * values
    needed = max(1, round(settings["fault_s"] / TICK_S))
    with np.errstate(invalid="ignore"):
        red = runs(bad > limit.sign * limit.red, needed, _BRIDGE_TICKS)
        amber = runs(bad > limit.sign * limit.green, needed, _BRIDGE_TICKS)
    if unknown > settings["unknown_share_max"] and not red:
        return cannot_see(context, name, why, share=unknown)
    value, at = _worst_sustained(bad, needed)
    verdict = Verdict.FAULT if red else Verdict.WARN if amber else Verdict.OK
    check = Check(
        name,
        verdict,
        value=round(limit.sign * value, 3),
        limit=limit.green,
        unit=limit.unit,
        at_s=context.time_s(first + at),
        unknown_share=round(unknown, 3),
    )
    events = tuple(_form_event(context, limit, values[a:b] * limit.sign, first + a, first + b) for a, b in red)
    return weakened(context, Finding(check, events))


def _worst_sustained(bad: Array, needed: int) -> tuple[float, int]:
    """The highest value that was held for about the needed time, and the tick in its middle."""
    known = np.flatnonzero(np.isfinite(bad))
    values = bad[known]
    width = min(needed, len(values))
    windows = np.lib.stride_tricks.sliding_window_view(values, width)
    middle = np.median(windows, axis=1)
    best = int(np.argmax(middle))
    return float(middle[best]), int(known[best + width // 2])


def _form_event(context: Context, limit: Limit, bad: Array, start: int, end: int) -> Event:
    value = limit.sign * float(np.nanmedian(bad))
    return Event(
        limit.kind,
        context.time_s(start),
        context.time_s(end),
        phase=_phase_at(context, start),
        side=context.side,
        value=round(value, 3),
        unit=limit.unit,
    )


def _phase_at(context: Context, tick: int) -> PhaseName:
    for phase in ("hold", "moving_in", "release"):
        start, end = context.ticks(phase)
        if start <= tick < end:
            return phase
    return "setup"


def smooth_check(context: Context, name: str, phase: PhaseName) -> Finding:
    """No jerk and no haste while moving in or out; cannot be told ok below `jerk_min_fps`."""
    start, end = context.ticks(phase)
    angle, speed = context.angle_deg[start:end], context.speed_deg_s[start:end]
    if end - start < 3:
        return cannot_see(context, name, "The repetition has no such phase.")
    events = [
        _burst_event(context, burst, kind, of) for burst, kind, of in context.bursts if of == phase and kind != "glitch"
    ]
    amber, _ = accel_limits(context.settings, context.noise_deg)
    events += _haste(context, start, end, events)
    unknown = float(np.isnan(angle).mean())
    why = _why_not_smooth(context, unknown)
    if why and not events:
        return cannot_see(context, name, why, share=unknown)
    verdict = Verdict.FAULT if events else Verdict.OK
    accel = np.abs(context.accel_deg_s2[start:end])
    if not events and (_hasty(context, speed) or _max(accel) > amber):
        verdict = Verdict.WARN
    value = max((event.value or 0.0 for event in events if event.unit == "deg_s2"), default=_max(accel))
    worst = events[0].start_s if events else context.time_s(start + _argmax(accel))
    check = Check(name, verdict, round(value, 1), round(amber, 1), "deg_s2", worst, round(unknown, 3))
    return weakened(context, Finding(check, tuple(events)))


def _why_not_smooth(context: Context, unknown: float) -> str | None:
    if unknown > context.settings["unknown_share_max"]:
        return "The moving leg was hidden for too much of the movement."
    if round(context.fps, 1) < context.settings["jerk_min_fps"]:
        return f"{context.fps:.3g} frames a second are too few to rule out a jerk."
    return None


def _max(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(known.max()) if len(known) else 0.0


def _argmax(values: Array) -> int:
    return int(np.argmax(np.nan_to_num(values)))


def _burst_event(context: Context, burst: Burst, kind: str, phase: PhaseName) -> Event:

    return Event(
        kind,
        context.time_s(burst.start),
        context.time_s(burst.end),
        phase=phase,
        side=context.side,
        value=round(burst.accel_deg_s2, 1),
        unit="deg_s2",
    )


def _haste(context: Context, start: int, end: int, known: list[Event]) -> list[Event]:
    """Red speed that no event accounts for yet."""
    with np.errstate(invalid="ignore"):
        red = runs(np.abs(context.speed_deg_s[start:end]) > context.settings["speed_red_deg_s"], 3, _BRIDGE_TICKS)
    found = []
    for a, b in red:
        first, last = context.time_s(start + a - 7), context.time_s(start + b - 7)
        if any(event.start_s - 0.5 < last and first < event.end_s + 0.5 for event in known):
            continue
        top = _max(np.abs(context.speed_deg_s[start + a : start + b]))
        found.append(
            Event(
                "too_fast",
                first,
                last,
                phase=_phase_at(context, start + a),
                side=context.side,
                value=round(top, 1),
                unit="deg_s",
            )
        )
    return found


def _hasty(context: Context, speed: Array) -> bool:
    with np.errstate(invalid="ignore"):
        return bool(runs(np.abs(speed) > context.settings["speed_amber_deg_s"], 6))


def steady_check(context: Context, name: str = "steady_hold") -> Finding:
    """No bounce, no drift out, no push deeper and no jerk while holding."""
    start, end = context.ticks("hold")
    if context.hold.start_s is None or end - start < 3:
        return cannot_see(context, name, "There was no hold.")
    events = _bounce_events(context, start, end)
    events += [e for e in _hold_jerks(context) if not any(b.start_s < e.end_s and e.start_s < b.end_s for b in events)]
    events += _drift_events(context) + _push_events(context)
    unknown = float(np.isnan(context.angle_deg[start:end]).mean())
    if unknown > context.settings["unknown_share_max"] and not events:
        return cannot_see(context, name, "The held leg was hidden for too much of the hold.", share=unknown)
    verdict = Verdict.FAULT if events else Verdict.OK
    smooth = context.smooth_deg[start:end]
    known = smooth[np.isfinite(smooth)]
    swing = float(np.percentile(known, 95) - np.percentile(known, 5)) if len(known) else 0.0
    at = min((event.start_s for event in events), default=None)
    limit = max(context.settings["drift_deg"], 0.0)
    check = Check(name, verdict, round(swing, 1), limit, "deg", at, round(unknown, 3))
    return weakened(context, Finding(check, tuple(sorted(events, key=lambda event: event.start_s))))


def _bounce_events(context: Context, start: int, end: int) -> list[Event]:
    noise = context.noise_deg
    swing = context.settings["bounce_swing_deg"]
    if noise == noise:
        swing = max(swing, context.settings["bounce_per_noise"] * noise)
    found = bounces(context.smooth_deg[start:end], swing_deg=swing, window_s=context.settings["bounce_window_s"])
    return [_hold_event(context, "bounce", start + span.start, start + span.end, span.value) for span in found]


def _hold_event(context: Context, kind: str, start: int, end: int, value: float) -> Event:
    return Event(
        kind,
        context.time_s(start),
        context.time_s(end),
        phase="hold",
        side=context.side,
        value=round(value, 1),
        unit="deg",
    )


def _hold_jerks(context: Context) -> list[Event]:
    return [
        _burst_event(context, burst, "jerk", "hold")
        for burst, kind, of in context.bursts
        if of == "hold" and kind != "glitch"
    ]


def _drift_events(context: Context) -> list[Event]:
    least = round(context.settings["fault_s"] / TICK_S)
    found = []
    for a, b in context.trace.drifts:
        if b + 1 - a < least:
            continue
        reference = float(np.nanmedian(context.angle_deg[max(0, a - 90) : a])) if a else np.nan
        found.append(
            _hold_event(context, "drift", a, b + 1, float(np.nanmin(context.angle_deg[a : b + 1]) - reference))
        )
    return found


def _push_events(context: Context) -> list[Event]:
    found = []
    start, _ = context.ticks("hold")
    for tick in context.trace.pushes:
        before = float(np.nanmedian(context.angle_deg[start:tick]))
        found.append(
            _hold_event(context, "pushed_deeper", max(start, tick - 30), tick + 1, context.angle_deg[tick] - before)
        )
    return found


def hold_check(context: Context, name: str = "hold") -> Finding:
    """The prescription: met ok, unknown unknown, short fault, long warn."""
    hold = context.hold
    low, high = hold.target_s
    verdict = {"met": Verdict.OK, "unknown": Verdict.UNKNOWN, "short": Verdict.FAULT, "long": Verdict.WARN}[
        hold.verdict
    ]
    total = hold.held_s + hold.unseen_s + hold.out_of_pose_s
    share = hold.unseen_s / total if total else 0.0
    why = "Too much of the hold was hidden to tell whether it was long enough." if hold.verdict == "unknown" else None
    check = Check(
        name, verdict, hold.held_s, high if hold.verdict == "long" else low, "s", hold.start_s, round(share, 3), why
    )
    events: tuple[Event, ...] = ()
    if hold.start_s is not None and hold.end_s is not None and hold.verdict in ("short", "long"):
        kind = f"hold_{hold.verdict}"
        events = (Event(kind, hold.start_s, hold.end_s, phase="hold", side=context.side, value=hold.held_s, unit="s"),)
    return weakened(context, Finding(check, events))
