"""Lays the scenes of a clip beside its truth: which frame is which, and on whom each pose lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.truth import ROLES, People, Truth
from vision.joints import HIPS, SHOULDERS, Joint
from vision.types import Points, Scene

SCENE_ROLES: Final = ("recipient", "partner")
MAIN: Final = tuple(
    Joint[f"{side}_{name}"]
    for name in ("SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE")
    for side in ("LEFT", "RIGHT")
)
"""The joints that are scored: both of each name, left first."""

ELSEWHERE: Final = len(ROLES)
MISSING: Final = ELSEWHERE + 1

_TRUNK: Final = [*SHOULDERS, *HIPS]
_BODY: Final = [Joint.NOSE, *MAIN]
_GATE_TRUNKS: Final = 0.5
"""Poses on their person come up to 0.41 in sample clips, by hidden hips; the other person was 0.64 away or more."""

_FAR_TRUNKS: Final = 1.0
_NEAREST_M: Final = 0.1
_HALF: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """Scenes that have a true frame.

    Attributes:
        rows: (m,) their places in the sequence of scenes.
        frames: (m,) the true frame of each.
        scenes: (m) themselves.
        on: by role of the scene, (m,) on whom its pose lies: an index of `ROLES`, `ELSEWHERE` or `MISSING`.
    """

    rows: NDArray[np.int64]
    frames: NDArray[np.int64]
    scenes: tuple[Scene, ...]
    on: dict[str, NDArray[np.int64]]

    def is_right(self, role: str) -> NDArray[np.bool_]:
        """(m,) where the scene's pose of a role lies on the person who has that role."""
        right: NDArray[np.bool_] = self.on[role] == ROLES.index(role)
        return right


def match(scenes: Sequence[Scene], truth: Truth) -> Matched:
    """Find the true frame nearest in time, within half a frame, of each scene, and on whom its poses lie."""
    rows, frames = _in_time(np.array([scene.time_s for scene in scenes]), truth)
    found = tuple(scenes[row] for row in rows)
    on = {role: _on_whom(places(found, role), truth, frames) for role in SCENE_ROLES}
    return Matched(rows, frames, found, on)


def places(scenes: Sequence[Scene], role: str) -> Points:
    """(m, 33, 2) joints of a role in pixels, NaN where unknown."""
    xy: Points = np.array([getattr(scene, role).xy for scene in scenes], dtype=np.float64).reshape(-1, len(Joint), 2)
    return xy


def is_shown(person: People, truth: Truth) -> NDArray[np.bool_]:
    """(n,) frames whose picture holds the middle of the trunk and at least half of the landmarks of someone."""
    middle = is_inside(person.xy_px[:, _TRUNK].mean(axis=1), truth)
    shown: NDArray[np.bool_] = middle & (is_inside(person.xy_px, truth).mean(axis=1) >= _HALF)
    return shown


def is_inside(xy_px: Points, truth: Truth) -> NDArray[np.bool_]:
    """Which places (..., 2) lie in the picture; NaN does not."""
    inside = (xy_px >= 0.0) & (xy_px <= (truth.width, truth.height))
    return np.asarray(inside.all(axis=-1), dtype=np.bool_)


def trunk_px(person: People) -> Points:
    """(n,) pixels of a trunk, mid-shoulder to mid-hip, if it lay square to the camera where it is; NaN if not there.

    The length in the picture is no unit of error: someone who leans toward the camera has next to none, and seen from
    the feet a trunk has half of it. So it is the person's own length in metres, times pixels a metre at its depth.
    """
    world = person.world_m
    shoulders, hips = world[:, list(SHOULDERS)].mean(axis=1), world[:, list(HIPS)].mean(axis=1)
    lengths = np.sqrt(((shoulders - hips) ** 2).sum(axis=1))
    if not np.isfinite(lengths).any():
        return np.full(len(world), np.nan)
    trunk: Points = np.nanmedian(lengths) * _focal_px(person) / ((shoulders + hips)[:, 2] / 2)
    return trunk


def _focal_px(person: People) -> Points:
    """(n,) focal length of each frame, from places in the picture against directions; roll and shift do not matter."""
    x, y, z = np.moveaxis(person.world_m, 2, 0)
    usable = np.isfinite(person.xy_px).all(axis=2) & (z > _NEAREST_M)
    count = np.maximum(usable.sum(axis=1, keepdims=True), 1)

    def centred(values: NDArray[np.complex128]) -> NDArray[np.complex128]:
        clean = np.where(usable, values, 0.0)
        return np.where(usable, clean - clean.sum(axis=1, keepdims=True) / count, 0.0)

    directions = centred((x + 1j * y) / np.where(usable, z, 1.0))
    seen = centred(person.xy_px[..., 0] + 1j * person.xy_px[..., 1])
    spread = (np.abs(directions) ** 2).sum(axis=1)
    slope = np.abs((directions.conj() * seen).sum(axis=1))
    focal: Points = np.where(spread > 0, slope / np.where(spread > 0, spread, 1.0), np.nan)
    return focal


def _in_time(times_s: Points, truth: Truth) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if not len(times_s) or not len(truth.times_s):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    after = np.clip(np.searchsorted(truth.times_s, times_s), 1, max(len(truth.times_s) - 1, 1))
    pair = np.stack([after - 1, np.minimum(after, len(truth.times_s) - 1)])
    away_s = np.abs(truth.times_s[pair] - times_s)
    nearest = np.take_along_axis(pair, away_s.argmin(axis=0)[None], axis=0)[0]
    (rows,) = np.nonzero(away_s.min(axis=0) <= _HALF / truth.fps)
    return rows, nearest[rows]


def _on_whom(xy: Points, truth: Truth, frames: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of those whose trunk or whole body is near enough, the one whom the whole body fits best.

    The middle of the trunk alone would not do: hips hidden behind the other person are put on that person, and
    somebody who walks by behind may come nearer to where they are put.
    """
    misfit = np.full((len(ROLES), len(xy)), np.inf)
    for index, role in enumerate(ROLES):
        if role in truth.people:
            person = truth.people[role]
            off = (xy - person.xy_px[frames]) / trunk_px(person)[frames, None, None]
            body = _body_off(off)
            near = np.fmin(_middle_off(off), body) <= _GATE_TRUNKS
            misfit[index, near] = body[near]
    known = np.isfinite(xy[:, _BODY]).all(axis=2).sum(axis=1) > 0
    on = np.where(np.isfinite(misfit.min(axis=0)), misfit.argmin(axis=0), ELSEWHERE)
    return np.where(known, on, MISSING)


def _middle_off(off: Points) -> Points:
    """(m,) how far the middle of a trunk's known joints is off, NaN where none is known."""
    away: Points = np.sqrt((_mean(off[:, _TRUNK]) ** 2).sum(axis=1))
    return away


def _body_off(off: Points) -> Points:
    """(m,) mean distance of the known joints; one that is far off counts as a trunk length."""
    away = np.sqrt((off[:, _BODY] ** 2).sum(axis=2))
    return _mean(np.minimum(away, _FAR_TRUNKS))


def _mean(values: Points) -> Points:
    """Mean over the joints (axis 1) that are known, NaN where none is."""
    known = np.isfinite(values)
    count = known.sum(axis=1)
    summed = np.where(known, values, 0.0).sum(axis=1)
    mean: Points = np.where(count > 0, summed / np.maximum(count, 1), np.nan)
    return mean
