"""Places thighs on the mat: knees in a picture whose camera is known; everything NaN where unknown.

A thigh of known length that starts at a known hip and ends at a knee in the picture has two directions, one toward the
camera and one away from it. The one is meant that lies above the floor, bends no further than hips do, and leans less.

Angles are in the axes of `protocols.mat`. Sums are written out so that a result never depends on how many frames are
computed together.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from protocols.geometry import angle_deg, cross, dot, length
from protocols.mat import SHANK_M, THIGH_M, Mat

Array = NDArray[np.float64]

_SHORT_THIGH_M: Final = 0.37
"""Shorter than the model's thigh: near its full length a thigh in the picture is square to the line of sight, and the
two directions, which noise would make take turns, are one. From above one of them lies below the floor anyway."""

FROM_ABOVE_DEG: Final = 55.0

_SQUARE_DEG: Final = 90.0
_BELOW_FLOOR_M: Final = -0.08
_FLOOR_WEIGHT: Final = 20.0
_BENT_MOST_DEG: Final = 125.0
_BENT_WEIGHT: Final = 3.0
_UNUSUAL_WEIGHT: Final = 0.3
"""Where nothing else tells the two directions apart the less unusual one is kept, so that they do not take turns."""

_STEPS: Final = 6
_LEVEL_RAD: Final = float(np.radians(70.0))
_LEVEL_PULL: Final = 0.15
_LEAN_PULL: Final = 0.05
"""How hard a thigh is drawn upright, in thigh lengths a radian: where the line of sight leaves its lean open."""

_BLIND_PULL: Final = 0.6
"""How much harder where the picture hardly shows it."""

SEES_ASIDE: Final = 0.5
"""Where a metre to the side is seen shorter than this, square to the body, it is hardly seen how far a knee leans."""

_UPRIGHT_PULL: Final = 0.4
"""The same for a thigh that moves along the body."""

_SLANT: Final = 1e-4
_MOST_STEP_RAD: Final = 0.5


def sees_aside(mat: Mat) -> float:
    """How long a metre to the side is in the picture, metres."""
    across = mat.axes[1]
    return float(np.hypot(across[0], across[1]))


def _thigh_m(mat: Mat) -> float:
    return _SHORT_THIGH_M if mat.elevation_deg < FROM_ABOVE_DEG else THIGH_M


def metres(mat: Mat, points_px: Array) -> Array:
    """(n, 2) places in the picture, in metres of the picture from the middle of the resting hips."""
    placed: Array = (points_px - np.array(mat.hips_px)) / mat.scale_px_m
    return placed


def thigh(mat: Mat, knee_px: Array, hip_m: Array, *, upright: bool | NDArray[np.bool_] = False) -> Array:
    """(n, 3) metres from hip to knee.

    Args:
        mat: the camera.
        knee_px: (n, 2) the knee in the picture.
        hip_m: (3,) or (n, 3) the hip it belongs to, on the mat.
        upright: whether the thigh is taken to move along the body, as far as the picture allows: that steadies how far
            it is bent where the line of sight runs along it. One answer, or one for each.
    """
    goal = metres(mat, knee_px) - _project(np.atleast_2d(hip_m), mat.axes)
    size_m = _thigh_m(mat)
    roots = _roots(mat, goal, size_m)
    first = np.where((_unlikely(roots[0]) <= _unlikely(roots[1]))[:, None], roots[0], roots[1])
    angles = np.radians(np.array([lean_deg(first), bend_deg(first)]).T)
    pull = _LEAN_PULL + _BLIND_PULL * max(0.0, SEES_ASIDE - sees_aside(mat))
    pulls = np.where(upright, _UPRIGHT_PULL**2, pull**2)
    for _ in range(_STEPS):
        angles = angles - _step(angles, goal / size_m, mat.axes, pulls=pulls)
    return size_m * _thigh(angles)


def _unlikely(thigh_m: Array) -> Array:
    """How little a direction of a thigh is to be believed, in radians that it leans or bends too far."""
    below, bend = np.maximum(_BELOW_FLOOR_M - thigh_m[:, 2], 0.0), bend_deg(thigh_m)
    bent = np.radians(np.maximum(bend - _BENT_MOST_DEG, 0.0)) * _BENT_WEIGHT
    unusual = np.abs(np.radians(bend) - _LEVEL_RAD) * _UNUSUAL_WEIGHT
    return np.radians(np.abs(lean_deg(thigh_m))) + _FLOOR_WEIGHT * below + bent + unusual


def knee_flexion_deg(mat: Mat, thigh_m: Array, hip_m: Array, ankle_px: Array) -> Array:
    """(n,) bend of the knee, 0 straight; of a shank's two directions the one that bends it more nearly square."""
    knee = hip_m + thigh_m
    goal = metres(mat, ankle_px) - _project(knee, mat.axes)
    bends = [180.0 - angle_deg(-thigh_m, root) for root in _roots(mat, goal, SHANK_M)]
    nearer = np.abs(bends[0] - _SQUARE_DEG) <= np.abs(bends[1] - _SQUARE_DEG)
    result: Array = np.where(nearer, bends[0], bends[1])
    return result


def lean_deg(thigh_m: Array) -> Array:
    """(n,) how far a thigh leans to the person's right of upright, seen along the body."""
    angle: Array = np.degrees(np.arctan2(thigh_m[:, 1], thigh_m[:, 2]))
    return angle


def bend_deg(thigh_m: Array) -> Array:
    """(n,) thigh-trunk angle: 0 along the body, 90 square to it."""
    angle: Array = np.degrees(np.arctan2(np.hypot(thigh_m[:, 1], thigh_m[:, 2]), -thigh_m[:, 0]))
    return angle


def _project(points_m: Array, axes: Array) -> Array:
    seen: Array = points_m[:, 0:1] * axes[0] + points_m[:, 1:2] * axes[1] + points_m[:, 2:3] * axes[2]
    return seen


def _roots(mat: Mat, goal: Array, size_m: float) -> tuple[Array, Array]:
    """Both directions of a bone that ends at a place in the picture; one that seems too long points there squarely."""
    axes = mat.axes
    sight = cross(axes[None, :, 0], axes[None, :, 1])
    flat = goal[:, 0:1] * axes[:, 0] + goal[:, 1:2] * axes[:, 1]
    seen = length(flat)
    flat = flat * np.minimum(1.0, size_m / np.maximum(seen, 1e-9))[:, None]
    depth = np.sqrt(np.maximum(size_m**2 - dot(flat, flat), 0.0))[:, None]
    return flat + depth * sight, flat - depth * sight


def _thigh(angles: Array) -> Array:
    lean, bend = angles[:, 0], angles[:, 1]
    sin_b = np.sin(bend)
    return np.array([-np.cos(bend), sin_b * np.sin(lean), sin_b * np.cos(lean)]).T


def _step(angles: Array, goal: Array, axes: Array, *, pulls: Array) -> Array:
    """One Gauss-Newton step toward the knee in the picture, drawn a little upright; `pulls` are squares."""
    lean, bend = angles[:, 0], angles[:, 1]
    sin_l, cos_l, sin_b, cos_b = np.sin(lean), np.cos(lean), np.sin(bend), np.cos(bend)
    zero = np.zeros(len(lean))
    off = _project(_thigh(angles), axes) - goal
    by_lean = _project(np.array([zero, sin_b * cos_l, -sin_b * sin_l]).T, axes)
    by_bend = _project(np.array([sin_b, cos_b * sin_l, cos_b * cos_l]).T, axes)
    a = dot(by_lean, by_lean) + pulls + _SLANT
    b = dot(by_lean, by_bend)
    c = dot(by_bend, by_bend) + _LEVEL_PULL**2 + _SLANT
    g0 = dot(by_lean, off) + pulls * lean
    g1 = dot(by_bend, off) + _LEVEL_PULL**2 * (bend - _LEVEL_RAD)
    below = a * c - b * b
    step: Array = np.array([(c * g0 - b * g1) / below, (a * g1 - b * g0) / below]).T
    return step.clip(-_MOST_STEP_RAD, _MOST_STEP_RAD)
