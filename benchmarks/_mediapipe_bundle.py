"""A bare MediaPipe PoseLandmarker to compare with: makes its model bundle and runs its loop, fenced off the network.

The bundle holds the same weights that `stretchcheck models fetch` gets; only the normalisation that MediaPipe wants
to read in their metadata is added. The loop runs in a process of its own, whose Python may be another one, because
the library sends usage figures home: `https_proxy` and `http_proxy` point at a closed port before it is loaded.
"""

import json
import os
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

_DETECTOR: Final = (127.5, 127.5)
_LANDMARKS: Final = (0.0, 255.0)
_PROXIES: Final = ("https_proxy", "http_proxy", "all_proxy")
_START_S: Final = 120.0


class MediaPipeError(RuntimeError):
    """MediaPipe cannot be run here; the message says why."""


def make_bundle(into: Path, *, detector: Path, landmarks: Path) -> None:
    """Write the `.task` file of a detection and a landmark network: a stored zip with fixed names."""
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as bundle:
        bundle.writestr("pose_detector.tflite", _with_metadata(detector, *_DETECTOR))
        bundle.writestr("pose_landmarks_detector.tflite", _with_metadata(landmarks, *_LANDMARKS))


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


class MediaPipe:
    """A process with `PoseLandmarker` in VIDEO mode that waits for the word to go through all frames once."""

    def __init__(self, process: subprocess.Popen[str], errors: IO[str]) -> None:
        self._process = process
        self._errors = errors
        self.versions = self._answer()

    def run(self) -> dict[str, Any]:
        """Go through all frames with a new landmarker: `wall_s`, `cpu_s`, and `people` of all frames together."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write("run\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # the answer says why
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.wait(_START_S)
            self._errors.seek(0)
            last = self._errors.read().strip().splitlines()[-1:] or [f"exit status {self._process.returncode}"]
            raise MediaPipeError(last[0])
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def mediapipe(python: str, bundle: Path, frames: Path, *, scratch: Path) -> Iterator[MediaPipe]:
    """Start the process.

    Args:
        python: interpreter of an environment with mediapipe in it.
        bundle: the `.task` file.
        frames: what `write_frames` wrote.
        scratch: folder for what the library prints.

    Raises:
        MediaPipeError: the library cannot be loaded or cannot use the bundle.
    """
    command = [python, str(Path(__file__).resolve()), str(bundle), str(frames)]
    with socket.socket() as closed, (scratch / "mediapipe.log").open("w+", encoding="utf-8") as errors:
        closed.bind(("127.0.0.1", 0))  # bound but not listening: whoever calls is refused, and nobody can move in
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env=_fenced(os.environ, closed.getsockname()[1]),
            )
        except OSError as error:
            raise MediaPipeError(f"{python} could not be started ({error.strerror})") from error
        with process:
            try:
                yield MediaPipe(process, errors)
            finally:
                process.kill()


def _fenced(environment: Mapping[str, str], port: int) -> dict[str, str]:
    fence = f"http://127.0.0.1:{port}"
    kept = {name: value for name, value in environment.items() if name.lower() not in (*_PROXIES, "no_proxy")}
    kept.pop("PYTHONPATH", None)  # nothing of this environment in the other one
    return kept | dict.fromkeys((*_PROXIES, *(name.upper() for name in _PROXIES)), fence)


def _with_metadata(weights: Path, mean: float, std: float) -> bytes:
    """The network with `TFLITE_METADATA` that says how its input picture is normalised."""
    import flatbuffers
    from ai_edge_litert import schema_py_generated as schema

    model = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(weights.read_bytes(), 0))
    told = schema.BufferT()
    told.data = np.frombuffer(_metadata(mean, std), dtype=np.uint8)
    entry = schema.MetadataT()
    entry.name, entry.buffer = "TFLITE_METADATA", len(model.buffers)
    model.buffers.append(told)
    model.metadata = [*(model.metadata or []), entry]
    builder = flatbuffers.Builder(weights.stat().st_size + 4096)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _metadata(mean: float, std: float) -> bytes:
    """The least that MediaPipe reads: one RGB input picture and its normalisation.

    Field numbers are those of TFLite's metadata_schema.fbs. The official bundles add names and descriptions;
    with either kind the landmarks came out exactly the same.
    """
    import flatbuffers

    builder = flatbuffers.Builder(256)

    def table(fields: int, **values: Any) -> int:
        builder.StartObject(fields)
        for slot, value in ((int(name[1:]), value) for name, value in values.items()):
            if isinstance(value, bytes):
                builder.PrependUint8Slot(slot, value[0], 0)
            else:
                builder.PrependUOffsetTRelativeSlot(slot, value, 0)
        return int(builder.EndObject())

    def vector(item: int | float) -> int:
        builder.StartVector(4, 1, 4)
        (builder.PrependFloat32 if isinstance(item, float) else builder.PrependUOffsetTRelative)(item)
        return int(builder.EndVector())

    means, stds = vector(mean), vector(std)
    unit = table(2, _0=b"\x01", _1=table(2, _0=means, _1=stds))  # ProcessUnit of NormalizationOptions
    content = table(3, _0=b"\x02", _1=table(2, _0=b"\x01"))  # Content of ImageProperties, RGB
    tensor = table(7, _3=content, _4=vector(unit))
    subgraph = table(7, _2=vector(tensor))
    builder.Finish(table(8, _3=vector(subgraph)), b"M001")
    return bytes(builder.Output())


def _serve(bundle: str, frames: str) -> None:
    """The other process: answer each line on stdin with the figures of one run."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever the library prints must not come between the answers

    def say(**values: Any) -> None:
        print(json.dumps(values), file=answers, flush=True)

    import mediapipe as library
    from mediapipe.tasks.python import BaseOptions, vision

    pictures = np.load(frames, mmap_mode="r")
    times_ms = json.loads(Path(frames).with_suffix(".json").read_text())
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=bundle), running_mode=vision.RunningMode.VIDEO, num_poses=2
    )
    vision.PoseLandmarker.create_from_options(options).close()  # fails here if it fails
    say(mediapipe=library.__version__, numpy=np.__version__, python=sys.version.split()[0])
    for _ in sys.stdin:
        people, wall_s, cpu_s = 0, 0.0, 0.0
        with vision.PoseLandmarker.create_from_options(options) as landmarker:
            for picture, time_ms in zip(pictures, times_ms, strict=True):
                data = np.array(picture)  # from disk, outside of the clock
                wall, cpu = time.perf_counter(), time.process_time()
                image = library.Image(image_format=library.ImageFormat.SRGB, data=data)
                found = landmarker.detect_for_video(image, time_ms)
                wall_s, cpu_s = wall_s + time.perf_counter() - wall, cpu_s + time.process_time() - cpu
                people += len(found.pose_landmarks)
        say(wall_s=wall_s, cpu_s=cpu_s, people=people)


if __name__ == "__main__":
    _serve(*sys.argv[1:])
