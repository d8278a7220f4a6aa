"""True joint angles from 3-D landmarks, in the frames that the judging formulas use."""

from __future__ import annotations

import numpy as np

from figure.landmarks import ANKLE, HIP, KNEE, SHOULDER
from figure.rotation import Array, angle_at_deg, unit
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


def common_measures(marks: Landmarks, side: str) -> dict[str, object]:
    """What every stretch's truth holds, by the key of the truth file."""
    return {
        "thigh_trunk_deg": {leg: thigh_trunk_deg(marks, leg) for leg in SIDES},
        "knee_flexion_deg": {leg: knee_flexion_deg(marks, leg) for leg in SIDES},
        "knee_sideways_sw": knee_sideways_sw(marks, side),
    }
