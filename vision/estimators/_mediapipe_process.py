"""Processes in which MediaPipe runs, fenced off the network because the library sends usage figures home.

libmediapipe has no switch for that, but its HTTP client asks the environment for a proxy once, when it is loaded.
So it is only ever loaded in a process of its own whose proxies are a closed port of this machine.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

import numpy as np

from vision.estimators import _mediapipe_child as child
from vision.models import ModelMissing
from vision.types import Image, Points

_PROXIES: Final = ("https_proxy", "http_proxy", "all_proxy")
_END_S: Final = 30.0


class MediaPipeError(ModelMissing):
    """MediaPipe cannot be run here or gave up: a state of the computer, as when a network is missing.

    The message is one line that says why and what to do.
    """


class FencedProcess:
    """A Python process that cannot reach the network, answering on its stdout what it is asked on its stdin.

    It ends with `close`, with this object, or with the process that started it.
    """

    def __init__(self, script: Path, *arguments: str, python: str = sys.executable) -> None:
        """Start it.

        Args:
            script: run by its path; its folder does not become a place to import from.
            arguments: of the script.
            python: interpreter, 3.11 or newer, of an environment with mediapipe in it.

        Raises:
            MediaPipeError: the interpreter cannot be started.
        """
        closed, self._log = socket.socket(), tempfile.TemporaryFile()  # noqa: SIM115 - `_end` closes it
        try:
            closed.bind(("127.0.0.1", 0))  # bound but not listening: whoever calls is refused, nobody can move in
            environment = fenced(os.environ, closed.getsockname()[1])
            if python != sys.executable:
                environment.pop("PYTHONPATH", None)  # nothing of this environment in the other one
            self._process = subprocess.Popen(
                [python, "-P", str(script.resolve()), *arguments],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, env=environment,
            )  # fmt: skip
        except OSError as error:
            closed.close()
            self._log.close()
            raise _failed(f"{python} could not be started: {error.strerror}") from error
        self.close = weakref.finalize(self, _end, self._process, closed, self._log)

    def write(self, *parts: bytes | memoryview) -> None:
        """Send.

        Raises:
            MediaPipeError: the process has ended; the message says what it printed last, or what killed it.
        """
        assert self._process.stdin is not None
        try:
            for part in parts:
                self._process.stdin.write(part)
            self._process.stdin.flush()
        except OSError:  # a broken pipe; Windows calls it an invalid argument
            raise self._ended() from None

    def read(self, size: int) -> bytes:
        """So many bytes of the answer; raises like `write`."""
        assert self._process.stdout is not None
        data = self._process.stdout.read(size)
        if len(data) < size:
            raise self._ended()
        return data

    def line(self) -> bytes:
        """A line of the answer; raises like `write`."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise self._ended()
        return line

    def _ended(self) -> MediaPipeError:
        status = self._process.wait(_END_S)
        self._log.seek(0)
        printed = self._log.read().decode(errors="replace").strip().splitlines()
        if status < 0:
            return _failed(f"it was killed by {_signal(-status)}")
        return _failed(printed[-1] if printed else f"exit status {status}")


class Landmarker:
    """MediaPipe's PoseLandmarker as a function of picture and time, in a fenced process."""

    def __init__(self, bundle: bytes, *, stills: bool, python: str = sys.executable) -> None:
        """Start it.

        Args:
            bundle: content of the `.task` file.
            stills: IMAGE instead of VIDEO mode.
            python: see `FencedProcess`.

        Raises:
            MediaPipeError: the library cannot be loaded or cannot use the bundle.
        """
        self._process = FencedProcess(Path(child.__file__), "IMAGE" if stills else "VIDEO", python=python)
        self._process.write(child.BUNDLE.pack(len(bundle)), bundle)
        self.versions: dict[str, str] = json.loads(self._process.line())

    def __call__(self, image: Image, time_ms: int) -> Points:
        """(n, 33, 7) `child.VALUES` of the people in a BGR picture, in MediaPipe's order, which carries no identity.

        Args:
            image: (H, W, 3).
            time_ms: rising since the beginning, or since everyone was forgotten.

        Raises:
            MediaPipeError: the process has ended.
        """
        height, width, _ = image.shape
        self._process.write(child.ASKED.pack(time_ms, height, width), np.ascontiguousarray(image[:, :, ::-1]).data)
        (people,) = child.FOUND.unpack(self._process.read(child.FOUND.size))
        values = np.frombuffer(self._process.read(4 * people * child.N_JOINTS * len(child.VALUES)), dtype="<f4")
        return values.reshape(people, child.N_JOINTS, len(child.VALUES)).astype(np.float64)

    def forget(self) -> None:
        """Begin anew, as if just started; raises like a call."""
        self._process.write(child.ASKED.pack(0, 0, 0))

    def close(self) -> None:
        """End the process."""
        self._process.close()


def fenced(environment: Mapping[str, str], port: int) -> dict[str, str]:
    """The environment with every proxy set to a port of this machine, and no host excepted."""
    kept = {name: value for name, value in environment.items() if name.lower() not in (*_PROXIES, "no_proxy")}
    names = (*_PROXIES, *(name.upper() for name in _PROXIES))
    return kept | dict.fromkeys(names, f"http://127.0.0.1:{port}")


def _failed(why: str) -> MediaPipeError:
    return MediaPipeError(f"Expected MediaPipe to run in a process of its own, but {why}; --engine duo needs none")


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _end(process: "subprocess.Popen[bytes]", closed: socket.socket, log: IO[bytes]) -> None:
    process.kill()  # it holds nothing that could be lost
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # a picture that was never sent
                pipe.close()
    closed.close()
    log.close()
