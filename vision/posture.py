"""Tells from one body's raw joints whether it lies on its back, and how large it is in the picture."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from vision.joints import HIPS, N_JOINTS, SHOULDERS, Joint
from vision.types import Body, Points

TRUNK_M: Final = 0.5
"""Length of a trunk, mid-hip to mid-shoulder, used as the unit of distances in a body."""

TRUNK: Final = np.array([*SHOULDERS, *HIPS])
"""Both shoulders, then both hips."""

_LEGS: Final = slice(Joint.LEFT_KNEE, N_JOINTS)
_ELEVATIONS: Final = np.radians(np.arange(0.0, 91.0, 5.0))
_STEEP: Final = np.degrees(_ELEVATIONS) > 51.0
"""For a camera so high someone upright who faces it would seem to lie: only a trunk that is not upright counts."""

_UPRIGHT: Final = (0.5, 0.7)
"""Cosines between a trunk in the picture and its vertical: not upright below, upright above."""

_FLOOR_NORMALS: Final = np.stack([np.zeros(len(_ELEVATIONS)), -np.cos(_ELEVATIONS), -np.sin(_ELEVATIONS)])


@lru_cache(maxsize=8)  # asked for several times in a frame of each body in it
def trunk_px(body: Body) -> float:
    """Length of the body's trunk in pixels if it lay square to the camera; NaN for a collapsed body."""
    spread = _spread(body.world_m[:, :2])
    return TRUNK_M * math.sqrt(_spread(body.xy_px) / spread) if spread > 0 else math.nan


def _spread(points: Points) -> float:
    """Sum of the squared distances of some points, (n, 2), from their middle."""
    off = points - np.add.reduce(points) / len(points)
    return float(np.add.reduce(off * off, axis=None))


def lying(body: Body) -> float:
    """How well a body fits lying on its back, 0..1, from this frame alone.

    For some camera elevation the front of the trunk must point away from the floor and the trunk lie along it, and the
    hips must not stand high above the lowest part of the legs. For an elevation of more than 50 degrees the head must
    not be upward of the hips in the picture, by more than 45 to 60 degrees of the vertical.
    """
    left, right, left_hip, right_hip = body.world_m[TRUNK].tolist()
    hips = [(a + b) / 2 for a, b in zip(left_hip, right_hip, strict=True)]
    headward = [(a + b) / 2 - hip for a, b, hip in zip(left, right, hips, strict=True)]
    cranial, front = np.array(headward), np.array(_cross(headward, [b - a for a, b in zip(left, right, strict=True)]))
    norms = math.sqrt(cranial @ cranial), math.sqrt(front @ front)
    if not trunk_px(body) > 0 or not min(norms) > 0:
        return 0.0
    upward, along = (front / norms[1]) @ _FLOOR_NORMALS, (cranial / norms[0]) @ _FLOOR_NORMALS
    supine = _ramp(upward - np.abs(along), 0.1, 0.6)
    flat = math.hypot(headward[0], headward[1])
    upright = -headward[1] / flat if flat > 0 else 1.0
    low, high = _UPRIGHT
    supine[_STEEP] *= 1.0 - min(max((upright - low) / (high - low), 0.0), 1.0)
    if not supine.any():
        return 0.0
    raised = np.maximum.reduce((hips - body.world_m[_LEGS]) @ _FLOOR_NORMALS) / TRUNK_M
    return float(np.maximum.reduce(supine * (1.0 - _ramp(raised, 0.5, 0.8))))


def _ramp(value: Points, low: float, high: float) -> Points:
    result: Points = np.minimum(np.maximum((value - low) / (high - low), 0.0), 1.0)
    return result


def _cross(a: Sequence[float], b: Sequence[float]) -> list[float]:
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
