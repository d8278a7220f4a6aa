"""Scores joints: how far the engine's are from the true ones, and whether it knows when they are far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from calibration.scoring.histograms import Bins, Counts, dense, share_of, sparse
from calibration.scoring.matching import MAIN, SCENE_ROLES, Matched, is_inside, match, trunk_px
from calibration.truth import Truth
from vision.trust import KNOWN
from vision.types import Observation, Points, Pose, Scene

HIDING: Final = ("open", "own_body", "other_person", "thing", "passer")
"""What hides a joint, in the order of the truth's `hidden_by`."""

ERRORS: Final = Bins(low=0.005, high=2.005, width=0.01)
"""Distances in trunk lengths, [0, 0.01) and so on; the last bin is 2 and beyond."""

_SHAPE: Final = (len(SCENE_ROLES), len(MAIN), len(HIDING), 2, ERRORS.total)
_NAMES: Final = tuple(joint.name.removeprefix("LEFT_").lower() for joint in MAIN[::2])
_PCK_BIN: Final = 20
_GOOD_BIN: Final = 25
"""Errors in lower bins are below 0.2 trunk lengths, the usual PCK@0.2, and below 0.25, which counts as good."""


@dataclass(frozen=True, slots=True, eq=False)
class JointScore:
    """Errors of the joints of a clip, in frames in which their role is right.

    Attributes:
        clip: its name.
        counts: joints by role, joint of `MAIN`, what hides it (`HIDING`), known to the engine (0, 1) and bin of
            `ERRORS`. Joints outside of the picture are left out.
    """

    clip: str
    counts: Counts

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"clip": self.clip, "counts": sparse(self.counts)}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> "JointScore":
        """A score from what `as_dict` gave."""
        return cls(table["clip"], dense(table["counts"], _SHAPE))


def score_joints(
    scenes: Sequence[Scene], truth: Truth, *, observations: Sequence[Observation] | None = None
) -> JointScore:
    """Score the joints of a clip's scenes.

    The error is the distance in the picture over the length of the true trunk as it would be square to the camera at
    that depth (`matching.trunk_px`), so that views and sizes compare.

    Args:
        scenes: of the clip.
        truth: of the clip.
        observations: those that the scenes were made from, one each. A scene tells no place of a joint that is
            unknown; without them such joints count as having none.
    """
    if observations is not None and len(observations) != len(scenes):
        raise ValueError(f"Expected an observation for each of {len(scenes)} scenes, but got {len(observations)}.")
    matched = match(scenes, truth)
    bodies = None if observations is None else [observations[row] for row in matched.rows.tolist()]
    counts = [_role(matched, truth, role, bodies) for role in SCENE_ROLES]
    return JointScore(truth.clip, np.stack(counts))


def joint_figures(scores: Sequence[JointScore]) -> dict[str, float]:
    """Figures of the joints of some clips together, NaN of nothing; medians are true to 0.005 trunk lengths.

    Joints without a place count in `known_share` alone.
    """
    counts = np.zeros(_SHAPE, dtype=np.int64)
    for score in scores:
        counts += score.counts
    figures: dict[str, float] = {}
    for role, own in zip(SCENE_ROLES, counts, strict=True):
        figures |= {f"{role}_{name}": value for name, value in _role_figures(own).items()}
    return figures


def _role_figures(counts: Counts) -> dict[str, float]:
    """Figures of (joint, hiding, known, bin)."""
    figures = {**_errors(counts), **_errors(counts[:, :, 1], "known_"), **_trust(counts)}
    for index, hiding in enumerate(HIDING):
        own = counts[:, index]
        figures |= _errors(own, f"{hiding}_")
        figures[f"{hiding}_known_share"] = share_of(own[:, 1].sum(), own.sum())
    for index, name in enumerate(_NAMES):
        figures |= _errors(counts[2 * index : 2 * index + 2], f"{name}_")
    return figures


def _errors(counts: Counts, prefix: str = "") -> dict[str, float]:
    bins = counts.reshape(-1, ERRORS.total).sum(axis=0)
    return {
        f"{prefix}joints": float(bins.sum()),
        f"{prefix}median_trunks": ERRORS.quantile(bins),
        f"{prefix}pck_02": share_of(bins[:_PCK_BIN].sum(), bins[: ERRORS.count].sum()),
    }


def _trust(counts: Counts) -> dict[str, float]:
    """Shares of the known joints that are off, of the good ones called unknown, and of those off that are known."""
    unknown, known = counts.sum(axis=(0, 1))
    placed = slice(_GOOD_BIN, ERRORS.count)
    off = known[placed].sum() + unknown[placed].sum()
    good = known[:_GOOD_BIN].sum() + unknown[:_GOOD_BIN].sum()
    told = not unknown[-1] or bool(unknown[: ERRORS.count].any())
    return {
        "known_share": share_of(known.sum(), counts.sum()),
        "known_off_share": share_of(known[placed].sum(), known[: ERRORS.count].sum()),
        "good_unknown_share": share_of(unknown[:_GOOD_BIN].sum(), good) if told else float("nan"),
        "off_known_share": share_of(known[placed].sum(), off) if told else float("nan"),
    }


def _role(matched: Matched, truth: Truth, role: str, observations: Sequence[Observation] | None) -> Counts:
    (right,) = np.nonzero(matched.is_right(role))
    if not len(right):
        return np.zeros(_SHAPE[1:], dtype=np.int64)
    person, frames, main = truth.people[role], matched.frames[right], list(MAIN)
    poses = [getattr(matched.scenes[row], role) for row in right]
    seen = None if observations is None else [observations[row] for row in right.tolist()]
    true_px = person.xy_px[frames][:, main]
    errors = _lengths(_places(poses, seen)[:, main] - true_px) / trunk_px(person)[frames, None]
    known = (np.array([pose.trust for pose in poses])[:, main] >= KNOWN).astype(np.int64)
    joint = np.broadcast_to(np.arange(len(main)), errors.shape)
    cells = (joint, person.hidden_by[frames][:, main], known, ERRORS.at(errors))
    inside = is_inside(true_px, truth)
    flat = np.ravel_multi_index(tuple(cell[inside] for cell in cells), _SHAPE[1:])
    counts: Counts = np.bincount(flat, minlength=int(np.prod(_SHAPE[1:]))).astype(np.int64).reshape(_SHAPE[1:])
    return counts


def _places(poses: Sequence[Pose], observations: Sequence[Observation] | None) -> Points:
    """(m, 33, 2) places, those of unknown joints from the observation where there is one."""
    if observations is None:
        return np.array([pose.xy for pose in poses])
    return np.array([_raw(pose, observation) for pose, observation in zip(poses, observations, strict=True)])


def _raw(pose: Pose, observation: Observation) -> Points:
    """Places before the unknown ones were blanked: of the body whose joints those of the pose are."""
    known: NDArray[np.bool_] = np.isfinite(pose.xy)
    for body in observation.bodies:
        if (body.xy_px[known] == pose.xy[known]).all():
            return body.xy_px
    return pose.xy


def _lengths(off: Points) -> Points:
    lengths: Points = np.sqrt((off * off).sum(axis=2))
    return lengths
