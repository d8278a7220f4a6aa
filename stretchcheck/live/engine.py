"""The pose networks in a process of their own: one that crashes is started anew and costs a moment, not the session."""

import itertools
import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Any, Final

import numpy as np

from stretchcheck.live import jpeg
from stretchcheck.live.interrupts import without_interrupts
from stretchcheck.reasons import reason
from vision.estimators import Estimator, ModelName
from vision.types import Body, Frame, Observation

MOST_SIDE_PX: Final = 1280
"""Pictures larger than this are refused: the networks look at 256 pixels of a person."""

LEAST_SIDE_PX: Final = 64

_START_S: Final = 300.0
"""The first start of all fetches the networks."""

_ANSWER_S: Final = 10.0
_AGAIN_S: Final = 5.0


class EngineLostError(RuntimeError):
    """The process ended or hung; the next picture starts a new one."""


class BadPictureError(ValueError):
    """What came is no picture that can be looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One picture as the networks saw it; `luma` is its mean brightness, 0..255."""

    observation: Observation
    size_px: tuple[int, int]
    luma: float


Looker = Callable[[Connection, ModelName, int], None]
"""What runs in the process: sends what engine it is, or why it is none; then answers pictures until its end closes."""


class Engine:
    """Starts the process on the first picture and again after it was lost. Any thread may call; one picture at a time.

    Args:
        model: size of the landmark network.
        threads: processor threads each network may use.
        looker: what runs in the process.
        answer_s: a process that takes longer for a picture is ended.
        again_s: how long one that could not be started is left alone.
    """

    def __init__(
        self,
        *,
        model: ModelName = "full",
        threads: int = 2,
        looker: Looker | None = None,
        answer_s: float = _ANSWER_S,
        again_s: float = _AGAIN_S,
    ) -> None:
        self._given = looker or run, model, threads
        self._answer_s, self._again_s = answer_s, again_s
        self._lock = threading.Lock()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None
        self._first_number = self._next_number = 0
        self._failed: tuple[float, str] | None = None
        self._closed = False
        self.restarts = -1
        self.engine: Mapping[str, Any] = {}

    @property
    def pid(self) -> int | None:
        """Of the process, None while there is none."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Load the networks.

        Raises:
            EngineLostError: the process could not be started; the text is its reason.
        """
        with self._lock:
            self._ensure()

    def look(self, picture: bytes, time_s: float) -> Seen:
        """Everyone in a JPEG picture; times rise. Numbers of persons are never used again, not even by a new process.

        Raises:
            BadPictureError: it cannot be decoded or is too large.
            EngineLostError: the process ended or did not answer in time.
        """
        size_px = jpeg.size_px(picture)
        if size_px is None or min(size_px) < LEAST_SIDE_PX or max(size_px) > MOST_SIDE_PX:
            raise BadPictureError(_expected("something else" if size_px is None else "{} x {}".format(*size_px)))
        with self._lock:
            connection = self._ensure()
            try:
                with self._within(self._answer_s):
                    connection.send((time_s, picture))
                    answer = connection.recv()
            except (EOFError, OSError) as error:
                self._end()
                why = reason(error) if isinstance(error, OSError) else "it ended"
                raise EngineLostError(f"The pose engine was lost: {why}.") from None
        if isinstance(answer, str):
            raise BadPictureError(answer)
        return self._numbered(answer)

    def _numbered(self, seen: Seen) -> Seen:
        bodies = tuple(Body(body.person + self._first_number, body.values) for body in seen.observation.bodies)
        self._next_number = max([self._next_number, *(body.person + 1 for body in bodies)])
        return replace(seen, observation=replace(seen.observation, bodies=bodies))

    def close(self) -> None:
        """End the process for good, also in the middle of a picture or of its start."""
        self._closed = True
        process = self._process
        if process is not None:
            process.kill()  # whoever waits for it while holding the lock learns at once
        with self._lock:
            self._end()

    def _ensure(self) -> Connection:
        if self._connection is not None and self._process is not None and self._process.is_alive():
            return self._connection
        self._end()
        if self._closed:
            raise EngineLostError("The pose engine is closed.")
        if self._failed is not None and time.monotonic() - self._failed[0] < self._again_s:
            raise EngineLostError(self._failed[1])
        connection, ready = self._started()
        if isinstance(ready, str):
            self._end()
            self._failed = time.monotonic(), f"The pose engine could not be started: {ready}"
            raise EngineLostError(self._failed[1])
        self.engine, self._failed = ready, None
        self.restarts += 1
        self._first_number = self._next_number
        return connection

    def _started(self) -> tuple[Connection, Mapping[str, Any] | str]:
        """A new process and what it says of itself."""
        context = multiprocessing.get_context("spawn")
        looker, *given = self._given
        ours, theirs = context.Pipe()
        process = context.Process(target=looker, args=(theirs, *given), name="stretchcheck-engine", daemon=True)
        with without_interrupts():
            process.start()
        theirs.close()
        self._process, self._connection = process, ours
        if self._closed:
            return ours, "it is closed"
        try:
            with self._within(_START_S):
                return ours, ours.recv()
        except (EOFError, OSError):
            return ours, "it ended at once or did not answer"

    @contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        """A process that hangs is killed, which ends every read and write of ours."""
        assert self._process is not None
        watch = threading.Timer(seconds, self._process.kill)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()  # it holds nothing that could be lost
            self._process.join()
        self._process = self._connection = None


def _expected(got: str) -> str:
    return f"Expected a JPEG picture of {LEAST_SIDE_PX} to {MOST_SIDE_PX} pixels a side, but got {got}."


def run(connection: Connection, model: ModelName, threads: int) -> None:
    """The process: says what engine it is, then answers pictures."""
    import cv2

    from vision.estimators import load_estimator
    from vision.models import ModelMissing

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    try:
        estimator = load_estimator("duo", model=model, stills=False, threads=threads)
    except (ModelMissing, OSError, ValueError) as error:
        connection.send(" ".join(str(error).split()))
        return
    try:
        connection.send(dict(estimator.engine))
        for number in itertools.count():
            time_s, picture = connection.recv()
            connection.send(_seen(estimator, picture, time_s, number))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the server is gone


def _seen(estimator: Estimator, picture: bytes, time_s: float, number: int) -> Seen | str:
    import cv2

    try:
        image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        image = None
    if image is None:
        return _expected("one that is damaged")
    height, width = image.shape[:2]
    observation = estimator(Frame(time_s, number, image.astype(np.uint8, copy=False)))
    return Seen(observation, (width, height), float(image[::8, ::8].mean()))
