"""One session of judging: scenes or measures in, updates and a judgement out; the same for live, file and replay."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from protocols import views
from protocols.choice import Claim, Refusal, chosen, lies, outermost, told
from protocols.followed import FollowedTicks, followed
from protocols.follower import Follower, columns_of
from protocols.hold import HoldState
from protocols.likeness import was_meant
from protocols.mat import Mat
from protocols.measures import measure
from protocols.placer import INDEX, Placer
from protocols.record import Record, asides, leads
from protocols.repetition import judge, numbered
from protocols.sides import with_both_sides
from protocols.signals import SignalMeter, Signals
from protocols.stops import StopMeter, StopSignal, as_event
from protocols.stretch import Context, Mode, Stretch
from protocols.thresholds import DEFAULTS, Settings
from protocols.ticks import TICK_S, Ticker
from protocols.trace import Tick, Trace
from protocols.types import Event, Judgement, PhaseName, Repetition, Side, View
from vision.types import Scene

Array = NDArray[np.float64]

_VIEW_EVERY: Final = 15
_VIEW_TICKS: Final = 90
_LOST_TICKS: Final = 30
_STEPPED: Final = ("angle_deg", "slow_deg_s", "speed_deg_s", "median_deg", "long_median_deg", "rough_deg")


@dataclass(frozen=True, slots=True)
class Update:
    """What is known after a frame; the only thing sinks read while a session runs.

    `stretch` is the one that what is under way looks most like, None in the set-up. `finished`, `events` and `stops`
    are those that this frame completed.
    """

    time_s: float
    phase: PhaseName
    hold: HoldState | None
    finished: tuple[Repetition, ...]
    events: tuple[Event, ...]
    stretch: str | None = None
    stops: tuple[StopSignal, ...] = ()


class Session:
    """Judges what one person does, causally.

    Feed frames with `update` or many rows of measures with `extend`; how they are cut into pieces changes nothing.
    `stretches` are the candidates: each follows the movement by itself, and a repetition goes to the one it looks most
    like. With `named` the stretch was given by the user and is not questioned.
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
        self._columns = columns_of(stretches)
        self._followers = [Follower(stretch, self._columns, settings, side=side) for stretch in stretches]
        self._placer = Placer(settings)
        self._stop_meter = StopMeter(settings)
        self.reset()

    def reset(self) -> None:
        """Start anew: equal to a fresh session."""
        count = len(self._columns)
        self._ticker, self._meter = Ticker(), SignalMeter(count)
        self._placer.reset()
        self._stop_meter.reset()
        for follower in self._followers:
            follower.reset()
        self._record = Record(count)
        self._mode: Mode = "image"
        self._mat: Mat | None = None
        self._repetitions: list[Repetition] = []
        self._events: list[Event] = []
        self._warnings: list[str] = []
        self._refusals: list[Refusal] = []
        self._rep_views: list[View] = []
        self._traces: list[Trace] = []
        self._stops: list[StopSignal] = []
        self._unseen = 0
        self._leader: Follower | None = None
        self._led_at = 0

    # -- feeding

    def update(self, scene: Scene) -> Update:
        """One frame."""
        done, known, stopped = len(self._repetitions), len(self._events), len(self._stops)
        self.extend(np.array([scene.time_s]), measure([scene]))
        new = tuple(self._repetitions[done:]), tuple(self._events[known:])
        stops = tuple(self._stops[stopped:])
        follower = self._leading()
        if follower is None:
            return Update(scene.time_s, "setup", None, *new, stops=stops)
        phase = follower.machine.phase
        hold = follower.machine.clock.state if phase == "hold" else None
        return Update(scene.time_s, phase, hold, *new, follower.stretch.name, stops)

    @property
    def view(self) -> View:
        """Where the camera stands, as far as is known by now."""
        return self._view(max(self._record.judged - 1, 0))

    def so_far(self) -> tuple[Repetition, tuple[Event, ...]] | None:
        """The repetition under way, judged as if it ended now; None in the set-up. Changes nothing.

        Where a stretch's side is told beforehand, nothing is under way before that: legs are only being crossed.
        """
        follower, last = self._leading(), self._record.judged - 1
        if follower is None or follower.machine.trace is None:
            return None
        trace, leads = follower.machine.trace, follower.stretch.leads
        if trace.hold_start is None and leads and not abs(self._record.rows[last, INDEX[leads]]) > 0:
            return None
        if trace.hold_start is None:
            trace = replace(trace, hold_start=last + 1, hold_end=last + 1, release_end=last + 1)
        return judge(self._context(follower, trace, last), self._glitches(trace, last))

    def extend(self, times_s: Array, rows: Array) -> None:
        """Many frames: (n,) seconds, strictly rising, and (n, len(MEASURES)) measures."""
        if not len(times_s):
            return
        self._record.add_frames(times_s)
        ticks = self._placer.extend(self._ticker.extend(times_s, rows))
        self._record.add_ticks(ticks)
        self._run(self._meter.extend(ticks[:, self._columns]))

    def finish(self, *, meant: Sequence[Side] = ()) -> Judgement:
        """The recording is over: judge what is under way and return everything; `meant` are sides a plan asked for."""
        self._end()
        return self._judgement(meant)

    def _end(self) -> None:
        self._run(self._meter.flush())
        last = self._record.judged - 1
        if last >= 0:
            self._close_open(last)
        self._close_lost(len(self._record.rows))

    def _judgement(self, meant: Sequence[Side]) -> Judgement:
        view = self._rep_views[0] if self._rep_views else self._view(len(self._record.rows))
        events = tuple(sorted(self._events, key=lambda event: (event.start_s, event.kind)))
        time_s = self._record.time_s
        spans = [(time_s(trace.onset), time_s(trace.release_end or trace.onset)) for trace in self._traces]
        warnings = (*told(self._refusals, spans), *self._warnings)
        return Judgement(
            with_both_sides(self._repetitions, meant=meant), events, view, self._settings.effective(), warnings
        )

    def _close_open(self, last: int) -> None:
        """What is under way ends with the recording."""
        held = {id(follower) for follower in self._followers if follower.machine.phase == "hold"}
        ended = [(follower, follower.machine.finish(last)) for follower in self._followers]
        winner = self._close([(follower, trace) for follower, trace in ended if trace is not None], last)
        if id(winner) in held:
            self._warnings.append("The recording ends during a hold: how long it lasted is not known.")

    def followed(self) -> FollowedTicks:
        """The angle that was followed, tick by tick: each repetition's own from its set-up on, and its clocks."""
        return followed(self._record, self._traces, self.ticks[0])

    @property
    def ticks(self) -> tuple[Array, Array]:
        """Media times of the ticks judged so far and their measures, (n, len(COLUMNS))."""
        rows = self._record.rows
        times_s: Array = self._record.start_s + np.arange(len(rows), dtype=np.float64) * TICK_S
        return times_s, rows

    # -- stepping

    def _run(self, signals: Signals) -> None:
        self._record.add_signals(signals)
        columns = [getattr(signals, name).tolist() for name in _STEPPED]
        rows = self._record.rows[signals.first : signals.first + len(signals.angle_deg)]
        is_seen = rows[:, INDEX["recipient_seen"]].tolist()
        led = leads(rows, self._followers, INDEX)
        aside = asides(rows, self._followers)
        for offset, values in enumerate(zip(*columns, strict=True)):
            number = signals.first + offset
            if number % _VIEW_EVERY == 0:
                self._look(number)
            if not is_seen[offset] > 0:
                self._unseen += 1
            elif self._unseen:
                self._close_lost(number)
            self._step(
                Tick(number, *values), [(each[offset], off[offset]) for each, off in zip(led, aside, strict=True)]
            )
            self._watch_stops(number, rows[offset])

    def _step(self, tick: Tick, told: Sequence[tuple[float, Mapping[int, float]]]) -> None:
        ended = []
        for follower, (led, aside) in zip(self._followers, told, strict=True):
            trace = follower.step(tick, self._mode, led, aside)
            if trace is not None:
                ended.append((follower, trace))
        if ended:
            self._close(ended, tick.number)

    def _watch_stops(self, number: int, row: Array) -> None:
        phases = {follower.machine.phase for follower in self._followers}
        under_way = "release" not in phases and not phases.isdisjoint(("moving_in", "hold"))
        signal = self._stop_meter.update(number, row.tolist(), mat=self._mat, under_way=under_way)
        if signal is not None and (signal.kind != "hands_off" or self._helped(phases)):
            self._stops.append(signal)
            self._events.append(as_event(signal, self._record.time_s))

    def _helped(self, phases: Set[PhaseName]) -> bool:
        """Whether somebody is being helped: legs put back in place look like the way into some other stretch."""
        return "hold" in phases or len(self._followers) == 1

    def _look(self, number: int) -> None:
        """Where the camera stands decides where an angle is measured; settled when the repetition begins."""
        self._mode = "image" if views.is_square(self._view(number), self._settings) else "body"
        mat = self._placer.mat_at(number)
        if (mat is None) != (self._mat is None):
            for follower in self._followers:
                follower.measured_anew()
        self._mat = mat

    def _view(self, number: int) -> View:
        mat, rows = self._placer.mat_at(number), self._record.rows
        if mat is not None:
            return views.from_mat(mat, self._settings)
        return views.estimate(rows[max(0, number - _VIEW_TICKS) : number + 1], self._settings)

    def _close_lost(self, number: int) -> None:
        if self._unseen > _LOST_TICKS:
            start, end = (self._record.time_s(tick) for tick in (number - self._unseen, number))
            self._events.append(Event("lost", round(start, 3), round(end, 3), who="tracker"))
        self._unseen = 0

    # -- judging finished repetitions

    def _close(self, ended: Sequence[tuple[Follower, Trace]], last: int) -> Follower | None:
        """Give a movement that ended to the stretch it looks most like; returns whose it was."""
        claims = [self._claim(follower, trace, last, is_over=True) for follower, trace in ended]
        if not claims:
            return None
        found = self._choice(claims, last)
        if isinstance(found, Claim):
            self._accept(found, last)
            return found.follower
        if found is not None:
            start_s, end_s = (self._record.time_s(tick) for tick in (claims[0].trace.onset, last))
            self._refusals.append(Refusal(start_s, end_s, found))
        return None

    def _choice(self, claims: list[Claim], last: int) -> Claim | str | None:
        trace = claims[0].trace
        if not lies(self._still(trace), self._record.rows[trace.onset : trace.hold_start]):
            return "the person does not lie on the back"
        if self._named:
            return claims[0]
        return chosen(claims, self._under_way(last), self._settings)

    def _accept(self, claim: Claim, last: int) -> None:
        self._judge(claim.context, self._glitches(claim.trace, last))
        self._rep_views.append(claim.context.view)
        self._traces.append(claim.trace)
        end = claim.trace.release_end or last
        for follower in self._followers:
            other = follower.machine.trace
            if follower is not claim.follower and other is not None and other.onset < end:
                follower.machine.abandon(last)

    def _judge(self, context: Context, glitch: Array) -> None:
        repetition, events = judge(context, glitch)
        self._events.extend(numbered(events, len(self._repetitions)))
        self._repetitions.append(repetition)

    def _glitches(self, trace: Trace, last: int) -> Array:
        return self._record.signal("glitch_deg")[: last + 1, trace.candidate]

    def _context(self, follower: Follower, trace: Trace, last: int) -> Context:
        mat = self._placer.mat_at(trace.onset)
        view = views.from_mat(mat, self._settings) if mat else views.estimate(self._still(trace), self._settings)
        if view.kind == "unknown":
            view = self._settings.view() or view
        return self._record.seen(follower, trace, last, view=view, mat=mat, settings=self._settings)

    def _claim(self, follower: Follower, trace: Trace, last: int, *, is_over: bool = False) -> Claim:
        context = self._context(follower, trace, last)
        if self._named:
            return Claim(follower, trace, context, 1.0)
        meant = was_meant(context) if is_over else 1.0
        return Claim(follower, trace, context, min(follower.stretch.likeness(context), meant))

    def _still(self, trace: Trace) -> Array:
        return self._record.still_rows(trace, self._settings["hold_enter_speed_deg_s"])

    def _under_way(self, last: int) -> list[Claim]:
        """Repetitions in their hold or release that others follow at this moment."""
        machines = [(follower, follower.machine) for follower in self._followers]
        return [
            self._claim(follower, machine.trace, last)
            for follower, machine in machines
            if machine.trace is not None and machine.phase in ("hold", "release")
        ]

    def _leading(self) -> Follower | None:
        """The follower whose movement under way looks most like its stretch; asked anew twice a second."""
        moving = [follower for follower in self._followers if follower.machine.phase != "setup"]
        if len(moving) < 2:
            return moving[0] if moving else None
        now = self._record.judged
        if self._leader not in moving or now - self._led_at >= _VIEW_EVERY:
            held = outermost(self._under_way(now - 1), self._settings)
            self._leader = max(held, key=lambda claim: claim.likeness).follower if held else moving[0]
            self._led_at = now
        return self._leader


def settle(events: Sequence[Event]) -> tuple[Event, ...]:
    """Name the only person there as the cause of every movement that was not the tracker's."""
    return tuple(replace(event, who="recipient") if event.who == "unknown" else event for event in events)
