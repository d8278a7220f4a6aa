"""Scripts for live sessions: drawn arms and hands that signal, and repetitions as a coach sees them, second by second."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from bodies import FINGERS, OTHER, SIGN, Array, joint, lying, put_hand, upright
from courses import Course, minimum_jerk, over
from drawn import SIDE, STRAIGHT, Camera, Clip, Figure
from materials import fed, knee_to_chest
from protocols.hold import HoldState, Status
from protocols.session import Session, Update
from protocols.stops import FOREARM_M
from protocols.stretches import STRETCHES
from protocols.types import Check, Event, Hold, Judgement, Peak, Phase, PhaseName, Repetition, Verdict
from stretchcheck.live.coach import Coach, Seen
from stretchcheck.live.lines import Line
from stretchcheck.live.plan import Plan, Step
from vision.joints import Joint

Times = Callable[[Array], Array]

BRIEF = Course(hold_s=9.0, release_s=3.0, rest_s=2.0)
"""One short repetition: moving in from 3 s, still from 8 s to 17 s."""

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


def with_arm(clip: Clip, rise: Times, side: str = "right", *, camera: Camera = SIDE, noise_px: float = 0.5) -> Clip:
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
    drawn = Figure.drawn(points, camera, noise_px=noise_px, noise_m=0.004, seed=7)
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


def updates(session: Session, clip: Clip) -> list[Update]:
    return [session.update(scene) for scene in clip.scenes()]
