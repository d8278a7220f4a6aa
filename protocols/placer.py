"""Adds to the measures of every tick what follows from where the camera stands over the mat.

Where it stands is found out by `protocols.mat_finder`. Until then everything here is NaN.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from protocols.crossing import Crossing, SeenLeg
from protocols.geometry import angle_deg, dot, length
from protocols.mat import HIP_HALF_M, SHANK_M, SHOULDER_HALF_M, TRUNK_M, Mat
from protocols.mat_finder import MatFinder
from protocols.measures import INDEX as MEASURED
from protocols.measures import MEASURES, above_knee, place_px
from protocols.placing import (
    FROM_ABOVE_DEG,
    SEES_ASIDE,
    bend_deg,
    knee_flexion_deg,
    lean_deg,
    metres,
    sees_aside,
    thigh,
)
from protocols.thresholds import Settings
from protocols.types import OTHER, Side
from protocols.under_ankle import KneeUnderAnkle

Array = NDArray[np.float64]

PLACED: Final = (
    "knee_drop_left_deg",
    "knee_drop_right_deg",
    "thigh_trunk_left_placed_deg",
    "thigh_trunk_right_placed_deg",
    "thigh_trunk_left_body_deg",
    "thigh_trunk_right_body_deg",
    "knee_flexion_left_placed_deg",
    "knee_flexion_right_placed_deg",
    "thigh_lean_left_deg",
    "thigh_lean_right_deg",
    "knee_sideways_left_placed_sw",
    "knee_sideways_right_placed_sw",
    "knee_lateral_left_placed_sw",
    "knee_lateral_right_placed_sw",
    "shoulder_height_left_sw",
    "shoulder_height_right_sw",
    "hip_height_left_sw",
    "hip_height_right_sw",
    "arm_left_off_t_deg",
    "arm_right_off_t_deg",
    "ankle_height_left_shanks",
    "ankle_height_right_shanks",
    "knees_apart_femurs",
    "contact_left_shanks",
    "contact_right_shanks",
    "crossed",
)
"""Column names, in order.

`knee_drop_left_deg`: both knees together toward the person's left, 0 to the ceiling; `thigh_lean_*`: outward.
`thigh_trunk_*_body_deg`: placed, or by the network's own depth while the camera's place is not known.
`knee_sideways_*`: outward of the line from hip to shoulder; `knee_lateral_*`: outward of the midline.
`*_height_*`: above the middle of the resting hips, along the picture of the floor's normal.
`arm_*_off_t_deg`: how far an arm on the floor is from a straight T.
`contact_left_shanks`: in the picture, from the left ankle to just above the right knee.
`crossed`: -1 left ankle over the right knee, +1 right over left, 0 neither; latched."""

COLUMNS: Final = MEASURES + PLACED
INDEX: Final = {name: index for index, name in enumerate(COLUMNS)}
SIDES: Final[tuple[tuple[Side, float], ...]] = (("left", -1.0), ("right", 1.0))

_RAISED_SHARE: Final = 0.5
"""A thigh raised by this share of its length, 30 degrees, leans somewhere; less counts by the square of its share."""

_NORMAL_LEAST: Final = 0.35
"""A metre of height seen shorter than this tells nothing of heights: from above 70 degrees on."""

_FLOOR_LEAST: Final = 0.12
"""Least foreshortening of the floor at which places on it can be told apart."""

_SHOULDER_OVER_ELBOW_M: Final = 0.07
"""A shoulder's middle lies so far above the elbow of an arm on the floor."""

_ELBOW_FREE_DEG: Final = 15.0
_SHARE_LEARNED: Final = 0.05
_BODY: Final = [PLACED.index(f"thigh_trunk_{side}_body_deg") for side in ("left", "right")]
_OWN: Final = [MEASURED[f"thigh_trunk_{side}_deg"] for side in ("left", "right")]


class Placer:
    """Feed ticks in order; how they are cut into pieces changes nothing."""

    def __init__(self, settings: Settings) -> None:
        self._finder = MatFinder(settings)
        self._crossing, self._under = Crossing(settings), KneeUnderAnkle()
        self.reset()

    def reset(self) -> None:
        """Start anew: equal to a fresh placer."""
        self._finder.reset()
        self._spread = [0.0, 0.0]
        self._crossing.reset()
        self._under.reset()

    def extend(self, ticks: Array) -> Array:
        """Measures of ticks, (n, len(MEASURES)), to (n, len(COLUMNS))."""
        placed = np.full((len(ticks), len(PLACED)), np.nan)
        placed[:, _BODY] = ticks[:, _OWN]
        for first, last, mat in self._finder.spans(ticks):
            if mat is not None:
                placed[first:last] = self._place(mat, ticks[first:last])
        return np.concatenate([ticks, placed], axis=1)

    @property
    def mat(self) -> Mat | None:
        """The camera as it is known now."""
        return self._finder.mat

    def mat_at(self, tick: int) -> Mat | None:
        """The camera as it was known at a tick."""
        return self._finder.mat_at(tick)

    # -- the body

    def _place(self, mat: Mat, rows: Array) -> Array:
        columns: dict[str, Array] = {}
        lean: dict[str, Array] = {}
        drop: dict[str, Array] = {}
        legs, along = _thighs(mat, rows)
        for side, sign in SIDES:
            hip, leg = _hip_m(sign), legs[side]
            lean[side] = lean_deg(leg)
            drop[side] = _drop_deg(leg)
            columns |= _leg_columns(side, sign, leg, hip, lean[side])
            columns[f"thigh_trunk_{side}_placed_deg"] = bend_deg(along[side])
            bent = knee_flexion_deg(mat, leg, hip, place_px(rows, "ankle", side))
            columns[f"knee_flexion_{side}_placed_deg"] = bent
            columns |= _heights(mat, rows, side)
            columns[f"arm_{side}_off_t_deg"] = _arm_off_t_deg(mat, rows, side, sign)
        for side, other in OTHER.items():
            place = above_knee(place_px(rows, "knee", other), place_px(rows, "hip", other))
            columns[f"contact_{side}_shanks"] = length(place_px(rows, "ankle", side) - place) / (
                SHANK_M * mat.scale_px_m
            )
        gap = length(place_px(rows, "knee", "right") - place_px(rows, "knee", "left"))
        columns["knees_apart_femurs"] = gap / (mat.scale_px_m * 0.4)
        columns["knee_drop_right_deg"] = self._together(drop["left"], drop["right"])
        columns["knee_drop_left_deg"] = -columns["knee_drop_right_deg"]
        seen = {side: _seen_leg(mat, rows, side) for side, _ in SIDES}
        columns["crossed"], lost = self._crossing.extend(columns, seen)
        for side, sign in SIDES:
            on_top = columns[f"thigh_lean_{OTHER[side]}_deg"]
            knee_px, told = self._under.extend(rows, columns["crossed"], lost, on_top, side)
            if told.any() and mat.elevation_deg < FROM_ABOVE_DEG:  # there the leg below is not hidden by the one on top
                leg = thigh(mat, knee_px[told], _hip_m(sign), upright=True)
                columns[f"thigh_trunk_{side}_placed_deg"][told] = bend_deg(leg)
        for side, _ in SIDES:
            columns[f"thigh_trunk_{side}_body_deg"] = columns[f"thigh_trunk_{side}_placed_deg"]
        return np.stack([columns[name] for name in PLACED], axis=1)

    def _together(self, left: Array, right: Array) -> Array:
        """Mean lean of both thighs; of one alone where the other is hidden, less what it usually differs by."""
        found = []
        for a, b in zip(left.tolist(), right.tolist(), strict=True):
            if a == a and b == b:
                mean = (a + b) / 2
                for i, own in enumerate((a, b)):
                    self._spread[i] += _SHARE_LEARNED * (own - mean - self._spread[i])
                found.append(mean)
            else:
                found.append(a - self._spread[0] if a == a else b - self._spread[1])
        return np.array(found)


def _hip_m(sign: float) -> Array:
    return np.array([0.0, sign * HIP_HALF_M, 0.0])


def _thighs(mat: Mat, rows: Array) -> tuple[dict[Side, Array], dict[Side, Array]]:
    """Both thighs as they lean, and as they are taken to move along the body; all at once, live a row is a frame."""
    knees = np.concatenate([place_px(rows, "knee", side) for side, _ in SIDES] * 2)
    hips = np.repeat([_hip_m(sign) for _, sign in SIDES] * 2, len(rows), axis=0)
    found = thigh(mat, knees, hips, upright=np.repeat([False, False, True, True], len(rows)))
    left, right, *along = found.reshape(4, -1, 3)
    return {"left": left, "right": right}, {"left": along[0], "right": along[1]}


def _seen_leg(mat: Mat, rows: Array, side: Side) -> SeenLeg:
    ankle, shank_px = place_px(rows, "ankle", side), SHANK_M * mat.scale_px_m
    shank = length(ankle - place_px(rows, "knee", side)) / shank_px
    hidden = sees_aside(mat) >= SEES_ASIDE
    trust = rows[:, MEASURED[f"leg_trust_{side}"]]
    return SeenLeg(np.full(len(rows), np.nan) if hidden else shank, ankle, shank_px, trust)


def _drop_deg(leg: Array) -> Array:
    """How far a thigh leans to the right, less the less it is raised: which way a flat one leans means nothing.

    No knee is below the floor, whatever a picture seems to show.
    """
    above = leg.copy()
    above[:, 2] = np.maximum(above[:, 2], 0.0)
    share = np.minimum(1.0, np.hypot(above[:, 1], above[:, 2]) / (length(leg) * _RAISED_SHARE))
    drop: Array = lean_deg(above) * share**2
    return drop


def _leg_columns(side: str, sign: float, leg: Array, hip: Array, lean: Array) -> dict[str, Array]:
    shoulder = np.array([TRUNK_M, sign * SHOULDER_HALF_M, 0.0])
    path = (shoulder - hip) / float(np.sqrt(((shoulder - hip) ** 2).sum()))
    aside = leg[:, 1] - dot(leg, np.broadcast_to(path, leg.shape)) * path[1]
    width = 2 * SHOULDER_HALF_M
    return {
        f"thigh_lean_{side}_deg": sign * lean,
        f"knee_sideways_{side}_placed_sw": sign * aside / width,
        f"knee_lateral_{side}_placed_sw": sign * (leg[:, 1] + hip[1]) / width,
    }


def _heights(mat: Mat, rows: Array, side: str) -> dict[str, Array]:
    """Heights in the picture along its floor's normal; a place nearer to the head seems higher from the feet.

    Unknown where the camera looks down along that normal.
    """
    seen = float((mat.axes[2] ** 2).sum())
    upward = mat.axes[2] / seen if seen > _NORMAL_LEAST**2 else np.full(2, np.nan)
    ankle, heel = (place_px(rows, joint, side) for joint in ("ankle", "heel"))
    foot = np.where(np.isnan(ankle), heel, ankle)
    return {
        f"shoulder_height_{side}_sw": _along(metres(mat, place_px(rows, "shoulder", side)), upward)
        / (2 * SHOULDER_HALF_M),
        f"hip_height_{side}_sw": _along(metres(mat, place_px(rows, "hip", side)), upward) / (2 * SHOULDER_HALF_M),
        f"ankle_height_{side}_shanks": _along(metres(mat, foot), upward) / SHANK_M,
    }


def _along(points: Array, direction: Array) -> Array:
    height: Array = points[:, 0] * direction[0] + points[:, 1] * direction[1]
    return height


def _arm_off_t_deg(mat: Mat, rows: Array, side: str, sign: float) -> Array:
    floor = mat.axes[:2]
    if abs(float(floor[0, 0] * floor[1, 1] - floor[0, 1] * floor[1, 0])) < _FLOOR_LEAST:
        return np.full(len(rows), np.nan)
    back = np.asarray(np.linalg.inv(floor), dtype=np.float64)
    shoulder, elbow, wrist = (metres(mat, place_px(rows, joint, side)) for joint in ("shoulder", "elbow", "wrist"))
    upper = _flat(elbow - shoulder + _SHOULDER_OVER_ELBOW_M * mat.axes[2], back)
    fore = _flat(wrist - elbow, back)
    outward = np.broadcast_to(np.array([0.0, sign]), upper.shape)
    off = angle_deg(upper, outward)
    bent = angle_deg(upper, fore) - _ELBOW_FREE_DEG
    return np.where(np.isnan(bent), off, np.maximum(off, bent))


def _flat(points: Array, back: Array) -> Array:
    """Places in the picture as places on the floor, headward and to the right."""
    place: Array = points[:, 0:1] * back[0] + points[:, 1:2] * back[1]
    return place
