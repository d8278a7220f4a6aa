"""Tells from the pictures alone whether people have moved since the networks last looked at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.types import Body, Image

_ACROSS_PX: Final = 128
"""Longest side of the thumbnail of the people's part of the picture."""

_MARGIN: Final = 0.1  # of the longest side of someone's box
MOVED_CELLS: Final = 0.5
"""Somebody has moved whose edges are so many cells of the thumbnail from where they were: about a degree of a thigh."""

LEFT_CELLS: Final = 1.0
"""So far from where it began, a stillness is over."""

_NOISES: Final = 3.0
"""A flat cell has to change by so many times the quietest change seen so far to count as moved."""

_LEAST_NOISE_GREY: Final = 1.0
_FIRST_NOISE_GREY: Final = 6.0

_COARSE_PX: Final = 640

Thumbnail = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """A thumbnail to compare with, and how steep it is in each cell."""

    picture: Thumbnail
    steepness: Thumbnail

    @classmethod
    def of(cls, picture: Thumbnail) -> "_Kept":
        return cls(picture, _steepness(picture))


class StillGate:
    """Compares the part of the picture where people are with how it was when they were last looked at.

    The thumbnail averages the camera's noise away; its median change, which is light that flickers, is taken off. What
    is left, over the steepness of the picture there, is how far an edge has moved, so that dark trousers in a dim room
    count as much as a white sock. How quiet a still picture of this camera is, it learns from the quietest comparison.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the picture and the camera: equal to a new gate."""
        self._part = (slice(None), slice(None))
        self._people: list[tuple[slice, slice]] = []
        self._begun: _Kept | None = None
        self._kept: _Kept | None = None
        self._compared: tuple[Image, Thumbnail] | None = None
        self._quietest_grey = _FIRST_NOISE_GREY

    def begin(self, image: Image, bodies: Sequence[Body]) -> None:
        """A stillness begins with this picture, where these people are; everywhere if there is nobody."""
        height, width = image.shape[:2]
        boxes = [box for body in bodies if (box := _box(body, width, height)) is not None] or [(0, 0, width, height)]
        left, top, *_ = np.min(boxes, axis=0).tolist()
        *_, right, bottom = np.max(boxes, axis=0).tolist()
        self._part = (slice(top, bottom), slice(left, right))
        self._compared = None
        self._begun = self._kept = _Kept.of(self._thumbnail(image))
        scale = self._kept.picture.shape[1] / (right - left)
        self._people = [
            (
                slice(int((y0 - top) * scale), int(np.ceil((y1 - top) * scale))),
                slice(int((x0 - left) * scale), int(np.ceil((x1 - left) * scale))),
            )
            for x0, y0, x1, y1 in boxes
        ]

    def keep(self, image: Image) -> None:
        """From now on movement counts from this picture; the stillness goes on."""
        compared = self._compared
        now = compared[1] if compared is not None and compared[0] is image else self._thumbnail(image)
        self._kept = _Kept.of(now)

    def moved_cells(self, image: Image) -> tuple[float, float]:
        """How far an edge has moved at most, in cells: since the picture that was kept, since the stillness began."""
        assert self._begun is not None, "begin with a picture"
        assert self._kept is not None
        now = self._thumbnail(image)
        self._compared = image, now
        cells = self._cells(now, self._kept, learn=True)
        return cells, cells if self._kept is self._begun else self._cells(now, self._begun, learn=False)

    def _cells(self, now: Thumbnail, before: "_Kept", *, learn: bool) -> float:
        change = now - before.picture
        change = np.abs(cv2.blur(change - np.median(change), (3, 3)))
        flat = _NOISES / MOVED_CELLS * max(self._quietest_grey, _LEAST_NOISE_GREY)
        cells = change / (before.steepness + flat)
        if learn:
            self._quietest_grey = min(self._quietest_grey, max(_most(change[box]) for box in self._people))
        return max(_most(cells[box]) for box in self._people)

    def _thumbnail(self, image: Image) -> Thumbnail:
        step = max(1, max(image.shape[:2]) // _COARSE_PX)
        part = cv2.cvtColor(np.ascontiguousarray(image[self._part][::step, ::step]), cv2.COLOR_BGR2GRAY)
        scale = min(1.0, _ACROSS_PX / max(part.shape))
        size = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
        return cv2.resize(part, size, interpolation=cv2.INTER_AREA).astype(np.float32)


def _steepness(picture: Thumbnail) -> Thumbnail:
    """Grey levels from cell to cell, the steepest of each cell's neighbourhood."""
    smooth = cv2.blur(picture, (3, 3))
    along = [cv2.Sobel(smooth, cv2.CV_32F, dx, dy, ksize=3, scale=1 / 8) for dx, dy in ((1, 0), (0, 1))]
    steepest: Thumbnail = cv2.dilate(np.hypot(*along), np.ones((3, 3))).astype(np.float32)
    return steepest


def _most(values: Thumbnail) -> float:
    return float(values.max(initial=0.0))


def _box(body: Body, width: int, height: int) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of someone with a margin, inside the picture; None for whom nothing is left."""
    xy = body.xy_px[np.isfinite(body.xy_px).all(axis=1)]
    if not len(xy):
        return None
    low, high = xy.min(axis=0), xy.max(axis=0)
    pad = _MARGIN * float((high - low).max())
    x0, y0 = np.clip(np.floor(low - pad), 0, [width - 1, height - 1]).astype(int).tolist()
    x1, y1 = np.clip(np.ceil(high + pad), 1, [width, height]).astype(int).tolist()
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None
