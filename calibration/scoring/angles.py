"""Scores the recipient's angles: what the scenes measure against the same formula on true landmarks, and the truth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from calibration.scoring.histograms import Bins, Counts, dense, share_of, sparse
from calibration.scoring.matching import match
from calibration.truth import Truth
from protocols.measures import INDEX, MEASURES, measure
from protocols.placer import PLACED
from vision.joints import HIPS
from vision.types import Points, Pose, Scene

AGAINST: Final = ("image", "body", "knee_drop")
"""Thigh and trunk in the picture against the true landmarks in the picture; the network's thigh and trunk in space
against the true angle; the twist's placed fall of the knees against the true one in the room."""

CHANGES: Final = ("angle", "change")
"""The angle itself; its change since the first set-up, each from its own median there, in the frames after it."""

ERRORS_DEG: Final = Bins(low=-180.0, high=180.0, width=0.1)

_SHAPE: Final = (len(AGAINST), len(CHANGES), ERRORS_DEG.total)
_OTHER: Final = {"left": "right", "right": "left"}
_TOWARD: Final = {"left": -1.0, "right": 1.0}
"""Sign of the truth's fall of the knees, which is + to the recipient's right."""


@dataclass(frozen=True, slots=True, eq=False)
class AngleScore:
    """Errors of the recipient's angles, measured less true, in frames in which the recipient is the right one.

    Attributes:
        clip: its name.
        counts: by `AGAINST`, `CHANGES` and bin of `ERRORS_DEG`; the last bin counts frames whose angle is unknown.
            Both legs of a twist count, one leg of the others.
    """

    clip: str
    counts: Counts

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"clip": self.clip, "counts": sparse(self.counts)}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> "AngleScore":
        """A score from what `as_dict` gave."""
        return cls(table["clip"], dense(table["counts"], _SHAPE))


def score_angles(scenes: Sequence[Scene], truth: Truth, *, placed: Points | None = None) -> AngleScore:
    """Score the recipient's angles of a clip's scenes.

    Args:
        scenes: of the clip.
        truth: of the clip.
        placed: (n, len(PLACED)) what the session knew at each scene; without it there is no fall of the knees.
    """
    if placed is not None and placed.shape != (len(scenes), len(PLACED)):
        raise ValueError(f"Expected placed measures of shape {(len(scenes), len(PLACED))}, but got {placed.shape}.")
    counts = np.zeros(_SHAPE, dtype=np.int64)
    matched = match(scenes, truth)
    (right,) = np.nonzero(matched.is_right("recipient"))
    if not len(right):
        return AngleScore(truth.clip, counts)
    frames = matched.frames[right]
    seen = measure([matched.scenes[row] for row in right])
    places = None if placed is None else placed[matched.rows[right]]
    times_s = truth.times_s[frames]
    start_s, end_s = _setup_s(truth)
    resting, after = (times_s >= start_s) & (times_s < end_s), times_s >= end_s
    for against, found, true in _pairs(seen, places, truth, frames):
        changes = _error_deg(found - _resting(found, resting), true - _resting(true, resting))[after]
        for index, errors in enumerate((_error_deg(found, true), changes)):
            counts[AGAINST.index(against), index] += np.bincount(ERRORS_DEG.at(errors), minlength=ERRORS_DEG.total)
    return AngleScore(truth.clip, counts)


def angle_figures(scores: Sequence[AngleScore]) -> dict[str, float]:
    """Figures of the angles of some clips together, NaN of nothing; true to 0.05 degrees."""
    counts = np.zeros(_SHAPE, dtype=np.int64)
    for score in scores:
        counts += score.counts
    figures: dict[str, float] = {}
    for against, of_kind in zip(AGAINST, counts, strict=True):
        for change, bins in zip(CHANGES, of_kind, strict=True):
            name = f"{against}_{change}"
            figures |= {
                f"{name}_frames": float(bins.sum()),
                f"{name}_unknown_share": share_of(bins[-1], bins.sum()),
                f"{name}_error_median_deg": ERRORS_DEG.quantile_of_size(bins),
                f"{name}_error_p90_deg": ERRORS_DEG.quantile_of_size(bins, 0.9),
                f"{name}_bias_median_deg": ERRORS_DEG.quantile(bins),
            }
    return figures


def scored_sides(truth: Truth) -> tuple[str, ...]:
    """Legs whose thigh tells of the stretch: the stretched one, the figure-four's bottom one, both in a twist."""
    sides = {"figure-four": (_OTHER[truth.side],), "spinal-twist": ("left", "right")}
    return sides.get(truth.stretch, (truth.side,))


def _pairs(
    seen: Points, placed: Points | None, truth: Truth, frames: NDArray[np.int64]
) -> list[tuple[str, Points, Points]]:
    """What is compared: against what, as measured, as true."""
    drawn = _drawn(truth, frames)
    pairs = []
    for side in scored_sides(truth):
        image, body = INDEX[f"thigh_trunk_{side}_image_deg"], INDEX[f"thigh_trunk_{side}_deg"]
        pairs.append(("image", seen[:, image], drawn[:, image]))
        pairs.append(("body", seen[:, body], truth.measures[f"thigh_trunk_deg_{side}"][frames]))
    if placed is not None and "knee_drop_room_deg" in truth.measures:
        fall = _TOWARD[truth.side] * truth.measures["knee_drop_room_deg"][frames]
        pairs.append(("knee_drop", placed[:, PLACED.index(f"knee_drop_{truth.side}_deg")], fall))
    return pairs


def _drawn(truth: Truth, frames: NDArray[np.int64]) -> Points:
    """(m, len(MEASURES)) measures of the true landmarks, by the formulas that the scenes are measured with."""
    person = truth.people["recipient"]
    world_m = person.world_m - person.world_m[:, list(HIPS)].mean(axis=1, keepdims=True)
    certain = np.ones(person.xy_px.shape[1])
    poses = [Pose(person.xy_px[frame], certain, world_m[frame]) for frame in frames]
    rows = measure([Scene(0.0, pose, Pose.unseen()) for pose in poses])
    return rows.reshape(-1, len(MEASURES))


def _setup_s(truth: Truth) -> tuple[float, float]:
    """The first set-up; nothing when there is none."""
    spans = [(label.start_s, label.end_s) for label in truth.labels if label.kind == "setup"]
    return min(spans, default=(0.0, 0.0))


def _resting(values: Points, resting: NDArray[np.bool_]) -> float:
    known = values[resting & np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")


def _error_deg(found: Points, true: Points) -> Points:
    """Measured less true, in [-180, 180)."""
    error: Points = (found - true + 180.0) % 360.0 - 180.0
    return error
