"""Pictures that the server takes itself: from a camera, or from a file at the speed at which it was filmed."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2

from stretchcheck.live.frametime import awake_s
from vision.capture import open_source
from vision.types import Frame, Image

_log = logging.getLogger(__name__)

MAX_SIDE_PX: Final = 640
_QUALITY: Final = 85
_RETRY_S: Final = 2.0
_CLOSING_S: Final = 1.0
_LATE_S: Final = 0.1
_BEHIND_S: Final = 1.0
_WIDTH: Final = 1280


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture as JPEG and when it was taken, on the clock of `awake_s`."""

    taken_s: float
    jpeg: bytes


class Source:
    """Takes pictures in a thread of its own and keeps only the newest; `newest` waits for one not given yet."""

    def __init__(self, shots: Callable[["Source"], Iterator[tuple[float, Image]]]) -> None:
        self._shots = shots
        self._change = threading.Condition()
        self._shot: Shot | None = None
        self._given: Shot | None = None
        self._ended = False
        self.problem: str | None = None
        self._wake = threading.Event()
        self._rewind = self._stop = False
        self._thread = threading.Thread(target=self._run, name="source", daemon=True)

    def start(self) -> None:
        """Begin taking pictures."""
        self._thread.start()

    @property
    def stopping(self) -> bool:
        """Whether it is to end."""
        return self._stop

    @property
    def disturbed(self) -> bool:
        """Whether it is to end or to begin anew."""
        return self._stop or self._rewind

    def wait(self, seconds: float | None) -> bool:
        """Wait, with None for ever, unless it is `disturbed`; tells whether it is."""
        self._wake.wait(seconds)
        return self.disturbed

    def rewind(self) -> None:
        """A file begins anew."""
        self._rewind = True
        self._wake.set()

    def rewound(self) -> None:
        """It has begun anew."""
        self._rewind = False
        if not self._stop:
            self._wake.clear()

    @property
    def over(self) -> bool:
        """Whether no more pictures come."""
        return self._ended

    def newest(self, timeout_s: float) -> Shot | None:
        """The newest picture that was not given before; None when none came in time."""
        with self._change:
            self._change.wait_for(lambda: self._shot is not self._given or self._ended, timeout_s)
            if self._shot is self._given:
                return None
            self._given = self._shot
            return self._shot

    def close(self) -> None:
        """End."""
        self._stop = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(_CLOSING_S)

    def _run(self) -> None:
        try:
            for taken_s, image in self._shots(self):
                shot = Shot(taken_s, encoded(image))
                with self._change:
                    self._shot = shot
                    self._change.notify_all()
                if self._stop:
                    return
        except Exception as error:  # noqa: BLE001 - whoever waits for pictures must learn of it
            self.problem = " ".join(str(error).split())
            _log.warning("The source ended: %s", self.problem)
        finally:
            with self._change:
                self._ended = True
                self._change.notify_all()


def encoded(image: Image) -> bytes:
    """A picture as JPEG, at most `MAX_SIDE_PX` on its longest side."""
    height, width = image.shape[:2]
    share = MAX_SIDE_PX / max(height, width)
    if share < 1:
        size = max(1, round(width * share)), max(1, round(height * share))
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)  # type: ignore[assignment] # stubs know no uint8
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()


def camera(number: int) -> Source:
    """A camera by its number; one that is unplugged is tried again every two seconds."""

    def shots(source: Source) -> Iterator[tuple[float, Image]]:
        while not source.stopping:
            device = cv2.VideoCapture(number)
            try:
                device.set(cv2.CAP_PROP_FRAME_WIDTH, _WIDTH)
                while device.isOpened() and not source.stopping:
                    there, image = device.read()
                    if not there:
                        break
                    source.problem = None
                    yield awake_s(), image  # type: ignore[misc]
            finally:
                device.release()
            source.problem = f"Camera {number} gives no pictures. Plug it in, or close the program that uses it."
            source.rewound()  # a camera cannot
            source.wait(_RETRY_S)

    return Source(shots)


def file(path: Path) -> Source:
    """A recording, played at its own speed; frames that come too late are left out.

    Where they cannot be read as fast as they were filmed, it falls behind and says so.

    Raises:
        SourceError: the file cannot be read.
    """
    open_source(path, max_side_px=MAX_SIDE_PX).close()

    def shots(source: Source) -> Iterator[tuple[float, Image]]:
        while not source.stopping:
            source.rewound()
            source.problem = None
            with open_source(path, max_side_px=MAX_SIDE_PX) as frames:
                yield from in_time(source, frames)
            if not source.disturbed:
                source.problem = "The recording is over."
                source.wait(None)

    return Source(shots)


def in_time(source: Source, frames: Iterable[Frame]) -> Iterator[tuple[float, Image]]:
    """Frames when they are due, until the source is disturbed."""
    start_s = given_s = awake_s()
    slow = False
    for frame in frames:
        now_s = awake_s()
        due_s = start_s + frame.time_s
        if source.wait(due_s - now_s) if due_s > now_s else source.disturbed:
            return
        if now_s - max(due_s, given_s) > _BEHIND_S:
            slow, source.problem = True, "This computer reads the recording more slowly than it was filmed."
        if slow and due_s < now_s:
            start_s += now_s - due_s
            due_s = now_s
        if now_s - due_s < _LATE_S:
            given_s = max(now_s, due_s)
            yield due_s, frame.image
