"""Decodes a few pictures ahead in a thread of its own, so that decoding and the networks overlap."""

from collections.abc import Iterable, Iterator
from queue import Full, Queue
from threading import Event, Thread
from types import TracebackType
from typing import Final, Self

from vision.types import Frame

_AHEAD: Final = 4
_WAIT_S: Final = 0.1


class Ahead:
    """Frames of a source, read in a thread; what reading them raises is raised where they are used.

    A context manager: when it is left, nothing is read from the source any more.
    """

    def __init__(self, frames: Iterable[Frame]) -> None:
        self._frames = frames
        self._waiting: Queue[Frame | BaseException | None] = Queue(_AHEAD)
        self._left = Event()
        self._thread = Thread(target=self._read, name="decoding", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._left.set()
        self._thread.join()

    def __iter__(self) -> Iterator[Frame]:
        """The frames, once."""
        while (each := self._waiting.get()) is not None:
            if isinstance(each, BaseException):
                raise each
            yield each

    def _read(self) -> None:
        try:
            for frame in self._frames:
                if not self._put(frame):
                    return
        except BaseException as error:  # noqa: BLE001 - it is raised where the frames are used
            self._put(error)
        else:
            self._put(None)

    def _put(self, each: Frame | BaseException | None) -> bool:
        """Whether anybody still wanted it."""
        while not self._left.is_set():
            try:
                self._waiting.put(each, timeout=_WAIT_S)
            except Full:
                continue
            return True
        return False
