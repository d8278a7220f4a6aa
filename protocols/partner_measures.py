"""What is measured on the partner in every frame, alone and against the recipient: named columns, NaN where unknown.

Distances and places in the picture are pixels (y down); angles and the stance are taken on the metric landmarks, whose
axes are the camera's. Directions are kept as unit vectors in those axes (x right, y down, z away from the camera):
what is upright is known only with the camera's place over the mat.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from protocols.geometry import Points, angle_deg, dot, length, midpoint, unit
from vision.joints import Joint
from vision.types import Scene

SIDES: Final = ("left", "right")
TARGETS: Final = ("knee", "ankle", "thigh")
"""Where hands are looked for on either leg of the recipient; the thigh's place is its middle."""

PARTNER_MEASURES: Final = (
    "partner_kneels",
    "partner_stance_sw",
    *(f"partner_trunk_{axis}" for axis in "xyz"),
    "partner_ear_shoulder_hip_deg",
    "partner_knee_flexion_deg",
    "partner_place_x_px",
    "partner_place_y_px",
    *(f"partner_wrist_{hand}_{axis}_px" for hand in SIDES for axis in "xy"),
    *(f"partner_{hand}_hand_to_{target}_{side}_px" for hand in SIDES for target in TARGETS for side in SIDES),
)
"""Column names, in order.

`partner_kneels`: share of the legs that kneel, 0, 0.5 or 1; a leg that kneels stands on its knee, else on its foot.
`partner_stance_sw`: between what both legs stand on; `partner_place_*`: the middle of that in the picture.
`partner_trunk_*`: from hips to shoulders.
`partner_ear_shoulder_hip_deg`: seen along the line of the shoulders, so that their width bends nothing; 180 straight.
`partner_knee_flexion_deg`: 0 straight; both are means of the known sides.
`partner_left_hand_to_*`: from the nearer of the known wrist and index finger to a place on the recipient's leg.
"""

_KNEELS_FLEXION_DEG: Final = 60.0
_KNEELS_DROP_SHANKS: Final = 0.6
"""A knee bent this much, with its ankle no further below it in the picture's upright, is on the floor."""


def measure_partner(scenes: Sequence[Scene]) -> dict[str, Points]:
    """All measures of some scenes by name, (n,) each, NaN where a joint it needs is unknown."""
    partner_px = np.stack([scene.partner.xy for scene in scenes])
    world_m = np.stack([scene.partner.world_m for scene in scenes])
    recipient_px = np.stack([scene.recipient.xy for scene in scenes])
    return {**_trunk(world_m), **_legs(partner_px, world_m), **_hands(partner_px, recipient_px)}


def _of(points: Points, side: str, name: str) -> Points:
    """One joint of a side over all frames."""
    joint: Points = points[:, Joint[f"{side}_{name}".upper()]]
    return joint


def _trunk(world_m: Points) -> dict[str, Points]:
    shoulders, hips, ears = ([_of(world_m, side, name) for side in SIDES] for name in ("shoulder", "hip", "ear"))
    across = unit(shoulders[1] - shoulders[0])
    bends = [
        angle_deg(_without(ear - shoulder, across), _without(hip - shoulder, across))
        for ear, shoulder, hip in zip(ears, shoulders, hips, strict=True)
    ]
    trunk = unit((shoulders[0] + shoulders[1] - hips[0] - hips[1]) / 2)
    columns = {f"partner_trunk_{axis}": trunk[:, i] for i, axis in enumerate("xyz")}
    return {**columns, "partner_ear_shoulder_hip_deg": midpoint(*bends)}


def _without(vectors: Points, axes: Points) -> Points:
    """What is left of vectors without their part along unit axes."""
    return vectors - dot(vectors, axes)[:, None] * axes


def _legs(xy: Points, world_m: Points) -> dict[str, Points]:
    """How the legs bend and what they stand on: a knee or a foot each."""
    kneels, flexions, supports_px, supports_m = [], [], [], []
    for side in SIDES:
        hip, knee, ankle = (_of(world_m, side, name) for name in ("hip", "knee", "ankle"))
        shank = ankle - knee
        flexion = 180.0 - angle_deg(hip - knee, shank)
        down = unit(shank)[:, 1]
        known = np.isfinite(flexion) & np.isfinite(down)
        on_knee = (flexion >= _KNEELS_FLEXION_DEG) & (down <= _KNEELS_DROP_SHANKS)
        kneels.append(np.where(known, on_knee, np.nan))
        flexions.append(flexion)
        supports_px.append(_chosen(kneels[-1], _of(xy, side, "knee"), _of(xy, side, "ankle")))
        supports_m.append(_chosen(kneels[-1], knee, ankle))
    shoulder_width = length(_of(world_m, "right", "shoulder") - _of(world_m, "left", "shoulder"))
    shoulder_width = np.where(shoulder_width > 0, shoulder_width, np.nan)
    place = (supports_px[0] + supports_px[1]) / 2
    return {
        "partner_kneels": (kneels[0] + kneels[1]) / 2,
        "partner_stance_sw": length(supports_m[1] - supports_m[0]) / shoulder_width,
        "partner_knee_flexion_deg": midpoint(*flexions),
        "partner_place_x_px": place[:, 0],
        "partner_place_y_px": place[:, 1],
    }


def _chosen(kneels: Points, knee: Points, ankle: Points) -> Points:
    """The knee of a leg that kneels, the ankle of one that stands; unknown where that is."""
    place = np.where((kneels > 0)[:, None], knee, ankle)
    return np.where(np.isnan(kneels)[:, None], np.nan, place)


def _hands(partner_px: Points, recipient_px: Points) -> dict[str, Points]:
    columns: dict[str, Points] = {}
    for hand in SIDES:
        wrist, index = (_of(partner_px, hand, name) for name in ("wrist", "index"))
        columns |= {f"partner_wrist_{hand}_{axis}_px": wrist[:, i] for i, axis in enumerate("xy")}
        for side in SIDES:
            hip, knee, ankle = (_of(recipient_px, side, name) for name in ("hip", "knee", "ankle"))
            for target, place in zip(TARGETS, (knee, ankle, (hip + knee) / 2), strict=True):
                nearer = np.fmin(length(wrist - place), length(index - place))
                columns[f"partner_{hand}_hand_to_{target}_{side}_px"] = nearer
    return columns
