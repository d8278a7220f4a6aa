"""Measures of one pose beyond those of the sample clips: every quantity that a check looks at."""

from __future__ import annotations

import numpy as np

from figure.landmarks import ANKLE, HIP, KNEE, SHOULDER, WRIST
from figure.measures import Landmarks, knee_sideways_sw, shoulder_width_m, trunk_axes
from figure.rotation import angle_at_deg, perpendicular, unit
from figure.skeleton import SIDES

ELBOW = {"left": 13, "right": 14}
UP = np.array([0.0, 0.0, 1.0])
ELBOW_FREE_DEG = 30.0  # a relaxed elbow bends so far


def knee_lateral_sw(marks: Landmarks, side: str) -> float:
    """How far the knee is on its own side of the body's midline, in shoulder widths; below 0 it has crossed."""
    _, _, right = trunk_axes(marks, 23, 24)
    middle = (marks[HIP["left"]] + marks[HIP["right"]]) / 2.0
    outward = right if side == "right" else -right
    return float((marks[KNEE[side]] - middle) @ outward) / shoulder_width_m(marks)


def arm_off_t_deg(marks: Landmarks, side: str) -> float:
    """Seen from above, how far the arm is from square to the trunk, or the elbow bent beyond ease; the larger."""
    other = "left" if side == "right" else "right"
    outward = perpendicular(marks[SHOULDER[side]] - marks[SHOULDER[other]], UP)
    upper = perpendicular(marks[WRIST[side]] - marks[SHOULDER[side]], UP)
    off = float(np.degrees(np.arccos(np.clip(upper @ outward, -1.0, 1.0))))
    bend = 180.0 - angle_at_deg(marks[SHOULDER[side]], marks[ELBOW[side]], marks[WRIST[side]])
    return max(off, bend - ELBOW_FREE_DEG)


def thighs_apart_deg(marks: Landmarks) -> float:
    """Angle between the thighs."""
    thighs = [unit(marks[KNEE[side]] - marks[HIP[side]]) for side in SIDES]
    return float(np.degrees(np.arccos(np.clip(thighs[0] @ thighs[1], -1.0, 1.0))))


def recipient_measures(marks: Landmarks) -> dict[str, object]:
    """By the key of the truth file."""
    return {
        "knee_lateral_sw": {side: knee_lateral_sw(marks, side) for side in SIDES},
        "knee_line_sw": {side: knee_sideways_sw(marks, side) for side in SIDES},
        "thighs_apart_deg": thighs_apart_deg(marks),
        "arm_off_t_deg": {side: arm_off_t_deg(marks, side) for side in SIDES},
    }


def partner_measures(partner: Landmarks, recipient: Landmarks) -> dict[str, object]:
    """The partner's trunk, and how near each hand is to the recipient's knees, ankles and thighs."""
    hips = (partner[HIP["left"]] + partner[HIP["right"]]) / 2.0
    shoulders = (partner[SHOULDER["left"]] + partner[SHOULDER["right"]]) / 2.0
    lean = float(np.degrees(np.arccos(np.clip(unit(shoulders - hips) @ UP, -1.0, 1.0))))
    legs = [(recipient[a[side]], recipient[b[side]]) for side in SIDES for a, b in ((HIP, KNEE), (KNEE, ANKLE))]
    hands = {side: min(_off_line_m(partner[WRIST[side]], *leg) for leg in legs) for side in SIDES}
    return {"partner_lean_deg": lean, "partner_hand_to_leg_m": hands}


def _off_line_m(point: np.ndarray, start: np.ndarray, end: np.ndarray) -> float:
    line = end - start
    along = float(np.clip((point - start) @ line / (line @ line), 0.0, 1.0))
    return float(np.linalg.norm(point - start - along * line))
