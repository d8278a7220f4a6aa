"""Drawn recordings of every stretch, keyed by its name, and the one way to judge them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from courses import Course, even_times
from drawn import Camera, Clip, Figure, Leg, lying, upright
from protocols.measures import measure
from protocols.session import Session
from protocols.stretches import STRETCHES
from protocols.types import Check, Event, Hold, Judgement
from vision.joints import Joint

Array = NDArray[np.float64]
OTHER = {"left": "right", "right": "left"}

COLLAR_S = 0.5
"""How near to the truth both edges of an event must be."""

HOLD_COLLAR_S = 1.0
"""The same for the edges of a hold."""

PARALLEL_SW = 0.13
"""Sideways error of the knee of a leg in hook-lying that stands straight before its hip."""


SIDE = Camera()
OBLIQUE = Camera(yaw_deg=45, elevation_deg=20)
FOOT_END = Camera(yaw_deg=85, elevation_deg=35)
HEAD_END = Camera(yaw_deg=-70, elevation_deg=35)
OVERHEAD = Camera(yaw_deg=0, elevation_deg=80)
VIEWS = {"side": SIDE, "oblique": OBLIQUE, "foot-end": FOOT_END, "head-end": HEAD_END, "overhead": OVERHEAD}


def knee_to_chest(
    course: Course | None = None,
    *,
    side: str = "right",
    camera: Camera = SIDE,
    times_s: Array | None = None,
    fps: float = 30.0,
    sideways_sw: float = 0.0,
    rise_m: Any = 0.0,
    straight: bool = False,
    glitch: tuple[float, int, float] | None = None,
    noise_px: float = 0.5,
    noise_m: float = 0.004,
    seed: int = 0,
) -> Clip:
    """One repetition of knee-to-chest.

    `sideways_sw` is the knee's error at the end of the movement, `rise_m` that of the other foot (a number or a
    function of times), `straight` begins and leaves the legs straight, `glitch` is (start, frames, degrees).
    """
    course = course or Course()
    times = even_times(course.duration_s, fps) if times_s is None else times_s
    angle, share = course.angle_deg(times), course.share(times)
    if glitch is not None:
        first = int(np.searchsorted(times, glitch[0]))
        angle[first : first + glitch[1]] += glitch[2]
    resting = Leg(course.start_deg, 6.0 if straight else None, sideways_sw=PARALLEL_SW)
    bend = resting.bend_deg + (122.0 - resting.bend_deg) * np.clip(share, 0, 1)
    rise = rise_m(times) if callable(rise_m) else rise_m
    moving = Leg(angle, bend, sideways_sw=PARALLEL_SW + (sideways_sw - PARALLEL_SW) * np.clip(share, 0, 1))
    still = replace(resting, rise_m=rise)
    legs = {side: moving, OTHER[side]: still}
    n = len(times)
    noise = {"noise_px": noise_px, "noise_m": noise_m}
    recipient = Figure.drawn(lying(legs["left"], legs["right"], n=n), camera, seed=seed, **noise)
    far = {"left": 0.6, "right": -0.6}[camera.sees]
    helper = upright(n=n, at=(-0.1, far), facing=(0, -np.sign(far)), lean=15 + 25 * share)
    return Clip(times, recipient, Figure.drawn(helper, camera, seed=seed + 1, **noise), camera.size_px)


@dataclass(frozen=True)
class Material:
    """How a stretch is drawn.

    Attributes:
        draw: makes a recording of good form; takes `side`, `camera`, `times_s` or `fps`, and `seed`.
        course: the time course of good form.
        moving: joints without which the followed angle of a side is unknown.
    """

    draw: Callable[..., Clip]
    course: Course
    moving: dict[str, tuple[Joint, ...]] = field(default_factory=dict)


MATERIALS: dict[str, Material] = {
    "knee-to-chest": Material(
        draw=knee_to_chest,
        course=Course(),
        moving={"left": (Joint.LEFT_KNEE,), "right": (Joint.RIGHT_KNEE,)},
    ),
}


def judged(clip: Clip, *, block: int | None = None, **options: Any) -> Judgement:
    """The judgement on a clip, fed in blocks of so many frames."""
    session = Session(list(STRETCHES.values()), **options)
    return fed(session, clip, block)


def fed(session: Session, clip: Clip, block: int | None = None) -> Judgement:
    rows = measure(clip.scenes())
    block = block or len(rows)
    for first in range(0, len(rows), block):
        session.extend(clip.times_s[first : first + block], rows[first : first + block])
    return session.finish()


def verdicts(judgement: Judgement) -> list[dict[str, str]]:
    """Verdict of every check, repetition by repetition."""
    return [{check.name: str(check.verdict) for check in repetition.checks} for repetition in judgement.repetitions]


def only(judgement: Judgement) -> dict[str, Check]:
    """The checks of the only repetition."""
    (repetition,) = judgement.repetitions
    return {check.name: check for check in repetition.checks}


def kinds(judgement: Judgement) -> list[str]:
    return [event.kind for event in judgement.events]


def the(judgement: Judgement, kind: str) -> Event:
    """The only event, which must be of this kind."""
    assert [kind] == kinds(judgement)
    return judgement.events[0]


def near(span: Event | Hold, start_s: float, end_s: float, collar_s: float = COLLAR_S) -> bool:
    """Whether both edges are right within the collar."""
    return abs(span.start_s - start_s) <= collar_s and abs(span.end_s - end_s) <= collar_s
