"""Recordings of what MediaPipe alone sees in videos, in the format that everything after the networks reads.

    python -m benchmarks.mediapipe_recordings VIDEO... --out FOLDER [--model full] [--jobs 1] [--mediapipe-python PATH]

Each video gives `<stem>.poses.parquet`: landmarks of `PoseLandmarker` in VIDEO mode with `num_poses=2`, on the same
frames as `analyze` sees, so that `stretchcheck analyze` or `evaluate` can judge them by the same rules.
Pixels are MediaPipe's x times the width and y times the height; visibility, presence and metres are as given.
There is no second network and no scatter: those columns are empty, so a joint is doubted only for low visibility, an
implausible limb, a jump, a swap of sides or a person who stands before it.

MediaPipe's list of people carries no identity. Here people are numbered by the rules by which the duo engine takes
back somebody it lost: whoever is within one trunk length of where a number was last seen, at most 4 s ago, keeps it,
as many as possible and the nearest pairs, chosen together; anybody else gets a new one. That is kinder to MediaPipe
than its own order.

A recording that is complete, of the same file and the same networks, is not made again.
Exit status: 0 all made, 1 some not (each named), 2 none.
"""

import argparse
import hashlib
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks._mediapipe_bundle import MediaPipeError, make_bundle
from benchmarks._mediapipe_landmarks import landmarker
from stretchcheck.inputs import RECORDING_SUFFIX, Input, NothingToDoError, find
from stretchcheck.seeing import _metadata
from vision.capture import SourceError, open_source
from vision.estimators import ModelName
from vision.estimators.tracks import MEMORY_S, RETURNS_WITHIN, apart
from vision.joints import HIPS, SHOULDERS
from vision.models import MODELS, ModelMissing, ensure
from vision.recording import Recording, RecordingError, RecordingWriter
from vision.types import VALUE_NAMES, Body, Image, Observation, Points, rounded

Look = Callable[[Image, int], Points]
"""The people of a BGR picture at so many milliseconds: (n, 33, 7), see `_mediapipe_landmarks.VALUES`."""

_TRUNK: Final = [*SHOULDERS, *HIPS]
_TOO_FAR: Final = 1e3


@dataclass(frozen=True, slots=True)
class Counted:
    """What went into one recording."""

    frames: int
    people: int
    numbers: int


class Numbering:
    """Numbers people by where their shoulders and hips were last seen; numbers are never reused."""

    def __init__(self) -> None:
        self._last: dict[int, tuple[float, Points]] = {}
        self._next = 0

    @property
    def given(self) -> int:
        """How many numbers there are by now."""
        return self._next

    def __call__(self, people: Sequence[Points], time_s: float) -> list[int]:
        """Numbers of the people of one frame, given their joints (33, 2) in pixels."""
        trunks = [joints[_TRUNK] for joints in people]
        self._last = {number: seen for number, seen in self._last.items() if time_s - seen[0] <= MEMORY_S}
        known = list(self._last)
        far = np.array([[apart(trunk, self._last[number][1]) for number in known] for trunk in trunks])
        far = far.reshape(len(trunks), len(known))
        rows, columns = linear_sum_assignment(np.where(far <= RETURNS_WITHIN, far, _TOO_FAR))
        kept = {
            int(row): known[column]
            for row, column in zip(rows, columns, strict=True)
            if far[row, column] <= RETURNS_WITHIN
        }
        numbers = [kept[row] if row in kept else self._new() for row in range(len(trunks))]
        self._last |= {number: (time_s, trunk) for number, trunk in zip(numbers, trunks, strict=True)}
        return numbers

    def _new(self) -> int:
        self._next += 1
        return self._next - 1


def record(video: Path, recording: Path, *, look: Look, engine: Mapping[str, Any]) -> Counted:
    """Write the recording of a video, whole or not at all.

    Args:
        video: the file.
        recording: the file to write; its folder must exist.
        look: finds the people of a picture.
        engine: name, model and hashes, as in `result.json`.

    Raises:
        SourceError: the video cannot be read.
        MediaPipeError: MediaPipe has given up.
    """
    numbering = Numbering()
    frames = people = 0
    time_ms = -1
    with open_source(video) as source, RecordingWriter(recording, {}) as writer:
        for frame in source:
            time_ms = max(round(1000 * frame.time_s), time_ms + 1)
            height, width, _ = frame.image.shape
            bodies = [values_of(joints, width, height) for joints in look(frame.image, time_ms)]
            numbers = numbering([values[:, :2] for values in bodies], frame.time_s)
            found = sorted(zip(numbers, bodies, strict=True), key=lambda each: each[0])
            writer.write(Observation(frame.time_s, frame.index, tuple(Body(*each) for each in found)))
            frames, people = frames + 1, people + len(found)
        writer.set_metadata(**_metadata(source, engine))
    return Counted(frames, people, numbering.given)


def values_of(joints: Points, width: int, height: int) -> Points:
    """Values of a recording, (33, 11), of what MediaPipe says of one person, (33, 7)."""
    values = np.full((len(joints), len(VALUE_NAMES)), np.nan)
    values[:, :7] = joints
    values[:, :2] *= width, height
    return rounded(values)


def engine_of(model: ModelName) -> dict[str, Any]:
    """`engine` of result.json."""
    names = ("pose_detection", f"pose_landmark_{model}")
    return {"name": "mediapipe", "model": model, "models": {name: MODELS[name].sha256 for name in names}}


def is_made(recording: Path, video: Path, engine: Mapping[str, Any]) -> bool:
    """Whether the recording is complete and of this very video and these networks."""
    try:
        metadata = Recording(recording).metadata
        with video.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, RecordingError):
        return False
    return bool(metadata["engine"] == engine and metadata["source"]["sha256"] == sha256)


def main() -> None:
    """Make the recordings that are not there yet."""
    chosen = _arguments()
    try:
        videos = [each for each in find(chosen.videos) if each.kind == "video"]
        if not videos:
            raise NothingToDoError("Expected videos, but got only pictures or recordings.")
        with tempfile.TemporaryDirectory(prefix="mediapipe-") as scratch:
            bundle = _bundle(chosen, Path(scratch))
            raise SystemExit(_all(videos, chosen, bundle))
    except (NothingToDoError, ModelMissing) as error:
        _say(str(error))
    except MediaPipeError as error:
        _say(
            f"Expected a Python with mediapipe, but {error}; name one by --mediapipe-python: {chosen.mediapipe_python}"
        )
    raise SystemExit(2)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("videos", nargs="+", metavar="VIDEO", help="videos, folders of videos, or globs")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--model", choices=get_args(ModelName), default="full")
    parser.add_argument("--jobs", type=int, default=1, help="videos at a time, each in a process of its own")
    parser.add_argument(
        "--mediapipe-python", default=sys.executable, metavar="PATH",
        help="interpreter of an environment with mediapipe, if not this one",
    )  # fmt: skip
    return parser.parse_args()


def _bundle(chosen: argparse.Namespace, scratch: Path) -> Path:
    """The networks as MediaPipe wants them, tried once."""
    bundle = scratch / "pose_landmarker.task"
    make_bundle(bundle, detector=ensure("pose_detection"), landmarks=ensure(f"pose_landmark_{chosen.model}"))
    with landmarker(chosen.mediapipe_python, bundle, log=scratch / "trial.log") as look:
        _say(", ".join([*(f"{name} {number}" for name, number in look.versions.items()), f"model {chosen.model}"]))
    return bundle


def _all(videos: Sequence[Input], chosen: argparse.Namespace, bundle: Path) -> int:
    """Make every recording; the exit status."""
    chosen.out.mkdir(parents=True, exist_ok=True)
    failed = 0
    with ThreadPoolExecutor(chosen.jobs) as pool:
        jobs = {pool.submit(_one, video, chosen, bundle): video for video in videos}
        for done, job in enumerate(as_completed(jobs), start=1):
            try:
                outcome = job.result()
            except (SourceError, MediaPipeError) as error:
                outcome = f"not made: {error}"
                failed += 1
            _say(f"[{done}/{len(jobs)}] {jobs[job].stem}: {outcome}")
    return 0 if not failed else 1 if failed < len(jobs) else 2


def _one(video: Input, chosen: argparse.Namespace, bundle: Path) -> str:
    """Make one recording unless it is there; a few words about it."""
    recording = chosen.out / f"{video.stem}{RECORDING_SUFFIX}"
    engine = engine_of(chosen.model)
    if is_made(recording, video.path, engine):
        return "was there"
    log = bundle.with_name(f"{video.stem}.log")
    with landmarker(chosen.mediapipe_python, bundle, log=log) as look:
        start_s = time.perf_counter()
        counted = record(video.path, recording, look=look, engine=engine)
        rate = counted.frames / (time.perf_counter() - start_s)
    shares = f"{counted.people / counted.frames:.2f} people a frame, {counted.numbers} numbers"
    return f"{counted.frames} frames, {shares}, {rate:.1f} frames/s"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
