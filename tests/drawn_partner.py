"""The one who helps: kneels beside the person lying down, and where the hands are in each stretch."""

import numpy as np

from bodies import OTHER, SIGN, Array, joint, square, unit, upright
from courses import Course, minimum_jerk

HIP_LEVEL = (-0.1, 0.5)
"""Where the partner's knees are: along the person lying down, and away from the middle of that person."""

AT_EASE_DEG = 15.0
MOST_LEAN_DEG = 88.0
EASY_REACH = 0.99
HAND_M = 0.06
"""From a joint that is held to the wrist of the hand that holds it."""

HALF_THIGH_M = 0.08

_REACH_S = 2.0
_HALVINGS = 14


def beside(side: str, reach: Array, *, footward: Array, headward: Array) -> Array:
    """Someone who kneels on one side of the person lying down and leans as far as the hands need.

    `reach` is how far both hands have gone from their own rest to the two places, (n,) of 0 to 1; each place is where
    a wrist goes, (n, 3).
    """
    goals, at_ease = {OTHER[side]: headward, side: footward}, _kneeling(side, np.full(len(reach), AT_EASE_DEG))
    for hand, goal in goals.items():
        rest = joint(at_ease, hand, "wrist")
        goals[hand] = rest + (goal - rest) * reach[:, None]
    return _kneeling(side, _lean_to(goals, side), hands=goals)


def _kneeling(side: str, lean_deg: Array, hands: dict[str, Array] | None = None) -> Array:
    along, aside = HIP_LEVEL
    at, facing = (along, SIGN[side] * aside), (0, -SIGN[side])
    return upright(n=len(lean_deg), at=at, facing=facing, lean=lean_deg, hands=hands)


def _lean_to(goals: dict[str, Array], side: str) -> Array:
    """Smallest lean at which both places are within easy reach, else the most there is."""
    count = len(next(iter(goals.values())))
    low, high = np.full(count, AT_EASE_DEG), np.full(count, MOST_LEAN_DEG)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        points = _kneeling(side, middle)
        near = np.all([_within_reach(points, hand, goal) for hand, goal in goals.items()], axis=0)
        low, high = np.where(near, low, middle), np.where(near, middle, high)
    return high


def _within_reach(points: Array, hand: str, goal: Array) -> Array:
    shoulder, elbow, wrist = (joint(points, hand, name)[0] for name in ("shoulder", "elbow", "wrist"))
    arm_m = np.linalg.norm(elbow - shoulder) + np.linalg.norm(wrist - elbow)
    return np.linalg.norm(goal - joint(points, hand, "shoulder"), axis=1) <= EASY_REACH * arm_m


def grasp(times_s: Array, course: Course) -> Array:
    """How far the hands have come: they arrive as the set-up ends and go back when all is released."""
    before, after = max(min(_REACH_S, course.setup_s), 1e-3), max(min(_REACH_S, course.rest_s), 1e-3)
    released_s = course.still_to_s + course.release_s
    return minimum_jerk((times_s - course.setup_s) / before + 1) - minimum_jerk((times_s - released_s) / after)


def at_knee_and_ankle(points: Array, side: str, reach: Array, *, kneels: str) -> Array:
    """Knee-to-chest: one hand behind the knee, the other at the ankle."""
    hip, knee, ankle = (joint(points, side, name) for name in ("hip", "knee", "ankle"))
    hollow = unit((hip + ankle) / 2 - knee)
    return beside(kneels, reach, footward=ankle + [0, 0, HAND_M], headward=knee + HAND_M * hollow)


def over_upper_knee(points: Array, upper: str, reach: Array, *, kneels: str) -> Array:
    """Spinal twist: both hands over the knees, on the end of the upper thigh and on the beginning of its shin."""
    hip, knee, ankle = (joint(points, upper, name) for name in ("hip", "knee", "ankle"))
    above = knee + [0, 0, HAND_M]
    return beside(
        kneels, reach, footward=above + HAND_M * unit(ankle - knee), headward=above + HAND_M * unit(hip - knee)
    )


def at_crossed_ankle_and_thigh(points: Array, crossed: str, reach: Array, *, kneels: str) -> Array:
    """Figure-four: one hand at the crossed ankle, the other behind the thigh of the leg below."""
    hip, knee, shin_end = (joint(points, OTHER[crossed], name) for name in ("hip", "knee", "ankle"))
    behind = square((hip + shin_end) / 2 - knee, unit(knee - hip))
    thigh = (hip + knee) / 2 + HALF_THIGH_M * behind
    return beside(kneels, reach, footward=thigh, headward=joint(points, crossed, "ankle") + [0, 0, HAND_M])
