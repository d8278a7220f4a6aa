"""The other process of the mediapipe engine: a bundle and pictures come in on stdin, landmarks go out on stdout.

It is run by its path, so that its Python needs mediapipe and nothing else. What passes through the pipe is described
here alone, for both ends.
"""

import json
import os
import signal
import struct
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

N_JOINTS: Final = 33
VALUES: Final = ("x", "y", "visibility", "presence", "x_m", "y_m", "z_m")
"""What comes back of each joint: x and y are shares of width and height, as MediaPipe gives them."""

MOST_PEOPLE: Final = 2

BUNDLE: Final = struct.Struct("<q")
"""Asked first: number of bytes of the bundle, which follows. The answer is a line of JSON: versions."""

ASKED: Final = struct.Struct("<qii")
"""Asked of each picture: milliseconds, height, width; the picture follows, RGB. Height 0: forget everyone."""

FOUND: Final = struct.Struct("<i")
"""Answered to each picture: number of people; their `VALUES` follow, float32. To forget needs no answer."""

Detect = Callable[[Any, int], Any]


def serve(mode: str) -> None:
    """Answer each picture with the people in it, until there are no more.

    Args:
        mode: VIDEO or IMAGE.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other end decides when it is over
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever the library prints must not come between the answers

    import mediapipe as library

    (size,) = BUNDLE.unpack(asked.read(BUNDLE.size))
    bundle = asked.read(size)
    detector = _landmarker(bundle, mode)
    versions = {"mediapipe": library.__version__, "python": sys.version.split()[0]}
    answers.write(json.dumps(versions).encode() + b"\n")
    answers.flush()
    while header := asked.read(ASKED.size):
        time_ms, height, width = ASKED.unpack(header)
        if not height:
            detector.close()
            detector = _landmarker(bundle, mode)
            continue
        picture = np.frombuffer(asked.read(3 * height * width), dtype=np.uint8).reshape(height, width, 3)
        image = library.Image(image_format=library.ImageFormat.SRGB, data=picture)
        found = detector.detect(image) if mode == "IMAGE" else detector.detect_for_video(image, time_ms)
        people = list(zip(found.pose_landmarks, found.pose_world_landmarks, strict=True))
        answers.write(FOUND.pack(len(people)) + b"".join(_packed(*person) for person in people))
        answers.flush()
    os._exit(0)  # a landmarker that is ended calls home, and whoever kept the closed port may be gone


def _landmarker(bundle: bytes, mode: str) -> Any:
    from mediapipe.tasks.python import BaseOptions, vision

    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_buffer=bundle),
        running_mode=vision.RunningMode[mode],
        num_poses=MOST_PEOPLE,
    )
    return vision.PoseLandmarker.create_from_options(options)


def _packed(joints: Sequence[Any], world: Sequence[Any]) -> bytes:
    """`VALUES` of one person."""
    rows = [(a.x, a.y, a.visibility, a.presence, b.x, b.y, b.z) for a, b in zip(joints, world, strict=True)]
    return np.array(rows, dtype="<f4").tobytes()


if __name__ == "__main__":
    serve(*sys.argv[1:])
