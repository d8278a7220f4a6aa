"""The pose networks in a process of their own: one that crashes is started anew and costs a moment, not the session."""

import logging
import multiprocessing
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Any, Final

from vision.estimators import ModelName
from vision.types import Body, Observation

_log = logging.getLogger(__name__)

MOST_SIDE_PX: Final = 1280
"""Pictures larger than this are refused: the networks look at 256 pixels of a person."""

_START_S: Final = 60.0
_ANSWER_S: Final = 10.0
_STOP_S: Final = 2.0


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


Looker = Callable[[Connection], None]
"""What runs in the process: answers pictures on the connection until that is closed."""


class Engine:
    """Starts the process on the first picture and again after it was lost. Calls come from one thread at a time."""

    def __init__(self, *, model: ModelName = "full", threads: int = 2) -> None:
        self._model, self._threads = model, threads
        self._lock = threading.Lock()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None
        self._first_number = self._next_number = 0
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
            EngineLostError: the process ended or did not answer in ten seconds.
        """
        with self._lock:
            connection = self._ensure()
            try:
                connection.send((time_s, picture))
                if not connection.poll(_ANSWER_S):
                    raise EOFError("no answer")
                answer = connection.recv()
            except (EOFError, OSError) as error:
                self._end()
                raise EngineLostError(f"The pose engine was lost ({str(error) or 'it ended'}).") from None
        if isinstance(answer, str):
            raise BadPictureError(answer)
        return self._numbered(answer)

    def _numbered(self, seen: Seen) -> Seen:
        bodies = tuple(Body(body.person + self._first_number, body.values) for body in seen.observation.bodies)
        self._next_number = max([self._next_number, *(body.person + 1 for body in bodies)])
        return replace(seen, observation=replace(seen.observation, bodies=bodies))

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _ensure(self) -> Connection:
        if self._connection is not None and self._process is not None and self._process.is_alive():
            return self._connection
        self._end()
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=run, args=(theirs, self._model, self._threads), name="stretchcheck-engine", daemon=True
        )
        self._process.start()
        theirs.close()
        try:
            ready = self._connection.recv() if self._connection.poll(_START_S) else "it did not answer"
        except (EOFError, OSError):
            ready = "it ended at once"
        if isinstance(ready, str):
            self._end()
            raise EngineLostError(f"The pose engine could not be started: {ready}")
        self.engine = ready
        self.restarts += 1
        self._first_number = self._next_number
        return self._connection

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.join(_STOP_S)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
        self._process = self._connection = None


def run(connection: Connection, model: ModelName, threads: int) -> None:
    """The process: says what engine it is, then answers pictures."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which closes the connection
    import cv2
    import numpy as np

    from vision.estimators import load_estimator
    from vision.models import ModelMissing
    from vision.types import Frame

    cv2.setNumThreads(1)
    try:
        estimator = load_estimator("duo", model=model, stills=False, threads=threads)
    except (ModelMissing, OSError, ValueError) as error:
        connection.send(" ".join(str(error).split()))
        return
    connection.send(dict(estimator.engine))
    number = 0
    while True:
        try:
            time_s, picture = connection.recv()
        except (EOFError, OSError):
            return
        image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR) if picture else None
        if image is None or max(image.shape[:2]) > MOST_SIDE_PX or min(image.shape[:2]) < 64:
            connection.send(f"Expected a JPEG picture of 64 to {MOST_SIDE_PX} pixels a side, but got something else.")
            continue
        observation = estimator(Frame(time_s, number, image.astype(np.uint8, copy=False)))
        number += 1
        height, width = image.shape[:2]
        connection.send(Seen(observation, (width, height), float(image[::8, ::8].mean())))
