"""The phase machine: finds departures from the set-up, their hold and their release, on the steady clock."""

import math
from collections import deque
from collections.abc import Mapping, Sequence

from protocols.hold import HoldClock, Status
from protocols.release import Release
from protocols.resting import RestMeter
from protocols.signals import FAST, SLOW
from protocols.straying import Straying
from protocols.thresholds import Settings
from protocols.ticks import TICK_S
from protocols.trace import Tick, Trace
from protocols.types import PhaseName

NOT_WATCHED: Mapping[int, float] = {}
_DEPART_TICKS = 9
_EARLY_TICKS = 90
"""Ticks after its begin in which a hold may still turn out to be a stop on the way."""

_FAR_SHARE = 0.5
"""A move inward by this share of the way so far is the way going on, however long the stop was."""

_ALIKE_SHARE = 0.6
_NOISE_ENTER = 2.2
"""Enter speed a degree of noise: 85 % of a quiet hold lies below it."""

_ENTER_MOST = 2.0
"""Noise may raise the enter speed to this multiple at most, so that it stays below the leave speed."""


class PhaseMachine:
    """Steps through ticks: set-up, moving in, hold, release, and set-up again.

    `candidates` are columns of a `Tick`, each with the slack its error asks for (`Trace.slack`), `push_deg` those whose
    pushes have a limit of their own, `strays` those whose limb may go aside, and how far; `active` names the candidates
    that may begin a repetition. The one that departed furthest when the hold begins is the side. A finished `Trace` is
    returned by the step that ended it.
    """

    def __init__(
        self,
        candidates: Mapping[int, float],
        settings: Settings,
        *,
        push_deg: Mapping[int, float] | None = None,
        strays: Mapping[int, float] | None = None,
    ) -> None:
        self._clock, self._release = HoldClock(settings), Release(settings)
        self._straying = Straying(self._clock)
        self._seconds = {
            name: round(settings[name] / TICK_S) for name in ("setup_still_s", "hold_enter_s", "hold_leave_s")
        }
        self._depart = settings["departure_deg"]
        self._enter = settings["hold_enter_speed_deg_s"]
        self._leave = settings["hold_leave_speed_deg_s"]
        self._onset_speed = settings["onset_speed_deg_s"]
        self._drop = settings["hold_drop_deg"]
        self._deeper = settings["deeper_deg"]
        self._start_most = settings["start_thigh_trunk_high_deg"]
        self._grace = settings["hold_grace_s"]
        self._slack = dict(candidates)
        self._strays = dict(strays or {})
        self._push_deg = {c: self._deeper * slack for c, slack in candidates.items()} | dict(push_deg or {})
        self._rests = {
            c: RestMeter(
                still_ticks=self._seconds["setup_still_s"],
                enter_deg_s=self._enter,
                depart_deg=self._depart,
                depart_ticks=_DEPART_TICKS,
            )
            for c in candidates
        }
        self.reset()

    def reset(self) -> None:
        """Start anew: equal to a fresh machine."""
        self.phase: PhaseName = "setup"
        self.trace: Trace | None = None
        self.ended_in_hold = False
        self._aside = math.nan
        self._setup_from = 0
        for rest in self._rests.values():
            rest.reset()
        self._entered = float("nan")
        self._clear()

    def _clear(self) -> None:
        self._ring: deque[bool] = deque(maxlen=self._seconds["hold_enter_s"])
        self._run = self._run_in = self._below = 0
        self._last_calm = 0

    @property
    def _under_way(self) -> Trace:
        assert self.trace is not None
        return self.trace

    @property
    def clock(self) -> HoldClock:
        """The hold clock of the repetition under way."""
        return self._clock

    def step(self, tick: Tick, active: Sequence[int], aside: Mapping[int, float] = NOT_WATCHED) -> Trace | None:
        """One tick, and how far aside watched limbs are; returns the trace of a repetition that ended with it."""
        self._aside = aside.get(self.trace.candidate, math.nan) if self.trace is not None else math.nan
        if self.phase == "setup":
            self._in_setup(tick, active)
            return None
        if self.phase == "moving_in":
            self._moving_in(tick, active)
            return None
        if self.phase == "hold":
            self._in_hold(tick, active)
            return None
        return self._in_release(tick)

    def finish(self, last: int) -> Trace | None:
        """The recording ends after tick `last`: close what is under way; a departure without stillness is none."""
        trace, self.trace = self.trace, None
        phase, self.phase = self.phase, "setup"
        if trace is None or phase in ("setup", "moving_in"):
            return None
        self.ended_in_hold = phase == "hold"
        if self.ended_in_hold:
            trace.hold_end = last + 1
        trace.release_end = last + 1
        return trace

    # -- set-up

    def _in_setup(self, tick: Tick, active: Sequence[int]) -> None:
        for c, rest in self._rests.items():
            rest.update(tick.number, angle=tick.angle[c], slow=tick.slow[c], speed=tick.speed[c], median=tick.median[c])
        ready = [c for c in active if self._rests[c].departed(tick.angle[c])]
        if ready:
            self._depart_now(max(ready, key=lambda c: tick.angle[c] - self._rests[c].baseline_deg))

    def _depart_now(self, c: int) -> None:
        self.trace = self._traced(c)
        self._clear()
        self.phase = "moving_in"

    def _traced(self, c: int) -> Trace:
        rest = self._rests[c]
        onset = max(rest.calm_tick - FAST // 2, self._setup_from)
        return Trace(
            c,
            rest.baseline_deg,
            rest.noise_deg,
            self._setup_from,
            onset,
            slack=self._slack[c],
            push_deg=self._push_deg[c],
        )

    # -- moving in

    def _calm(self, tick: Tick, c: int) -> bool:
        """Whether the angle stands still, as far as its noise lets one tell."""
        noise = _NOISE_ENTER * tick.rough[c] if tick.rough[c] == tick.rough[c] else 0.0
        return abs(tick.slow[c]) < min(max(self._enter, noise), _ENTER_MOST * self._enter)

    def _moving_in(self, tick: Tick, active: Sequence[int]) -> None:
        self._choose_side(tick, active)
        trace = self._under_way
        c = trace.candidate
        change = tick.angle[c] - trace.baseline_deg
        if change != change:
            return
        self._below = self._below + 1 if change < self._depart else 0
        if self._below >= _DEPART_TICKS:
            self._to_setup(tick.number)
            return
        still = self._calm(tick, c)
        self._ring.append(still)
        full = len(self._ring) == self._ring.maxlen
        if still and full and sum(self._ring) >= 0.8 * len(self._ring) and change > self._depart:
            alike = self._alike(tick, active)
            if alike and tick.median[c] < self._start_most:
                # While the other leg still moves it may be the one that is stretched, and this one only twitched.
                if all(self._calm(tick, o) for o in alike):
                    self.abandon(tick.number)
            else:
                self._begin_hold(tick)

    def _alike(self, tick: Tick, active: Sequence[int]) -> list[int]:
        """Others that moved like the one under way; if all rest low then, the person took up the start pose."""
        c = self._under_way.candidate
        change = tick.median[c] - self._rests[c].baseline_deg
        return [o for o in active if o != c and tick.median[o] - self._rests[o].baseline_deg > _ALIKE_SHARE * change]

    def abandon(self, number: int) -> None:
        """Whatever is under way is none: the set-up begins anew with this tick, and every rest is learned again."""
        for rest in self._rests.values():
            rest.reset()
        self._to_setup(number)

    def forget_rests(self) -> None:
        """The angles mean something else from now on: what was learned of their rests counts no more."""
        for rest in self._rests.values():
            rest.reset()

    def hand_over(self, tick: Tick, candidate: int) -> None:
        """The side is known now: what is under way is the movement of this candidate, or else nothing has begun."""
        if self.trace is None or self.trace.candidate == candidate or tick.angle[candidate] != tick.angle[candidate]:
            return
        if tick.angle[candidate] - self._rests[candidate].baseline_deg > self._depart:
            self._depart_now(candidate)
        else:
            self._to_setup(tick.number)

    def _to_setup(self, number: int) -> None:
        self.trace = None
        self.phase = "setup"
        for rest in self._rests.values():
            rest.stay()
        self._setup_from = number

    def _begin_hold(self, tick: Tick) -> None:
        trace = self._under_way
        first_still = tick.number - len(self._ring) + 1 + list(self._ring).index(True)
        trace.hold_start = max(first_still - SLOW // 2, trace.onset)
        trace.statuses = []
        trace.status_from = tick.number + 1
        held = trace.status_from - trace.hold_start
        self._clock.reset(tick.median[trace.candidate], held_ticks=held, slack=trace.slack)
        self._straying.begin(self._strays.get(trace.candidate, math.inf))
        self._entered = tick.median[trace.candidate]
        self._clear()
        self._last_calm = tick.number
        self.phase = "hold"

    def _choose_side(self, tick: Tick, active: Sequence[int]) -> None:
        """The candidate that departed furthest is the side stretched, not the one that twitched first."""
        assert self.trace is not None
        own = tick.median[self.trace.candidate] - self.trace.baseline_deg
        for c in active:
            self._rests[c].watch(tick.number, angle=tick.angle[c], speed=tick.speed[c])
            change = tick.median[c] - self._rests[c].baseline_deg
            if c != self.trace.candidate and change > max(1.3 * own, 2 * self._depart):
                self.trace, own = self._traced(c), change
                self._ring.clear()

    # -- hold

    def _in_hold(self, tick: Tick, active: Sequence[int]) -> None:
        trace = self._under_way
        c = trace.candidate
        status = self._clock.update(tick.angle[c], tick.long_median[c])
        trace.statuses.append(status)
        self._straying.update(self._aside, trace, status)
        if status == Status.UNSEEN:
            return
        if status == Status.IN_POSE and (self._calm(tick, c) or self._still_there(tick, c)):
            self._last_calm = tick.number
        if self._going_on(tick) or self._other_side(tick, active):
            self._back_to_moving_in()
            return
        self._watch_push(tick)
        if self._leaving(tick):
            self._end_hold(tick.number, at=self._last_calm - SLOW // 2)

    def _still_there(self, tick: Tick, c: int) -> bool:
        """Seen again after a gap, too shortly to tell a speed, where it was: it has not been left in between."""
        below = self._clock.reference_deg - tick.angle[c]
        return tick.slow[c] != tick.slow[c] and below < self._depart / 4 * self._under_way.slack

    def _going_on(self, tick: Tick) -> bool:
        """A stop on the way: the same movement goes on within a few seconds, so the hold has not begun yet."""
        trace = self._under_way
        inward = tick.speed[trace.candidate] > self._onset_speed
        self._run_in = self._run_in + 1 if inward else 0
        deeper = tick.angle[trace.candidate] - self._entered
        early = tick.number - trace.status_from < _EARLY_TICKS and deeper > self._deeper * trace.slack / 2
        far = deeper > max(2 * self._depart, _FAR_SHARE * (self._entered - trace.baseline_deg))
        return self._run_in >= _DEPART_TICKS and (early or far)

    def _other_side(self, tick: Tick, active: Sequence[int]) -> bool:
        """The other leg departs further: the stillness of this one was not the hold."""
        trace = self._under_way
        before = trace.candidate
        self._choose_side(tick, active)
        return self.trace is not None and self.trace.candidate != before

    def cut(self, number: int, *, at: int) -> Trace | None:
        """The hold was over at one tick, as is known at another, and there was no release that could be judged.

        A hold that was shorter than what it took to know was none.
        """
        if at - (self._under_way.hold_start or 0) < number - at:
            self.abandon(number)
            return None
        self._end_hold(number, at=at)
        self._under_way.is_cut = True
        return self._over(number, at=number)

    def _back_to_moving_in(self) -> None:
        trace = self._under_way
        trace.hold_start = None
        trace.statuses, trace.pushes = [], []
        self._clear()
        self.phase = "moving_in"

    def _watch_push(self, tick: Tick) -> None:
        trace = self._under_way
        deeper = tick.median[trace.candidate] - self._clock.reference_deg
        most = trace.push_deg
        if deeper > most / 2 and self._clock.deeper_deg > most:
            if not trace.pushes or tick.number - trace.pushes[-1] > 2.0 / TICK_S:
                trace.pushes.append(tick.number)
            self._clock.rebase(tick.angle[trace.candidate])

    def _leaving(self, tick: Tick) -> bool:
        trace = self._under_way
        c = trace.candidate
        self._run = self._run + 1 if tick.speed[c] < -self._leave else 0
        below = self._clock.reference_deg - tick.angle[c]
        self._below = self._below + 1 if below > self._drop * trace.slack else 0
        fast = self._run >= self._seconds["hold_leave_s"] and below > self._depart / 2
        return fast or self._below * TICK_S >= 0.7 or self._clock.away_s > self._grace

    def _end_hold(self, number: int, *, at: int) -> None:
        """The hold was over at one tick, as is known at another."""
        trace = self._under_way
        assert trace.hold_start is not None
        trace.hold_end = min(max(at, trace.hold_start + 1), number)
        self._clear()
        self._release.begin(number)
        self.phase = "release"

    # -- release

    def _in_release(self, tick: Tick) -> Trace | None:
        trace = self._under_way
        status = self._clock.update(tick.angle[trace.candidate], tick.long_median[trace.candidate])
        trace.statuses.append(status)
        strays = self._straying.update(self._aside, trace, status)
        outcome = self._release.update(tick, trace, status, self._clock.reference_deg, strays=strays)
        if outcome == "back":
            self._resume(tick)
        if outcome != "over":
            return None
        return self._over(tick.number, at=self._release.last_moving + 1 - FAST // 2)

    def _over(self, number: int, *, at: int) -> Trace:
        trace = self._under_way
        trace.release_end = max(at, trace.hold_end or 0)
        self._to_setup(number)
        for rest in self._rests.values():
            rest.renew()
        return trace

    def _resume(self, tick: Tick) -> None:
        """It sagged and came back before half of the way out: the hold goes on, its clock stood meanwhile."""
        self._under_way.hold_end = None
        self._clear()
        self._last_calm = tick.number
        self.phase = "hold"
