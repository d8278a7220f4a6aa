"""Drawn recordings of the figure-four."""

from dataclasses import replace
from typing import Any

import numpy as np

from bodies import (
    HOOK,
    OTHER,
    SHANK_M,
    SIGN,
    Arm,
    Array,
    arms_of,
    joint,
    lying,
    put_leg,
    put_leg_between,
    sagittal,
    unit,
)
from courses import Course, even_times, glitched, minimum_jerk, over
from drawn import SIDE, Camera, Clip, Material, remembered
from drawn_partner import at_crossed_ankle_and_thigh, grasp
from vision.joints import Joint

CROSSING_S = 3.0
UNCROSSING_AFTER_S = 0.5
"""So long after the support leg is back the crossing leg begins to go back too."""

COURSE = Course(setup_s=3.0 + CROSSING_S, rest_s=2.5 + CROSSING_S + UNCROSSING_AFTER_S, end_deg=104.0)
"""Of the support leg, which moves when the other one is crossed and is back before that one is."""

DRAWN_BEND_DEG = 84.0
PLANTED_END_DEG = 60.0
"""No more is there with the support foot on the floor."""

ABOVE_KNEE_M, OVER_THIGH_M = 0.09, 0.075
ARCH_M = 0.12
OUTWARD, HEADWARD = 1.0, 0.25
"""Where the crossing knee points, against the support thigh: the shank comes to lie square to it."""


@remembered
def figure_four(
    course: Course | None = None,
    *,
    side: str = "right",
    camera: Camera = SIDE,
    times_s: Array | None = None,
    fps: float = 30.0,
    cross_s: tuple[float, float] | None = None,
    pause_s: float = 0.0,
    crossed_from_start: bool = False,
    slip: Any = 0.0,
    foot_lift: bool = True,
    arms_deg: Any = None,
    elbow_deg: Any = 0.0,
    partner: bool = True,
    kneels: str | None = None,
    glitch: tuple[float, int, float] | None = None,
    noise_px: float = 0.5,
    noise_m: float = 0.004,
    seed: int = 0,
) -> Clip:
    """One repetition of the figure-four; `side` is the leg that is crossed over the other, the course that other's.

    `cross_s` is when the crossing begins and how long it takes; by default it ends `pause_s` before the set-up does.
    The ankle goes back when the support leg has been back for a moment, unless it was `crossed_from_start`.
    `slip` (a number or a function of times) is the ankle's way from its place toward and down the support shin, in
    shanks: at the knee from 0.2, on the shin from 0.5. The ankle is then so far from just above the knee: 0.22 shanks
    at 0, 0.29 at 0.5, 0.5 at 0.9, 0.77 at 1.2. Without `foot_lift` the support foot stays on the floor, which ends the
    movement at `PLANTED_END_DEG`.
    The arms are at the sides unless their angles are given, as numbers, functions of times, or such by side; `glitch`
    is (start, frames, degrees). The partner kneels on the side away from the camera, or on the one given by `kneels`.
    """
    course = course or COURSE
    if not foot_lift:
        course = replace(course, end_deg=min(course.end_deg, PLANTED_END_DEG))
    times = even_times(course.duration_s, fps) if times_s is None else times_s
    over_s = cross_s or (course.setup_s - pause_s - CROSSING_S, CROSSING_S)
    crossing = np.ones(len(times)) if crossed_from_start else crossed_share(times, course, over_s)
    points = crossed(
        glitched(course.angle_deg(times), times, glitch),
        np.clip(course.share(times), 0, 1),
        crossing,
        side=side,
        arms=arms_of(arms_deg, elbow_deg, times),
        slip=over(slip, times),
        planted=not foot_lift,
    )
    reach, kneels = np.minimum(grasp(times, course), crossing), kneels or OTHER[camera.sees]
    helper = at_crossed_ankle_and_thigh(points, side, reach, kneels=kneels) if partner else None
    return Clip.drawn(times, points, helper, camera, noise_px=noise_px, noise_m=noise_m, seed=seed)


def crossed_share(times_s: Array, course: Course, cross_s: tuple[float, float]) -> Array:
    """How far the ankle has come, 0 at its own place and 1 over the other leg."""
    back_s = course.still_to_s + course.release_s + UNCROSSING_AFTER_S
    there = minimum_jerk((times_s - cross_s[0]) / max(cross_s[1], 1e-3))
    return there - minimum_jerk((times_s - back_s) / CROSSING_S)


def crossed(
    support_deg: Array,
    drawn: Array,
    crossing: Array,
    *,
    side: str,
    arms: dict[str, Arm] | None = None,
    slip: Array | float = 0.0,
    planted: bool = False,
) -> Array:
    """Bodies with one ankle so far crossed over the other knee, 0 to 1, and the other thigh at an angle; all (n,)."""
    other = OTHER[side]
    points = lying(HOOK, HOOK, n=len(crossing), arms=arms)
    bend = HOOK.bend_deg + (DRAWN_BEND_DEG - HOOK.bend_deg) * drawn
    if planted:
        bend = replace(HOOK, thigh_trunk_deg=support_deg).bend_deg
    thigh, front = sagittal(support_deg)
    put_leg(points, other, hip=joint(points, other, "hip").copy(), thigh=thigh, front=front, bend_deg=bend)
    place = _on_support(points, other, thigh, front, bend_deg=bend, way_m=np.asarray(slip) * SHANK_M)
    share = crossing[:, None]
    hip, knee, own = (joint(points, side, name).copy() for name in ("hip", "knee", "ankle"))
    ankle = own + (place - own) * share + ARCH_M * 4 * share * (1 - share) * front
    aside = OUTWARD * SIGN[side] * np.array([0.0, 1.0, 0.0]) + HEADWARD * front
    put_leg_between(points, side, ankle=ankle, toward=unit(knee - (hip + own) / 2) * (1 - share) + aside * share)
    return points


def _on_support(points: Array, side: str, thigh: Array, front: Array, *, bend_deg: Array, way_m: Array) -> Array:
    """Where an ankle lies on the front of a leg: above the knee, round it and down the shin, by the way gone."""
    n = len(points)
    knee, shank = joint(points, side, "knee"), unit(joint(points, side, "ankle") - joint(points, side, "knee"))
    way, bend = (np.broadcast_to(x, n)[:, None] for x in (way_m, np.radians(bend_deg)))
    before, after = np.maximum(ABOVE_KNEE_M - way, 0), np.maximum(way - ABOVE_KNEE_M - OVER_THIGH_M * bend, 0)
    turned = np.clip((way - ABOVE_KNEE_M) / OVER_THIGH_M, 0, bend)
    skin = OVER_THIGH_M * (np.cos(turned) * front + np.sin(turned) * thigh)
    return knee - before * thigh + skin + after * shank


FIGURE_FOUR = Material(
    draw=figure_four,
    course=COURSE,
    moving={"left": (Joint.RIGHT_KNEE, Joint.LEFT_ANKLE), "right": (Joint.LEFT_KNEE, Joint.RIGHT_ANKLE)},
)
