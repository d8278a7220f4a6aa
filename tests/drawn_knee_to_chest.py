"""Drawn recordings of knee-to-chest."""

from dataclasses import replace
from typing import Any

import numpy as np

from bodies import OTHER, PARALLEL_SW, Array, Leg, arms_of, lying
from courses import Course, even_times, glitched, over
from drawn import SIDE, Camera, Clip, Material, remembered
from drawn_partner import at_knee_and_ankle, grasp
from vision.joints import Joint

DRAWN_BEND_DEG = 122.0


@remembered
def knee_to_chest(
    course: Course | None = None,
    *,
    side: str = "right",
    camera: Camera = SIDE,
    times_s: Array | None = None,
    fps: float = 30.0,
    sideways_sw: Any = 0.0,
    rise_m: Any = 0.0,
    lifts_deg: Any = 0.0,
    straight: bool = False,
    arms_deg: Any = None,
    elbow_deg: Any = 0.0,
    partner: bool = True,
    kneels: str | None = None,
    glitch: tuple[float, int, float] | None = None,
    noise_px: float = 0.5,
    noise_m: float = 0.004,
    seed: int = 0,
) -> Clip:
    """One repetition of knee-to-chest.

    `sideways_sw` is the knee's error at the end of the movement, `rise_m` that of the other foot, `lifts_deg` how far
    the other thigh comes up with its knee bent as before (numbers or functions of times), `straight` begins and leaves
    the legs straight, `glitch` is (start, frames, degrees).
    The arms are at the sides unless their angles are given, as numbers, functions of times, or such by side. The
    partner kneels next to the hip of the leg, or on the side given by `kneels`.
    """
    course = course or Course()
    times = even_times(course.duration_s, fps) if times_s is None else times_s
    angle = glitched(course.angle_deg(times), times, glitch)
    share = np.clip(course.share(times), 0, 1)
    resting = Leg(course.start_deg, 6.0 if straight else None, sideways_sw=PARALLEL_SW)
    bend = resting.bend_deg + (DRAWN_BEND_DEG - resting.bend_deg) * share
    moving = Leg(angle, bend, sideways_sw=PARALLEL_SW + (over(sideways_sw, times) - PARALLEL_SW) * share)
    still = replace(resting, rise_m=over(rise_m, times))
    if np.any(lifted := over(lifts_deg, times)):
        still = replace(resting, thigh_trunk_deg=course.start_deg + lifted, knee_deg=resting.bend_deg)
    legs = {side: moving, OTHER[side]: still}
    points = lying(legs["left"], legs["right"], n=len(times), arms=arms_of(arms_deg, elbow_deg, times))
    helper = at_knee_and_ankle(points, side, grasp(times, course), kneels=kneels or side) if partner else None
    return Clip.drawn(times, points, helper, camera, noise_px=noise_px, noise_m=noise_m, seed=seed)


KNEE_TO_CHEST = Material(
    draw=knee_to_chest,
    course=Course(),
    moving={"left": (Joint.LEFT_KNEE,), "right": (Joint.RIGHT_KNEE,)},
)
