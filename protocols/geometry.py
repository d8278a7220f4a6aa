"""Angles and body frames over many frames at once; unknown points are NaN and stay NaN.

Arrays are (n, 3) in camera axes (x right, y down, z away from the camera) or (n, 2) in pixels (x right, y down), or
have more axes before the last one, as (n, 2, 3) for both sides of a body.
Sums are written out so that a result never depends on how many frames are computed together.
"""

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


def dot(a: Points, b: Points) -> Points:
    """Row-wise inner product, (n, d) and (n, d) -> (n,)."""
    product = a * b
    total: Points = product[..., 0]
    for axis in range(1, product.shape[-1]):
        total = total + product[..., axis]
    return total


def length(a: Points) -> Points:
    """Row-wise Euclidean length, (n, d) -> (n,)."""
    result: Points = np.sqrt(dot(a, a))
    return result


def unit(a: Points) -> Points:
    """Row-wise unit vectors; a zero vector gives NaN."""
    size = length(a)
    return a / np.where(size > 0, size, np.nan)[..., None]


def cross(a: Points, b: Points) -> Points:
    """Row-wise vector product, (n, 3) and (n, 3) -> (n, 3)."""
    return np.stack(
        [
            a[..., 1] * b[..., 2] - a[..., 2] * b[..., 1],
            a[..., 2] * b[..., 0] - a[..., 0] * b[..., 2],
            a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0],
        ],
        axis=-1,
    )


def angle_deg(a: Points, b: Points) -> Points:
    """Angle between vectors, 0..180 degrees; NaN where either is zero or unknown."""
    cosine = dot(unit(a), unit(b))
    result: Points = np.degrees(np.arccos(np.minimum(np.maximum(cosine, -1.0), 1.0)))
    return result


def midpoint(a: Points, b: Points) -> Points:
    """Middle of two points; one of them alone where the other is unknown."""
    return np.where(np.isnan(a), b, np.where(np.isnan(b), a, (a + b) / 2))


def segment_frame(cranial: Points, left: Points, right: Points) -> tuple[Points, Points, Points]:
    """Axes of pelvis or thorax: anterior, superior, right (ISB directions).

    `cranial` points from hips to shoulders; `left` and `right` are the two hips or the two shoulders.
    The superior axis leans so that all three are perpendicular.
    """
    to_right = unit(right - left)
    anterior = unit(cross(cranial, to_right))
    return anterior, cross(to_right, anterior), to_right


def thigh_trunk_deg(thigh: Points, anterior: Points, superior: Points) -> Points:
    """Thigh-to-trunk flexion: 0 straight, 90 knee to the ceiling, more toward the chest; -90..270.

    Part of it is pelvis and lumbar spine: it is not hip flexion.
    """
    flexion = np.degrees(np.arctan2(dot(thigh, anterior), -dot(thigh, superior)))
    result: Points = np.where(flexion < -90, flexion + 360, flexion)
    return result
