"""Leads a pair through a plan: what to do next, what to say and when; a pure machine on media time.

It reads what is seen and what is answered and leaves lines to say. It knows neither page nor network nor clock.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from protocols.hold import HoldState
from protocols.types import Check, Event, PhaseName, Repetition
from stretchcheck.live import lines
from stretchcheck.live.corrections import Corrections
from stretchcheck.live.lines import Line
from stretchcheck.live.pacing import Breath, Count
from stretchcheck.live.plan import Plan, Step

Activity = Literal["move_camera", "get_ready", "moving_in", "hold", "release", "rest", "paused", "done"]

By = Literal["voice", "key", "click", "none"]

PAIN_FROM: Final = 7
REST_S: Final = 12.0
_ANSWER_S: Final = 9.0
_REMIND_S: Final = 30.0
_NOBODY_S: Final = 5.0
_BLIND_S: Final = 2.0
_LETTERS_S: Final = 14.0
"""Letters a calm voice says in a second."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one frame shows of the repetition under way."""

    phase: PhaseName
    hold: HoldState | None = None
    present: bool = True
    checks: Sequence[Check] = ()
    events: Sequence[Event] = ()
    finished: Sequence[Repetition] = ()
    view: str | None = None


@dataclass(slots=True)
class Turn:
    """A step and what became of it."""

    step: Step
    done: bool = False
    result: str | None = None
    held_s: float | None = None
    scores: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Answer:
    """A check-in that was answered, or ran out: then `score` is None."""

    at_s: float
    stretch: str
    side: str
    score: int | None
    by: By


class Coach:
    """One session's coach. Call `start`, then `see` with every frame and `tick` at least once a second."""

    def __init__(self, plan: Plan) -> None:
        self.turns = [Turn(step) for step in plan.steps]
        self.activity: Activity = "get_ready"
        self.view: str | None = None
        self.asking_s: float | None = None
        self.answers: list[Answer] = []
        self._said: list[Line] = []
        self._now = 0.0
        self._quiet_s = 0.0
        self._number = 0
        self._asked = self.turns[0]
        self._corrections = Corrections()
        self._once: set[str] = set()
        self._since_s = 0.0
        self._breath, self._count = Breath(), Count()
        self._absent_from_s: float | None = None
        self._seen_s = float("inf")
        self._blind = False

    @property
    def now_s(self) -> float:
        """Media time of the newest frame or tick."""
        return self._now

    # -- what others read

    @property
    def turn(self) -> Turn:
        """The step under way."""
        return self.turns[min(self._number, len(self.turns) - 1)]

    @property
    def number(self) -> int:
        """Of the step under way, from 0."""
        return self._number

    @property
    def next_step(self) -> Step | None:
        """What comes after the step under way."""
        later = [turn for turn in self.turns if not turn.done and turn is not self.turn]
        return later[0].step if later else None

    @property
    def rest_left_s(self) -> float | None:
        """Seconds of rest left."""
        return max(0.0, self._since_s + REST_S - self._now) if self.activity == "rest" else None

    def take(self) -> list[Line]:
        """What to say since the last call."""
        said, self._said = self._said, []
        return said

    # -- what happens

    def start(self, now_s: float, *, view: str | None) -> None:
        """Begin with the first step; `view` is where the camera stands, as far as is known."""
        self._now, self.view = now_s, view
        self._begin()

    def see(self, now_s: float, seen: Seen) -> None:
        """One frame."""
        self._now = self._seen_s = now_s
        if self._blind:
            self._blind = False
            self._say(lines.SEEN)
        if self.activity == "move_camera":
            self._watch_view(seen)
        elif self.activity in ("get_ready", "moving_in", "hold", "release"):
            self._watch_presence(seen.present)
            self._follow(seen)
        for repetition in seen.finished:
            self._finished(repetition)
        self.tick(now_s)

    def tick(self, now_s: float) -> None:
        """Time goes on, with or without frames."""
        self._now = now_s
        if self.asking_s is not None and now_s - self.asking_s > _ANSWER_S:
            self._answered(None, "none")
        if self._sees_nothing():
            return
        if self.activity in ("get_ready", "moving_in"):
            self._breathe()
        elif self.activity == "rest" and now_s - self._since_s >= REST_S and self.asking_s is None:
            self._begin()

    def score(self, now_s: float, value: int | Literal["pain"], *, by: By) -> None:
        """An answer to a check-in, or pain said at any time: 7 or more ends the stretch."""
        self._now = now_s
        number = 10 if value == "pain" else value
        turn = self._answered(number, by)
        if number < PAIN_FROM:
            self._say(lines.NOTED)
            return
        self._say(lines.PAIN)
        told = "pain" if value == "pain" else f"{number} of 10"
        turn.done, turn.result = True, f"{turn.result}; then {told}" if turn.result else f"ended: {told}"
        self._to("paused")

    def stopped(self, now_s: float) -> None:
        """Everything was stopped: the step stays undone, and going on needs a hand."""
        self._now, self.asking_s = now_s, None
        self._said.clear()
        self._to("paused")

    def go_on(self, now_s: float) -> None:
        """Next step now, out of a rest or a pause."""
        self._now = now_s
        if self.activity in ("rest", "paused"):
            self._begin()

    def skip(self, now_s: float) -> None:
        """Leave out the step under way."""
        self._now = now_s
        if self.activity != "done":
            self.turn.done, self.turn.result = True, self.turn.result or "left out"
            self._begin()

    def camera_moved(self, now_s: float) -> None:
        """The laptop stands where the step wants it, as they say."""
        self._now = now_s
        if self.activity == "move_camera":
            self.view = self.turn.step.view
            self._get_ready()

    # -- steps

    def _begin(self) -> None:
        waiting = [number for number, turn in enumerate(self.turns) if not turn.done]
        if not waiting:
            self._to("done")
            self._say(lines.DONE)
            return
        before, self._number = self.turn.step, waiting[0]
        step = self.turn.step
        if self.view is not None and step.view != self.view:
            self._to("move_camera")
            self._say(lines.MOVE)
            return
        if before.stretch == step.stretch and before.side != step.side:
            self._say(lines.CHANGE)
        self._get_ready()

    def _get_ready(self) -> None:
        step = self.turn.step
        self.view = self.view or step.view
        self._to("get_ready")
        self._new_repetition()
        for line in lines.get_ready(step.stretch, step.side):
            self._say(line)
        self._breath.begin(self._quiet_s + 1.0)

    def _new_repetition(self) -> None:
        self._once = set()
        self._count.reset()
        self._corrections.reset()

    def _watch_view(self, seen: Seen) -> None:
        """A view that is right for three seconds needs no button."""
        if seen.view != self.turn.step.view:
            self._since_s = self._now
        elif self._now - self._since_s >= 3.0:
            self._say(lines.MOVED)
            self.camera_moved(self._now)

    def _finished(self, repetition: Repetition) -> None:
        turn = self._turn_of(repetition)
        if turn is not None and repetition.hold.start_s is not None:
            turn.done, turn.held_s = True, repetition.hold.held_s
            turn.result = f"{turn.held_s:.0f} s held"
        if self.activity in ("paused", "done", "move_camera"):
            return
        if turn is not self.turn:
            self._say(lines.OTHER_SIDE if turn is not None else lines.SAME_SIDE)
        self._to("rest")
        self._say(lines.REST)
        if self.asking_s is None and "answered" not in self._once:
            self._ask()
        advice = [check.cue for check in repetition.checks if not check.scored and check.cue]
        if advice:
            self._say(Line(advice[0], "advice"))

    def _turn_of(self, repetition: Repetition) -> Turn | None:
        fitting = [turn for turn in self.turns if turn.step.stretch == repetition.stretch and not turn.done]
        if repetition.side is None:
            return self.turn if self.turn in fitting else None
        own = [turn for turn in fitting if repetition.side == turn.step.side]
        return own[0] if own else None

    # -- following one repetition

    def _follow(self, seen: Seen) -> None:
        following: dict[str, Callable[[Seen], None]] = {
            "setup": self._at_rest, "moving_in": self._moving_in, "hold": self._in_hold, "release": self._release,
        }  # fmt: skip
        following[seen.phase](seen)
        if seen.phase in ("moving_in", "hold", "release") and not self._counts:
            over = seen.phase == "release" or self._count.over
            line = self._corrections.choose(self._now, () if over else seen.checks, seen.events, over=over)
            if line is not None:
                self._say(line)

    def _at_rest(self, seen: Seen) -> None:
        if self.activity in ("moving_in", "hold", "release") and not seen.finished:
            self._to("get_ready")
            self._new_repetition()
            self._breath.begin(self._now + 6.0)
        elif self.activity == "get_ready" and self._now - self._since_s > _REMIND_S:
            self._since_s = self._now
            self._say(lines.REMIND)

    def _moving_in(self, seen: Seen) -> None:
        if self.activity != "moving_in":
            self._to("moving_in")
            if not self._breath.begun:
                self._breath.begin(self._now, out=True)
        if self._now - self._since_s > 3.0 and self._now > self._quiet_s:
            self._say_once("ease", lines.EASE)

    def _in_hold(self, seen: Seen) -> None:
        if self.activity != "hold":
            self._to("hold")
            self._say_once("hold", lines.HOLD)
        if seen.hold is None:
            return
        said, asks = self._count.at(self._now, seen.hold, self.turn.step)
        for line in said:
            self._say(line)
        if asks:
            self._ask()

    @property
    def _counts(self) -> bool:
        return self.activity == "hold" and self._count.last_seconds(self.turn.step)

    def _release(self, seen: Seen) -> None:
        if self.activity != "release":
            self._to("release")
            if self._count.held_s < self.turn.step.hold_s - 1.0:
                self._say_once("early", lines.EARLY)

    def _watch_presence(self, present: bool) -> None:
        if present:
            self._absent_from_s = None
            return
        if self._absent_from_s is None:
            self._absent_from_s = self._now
        if self._now - self._absent_from_s >= _NOBODY_S:
            self._absent_from_s = self._now + 10.0
            self._say(lines.NOBODY)

    # -- speaking

    def _breathe(self) -> None:
        if self._now < self._quiet_s:
            return
        step, due = self.turn.step, self._breath.due(self._now, moving=self.activity == "moving_in")
        if due is not None:
            known = {"in": lines.BREATHE_IN, "on": lines.ON}
            self._say(known.get(due) or lines.guide_in(step.stretch, step.side))

    def _sees_nothing(self) -> bool:
        """Whether pictures have stopped while somebody may be held: told once; guiding would be blind."""
        busy = self.activity in ("get_ready", "moving_in", "hold", "release")
        if not busy or self._now - self._seen_s < _BLIND_S:
            return False
        if not self._blind:
            self._blind = True
            self._say(lines.BLIND)
        return True

    def _ask(self) -> None:
        """The time to answer begins when the question has been spoken."""
        self._say(lines.ASK)
        self.asking_s, self._asked = max(self._now, self._quiet_s), self.turn

    def _answered(self, score: int | None, by: By) -> Turn:
        turn = self.turn if self.asking_s is None else self._asked
        self.asking_s = None
        self.answers.append(Answer(self._now, turn.step.stretch, turn.step.side, score, by))
        if score is not None:
            turn.scores.append(score)
            if turn is self.turn:
                self._once.add("answered")
        return turn

    def _to(self, activity: Activity) -> None:
        self.activity, self._since_s = activity, self._now

    def _say(self, line: Line) -> None:
        self._said.append(line)
        self._quiet_s = max(self._now, self._quiet_s) + 0.6 + len(line.text) / _LETTERS_S

    def _say_once(self, name: str, line: Line) -> None:
        if name not in self._once:
            self._once.add(name)
            self._say(line)
