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
from protocols.partner_measures import PARTNER_MEASURES, SIDES, by_side, measure_partner
from vision.joints import Joint
from vision.types import Scene

PLACES: Final = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel")
"""Joints whose place in the picture is kept, in columns such as `knee_left_x_px`."""

_PLACE_NAMES: Final = tuple(f"{joint}_{side}_{axis}_px" for joint in PLACES for side in SIDES for axis in "xy")

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
    *_PLACE_NAMES,
    *PARTNER_MEASURES,
)
"""Column names, in order. `scale_px_m`: pixels a metre at the recipient. `to_camera_*`: unit vector to the camera.
`leg_trust_left`: trust in the left hip and knee, the lower of the two.
`ankle_to_thigh_left_shanks`: in the picture, from the left ankle to just above the right knee, where it lies in a
figure-four."""

INDEX: Final = {name: index for index, name in enumerate(MEASURES)}

_SHOULDERS, _HIPS, _KNEES, _ANKLES = (
    slice(left, left + 2) for left in (Joint.LEFT_SHOULDER, Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE)
)
"""Both sides of a joint: the right one's number follows the left one's."""

_OUTWARD: Final = np.array([-1.0, 1.0])
_PLACED: Final = [Joint[f"{side}_{joint}".upper()] for joint in PLACES for side in SIDES]


def measure(scenes: Sequence[Scene]) -> NDArray[np.float64]:
    """All measures of some scenes: (n, len(MEASURES)), NaN where a joint it needs is unknown."""
    xy = np.array([scene.recipient.xy for scene in scenes])
    world = np.array([scene.recipient.world_m for scene in scenes])
    trust = np.array([scene.recipient.trust for scene in scenes])
    columns = {**_picture(xy), **_body(world), **_told(scenes, trust), **measure_partner(scenes)}
    for side in SIDES:
        seen_deg, bodily_deg = columns[f"thigh_trunk_{side}_image_deg"], columns[f"thigh_trunk_{side}_deg"]
        columns[f"thigh_trunk_{side}_mixed_deg"] = (seen_deg + bodily_deg) / 2
    columns["scale_px_m"] = scale = _scale(xy, world)
    crossed = above_knee(xy[:, _KNEES][:, ::-1], xy[:, _HIPS][:, ::-1])
    shanks = length(xy[:, _ANKLES] - crossed) / (scale * SHANK_M)[:, None]
    columns |= by_side("ankle_to_thigh_{}_shanks", shanks)
    return np.ascontiguousarray(np.array([columns[name] for name in MEASURES]).T)


def _told(scenes: Sequence[Scene], trust: Points) -> dict[str, Points]:
    """What is known of the people themselves: who is seen, how far the legs can be believed, who lies."""
    partner_trust = np.array([scene.partner.trust for scene in scenes])
    recipient_seen, partner_seen = _seen(trust), _seen(partner_trust)
    lies = np.array([scene.recipient_lies for scene in scenes])
    return {
        "recipient_lies": np.where(recipient_seen > 0, lies, np.nan),
        "recipient_seen": recipient_seen,
        "partner_seen": partner_seen,
        **by_side("leg_trust_{}", np.minimum(trust[:, _HIPS], trust[:, _KNEES])),
    }


def _seen(trust: Points) -> Points:
    """1 where any joint is seen, else 0."""
    return np.asarray((trust > 0).any(axis=1), dtype=np.float64)


def _picture(xy: Points) -> dict[str, Points]:
    """Angles and places in the picture; the trunk is the line of mid-hip and mid-shoulder, or of the known side."""
    shoulders = midpoint(xy[:, Joint.LEFT_SHOULDER], xy[:, Joint.RIGHT_SHOULDER])
    hips = midpoint(xy[:, Joint.LEFT_HIP], xy[:, Joint.RIGHT_HIP])
    thighs, shanks = xy[:, _KNEES] - xy[:, _HIPS], xy[:, _ANKLES] - xy[:, _KNEES]
    return {
        "shoulders_x_px": shoulders[:, 0],
        "shoulders_y_px": shoulders[:, 1],
        "hips_x_px": hips[:, 0],
        "hips_y_px": hips[:, 1],
        **by_side("thigh_trunk_{}_image_deg", 180.0 - angle_deg((shoulders - hips)[:, None], thighs)),
        **by_side("knee_flexion_{}_image_deg", 180.0 - angle_deg(-thighs, shanks)),
        **dict(zip(_PLACE_NAMES, xy[:, _PLACED].reshape(len(xy), -1).T, strict=True)),
    }


def place_px(rows: NDArray[np.float64], joint: str, side: str) -> NDArray[np.float64]:
    """(n, 2) where a joint is in the picture, from rows of measures."""
    first = INDEX[f"{joint}_{side}_x_px"]
    return rows[:, first : first + 2]


def above_knee(knee: Points, hip: Points) -> Points:
    """Where a crossed ankle lies: a tenth of the way up the thigh."""
    return knee + 0.1 * (hip - knee)


def _body(world: Points) -> dict[str, Points]:
    """Angles and places in the body's own frame, and where the camera is seen from there."""
    shoulders, hips, knees = world[:, _SHOULDERS], world[:, _HIPS], world[:, _KNEES]
    middle = (hips[:, 0] + hips[:, 1]) / 2
    cranial = unit((shoulders[:, 0] + shoulders[:, 1]) / 2 - middle)
    anterior, superior, to_right = (axis[:, None] for axis in segment_frame(cranial, hips[:, 0], hips[:, 1]))
    across = shoulders[:, 1] - shoulders[:, 0]
    shoulder_width = length(across)[:, None]
    thighs, path = knees - hips, unit(shoulders - hips)
    aside = thighs - path * dot(thighs, path)[..., None]
    lateral = knees - middle[:, None]
    return {
        **_to_camera(cranial, unit(across)),
        **_together(thighs, knees),
        **by_side("thigh_trunk_{}_deg", thigh_trunk_deg(unit(thighs), anterior, superior)),
        **by_side("knee_flexion_{}_deg", 180.0 - angle_deg(-thighs, world[:, _ANKLES] - knees)),
        **by_side("knee_sideways_{}_sw", _OUTWARD * dot(aside, to_right) / shoulder_width),
        **by_side("knee_lateral_{}_sw", _OUTWARD * dot(lateral, to_right) / shoulder_width),
    }


def _together(thighs: Points, knees: Points) -> dict[str, Points]:
    """How two knees lie on each other: their distance, how far one is ahead, and how far the thighs are spread."""
    lengths, directions = length(thighs), unit(thighs)
    femur = (lengths[:, 0] + lengths[:, 1]) / 2
    between = knees[:, 1] - knees[:, 0]
    along = unit(directions[:, 0] + directions[:, 1])
    return {
        "knee_gap_femurs": length(between) / femur,
        "knee_shear_femurs": np.abs(dot(between, along)) / femur,
        "thighs_apart_deg": angle_deg(thighs[:, 0], thighs[:, 1]),
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
