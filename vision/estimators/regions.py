"""Square regions round a person: where to cut, how to vary the cut, and the way back to the picture."""

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from vision.types import Points

CROP_PX: Final = 256
"""Side of the crop that the landmark network takes."""

_MARGIN: Final = 1.25  # MediaPipe's enlargement of the circle through landmark 34
_TINY: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to cut the same person a little differently."""

    turn_rad: float = 0.0
    scale: float = 1.0
    mirrored: bool = False


VARIANTS: Final = (
    Variant(turn_rad=0.2),
    Variant(turn_rad=-0.2),
    Variant(scale=0.88),
    Variant(scale=1.15),
    Variant(mirrored=True),
)
"""The five variations whose scatter tells a bad joint from a good one better than any score does."""

MORE_VARIANTS: Final = (Variant(turn_rad=0.2, mirrored=True), Variant(turn_rad=-0.2, mirrored=True))
"""Two more for pictures that stand alone, where time does not matter."""


@dataclass(frozen=True, slots=True)
class Region:
    """A square of the picture, turned so that the trunk points up once it is cut out.

    Attributes:
        x_px: centre, pixels of the full picture.
        y_px: centre, y down.
        size_px: side of the square.
        angle_rad: turn of the trunk from upright, positive clockwise as seen.
        mirrored: the crop is flipped left to right about its own middle, as in a mirror.
    """

    x_px: float
    y_px: float
    size_px: float
    angle_rad: float
    mirrored: bool = False

    @property
    def usable(self) -> bool:
        """Whether the numbers are finite and at least a few pixels can be cut out."""
        return math.isfinite(self.x_px + self.y_px + self.size_px + self.angle_rad) and self.size_px >= 4.0

    def varied(self, variant: Variant) -> "Region":
        """The same person cut out turned, scaled or mirrored."""
        return replace(
            self,
            angle_rad=self.angle_rad + variant.turn_rad,
            size_px=self.size_px * variant.scale,
            mirrored=self.mirrored != variant.mirrored,
        )

    def eased(self, towards: "Region", share: float) -> "Region":
        """Centre of another region at once, but only a share (0..1) of the way to its size and, the short way, turn."""
        turn = math.remainder(towards.angle_rad - self.angle_rad, math.tau)
        size_px = self.size_px + share * (towards.size_px - self.size_px)
        return replace(towards, size_px=size_px, angle_rad=self.angle_rad + share * turn)

    def crop_matrix(self) -> Points:
        """(2, 3) affine from pixels of the picture to pixels of the crop."""
        turn = self._turn() * (CROP_PX / self.size_px)
        shift = CROP_PX / 2 - turn @ np.array([self.x_px, self.y_px])
        return np.column_stack([turn, shift])

    def to_picture(self, points: Points) -> Points:
        """(n, 2) pixels of the crop as pixels of the full picture."""
        offset = (points - CROP_PX / 2) * (self.size_px / CROP_PX)
        turned: Points = offset @ self._turn()
        return np.array([self.x_px, self.y_px]) + turned

    def world_to_picture(self, world_m: Points) -> Points:
        """(n, 3) metres in the crop's axes, turned (and unmirrored) into the camera's."""
        turned = world_m.copy()
        turned[:, :2] = world_m[:, :2] @ self._turn()
        return turned

    def _turn(self) -> Points:
        # Orthonormal, so that `points @ turn` applies its inverse to row vectors.
        cos, sin = math.cos(self.angle_rad), math.sin(self.angle_rad)
        side = -1.0 if self.mirrored else 1.0
        return np.array([[side * cos, side * sin], [-sin, cos]])


def from_landmarks(hip: Points, top: Points) -> Region:
    """Region from landmark 33 (mid-hip) and 34 (a point on the circle round the body), (2,) pixels each."""
    return _towards(hip, top, 2.0 * math.dist(hip, top) * _MARGIN)


def from_trunk(hip: Points, shoulder: Points, *, trunks: float) -> Region:
    """Region round the mid-hip, `trunks` times as wide as the trunk from mid-hip to mid-shoulder is long."""
    return _towards(hip, shoulder, trunks * math.dist(hip, shoulder))


def _towards(hip: Points, up: Points, size_px: float) -> Region:
    x, y = float(up[0] - hip[0]), float(up[1] - hip[1])
    angle = math.pi / 2 - math.atan2(-y, x)
    return Region(float(hip[0]), float(hip[1]), max(size_px, _TINY), angle)
