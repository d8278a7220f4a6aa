"""A bench bank on disk: its index, what of it is there and whole, and reading it back."""

from __future__ import annotations

import json
import math
import pathlib
from dataclasses import asdict
from typing import Any

import numpy as np
from PIL import Image

from bench.scenario import Scenario
from bench.shots import Entry, shot_from
from film.bank import PATH, Bank
from stretches.base import Way

INDEX = "bank.json"


def index_of(
    scenario: Scenario, way: Way, shares: dict[str, float], wrong_deg: float, entries: list[Entry]
) -> dict[str, Any]:
    """What `bank.json` holds."""
    return {
        "scene": asdict(scenario),
        "path": {"start_deg": scenario.start_deg, "stops_deg": way.stops_deg, "end_deg": way.end_deg},
        "shares": shares,
        "wrong_deg": wrong_deg,
        "entries": [asdict(entry) for entry in entries],
    }


def save_index(folder: pathlib.Path, index: dict[str, Any]) -> None:
    """Write the index; refuse a folder that holds another bank."""
    file = folder / INDEX
    text = json.dumps(index, indent=1)
    if file.exists() and not _equal(json.loads(file.read_text()), json.loads(text)):
        raise ValueError(f"Expected an empty folder or the same bank; delete the old one: {folder}")
    write_whole(file, text)


def _equal(a: Any, b: Any) -> bool:
    """Whether two JSON values are the same but for how another machine rounds."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_equal(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_equal, a, b))
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-9)
    return bool(a == b)


def read_entries(folder: pathlib.Path) -> list[Entry]:
    """The planned poses of a bank."""
    index = json.loads((folder / INDEX).read_text())
    return [Entry(e["picture"], e["track"], e["value"], shot_from(e["shot"])) for e in index["entries"]]


def write_whole(path: pathlib.Path, text: str) -> None:
    """Write a file that appears whole or not at all."""
    unfinished = path.with_name(f".{path.name}")
    unfinished.write_text(text)
    unfinished.replace(path)


def missing(folder: pathlib.Path, entries: list[Entry], size_px: tuple[int, int]) -> list[Entry]:
    """One entry for every picture that is not there or not whole, in the order of the plan."""
    wanted = {entry.picture: entry for entry in reversed(entries)}
    absent = {picture for picture in wanted if not whole(folder, picture, size_px)}
    firsts = {entry.picture: i for i, entry in reversed(list(enumerate(entries)))}
    return [wanted[picture] for picture in sorted(absent, key=firsts.__getitem__)]


def whole(folder: pathlib.Path, picture: str, size_px: tuple[int, int]) -> bool:
    """Whether a pose has a picture of the right size that decodes, and a truth that parses."""
    try:
        json.loads((folder / f"{picture}.json").read_text())["recipient"]["0"]
        with Image.open(folder / f"{picture}.png") as image:
            image.load()
            return image.size == tuple(size_px)
    except (OSError, SyntaxError, ValueError, KeyError):
        return False


class BenchBank(Bank):
    """A finished bench bank."""

    def __init__(self, folder: pathlib.Path) -> None:
        super().__init__(folder)
        index = json.loads((folder / INDEX).read_text())
        self.shares: dict[str, float] = index["shares"]
        self.wrong_deg: float = index["wrong_deg"]
        way = [entry for entry in index["entries"] if entry["track"] == PATH]
        self._courses = np.array([[entry["shot"]["state"]["course"], entry["value"]] for entry in way])

    def has(self, track: str) -> bool:
        """Whether the bank holds a track."""
        return track in self._tracks

    def place_deg(self, course: float) -> float:
        """Where on the path a course of the stretch is."""
        return float(np.interp(course, *self._courses.T))

    @property
    def last_deg(self) -> float:
        """Where the path ends, beyond the end of the stretch."""
        return float(np.max(self._tracks[PATH][0]))
