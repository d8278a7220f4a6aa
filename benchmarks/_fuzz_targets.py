"""What is done with a damaged file, and which answers are right: anything that is not one clear line is a finding."""

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np

from benchmarks import _fuzz_seeds as seeds
from benchmarks._fuzz_mutations import as_json, damaged_bytes, damaged_json, damaged_table, damaged_text
from benchmarks._fuzz_seeds import Landmarks, SeedFile
from calibration.labels import LabelError
from calibration.read_labels import read_labels
from stretchcheck import profiles
from stretchcheck.analyze import analyze_one
from stretchcheck.asked import Options
from stretchcheck.inputs import find
from stretchcheck.report import summary_line, summary_table
from stretchcheck.report.files import FilesError, rebuild
from stretchcheck.results import summary_rows
from stretchcheck.schema import InvalidResultError
from vision.capture import SourceError, open_source
from vision.recording import RecordingError

_FOLDER: Final = "clip"


class Finding(AssertionError):  # noqa: N818 - it is not the fuzzer that errs
    """An answer that is not right."""


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of file.

    Attributes:
        sound: makes sound files, once a process.
        damage: what a damaged one holds, by chance.
        read: reads a file as the product does and says in a word what came of it.
        refusals: what it may raise; the message must be one line.
    """

    sound: Callable[[], list[SeedFile]]
    damage: Callable[[SeedFile, Random], bytes]
    read: Callable[[Path], str]
    refusals: tuple[type[Exception], ...]


def damaged(kind: str, number: int) -> tuple[str, bytes]:
    """Name and content of a damaged file; the same for the same number."""
    target, chance = TARGETS[kind], Random(f"{kind} {number}")
    chosen = chance.choice(_sound(kind))
    return chosen.name, target.damage(chosen, chance)


def outcome(kind: str, path: Path) -> str:
    """What came of reading a file, in a word.

    Raises:
        Finding: an answer that is not right; any other exception is a finding too.
    """
    target = TARGETS[kind]
    try:
        return target.read(path)
    except target.refusals as error:
        said = str(error)
        if len(said.splitlines()) != 1 or not said.strip():
            raise Finding(f"not one line: {said!r:.300}") from error
        return f"refused ({type(error).__name__})"


@cache
def _sound(kind: str) -> list[SeedFile]:
    return TARGETS[kind].sound()


# -- media


def _damaged_media(file: SeedFile, chance: Random) -> bytes:
    return damaged_bytes(file.content, chance, other=chance.choice(_sound("media")).content)


def _read_media(path: Path) -> str:
    with open_source(path) as source:
        last_s, count = -1.0, 0
        for frame in source:
            size_px = (source.info.width, source.info.height)
            if (frame.image.shape[1], frame.image.shape[0]) != size_px or frame.image.dtype != np.uint8:
                raise Finding(f"a frame of {frame.image.shape} where {size_px} was announced")
            if not last_s < frame.time_s < float("inf") or frame.index != count:
                raise Finding(f"frame {frame.index} at {frame.time_s} after {last_s}")
            last_s, count = frame.time_s, count + 1
        info, warnings = source.info, source.warnings
    if not (0 <= info.duration_s < float("inf") and 0 <= info.fps < float("inf") and info.frames == count):
        raise Finding(f"cannot be: {info}")
    if any(len(warning.splitlines()) != 1 for warning in warnings):
        raise Finding(f"not one line each: {warnings}")
    return "frames, with a warning" if warnings else "frames"


# -- recordings


def _damaged_recording(file: SeedFile, chance: Random) -> bytes:
    sound: Landmarks = file.inside
    how = chance.random()
    if how < 0.3:
        return damaged_bytes(file.content, chance)
    if how < 0.5:
        about = damaged_json(sound.about, chance)
        return Landmarks(sound.table, about).as_parquet()
    return Landmarks(damaged_table(sound.table, chance), sound.about).as_parquet()


def _read_recording(path: Path) -> str:
    folder = path.parent / "out"
    shutil.rmtree(folder, ignore_errors=True)
    (given,) = find([str(path)])
    analyze_one(given, folder, Options(out=folder), progress=lambda doing, at_s, of_s: None)
    return "judged"


# -- results


@cache
def _measures() -> bytes:
    return (_judged() / "measures.parquet").read_bytes()


@cache
def _judged() -> Path:
    """A folder of results, made once a process of the sound recording."""
    scratch = Path(tempfile.mkdtemp(prefix="fuzz-"))
    (sound,) = seeds.recording()
    path = scratch / sound.name
    path.write_bytes(sound.content)
    (given,) = find([str(path)])
    analyze_one(given, scratch / _FOLDER, Options(out=scratch), progress=lambda doing, at_s, of_s: None)
    return scratch / _FOLDER


def _results() -> list[SeedFile]:
    made = (_judged() / "result.json").read_bytes()
    return [SeedFile("result.json", made, json.loads(made))]


def _damaged_result(file: SeedFile, chance: Random) -> bytes:
    if chance.random() < 0.1:
        return damaged_bytes(file.content, chance)
    return as_json(damaged_json(file.inside, chance))


def _read_result(path: Path) -> str:
    (path.parent / "measures.parquet").write_bytes(_measures())
    rebuilt = rebuild(path.parent)
    made: dict[str, Any] = rebuilt.result
    summary_table([made])
    summary_line(made)
    summary_rows("clip.mp4", made)
    return "shown"


# -- profiles and labels


def _read_profile(path: Path) -> str:
    profiles.load(path).effective()
    return "loaded"


def _damaged_labels(file: SeedFile, chance: Random) -> bytes:
    if file.inside is not None and chance.random() < 0.6:
        return as_json(damaged_json(file.inside, chance))
    return damaged_text(file.content, chance)


def _read_labels(path: Path) -> str:
    return "labels" if read_labels(path).labels else "no label"


TARGETS: Final[dict[str, Target]] = {
    "media": Target(seeds.media, _damaged_media, _read_media, (SourceError,)),
    "recording": Target(seeds.recording, _damaged_recording, _read_recording, (RecordingError, InvalidResultError)),
    "result": Target(_results, _damaged_result, _read_result, (FilesError,)),
    "profile": Target(
        seeds.profile, lambda file, chance: damaged_text(file.content, chance), _read_profile, (profiles.ProfileError,)
    ),
    "labels": Target(seeds.labels, _damaged_labels, _read_labels, (LabelError,)),
}
