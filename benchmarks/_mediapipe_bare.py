"""A bare MediaPipe PoseLandmarker to compare with, in a process that cannot reach the network."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vision.estimators.mediapipe import FencedProcess

_LOOP: Final = Path(__file__).with_name("_mediapipe_loop.py")


def write_frames(into: Path, frames: Iterable[tuple[float, NDArray[np.uint8]]], shape: tuple[int, int, int]) -> None:
    """Keep times and BGR pictures where the other process finds them: RGB in a `.npy`, milliseconds in a `.json`.

    Args:
        into: the `.npy`.
        frames: seconds and picture of each.
        shape: number of frames, height, width.
    """
    pictures = np.lib.format.open_memmap(into, mode="w+", dtype=np.uint8, shape=(*shape, 3))
    times_ms: list[int] = []
    for number, (time_s, image) in enumerate(frames):
        pictures[number] = image[:, :, ::-1]
        times_ms.append(max(round(1000 * time_s), times_ms[-1] + 1 if times_ms else 0))
    pictures.flush()
    into.with_suffix(".json").write_text(json.dumps(times_ms))


class BareMediaPipe:
    """A process with `PoseLandmarker` in VIDEO mode that waits for the word to go through all frames once."""

    def __init__(self, process: FencedProcess) -> None:
        self._process = process
        self.versions = self._answer()

    def run(self) -> dict[str, Any]:
        """Go through all frames with a new landmarker: `wall_s`, `cpu_s`, and `people` of all frames together."""
        self._process.write(b"run\n")
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self._process.line())
        return answer


@contextmanager
def bare_mediapipe(python: str, bundle: Path, frames: Path) -> Iterator[BareMediaPipe]:
    """Start the process; it ends with the context.

    Args:
        python: interpreter of an environment with mediapipe in it.
        bundle: the `.task` file.
        frames: what `write_frames` wrote.

    Raises:
        MediaPipeError: the library cannot be loaded or cannot use the bundle.
    """
    process = FencedProcess(_LOOP, str(bundle), str(frames), python=python)
    try:
        yield BareMediaPipe(process)
    finally:
        process.close()
