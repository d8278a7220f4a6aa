"""Where the camera stands over the mat: a model of someone lying with bent knees is laid into the picture.

A network's own depth turns a lying body 15 to 20 degrees toward the camera; the places of shoulders, hips, knees and
feet in the picture, with human proportions and feet on the floor, tell the camera's place to about 5 degrees.

Axes of the mat: headward, to the person's right, up; metres from the middle of the hips.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from protocols.types import Side

Array = NDArray[np.float64]

TRUNK_M: Final = 0.48
SHOULDER_HALF_M: Final = 0.17
HIP_HALF_M: Final = 0.11
THIGH_M: Final = 0.40
SHANK_M: Final = 0.40
"""Lengths between the joints that pose networks place: their hips lie wider and nearer the head than the bones'."""

_ANKLE_BELOW_HIP_M: Final = 0.03
_REST_RAD: Final = math.radians(52.0)
_REST_SOFT_RAD: Final = math.radians(20.0)
_ROLL_SOFT_RAD: Final = math.radians(6.0)
_ELEVATION_RAD: Final = math.radians(25.0)
_ELEVATION_SOFT_RAD: Final = math.radians(25.0)
_GUESS_SOFT: Final = 1.0
_JOINT_SOFT_TRUNKS: Final = 0.1
_STARTS_RAD: Final = np.radians([-90.0, -45.0, 0.0, 45.0, 90.0, 135.0, 180.0, -135.0])
_START_ELEVATIONS_RAD: Final = (_ELEVATION_RAD, math.radians(75.0))
"""Seen from above a low start ends in a camera on the floor that looks along the body."""

_NEAR_GUESS_RAD: Final = math.radians(75.0)
_LEAST_JOINTS: Final = 6
_STEPS: Final = 60
_FEW_STEPS: Final = 8
"""After so many the likely starts are told from the others: 560 first fits of the bench came out the same."""

_LIKELY: Final = 2
_MOST_LOG_SCALE: Final = 12.0
_STEP: Final = math.sqrt(np.finfo(np.float64).eps)
"""Of a difference that stands for a slope, relative."""

_FACES: Final = 0.3


@dataclass(frozen=True, slots=True)
class Mat:
    """The camera over someone lying down, and where they lie.

    Attributes:
        azimuth_rad: of the camera round the person, 0 on their right side, a quarter turn at the feet.
        elevation_rad: of the camera above the floor.
        roll_rad: turn of the camera about its line of sight, positive when the picture's left side is low.
        scale_px_m: pixels a metre at the hips.
        hips_px: (x, y) of the middle of the hips.
        misfit: root mean square distance of the joints from the model, trunk lengths.
    """

    azimuth_rad: float
    elevation_rad: float
    roll_rad: float
    scale_px_m: float
    hips_px: tuple[float, float]
    misfit: float

    @property
    def axes(self) -> Array:
        """(3, 2) picture of one metre headward, to the right and up, in metres of the picture (x right, y down)."""
        return _kept_axes(self.azimuth_rad, self.elevation_rad, self.roll_rad)

    @property
    def directions(self) -> tuple[tuple[float, float], ...]:
        """The rows of `axes` as plain numbers, for what is computed tick by tick."""
        return _kept_directions(self.azimuth_rad, self.elevation_rad, self.roll_rad)

    @property
    def yaw_deg(self) -> float:
        """0 square to the body, positive toward the feet."""
        return math.degrees(math.asin(math.sin(self.azimuth_rad)))

    @property
    def elevation_deg(self) -> float:
        """Above the floor."""
        return math.degrees(self.elevation_rad)

    @property
    def faces(self) -> tuple[Side, ...]:
        """The side of the body that the camera faces; both from an end or from above."""
        across = math.cos(self.azimuth_rad) * math.cos(self.elevation_rad)
        if abs(across) < _FACES:
            return ("left", "right")
        return ("right",) if across > 0 else ("left",)

    @property
    def tilt_deg(self) -> float:
        """Tilt of the picture, positive when its right side is low."""
        return -math.degrees(self.roll_rad)


def mean_of(mats: Sequence[Mat]) -> Mat:
    """The middle of several fits of one camera."""
    first = mats[0]
    turns = [math.remainder(mat.azimuth_rad - first.azimuth_rad, math.tau) for mat in mats]
    middle = np.median(
        [(m.elevation_rad, m.roll_rad, m.scale_px_m, *m.hips_px, m.misfit) for m in mats], axis=0
    ).tolist()
    azimuth = first.azimuth_rad + float(np.median(turns))
    return Mat(azimuth, middle[0], middle[1], middle[2], (middle[3], middle[4]), middle[5])


def fit(joints_px: Array, to_camera: Array, *, start: Mat | None = None) -> Mat | None:
    """The camera that sees someone lying with bent or straight legs at these places.

    Args:
        joints_px: (8, 2) left and right shoulders, hips, knees and ankles; NaN where unknown.
        to_camera: (2,) a guess of the direction to the camera, headward and to the right; NaN where there is none.
        start: an earlier fit of the same camera.

    Returns:
        The best fit, however bad (`misfit` says), or None when fewer than six joints or no shoulder or hip are known.
    """
    known: NDArray[np.bool_] = np.asarray(np.isfinite(joints_px).all(axis=1))
    if known.sum() < _LEAST_JOINTS or not known[:2].any() or not known[2:4].any():
        return None
    middle = np.nanmean(joints_px[known], axis=0)
    size = float(np.sqrt(((joints_px[known] - middle) ** 2).sum(axis=1).mean()))
    if not size > 0:
        return None
    guess = to_camera / max(float(np.hypot(*to_camera)), 1e-9)
    problem = _Problem(joints_px, known, guess if np.isfinite(guess).all() else None)
    firsts = _starts(problem, start, middle, size)
    if len(firsts) > _LIKELY:
        begun = sorted((problem.solved(first, _FEW_STEPS) for first in firsts), key=lambda each: each[1])
        firsts = [values for values, _ in begun[:_LIKELY]]
    best = min((problem.solved(first, _STEPS) for first in firsts), key=lambda each: each[1])
    azimuth, elevation, roll, _, _, log_scale, x, y = best[0].tolist()
    if not abs(log_scale) < _MOST_LOG_SCALE:
        return None
    return Mat(azimuth, elevation, roll, math.exp(log_scale), (x, y), problem.misfit(best[0]))


def _starts(problem: "_Problem", start: Mat | None, middle: Array, size_px: float) -> list[Array]:
    if start is not None:
        pose = [start.azimuth_rad, start.elevation_rad, start.roll_rad, _REST_RAD, _REST_RAD]
        return [np.array([*pose, math.log(start.scale_px_m), *start.hips_px])]
    turns = _STARTS_RAD
    if problem.guess is not None:
        toward = math.atan2(-problem.guess[0], problem.guess[1])
        turns = toward + np.array([-_NEAR_GUESS_RAD / 2, 0.0, _NEAR_GUESS_RAD / 2])
    rest = [0.0, _REST_RAD, _REST_RAD, math.log(size_px / 0.35), *middle]
    return [np.array([float(turn), high, *rest]) for high in _START_ELEVATIONS_RAD for turn in turns]


class _Problem:
    """Least squares over azimuth, elevation, roll, both thigh angles, log scale and the place of the hips."""

    def __init__(self, joints_px: Array, known: NDArray[np.bool_], guess: Array | None) -> None:
        self._joints, self._known, self.guess = joints_px, known, guess

    def solved(self, first: Array, steps: int) -> tuple[Array, float]:
        from scipy.optimize import least_squares  # a third of a command's start, and many commands judge nothing

        result = least_squares(self.residuals, first, jac=self.slopes, loss="soft_l1", max_nfev=steps)
        return result.x, float(result.cost)

    def misfit(self, values: Array) -> float:
        return float(np.sqrt((self._off(values) ** 2).sum(axis=1).mean()))

    def residuals(self, values: Array) -> Array:
        """Distances of the known joints from the model, and of the numbers from what is usual, as they weigh."""
        prior = self._prior(*values[:5].tolist())
        return np.concatenate([self._off(values).ravel() / _JOINT_SOFT_TRUNKS, prior])

    def slopes(self, values: Array) -> Array:
        """Differences of the residuals a small step along each number: scipy's own to the last bit, but all at once.

        The body is laid down and turned anew only where a step moves it.
        """
        step = _STEP * np.where(values >= 0, 1.0, -1.0) * np.maximum(1.0, np.abs(values))
        moved = values + step
        here, there = values.tolist(), moved.tolist()
        azimuth, elevation, roll, left, right = here[:5]
        azimuth_1, elevation_1, roll_1, left_1, right_1 = there[:5]
        body, axes = body_m(left, right), _axes(azimuth, elevation, roll)
        still, usual = body @ axes, self._prior(*here[:5])
        turned = [
            body @ _axes(azimuth_1, elevation, roll),
            body @ _axes(azimuth, elevation_1, roll),
            body @ _axes(azimuth, elevation, roll_1),
            body_m(left_1, right) @ axes,
            body_m(left, right_1) @ axes,
            *[still] * (len(values) - 5 + 1),
        ]
        each = np.array([here] * (len(values) + 1))
        np.fill_diagonal(each, moved)
        off = self._off_from(np.array(turned), each).reshape(len(each), -1) / _JOINT_SOFT_TRUNKS
        prior = [self._prior(*numbers) for numbers in each[:5, :5].tolist()] + [usual] * (len(each) - 5)
        residuals = np.hstack([off, np.array(prior)])
        slopes: Array = ((residuals[:-1] - residuals[-1]) / (moved - values)[:, None]).T
        return slopes

    def _off(self, values: Array) -> Array:
        """Distances of the known joints from the model, trunk lengths."""
        azimuth, elevation, roll, left, right, *_ = values.tolist()
        off: Array = self._off_from((body_m(left, right) @ _axes(azimuth, elevation, roll))[None], values[None])[0]
        return off

    def _off_from(self, turned: Array, values: Array) -> Array:
        """The same for bodies, (n, 8, 2), in the picture already."""
        scales = [math.exp(min(max(each, -_MOST_LOG_SCALE), _MOST_LOG_SCALE)) for each in values[:, 5].tolist()]
        scale = np.array(scales)[:, None, None]
        model: Array = turned * scale + values[:, None, 6:]
        return (model - self._joints)[:, self._known] / (scale * TRUNK_M)

    def _prior(self, azimuth: float, elevation: float, roll: float, left: float, right: float) -> list[float]:
        prior = [
            roll / _ROLL_SOFT_RAD,
            (elevation - _ELEVATION_RAD) / _ELEVATION_SOFT_RAD,
            (left - _REST_RAD) / _REST_SOFT_RAD,
            (right - _REST_RAD) / _REST_SOFT_RAD,
        ]
        if self.guess is not None:
            prior += [
                (-math.sin(azimuth) - self.guess[0]) / _GUESS_SOFT,
                (math.cos(azimuth) - self.guess[1]) / _GUESS_SOFT,
            ]
        return prior


def _axes(azimuth: float, elevation: float, roll: float) -> Array:
    sin, cos = math.sin(azimuth), math.cos(azimuth)
    right = (-cos, -sin, 0.0)  # of the picture; the mat's axes are left-handed
    down = (math.sin(elevation) * -sin, math.sin(elevation) * cos, -math.cos(elevation))
    cos, sin = math.cos(roll), math.sin(roll)
    return np.array([(cos * r + sin * d, cos * d - sin * r) for r, d in zip(right, down, strict=True)])


@lru_cache(maxsize=16)
def _kept_axes(azimuth: float, elevation: float, roll: float) -> Array:
    axes = _axes(azimuth, elevation, roll)
    axes.flags.writeable = False
    return axes


@lru_cache(maxsize=16)
def _kept_directions(azimuth: float, elevation: float, roll: float) -> tuple[tuple[float, float], ...]:
    return tuple((x, y) for x, y in _axes(azimuth, elevation, roll).tolist())


def body_m(left_rad: float, right_rad: float) -> Array:
    """(8, 3) joints of someone lying with these thigh-trunk angles and both feet on the floor, metres."""
    joints = [(TRUNK_M, -SHOULDER_HALF_M, 0.0), (TRUNK_M, SHOULDER_HALF_M, 0.0)]
    knees, ankles = [], []
    for side, angle in ((-1.0, left_rad), (1.0, right_rad)):
        joints.append((0.0, side * HIP_HALF_M, 0.0))
        x, z = -THIGH_M * math.cos(angle), THIGH_M * math.sin(angle)
        down = z + _ANKLE_BELOW_HIP_M
        knees.append((x, side * HIP_HALF_M, z))
        reach = math.sqrt(max(SHANK_M**2 - down**2, 1e-4))
        ankles.append((x - reach, side * HIP_HALF_M, z - down))
    return np.array(joints + knees + ankles)
