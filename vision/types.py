"""What passes between the stages of seeing: frames, raw observations, and the scene with its roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from vision.joints import N_JOINTS

Points = NDArray[np.float64]
Image = NDArray[np.uint8]

VALUE_NAMES: Final = (
    "x_px",
    "y_px",
    "visibility",
    "presence",
    "x_m",
    "y_m",
    "z_m",
    "witness_x_px",
    "witness_y_px",
    "witness_score",
    "scatter_px",
)
"""Columns of `Body.values`, in the order and with the names of a recording."""

_STEPS_A_UNIT: Final = 10.0 ** np.array([1, 1, 2, 2, 3, 3, 3, 1, 1, 2, 1])


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture with its time.

    Attributes:
        time_s: media seconds from the first frame, strictly rising.
        index: number of the frame in its source, from 0.
        image: (H, W, 3) uint8, BGR, upright (rotation metadata applied), never mirrored.
        after_wait: pictures were left out before this one, because nobody moved.
    """

    time_s: float
    index: int
    image: Image
    after_wait: bool = False

    def __post_init__(self) -> None:
        if self.image.ndim != 3 or self.image.shape[2] != 3 or self.image.dtype != np.uint8:
            raise ValueError(
                f"Expected a uint8 BGR picture of shape (H, W, 3), but got {self.image.dtype} {self.image.shape}."
            )

    def __repr__(self) -> str:
        return f"Frame(time_s={self.time_s:.3f}, index={self.index}, image={self.image.shape})"


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """One followed person in one frame as the networks saw them: no smoothing, no role, no trust.

    Attributes:
        person: number that stays with the person as long as they are followed.
        values: (33, 11) float64, columns `VALUE_NAMES`; pixels of the full upright picture (y down), metres
            hip-centred in camera axes (x right, y down, z away from the camera), scores 0..1.
            NaN where a network did not look; joints are never blanked for low visibility.
    """

    person: int
    values: Points

    def __post_init__(self) -> None:
        if self.values.shape != (N_JOINTS, len(VALUE_NAMES)):
            raise ValueError(
                f"Expected body values of shape ({N_JOINTS}, {len(VALUE_NAMES)}), but got {self.values.shape}."
            )

    @property
    def xy_px(self) -> Points:
        """(33, 2) joints in pixels."""
        return self.values[:, 0:2]

    @property
    def visibility(self) -> Points:
        """(33,) the network's own guess, 0..1; says little about joints hidden by another person."""
        return self.values[:, 2]

    @property
    def presence(self) -> Points:
        """(33,) likelihood that the joint is inside the picture, 0..1."""
        return self.values[:, 3]

    @property
    def world_m(self) -> Points:
        """(33, 3) joints in metres, origin mid-hip, camera axes."""
        return self.values[:, 4:7]

    @property
    def witness_px(self) -> Points:
        """(33, 2) the other network's joints, NaN where it did not look or has none."""
        return self.values[:, 7:9]

    @property
    def witness_score(self) -> Points:
        """(33,) the other network's score, NaN where it did not look."""
        return self.values[:, 9]

    @property
    def scatter_px(self) -> Points:
        """(33,) spread of the joint over turned, scaled and mirrored crops, NaN where not measured."""
        return self.values[:, 10]


@dataclass(frozen=True, slots=True, eq=False)
class Observation:
    """Everyone followed in one frame."""

    time_s: float
    frame: int
    bodies: tuple[Body, ...]


def rounded(values: Points) -> Points:
    """Values as a recording keeps them: 0.1 px, 1 mm, 0.01, through float32 and back, so that replay is exact."""
    return (np.round(values * _STEPS_A_UNIT) / _STEPS_A_UNIT).astype(np.float32).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """One person as the judges see them.

    Attributes:
        xy: (33, 2) pixels, x right, y down; NaN where unseen.
        trust: (33,) 0..1; below `vision.trust.KNOWN` a joint counts as unknown.
        world_m: (33, 3) metres, hip-centred, camera axes; NaN where unseen.
    """

    xy: Points
    trust: Points
    world_m: Points

    @classmethod
    def unseen(cls) -> "Pose":
        """A person of whom nothing is known in this frame."""
        return cls(np.full((N_JOINTS, 2), np.nan), np.zeros(N_JOINTS), np.full((N_JOINTS, 3), np.nan))


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Both people in one frame, roles decided."""

    time_s: float
    recipient: Pose
    partner: Pose
    recipient_lies: float = 1.0
    """How well the recipient fits lying on the back in this frame, 0..1; NaN where unseen."""


class Estimator(Protocol):
    """Finds and follows people; one instance per recording or session.

    Frames come in rising time. Numbers of persons are never reused within a session.
    Every value returned has passed through `rounded`.
    """

    @property
    def engine(self) -> Mapping[str, Any]:
        """Name, model and sha256 of every network used: `engine` of result.json."""

    def __call__(self, frame: Frame) -> Observation:
        """Everyone seen in the frame."""

    def reset(self) -> None:
        """Forget everyone: equal to a new instance, only faster."""

    def close(self) -> None:
        """Free the networks."""
