"""Scripts for live sessions: drawn arms and hands that signal, and repetitions as a coach sees them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from bodies import FINGERS, OTHER, SIGN, Array, joint, lying, put_hand, upright
from courses import Course, minimum_jerk
from drawn import SIDE, STRAIGHT, Camera, Clip, Figure
from materials import fed, knee_to_chest
from protocols.hold import HoldState, Status
from protocols.session import Session
from protocols.stops import FOREARM_M
from protocols.stretches import STRETCHES
from protocols.types import Check, Event, Hold, Judgement, Peak, Phase, PhaseName, Repetition, Verdict
from stretchcheck.live.coach import Coach, Seen
from stretchcheck.live.lines import Line
from stretchcheck.live.plan import Plan, Step
from vision.joints import Joint

Times = Callable[[Array], Array]

BRIEF = Course(hold_s=7.0, release_s=3.0, rest_s=1.5)
"""One short repetition: moving in from 3 s, still from 8 s to 15 s."""

AT_S = 11.0
"""When signals in the hold begin."""

ARM = ("elbow", "wrist", *FINGERS)
REST_FOREARMS = -0.24
"""A wrist beside the body lies so far under its shoulder."""


# -- drawn signals


def lifted(start_s: float, forearms: float, *, for_s: float = 2.0, over_s: float = 0.3) -> Times:
    """How far a wrist is over where it rested: up, kept there for some seconds, and down again."""

    def rise(times_s: Array) -> Array:
        up = minimum_jerk((times_s - start_s) / over_s)
        return forearms * (up - minimum_jerk((times_s - start_s - over_s - for_s) / over_s))

    return rise


def taps(starts_s: Iterable[float], forearms: float = 0.5, *, for_s: float = 0.4) -> Times:
    """A wrist that goes up and down once from each time on."""
    starts = list(starts_s)

    def rise(times_s: Array) -> Array:
        shares = [np.clip((times_s - start) / for_s, 0, 1) for start in starts]
        rises: Array = forearms * np.sum([np.sin(np.pi * share) ** 2 for share in shares], axis=0)
        return rises

    return rise


def with_arm(
    clip: Clip, rise: Times, side: str = "right", *, camera: Camera = SIDE, noise_px: float = 0.5, seed: int = 7
) -> Clip:
    """The recipient with one straight arm lifted about its shoulder; `rise` of the wrist in forearms."""
    n = len(clip.times_s)
    points = lying(STRAIGHT, STRAIGHT, n=n)
    shoulder = joint(points, side, "shoulder")
    rests = {name: joint(points, side, name) - shoulder for name in ARM}
    reach_m, rest_rad = _polar(rests["wrist"])
    height_m = rests["wrist"][:, 2] + FOREARM_M * rise(clip.times_s)
    turn = np.arcsin(np.clip(height_m / reach_m, -1, 1)) - rest_rad
    for name, rest in rests.items():
        length_m, from_rad = _polar(rest)
        level = rest[:, :2] / np.linalg.norm(rest[:, :2], axis=1, keepdims=True)
        along, up = length_m * np.cos(turn + from_rad), length_m * np.sin(turn + from_rad)
        joint(points, side, name)[:] = shoulder + np.column_stack([along[:, None] * level, up])
    places = [Joint[f"{side}_{name}".upper()] for name in ARM]
    drawn = Figure.drawn(points, camera, noise_px=noise_px, noise_m=0.004, seed=seed)
    return replace(clip, recipient=_with_joints(clip.recipient, drawn, places))


def _polar(vectors: Array) -> tuple[Array, Array]:
    """Lengths, and heights over the level as angles."""
    return np.linalg.norm(vectors, axis=1), np.arctan2(vectors[:, 2], np.linalg.norm(vectors[:, :2], axis=1))


def with_forearm(clip: Clip, start_s: float, side: str = "right", *, for_s: float = 2.0, camera: Camera = SIDE) -> Clip:
    """The recipient with one forearm straight up, the elbow left on the floor."""
    points = lying(STRAIGHT, STRAIGHT, n=len(clip.times_s))
    up = lifted(start_s, 1.0, for_s=for_s)(clip.times_s)
    elbow, wrist = (joint(points, side, name).copy() for name in ("elbow", "wrist"))
    length_m, from_rad = _polar(wrist - elbow)
    turn = from_rad + up * (np.pi / 2 - from_rad)
    level = (wrist - elbow)[:, :2] / np.linalg.norm((wrist - elbow)[:, :2], axis=1, keepdims=True)
    moved = elbow + np.column_stack([(length_m * np.cos(turn))[:, None] * level, length_m * np.sin(turn)])
    put_hand(points, side, moved)
    joint(points, side, "elbow")[:] = elbow
    places = [Joint[f"{side}_{name}".upper()] for name in ARM]
    return replace(clip, recipient=_with_joints(clip.recipient, Figure.drawn(points, camera, noise_px=0.5), places))


def hands_off(clip: Clip, *spans_s: tuple[float, float], kneels: str = "right", camera: Camera = SIDE) -> Clip:
    """The partner with both hands up and apart for some spans of time, 0.2 s to get there and back."""
    n, aside = len(clip.times_s), SIGN[kneels] * 0.55
    hands = {side: np.tile([x, aside, 1.15], (n, 1)) for side, x in ((OTHER[kneels], 0.25), (kneels, -0.45))}
    points = upright(n=n, at=(-0.1, SIGN[kneels] * 0.5), facing=(0, -SIGN[kneels]), lean=10.0, hands=hands)
    away = Figure.drawn(points, camera)
    share = np.zeros(n)
    for start_s, end_s in spans_s:
        up = minimum_jerk((clip.times_s - start_s) / 0.2) - minimum_jerk((clip.times_s - end_s) / 0.2)
        share = np.maximum(share, up)
    held, part = clip.partner, share[:, None, None]
    mixed = Figure(held.xy + part * (away.xy - held.xy), held.world + part * (away.world - held.world), held.hidden)
    places = [Joint[f"{side}_{name}".upper()] for side in SIGN for name in ARM]
    return replace(clip, partner=_with_joints(held, mixed, places))


def _with_joints(figure: Figure, other: Figure, places: Sequence[Joint]) -> Figure:
    xy, world = figure.xy.copy(), figure.world.copy()
    xy[:, places], world[:, places] = other.xy[:, places], other.world[:, places]
    return Figure(xy, world, figure.hidden)


def wrists_hidden(clip: Clip, *spans_s: tuple[float, float], side: str = "right") -> Clip:
    """The recipient's wrist hidden for some spans."""
    for span in spans_s:
        clip = clip.hide([Joint[f"{side}_wrist".upper()]], *span)
    return clip


def brief(**drawing: Any) -> Clip:
    """A short repetition of knee-to-chest."""
    return knee_to_chest(replace(BRIEF, **drawing.pop("course", {})), **drawing)


def signals(clip: Clip, stretch: str = "knee-to-chest") -> list[Event]:
    """Every stop signal of a clip."""
    return [event for event in judgement_of(clip, stretch).events if event.kind == "stop_signal"]


def judgement_of(clip: Clip, stretch: str = "knee-to-chest") -> Judgement:
    return fed(Session([STRETCHES[stretch]], named=True), clip)


# -- repetitions as a coach sees them

KNEE_LEFT, KNEE_RIGHT = Step("knee-to-chest", "left", 30.0), Step("knee-to-chest", "right", 30.0)
TWIST_LEFT = Step("spinal-twist", "left", 20.0)
TICK = 1 / 30


def clock(held_s: float, status: Status = Status.IN_POSE) -> HoldState:
    """A hold clock that shows so many seconds held."""
    return HoldState(held_s, 0.0, 0.0, 110.0, status, 0.0, 0.0)


def check(name: str, verdict: Verdict, cue: str | None = "Mind that.", *, scored: bool = True) -> Check:
    return Check(name, verdict, 1.0, 0.5, "sw", cue=cue, scored=scored)


def repetition(
    step: Step = KNEE_LEFT, held_s: float = 30.0, *, side: str | None = "", checks: Sequence[Check] = ()
) -> Repetition:
    """A finished repetition of a step, or of another side of it."""
    hold = Hold(8.0 if held_s else None, 8.0 + held_s if held_s else None, held_s, 0.0, 0.0, step.range_s, "met")
    return Repetition(step.stretch, step.side if side == "" else side, (Phase("setup", 0, 3),), hold, Peak(), checks)


@dataclass
class Pair:
    """Two people before a coach: plays phases frame by frame and keeps every line with its time."""

    steps: Sequence[Step] = (KNEE_LEFT, KNEE_RIGHT)
    view: str | None = "side"
    start_s: float = 0.0
    fps: float = 30.0
    said: list[tuple[float, Line]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.coach = Coach(Plan(tuple(self.steps)))
        self.now_s = self.start_s
        self.coach.start(self.now_s, view=self.view)
        self.listen()

    def listen(self) -> list[Line]:
        lines = self.coach.take()
        self.said += [(self.now_s - self.start_s, line) for line in lines]
        return lines

    def see(self, seen: Seen) -> list[Line]:
        """One frame later."""
        self.now_s += 1 / self.fps
        self.coach.see(self.now_s, seen)
        return self.listen()

    def play(self, for_s: float, phase: PhaseName = "setup", **seen: Any) -> "Pair":
        for _ in range(round(for_s * self.fps)):
            self.see(Seen(phase, **{"view": self.view, **seen}))
        return self

    def hold(self, until_s: float, from_s: float = 0.0, **seen: Any) -> "Pair":
        """A clock that runs with the frames."""
        frames = round((until_s - from_s) * self.fps)
        for n in range(1, frames + 1):
            self.see(Seen("hold", clock(from_s + n / self.fps), **{"view": self.view, **seen}))
        return self

    def unseen(self, for_s: float, at_s: float) -> "Pair":
        """A clock that stands at some time."""
        return self.play(for_s, "hold", hold=clock(at_s, Status.UNSEEN))

    def finish(self, done: Repetition | None = None, **made: Any) -> "Pair":
        """The repetition under way ends on one frame."""
        self.see(Seen("setup", finished=[done or repetition(self.coach.turn.step, **made)], view=self.view))
        return self

    def repeat(self, held_s: float = 31.0, **made: Any) -> "Pair":
        """Set-up, way in, hold, release."""
        self.play(4.0).play(5.0, "moving_in").hold(held_s).play(3.0, "release")
        return self.finish(held_s=held_s, **made)

    def tick(self, for_s: float) -> "Pair":
        """Time without frames."""
        for _ in range(round(for_s * 10)):
            self.now_s += 0.1
            self.coach.tick(self.now_s)
            self.listen()
        return self

    def answer(self, value: Any, by: str = "key") -> "Pair":
        self.coach.score(self.now_s, value, by=by)
        self.listen()
        return self

    def times(self, line: Line) -> list[float]:
        """When a line was said."""
        return [time_s for time_s, each in self.said if each == line]

    def texts(self, *kinds: str) -> list[str]:
        return [line.text for _, line in self.said if not kinds or line.kind in kinds]
