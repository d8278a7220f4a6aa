"""True joint angles from 3-D landmarks, in the frames that the judging formulas use."""

from __future__ import annotations

import numpy as np

from figure.landmarks import ANKLE, HIP, KNEE, SHOULDER
from figure.rotation import Array, angle_at_deg, perpendicular, unit
from figure.skeleton import SIDES

Landmarks = dict[int, Array]


def trunk_axes(marks: Landmarks, first: int, last: int) -> Array:
    """Rows front, headward and the person's right, of the line left `first` to right `last`."""
    shoulders = (marks[11] + marks[12]) / 2.0
    hips = (marks[23] + marks[24]) / 2.0
    right = unit(marks[last] - marks[first])
    front = unit(np.cross(shoulders - hips, right))
    return np.array([front, np.cross(right, front), right])


def thigh_trunk_deg(marks: Landmarks, side: str) -> float:
    """Thigh-trunk flexion in (-90, 270]: 0 straight, 90 knee to the ceiling."""
    front, headward, _ = trunk_axes(marks, 23, 24)
    thigh = unit(marks[KNEE[side]] - marks[HIP[side]])
    angle = float(np.degrees(np.arctan2(thigh @ front, -(thigh @ headward)))) % 360.0
    return angle - 360.0 if angle > 270.0 else angle


def knee_flexion_deg(marks: Landmarks, side: str) -> float:
    """Knee flexion, 0 straight."""
    return 180.0 - angle_at_deg(marks[HIP[side]], marks[KNEE[side]], marks[ANKLE[side]])


def shoulder_width_m(marks: Landmarks) -> float:
    """Distance between the shoulder joints."""
    return float(np.linalg.norm(marks[11] - marks[12]))


def knee_sideways_sw(marks: Landmarks, side: str) -> float:
    """Distance of the knee from the line hip to same shoulder, in shoulder widths, + outward."""
    _, _, right = trunk_axes(marks, 23, 24)
    outward = right if side == "right" else -right
    line = unit(marks[SHOULDER[side]] - marks[HIP[side]])
    knee = marks[KNEE[side]] - marks[HIP[side]]
    return float((knee - line * (knee @ line)) @ outward) / shoulder_width_m(marks)


def knee_drop_deg(marks: Landmarks) -> float:
    """Knees' fall against the thorax, 0 to the ceiling, + to the person's right."""
    front, _, right = trunk_axes(marks, 11, 12)
    return _fall_deg(marks, front, right)


def knee_drop_room_deg(marks: Landmarks) -> float:
    """Knees' fall against the room, 0 to the ceiling, + to the person's right."""
    up = np.array([0.0, 0.0, 1.0])
    _, headward, right = trunk_axes(marks, 11, 12)
    level = perpendicular(np.cross(headward, up), up)
    return _fall_deg(marks, up, level if level @ right > 0.0 else -level)


def _fall_deg(marks: Landmarks, front: Array, right: Array) -> float:
    knees = (marks[25] + marks[26]) / 2.0 - (marks[23] + marks[24]) / 2.0
    return float(np.degrees(np.arctan2(knees @ right, knees @ front)))


def knee_gap_femur(marks: Landmarks) -> float:
    """Distance between the knees in thigh lengths."""
    return float(np.linalg.norm(marks[25] - marks[26]) / np.linalg.norm(marks[25] - marks[23]))


def knee_shear_femur(marks: Landmarks) -> float:
    """How far one knee is ahead of the other along the thighs, in thigh lengths."""
    along = unit(unit(marks[25] - marks[23]) + unit(marks[26] - marks[24]))
    return float(abs((marks[25] - marks[26]) @ along) / np.linalg.norm(marks[25] - marks[23]))


def ankle_contact_shank(marks: Landmarks, crossed: str) -> float:
    """Distance of the crossed ankle from its place just above the other knee, in shank lengths."""
    other = "left" if crossed == "right" else "right"
    place = marks[KNEE[other]] + 0.1 * (marks[HIP[other]] - marks[KNEE[other]])
    shank = np.linalg.norm(marks[ANKLE[crossed]] - marks[KNEE[crossed]])
    return float(np.linalg.norm(marks[ANKLE[crossed]] - place) / shank)


def common_measures(marks: Landmarks) -> dict[str, object]:
    """What every stretch's truth holds, by the key of the truth file, and heights above the floor."""
    return {
        "thigh_trunk_deg": {leg: thigh_trunk_deg(marks, leg) for leg in SIDES},
        "knee_flexion_deg": {leg: knee_flexion_deg(marks, leg) for leg in SIDES},
        "heights_m": {
            "shoulder": {side: float(marks[SHOULDER[side]][2]) for side in SIDES},
            "ankle": {side: float(marks[ANKLE[side]][2]) for side in SIDES},
        },
        "lengths_m": {
            "shoulder_width": shoulder_width_m(marks),
            "shank": float(np.linalg.norm(marks[ANKLE["left"]] - marks[KNEE["left"]])),
        },
    }
