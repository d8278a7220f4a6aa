"""MediaPipe's own PoseLandmarker as an engine: what it sees alone, to compare with.

Pixels are MediaPipe's x times the width and y times the height; visibility, presence and metres are as given.
There is no second network and no scatter: those columns are empty, so a joint is doubted only for low visibility, an
implausible limb, a jump, a swap of sides or a person who stands before it.
"""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any, Final, NoReturn, Protocol

import numpy as np
from scipy.optimize import linear_sum_assignment

from vision.estimators import ModelName, networks_of
from vision.estimators._mediapipe_bundle import made_bundle
from vision.estimators._mediapipe_process import FencedProcess, Landmarker, MediaPipeError
from vision.estimators.tracks import MEMORY_S, RETURNS_WITHIN, apart
from vision.joints import HIPS, SHOULDERS
from vision.models import MODELS, ensure
from vision.types import VALUE_NAMES, Body, Frame, Image, Observation, Points, rounded

__all__ = ["FencedProcess", "MediaPipe", "MediaPipeError", "Numbering", "load_mediapipe", "made_bundle"]

_TRUNK: Final = [*SHOULDERS, *HIPS]
_TOO_FAR: Final = 1e3


class Look(Protocol):
    """Finds the people of a picture, such as `Landmarker`."""

    def __call__(self, image: Image, time_ms: int) -> Points:
        """(n, 33, 7) of a BGR picture at so many milliseconds, see `_mediapipe_child.VALUES`."""

    def forget(self) -> None:
        """Begin anew."""

    def close(self) -> None:
        """Free the networks."""


class Numbering:
    """Numbers people by where their shoulders and hips were last seen; numbers are never reused.

    These are the rules by which the duo engine takes back somebody it lost: whoever is within one trunk length of
    where a number was last seen, at most 4 s ago, keeps it, as many as possible and the nearest pairs, chosen
    together; anybody else gets a new one. That is kinder to MediaPipe than its own order.
    """

    def __init__(self) -> None:
        self._last: dict[int, tuple[float, Points]] = {}
        self._next = 0

    def __call__(self, people: Sequence[Points], time_s: float) -> list[int]:
        """Numbers of the people of one frame, given their joints (33, 2) in pixels."""
        trunks = [joints[_TRUNK] for joints in people]
        self._last = {number: seen for number, seen in self._last.items() if time_s - seen[0] <= MEMORY_S}
        known = list(self._last)
        far = np.array([[apart(trunk, self._last[number][1]) for number in known] for trunk in trunks])
        far = far.reshape(len(trunks), len(known))
        rows, columns = linear_sum_assignment(np.where(far <= RETURNS_WITHIN, far, _TOO_FAR))
        kept = {
            int(row): known[column]
            for row, column in zip(rows, columns, strict=True)
            if far[row, column] <= RETURNS_WITHIN
        }
        numbers = [kept[row] if row in kept else self._new() for row in range(len(trunks))]
        self._last |= {number: (time_s, trunk) for number, trunk in zip(numbers, trunks, strict=True)}
        return numbers

    def forget_places(self) -> None:
        """Nobody keeps a number any more."""
        self._last.clear()

    def _new(self) -> int:
        self._next += 1
        return self._next - 1


class MediaPipe:
    """Up to two people a frame, as MediaPipe sees them; frames in rising time, one instance a recording or session.

    MediaPipe's list of people carries no identity, so `Numbering` gives them numbers.
    """

    def __init__(self, look: Look, *, engine: Mapping[str, Any], stills: bool = False) -> None:
        """Build from a landmarker.

        Args:
            look: finds people, nobody known to it yet.
            engine: what to say about it in results.
            stills: every frame is a picture of its own, and everybody in it somebody new.
        """
        self._look: Look = look
        self._engine = dict(engine)
        self._stills = stills
        self._numbering, self._time_ms = Numbering(), -1

    @property
    def engine(self) -> Mapping[str, Any]:
        """Name, model and sha256 of both networks."""
        return self._engine

    def reset(self) -> None:
        """Forget everyone: equal to a new instance."""
        self._look.forget()
        self._numbering, self._time_ms = Numbering(), -1

    def close(self) -> None:
        """End the process."""
        self._look.close()
        self._look = _Closed()

    def __call__(self, frame: Frame) -> Observation:
        """Everyone seen in the frame, by rising number.

        Raises:
            MediaPipeError: MediaPipe has given up.
        """
        self._time_ms = max(round(1000 * frame.time_s), self._time_ms + 1)
        height, width, _ = frame.image.shape
        people = [_values(joints, width, height) for joints in self._look(frame.image, self._time_ms)]
        if self._stills:
            self._numbering.forget_places()
        numbers = self._numbering([values[:, :2] for values in people], frame.time_s)
        found = sorted(zip(numbers, people, strict=True), key=lambda each: each[0])
        return Observation(frame.time_s, frame.index, tuple(Body(*each) for each in found))


class _Closed:
    def __call__(self, image: Image, time_ms: int) -> NoReturn:
        raise RuntimeError("Expected an open estimator, but got one that was closed; load a new one.")

    def forget(self) -> NoReturn:
        raise RuntimeError("Expected an open estimator, but got one that was closed; load a new one.")

    def close(self) -> None:
        """Closed already."""


def load_mediapipe(*, model: ModelName, stills: bool) -> MediaPipe:
    """MediaPipe with the lite, full or heavy landmark network; how many threads it uses is its own choice.

    Raises:
        MediaPipeError: the library is not installed, or cannot be loaded.
        ModelMissing: a network is not there and could not be fetched.
    """
    if find_spec("mediapipe") is None:
        raise MediaPipeError(
            "Expected mediapipe to be installed for --engine mediapipe, but it is not here; "
            'pip install "stretchcheck[mediapipe]"'
        )
    names = networks_of("mediapipe", model)
    detector, landmarks = (ensure(name) for name in names)
    engine = {"name": "mediapipe", "model": model, "models": {name: MODELS[name].sha256 for name in names}}
    look = Landmarker(made_bundle(detector=detector, landmarks=landmarks), stills=stills)
    return MediaPipe(look, engine=engine, stills=stills)


def _values(joints: Points, width: int, height: int) -> Points:
    """Values of a body, (33, 11), of what MediaPipe says of one person, (33, 7)."""
    values = np.full((len(joints), len(VALUE_NAMES)), np.nan)
    values[:, :7] = joints
    values[:, :2] *= width, height
    return rounded(values)
