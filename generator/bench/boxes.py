"""The part of a picture where people are, and how it is laid over the empty room."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

GRID_PX = 4  # boxes begin and end here, so that three quarters of them are whole pixels too
MARGIN_PX = 44  # around the landmarks: the body's outline and its shadow
FEATHER_PX = 12

Box = tuple[int, int, int, int]


def box_around(points: Iterable[Iterable[float]], size_px: tuple[int, int]) -> Box:
    """Left, upper, right and lower edge of a box around points (x, y), with a margin, inside the picture."""
    places = np.array([list(point)[:2] for point in points], float)
    low = np.floor((places.min(axis=0) - MARGIN_PX) / GRID_PX) * GRID_PX
    high = np.ceil((places.max(axis=0) + MARGIN_PX) / GRID_PX) * GRID_PX
    low, high = np.clip(low, 0, size_px), np.clip(high, 0, size_px)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def weight(box: Box, size_px: tuple[int, int]) -> np.ndarray:
    """Weight of the box over the room, (height, width) from 0 to 255: falls at edges that lie within the picture."""
    across = np.minimum(_from_edges(box[0], box[2], size_px[0]), _from_edges(box[1], box[3], size_px[1])[:, None])
    return (np.clip(across / FEATHER_PX, 0.0, 1.0) * 255).astype(np.uint8)


def _from_edges(low: int, high: int, size_px: int) -> np.ndarray:
    """Distance of each pixel's middle from the nearer edge; the picture's own border is none."""
    at = np.arange(low, high) + 0.5
    far = np.full(len(at), np.inf)
    return np.minimum(at - low if low > 0 else far, high - at if high < size_px else far)
