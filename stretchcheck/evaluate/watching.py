"""Runs the networks over a video once, and finds the recording again when the same would come of it."""

import hashlib
import inspect
import time
from collections.abc import Callable
from functools import cache
from glob import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import vision
from stretchcheck.inputs import RECORDING_SUFFIX
from stretchcheck.seeing import see
from vision.estimators import EngineName, ModelName, networks_of
from vision.models import MODELS

_SEEN_BY: Final = (
    "ahead.py", "capture.py", "joints.py", "recording.py", "sparing.py", "stillness.py", "types.py", "_mediatime.py",
    "_opening.py", "_upright.py",
)  # fmt: skip
"""What of vision, besides its estimators, a recording depends on."""

_KEY_LETTERS: Final = 16
_STALE_S: Final = 86400.0


def watched(
    video: Path, into: Path, *, engine: EngineName, model: ModelName, threads: int, tell: Callable[[str], None]
) -> Path:
    """The recording of a video, made now unless it is there.

    Args:
        video: the file.
        into: folder of the recordings, made when it is not there.
        engine: which one.
        model: size of its landmark network.
        threads: processor threads each network may use.
        tell: called about once a second with how far it is.

    Raises:
        SourceError: the video cannot be read.
        ModelMissing: a network is not there and could not be fetched.
        OSError: the folder cannot be written.
    """
    recording = into / f"{video.stem}-{key_of(video, engine=engine, model=model)}{RECORDING_SUFFIX}"
    if not recording.exists():
        into.mkdir(parents=True, exist_ok=True)
        _sweep(recording)
        see(video, recording, engine=engine, model=model, threads=threads, progress=_now_and_then(tell))
    return recording


def key_of(video: Path, *, engine: EngineName, model: ModelName) -> str:
    """Letters that change with the video, the engine, its networks and how it is programmed."""
    with video.open("rb") as file:
        shown = hashlib.file_digest(file, "sha256").hexdigest()
    networks = [MODELS[name].sha256 for name in networks_of(engine, model)]
    parts = (shown, engine, model, *networks, _program(), *_library(engine))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_KEY_LETTERS]


def _library(engine: EngineName) -> tuple[str, ...]:
    """Version of the library that an engine leaves finding and following people to; of one that is not here, none."""
    try:
        return (version("mediapipe"),) if engine == "mediapipe" else ()
    except PackageNotFoundError:
        return ()


@cache
def _program() -> str:
    """Hash of the source that stands between a video and its recording."""
    home = Path(vision.__file__).parent
    hashed = hashlib.sha256()
    seeing = Path(inspect.getfile(see))
    for path in (*sorted((home / "estimators").glob("*.py")), *(home / name for name in _SEEN_BY), seeing):
        hashed.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return hashed.hexdigest()


def _sweep(recording: Path) -> None:
    """Remove what runs that were killed left of it, once they are surely dead."""
    for left in recording.parent.glob(f".{escape(recording.name)}.*.part"):
        if time.time() - left.stat().st_mtime > _STALE_S:
            left.unlink(missing_ok=True)


def _now_and_then(tell: Callable[[str], None]) -> Callable[[float, float], None]:
    last_s = 0.0

    def progress(at_s: float, of_s: float) -> None:
        nonlocal last_s
        now_s = time.monotonic()
        if now_s - last_s >= 1.0:
            last_s = now_s
            tell(f"{at_s:.0f}/{of_s:.0f} s")

    return progress
