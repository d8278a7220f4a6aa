"""Goes over a recording once more for what no verdict needs: limb lengths, and whether the person was cut off."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stretchcheck.calibrate.steps import Entries, Step, entry
from stretchcheck.calibrated import LIMBS, SIDES
from stretchcheck.live.framing import CUT_OFF_SHARE, is_cut_off
from vision.joints import Joint
from vision.people import People
from vision.trust import KNOWN
from vision.types import Observation, Pose

Array = NDArray[np.float64]

_ENDS: Final = {
    "thigh": ("HIP", "KNEE"), "shank": ("KNEE", "ANKLE"), "upper_arm": ("SHOULDER", "ELBOW"),
    "forearm": ("ELBOW", "WRIST"),
}  # fmt: skip
PAIRS: Final = [
    *((Joint[f"{side}_{a}".upper()], Joint[f"{side}_{b}".upper()]) for a, b in _ENDS.values() for side in SIDES),
    (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER),
    (Joint.LEFT_HIP, Joint.RIGHT_HIP),
]
"""The ends of each of `LIMBS`, in their order."""

_TRUNK: Final = [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.LEFT_HIP, Joint.RIGHT_HIP]
_FROM, _TO = (np.array(ends) for ends in zip(*PAIRS, strict=True))
_LEAST: Final = 30
"""Pictures in which a limb must be known."""

_LIMB_SPREAD: Final = 0.1
"""Share of its length from which a limb is not known well."""

_LIES: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """What was seen of the person lying down.

    Attributes:
        lengths: (frames, len(LIMBS)) of each limb, trunks; NaN where an end was not known.
        seen: frames in which somebody lay.
        cut_off_share: of these, the share with a joint on the border or outside.
    """

    lengths: Array
    seen: int
    cut_off_share: float


def watch(observations: Iterable[Observation], size_px: tuple[int, int]) -> Watched:
    """Follow the people as judging does; `size_px` is the width and height of the pictures."""
    people, lengths, cut_off = People(size_px), [], 0
    for observation in observations:
        scene = people.update(observation)
        if scene.recipient_lies > _LIES:
            lengths.append(lengths_of(scene.recipient))
            places = (body.xy_px for body in observation.bodies if body.person == people.recipient)
            cut_off += any(is_cut_off(xy, size_px) for xy in places)  # by raw places: trust blanks those far outside
    seen = len(lengths)
    return Watched(np.array(lengths).reshape(seen, len(LIMBS)), seen, cut_off / max(seen, 1))


def lengths_of(pose: Pose) -> Array:
    """(len(LIMBS),) by the metric landmarks, as shares of the trunk; NaN where an end is not known."""
    known = np.where((pose.trust >= KNOWN)[:, None], pose.world_m, np.nan)
    left, right, left_hip, right_hip = known[_TRUNK]
    trunk = float(np.linalg.norm((left + right - left_hip - right_hip) / 2))
    limbs: Array = np.linalg.norm(known[_TO] - known[_FROM], axis=1)
    return limbs / trunk if trunk > 0 else np.full(len(LIMBS), np.nan)


def whole_step(watched: Watched) -> Step:
    """Whether the whole person was in the picture."""
    share = watched.cut_off_share
    if share > CUT_OFF_SHARE:
        said = f"Part of the person lying down is outside the picture in {share:.0%} of the pictures."
        return Step("whole body", "fault", said.replace("%", " %"), "Move the camera back, or turn it.")
    return Step("whole body", "ok", "In the picture, as far as can be seen.")


def limbs_step(watched: Watched) -> tuple[Step, Entries]:
    """Lengths of limbs as shares of the trunk, by the network's own depth; those seldom seen are absent."""
    entries: Entries = {}
    for limb, column in zip(LIMBS, watched.lengths.T, strict=True):
        known = column[np.isfinite(column)]
        if len(known) >= _LEAST:
            middle = float(np.median(known))
            spread = 1.4826 * float(np.median(np.abs(known - middle)))
            entries[f"limb_{limb}_trunks"] = entry(middle, 3, spread=spread, pictures=len(known))
    missing = [limb.replace("_", " ") for limb in LIMBS if f"limb_{limb}_trunks" not in entries]
    if not entries:
        return Step("limb lengths", "unknown", "No limb was known for long enough.", "Lie where nothing hides you."), {}
    doubtful = [
        limb.replace("_", " ")
        for limb in LIMBS
        if (found := entries.get(f"limb_{limb}_trunks")) and found["spread"] > _LIMB_SPREAD * found["value"]
    ]
    unseen = f"; not seen: {', '.join(missing)}" if missing else ""
    said = f"{len(entries)} of {len(LIMBS)} lengths{unseen}."
    if doubtful:
        said = f"{said[:-1]}; uncertain by more than {_LIMB_SPREAD:.0%}: {', '.join(doubtful)}."
        return Step("limb lengths", "warn", said, "Turn the far side toward the camera, or raise the camera."), entries
    return Step("limb lengths", "ok", said), entries
