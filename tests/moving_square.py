"""Pictures of a square that moves as told, with noise and flicker, and an estimator that knows where it is."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import cv2
import numpy as np

from vision.joints import N_JOINTS
from vision.types import VALUE_NAMES, Body, Frame, Image, Observation, rounded

WIDTH, HEIGHT = 640, 480
SIDE = 120

Place = Callable[[float], float]
"""Left edge of the square in pixels, by time in seconds."""


def picture(left_px: float, *, contrast: int = 60, noise: float = 0.0, light: float = 0.0, seed: int = 0) -> Image:
    """A square with a soft edge on a grey ground."""
    columns = np.arange(WIDTH)
    covered = np.clip(columns - left_px, 0, 1) * np.clip(left_px + SIDE - columns, 0, 1)
    image = np.full((HEIGHT, WIDTH), 90.0)
    image[180 : 180 + SIDE] += contrast * covered
    image += light
    if noise:
        image += noise * np.random.default_rng(seed).standard_normal(image.shape)
    grey = np.clip(image, 0, 255).astype(np.uint8)
    return cv2.merge([grey, grey, grey])


def film(
    place: Place, times_s: Sequence[float], *, contrast: int = 60, noise: float = 0.0, flicker: float = 0.0
) -> list[Frame]:
    """One frame a time, the first of them frame 0."""
    return [
        Frame(
            time_s,
            index,
            picture(place(time_s), contrast=contrast, noise=noise, light=flicker * (index % 2), seed=index),
        )
        for index, time_s in enumerate(times_s)
    ]


class Knows:
    """Sees the square, as one person, where it is; remembers which frames it was shown."""

    def __init__(
        self,
        place: Place,
        *,
        people: Callable[[float], Sequence[int]] = lambda time_s: (0,),
        doubt: Callable[[float], float] = lambda time_s: 0.0,
    ) -> None:
        self.shown: list[int] = []
        self._place, self._people, self._doubt = place, people, doubt

    @property
    def engine(self) -> Mapping[str, Any]:
        """Nothing that was fetched."""
        return {"name": "square", "model": "none", "models": {}}

    def __call__(self, frame: Frame) -> Observation:
        """Everybody stands where the square is, their joints in its corners and middle."""
        self.shown.append(frame.index)
        values = np.zeros((N_JOINTS, len(VALUE_NAMES)))
        left = self._place(frame.time_s)
        values[:, 0] = left + np.linspace(0, SIDE, N_JOINTS)
        values[:, 1] = 180 + SIDE * (np.arange(N_JOINTS) % 2)
        doubt_px = self._doubt(frame.time_s)
        values[:, 2:4] = 0.3 if doubt_px > 10 else 1.0
        values[:, 10] = doubt_px
        bodies = tuple(Body(person, rounded(values)) for person in self._people(frame.time_s))
        return Observation(frame.time_s, frame.index, bodies)

    def reset(self) -> None:
        """Forget what was shown."""
        self.shown.clear()

    def close(self) -> None:
        """Nothing to free."""
