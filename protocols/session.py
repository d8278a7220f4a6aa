"""One session of judging: scenes or measures in, updates and a judgement out; the same for live, file and replay."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from protocols import views
from protocols.hold import HoldState
from protocols.measures import INDEX, MEASURES, measure
from protocols.phases import PhaseMachine
from protocols.repetition import Followed, clock_codes, judge, numbered
from protocols.signals import SignalMeter, Signals
from protocols.stretch import Context, Mode, Progress, Stretch
from protocols.thresholds import DEFAULTS, Settings
from protocols.ticks import TICK_S, Ticker
from protocols.trace import Tick, Trace
from protocols.types import Event, Judgement, PhaseName, Repetition, Side, View
from vision.types import Scene

Array = NDArray[np.float64]

_VIEW_EVERY: Final = 15
_VIEW_TICKS: Final = 300
_LOST_TICKS: Final = 30
_LYING: Final = 0.5
_IMAGE_YAW_DEG: Final = 32.0
_IMAGE_ELEVATION_DEG: Final = 40.0
_SIGNALS: Final = ("angle_deg", "speed_deg_s", "accel_deg_s2", "smooth_deg", "glitch_deg", "median_deg", "slow_deg_s")


@dataclass(frozen=True, slots=True)
class Update:
    """What is known after a frame; the only thing sinks read while a session runs."""

    time_s: float
    phase: PhaseName
    hold: HoldState | None
    finished: tuple[Repetition, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FollowedTicks:
    """What a session followed, (ticks,) each: for reports, overlays and tables.

    Attributes:
        time_s: media time.
        angle_deg: the followed angle, NaN where unseen.
        speed_deg_s: its causal slope over half a second.
        phase: index into `PHASES`.
        repetition: number of the repetition the tick belongs to, -1 between them.
        status: `protocols.hold.Status` in a hold, -1 elsewhere.
    """

    time_s: Array
    angle_deg: Array
    speed_deg_s: Array
    phase: NDArray[np.int8]
    repetition: NDArray[np.int64]
    status: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class _Candidate:
    stretch: Stretch
    progress: Progress
    mode: Mode

    @property
    def column(self) -> int:
        return INDEX[self.progress.image if self.mode == "image" else self.progress.body]


class _Table:
    """Rows that grow, kept in one array."""

    def __init__(self, columns: int) -> None:
        self._data = np.empty((256, columns))
        self._size = 0

    def append(self, rows: Array) -> None:
        need = self._size + len(rows)
        if need > len(self._data):
            grown = np.empty((max(need, 2 * len(self._data)), self._data.shape[1]))
            grown[: self._size] = self._data[: self._size]
            self._data = grown
        self._data[self._size : need] = rows
        self._size = need

    @property
    def rows(self) -> Array:
        return self._data[: self._size]


class Session:
    """Judges what one person does, causally.

    Feed frames with `update` or many rows of measures with `extend`; how they are cut into pieces changes nothing.
    `stretches` are the candidates; with `named` the stretch was given by the user and is not questioned.
    """

    def __init__(
        self,
        stretches: Sequence[Stretch],
        *,
        side: Side | Literal["auto"] = "auto",
        settings: Settings = DEFAULTS,
        named: bool = False,
    ) -> None:
        self._settings = settings
        self._named = named
        self._candidates = [
            _Candidate(stretch, progress, mode)
            for stretch in stretches
            for mode in ("image", "body")
            for progress in stretch.progress
            if side in ("auto", progress.side)
        ]
        self._columns = [candidate.column for candidate in self._candidates]
        self.reset()

    def reset(self) -> None:
        """Start anew: equal to a fresh session."""
        count = len(self._candidates)
        self._ticker, self._meter = Ticker(), SignalMeter(count)
        self._machine = PhaseMachine(count, self._settings)
        self._rows = _Table(len(MEASURES))
        self._signals = {name: _Table(count) for name in _SIGNALS}
        self._times = _Table(1)
        self._start_s = 0.0
        self._view = View("unknown", None)
        self._active: list[int] = self._with_mode("image")
        self._repetitions: list[Repetition] = []
        self._events: list[Event] = []
        self._warnings: list[str] = []
        self._rep_views: list[View] = []
        self._traces: list[Trace] = []
        self._unseen = 0

    # -- feeding

    def update(self, scene: Scene) -> Update:
        """One frame."""
        done, known = len(self._repetitions), len(self._events)
        self.extend(np.array([scene.time_s]), measure([scene]))
        phase = self._machine.phase
        hold = self._machine.clock.state if phase == "hold" else None
        return Update(scene.time_s, phase, hold, tuple(self._repetitions[done:]), tuple(self._events[known:]))

    def extend(self, times_s: Array, rows: Array) -> None:
        """Many frames: (n,) seconds, strictly rising, and (n, len(MEASURES)) measures."""
        if not len(times_s):
            return
        if not len(self._times.rows):
            self._start_s = float(times_s[0])
        self._times.append(times_s[:, None])
        ticks = self._ticker.extend(times_s, rows)
        self._rows.append(ticks)
        self._run(self._meter.extend(ticks[:, self._columns]))

    def finish(self) -> Judgement:
        """The recording is over: judge what is under way and return everything."""
        self._run(self._meter.flush())
        last = len(self._signals["angle_deg"].rows) - 1
        trace = self._machine.finish(last) if last >= 0 else None
        if trace is not None:
            if self._machine.ended_in_hold:
                self._warnings.append("The recording ends during a hold: how long it lasted is not known.")
            self._close(trace, last)
        self._close_lost(len(self._rows.rows))
        view = self._rep_views[0] if self._rep_views else views.estimate(self._rows.rows[-_VIEW_TICKS:])
        events = tuple(sorted(self._events, key=lambda event: (event.start_s, event.kind)))
        return Judgement(tuple(self._repetitions), events, view, self._settings.effective(), tuple(self._warnings))

    def followed(self) -> FollowedTicks:
        """The angle that was followed, tick by tick: each repetition's own from its set-up on, and its clocks."""
        count = len(self._signals["angle_deg"].rows)
        column = np.full(count, self._traces[0].candidate if self._traces else self._active[0])
        phase, repetition, status = np.zeros(count, np.int8), np.full(count, -1), np.full(count, -1, np.int8)
        for number, trace in enumerate(self._traces):
            column[trace.setup :] = trace.candidate
            ends = (trace.setup, trace.onset, trace.hold_start, trace.hold_end, trace.release_end)
            for code, (a, b) in enumerate(pairwise(ends)):
                phase[a:b] = code
            repetition[trace.setup : trace.release_end] = number
            status[trace.hold_start : trace.hold_end] = clock_codes(
                trace, self._signals["angle_deg"].rows[:, trace.candidate]
            )
        rows = np.arange(count)
        angle, speed = (self._signals[name].rows[rows, column] for name in ("angle_deg", "speed_deg_s"))
        return FollowedTicks(self.ticks[0][:count], angle, speed, phase, repetition, status)

    @property
    def ticks(self) -> tuple[Array, Array]:
        """Media times of the ticks judged so far and their measures."""
        rows = self._rows.rows
        times_s: Array = self._start_s + np.arange(len(rows), dtype=np.float64) * TICK_S
        return times_s, rows

    # -- stepping

    def _run(self, signals: Signals) -> None:
        for name in _SIGNALS:
            self._signals[name].append(getattr(signals, name))
        columns = [getattr(signals, name).tolist() for name in _STEPPED]
        seen = self._rows.rows[signals.first : signals.first + len(signals.angle_deg), INDEX["recipient_seen"]].tolist()
        for offset, values in enumerate(zip(*columns, strict=True)):
            number = signals.first + offset
            if self._machine.phase == "setup" and number % _VIEW_EVERY == 0:
                self._look(number)
            if not seen[offset] > 0:
                self._unseen += 1
            elif self._unseen:
                self._close_lost(number)
            trace = self._machine.step(Tick(number, *values), self._active)
            if trace is not None:
                self._close(trace, number)

    def _look(self, number: int) -> None:
        """Where the camera stands decides where the angle is measured; settled when the repetition begins."""
        self._view = views.estimate(self._rows.rows[max(0, number - 90) : number + 1])
        yaw, elevation = self._view.yaw_deg, self._view.elevation_deg
        square = yaw is None or elevation is None or (abs(yaw) < _IMAGE_YAW_DEG and elevation < _IMAGE_ELEVATION_DEG)
        self._active = self._with_mode("image" if square else "body")

    def _with_mode(self, mode: Mode) -> list[int]:
        return [i for i, candidate in enumerate(self._candidates) if candidate.mode == mode]

    def _close_lost(self, number: int) -> None:
        if self._unseen > _LOST_TICKS:
            start, end = (self._start_s + tick * TICK_S for tick in (number - self._unseen, number))
            self._events.append(Event("lost", round(start, 3), round(end, 3), who="tracker"))
        self._unseen = 0

    # -- judging a finished repetition

    def _close(self, trace: Trace, last: int) -> None:
        candidate = self._candidates[trace.candidate]
        rows = self._rows.rows[: last + 1]
        column = trace.candidate
        followed = Followed(*(self._signals[name].rows[: last + 1, column] for name in _SIGNALS[:6]))
        still = self._still_rows(trace)
        view = views.estimate(still)
        repetition, events, context = judge(
            trace,
            rows,
            followed,
            stretch=candidate.stretch,
            side=candidate.progress.side,
            mode=candidate.mode,
            view=view,
            baseline=_medians(still),
            settings=self._settings,
            fps=self._fps(trace.onset, last),
            start_s=self._start_s,
        )
        refusal = self._refusal(context, still)
        if refusal:
            self._warnings.append(f"The movement at {context.time_s(trace.onset):.1f} s is not judged: {refusal}.")
            return
        self._events.extend(numbered(events, len(self._repetitions)))
        self._repetitions.append(repetition)
        self._rep_views.append(view)
        self._traces.append(trace)

    def _refusal(self, context: Context, still: Array) -> str | None:
        """Why a movement is no repetition of a stretch, or None where it is one."""
        lies = still[:, INDEX["recipient_lies"]]
        lies = lies[np.isfinite(lies)]
        if len(lies) and float(np.median(lies)) < _LYING:
            return "the person does not lie on the back"
        if not self._named and not context.stretch.recognised(context):
            return "it is none of the stretches known"
        return None

    def _still_rows(self, trace: Trace) -> Array:
        """Rows of the set-up in which the followed leg lay still, the last ten seconds of them."""
        span = slice(max(trace.setup, trace.onset - _VIEW_TICKS), max(trace.onset, trace.setup + 1))
        rows = self._rows.rows[span]
        slow = self._signals["slow_deg_s"].rows[span, trace.candidate]
        calm = np.abs(slow) < self._settings["hold_enter_speed_deg_s"]
        return rows[calm] if calm.any() else rows

    def _fps(self, first: int, last: int) -> float:
        """Frame rate that nine in ten frames between two ticks keep to."""
        times = self._times.rows[:, 0]
        edges = [self._start_s + tick * TICK_S for tick in (first, last)]
        times = times[np.searchsorted(times, edges[0]) : np.searchsorted(times, edges[1], side="right")]
        return float(1 / np.percentile(np.diff(times), 90)) if len(times) > 1 else float("nan")


_STEPPED: Final = ("angle_deg", "slow_deg_s", "speed_deg_s", "median_deg", "long_median_deg", "rough_deg")


def _medians(rows: Array) -> Array:
    """Median of every column over what is known; NaN where nothing is."""
    result = np.full(rows.shape[1], np.nan)
    for column in range(rows.shape[1]):
        known = rows[np.isfinite(rows[:, column]), column]
        if len(known):
            result[column] = np.median(known)
    return result


def settle(events: Sequence[Event]) -> tuple[Event, ...]:
    """Name the only person there as the cause of every movement that was not the tracker's."""
    return tuple(replace(event, who="recipient") if event.who == "unknown" else event for event in events)
