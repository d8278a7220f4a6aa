"""MediaPipe's PoseLandmarker as a function of picture and time, in a process of its own, fenced off the network.

The other process may have another Python, which needs mediapipe and nothing else: pictures go there through a pipe
and landmarks come back. Both ends of the pipe are in this file, so that they cannot disagree.
"""

import json
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks._mediapipe_bundle import MediaPipeError, _fenced

N_JOINTS: Final = 33
VALUES: Final = ("x", "y", "visibility", "presence", "x_m", "y_m", "z_m")
"""What comes back of each joint: x and y are shares of width and height, as MediaPipe gives them."""

MOST_PEOPLE: Final = 2

_ASKED: Final = struct.Struct("<qii")  # milliseconds, height, width; the picture follows, RGB
_FOUND: Final = struct.Struct("<i")  # number of people; their values follow, float32
_END_S: Final = 30.0


class Landmarker:
    """A landmarker of one video: pictures come in rising time."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: IO[bytes]) -> None:
        self._process = process
        self._log = log
        self.versions: dict[str, str] = json.loads(self._line())

    def __call__(self, image: NDArray[np.uint8], time_ms: int) -> NDArray[np.float64]:
        """(n, 33, 7) `VALUES` of the people in a BGR picture, in MediaPipe's order, which carries no identity.

        Raises:
            MediaPipeError: the process has ended; the message is the last line that it printed.
        """
        height, width, _ = image.shape
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(_ASKED.pack(time_ms, height, width))
            self._process.stdin.write(np.ascontiguousarray(image[:, :, ::-1]).data)
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._ended() from None
        (people,) = _FOUND.unpack(self._read(_FOUND.size))
        values = np.frombuffer(self._read(4 * people * N_JOINTS * len(VALUES)), dtype="<f4")
        return values.reshape(people, N_JOINTS, len(VALUES)).astype(np.float64)

    def _line(self) -> bytes:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise self._ended()
        return line

    def _read(self, size: int) -> bytes:
        assert self._process.stdout is not None
        data = self._process.stdout.read(size)
        if len(data) < size:
            raise self._ended()
        return data

    def _ended(self) -> MediaPipeError:
        self._process.wait(_END_S)
        self._log.seek(0)
        printed = self._log.read().decode(errors="replace").strip().splitlines()
        return MediaPipeError(printed[-1] if printed else f"exit status {self._process.returncode}")


@contextmanager
def landmarker(python: str, bundle: Path, *, log: Path) -> Iterator[Landmarker]:
    """Start the process; it ends with the context.

    Args:
        python: interpreter of an environment with mediapipe in it.
        bundle: the `.task` file.
        log: file for what the library prints.

    Raises:
        MediaPipeError: the interpreter cannot be started, or the library cannot be loaded or cannot use the bundle.
    """
    command = [python, "-m", "benchmarks._mediapipe_landmarks", str(bundle.resolve())]
    with socket.socket() as closed, log.open("w+b") as errors:
        closed.bind(("127.0.0.1", 0))  # bound but not listening: whoever calls is refused, and nobody can move in
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=Path(__file__).resolve().parents[1],
                env=_fenced(os.environ, closed.getsockname()[1]),
            )
        except OSError as error:
            raise MediaPipeError(f"it could not be started ({error.strerror})") from error
        try:
            yield Landmarker(process, errors)
        finally:
            process.kill()
            process.communicate()


def _serve(bundle: str) -> None:
    """The other process: answer each picture on stdin with the people in it, until there are no more."""
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever the library prints must not come between the answers

    import mediapipe as library
    from mediapipe.tasks.python import BaseOptions, vision

    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=bundle),
        running_mode=vision.RunningMode.VIDEO,
        num_poses=MOST_PEOPLE,
    )
    with vision.PoseLandmarker.create_from_options(options) as detector:
        versions = {"mediapipe": library.__version__, "python": sys.version.split()[0]}
        answers.write(json.dumps(versions).encode() + b"\n")
        answers.flush()
        while header := asked.read(_ASKED.size):
            time_ms, height, width = _ASKED.unpack(header)
            picture = np.frombuffer(asked.read(3 * height * width), dtype=np.uint8).reshape(height, width, 3)
            image = library.Image(image_format=library.ImageFormat.SRGB, data=picture)
            found = detector.detect_for_video(image, time_ms)
            people = list(zip(found.pose_landmarks, found.pose_world_landmarks, strict=True))
            answers.write(_FOUND.pack(len(people)) + b"".join(_packed(*person) for person in people))
            answers.flush()


def _packed(joints: Sequence[Any], world: Sequence[Any]) -> bytes:
    """`VALUES` of one person."""
    rows = [(a.x, a.y, a.visibility, a.presence, b.x, b.y, b.z) for a, b in zip(joints, world, strict=True)]
    return np.array(rows, dtype="<f4").tobytes()


if __name__ == "__main__":
    _serve(*sys.argv[1:])
