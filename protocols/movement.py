"""Judging how a repetition moves in and out: smoothly, without a jerk and without haste."""

import numpy as np

from protocols.checks import BRIDGE_TICKS, cannot_see, phase_at, weakened
from protocols.motion import Burst, accel_limits, runs
from protocols.signals import ACCEL_LAG, FAST
from protocols.stretch import Array, Context, Finding
from protocols.ticks import TICK_S
from protocols.types import Check, Event, PhaseName, Verdict

_HASTE_TICKS = 12
"""Haste lasts: in less time the noise of the landmarks alone makes a limb seem to hurry."""

_GAP_MOST_S = 0.5
"""A longer gap in a movement can hide a jerk."""


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
        burst_event(context, burst, kind, of)
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
        return weakened(context, Finding(by_event(context, name, events, share), tuple(events)))
    jolt = _max(accel) > amber and _max(speed) > context.settings["speed_amber_deg_s"]
    verdict = Verdict.WARN if _hasty(context, speed) or jolt else Verdict.OK
    worst = context.time_s(start + _argmax(accel))
    return Finding(Check(name, verdict, round(_max(accel), 1), round(amber, 1), "deg_s2", worst, share))


def by_event(context: Context, name: str, events: list[Event], share: float) -> Check:
    """A fault shown by the worst event that made it: its value against the limit of its kind."""
    settings = context.settings
    limits = {
        "jerk": accel_limits(settings, context.noise_deg)[1],
        "too_fast": settings["speed_red_deg_s"],
        "bounce": swing_deg(context),
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


def burst_event(context: Context, burst: Burst, kind: str, phase: PhaseName) -> Event:
    """A burst as an event of a kind, with the value that the kind is judged by."""
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


def swing_deg(context: Context) -> float:
    """Least swing of a bounce, raised by the noise of the angle."""
    swing, noise = context.settings["bounce_swing_deg"], context.noise_deg
    return max(swing, context.settings["bounce_per_noise"] * noise) if noise == noise else swing
