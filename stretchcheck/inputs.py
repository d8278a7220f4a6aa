"""What the user named on the command line, turned into a list of files with a folder name each."""

from collections.abc import Iterable
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path
from typing import Final, Literal

Kind = Literal["video", "still", "recording"]

STILL_SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp"})
VIDEO_SUFFIXES: Final = frozenset(
    {".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi", ".mts", ".m2ts", ".ts", ".mpg", ".mpeg", ".wmv", ".3gp", ".flv"}
)
RECORDING_SUFFIX: Final = ".poses.parquet"


@dataclass(frozen=True, slots=True)
class Input:
    """One file to analyse and the name of its results folder."""

    path: Path
    stem: str
    kind: Kind


class NothingToDoError(ValueError):
    """The paths name no file that could be analysed."""


def find(paths: Iterable[str]) -> list[Input]:
    """Files, folders (their media files, not deeper) and globs, in the order given, each file once.

    A file that is named outright is always listed, whatever its suffix: reading it says what is wrong with it.

    Raises:
        NothingToDoError: a folder or glob without any recording.
    """
    found: list[Path] = []
    for text in paths:
        found += _expand(text)
    inputs: list[Input] = []
    taken: set[str] = set()
    for path in dict.fromkeys(found):
        stem = _free(_stem(path), taken)
        taken.add(stem.casefold())
        inputs.append(Input(path, stem, kind_of(path)))
    return inputs


def kind_of(path: Path) -> Kind:
    """Recording, still or video, by the name alone."""
    if _is_recording(path.name):
        return "recording"
    return "still" if path.suffix.lower() in STILL_SUFFIXES else "video"


def _expand(text: str) -> list[Path]:
    path = Path(text)
    if path.is_dir():
        inside = sorted(entry for entry in path.iterdir() if entry.is_file() and _is_media(entry))
        if not inside:
            raise NothingToDoError(f"Expected videos, pictures or recordings in the folder, but found none: {text}")
        return inside
    if not path.exists() and has_magic(text):
        matches = sorted(Path(match) for match in glob(text, recursive=True))
        files = [match for match in matches if match.is_file() and _is_media(match)]
        if not files:
            raise NothingToDoError(
                f"Expected the pattern to match a video, picture or recording, but it matched none: {text}"
            )
        return files
    return [path]


def _is_media(path: Path) -> bool:
    name = path.name.lower()
    return not name.startswith(".") and (_is_recording(name) or path.suffix.lower() in STILL_SUFFIXES | VIDEO_SUFFIXES)


def _is_recording(name: str) -> bool:
    """`clip.poses.parquet`, or `poses.parquet` as a results folder holds it."""
    return name.lower().endswith(RECORDING_SUFFIX) or name.lower() == RECORDING_SUFFIX[1:]


def _stem(path: Path) -> str:
    name = path.name
    if name.lower().endswith(RECORDING_SUFFIX):
        return name[: -len(RECORDING_SUFFIX)] or "recording"
    return path.stem or "recording"


def _free(stem: str, taken: set[str]) -> str:
    """The stem, or with the first free number behind it where it is taken."""
    if stem.casefold() not in taken:
        return stem
    number = 2
    while f"{stem}-{number}".casefold() in taken:
        number += 1
    return f"{stem}-{number}"
