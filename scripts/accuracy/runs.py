"""Reads the runs and pictures that the page is written from."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCORES = "scores.json"


class InputError(ValueError):
    """A file that the page is made from is missing or something else."""


@dataclass(frozen=True, slots=True)
class Run:
    """One evaluation: its name on the page and its scores."""

    name: str
    scores: Mapping[str, Any]

    @property
    def groups(self) -> Mapping[str, Any]:
        """Figures by group and name."""
        groups: Mapping[str, Any] = self.scores["figures"]
        return groups


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a failure, its file as seen from the page."""

    file: str
    caption: str


def read_run(text: str) -> Run:
    """A run from `NAME=DIR`.

    Raises:
        InputError: it is not of that form, or the folder holds no scores of schema 1.
    """
    name, _, folder = text.partition("=")
    if not name or not folder:
        raise InputError(f"Expected a run as NAME=DIR, but got {text!r}.")
    path = Path(folder) / SCORES
    try:
        scores = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"Expected the scores of an evaluation, but got {type(error).__name__}: {path}") from None
    if not isinstance(scores, dict) or scores.get("schema") != 1:
        raise InputError(f"Expected scores of schema 1, but got something else: {path}")
    return Run(name, scores)


def read_pictures(path: Path | None, page: Path) -> list[Picture]:
    """Pictures from a TOML file with tables `picture` of `file`, seen from the page, and `caption`.

    Raises:
        InputError: the file cannot be read, or one of its pictures is not there.
    """
    if path is None:
        return []
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["picture"]
        pictures = [Picture(table["file"], table["caption"]) for table in tables]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"Expected [[picture]] with file and caption, but got {error!r}: {path}") from None
    for picture in pictures:
        if not (page.parent / picture.file).is_file():
            raise InputError(f"Expected a picture beside the page, but there is none: {page.parent / picture.file}")
    return pictures
