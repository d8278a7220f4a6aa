"""Tells from one body's raw joints whether it lies on its back, and how large it is in the picture."""

from typing import Final

import numpy as np

from vision.joints import HIPS, SHOULDERS, Joint
from vision.types import Body, Points

TRUNK_M: Final = 0.5
"""Length of a trunk, mid-hip to mid-shoulder, used as the unit of distances in a body."""

_LEGS: Final = [
    Joint.LEFT_KNEE, Joint.RIGHT_KNEE, Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE,
    Joint.LEFT_HEEL, Joint.RIGHT_HEEL, Joint.LEFT_FOOT_INDEX, Joint.RIGHT_FOOT_INDEX,
]  # fmt: skip
_ELEVATIONS: Final = np.radians(np.arange(0.0, 51.0, 5.0))
"""Up to 50 degrees: from a higher camera someone upright who faces it would seem to lie."""

_FLOOR_NORMALS: Final = np.stack([np.zeros(len(_ELEVATIONS)), -np.cos(_ELEVATIONS), -np.sin(_ELEVATIONS)])


def trunk_px(body: Body) -> float:
    """Length of the body's trunk in pixels if it lay square to the camera; NaN for a collapsed body."""
    plane, metres = body.xy_px, body.world_m[:, :2]
    spread = float(((metres - metres.mean(axis=0)) ** 2).sum())
    if not spread > 0:
        return float("nan")
    return TRUNK_M * float(np.sqrt(((plane - plane.mean(axis=0)) ** 2).sum() / spread))


def lying(body: Body) -> float:
    """How well a body fits lying on its back, 0..1, from this frame alone.

    For some camera elevation the front of the trunk must point away from the floor and the trunk lie along it, and the
    hips must not stand high above the lowest part of the legs.
    """
    world, size = body.world_m, trunk_px(body)
    left, right = world[SHOULDERS[0]], world[SHOULDERS[1]]
    hips = (world[HIPS[0]] + world[HIPS[1]]) / 2
    cranial = (left + right) / 2 - hips
    front = _cross(cranial, right - left)
    norms = float(np.sqrt(cranial @ cranial)), float(np.sqrt(front @ front))
    if not size > 0 or not min(norms) > 0:
        return 0.0
    upward, along = (front / norms[1]) @ _FLOOR_NORMALS, (cranial / norms[0]) @ _FLOOR_NORMALS
    high = ((hips - world[_LEGS]) @ _FLOOR_NORMALS).max(axis=0) / TRUNK_M
    return float((_ramp(upward - np.abs(along), 0.2, 0.7) * (1.0 - _ramp(high, 0.5, 0.8))).max())


def _ramp(value: Points, low: float, high: float) -> Points:
    return np.clip((value - low) / (high - low), 0.0, 1.0)


def _cross(a: Points, b: Points) -> Points:
    return np.array([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])
