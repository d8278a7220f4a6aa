"""MoveNet MultiPose: proposes everyone in the whole picture, 17 joints each."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from vision.estimators.runtime import opened
from vision.joints import COCO
from vision.types import Image, Points

_LONGEST_PX: Final = 256  # 512 is seven times slower and found fewer people
_STEP_PX: Final = 32
_MIN_SCORE: Final = 0.2
_JOINTS: Final = len(COCO)


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """One person as MoveNet sees them.

    Attributes:
        joints_px: (17, 2) in the order of `vision.joints.COCO`, pixels of the full picture.
        scores: (17,) 0..1.
        score: that of the whole person, 0..1.
    """

    joints_px: Points
    scores: Points
    score: float


class MoveNet:
    """The network; not safe to share between threads."""

    def __init__(self, weights: Path, *, threads: int = 2) -> None:
        self._net = opened(weights, threads=threads)
        self._input = self._net.get_input_details()[0]["index"]
        self._output = self._net.get_output_details()[0]["index"]
        self._shape = (0, 0)

    def __call__(self, image: Image) -> Sequence[Proposal]:
        """Everyone in a BGR picture with an instance score of at least 0.2, best first."""
        height, width = image.shape[:2]
        people = self._run(image)
        people = people[people[:, 55] >= _MIN_SCORE]
        people = people[np.argsort(-people[:, 55], kind="stable")]
        return [_proposal(person, width, height) for person in people]

    def _run(self, image: Image) -> Points:
        shape = _input_shape(image)
        if shape != self._shape:
            self._net.resize_tensor_input(self._input, (1, *shape, 3), strict=False)
            self._net.allocate_tensors()
            self._shape = shape
        small = cv2.cvtColor(cv2.resize(image, shape[::-1]), cv2.COLOR_BGR2RGB)
        self._net.set_tensor(self._input, small[None])
        self._net.invoke()
        people: Points = self._net.get_tensor(self._output)[0].astype(np.float64)
        return people


def _input_shape(image: Image) -> tuple[int, int]:
    height, width = image.shape[:2]
    scale = _LONGEST_PX / max(height, width) / _STEP_PX
    return max(1, round(height * scale)) * _STEP_PX, max(1, round(width * scale)) * _STEP_PX


def _proposal(person: Points, width: int, height: int) -> Proposal:
    joints = person[: 3 * _JOINTS].reshape(_JOINTS, 3)
    scores = np.clip(joints[:, 2], 0.0, 1.0)
    return Proposal(joints[:, [1, 0]] * np.array([width, height]), scores, float(np.clip(person[55], 0.0, 1.0)))
