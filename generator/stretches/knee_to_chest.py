"""Assisted single knee-to-chest: from hook-lying the partner guides one knee to its shoulder."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from figure.character import Character
from figure.landmarks import ANKLE, KNEE
from figure.measures import Landmarks, common_measures, knee_sideways_sw, thigh_trunk_deg
from figure.rotation import perpendicular, unit
from figure.skeleton import SIDES, TAIL, Leg, Pose
from stretches.base import Course, Grip, State, blended, turned_leg
from stretches.hook_lying import HookLying

END = Leg(hip_deg=(105.0, 6.0, -2.0), knee_deg=128.0, ankle_deg=-12.0)
KNEE_BULGE_DEG = 12.0  # the foot clears the floor because the knee bends more on the way
BREATH_HIP_DEG = 0.9  # the thigh rides on the breathing trunk
OFF_PATH_HIP_DEG = {"abduction": -40.0, "rotation": -26.0}  # across, toward the other shoulder
OUTWARD_HIP_DEG = {"abduction": 40.0, "rotation": 18.0}
FOOT_UP = Leg(hip_deg=(62.0, 0.0, 0.0), knee_deg=88.0, ankle_deg=-25.0)
KNEE_RADIUS_M = 0.062
SHIN_RADIUS_M = 0.045
SHIN_SLIDE_DEG = 30.0  # within this much lift the foot-side hand slides down to the ankle


class KneeToChest:
    """The recipient's poses; `course` goes from hook-lying to the end of the stretch."""

    faults = ("off_path", "foot_up", "outward")
    stops = ()

    def __init__(self, person: Character, course: Course) -> None:
        self.course = course
        self._person = person
        self._lying = HookLying(person, course)
        self._end = END
        self._fit_end()

    def pose(self, state: State) -> Pose:
        """Pose of the recipient."""
        side, other = self.course.side, self.course.other
        hook = self._lying.legs
        lifted = blended(hook[side], self._end, state.course, knee_bulge_deg=KNEE_BULGE_DEG)
        across, outward = state.fault_of("off_path"), state.fault_of("outward")
        off = {name: across * OFF_PATH_HIP_DEG[name] + outward * OUTWARD_HIP_DEG[name] for name in OFF_PATH_HIP_DEG}
        breathing = BREATH_HIP_DEG * state.breath * min(state.course, 1.0)
        lifted = turned_leg(lifted, flexion=breathing, **off)
        resting = blended(hook[other], FOOT_UP, state.fault_of("foot_up"))
        pose = self._lying.lie({side: lifted, other: resting}, breath=state.breath)
        if state.course < 1e-6:
            pose = self._lying.plant(pose, *SIDES)
        elif state.fault_of("foot_up") < 1e-6:
            pose = self._lying.plant(pose, other)
        return replace(pose, arms=self._lying.arms(pose, {side: 28.0, other: 22.0}))

    def moving_deg(self, marks: Landmarks) -> tuple[float, ...]:
        """Thigh-trunk flexion of the stretched leg."""
        return (thigh_trunk_deg(marks, self.course.side),)

    def measures(self, marks: Landmarks) -> dict[str, object]:
        """Angles of both legs and the sideways error of the knee."""
        return {**common_measures(marks), "knee_sideways_sw": knee_sideways_sw(marks, self.course.side)}

    def grips(self, pose: Pose, state: State) -> tuple[Grip, Grip]:
        """One hand over the knee, pushing it headward; one round the shin above the ankle."""
        marks = self._person.landmarks(pose)
        knee, ankle = marks[KNEE[self.course.side]], marks[ANKLE[self.course.side]]
        shin = unit(ankle - knee)
        front = -self._person.bone_axes(pose, "calf" + TAIL[self.course.side])[:, 1]
        toward = self.course.toward_partner
        lifted = thigh_trunk_deg(marks, self.course.side) - self.course.start_deg
        above_ankle = float(np.interp(lifted, [0.0, SHIN_SLIDE_DEG], [0.22, 0.09]))
        over_knee = perpendicular(0.75 * front + 0.65 * toward, shin)
        over_shin = perpendicular(0.8 * front + 0.6 * toward, shin)
        return (
            Grip(knee + 0.05 * shin + KNEE_RADIUS_M * over_knee, over_knee, -toward),
            Grip(ankle - above_ankle * shin + SHIN_RADIUS_M * over_shin, over_shin, -toward),
        )

    def _fit_end(self) -> None:
        """Choose the hip flexion that gives the end angle."""
        for _ in range(6):
            marks = self._person.landmarks(self.pose(State(course=1.0)))
            missing = self.course.end_deg - thigh_trunk_deg(marks, self.course.side)
            self._end = turned_leg(self._end, flexion=missing)
