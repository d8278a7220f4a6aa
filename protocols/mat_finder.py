"""Finds where the camera stands over someone who lies still, second by second.

Causal: each second of stillness may bring a fit of the camera (`protocols.mat`), the middle of the first few is kept,
and a new one counts only when the person lies elsewhere. A pose that was refused is tried again after some seconds.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from protocols.geometry import length
from protocols.mat import TRUNK_M, Mat, fit, mean_of
from protocols.measures import INDEX as MEASURED
from protocols.measures import MEASURES
from protocols.placing import metres
from protocols.thresholds import Settings

Array = NDArray[np.float64]

_SECOND: Final = 30
_ENOUGH: Final = 5
"""Fits whose middle is kept."""

_ELEVATION_LEAST_DEG: Final = 2.0
_STILL_SHARE: Final = 0.04
_ALIKE_SHARE: Final = 0.02
_ALIKE_COSINE: Final = 0.94
"""Of two guesses of where the camera is, 20 degrees apart."""

_AGAIN_TICKS: Final = 5 * _SECOND
"""A try from every start takes a tenth of a second: a still pose that nobody lies in is not tried each second."""

_MOVED_SECONDS: Final = 3
_FITTED: Final = [
    MEASURED[f"{joint}_{side}_{axis}_px"]
    for joint in ("shoulder", "hip", "knee", "ankle")
    for side in ("left", "right")
    for axis in "xy"
]
_TOWARD: Final = [MEASURED["to_camera_cranial"], MEASURED["to_camera_right"]]


class MatFinder:
    """Feed ticks in order; how they are cut into pieces changes nothing."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.reset()

    def reset(self) -> None:
        """Start anew: equal to a fresh finder."""
        self.mat: Mat | None = None
        self._known: list[tuple[int, Mat]] = []
        self._fits: list[Mat] = []
        self._refused: tuple[int, Array, Array] | None = None
        self._recent = np.empty((0, len(MEASURES)))
        self._next = 0
        self._moved = 0

    def spans(self, ticks: Array) -> list[tuple[int, int, Mat | None]]:
        """Spans of ticks with the camera known in each; a look each second may change it."""
        spans: list[tuple[int, int, Mat | None]] = []
        done = 0
        while done < len(ticks):
            count = min(_SECOND - self._next % _SECOND, len(ticks) - done)
            if spans and spans[-1][2] is self.mat:
                spans[-1] = (spans[-1][0], done + count, self.mat)
            else:
                spans.append((done, done + count, self.mat))
            self._recent = np.concatenate([self._recent, ticks[done : done + count]])[-_SECOND:]
            self._next += count
            done += count
            if self._next % _SECOND == 0:
                self._look()
        return spans

    def _look(self) -> None:
        joints, still = _resting_joints(self._recent)
        if len(self._fits) >= _ENOUGH:
            assert self.mat is not None
            away = _away_trunks(self.mat, joints)
            self._moved = self._moved + 1 if still and away > self._settings["mat_moved_trunks"] else 0
            if self._moved < _MOVED_SECONDS:
                return
        if not still:
            return
        toward = _known_median(self._recent[:, _TOWARD])
        if self._is_refused(joints, toward):
            return
        start = self._fits[-1] if self._fits and not self._moved else None
        found = self._fitted(joints, toward, start)
        if found is None:
            self._refused = self._next, joints, toward
            return
        self._fits = [found] if self._moved else [*self._fits, found]
        self._moved = 0
        self.mat = mean_of(self._fits)
        self._known.append((self._next, self.mat))

    def _is_refused(self, joints: Array, toward: Array) -> bool:
        """Whether the same pose, with the same guess of the camera, was refused a moment ago, before any first fit."""
        if self._fits or self._refused is None:
            return False
        tick, others, guess = self._refused
        return self._next - tick < _AGAIN_TICKS and _lie_alike(joints, others) and _look_alike(toward, guess)

    def _fitted(self, joints: Array, toward: Array, start: Mat | None) -> Mat | None:
        """A credible fit; before the first one a leg that is not at rest, crossed from the start, may be left out."""
        for left_out in ((), *(() if self._fits else ((4, 6), (5, 7)))):
            kept = joints.copy()
            kept[list(left_out)] = np.nan
            found = fit(kept, toward, start=start)
            if found is not None and credible(found, self._settings):
                return found
        return None

    def mat_at(self, tick: int) -> Mat | None:
        """The camera as it was known at a tick."""
        found = None
        for since, mat in self._known:
            if since <= tick:
                found = mat
        return found


def _resting_joints(rows: Array) -> tuple[Array, bool]:
    """(8, 2) middles of the last second's joints, NaN where mostly unknown, and whether they kept still."""
    joints = rows[:, _FITTED].reshape(len(rows), -1, 2)
    middle = np.full(joints.shape[1:], np.nan)
    sway = np.full(joints.shape[1], np.nan)
    for joint in range(joints.shape[1]):
        known = joints[np.isfinite(joints[:, joint]).all(axis=1), joint]
        if len(known) >= _SECOND // 2:
            middle[joint] = np.median(known, axis=0)
            sway[joint] = np.median(np.abs(known - middle[joint]).sum(axis=1))
    if not np.isfinite(sway).any():
        return middle, False
    size = float(np.nanmax(np.nanmax(middle, axis=0) - np.nanmin(middle, axis=0)))
    return middle, bool(np.nanmedian(sway) < _STILL_SHARE * size)


def _lie_alike(joints: Array, others: Array) -> bool:
    """Whether joints lie where they lay, (8, 2) each, as nearly as one second's middle is known."""
    if (np.isnan(joints) != np.isnan(others)).any():
        return False
    size = float(np.nanmax(np.nanmax(joints, axis=0) - np.nanmin(joints, axis=0)))
    return bool(np.nanmax(np.abs(joints - others)) < _ALIKE_SHARE * size)


def _look_alike(toward: Array, other: Array) -> bool:
    """Whether two guesses of the direction to the camera are nearly the same, or both are none."""
    known, told = bool(np.isfinite(toward).all()), bool(np.isfinite(other).all())
    if not known or not told:
        return known == told
    size = float(np.hypot(*toward) * np.hypot(*other))
    return float(toward @ other) >= _ALIKE_COSINE * size


def _known_median(values: Array) -> Array:
    known = values[np.isfinite(values).all(axis=1)]
    return np.median(known, axis=0) if len(known) else np.full(values.shape[1], np.nan)


def credible(found: Mat, settings: Settings) -> bool:
    """A fit that misses more, or needs a tilted picture or a camera in the floor, is of someone in another pose."""
    return (
        found.misfit <= settings["mat_misfit_trunks"]
        and abs(found.tilt_deg) <= settings["mat_tilt_deg"]
        and found.elevation_deg >= _ELEVATION_LEAST_DEG
    )


def _away_trunks(mat: Mat, joints: Array) -> float:
    """How far the middles of shoulders and of hips lie from where they rested, the nearer of the two; 0 if unknown."""
    rest = (TRUNK_M * mat.axes[0], np.zeros(2))
    now = (joints[0:2].mean(axis=0), joints[2:4].mean(axis=0))
    found = [float(length(metres(mat, place[None]) - at)[0]) for place, at in zip(now, rest, strict=True)]
    return min(found) / TRUNK_M if np.isfinite(found).all() else 0.0
