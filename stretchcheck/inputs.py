"""What the user named on the command line, turned into a list of files with a folder name each."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path
from typing import Final, Literal

from stretchcheck.batch.places import Place, PlaceError, name_in, placed
from stretchcheck.reasons import reason

Kind = Literal["video", "still", "recording"]

STILL_SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp"})
VIDEO_SUFFIXES: Final = frozenset(
    {".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi", ".mts", ".m2ts", ".ts", ".mpg", ".mpeg", ".wmv", ".3gp", ".flv"}
)
RECORDING_SUFFIX: Final = ".poses.parquet"

_RECORDING: Final = "poses.parquet"
_OWN: Final = {"summary.csv", "index.html"}
"""What stands beside the folders of clips, so that no folder may be called that."""

_OVERLAY: Final = "overlay.mp4"
"""What `analyze` draws beside a recording: a picture of results, never a clip."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file to analyse and the name of its results folder; of one that is elsewhere, `path` is but its name."""

    path: Path
    stem: str
    kind: Kind
    url: str | None = None

    @property
    def name(self) -> str:
        """The file's name; with its folder where the name alone tells nothing."""
        return f"{_stem(self.path)}/{self.path.name}" if self.path.name.lower() == _RECORDING else self.path.name


class NothingToDoError(ValueError):
    """The paths name no file that could be analysed."""


def find(paths: Iterable[str], *, out: Path | None = None) -> list[Input]:
    """Files, folders (their media files, not deeper), globs and URLs of files, in the order given, each file once.

    A file that is named outright is always listed, whatever its suffix: reading it says what is wrong with it.
    A folder without media files may be one of results: then the recordings in its folders are listed.
    A recording that stands in `out` keeps its folder there, so that no other file's results overwrite it.

    Raises:
        NothingToDoError: a path without a name; a folder or glob without any recording.
    """
    found: list[Place] = []
    for text in paths:
        found += _expand(text)
    found = list(dict.fromkeys(found))
    at_home: dict[Place, str] = {
        place: _stem(place) for place in found if isinstance(place, Path) and out and _stands_in(place, out)
    }
    inputs: list[Input] = []
    taken = {stem.casefold() for stem in at_home.values()} | _OWN
    for place in found:
        path, url = (place, None) if isinstance(place, Path) else (Path(name_in(place)), place)
        stem = at_home.get(place) or _free(_stem(path), taken)
        taken.add(stem.casefold())
        inputs.append(Input(path, stem, kind_of(path), url))
    return inputs


def kind_of(path: Path) -> Kind:
    """Recording, still or video, by the name alone."""
    if _is_recording(path.name):
        return "recording"
    return "still" if path.suffix.lower() in STILL_SUFFIXES else "video"


def _expand(text: str) -> Sequence[Place]:
    if not text:
        raise NothingToDoError("Expected a file, folder or pattern, but got an empty name; this folder is a dot.")
    path = _placed(text)
    if isinstance(path, str):
        return [path]
    try:
        if path.is_dir():
            return _inside(path)
        exists = path.exists()
    except OSError as error:
        raise NothingToDoError(f"Expected a path that can be looked at, but {reason(error)}: {text}") from None
    if not exists and has_magic(text):
        matches = sorted(Path(match) for match in glob(text, recursive=True))
        files = [match for match in matches if match.is_file() and _is_media(match)]
        if not files:
            raise NothingToDoError(
                f"Expected the pattern to match a video, picture or recording, but it matched none: {text}"
            )
        return files
    return [path]


def _placed(text: str) -> Place:
    try:
        place = placed(text)
    except PlaceError as error:
        raise NothingToDoError(str(error)) from None
    if isinstance(place, str) and not name_in(place):
        raise NothingToDoError(f"Expected the URL of a file, but got one without a name: {place}")
    return place


def _inside(folder: Path) -> list[Path]:
    """The media files of a folder, or the recordings of a folder of results."""
    inside = sorted(entry for entry in folder.iterdir() if entry.is_file() and _is_media(entry))
    inside = inside or sorted(entry for entry in folder.glob(f"[!.]*/{_RECORDING}") if entry.is_file())
    if not inside:
        raise NothingToDoError(f"Expected videos, pictures or recordings in the folder, but found none: {folder}")
    return inside


def _is_media(path: Path) -> bool:
    name = path.name.lower()
    if name.startswith(".") or (name == _OVERLAY and path.with_name(_RECORDING).exists()):
        return False
    return _is_recording(name) or path.suffix.lower() in STILL_SUFFIXES | VIDEO_SUFFIXES


def _is_recording(name: str) -> bool:
    """`clip.poses.parquet`, or `poses.parquet` as a results folder holds it."""
    return name.lower().endswith(RECORDING_SUFFIX) or name.lower() == _RECORDING


def _stem(path: Path) -> str:
    name = path.name
    if name.lower().endswith(RECORDING_SUFFIX):
        stem = name[: -len(RECORDING_SUFFIX)]
        return stem if stem.strip(". ") else "recording"
    if name.lower() == _RECORDING:
        return Path(os.path.abspath(path)).parent.name or "recording"
    return path.stem if path.stem.strip(". ") else "recording"  # a folder called .. would be another one


def _stands_in(path: Path, out: Path) -> bool:
    """Whether this is the very file that its own results would be written beside."""
    target = out / _stem(path) / _RECORDING
    return path.is_file() and target.is_file() and target.samefile(path)


def _free(stem: str, taken: set[str]) -> str:
    """The stem, or with the first free number behind it where it is taken."""
    if stem.casefold() not in taken:
        return stem
    number = 2
    while f"{stem}-{number}".casefold() in taken:
        number += 1
    return f"{stem}-{number}"
