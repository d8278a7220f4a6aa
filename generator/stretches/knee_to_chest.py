"""Assisted single knee-to-chest: from hook-lying the partner guides one knee to its shoulder."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from figure.character import Character
from figure.landmarks import ANKLE, KNEE
from figure.measures import Landmarks, common_measures, thigh_trunk_deg
from figure.posture import arm_on_floor, plant_foot, rest_trunk, supine_turn
from figure.rotation import perpendicular, unit
from figure.skeleton import SIDES, TAIL, Leg, Pose
from stretches.base import Course, Grip, State, blended

HOOK = Leg(hip_deg=(50.0, -4.0, 0.0), knee_deg=98.0, ankle_deg=-40.0)
END = Leg(hip_deg=(105.0, 6.0, -2.0), knee_deg=128.0, ankle_deg=-12.0)
KNEE_BULGE_DEG = 12.0  # the foot clears the floor because the knee bends more on the way
BREATH_HIP_DEG = 0.9  # the thigh rides on the breathing trunk
BREATH_SPINE_DEG = 0.5
KNEE_RADIUS_M = 0.062
SHIN_RADIUS_M = 0.045
SHIN_SLIDE_DEG = 30.0  # within this much lift the foot-side hand slides down to the ankle


class KneeToChest:
    """The recipient's poses; `course` goes from hook-lying to the end of the stretch."""

    def __init__(self, person: Character, course: Course) -> None:
        self.course = course
        self._person = person
        self._foot_x = 0.0
        self._hook = {side: HOOK for side in SIDES}
        self._end = END
        self._fit_start()
        self._fit_end()

    def pose(self, state: State) -> Pose:
        """Pose of the recipient."""
        side, other = self.course.side, self.course.other
        lifted = blended(self._hook[side], self._end, state.course, knee_bulge_deg=KNEE_BULGE_DEG)
        flexion, abduction, rotation = lifted.hip_deg
        flexion += BREATH_HIP_DEG * state.breath * min(state.course, 1.0)
        lifted = replace(lifted, hip_deg=(flexion, abduction, rotation))
        pose = self._on_floor(state, {side: lifted, other: self._hook[other]})
        feet = SIDES if state.course < 1e-6 else (other,)
        for foot in feet:
            pose = plant_foot(self._person, pose, foot, foot_x_m=self._foot_x)
        arms = {
            arm: arm_on_floor(self._person, pose, arm, spread_deg=22.0 + 6.0 * (arm == side))
            for arm in SIDES
        }
        return replace(pose, arms=arms)

    def angle_deg(self, marks: Landmarks) -> float:
        """Thigh-trunk flexion of the stretched leg."""
        return thigh_trunk_deg(marks, self.course.side)

    def measures(self, marks: Landmarks) -> dict[str, object]:
        """Angles of both legs and the sideways error of the knee."""
        return common_measures(marks, self.course.side)

    def grips(self, pose: Pose) -> tuple[Grip, Grip]:
        """One hand over the knee, pushing it headward; one round the shin above the ankle."""
        marks = self._person.landmarks(pose)
        knee, ankle = marks[KNEE[self.course.side]], marks[ANKLE[self.course.side]]
        shin = unit(ankle - knee)
        front = -self._person.bone_axes(pose, "calf" + TAIL[self.course.side])[:, 1]
        toward = np.array([0.0, 1.0 if self.course.partner_far else -1.0, 0.0])
        lifted = self.angle_deg(marks) - self.course.start_deg
        above_ankle = float(np.interp(lifted, [0.0, SHIN_SLIDE_DEG], [0.22, 0.09]))
        over_knee = perpendicular(0.75 * front + 0.65 * toward, shin)
        over_shin = perpendicular(0.8 * front + 0.6 * toward, shin)
        return (
            Grip(knee + 0.05 * shin + KNEE_RADIUS_M * over_knee, over_knee, -toward),
            Grip(ankle - above_ankle * shin + SHIN_RADIUS_M * over_shin, over_shin, -toward),
        )

    def _on_floor(self, state: State, legs: dict[str, Leg]) -> Pose:
        pose = Pose(
            root_turn=supine_turn(self.course.near_side),
            root_m=np.array([0.0, 0.0, 0.1]),
            legs=legs,
            spine_deg=(-BREATH_SPINE_DEG * state.breath, 0.0, 0.0),
            neck_deg=(-4.0, 0.0, 0.3 * state.breath),
            head_deg=(-3.0 + 0.5 * state.breath, 0.0, 0.6 * state.breath),
        )
        return rest_trunk(self._person, pose)

    def _fit_start(self) -> None:
        """Choose how far the feet stand from the buttocks so that the set-up angle is right."""
        legs = {side: HOOK for side in SIDES}
        lying = self._on_floor(State(), legs)
        headward = np.sign(lying.root_turn[0, 2])
        skeleton = self._person.skeleton
        leg_m = skeleton.length("thigh_l", "calf_l") + skeleton.length("calf_l", "foot_l")
        nearest, farthest = 0.35 * leg_m, 0.85 * leg_m
        for _ in range(14):
            middle = (nearest + farthest) / 2.0
            self._foot_x = float(-headward * middle)
            pose = lying
            for side in SIDES:
                pose = plant_foot(self._person, pose, side, foot_x_m=self._foot_x)
            angle = self.angle_deg(self._person.landmarks(pose))
            if angle > self.course.start_deg:
                nearest = middle
            else:
                farthest = middle
        self._hook = dict(pose.legs)

    def _fit_end(self) -> None:
        """Choose the hip flexion that gives the end angle."""
        for _ in range(6):
            marks = self._person.landmarks(self.pose(State(course=1.0)))
            missing = self.course.end_deg - self.angle_deg(marks)
            flexion, abduction, rotation = self._end.hip_deg
            self._end = replace(self._end, hip_deg=(flexion + missing, abduction, rotation))
