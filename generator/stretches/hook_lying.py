"""The set-up that all stretches share: on the back, knees bent, feet flat."""

from __future__ import annotations

import numpy as np

from figure.character import Character
from figure.measures import thigh_trunk_deg
from figure.posture import arm_on_floor, plant_foot, rest_trunk, supine_turn
from figure.rotation import about_z
from figure.skeleton import SIDES, Arm, Leg, Pose
from stretches.base import Course

HOOK = Leg(hip_deg=(50.0, -4.0, 0.0), knee_deg=98.0, ankle_deg=-40.0)
BREATH_SPINE_DEG = 0.5


class HookLying:
    """Lays a recipient down; `legs` are those of the set-up, fitted to its angle."""

    def __init__(self, person: Character, course: Course) -> None:
        self._person = person
        self._course = course
        self._foot_x = 0.0
        self.legs = self._fitted()

    def lie(self, legs: dict[str, Leg], *, breath: float = 0.0, roll_deg: float = 0.0, thorax_deg: float = 0.0) -> Pose:
        """Rest on the mat; pelvis and thorax are rolled in the room, + the right side up."""
        pose = Pose(
            root_turn=supine_turn(self._course.near_side) @ about_z(np.radians(roll_deg)),
            root_m=np.array([0.0, 0.0, 0.1]),
            legs=legs,
            spine_deg=(-BREATH_SPINE_DEG * breath, 0.0, thorax_deg - roll_deg),
            neck_deg=(-4.0, 0.0, 0.3 * breath - 0.5 * thorax_deg),
            head_deg=(-3.0 + 0.5 * breath, 0.0, 0.6 * breath - 0.4 * thorax_deg),
        )
        return rest_trunk(self._person, pose)

    def plant(self, pose: Pose, *sides: str) -> Pose:
        """Stand these feet where they stand in the set-up."""
        for side in sides:
            pose = plant_foot(self._person, pose, side, foot_x_m=self._foot_x)
        return pose

    def arms(self, pose: Pose, spread_deg: dict[str, float]) -> dict[str, Arm]:
        """Both arms on the floor, so far away from the trunk's sides."""
        lying = supine_turn(self._course.near_side)
        return {
            side: arm_on_floor(self._person, pose, side, lying=lying, spread_deg=spread_deg[side]) for side in SIDES
        }

    def _fitted(self) -> dict[str, Leg]:
        """Choose how far the feet stand from the buttocks so that the set-up angle is right."""
        lying = self.lie({side: HOOK for side in SIDES})
        headward = np.sign(lying.root_turn[0, 2])
        skeleton = self._person.skeleton
        leg_m = skeleton.length("thigh_l", "calf_l") + skeleton.length("calf_l", "foot_l")
        nearest, farthest = 0.35 * leg_m, 0.85 * leg_m
        for _ in range(14):
            middle = (nearest + farthest) / 2.0
            self._foot_x = float(-headward * middle)
            pose = self.plant(lying, *SIDES)
            angle = thigh_trunk_deg(self._person.landmarks(pose), self._course.side)
            if angle > self._course.start_deg:
                nearest = middle
            else:
                farthest = middle
        return dict(pose.legs)
