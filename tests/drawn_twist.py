"""Drawn recordings of the spinal twist."""

from dataclasses import replace
from typing import Any

import numpy as np

from bodies import (
    HIP_HALF_M,
    HIP_HEIGHT_M,
    HOOK,
    OTHER,
    SHOULDER_HALF_M,
    SIGN,
    THIGH_M,
    TRUNK_M,
    Arm,
    Array,
    Leg,
    arms_of,
    joint,
    lying,
    put_arm,
    put_leg,
    square,
)
from courses import Course, even_times, glitched, minimum_jerk, over
from drawn import SIDE, Camera, Clip, Material, remembered
from drawn_partner import grasp, over_upper_knee
from vision.joints import Joint

TUCKED_DEG = 85.0
"""Thigh to trunk, and bend of the knees, when the knees are down."""

PARALLEL_FEMURS = 2 * HIP_HALF_M / THIGH_M
"""Distance of the knees in hook-lying, where the thighs are parallel."""

COURSE = Course(hold_s=25.0, start_deg=0.0, end_deg=60.0)
"""Of the knees' drop against the room."""


@remembered
def spinal_twist(
    course: Course | None = None,
    *,
    side: str = "right",
    camera: Camera = SIDE,
    times_s: Array | None = None,
    fps: float = 30.0,
    lift_sw: Any = 0.0,
    gap_femurs: Any = 0.28,
    shear_femurs: Any = 0.1,
    slide_deg: Any = 0.0,
    arms_deg: Any = 90.0,
    elbow_deg: Any = 0.0,
    centred_deg: float = 0.0,
    rest_deg: float = HOOK.thigh_trunk_deg,
    partner: bool = True,
    kneels: str | None = None,
    glitch: tuple[float, int, float] | None = None,
    noise_px: float = 0.5,
    noise_m: float = 0.004,
    seed: int = 0,
) -> Clip:
    """One repetition of the spinal twist, the knees going down to `side`.

    Numbers or functions of times, reached as the knees go down: `lift_sw`, the rise of the other shoulder;
    `gap_femurs`, the distance of the knees; `shear_femurs`, how far the upper knee stays behind along the thighs, 0.41
    at most; `slide_deg`, how far it leaves its place over the lower knee toward the feet, 90 beside it.
    The arms' angles are numbers or functions of times, or such by side. `centred_deg` is the drop at which the knees
    come to rest after the release, `rest_deg` how far both thighs are bent before and after, the feet on the floor;
    `glitch` is (start, frames, degrees). The partner kneels on the side away from the
    camera, or on the one given by `kneels`.
    """
    course = course or COURSE
    times = even_times(course.duration_s, fps) if times_s is None else times_s
    tucked = np.clip(course.share(times), 0, 1)
    uncentred = centred_deg * minimum_jerk((times - course.still_to_s) / course.release_s)
    down = np.clip(np.abs(course.clean_deg(times) + uncentred) / course.end_deg, 0, 1)
    points = twisted(
        glitched(course.angle_deg(times) + uncentred, times, glitch),
        tucked,
        side=side,
        arms=arms_of(arms_deg, elbow_deg, times),
        lift_sw=over(lift_sw, times) * down,
        gap_femurs=PARALLEL_FEMURS + (over(gap_femurs, times) - PARALLEL_FEMURS) * down,
        shear_femurs=over(shear_femurs, times) * down,
        slide_deg=over(slide_deg, times) * down,
        rest=replace(HOOK, thigh_trunk_deg=rest_deg),
    )
    reach, kneels = grasp(times, course), kneels or OTHER[camera.sees]
    helper = over_upper_knee(points, OTHER[side], reach, kneels=kneels) if partner else None
    return Clip.drawn(times, points, helper, camera, noise_px=noise_px, noise_m=noise_m, seed=seed)


def twisted(
    drop_deg: Array,
    tucked: Array,
    *,
    side: str,
    arms: dict[str, Arm],
    lift_sw: Array,
    gap_femurs: Array,
    shear_femurs: Array,
    slide_deg: Array,
    rest: Leg = HOOK,
) -> Array:
    """Bodies whose knees are down on one side by so many degrees against the room; all arguments are (n,).

    Thighs are rigid, so that one knee can only be ahead along them as far as one hip is: the shear decides how far the
    pelvis stays behind the knees, and `PARALLEL_FEMURS` is its limit.
    """
    n, sign = len(drop_deg), SIGN[side]
    points = lying(rest, rest, n=n, arms=arms)
    _lift(points, OTHER[side], lift_sw, arms)
    fall, flexed = np.radians(drop_deg), np.radians(rest.thigh_trunk_deg + (TUCKED_DEG - rest.thigh_trunk_deg) * tucked)
    lag = np.arcsin(np.clip(shear_femurs / PARALLEL_FEMURS / np.sin(flexed), -1, 1))
    headward, fallen, across = np.eye(3)[0], _across(fall + np.pi / 2, sign), _across(fall, sign)
    cosine, sine = np.cos(flexed)[:, None], np.sin(flexed)[:, None]
    thighs, front = sine * fallen - cosine * headward, sine * headward + cosine * fallen
    slide = np.radians(slide_deg)[:, None]
    apart = np.sqrt(np.maximum(gap_femurs**2 - shear_femurs**2, 0.0))[:, None]
    knees = THIGH_M * (apart * (np.cos(slide) * across - np.sin(slide) * front) - shear_femurs[:, None] * thighs)
    hips = 2 * HIP_HALF_M * _across(fall - lag, sign)
    opening = (knees - hips) / 2
    middle = np.sqrt(THIGH_M**2 - (opening**2).sum(axis=1, keepdims=True)) * thighs
    bend = rest.bend_deg + (TUCKED_DEG - rest.bend_deg) * tucked
    for leg, half in ((side, -0.5), (OTHER[side], 0.5)):
        thigh = (middle + 2 * half * opening) / THIGH_M
        hip = half * hips + [0, 0, HIP_HEIGHT_M]
        put_leg(points, leg, hip=hip, thigh=thigh, front=square(front, thigh), bend_deg=bend)
    return points


def _across(rolled: Array, sign: float) -> Array:
    """Unit vectors from the lower to the upper of two things side by side, rolled about the body's long axis."""
    return np.stack([np.zeros(len(rolled)), -sign * np.cos(rolled), np.sin(rolled)], axis=-1)


def _lift(points: Array, side: str, lift_sw: Array, arms: dict[str, Arm]) -> None:
    """Raise a shoulder: the thorax rolls over the other one, and the arm goes along."""
    anchored = np.array([TRUNK_M, -SIGN[side] * SHOULDER_HALF_M, HIP_HEIGHT_M])
    width = 2 * SHOULDER_HALF_M * _across(np.arcsin(np.clip(lift_sw, -1, 1)), -SIGN[side])
    joint(points, side, "shoulder")[:] = anchored + width
    put_arm(points, side, arms[side])


SPINAL_TWIST = Material(
    draw=spinal_twist,
    course=COURSE,
    moving={side: (Joint.LEFT_KNEE, Joint.RIGHT_KNEE) for side in SIGN},
)
