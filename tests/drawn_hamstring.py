"""Drawn recordings of a hamstring stretch with a straight leg: the fourth stretch, of the tests alone."""

from dataclasses import replace
from typing import Any

import numpy as np

from bodies import HOOK, OTHER, STRAIGHT, Array, Leg, joint, lying, unit
from courses import Course, even_times, over
from drawn import SIDE, Camera, Clip, Material, remembered
from drawn_partner import HAND_M, beside, grasp
from vision.joints import Joint

RAISED = Course(start_deg=1.0, end_deg=80.0)
FOOTWARD = np.array([-0.3, 0.0, 0.0])
"""From where the partner kneels in the other stretches: only there both ends of a raised leg are within reach."""


@remembered
def hamstring(
    course: Course = RAISED,
    *,
    side: str = "right",
    camera: Camera = SIDE,
    times_s: Array | None = None,
    fps: float = 30.0,
    knee_deg: float = STRAIGHT.knee_deg,
    rise_m: Any = 0.0,
    both: bool = False,
    partner: bool = True,
    noise_px: float = 0.5,
    noise_m: float = 0.004,
    seed: int = 0,
) -> Clip:
    """One repetition: the leg of a side comes up straight while the other stays bent with its foot flat.

    The foot is on the floor at first, so the course's start says how straight the leg lies. `knee_deg` is the bend of
    the knee at the end of the movement, `rise_m` how far the other foot is off the floor (a number or a function of
    times); `both` raises the other leg alike. The partner kneels on the side of the leg, one hand at the heel, one at
    the knee.
    """
    times = even_times(course.duration_s, fps) if times_s is None else times_s
    share = np.clip(course.share(times), 0.0, 1.0)
    begin_deg = Leg(course.start_deg).bend_deg
    raised = Leg(course.angle_deg(times), begin_deg + (knee_deg - begin_deg) * share)
    legs = {side: raised, OTHER[side]: raised if both else replace(HOOK, rise_m=over(rise_m, times))}
    points = lying(legs["left"], legs["right"], n=len(times))
    helper = at_heel_and_knee(points, side, grasp(times, course)) if partner else None
    return Clip.drawn(times, points, helper, camera, noise_px=noise_px, noise_m=noise_m, seed=seed)


def at_heel_and_knee(points: Array, side: str, reach: Array) -> Array:
    """One hand behind the heel, the other above the knee, where it keeps the leg straight."""
    knee, ankle = (joint(points, side, name) for name in ("knee", "ankle"))
    along = unit(ankle - knee)
    front = np.stack([-along[:, 2], 0 * along[:, 0], along[:, 0]], axis=-1)
    behind, above = ankle - HAND_M * front - FOOTWARD, knee + HAND_M * front - FOOTWARD
    return beside(side, reach, footward=behind, headward=above) + FOOTWARD


HAMSTRING = Material(
    draw=hamstring,
    course=RAISED,
    moving={"left": (Joint.LEFT_KNEE,), "right": (Joint.RIGHT_KNEE,)},
)
