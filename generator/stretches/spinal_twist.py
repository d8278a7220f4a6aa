"""Gentle supported spinal twist: both knees are guided down to one side, arms in a T."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from figure.character import Character
from figure.landmarks import ANKLE, HIP, KNEE
from figure.measures import (
    Landmarks,
    common_measures,
    knee_drop_deg,
    knee_drop_room_deg,
    knee_gap_femur,
    knee_shear_femur,
    thigh_trunk_deg,
)
from figure.rotation import perpendicular, unit
from figure.skeleton import SIDES, SIGN, TAIL, Leg, Pose
from stretches.base import Course, Grip, State, blended, turned_leg
from stretches.hook_lying import HookLying

TUCKED = Leg(hip_deg=(80.0, 0.0, 0.0), knee_deg=86.0, ankle_deg=-14.0)
UNSTACKED_HIP_DEG = {"flexion": -40.0, "abduction": 10.0}  # the upper knee slides footward and opens
UPPER_ADDUCTION_DEG = 22.0  # brings the upper knee onto the lower one
TOUCHING_FEMUR = 0.29  # distance of two knees' centres that touch
LIFT_FLEXION_DEG = 7.0  # half way, so that the feet clear the floor
KNEE_BULGE_DEG = 6.0
BREATH_ROLL_DEG = 0.8
THORAX_FOLLOWS_DEG = 3.0  # even a well anchored thorax gives a little
ARMS_OFF_DEG = 70.0  # the fault: both arms slide down toward the sides
THORAX_LIFT_DEG = 30.0  # the fault: the thorax rolls along with the pelvis
KNEE_RADIUS_M = 0.060


class SpinalTwist:
    """The recipient's poses; `course` goes from hook-lying to knees down on the side `course.side`."""

    faults = ("shoulder_lift", "unstacked", "arms_off")
    stops = ()

    def __init__(self, person: Character, course: Course) -> None:
        self.course = course
        self._person = person
        self._lying = HookLying(person, course)
        self._turn = SIGN[course.side]  # the right side comes up with a positive roll
        self._roll_deg = course.end_deg - 11.0
        upper = turned_leg(TUCKED, abduction=-UPPER_ADDUCTION_DEG)
        self._end = {course.side: TUCKED, course.other: upper}
        self._fit_end()

    def pose(self, state: State) -> Pose:
        """Pose of the recipient."""
        legs = {side: self._leg(side, state) for side in SIDES}
        roll = self._roll_deg * state.course + BREATH_ROLL_DEG * state.breath * min(state.course, 1.0)
        lift = THORAX_FOLLOWS_DEG * state.course + THORAX_LIFT_DEG * state.fault_of("shoulder_lift")
        pose = self._lying.lie(legs, breath=state.breath, roll_deg=self._turn * roll, thorax_deg=self._turn * lift)
        if state.course < 1e-6:
            pose = self._lying.plant(pose, *SIDES)
        spread = 90.0 - ARMS_OFF_DEG * state.fault_of("arms_off")
        return replace(pose, arms=self._lying.arms(pose, {side: spread for side in SIDES}))

    def moving_deg(self, marks: Landmarks) -> tuple[float, ...]:
        """The knees' fall in the room and both thigh angles."""
        return (knee_drop_room_deg(marks), *(thigh_trunk_deg(marks, leg) for leg in SIDES))

    def measures(self, marks: Landmarks) -> dict[str, object]:
        """Angles of both legs, the knees' fall, and how they lie on each other."""
        return {
            **common_measures(marks),
            "knee_drop_deg": knee_drop_deg(marks),
            "knee_drop_room_deg": knee_drop_room_deg(marks),
            "knee_gap_femur": knee_gap_femur(marks),
            "knee_shear_femur": knee_shear_femur(marks),
        }

    def grips(self, pose: Pose, state: State) -> tuple[Grip, Grip]:
        """Both hands over the upper knee: one on the thigh's end, one on the shin's beginning."""
        marks = self._person.landmarks(pose)
        upper, lower = self.course.other, self.course.side
        hip, knee, ankle = marks[HIP[upper]], marks[KNEE[upper]], marks[ANKLE[upper]]
        thigh, shin = unit(hip - knee), unit(ankle - knee)
        outward = unit(knee - marks[KNEE[lower]])
        front = -self._person.bone_axes(pose, "calf" + TAIL[upper])[:, 1]
        over = outward + 0.5 * front + np.array([0.0, 0.0, 0.4])
        on_thigh, on_shin = perpendicular(over, thigh), perpendicular(over, shin)
        fingers = -self.course.toward_partner
        return (
            Grip(knee + 0.055 * thigh + KNEE_RADIUS_M * on_thigh, on_thigh, fingers),
            Grip(knee + 0.09 * shin + KNEE_RADIUS_M * on_shin, on_shin, fingers),
        )

    def _leg(self, side: str, state: State) -> Leg:
        share = state.course
        leg = blended(self._lying.legs[side], self._end[side], share, knee_bulge_deg=KNEE_BULGE_DEG)
        leg = turned_leg(leg, flexion=4.0 * share * (1.0 - share) * LIFT_FLEXION_DEG)
        if side == self.course.other:
            loose = state.fault_of("unstacked")
            leg = turned_leg(leg, **{name: degrees * loose for name, degrees in UNSTACKED_HIP_DEG.items()})
        return leg

    def _fit_end(self) -> None:
        """Choose the roll and how far the thighs lean together: the knees' fall, and knees that touch."""
        for _ in range(8):
            marks = self._person.landmarks(replace(self.pose(State(course=1.0)), arms={}))
            self._roll_deg += 0.8 * (self.course.end_deg - abs(knee_drop_room_deg(marks)))
            closer = 0.5 * np.degrees(knee_gap_femur(marks) - TOUCHING_FEMUR)
            self._end = {side: turned_leg(leg, abduction=-closer) for side, leg in self._end.items()}
