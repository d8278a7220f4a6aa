"""Knows how a decoded picture becomes the upright one with square pixels that everything else works on."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import av
import cv2
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter

from vision.types import Image

_ASPECTS: Final = (Fraction(1, 4), Fraction(4))
"""Pixel shapes outside of this range are taken for nonsense in the header."""


@dataclass(frozen=True, slots=True)
class Orientation:
    """A quarter turn, perhaps mirrored: the signed permutation that a display matrix stands for.

    Attributes:
        swapped: rows and columns change places first.
        flip_x: then left and right change places.
        flip_y: then top and bottom change places.
    """

    swapped: bool = False
    flip_x: bool = False
    flip_y: bool = False

    @classmethod
    def of(cls, frame: av.VideoFrame) -> "Orientation":
        """Orientation that the container asks for; anything but quarter turns is rounded to the nearest one."""
        try:
            sides: Any = frame.side_data  # PyAV's stub names only some kinds
            side = sides["DISPLAYMATRIX"]
        except KeyError:
            return cls()
        except ValueError:  # PyAV gives up on all side data when libav knows a kind that it does not
            return cls.turned(-frame.rotation)
        matrix = np.frombuffer(bytes(side), dtype=np.int32).astype(np.float64)
        # Columns (a, b) and (c, d): where the picture's x and y axes go; x to the right, y down.
        a, b, c, d = matrix[[0, 1, 3, 4]]
        if abs(a) + abs(d) >= abs(b) + abs(c):
            return cls(False, bool(a < 0), bool(d < 0))
        return cls(True, bool(c < 0), bool(b < 0))

    @classmethod
    def turned(cls, clockwise_deg: float) -> "Orientation":
        """The nearest quarter turn to an angle."""
        quarter = round(clockwise_deg / 90) % 4
        return cls(quarter % 2 == 1, quarter in (1, 2), quarter in (2, 3))

    @property
    def mirrored(self) -> bool:
        """Whether a left hand becomes a right hand."""
        return self.swapped ^ self.flip_x ^ self.flip_y

    @property
    def clockwise_deg(self) -> int:
        """Clockwise turn, 0, 90, 180 or 270; of a mirrored picture: the turn after mirroring left and right."""
        if self.swapped:
            return 270 if self.flip_y ^ self.mirrored else 90
        return 180 if self.flip_y else 0

    def turn(self, image: Image) -> Image:
        """The picture upright; a new array unless there is nothing to do."""
        if self.swapped:
            image = np.asarray(cv2.transpose(image), dtype=np.uint8)
        if self.flip_x or self.flip_y:
            code = -1 if self.flip_x and self.flip_y else int(self.flip_x)
            image = np.asarray(cv2.flip(image, code), dtype=np.uint8)
        return image


def square_pixels(width: int, height: int, aspect: Fraction) -> tuple[int, int]:
    """Size in square pixels, (width, height); the short side of a pixel is stretched, so that nothing is lost."""
    if aspect >= 1:
        return round(width * aspect), height
    return width, round(height / aspect)


def usable_aspect(aspect: Fraction | None) -> tuple[Fraction, str | None]:
    """Width of a pixel over its height, and a warning when the header's value is beyond belief."""
    if not aspect:
        return Fraction(1), None
    if not _ASPECTS[0] <= aspect <= _ASPECTS[1]:
        return Fraction(1), f"pixel aspect ratio {aspect} of the header is beyond belief and was ignored"
    return aspect, None


class Uprighter:
    """Turns decoded frames into BGR pictures that all have the size of the first one.

    Args:
        aspect: width of a pixel over its height.
        max_side_px: pictures larger than this on their longest side are shrunk to it; None keeps them.
    """

    def __init__(self, aspect: Fraction, max_side_px: int | None) -> None:
        self._aspect = aspect
        self._max_side_px = max_side_px
        self._reformatter = VideoReformatter()
        self.size_px: tuple[int, int] | None = None
        self.orientation = Orientation()
        self._read: tuple[float, Orientation] | None = None
        self.refitted = 0

    def _oriented(self, frame: av.VideoFrame) -> Orientation:
        """The frame's orientation, read anew only where its turn changed.

        PyAV ties a frame to itself once its side data were read, so that its picture lives on until the garbage
        collector comes by: hundreds of megabytes of pictures, if every frame were asked.
        """
        if self._read is None or frame.rotation != self._read[0]:
            self._read = (frame.rotation, Orientation.of(frame))
        return self._read[1]

    def __call__(self, frame: av.VideoFrame) -> Image:
        """(H, W, 3) uint8 BGR, upright."""
        orientation = self._oriented(frame)
        width, height = self._target(frame)
        shrinks = width < frame.width or height < frame.height
        # libswscale shrinks while it converts: half the processor time of converting first and shrinking then.
        how = Interpolation.AREA if shrinks else Interpolation.BICUBIC
        picture = self._reformatter.reformat(frame, width, height, "bgr24", interpolation=how)
        image = orientation.turn(np.asarray(picture.to_ndarray(), dtype=np.uint8))
        if self.size_px is None:
            self.size_px, self.orientation = (image.shape[1], image.shape[0]), orientation
        if self.size_px != (image.shape[1], image.shape[0]):
            self.refitted += 1
            image = _fitted(image, self.size_px)
        return np.ascontiguousarray(image)

    def shrunk(self, image: Image) -> Image:
        """A picture that is upright already, at most `max_side_px` on its longest side."""
        height, width = image.shape[:2]
        size_px = self._limited(width, height)
        if size_px != (width, height):
            image = np.asarray(cv2.resize(image, size_px, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        self.size_px = size_px
        return image

    @property
    def warnings(self) -> list[str]:
        """What the viewer should know about the pictures, one line each."""
        found = []
        if self.orientation.mirrored:
            found.append("the file asks to be shown mirrored, which was done: left and right follow that")
        if self.refitted:
            found.append(f"frames of another size than the first, fitted into it: {self.refitted}")
        return found

    def _target(self, frame: av.VideoFrame) -> tuple[int, int]:
        return self._limited(*square_pixels(frame.width, frame.height, self._aspect))

    def _limited(self, width: int, height: int) -> tuple[int, int]:
        if self._max_side_px is None:
            return width, height
        scale = min(1.0, self._max_side_px / max(width, height))
        return max(1, round(width * scale)), max(1, round(height * scale))


def _fitted(image: Image, size_px: tuple[int, int]) -> Image:
    """The picture scaled into another size, its proportions kept, black around it."""
    height, width = image.shape[:2]
    scale = min(size_px[0] / width, size_px[1] / height)
    inner = max(1, round(width * scale)), max(1, round(height * scale))
    left, top = (size_px[0] - inner[0]) // 2, (size_px[1] - inner[1]) // 2
    canvas = np.zeros((size_px[1], size_px[0], 3), dtype=np.uint8)
    canvas[top : top + inner[1], left : left + inner[0]] = cv2.resize(image, inner, interpolation=cv2.INTER_AREA)
    return canvas
