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

_WRISTS: Final = tuple(f"partner_wrist_{hand}_{axis}_px" for hand in SIDES for axis in "xy")
_REACHES: Final = tuple(
    f"partner_{hand}_hand_to_{target}_{side}_px" for hand in SIDES for target in TARGETS for side in SIDES
)

PARTNER_MEASURES: Final = (
    "partner_kneels",
    "partner_stance_sw",
    *(f"partner_trunk_{axis}" for axis in "xyz"),
    "partner_ear_shoulder_hip_deg",
    "partner_knee_flexion_deg",
    "partner_place_x_px",
    "partner_place_y_px",
    *_WRISTS,
    *_REACHES,
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
    partner_px = np.array([scene.partner.xy for scene in scenes])
    world_m = np.array([scene.partner.world_m for scene in scenes])
    recipient_px = np.array([scene.recipient.xy for scene in scenes])
    return {**_trunk(world_m), **_legs(partner_px, world_m), **_hands(partner_px, recipient_px)}


def by_side(name: str, values: Points) -> dict[str, Points]:
    """Columns of the left and the right, (n, 2), by name: `{}` in it is the side."""
    return {name.format(side): values[:, i] for i, side in enumerate(SIDES)}


def _both(points: Points, left: Joint) -> Points:
    """A joint of the left and the right side over all frames, (n, 2, d)."""
    return points[:, left : left + 2]


def _trunk(world_m: Points) -> dict[str, Points]:
    lefts = (Joint.LEFT_SHOULDER, Joint.LEFT_HIP, Joint.LEFT_EAR)
    shoulders, hips, ears = (_both(world_m, left) for left in lefts)
    across = unit(shoulders[:, 1] - shoulders[:, 0])[:, None]
    bends = angle_deg(_without(ears - shoulders, across), _without(hips - shoulders, across))
    trunk = unit((shoulders[:, 0] + shoulders[:, 1] - hips[:, 0] - hips[:, 1]) / 2)
    columns = {f"partner_trunk_{axis}": trunk[:, i] for i, axis in enumerate("xyz")}
    return {**columns, "partner_ear_shoulder_hip_deg": midpoint(bends[:, 0], bends[:, 1])}


def _without(vectors: Points, axes: Points) -> Points:
    """What is left of vectors without their part along unit axes."""
    return vectors - dot(vectors, axes)[..., None] * axes


def _legs(xy: Points, world_m: Points) -> dict[str, Points]:
    """How the legs bend and what they stand on: a knee or a foot each."""
    hips, knees, ankles = (_both(world_m, left) for left in (Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE))
    flexions = 180.0 - angle_deg(hips - knees, ankles - knees)
    down = unit(ankles - knees)[..., 1]
    known = np.isfinite(flexions) & np.isfinite(down)
    kneels = np.where(known, (flexions >= _KNEELS_FLEXION_DEG) & (down <= _KNEELS_DROP_SHANKS), np.nan)
    supports_px = _chosen(kneels, _both(xy, Joint.LEFT_KNEE), _both(xy, Joint.LEFT_ANKLE))
    supports_m = _chosen(kneels, knees, ankles)
    shoulder_width = length(world_m[:, Joint.RIGHT_SHOULDER] - world_m[:, Joint.LEFT_SHOULDER])
    shoulder_width = np.where(shoulder_width > 0, shoulder_width, np.nan)
    place = (supports_px[:, 0] + supports_px[:, 1]) / 2
    return {
        "partner_kneels": (kneels[:, 0] + kneels[:, 1]) / 2,
        "partner_stance_sw": length(supports_m[:, 1] - supports_m[:, 0]) / shoulder_width,
        "partner_knee_flexion_deg": midpoint(flexions[:, 0], flexions[:, 1]),
        "partner_place_x_px": place[:, 0],
        "partner_place_y_px": place[:, 1],
    }


def _chosen(kneels: Points, knees: Points, ankles: Points) -> Points:
    """The knee of a leg that kneels, the ankle of one that stands; unknown where that is."""
    places = np.where((kneels > 0)[..., None], knees, ankles)
    return np.where(np.isnan(kneels)[..., None], np.nan, places)


def _hands(partner_px: Points, recipient_px: Points) -> dict[str, Points]:
    """Where the wrists are, and how far each hand is from each place on each leg."""
    wrists, indices = _both(partner_px, Joint.LEFT_WRIST), _both(partner_px, Joint.LEFT_INDEX)
    lefts = (Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE)
    hips, knees, ankles = (_both(recipient_px, left) for left in lefts)
    places = np.stack([knees, ankles, (hips + knees) / 2], axis=1)[:, None]
    from_wrist, from_index = (length(hand[:, :, None, None] - places) for hand in (wrists, indices))
    nearer = np.fmin(from_wrist, from_index).reshape(len(places), -1)
    return {
        **dict(zip(_WRISTS, wrists.reshape(len(wrists), -1).T, strict=True)),
        **dict(zip(_REACHES, nearer.T, strict=True)),
    }
