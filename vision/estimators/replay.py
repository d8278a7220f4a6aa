"""Plays a recording back as if a network had looked: for overlays, and for tests without networks."""

from collections.abc import Iterator, Mapping
from typing import Any

from vision.recording import Recording
from vision.types import Frame, Observation


class Replay:
    """Answers each frame with what the recording holds under the same frame number.

    The time is the frame's own. A frame that the recording does not hold raises `LookupError`:
    nobody recorded is not the same as nobody there.
    """

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self.reset()

    @property
    def engine(self) -> Mapping[str, Any]:
        """The engine that made the recording."""
        engine: Mapping[str, Any] = self._recording.metadata["engine"]
        return engine

    def reset(self) -> None:
        """Start again at the first frame."""
        self._rest: Iterator[Observation] = iter(self._recording)
        self._next: Observation | None = next(self._rest, None)

    def close(self) -> None:
        """Close the file."""
        self._rest, self._next = iter(()), None

    def __call__(self, frame: Frame) -> Observation:
        """Everyone recorded in the frame; frames in rising order."""
        while self._next is not None and self._next.frame < frame.index:
            self._next = next(self._rest, None)
        if self._next is None or self._next.frame != frame.index:
            raise LookupError(
                f"Expected a frame that was recorded, not yet passed, but got {frame.index}: {self._recording.path}"
            )
        return Observation(frame.time_s, frame.index, self._next.bodies)
