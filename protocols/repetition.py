"""Turns the trace of a finished repetition into its phases, hold, checks and events."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from protocols.causes import who_moved
from protocols.checks import BRIDGE_TICKS
from protocols.follower import Candidate
from protocols.hold import Status, hold_verdict
from protocols.jolts import jolts, phase_of
from protocols.mat import Mat
from protocols.motion import runs
from protocols.partner import partner_checks
from protocols.placer import INDEX
from protocols.signals import ACCEL_LAG, FAST
from protocols.smoothness import peak
from protocols.stretch import Context, Stretch
from protocols.thresholds import Settings
from protocols.ticks import TICK_S
from protocols.trace import Trace
from protocols.types import Check, Event, Hold, Phase, PhaseName, Repetition, Verdict, View
from protocols.views import grade

Array = NDArray[np.float64]

_MOVED: Final = ("jerk", "too_fast", "bounce", "pushed_deeper")
_CLEARLY_TICKS: Final = 15
"""So long seen out of the pose, half a second, and the hold is known to be over."""

_SECOND: Final = 30
_LOOKS_BACK_TICKS: Final = 90 * _SECOND
"""No hold that is asked for lasts longer."""

_APART: Final = 2
"""Ticks on either side whose mean a moving angle is held against: far enough for a clip of 15 frames a second."""

_SPIKE_DEG = 8.0
"""Smaller spikes are taken out without a word; those of an angle with slack may be larger."""

PHASES: Final[tuple[PhaseName, ...]] = ("setup", "moving_in", "hold", "release")


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """The signals of one candidate over the ticks so far, (ticks,) each."""

    angle: Array
    speed: Array
    accel: Array
    smooth: Array
    glitch: Array
    median: Array


def seen(
    trace: Trace,
    rows: Array,
    followed: Followed,
    *,
    candidate: Candidate,
    stretch: Stretch,
    view: View,
    mat: Mat | None,
    baseline: Array,
    settings: Settings,
    fps: float,
    start_s: float,
) -> Context:
    """One repetition as checks see it; one that is still under way ends with its last row."""
    trace = _closed(trace, len(rows))
    hold = _hold(trace, followed.angle, stretch, settings, start_s)
    trust = np.min([rows[:, INDEX[name]] for name in candidate.progress.trust], axis=0)
    context = Context(
        stretch, candidate.progress.side, candidate.mode, view, settings, fps, start_s, rows, followed.angle,
        followed.speed, doubted(followed.accel, trust), followed.accel, followed.smooth, baseline, trace,
        _noise_deg(trace, followed, settings.noise_deg(candidate.column)), hold, (), mat,
    )  # fmt: skip
    return context


def judge(context: Context, glitch: Array) -> tuple[Repetition, tuple[Event, ...]]:
    """Judge one repetition; its events carry no repetition number yet."""
    context, stretch, trace = replace(context, bursts=jolts(context), found={}), context.stretch, context.trace
    checks: list[Check] = []
    events: list[Event] = []
    for name, _ in stretch.checks:
        finding = context.finding(name)
        checks.append(with_cue(finding.check, stretch))
        events.extend(finding.events)
    events = [_with_cause(context, event) for event in events]
    events.extend(_glitches(context, glitch))
    checks += [finding.check for finding in partner_checks(context)]
    numbers = peak(context.angle_deg, onset=trace.onset, hold=context.ticks("hold"), baseline_deg=trace.baseline_deg)
    repetition = Repetition(stretch.name, context.side, _phases(context), context.hold, numbers, tuple(checks))
    return repetition, tuple(events)


def _with_cause(context: Context, event: Event) -> Event:
    """A movement's event with who moved, as far as the hands tell."""
    if event.kind not in _MOVED:
        return event
    start, end = (round((time_s - context.start_s) / TICK_S) for time_s in (event.start_s, event.end_s))
    return replace(event, who=who_moved(context, start, end))


def _closed(trace: Trace, count: int) -> Trace:
    """A trace whose hold and release have an end; the trace under way stays untouched."""
    if trace.hold_end is not None and trace.release_end is not None:
        return trace
    hold_end = trace.hold_end if trace.hold_end is not None else count
    return replace(trace, hold_end=hold_end, release_end=count)


def with_cue(check: Check, stretch: Stretch) -> Check:
    """The check with what to say where it is not ok."""
    if check.verdict in (Verdict.OK, Verdict.UNKNOWN):
        return check
    return replace(check, cue=stretch.cues.get(check.name))


def clock_codes(trace: Trace, angle: Array) -> NDArray[np.int8]:
    """`Status` of every tick of a hold, its back-dated first part by whether the angle was known."""
    assert trace.hold_start is not None
    assert trace.hold_end is not None
    lead = angle[trace.hold_start : min(trace.status_from, trace.hold_end)]
    codes = np.where(np.isnan(lead), Status.UNSEEN, Status.IN_POSE)
    counted = trace.statuses[: max(0, trace.hold_end - trace.status_from)]
    return np.concatenate([codes, np.array(counted, dtype=np.int64)]).astype(np.int8)


def _hold(trace: Trace, angle: Array, stretch: Stretch, settings: Settings, start_s: float) -> Hold:
    """The three clocks between the back-dated edges of the hold."""
    assert trace.hold_start is not None
    assert trace.hold_end is not None
    codes = clock_codes(trace, angle)
    held, unseen, out = (int((codes == status).sum()) for status in Status)
    unseen += _head_unseen(trace, angle, settings["drift_deg"] * trace.slack) + _tail_unseen(trace)
    held_s, unseen_s = round(held * TICK_S, 3), round(unseen * TICK_S, 3)
    low, high = stretch.hold_target_s
    return Hold(
        round(start_s + trace.hold_start * TICK_S, 3),
        round(start_s + trace.hold_end * TICK_S, 3),
        held_s,
        unseen_s,
        round(out * TICK_S, 3),
        (low, high),
        hold_verdict(held_s, unseen_s, (low, high), settings["hold_over_s"]),
    )


def doubted(accel: Array, trust: Array) -> Array:
    """Accelerations shrunk by the doubt in the leg over the time they were computed from: half at a trust of 0.5.

    Where the joints hardly hold together a step of the tracker is likelier than a jerk of the same size.
    """
    window = FAST + ACCEL_LAG
    padded = np.concatenate([np.ones(window - 1), trust])
    mean = np.lib.stride_tricks.sliding_window_view(padded, window).mean(axis=1)
    result: Array = accel / (1.0 + 2.0 * (1.0 - mean))
    return result


def _noise_deg(trace: Trace, followed: Followed, known_deg: float) -> float:
    """The worst of the noise in the set-up, in the hold and on the way; what was known before where none can be told.

    A recording in which still pictures were spared is quieter at rest than where something moves.
    """
    span = slice(trace.hold_start, trace.hold_end)
    held = _spread(followed.angle[span] - followed.median[span])
    angle = followed.angle
    bent = np.full(len(angle), np.nan)
    bent[_APART:-_APART] = angle[_APART:-_APART] - (angle[: -2 * _APART] + angle[2 * _APART :]) / 2
    ways = (slice(trace.onset, trace.hold_start), slice(trace.hold_end, trace.release_end))
    moving = _spread(np.concatenate([bent[way] for way in ways])) / math.sqrt(1.5)
    own = float(np.fmax(np.fmax(trace.noise_deg, held), moving))
    return own if own == own else known_deg


def _spread(residual: Array) -> float:
    """Robust standard deviation round zero, NaN of fewer than a second."""
    known = np.abs(residual[np.isfinite(residual)])
    return 1.4826 * float(np.median(known)) if len(known) > _SECOND else float("nan")


def _head_unseen(trace: Trace, angle: Array, away_deg: float) -> int:
    """Unseen ticks since the leg was last clearly seen out of the pose: it may have been held before it was seen to."""
    assert trace.hold_start is not None
    first = angle[trace.hold_start : trace.hold_start + _SECOND]
    known = first[np.isfinite(first)]
    if not len(known):
        return 0
    out = float(np.median(known)) - away_deg
    count = away = gap = 0
    for value in reversed(angle[max(0, trace.hold_start - _LOOKS_BACK_TICKS) : trace.hold_start].tolist()):
        gap = gap + 1 if value != value else 0
        count += gap > 0
        if gap == 0 or gap > BRIDGE_TICKS:
            away = away + 1 if value < out else 0
        if away >= _CLEARLY_TICKS:
            break
    return count


def _tail_unseen(trace: Trace) -> int:
    """Unseen ticks after the last one in pose, until the leg is clearly seen out of it: the hold may have gone on.

    The moments in which a mostly hidden leg seems known are what the network takes for it.
    """
    assert trace.hold_end is not None
    if trace.is_cut:
        return 0
    count = away = 0
    for status in trace.statuses[max(0, trace.hold_end - trace.status_from) :]:
        away = away + 1 if status == Status.OUT_OF_POSE else 0
        if away >= _CLEARLY_TICKS:
            break
        count += status == Status.UNSEEN
    return count


def _glitches(context: Context, glitch: Array) -> list[Event]:
    """Spikes taken out and bursts that were the tracker's, as information."""
    weak = grade("steady_hold", context.view.kind) != "y"
    spikes = [] if weak else runs(glitch > _SPIKE_DEG * context.trace.slack**2, 1, 30)
    start, end = context.trace.onset, context.trace.release_end or len(glitch)
    spans = [(a, b, float(glitch[a:b].max())) for a, b in spikes if start <= a < end]
    found = [] if weak else [burst for burst, kind, _ in context.bursts if kind == "glitch"]
    spans += [(burst.start, burst.end, abs(burst.moved_deg)) for burst in found]
    return [
        Event(
            "glitch", context.time_s(a), context.time_s(b), phase=phase_of(context, a), side=context.side,
            value=round(size, 1), unit="deg", who="tracker",
        )
        for a, b, size in sorted(spans)
    ]  # fmt: skip


def _phases(context: Context) -> tuple[Phase, ...]:
    spans = ((name, *context.ticks(name)) for name in PHASES)
    return tuple(Phase(name, context.time_s(a), context.time_s(b)) for name, a, b in spans if b > a)


def numbered(events: Sequence[Event], repetition: int) -> tuple[Event, ...]:
    """Events with the number of their repetition, in order of time."""
    return tuple(replace(event, repetition=repetition) for event in sorted(events, key=lambda e: e.start_s))
