"""Judging how a repetition moves: smooth in and out, steady while held, held long enough."""

from collections.abc import Sequence, Set
from dataclasses import replace

import numpy as np

from protocols.checks import BRIDGE_TICKS, cannot_see, phase_at, weakened
from protocols.hold import Status
from protocols.motion import Burst, accel_limits, bounces, runs
from protocols.signals import ACCEL_LAG, FAST
from protocols.stretch import Array, Context, Finding
from protocols.ticks import TICK_S
from protocols.types import Check, Event, PhaseName, Verdict

_PUSH_TICKS = 60
"""A push is looked for this near to the tick at which it was noted."""

_PUSH_LEVEL_TICKS = 60
"""A push leaves the level of the two seconds before it: earlier the hold may have drifted and come back."""

_HASTE_TICKS = 12
"""Haste lasts: in less time the noise of the landmarks alone makes a limb seem to hurry."""

_FAULTS = ("jerk", "too_fast")
_GAP_MOST_S = 0.5
"""A longer gap in a movement can hide a jerk."""

_AROUND_S = 1.0
"""What a fault of form does to the followed angle is seen so near to its begin and its end."""

_PUSH_EDGE = 0.1
"""Its first and last tenth are too flat to see: together they last as long as what lies between."""


def smooth_in(context: Context) -> Finding:
    """No jerk and no haste on the way in."""
    return smooth_check(context, "smooth_in", "moving_in")


def smooth_out(context: Context) -> Finding:
    """No jerk and no haste on the way out."""
    if context.trace.is_cut:
        return cannot_see(context, "smooth_out", "The hold was over before the legs were let down.")
    return smooth_check(context, "smooth_out", "release")


def smooth_check(context: Context, name: str, phase: PhaseName) -> Finding:
    """No jerk and no haste while moving in or out; cannot be told ok below `jerk_min_fps`."""
    start, end = context.ticks(phase)
    if end - start < 3:
        return cannot_see(context, name, "The repetition has no such phase.")
    speed = np.abs(_without_jumps(context, context.speed_deg_s, FAST)[start:end])
    accel = np.abs(_without_jumps(context, context.accel_deg_s2, FAST + ACCEL_LAG)[start:end])
    events = [
        _burst_event(context, burst, kind, of)
        for burst, kind, of in context.bursts
        if of == phase and kind in ("jerk", "too_fast")
    ]
    amber, _ = accel_limits(context.settings, context.noise_deg)
    events += _haste(context, start, speed, events)
    unknown = float(np.isnan(context.angle_deg[start:end]).mean())
    why = _why_not_smooth(context, unknown, start, end)
    if why and not events:
        return cannot_see(context, name, why, share=unknown)
    share = round(unknown, 3)
    if events:
        return weakened(context, Finding(_by_event(context, name, events, share), tuple(events)))
    jolt = _max(accel) > amber and _max(speed) > context.settings["speed_amber_deg_s"]
    verdict = Verdict.WARN if _hasty(context, speed) or jolt else Verdict.OK
    worst = context.time_s(start + _argmax(accel))
    return Finding(Check(name, verdict, round(_max(accel), 1), round(amber, 1), "deg_s2", worst, share))


def _by_event(context: Context, name: str, events: list[Event], share: float) -> Check:
    """A fault shown by the worst event that made it: its value against the limit of its kind."""
    settings = context.settings
    limits = {
        "jerk": accel_limits(settings, context.noise_deg)[1],
        "too_fast": settings["speed_red_deg_s"],
        "bounce": _swing_deg(context),
        "drift": -settings["drift_deg"] * context.trace.slack,
        "pushed_deeper": context.trace.push_deg,
    }
    event = max(events, key=lambda one: abs((one.value or 0.0) / limits[one.kind]))
    return Check(name, Verdict.FAULT, event.value, round(limits[event.kind], 1), event.unit, event.start_s, share)


def _why_not_smooth(context: Context, unknown: float, start: int, end: int) -> str | None:
    if unknown > context.settings["unknown_share_max"]:
        return "The moving leg was hidden for too much of the movement."
    if _hidden_jump(context, start, end):
        return "The leg moved fast or for long while it was hidden."
    red = accel_limits(context.settings, float("inf"))[1]  # doubtful joints are noisy ones
    if _max(np.abs(_without_jumps(context, context.raw_accel_deg_s2, FAST + ACCEL_LAG)[start:end])) > red:
        return "The leg could hardly be trusted where it moved fastest."
    if round(context.fps, 1) < context.settings["jerk_min_fps"]:
        return f"{context.fps:.3g} frames a second are too few to rule out a jerk."
    return None


def _hidden_jump(context: Context, start: int, end: int) -> bool:
    """A gap in the phase that is long, or that the leg crossed too fast for what it did there to be called smooth."""
    angle = context.angle_deg
    for a, b in runs(np.isnan(angle[start:end]), 1):
        before, after = start + a - 1, start + b
        if (b - a) * TICK_S > _GAP_MOST_S:
            return True
        if before < 0 or after >= len(angle):
            continue
        crossed = abs(angle[after] - angle[before]) / ((after - before) * TICK_S)
        if crossed > context.settings["speed_amber_deg_s"]:
            return True
    return False


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
        value=round(burst.speed_deg_s if kind == "too_fast" else burst.accel_deg_s2, 1),
        unit="deg_s" if kind == "too_fast" else "deg_s2",
    )


def _without_jumps(context: Context, values: Array, window: int) -> Array:
    """A slope's values, NaN where a jump that only a tracker makes lies within its window of ticks."""
    step = np.abs(np.diff(context.angle_deg, prepend=np.nan))
    with np.errstate(invalid="ignore"):
        jumps = np.cumsum(step > context.settings["glitch_speed_deg_s"] * TICK_S)
    before = np.concatenate([np.zeros(min(window, len(jumps))), jumps[:-window]])
    return np.where(jumps > before, np.nan, values)


def _haste(context: Context, start: int, speed: Array, known: list[Event]) -> list[Event]:
    """Red speed that no event accounts for yet; `speed` of the phase's ticks."""
    with np.errstate(invalid="ignore"):
        red = runs(speed > context.settings["speed_red_deg_s"], 3, BRIDGE_TICKS)
    found = []
    for a, b in red:
        first, last = context.time_s(start + a - 7), context.time_s(start + b - 7)
        if any(event.start_s - 0.5 < last and first < event.end_s + 0.5 for event in known):
            continue
        top = _max(speed[a:b])
        found.append(
            Event(
                "too_fast",
                first,
                last,
                phase=phase_at(context, start + a),
                side=context.side,
                value=round(top, 1),
                unit="deg_s",
            )
        )
    return found


def _hasty(context: Context, speed: Array) -> bool:
    with np.errstate(invalid="ignore"):
        return bool(runs(speed > context.settings["speed_amber_deg_s"], _HASTE_TICKS))


def steady_check(
    context: Context,
    name: str = "steady_hold",
    *,
    told: Sequence[Event] = (),
    explains: Set[str] = frozenset(("bounce", "drift")),
) -> Finding:
    """No bounce, no drift out, no push deeper and no jerk while holding.

    `told` are faults of form that move the followed angle as they come and go: what they do to it is not told again
    as one of the kinds that they explain.
    """
    start, end = context.ticks("hold")
    if context.hold.start_s is None or end - start < 3:
        return cannot_see(context, name, "There was no hold.")

    def explained(event: Event) -> bool:
        return event.kind in explains and _comes_or_goes(event, told)

    events = [event for event in _bounce_events(context, start, end) if not explained(event)]
    events += [e for e in _hold_jerks(context) if not any(b.start_s < e.end_s and e.start_s < b.end_s for b in events)]
    events += _drift_events(context) + _push_events(context)
    events = [event for event in events if event.value is not None and np.isfinite(event.value)]
    events = [event for event in events if not explained(event)]
    unknown = float(np.isnan(context.smooth_deg[start:end]).mean())
    if unknown > context.settings["unknown_share_max"] and not events:
        return cannot_see(context, name, "The held leg was hidden for too much of the hold.", share=unknown)
    share = round(unknown, 3)
    if events:
        events.sort(key=lambda event: event.start_s)
        return weakened(context, Finding(_by_event(context, name, events, share), tuple(events)))
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


def _swing_deg(context: Context) -> float:
    """Least swing of a bounce, raised by the noise of the angle."""
    swing, noise = context.settings["bounce_swing_deg"], context.noise_deg
    return max(swing, context.settings["bounce_per_noise"] * noise) if noise == noise else swing


def _bounce_events(context: Context, start: int, end: int) -> list[Event]:
    swing = _swing_deg(context)
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
        if not (codes[b:] == Status.IN_POSE).any():
            left = np.flatnonzero(angle < reference - settings["hold_drop_deg"] * trace.slack)
            end = start + int(left[0]) if len(left) else end
            lingers = context.speed_deg_s[start:end] > -settings["onset_speed_deg_s"]
            if lingers.sum() * TICK_S <= settings["hold_grace_s"]:
                continue
        worst = float(np.nanmin(context.angle_deg[start:end])) - reference
        found.append(replace(_hold_event(context, "drift", start, end, worst), phase=phase_at(context, start)))
    return found


def _push_events(context: Context) -> list[Event]:
    """Pushes deeper, each from where it leaves the level before it to where it reaches the one after."""
    start, end = context.ticks("hold")
    smooth, found = context.smooth_deg, []
    for tick in context.trace.pushes:
        known = smooth[start : max(tick - _PUSH_TICKS, start + 1)]
        known = known[np.isfinite(known)][-_PUSH_LEVEL_TICKS:]
        before = float(np.median(known)) if len(known) else float("nan")
        after = float(np.nanmax(smooth[tick : min(tick + _PUSH_TICKS, max(end, tick + 1))]))
        low = np.flatnonzero(smooth[start:tick] < before + _PUSH_EDGE * (after - before))
        high = np.flatnonzero(smooth[tick:end] > after - _PUSH_EDGE * (after - before))
        first = start + int(low[-1]) if len(low) else start
        last = tick + (int(high[0]) if len(high) else 0)
        if after - before < context.trace.push_deg:
            continue  # most of the way was creep, which is no push
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
