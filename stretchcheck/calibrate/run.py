"""A calibration from the source to the profile: a file or the camera is seen, measured, and written down."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from protocols.thresholds import DEFAULTS, Settings
from stretchcheck import profiles, results
from stretchcheck.calibrate import pictures
from stretchcheck.calibrate.board import Boards
from stretchcheck.calibrate.filming import Filming, Show
from stretchcheck.calibrate.guide import Asked, Guide
from stretchcheck.calibrate.measured import Measured, NobodyError, lens_alone, measure
from stretchcheck.inputs import kind_of
from stretchcheck.live import sources
from stretchcheck.live.engine import Engine
from stretchcheck.profile_writing import update
from stretchcheck.profiles import ProfileError
from stretchcheck.reasons import reason
from stretchcheck.seeing import Progress, see
from vision.capture import SourceError
from vision.estimators import ModelName
from vision.recording import Recording

_CAMERA: Final = "camera"
"""What the profile names as the source where it was no file."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `calibrate --help` says of each; `keep` is where the recording goes, None for nowhere."""

    out: Path
    asked: Asked
    name: str | None = None
    model: ModelName = "full"
    keep: Path | None = None
    command: str = "stretchcheck calibrate"


def check_place(path: Path) -> Settings:
    """The thresholds of the profile that is there, or the defaults; asked before anybody lies down.

    Raises:
        ProfileError: a file that is there is no profile, or none can be written there.
    """
    folder = path.absolute().parent
    if not folder.is_dir():
        raise ProfileError(f"Expected a folder to write the profile into, but there is none; make it first: {folder}")
    if path.is_dir() or not os.access(folder, os.W_OK):
        got = "a folder of that name" if path.is_dir() else "a folder that you may not write to"
        raise ProfileError(f"Expected a file that can be written, but got {got}: {path}")
    if not path.exists():
        return DEFAULTS
    present = profiles.load(path)
    return Settings(present.changed, present.profile)  # what was calibrated before must not colour what is measured now


def from_file(path: Path, wanted: Wanted, *, progress: Progress) -> Measured:
    """Measure a video or a recording and write the profile.

    Raises:
        SourceError, RecordingError, ModelMissing, FileNotFoundError: the file cannot be read.
        NobodyError: nobody lies in it.
        ProfileError: the profile cannot be written.
    """
    settings, boards = check_place(wanted.out), wanted.asked.boards
    kind = kind_of(path)
    if kind == "still":
        raise SourceError(f"Expected a video or a recording of one, but got a single picture: {path}")
    if kind == "recording":
        if boards is not None:
            raise SourceError(f"Expected a video for --checkerboard, but a recording holds no pictures: {path}")
        return _measured(Recording(path), None, wanted, settings)
    with tempfile.TemporaryDirectory(prefix="stretchcheck-") as scratch:
        shown = pictures.seen(path, boards, progress=progress)
        recording = Path(scratch) / "calibration.poses.parquet"
        see(
            path, recording, engine="duo", model=wanted.model, threads=os.cpu_count() or 1, progress=progress,
            every_picture=True,
        )  # fmt: skip
        return _measured(Recording(recording), shown, wanted, settings, of=path)


def from_camera(number: int, wanted: Wanted, *, show: Show) -> Measured:
    """Film with a camera, led by the guide, measure and write the profile.

    Raises:
        CameraError, EngineLostError: the camera or the networks do not work.
        NobodyError: nobody lay down.
        ProfileError: the profile cannot be written.
    """
    return from_pictures(sources.camera(number), wanted, show=show)


def from_pictures(source: sources.Source, wanted: Wanted, *, show: Show) -> Measured:
    """The same with pictures from anywhere."""
    settings = check_place(wanted.out)
    engine = Engine(model=wanted.model, threads=os.cpu_count() or 1)
    with tempfile.TemporaryDirectory(prefix="stretchcheck-") as scratch:
        try:
            engine.start()
            filmed = Filming(source, engine, Guide(wanted.asked), folder=Path(scratch), settings=settings).run(show)
        finally:
            engine.close()
        if filmed.recording is None:
            if filmed.pictures.boards is None:
                raise NobodyError(
                    "Expected somebody who lies on the back, whole in the picture, but saw nobody for long."
                )
            return _written(lens_alone(filmed.pictures.boards), {"name": _CAMERA}, wanted)
        return _measured(Recording(filmed.recording), filmed.pictures, wanted, settings, of=Path(_CAMERA))


def _measured(
    recording: Recording,
    shown: pictures.Pictures | None,
    wanted: Wanted,
    settings: Settings,
    *,
    of: Path | None = None,
) -> Measured:
    asked = wanted.asked
    measured = measure(recording, shown, stretch=asked.stretch, side=asked.side, settings=settings, of=of)
    if wanted.keep is not None:
        results.copy_whole(recording.path, wanted.keep)
    source = recording.metadata["source"]
    return _written(measured, {**source, "name": of.name if of is not None else source["name"]}, wanted)


def _written(measured: Measured, source: Mapping[str, Any], wanted: Wanted) -> Measured:
    changes = measured.changes(source, command=wanted.command)
    if changes:
        try:
            update(wanted.out, changes, name=wanted.name)
        except OSError as error:
            raise ProfileError(f"Expected a file that can be written, but {reason(error)}: {wanted.out}") from None
    return measured


__all__ = ["Asked", "Boards", "Wanted", "check_place", "from_camera", "from_file", "from_pictures"]
