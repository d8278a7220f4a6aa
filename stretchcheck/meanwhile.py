"""Judges a clip in a thread of its own while the networks still look at it."""

from collections.abc import Mapping
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, Final, Self

from protocols.thresholds import Settings
from stretchcheck.judging import Judged, Judging, SideChoice
from vision.types import Observation

_BLOCK: Final = 64


class JudgedMeanwhile:
    """A context manager that is told every frame, and whose `result` is what `judge` gives of the recording.

    Python lets one thread run at a time, but the networks and the decoder let go of it while they work.
    """

    def __init__(self, *, stretch: str, side: SideChoice, settings: Settings) -> None:
        self._how: dict[str, Any] = {"stretch": stretch, "side": side, "settings": settings}
        self._waiting: SimpleQueue[list[Observation] | None] = SimpleQueue()
        self._block: list[Observation] = []
        self._judging: Judging | None = None
        self._failed: BaseException | None = None
        self._thread = Thread(target=self._judge, name="judging", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def tell(self, size_px: tuple[int, int], observation: Observation) -> None:
        """Take a frame."""
        if self._judging is None:
            self._judging = Judging(size_px, **self._how)
        if self._failed is not None:
            return
        self._block.append(observation)
        if len(self._block) >= _BLOCK:
            self._waiting.put(self._block)
            self._block = []

    def result(self, metadata: Mapping[str, Any]) -> Judged:
        """What was found, once every frame was told.

        Raises:
            ValueError: no frame was told.
        """
        self._waiting.put(self._block)
        self._block = []
        self._end()
        if self._failed is not None:
            raise self._failed
        if self._judging is None:
            raise ValueError("Expected to be told of at least one frame, but got none.")
        return self._judging.finish(metadata)

    def _end(self) -> None:
        if self._thread.is_alive():
            self._waiting.put(None)
            self._thread.join()

    def _judge(self) -> None:
        try:
            while (block := self._waiting.get()) is not None:
                if self._judging is not None:
                    self._judging.extend(block)
        except BaseException as error:  # noqa: BLE001 - raised where the result is asked for
            self._failed = error
