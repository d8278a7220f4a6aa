"""Remembers beside a clip's results what they were made of, so that a later run knows whether they still hold."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, Self

import protocols
import stretchcheck
import vision
from stretchcheck import results
from stretchcheck.asked import Options
from stretchcheck.calibrated import calibration_of
from stretchcheck.evaluate.watching import key_of
from stretchcheck.inputs import Input

STAMP: Final = ".stretchcheck.json"
RECORDING: Final = "poses.parquet"

_RESULT: Final = "result.json"
_HASHED: Final = (RECORDING, "measures.parquet", _RESULT)
"""These must be as they were left; the report may be rebuilt, so it and the overlay must only be there."""

_SCHEMA: Final = 1
_SOURCES: Final = (
    (vision, "**/*.py"), (protocols, "**/*.py"), (stretchcheck, "*.py"), (stretchcheck, "report/**/*"),
    (stretchcheck, "schema/*"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a folder of results was made of.

    Attributes:
        seen: key of what poses.parquet depends on; None where nothing is known.
        judged: key of everything else that the results depend on; None while they are not finished.
        files: sha256 of each file that is finished and must stay as it is.
    """

    seen: str | None = None
    judged: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> Self:
        """The stamp in a folder; one that says nothing where there is none, or none that can be read."""
        try:
            read = json.loads((folder / STAMP).read_bytes())
            if read["schema"] == _SCHEMA:
                return cls(read["seen"], read["judged"], dict(read["files"]))
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return cls()

    def holds(self, folder: Path, names: Collection[str]) -> bool:
        """Whether these files are in the folder as they were left."""
        try:
            return all(_sha256(folder / name) == self.files.get(name) for name in names)
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class Kept:
    """What can be used of a folder of results.

    Attributes:
        seen: key of the recording that the clip gives; None for a file that cannot be read.
        recording: poses.parquet is that recording.
        result: the object of result.json, when everything is finished and holds.
    """

    seen: str | None
    recording: bool = False
    result: dict[str, Any] | None = None


def kept(given: Input, folder: Path, options: Options) -> Kept:
    """What an earlier run left in a folder that the one now asked for would leave too; nothing unless it is resumed."""
    past = Stamp.of(folder)
    seen = _seen_key(given, past, options)
    if not options.resume or seen is None or seen != past.seen or not past.holds(folder, [RECORDING]):
        return Kept(seen)
    is_finished = past.judged == _judged_key(past.files[RECORDING], given, options)
    there = all((folder / name).is_file() for name in written(given, options))
    if not is_finished or not there or not past.holds(folder, _HASHED):
        return Kept(seen, recording=True)
    return Kept(seen, recording=True, result=json.loads((folder / _RESULT).read_bytes()))


def written(given: Input, options: Options) -> tuple[str, ...]:
    """Names of the files that a finished clip has."""
    overlay = ("overlay.mp4",) if options.overlay and given.kind != "recording" else ()
    return (*_HASHED, "report.html", *overlay)


def forget(folder: Path) -> None:
    """Take the stamp away, before the recording beside it changes."""
    (folder / STAMP).unlink(missing_ok=True)


def leave_seen(folder: Path, seen: str | None) -> None:
    """Say that the recording is finished, before anything is judged anew."""
    _write(folder, Stamp(seen, files=_hashes(folder, [RECORDING])))


def leave_judged(folder: Path, seen: str | None, given: Input, options: Options) -> None:
    """Say that everything is finished."""
    files = _hashes(folder, _HASHED)
    _write(folder, Stamp(seen, _judged_key(files[RECORDING], given, options), files))


def _write(folder: Path, stamp: Stamp) -> None:
    said = {"schema": _SCHEMA, "seen": stamp.seen, "judged": stamp.judged, "files": dict(stamp.files)}
    results.write_text(folder / STAMP, json.dumps(said, indent=2) + "\n")


def _seen_key(given: Input, past: Stamp, options: Options) -> str | None:
    """What the recording of a clip depends on.

    A recording that is the very one that the folder holds was made of whatever that one was made of.
    """
    path = given.path
    try:
        if not path.is_file():
            return None
        if given.kind == "recording":
            shown = _sha256(path)
            return past.seen if past.files.get(RECORDING) == shown else f"recording {shown}"
        return f"{given.kind} {path.name} {key_of(path, engine=options.engine, model=options.model)}"
    except OSError:
        return None


def _judged_key(poses: str, given: Input, options: Options) -> str:
    """What results depend on; a recording has no pictures, so its kind is part of it."""
    thresholds = sorted(options.settings.effective().items())
    calibration = repr(calibration_of(options.settings))
    asked = (
        given.kind, options.stretch, options.side, options.settings.profile, thresholds, calibration, options.overlay
    )  # fmt: skip
    return hashlib.sha256(json.dumps((poses, asked, program_key())).encode()).hexdigest()


@cache
def program_key() -> str:
    """Version and hash of the source that results depend on; a little more than need be."""
    hashed = hashlib.sha256(version("stretchcheck").encode())
    for package, pattern in _SOURCES:
        home = Path(str(package.__file__)).parent
        for path in sorted(home.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                hashed.update(path.relative_to(home.parent).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return hashed.hexdigest()


def _hashes(folder: Path, names: Collection[str]) -> dict[str, str]:
    return {name: _sha256(folder / name) for name in names}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
