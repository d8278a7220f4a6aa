"""The lens, from pictures of a checkerboard: its field of view, how sure that is, and why it cannot be told."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from stretchcheck.calibrate.steps import Entries, Step, entry
from vision.types import Image

Array = NDArray[np.float64]
Corners = NDArray[np.float32]

LEAST: Final = 6
"""Pictures that differ which are needed."""

MOST: Final = 24
"""More are not used: they take long and tell little."""

_APART_SHARE: Final = 0.04
"""Mean way of the corners, share of the picture's diagonal, from which on two pictures differ."""

_UNSURE_DEG: Final = 1.0
"""A field of view whose standard error is larger comes of pictures that are too similar."""

_TILT_LEAST_DEG: Final = 25.0
"""Of boards that are hardly tilted any field of view gives the same pictures; the standard error does not show it."""

_BLURRED_SHARE: Final = 0.001
"""Corners that miss by more than this share of the picture's width were blurred, or the board is not flat."""

_SIZE: Final = re.compile(r"(\d{1,2})x(\d{1,2})")
_LEAST_CORNERS: Final = 3
_STEP: Final = "lens"


@dataclass(frozen=True, slots=True)
class Lens:
    """What a checkerboard told of the lens.

    Attributes:
        hfov_deg: horizontal field of view.
        sd_deg: standard error of it.
        reprojection_px: root mean square distance of the corners from where the lens would show them.
        pictures: that were used.
        tilt_deg: the largest angle between the board in one picture and in another.
    """

    hfov_deg: float
    sd_deg: float
    reprojection_px: float
    pictures: int
    tilt_deg: float


def size_of(text: str) -> tuple[int, int]:
    """Inner corners of a board along its two sides, of a text such as `9x6`.

    Raises:
        ValueError: it is something else.
    """
    found = _SIZE.fullmatch(text.strip().lower())
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if min(size) < _LEAST_CORNERS:
        raise ValueError(
            f"Expected the inner corners of the board such as 9x6, {_LEAST_CORNERS} to 99 a side, but got {text!r:.40}."
        )
    return size


@dataclass(slots=True)
class Boards:
    """Collects pictures in which the board is seen and that differ from each other.

    Attributes:
        size: inner corners along the two sides.
        shown: pictures in which the board was found.
        kept: (corners, 2) pixels of those that differ.
        size_px: width and height of the pictures.
    """

    size: tuple[int, int]
    shown: int = 0
    kept: list[Corners] = field(default_factory=list)
    size_px: tuple[int, int] = (0, 0)

    @property
    def enough(self) -> bool:
        """Whether no more are needed."""
        return len(self.kept) >= MOST

    def look(self, image: Image) -> bool:
        """One picture; whether it was kept."""
        height, width = image.shape[:2]
        if self.enough or (self.kept and (width, height) != self.size_px):
            return False
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        there, found = cv2.findChessboardCornersSB(grey, self.size, flags=cv2.CALIB_CB_NORMALIZE_IMAGE)
        if not there:
            return False
        self.shown += 1
        self.size_px = (width, height)
        corners: Corners = np.asarray(found, dtype=np.float32).reshape(-1, 2)
        if any(self._alike(corners, other) for other in self.kept):
            return False
        self.kept.append(corners)
        return True

    def _alike(self, one: Corners, other: Corners) -> bool:
        """Whether two pictures show the same; a board may be numbered from its other end."""
        ways = (np.hypot(*(one - each).T).mean() for each in (other, other[::-1]))
        return float(min(ways)) < _APART_SHARE * math.hypot(*self.size_px)


def lens_of(boards: Boards) -> Lens:
    """The lens that shows the board as it was seen; its distortion is taken to be radial.

    Raises:
        ValueError: fewer than `LEAST` pictures.
    """
    if len(boards.kept) < LEAST:
        raise ValueError(f"Expected {LEAST} pictures of the board, but got {len(boards.kept)}.")
    columns, rows = boards.size
    flat = np.zeros((columns * rows, 3), np.float32)
    flat[:, :2] = np.mgrid[0:columns, 0:rows].T.reshape(-1, 2)
    error, matrix, _, turns, _, spread, _, _ = cv2.calibrateCameraExtended(
        [flat] * len(boards.kept), boards.kept, boards.size_px, None, None,
        flags=cv2.CALIB_ZERO_TANGENT_DIST | cv2.CALIB_FIX_K3,
    )  # type: ignore[call-overload] # fmt: skip # the stubs know no None
    width, focal, middle = boards.size_px[0], float(matrix[0, 0]), float(matrix[0, 2])
    hfov = math.degrees(math.atan2(middle, focal) + math.atan2(width - middle, focal))
    by_focal = math.degrees(width / (focal * focal + (width / 2) ** 2))
    return Lens(hfov, abs(by_focal * float(spread[0, 0])), float(error), len(boards.kept), _tilt_deg(turns))


def _tilt_deg(turns: Sequence[Array]) -> float:
    """The largest angle between the board in one picture and in another."""
    normals = np.array([cv2.Rodrigues(turn)[0][:, 2] for turn in turns])
    return math.degrees(math.acos(float(np.clip(normals @ normals.T, -1.0, 1.0).min())))


def lens_step(boards: Boards) -> tuple[Step, Entries]:
    """What the pictures of the board tell, or why they tell nothing."""
    if not boards.shown:
        size = "x".join(map(str, boards.size))
        mend = "Hold it flat and whole before the camera; count the corners inside, not the squares."
        return Step(_STEP, "fault", f"No board of {size} inner corners was seen.", mend), {}
    if len(boards.kept) < LEAST:
        said = f"The board was seen in {boards.shown} pictures, of which {len(boards.kept)} differ; {LEAST} are needed."
        return Step(_STEP, "fault", said, "Move it to all corners of the picture and tilt it each way."), {}
    lens = lens_of(boards)
    missed = f"the corners miss by {lens.reprojection_px:.2f} px"
    said = f"{lens.hfov_deg:.1f} degrees wide, of {lens.pictures} pictures; {missed}."
    if lens.reprojection_px > _BLURRED_SHARE * boards.size_px[0]:
        return Step(_STEP, "fault", said, "The board must be flat and keep still for a moment in each place."), {}
    if not lens.sd_deg < _UNSURE_DEG or lens.tilt_deg < _TILT_LEAST_DEG:
        said = f"The pictures of the board are too similar: {said}"
        return Step(_STEP, "fault", said, "Tilt the board by 30 degrees and more, to each side."), {}
    found = entry(
        lens.hfov_deg, 2, sd=lens.sd_deg, interval=_interval(lens), pictures=lens.pictures,
        reprojection_px=lens.reprojection_px,
    )  # fmt: skip
    return Step(_STEP, "ok", said), {"hfov_deg": found}


def _interval(lens: Lens) -> Sequence[float]:
    """Where the field of view lies in 95 of 100 cases, by the scatter of the corners alone."""
    return [round(lens.hfov_deg + sign * 1.96 * lens.sd_deg, 2) for sign in (-1, 1)]
