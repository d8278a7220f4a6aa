"""What the camera does to a rendered picture: roll, zoom, shake, exposure, flicker and noise; and to its truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from bench.clip import Look
from figure.rotation import Array
from film.writing import BRIGHTNESS_NOISE, COLOUR_NOISE, FLICKER, HUM, HUM_RAD_PER_FRAME

WANDER_HZ = (0.35, 0.8, 1.7, 3.1)
WANDER_SHARE = np.sqrt(2.0) * np.array([0.72, 0.56, 0.34, 0.23])  # slower is wider; together of deviation 1
TILE_PX = 1024


@dataclass(frozen=True)
class Move:
    """How one frame's picture is moved: turned clockwise, enlarged and shifted."""

    roll_deg: float
    zoom: float
    shift_px: tuple[float, float]

    def matrix(self) -> Array:
        """Turn and zoom (2, 2) about the picture's middle, y down."""
        c, s = np.cos(np.radians(self.roll_deg)), np.sin(np.radians(self.roll_deg))
        return self.zoom * np.array([[c, -s], [s, c]])

    def pixels(self, points: Array, size_px: tuple[int, int]) -> Array:
        """Where points (N, 2) of the rendered picture come to lie."""
        middle = np.array(size_px) / 2.0
        return middle + (points - middle) @ self.matrix().T + np.array(self.shift_px)

    def camera_axes(self, points: Array) -> Array:
        """Points (N, 3) in the turned camera's axes."""
        turn = np.eye(3)
        turn[:2, :2] = self.matrix() / self.zoom
        return points @ turn.T

    def picture(self, picture: np.ndarray) -> np.ndarray:
        """The moved picture; beyond the borders is black."""
        if self == Move(0.0, 1.0, (0.0, 0.0)):
            return picture
        height, width, _ = picture.shape
        middle = np.array([width, height]) / 2.0
        back = np.linalg.inv(self.matrix())
        offset = middle - back @ (middle + np.array(self.shift_px))
        numbers = (*back[0], offset[0], *back[1], offset[1])
        smooth, affine = Image.Resampling.BILINEAR, Image.Transform.AFFINE
        return np.asarray(Image.fromarray(picture).transform((width, height), affine, numbers, smooth))


class Wander:
    """The slow wander of a camera that is not quite still; the same seed gives the same one."""

    def __init__(self, look: Look, seed: int) -> None:
        random = np.random.default_rng([seed, 2])
        self._look = look
        self._phases = random.uniform(0.0, 2.0 * np.pi, (3, len(WANDER_HZ)))
        self._rates = np.array(WANDER_HZ) * random.uniform(0.8, 1.2, (3, len(WANDER_HZ)))

    def at(self, time_s: float) -> Move:
        """The move at a time."""
        swing = np.sin(2.0 * np.pi * self._rates * time_s + self._phases) @ WANDER_SHARE
        across, down, turned = swing * [self._look.shake_px, self._look.shake_px, self._look.shake_deg]
        return Move(self._look.roll_deg + float(turned), self._look.zoom, (float(across), float(down)))


class Sensor:
    """Exposure, flicker and noise; no two frames alike."""

    def __init__(self, look: Look, seed: int) -> None:
        self._look = look
        self._random = np.random.default_rng([seed, 3])
        draw = self._random.standard_normal
        tile = BRIGHTNESS_NOISE * draw((TILE_PX, TILE_PX, 1), dtype=np.float32)
        tile = tile + COLOUR_NOISE * draw((TILE_PX, TILE_PX, 3), dtype=np.float32)
        self._tile = np.rint(look.noise * tile).astype(np.int16)
        self._curve = 255.0 * look.gain * (np.arange(256) / 255.0) ** look.gamma
        self._frame = 0

    def expose(self, picture: np.ndarray) -> np.ndarray:
        """A noisy copy of an RGB picture (H, W, 3), uint8."""
        height, width, _ = picture.shape
        gain = 1.0 + FLICKER * self._random.standard_normal() + HUM * np.sin(HUM_RAD_PER_FRAME * self._frame)
        self._frame += 1
        top, left = self._random.integers(0, [TILE_PX - height + 1, TILE_PX - width + 1])
        noise = self._tile[top : top + height, left : left + width]
        flips = self._random.integers(0, 2, 3)
        noise = noise[:: 1 - 2 * flips[0], :: 1 - 2 * flips[1]]
        exposed = np.rint(self._curve * gain).astype(np.int16).take(picture)
        exposed = exposed - noise if flips[2] else exposed + noise
        return np.clip(exposed, 0, 255, out=exposed).astype(np.uint8)
