"""Judging a hold: steady, and as long as is asked."""

from collections.abc import Sequence, Set
from dataclasses import replace

import numpy as np

from protocols.checks import BRIDGE_TICKS, cannot_see, phase_at, weakened
from protocols.hold import Status
from protocols.motion import bounces, runs
from protocols.movement import burst_event, by_event, swing_deg
from protocols.stretch import Context, Finding
from protocols.ticks import TICK_S
from protocols.types import Check, Event, Verdict

_PUSH_TICKS = 60
"""A push is looked for this near to the tick at which it was noted, and leaves the level of as long before."""

_FAULTS = ("jerk", "too_fast")

_AROUND_S = 1.0
"""What a fault of form does to the followed angle is seen so near to its begin and its end."""

_LEFT_TICKS = 30
_LEFT_SHARE = 0.3
"""What goes so far of the way back within a second of leaving the pose has been let go."""

_PUSH_EDGE = 0.1
"""Its first and last tenth are too flat to see: together they last as long as what lies between."""


def steady_check(
    context: Context,
    name: str = "steady_hold",
    *,
    told: Sequence[Event] = (),
    explains: Set[str] = frozenset(("bounce", "drift", "jerk")),
    misread: Sequence[Event] = (),
) -> Finding:
    """No bounce, no drift out, no push deeper and no jerk while holding.

    `told` are faults of form that move the followed angle as they come and go: what they do to it is not told again
    as one of the kinds that they explain. `misread` are spans at whose edges the angle seems to move and does not: what
    is noticed there is not told at all.
    """
    start, end = context.ticks("hold")
    if context.hold.start_s is None or end - start < 3:
        return cannot_see(context, name, "There was no hold.")

    def explained(event: Event) -> bool:
        return _comes_or_goes(event, misread) or (event.kind in explains and _comes_or_goes(event, told))

    bounced = [event for event in _bounce_events(context, start, end) if not explained(event)]
    jerks = [e for e in _hold_jerks(context) if not any(b.start_s < e.end_s and e.start_s < b.end_s for b in bounced)]
    others = [*jerks, *_drift_events(context), *_push_events(context)]
    events = bounced + [event for event in others if event.value == event.value and not explained(event)]
    unknown = float(np.isnan(context.smooth_deg[start:end]).mean())
    if unknown > context.settings["unknown_share_max"] and not events:
        return cannot_see(context, name, "The held leg was hidden for too much of the hold.", share=unknown)
    share = round(unknown, 3)
    if events:
        events.sort(key=lambda event: event.start_s)
        return weakened(context, Finding(by_event(context, name, events, share), tuple(events)))
    smooth = context.smooth_deg[start:end]
    known = smooth[np.isfinite(smooth)]
    swing = float(np.percentile(known, 95) - np.percentile(known, 5)) / 2 if len(known) else 0.0
    return weakened(
        context,
        Finding(
            Check(
                name,
                Verdict.OK,
                round(swing, 1),
                context.settings["drift_deg"] * context.trace.slack,
                "deg",
                None,
                share,
            )
        ),
    )


def _comes_or_goes(event: Event, others: Sequence[Event]) -> bool:
    """Whether an event shares time with the coming or the going of another."""
    edges = [edge for other in others for edge in (other.start_s, other.end_s)]
    return any(edge - _AROUND_S < event.end_s and event.start_s < edge + _AROUND_S for edge in edges)


def _bounce_events(context: Context, start: int, end: int) -> list[Event]:
    swing = swing_deg(context)
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
        burst_event(context, burst, "jerk", "hold")
        for burst, kind, of in context.bursts
        if of == "hold" and kind in _FAULTS
    ]


def _drift_events(context: Context) -> list[Event]:
    """Out of the stretch and back again, or lingering out of it; a release only passes through and is none."""
    trace, settings = context.trace, context.settings
    codes = np.array(trace.statuses, dtype=np.int8)
    found = []
    for a, b in runs(codes == Status.OUT_OF_POSE, round(settings["fault_s"] / TICK_S), BRIDGE_TICKS):
        start, end = a + trace.status_from, b + trace.status_from
        angle = context.angle_deg[start:end]
        before = context.angle_deg[context.ticks("hold")[0] : start]
        before = before[np.isfinite(before)][-_PUSH_TICKS:]
        if not len(before):
            continue
        reference = float(np.median(before))
        if not (codes[b : max(b, (trace.hold_end or 0) - trace.status_from)] == Status.IN_POSE).any():
            if _released(context, start, reference):
                continue
            left = np.flatnonzero(angle < reference - settings["hold_drop_deg"] * trace.slack)
            end = start + int(left[0]) if len(left) else end
            lingers = context.speed_deg_s[start:end] > -settings["onset_speed_deg_s"]
            if lingers.sum() * TICK_S <= settings["hold_grace_s"]:
                continue
        worst = float(np.nanmin(context.angle_deg[start:end])) - reference
        found.append(replace(_hold_event(context, "drift", start, end, worst), phase=phase_at(context, start)))
    return found


def _released(context: Context, tick: int, reference_deg: float) -> bool:
    """Whether what goes out of the pose at a tick is let go, though not all the way, and is no drift.

    It goes as fast as a hold is left, and within a second a good part of the way to where it began.
    """
    near = context.speed_deg_s[max(tick - _LEFT_TICKS, 0) : tick + _LEFT_TICKS]
    fast = near < -context.settings["hold_leave_speed_deg_s"]
    angle = context.angle_deg[tick : tick + _LEFT_TICKS]
    with np.errstate(invalid="ignore"):
        far = reference_deg - angle > _LEFT_SHARE * (reference_deg - context.trace.baseline_deg)
    return bool(far.any()) and bool(runs(fast, round(context.settings["hold_leave_s"] / TICK_S)))


def _push_events(context: Context) -> list[Event]:
    """Pushes deeper, each from where it leaves the level before it to where it reaches the one after."""
    start, end = context.ticks("hold")
    smooth, found = context.smooth_deg, []
    for tick in context.trace.pushes:
        known = smooth[start : max(tick - _PUSH_TICKS, start + 1)]
        known = known[np.isfinite(known)][-_PUSH_TICKS:]
        if not len(known):
            continue
        before = float(np.median(known))
        after = float(np.nanmax(smooth[tick : min(tick + _PUSH_TICKS, max(end, tick + 1))]))
        if not after - before >= context.trace.push_deg:
            continue  # most of the way was creep, which is no push
        low = np.flatnonzero(smooth[start:tick] < before + _PUSH_EDGE * (after - before))
        high = np.flatnonzero(smooth[tick:end] > after - _PUSH_EDGE * (after - before))
        first = start + int(low[-1]) if len(low) else start
        last = tick + (int(high[0]) if len(high) else 0)
        flat = (last - first) // 2
        span = max(start, first - flat), min(last + 1 + flat, max(end, last + 1))
        found.append(_hold_event(context, "pushed_deeper", *span, after - before))
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
