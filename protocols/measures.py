"""What is measured on the recipient in every frame: named columns, NaN where unknown.

This is what one frame tells by itself; `protocols.placer` adds what follows from where the camera stands.

Angles on the picture are taken in pixels (y down); angles in the body are taken on the metric landmarks, whose axes
are the camera's, so they need no floor. Each column says its unit. `_image_` marks angles seen in the picture,
`_mixed_` the mean of both: seen square from the side they err differently, and the mean is steadier than either.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from protocols.geometry import (
    Points,
    angle_deg,
    cross,
    dot,
    length,
    midpoint,
    segment_frame,
    thigh_trunk_deg,
    unit,
)
from protocols.mat import SHANK_M
from protocols.partner_measures import PARTNER_MEASURES, measure_partner
from vision.joints import MIRROR, Joint
from vision.types import Scene

PLACES: Final = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel")
"""Joints whose place in the picture is kept, in columns such as `knee_left_x_px`."""

MEASURES: Final = (
    "thigh_trunk_left_image_deg",
    "thigh_trunk_right_image_deg",
    "thigh_trunk_left_mixed_deg",
    "thigh_trunk_right_mixed_deg",
    "thigh_trunk_left_deg",
    "thigh_trunk_right_deg",
    "knee_flexion_left_image_deg",
    "knee_flexion_right_image_deg",
    "knee_flexion_left_deg",
    "knee_flexion_right_deg",
    "knee_sideways_left_sw",
    "knee_sideways_right_sw",
    "knee_lateral_left_sw",
    "knee_lateral_right_sw",
    "ankle_to_thigh_left_shanks",
    "ankle_to_thigh_right_shanks",
    "knee_gap_femurs",
    "knee_shear_femurs",
    "thighs_apart_deg",
    "shoulders_x_px",
    "shoulders_y_px",
    "hips_x_px",
    "hips_y_px",
    "scale_px_m",
    "to_camera_cranial",
    "to_camera_anterior",
    "to_camera_right",
    "leg_trust_left",
    "leg_trust_right",
    "recipient_lies",
    "recipient_seen",
    "partner_seen",
    *(f"{joint}_{side}_{axis}_px" for joint in PLACES for side in ("left", "right") for axis in "xy"),
    *PARTNER_MEASURES,
)
"""Column names, in order. `scale_px_m`: pixels a metre at the recipient. `to_camera_*`: unit vector to the camera.
`leg_trust_left`: trust in the left hip and knee, the lower of the two.
`ankle_to_thigh_left_shanks`: in the picture, from the left ankle to just above the right knee, where it lies in a
figure-four."""

INDEX: Final = {name: index for index, name in enumerate(MEASURES)}

_SIDES: Final = (
    ("left", Joint.LEFT_SHOULDER, Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE, -1.0),
    ("right", Joint.RIGHT_SHOULDER, Joint.RIGHT_HIP, Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE, 1.0),
)


def measure(scenes: Sequence[Scene]) -> NDArray[np.float64]:
    """All measures of some scenes: (n, len(MEASURES)), NaN where a joint it needs is unknown."""
    xy = np.stack([scene.recipient.xy for scene in scenes])
    world = np.stack([scene.recipient.world_m for scene in scenes])
    seen = np.array([[_seen(scene.recipient.trust), _seen(scene.partner.trust)] for scene in scenes])
    scale = _scale(xy, world)
    columns = {**_picture(xy), **_body(world), "scale_px_m": scale}
    for side, _, _, knee, ankle, _ in _SIDES:
        place = above_knee(xy[:, MIRROR[knee]], xy[:, Joint.RIGHT_HIP if side == "left" else Joint.LEFT_HIP])
        columns[f"ankle_to_thigh_{side}_shanks"] = length(xy[:, ankle] - place) / (scale * SHANK_M)
    for side in ("left", "right"):
        seen_deg, bodily_deg = columns[f"thigh_trunk_{side}_image_deg"], columns[f"thigh_trunk_{side}_deg"]
        columns[f"thigh_trunk_{side}_mixed_deg"] = (seen_deg + bodily_deg) / 2
    trust = np.stack([scene.recipient.trust for scene in scenes])
    columns["leg_trust_left"] = np.minimum(trust[:, Joint.LEFT_HIP], trust[:, Joint.LEFT_KNEE])
    columns["leg_trust_right"] = np.minimum(trust[:, Joint.RIGHT_HIP], trust[:, Joint.RIGHT_KNEE])
    lies = np.array([scene.recipient_lies for scene in scenes])
    columns["recipient_lies"] = np.where(seen[:, 0] > 0, lies, np.nan)
    columns["recipient_seen"], columns["partner_seen"] = seen[:, 0], seen[:, 1]
    columns |= measure_partner(scenes)
    return np.stack([columns[name] for name in MEASURES], axis=1)


def _seen(trust: Points) -> float:
    return float(bool((trust > 0).any()))


def _picture(xy: Points) -> dict[str, Points]:
    """Angles and places in the picture; the trunk is the line of mid-hip and mid-shoulder, or of the known side."""
    columns: dict[str, Points] = {}
    shoulders = midpoint(xy[:, Joint.LEFT_SHOULDER], xy[:, Joint.RIGHT_SHOULDER])
    hips = midpoint(xy[:, Joint.LEFT_HIP], xy[:, Joint.RIGHT_HIP])
    for name, point in (("shoulders", shoulders), ("hips", hips)):
        columns[f"{name}_x_px"], columns[f"{name}_y_px"] = point[:, 0], point[:, 1]
    for side, _, hip, knee, ankle, _ in _SIDES:
        thigh = xy[:, knee] - xy[:, hip]
        columns[f"thigh_trunk_{side}_image_deg"] = 180.0 - angle_deg(shoulders - hips, thigh)
        columns[f"knee_flexion_{side}_image_deg"] = 180.0 - angle_deg(-thigh, xy[:, ankle] - xy[:, knee])
        for joint in PLACES:
            number = Joint[f"{side}_{joint}".upper()]
            columns[f"{joint}_{side}_x_px"], columns[f"{joint}_{side}_y_px"] = xy[:, number, 0], xy[:, number, 1]
    return columns


def above_knee(knee: Points, hip: Points) -> Points:
    """Where a crossed ankle lies: a tenth of the way up the thigh."""
    return knee + 0.1 * (hip - knee)


def _body(world: Points) -> dict[str, Points]:
    """Angles and places in the body's own frame, and where the camera is seen from there."""
    left_sh, right_sh = world[:, Joint.LEFT_SHOULDER], world[:, Joint.RIGHT_SHOULDER]
    left_hip, right_hip = world[:, Joint.LEFT_HIP], world[:, Joint.RIGHT_HIP]
    cranial = unit((left_sh + right_sh) / 2 - (left_hip + right_hip) / 2)
    anterior, superior, to_right = segment_frame(cranial, left_hip, right_hip)
    shoulder_width = length(right_sh - left_sh)
    columns = _to_camera(cranial, unit(right_sh - left_sh))
    for side, shoulder, hip, knee, ankle, sign in _SIDES:
        thigh, shank = world[:, knee] - world[:, hip], world[:, ankle] - world[:, knee]
        columns[f"thigh_trunk_{side}_deg"] = thigh_trunk_deg(unit(thigh), anterior, superior)
        columns[f"knee_flexion_{side}_deg"] = 180.0 - angle_deg(-thigh, shank)
        path = unit(world[:, shoulder] - world[:, hip])
        aside = thigh - path * dot(thigh, path)[:, None]
        columns[f"knee_sideways_{side}_sw"] = sign * dot(aside, to_right) / shoulder_width
        middle = (left_hip + right_hip) / 2
        columns[f"knee_lateral_{side}_sw"] = sign * dot(world[:, knee] - middle, to_right) / shoulder_width
    return columns | _together(world)


def _together(world: Points) -> dict[str, Points]:
    """How two knees lie on each other: their distance, how far one is ahead, and how far the thighs are spread."""
    thighs = [world[:, knee] - world[:, hip] for _, _, hip, knee, *_ in _SIDES]
    femur = (length(thighs[0]) + length(thighs[1])) / 2
    between = world[:, Joint.RIGHT_KNEE] - world[:, Joint.LEFT_KNEE]
    along = unit(unit(thighs[0]) + unit(thighs[1]))
    return {
        "knee_gap_femurs": length(between) / femur,
        "knee_shear_femurs": np.abs(dot(between, along)) / femur,
        "thighs_apart_deg": angle_deg(thighs[0], thighs[1]),
    }


def _to_camera(cranial: Points, to_right: Points) -> dict[str, Points]:
    """Direction to the camera in thorax axes: the camera looks along +z, so it stands along -z."""
    anterior = unit(cross(cranial, to_right))
    lateral = cross(anterior, cranial)
    return {
        "to_camera_cranial": -cranial[:, 2],
        "to_camera_anterior": -anterior[:, 2],
        "to_camera_right": -lateral[:, 2],
    }


def _scale(xy: Points, world: Points) -> Points:
    """Pixels a metre: spread of the joints in the picture over their spread in the camera's plane."""
    known: NDArray[np.bool_] = np.asarray(np.isfinite(xy).all(axis=2) & np.isfinite(world).all(axis=2))
    count = known.sum(axis=1)

    def spread(points: Points) -> Points:
        clean = np.where(known[..., None], points, 0.0)
        mean = clean.sum(axis=1) / np.maximum(count, 1)[:, None]
        off = np.where(known[..., None], points - mean[:, None], 0.0)
        result: Points = np.sqrt((off * off).sum(axis=(1, 2)))
        return result

    in_metres = spread(world[..., :2])
    enough = (count >= 6) & (in_metres > 0)
    return np.where(enough, spread(xy) / np.where(enough, in_metres, 1.0), np.nan)
