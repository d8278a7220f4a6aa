"""Lies a person down, rests the trunk on the mat, plants feet and lays arms.

Room frame: x along the mat, y away from the camera, z up; the near side faces the camera (-y).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from figure.character import Character
from figure.landmarks import HEEL, TOE
from figure.rotation import Array, about_axis
from figure.skeleton import SIGN, TAIL, Arm, Leg, Pose

MAT_TOP_M = 0.012
TRUNK_LEVER_M = 0.38  # pelvis to upper back, how far a pitch of the trunk lifts the back


def headward_x(near_side: str) -> float:
    """+1 if the head of a supine person with this side to the camera points to +x, else -1."""
    return 1.0 if near_side == "left" else -1.0


def supine_turn(near_side: str) -> Array:
    """Turn (3, 3) of a body lying face up, its near side to the camera."""
    headward = np.array([headward_x(near_side), 0.0, 0.0])
    front = np.array([0.0, 0.0, 1.0])
    return np.stack([np.cross(-front, headward), -front, headward], axis=1)


def rest_trunk(person: Character, pose: Pose, floor_m: float = MAT_TOP_M) -> Pose:
    """Lift and pitch the body so that the buttocks and the upper back touch the floor."""
    seat = person.patch("pants", "pelvis", "spine_01", "thigh_l", "thigh_r")
    back = person.patch("shirt", "spine_02", "spine_03", "clavicle_l", "clavicle_r")
    bare = replace(pose, arms={})
    axis = np.cross(pose.root_turn[:, 2], [0.0, 0.0, 1.0])
    pitch = 0.0
    for _ in range(10):
        bare = replace(bare, root_turn=about_axis(axis, pitch) @ pose.root_turn)
        lift = floor_m - person.lowest_m(bare, seat)
        bare = replace(bare, root_m=bare.root_m + [0.0, 0.0, lift])
        gap = person.lowest_m(bare, back) - floor_m
        pitch = float(np.clip(pitch - 0.75 * gap / TRUNK_LEVER_M, -0.6, 0.6))
    return replace(bare, arms=pose.arms)


def plant_foot(person: Character, pose: Pose, side: str, *, foot_x_m: float, floor_m: float = MAT_TOP_M) -> Pose:
    """Bend hip, knee and ankle so that the sole is flat with the ankle joint at `foot_x_m`."""
    start = pose.legs[side]

    def with_leg(angles: Array) -> Pose:
        _, abduction, rotation = start.hip_deg
        leg = Leg((float(angles[0]), abduction, rotation), float(angles[1]), float(angles[2]))
        return replace(pose, legs={**pose.legs, side: leg})

    def error_m(angles: Array) -> Array:
        now = replace(with_leg(angles), arms={})
        marks = person.landmarks(now)
        heel, toe = marks[HEEL[side]], marks[TOE[side]]
        ankle_x = person.bone_m(now, "foot" + TAIL[side])[0]
        return np.array([ankle_x - foot_x_m, heel[2] - floor_m - 0.012, toe[2] - heel[2] + 0.004])

    first = np.array([start.hip_deg[0], start.knee_deg, start.ankle_deg])
    return with_leg(solve_small(error_m, first))


def solve_small(error: Callable[[Array], Array], start: Array, *, steps: int = 10) -> Array:
    """Newton steps with numeric slopes; unknowns in degrees, errors in metres."""
    values = np.array(start, dtype=float)
    for _ in range(steps):
        now = error(values)
        if np.abs(now).max() < 2e-4:
            break
        nudges = 1.5 * np.eye(len(values))
        slopes = np.stack([(error(values + nudge) - now) / 1.5 for nudge in nudges], axis=1)
        move = np.linalg.lstsq(slopes, now, rcond=None)[0]
        values = values - np.clip(move, -15.0, 15.0)
    return values


def arm_on_floor(
    person: Character, pose: Pose, side: str, *, lying: Array, spread_deg: float, floor_m: float = MAT_TOP_M
) -> Arm:
    """Arm lying on the floor, palm down, `spread_deg` away from the side of a body that lies `lying`."""
    footward = -lying[:, 2]
    outward = SIGN[side] * lying[:, 0]
    angle = np.radians(spread_deg)
    along = np.cos(angle) * footward + np.sin(angle) * outward
    shoulder = person.bone_m(replace(pose, arms={}), "upperarm" + TAIL[side])
    wrist_height = floor_m + 0.040
    drop = shoulder[2] - wrist_height
    reach = np.sqrt(max((0.975 * person.skeleton.arm_length()) ** 2 - drop**2, 0.01))
    wrist = shoulder + along / np.linalg.norm(along) * reach
    wrist[2] = wrist_height
    return Arm(
        wrist=wrist,
        elbow=outward + np.array([0.0, 0.0, -0.4]),
        fingers=along,
        palm=np.array([0.0, 0.0, -1.0]),
        curl_deg=0.0,
    )
