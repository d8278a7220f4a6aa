"""Rotation matrices and unit vectors."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def about_x(angle_rad: float) -> Array:
    """Right-handed rotation matrix (3, 3) about the x axis."""
    c, s = np.cos(angle_rad), np.sin(angle_rad)
    return np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])


def about_y(angle_rad: float) -> Array:
    """Right-handed rotation matrix (3, 3) about the y axis."""
    c, s = np.cos(angle_rad), np.sin(angle_rad)
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def about_z(angle_rad: float) -> Array:
    """Right-handed rotation matrix (3, 3) about the z axis."""
    c, s = np.cos(angle_rad), np.sin(angle_rad)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def about_axis(axis: ArrayLike, angle_rad: float) -> Array:
    """Rotation matrix (3, 3) about any axis (its length does not matter)."""
    x, y, z = unit(axis)
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.eye(3) + np.sin(angle_rad) * cross + (1.0 - np.cos(angle_rad)) * cross @ cross


def unit(vector: ArrayLike) -> Array:
    """The vector scaled to length 1."""
    values = np.asarray(vector, dtype=float)
    return values / np.linalg.norm(values)


def perpendicular(vector: ArrayLike, axis: ArrayLike) -> Array:
    """Unit vector of the part of `vector` at right angles to `axis`."""
    direction = unit(axis)
    values = np.asarray(vector, dtype=float)
    return unit(values - direction * (values @ direction))


def shortest_turn(start: ArrayLike, end: ArrayLike) -> Array:
    """Rotation matrix (3, 3) that turns `start` onto `end` by the shortest way."""
    a, b = unit(start), unit(end)
    axis = np.cross(a, b)
    sine = float(np.linalg.norm(axis))
    if sine > 1e-9:
        return about_axis(axis, np.arctan2(sine, float(a @ b)))
    if a @ b > 0.0:
        return np.eye(3)
    return about_axis(np.cross(a, [0.3, 1.0, 0.1]), np.pi)


def signed_angle_rad(start: ArrayLike, end: ArrayLike, axis: ArrayLike) -> float:
    """Angle that turns `start` onto `end` about `axis`, both projected onto its plane."""
    a, b = perpendicular(start, axis), perpendicular(end, axis)
    return float(np.arctan2(np.cross(a, b) @ unit(axis), a @ b))


def angle_at_deg(first: ArrayLike, corner: ArrayLike, last: ArrayLike) -> float:
    """Angle first-corner-last, 0 to 180 degrees."""
    a = unit(np.asarray(first, dtype=float) - corner)
    b = unit(np.asarray(last, dtype=float) - corner)
    return float(np.degrees(np.arccos(np.clip(a @ b, -1.0, 1.0))))
