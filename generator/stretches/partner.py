"""The kneeling partner: knees stay put, the trunk leans until both hands reach their grips."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

import numpy as np

from figure.character import Character
from figure.rotation import Array, about_x, about_z, perpendicular, unit
from figure.skeleton import SIDES, SIGN, TAIL, Arm, Leg, Pose
from stretches.base import Grip

PALM_M = 0.075  # wrist to the middle of the palm
HAND_HALF_THICKNESS_M = 0.018
EASY_REACH = 0.93  # share of the arm's length at which the trunk stops leaning
UPRIGHT_LEAN_DEG = 8.0
MOST_LEAN_DEG = 62.0


@dataclass(frozen=True)
class Place:
    """Where the partner kneels.

    Attributes:
        far: On the far side of the mat, facing the camera; else on the near side.
        x_m: Middle of the knees along the mat, + toward the recipient's head.
        distance_m: Middle of the knees from the mat's middle line.
        headward: +1 if the recipient's head is at +x, else -1.
    """

    far: bool
    x_m: float
    distance_m: float
    headward: float


class KneelingPartner:
    """Poses of the partner."""

    def __init__(self, person: Character, place: Place) -> None:
        self._person = person
        self._place = place
        facing_camera = 1.0 if place.far else -1.0
        left_is_headward = place.headward * facing_camera > 0.0
        self._hands = ("left", "right") if left_is_headward else ("right", "left")
        self._soles = person.patch("skin", "foot_l", "ball_l", "foot_r", "ball_r")
        self._shins = person.patch("pants", "calf_l", "calf_r")
        self._kneeling = functools.lru_cache(maxsize=512)(self._kneel)  # a search by halves comes by again

    def pose(self, grips: tuple[Grip, Grip], *, reach: float, breath: float) -> Pose:
        """Pose with the hands `reach` (0 to 1) of the way from the own thighs to the grips."""
        wrists = dict(zip(self._hands, (_wrist(grip) for grip in grips), strict=True))
        lean = self._lean_to(wrists)
        lean = UPRIGHT_LEAN_DEG + (lean - UPRIGHT_LEAN_DEG) * reach
        pose, _ = self._kneeling(lean + 0.3 * breath)
        arms = {}
        for side, grip in zip(self._hands, grips, strict=True):
            arms[side] = self._arm(pose, side, grip, reach)
        return replace(pose, arms=arms)

    def _lean_to(self, wrists: dict[str, Array]) -> float:
        """Smallest lean in degrees at which both wrists can be reached easily."""
        low, high = UPRIGHT_LEAN_DEG, MOST_LEAN_DEG
        for _ in range(12):
            middle = (low + high) / 2.0
            low, high = (low, middle) if self._reaches(middle, wrists) else (middle, high)
        return high

    def _reaches(self, lean_deg: float, wrists: dict[str, Array]) -> bool:
        _, shoulders = self._kneeling(lean_deg)
        longest = EASY_REACH * self._person.skeleton.arm_length()
        return all(np.linalg.norm(wrists[s] - shoulders[s]) <= longest for s in SIDES)

    def _kneel(self, lean_deg: float) -> tuple[Pose, dict[str, Array]]:
        """Kneeling with the trunk `lean_deg` forward, and where the shoulders are; it kneels higher as it leans."""
        thigh = np.interp(lean_deg, [UPRIGHT_LEAN_DEG, MOST_LEAN_DEG], [38.0, 16.0])
        facing = np.eye(3) if self._place.far else about_z(np.pi)
        hip = 0.62 * lean_deg  # the rest of the lean is in the spine
        leg = Leg((float(thigh + hip), 14.0, 0.0), float(min(88.0 + thigh, 150.0)), -55.0)
        pose = Pose(
            root_turn=facing @ about_x(np.radians(hip)),
            root_m=np.zeros(3),
            legs={side: leg for side in SIDES},
            spine_deg=(0.38 * lean_deg, 0.0, 0.0),
            neck_deg=(-0.30 * lean_deg + 6.0, 0.0, 0.0),
            head_deg=(8.0 - 0.12 * lean_deg, 0.0, 0.0),
        )
        knees = [self._person.bone_m(pose, "calf" + TAIL[side]) for side in SIDES]
        side_y = 1.0 if self._place.far else -1.0
        goal = np.array([self._place.headward * self._place.x_m, side_y * self._place.distance_m, 0.0])
        shift = goal - np.mean(knees, axis=0)
        lowest = min(self._person.lowest_m(pose, p) for p in (self._soles, self._shins))
        root = np.array([shift[0], shift[1], -lowest])
        shoulders = {side: self._person.bone_m(pose, "upperarm" + TAIL[side]) + root for side in SIDES}
        return replace(pose, root_m=root), shoulders

    def _arm(self, pose: Pose, side: str, grip: Grip, reach: float) -> Arm:
        """Arm on its way from the own thigh to the grip."""
        hip = self._person.bone_m(pose, "thigh" + TAIL[side])
        knee = self._person.bone_m(pose, "calf" + TAIL[side])
        down = unit(knee - hip)
        front = perpendicular(np.array([0.0, 0.0, 1.0]), down)
        thigh = Grip(hip + 0.62 * (knee - hip) + 0.085 * front, front, down)
        start, end = _wrist(thigh), _wrist(grip)
        lift = np.array([0.0, 0.0, 0.28 * reach * (1.0 - reach)])
        outward = SIGN[side] * pose.root_turn[:, 0]
        return Arm(
            wrist=start + (end - start) * reach + lift,
            elbow=outward + np.array([0.0, 0.0, -0.35]),
            fingers=_turned(thigh.fingers, _finger_line(grip), reach),
            palm=_turned(-thigh.outward, -grip.outward, reach),
            curl_deg=12.0 + 16.0 * reach,
        )


def _finger_line(grip: Grip) -> Array:
    """Direction of the fingers, flat on the skin."""
    return perpendicular(grip.fingers, grip.outward)


def _wrist(grip: Grip) -> Array:
    """Where the wrist is when the palm lies on the grip."""
    return grip.point + HAND_HALF_THICKNESS_M * grip.outward - PALM_M * _finger_line(grip)


def _turned(first: Array, last: Array, share: float) -> Array:
    """Direction between two."""
    return unit(unit(first) * (1.0 - share) + unit(last) * share)
