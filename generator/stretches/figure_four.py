"""Assisted figure-four: one ankle crossed over the other knee, both legs drawn toward the chest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from figure.character import Character
from figure.landmarks import ANKLE, HIP, KNEE
from figure.measures import Landmarks, ankle_contact_shank, common_measures, thigh_trunk_deg
from figure.posture import solve_small
from figure.rotation import Array, perpendicular, unit
from figure.skeleton import SIDES, SIGN, TAIL, Leg, Pose
from stretches.base import Course, Grip, State, between, blended, turned_leg
from stretches.hook_lying import HookLying

CROSSED = Leg(hip_deg=(102.0, 36.0, 82.0), knee_deg=118.0, ankle_deg=12.0)  # first guess, at the set-up
CROSSED_DRAWN = Leg(hip_deg=(138.0, 31.0, 94.0), knee_deg=116.0, ankle_deg=12.0)  # first guess, at the end
DRAWN = Leg(hip_deg=(104.0, 4.0, 0.0), knee_deg=84.0, ankle_deg=-5.0)
ABOVE_KNEE_M = 0.075  # the ankle lies so far from the knee joint toward the hip
THIGH_TO_ANKLE_M = 0.098  # half the thigh and half the ankle
ARRIVES_FROM_M = 0.16  # the crossing ankle comes down onto the thigh from above
KEEP_DEG = np.array([0.05, 0.08, 0.02, 0.04]) / 100.0  # pull of each joint to where it was, m per degree
CROSS_OVER = {"flexion": 22.0, "abduction": 6.0, "rotation": 4.0}  # half way, over the other knee
KNEE_BULGE_DEG = 8.0
CROSSED_AT = 0.45  # of the course: first the ankle is crossed, then the legs are drawn in
BREATH_HIP_DEG = 0.8
ANKLE_DEG_PER_M = 120.0  # so that the ankle does not hurry while both thighs are nearly still
THIGH_RADIUS_M = 0.068
SHIN_TO_ANKLE_M = 0.11
ANKLE_RADIUS_M = 0.040
KNEE_RADIUS_M = 0.060
TAKEN_FROM = 0.5  # the hand begins to move from the bottom knee to the ankle when it is so far crossed


class FigureFour:
    """The recipient's poses; `course` crosses the ankle, then draws both legs in."""

    faults = ("ankle_slipped",)
    stops = (CROSSED_AT,)

    def __init__(self, person: Character, course: Course) -> None:
        self.course = course
        self._person = person
        self._lying = HookLying(person, course)
        self._end = DRAWN
        self._fit_end()
        self._crossed = self._solved(self._support_only(0.0), CROSSED, steps=25)
        self._crossed_end = self._solved(self._support_only(1.0), CROSSED_DRAWN, steps=25)

    def pose(self, state: State) -> Pose:
        """Pose of the recipient."""
        side, other = self.course.side, self.course.other
        crossing, drawing = _crossing(state.course), _drawing(state.course)
        pose = self._support_only(drawing, breath=state.breath)
        guess = blended(self._crossed, self._crossed_end, drawing)
        place = self._ankle_place(pose, above_m=ARRIVES_FROM_M * (1.0 - crossing), slip=state.fault_of("ankle_slipped"))
        crossed = blended(self._lying.legs[side], self._solved(pose, guess, place=place), crossing)
        crossed = _bulged(crossed, crossing, CROSS_OVER)
        pose = replace(pose, legs={**pose.legs, side: crossed})
        if crossing < 1e-6:
            pose = self._lying.plant(pose, side)
        return replace(pose, arms=self._lying.arms(pose, {side: 28.0, other: 20.0}))

    def moving_deg(self, marks: Landmarks) -> tuple[float, ...]:
        """Thigh-trunk flexion of both legs, and the crossing ankle's way counted like an angle."""
        ankle = ANKLE_DEG_PER_M * marks[ANKLE[self.course.side]]
        return (*(thigh_trunk_deg(marks, leg) for leg in SIDES), *(float(part) for part in ankle))

    def measures(self, marks: Landmarks) -> dict[str, object]:
        """Angles of both legs and how far the crossed ankle is from its place."""
        contact = ankle_contact_shank(marks, self.course.side)
        return {**common_measures(marks), "ankle_contact_shank": contact}

    def grips(self, pose: Pose, state: State) -> tuple[Grip, Grip]:
        """One hand takes the ankle as it arrives at the knee, the other lies behind the bottom thigh."""
        marks = self._person.landmarks(pose)
        arrived = float(np.clip((_crossing(state.course) - TAKEN_FROM) / (1.0 - TAKEN_FROM), 0.0, 1.0))
        on_ankle = between(self._on_bottom_knee(pose, marks), self._on_ankle(marks), arrived)
        return on_ankle, self._behind_thigh(pose, marks)

    def _on_ankle(self, marks: Landmarks) -> Grip:
        knee, ankle = marks[KNEE[self.course.side]], marks[ANKLE[self.course.side]]
        shin = unit(ankle - knee)
        over = perpendicular(self.course.toward_partner + np.array([0.0, 0.0, 0.9]), shin)
        return Grip(ankle - 0.03 * shin + ANKLE_RADIUS_M * over, over, -self.course.toward_partner)

    def _on_bottom_knee(self, pose: Pose, marks: Landmarks) -> Grip:
        knee, ankle = marks[KNEE[self.course.other]], marks[ANKLE[self.course.other]]
        shin = unit(ankle - knee)
        front = -self._person.bone_axes(pose, "calf" + TAIL[self.course.other])[:, 1]
        over = perpendicular(0.5 * front + self.course.toward_partner, shin)
        return Grip(knee + 0.05 * shin + KNEE_RADIUS_M * over, over, -self.course.toward_partner)

    def _behind_thigh(self, pose: Pose, marks: Landmarks) -> Grip:
        hip, knee = marks[HIP[self.course.other]], marks[KNEE[self.course.other]]
        back = self._person.bone_axes(pose, "thigh" + TAIL[self.course.other])[:, 1]
        behind = perpendicular(0.85 * back + 0.5 * self.course.toward_partner, knee - hip)
        point = hip + 0.55 * (knee - hip) + THIGH_RADIUS_M * behind
        return Grip(point, behind, -self.course.toward_partner)

    def _support_only(self, drawing: float, *, breath: float = 0.0) -> Pose:
        """Pose with the bottom leg in place and the other one still in the set-up."""
        side, other = self.course.side, self.course.other
        support = blended(self._lying.legs[other], self._end, drawing, knee_bulge_deg=KNEE_BULGE_DEG)
        support = turned_leg(support, flexion=BREATH_HIP_DEG * breath * min(drawing, 1.0))
        pose = self._lying.lie({side: self._lying.legs[side], other: support}, breath=breath)
        return self._lying.plant(pose, other) if drawing < 1e-6 else pose

    def _solved(self, pose: Pose, guess: Leg, *, place: Array | None = None, steps: int = 6) -> Leg:
        """The crossing leg whose ankle is at a place, on the other thigh if none is given."""
        side = self.course.side
        goal = self._ankle_place(pose) if place is None else place
        first = np.array([*guess.hip_deg, guess.knee_deg])

        def error_m(angles: Array) -> Array:
            now = replace(pose, legs={**pose.legs, side: _leg(angles)}, arms={})
            away = self._person.bone_m(now, "foot" + TAIL[side]) - goal
            return np.concatenate([away, KEEP_DEG * (angles - first)])

        return _leg(solve_small(error_m, first, steps=steps))

    def _ankle_place(self, pose: Pose, *, above_m: float = 0.0, slip: float = 0.0) -> Array:
        """Where the crossed ankle joint is: on the bottom thigh, or on its way round the knee to the shin."""
        tail = TAIL[self.course.other]
        hip, knee, ankle = (self._person.bone_m(pose, bone + tail) for bone in ("thigh", "calf", "foot"))
        axes = self._person.bone_axes(pose, "thigh" + tail)
        front, outward = -axes[:, 1], SIGN[self.course.side] * axes[:, 0]
        on_thigh = knee + ABOVE_KNEE_M * unit(hip - knee) + THIGH_TO_ANKLE_M * front
        past_knee = knee + 0.22 * unit(knee - hip) + 0.15 * front
        by_shin = knee + 0.75 * (ankle - knee) + SHIN_TO_ANKLE_M * (outward + 0.5 * unit(knee - hip))
        slid = on_thigh * (1.0 - slip) ** 2 + past_knee * 2.0 * slip * (1.0 - slip) + by_shin * slip**2
        return slid + above_m * front

    def _fit_end(self) -> None:
        """Choose the bottom leg's hip flexion that gives the end angle."""
        for _ in range(6):
            marks = self._person.landmarks(self._support_only(1.0))
            missing = self.course.end_deg - thigh_trunk_deg(marks, self.course.other)
            self._end = turned_leg(self._end, flexion=missing)


def _leg(angles: Array) -> Leg:
    flexion, abduction, rotation, knee = (float(angle) for angle in angles)
    return Leg((flexion, abduction, rotation), knee, CROSSED.ankle_deg)


def _bulged(leg: Leg, share: float, most_deg: dict[str, float]) -> Leg:
    """Leg moved by so many degrees half way between two poses."""
    weight = 4.0 * share * (1.0 - share)
    return turned_leg(leg, **{name: degrees * weight for name, degrees in most_deg.items()})


def _crossing(course: float) -> float:
    """How far the ankle is crossed."""
    return min(course / CROSSED_AT, 1.0)


def _drawing(course: float) -> float:
    """How far the legs are drawn in."""
    return max((course - CROSSED_AT) / (1.0 - CROSSED_AT), 0.0)
