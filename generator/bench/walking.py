"""Somebody on their feet: walking along a line, and going down on the knees."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from figure.character import Character
from figure.rotation import Array, about_z
from figure.skeleton import SIDES, SIGN, TAIL, Arm, Leg, Pose

STRIDE_M = 1.25  # two steps
HIP_SWING_DEG = 24.0
ARM_SWING_M = 0.16
BENDS = ("spine_deg", "neck_deg", "head_deg")


class Walker:
    """Poses of a person who walks."""

    def __init__(self, person: Character) -> None:
        self._person = person
        self._soles = person.patch("skin", "foot_l", "ball_l", "foot_r", "ball_r")

    def at(self, place: Array, heading: Array, walked_m: float, *, pace: float = 1.0) -> Pose:
        """On the floor at a place (x, y), facing `heading` (x, y); `pace` 0 stands, 1 walks."""
        phase = 2.0 * np.pi * walked_m / STRIDE_M
        legs = {side: _leg(phase + (0.0 if side == "left" else np.pi), pace) for side in SIDES}
        turn = about_z(float(np.arctan2(heading[0], -heading[1])))  # a resting body faces -y
        pose = Pose(root_turn=turn, root_m=np.array([place[0], place[1], 1.0]), legs=legs, spine_deg=(3.0, 0.0, 0.0))
        lowest = self._person.lowest_m(pose, self._soles)
        pose = replace(pose, root_m=pose.root_m - [0.0, 0.0, lowest])
        return replace(pose, arms={side: self._arm(pose, side, phase, pace) for side in SIDES})

    def _arm(self, pose: Pose, side: str, phase: float, pace: float) -> Arm:
        """Hanging, swinging against the leg of its side."""
        shoulder = self._person.bone_m(pose, "upperarm" + TAIL[side])
        forward, outward = -pose.root_turn[:, 1], SIGN[side] * pose.root_turn[:, 0]
        swing = -np.sin(phase + (0.0 if side == "left" else np.pi)) * ARM_SWING_M * pace
        down = np.array([0.0, 0.0, -0.955 * self._person.skeleton.arm_length()])
        wrist = shoulder + down + (0.03 + swing) * forward + 0.07 * outward
        return Arm(wrist=wrist, elbow=-forward + 0.3 * outward, palm=-outward, curl_deg=22.0)


def _leg(phase: float, pace: float) -> Leg:
    hip = HIP_SWING_DEG * pace * np.sin(phase)
    knee = 6.0 + pace * (8.0 + 42.0 * max(np.cos(phase), 0.0) ** 2)  # it bends while the leg swings forward
    return Leg((float(hip + 0.35 * knee), 2.0, 0.0), float(knee), float(0.3 * hip - 0.1 * knee))


class Walkway:
    """A line of straight pieces, walked at an even speed."""

    def __init__(self, corners: list[tuple[float, float]]) -> None:
        self._corners = np.array(corners)
        self._ends_m = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(self._corners, axis=0), axis=1))])

    @property
    def length_m(self) -> float:
        """Of the whole line."""
        return float(self._ends_m[-1])

    def at(self, walked_m: float) -> tuple[Array, Array]:
        """Place and heading; corners are rounded over half a metre."""
        place = self._point(walked_m)
        ahead = self._point(min(walked_m + 0.25, self.length_m)) - self._point(max(walked_m - 0.25, 0.0))
        return place, ahead / np.linalg.norm(ahead)

    def _point(self, walked_m: float) -> Array:
        return np.array([np.interp(walked_m, self._ends_m, self._corners[:, axis]) for axis in (0, 1)])


def between_poses(person: Character, first: Pose, last: Pose, share: float) -> Pose:
    """A pose on the way between two that face the same way; whatever is lowest stands on the floor."""

    def mix(a: Array | float, b: Array | float) -> Array:
        return np.asarray(a) * (1.0 - share) + np.asarray(b) * share

    legs = {
        side: Leg(
            tuple(float(v) for v in mix(first.legs[side].hip_deg, last.legs[side].hip_deg)),
            float(mix(first.legs[side].knee_deg, last.legs[side].knee_deg)),
            float(mix(first.legs[side].ankle_deg, last.legs[side].ankle_deg)),
        )
        for side in SIDES
    }
    sideways, _, up = (mix(first.root_turn[:, i], last.root_turn[:, i]) for i in range(3))
    up /= np.linalg.norm(up)
    sideways = sideways - up * (sideways @ up)
    sideways /= np.linalg.norm(sideways)
    turn = np.stack([sideways, np.cross(up, sideways), up], axis=1)
    bends = {name: tuple(mix(getattr(first, name), getattr(last, name))) for name in BENDS}
    pose = Pose(root_turn=turn, root_m=mix(first.root_m, last.root_m), legs=legs, **bends)
    lowest = min(float(surface[:, 2].min()) for surface in person.surfaces(pose).values())
    pose = replace(pose, root_m=pose.root_m - [0.0, 0.0, lowest])
    arms = {}
    for side in SIDES:
        shoulder = person.bone_m(pose, "upperarm" + TAIL[side])
        before = first.arms[side].wrist - person.bone_m(first, "upperarm" + TAIL[side])
        after = last.arms[side].wrist - person.bone_m(last, "upperarm" + TAIL[side])
        elbow = mix(first.arms[side].elbow, last.arms[side].elbow)
        arms[side] = Arm(wrist=shoulder + mix(before, after), elbow=elbow, curl_deg=16.0)
    return replace(pose, arms=arms)
