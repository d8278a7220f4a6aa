"""A bank of rendered poses: its tracks of states, and reading it back from disk.

On disk a bank is a folder with `bank.json` and, for every pose, a PNG and a JSON of its truth.
"""

from __future__ import annotations

import json
import pathlib
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from film.config import Scene
from stretches.base import State, Way

REST, REACH, PATH, END = "rest", "reach", "path", "end"


@dataclass(frozen=True)
class Entry:
    """One pose of a bank.

    Attributes:
        picture: Name of the PNG without suffix; entries may share one.
        track: rest and end (breathing, -1 to 1), reach (0 to 1), path (degrees); for every fault
            its name (0 to 1) and `breathing_in` it (-1 to 1).
        value: Place on the track.
        state: What fixes both bodies.
    """

    picture: str
    track: str
    value: float
    state: State


def breathing_in(fault: str) -> str:
    """Name of the track of breathing in the full fault."""
    return f"{fault}_{END}"


def path_angles_deg(scene: Scene, way: Way) -> np.ndarray:
    """The places of the path's poses: fine at the start, at stops, at the end and beyond."""
    plan = scene.bank
    fine = [(scene.start_deg, scene.start_deg + plan.fine_start_deg)]
    fine += [(stop - plan.fine_start_deg, stop + plan.fine_start_deg) for stop in way.stops_deg]
    fine += [(way.end_deg - plan.fine_end_deg, way.end_deg)]
    pieces = []
    for (first, last), (after, _) in zip(fine, [*fine[1:], (way.end_deg, 0.0)], strict=True):
        pieces.append(_steps(first, last, plan.fine_step_deg))
        pieces.append(_steps(last, after, plan.step_deg))
    if plan.beyond_deg > 0.0:
        pieces.append(_steps(way.end_deg, way.end_deg + plan.beyond_deg, 2.0 * plan.fine_step_deg))
    return np.unique(np.concatenate(pieces).round(6))


def _steps(first: float, last: float, step: float) -> np.ndarray:
    """Even steps of about this size, both ends included."""
    return np.linspace(first, last, max(round((last - first) / step), 1) + 1)


def plan_entries(scene: Scene, angles_deg: np.ndarray, courses: np.ndarray) -> list[Entry]:
    """All poses of a bank; equal states share a picture."""
    plan = scene.bank
    breaths = np.linspace(-1.0, 1.0, plan.breath_poses)
    reaches = np.linspace(0.0, 1.0, plan.reach_poses)
    wanted = [(REST, b, State(0.0, b, 0.0)) for b in breaths]
    wanted += [(REACH, r, State(0.0, 0.0, r)) for r in reaches]
    wanted += [(PATH, a, State(c, 0.0, 1.0)) for a, c in zip(angles_deg, courses, strict=True)]
    wanted += [(END, b, State(1.0, b, 1.0)) for b in breaths]
    for kind in scene.faults:
        shares = np.linspace(0.0, 1.0, plan.fault_poses)
        wanted += [(kind, s, State(fault=s, fault_kind=kind, course=1.0)) for s in shares]
        few = np.linspace(-1.0, 1.0, plan.fault_breath_poses)
        full = State(fault=1.0, fault_kind=kind, course=1.0)
        wanted += [(breathing_in(kind), b, replace(full, breath=b)) for b in few]
    pictures: dict[State, str] = {}
    entries = []
    for track, value, exact in wanted:
        state = _rounded(exact)
        picture = pictures.setdefault(state, f"{track}_{len(pictures):04d}")
        entries.append(Entry(picture, track, round(float(value), 4), state))
    return entries


def _rounded(state: State) -> State:
    """The state in five decimals; without a fault its kind does not matter."""
    numbers = {name: value for name, value in asdict(state).items() if name != "fault_kind"}
    rounded = State(**{name: round(float(value), 5) + 0.0 for name, value in numbers.items()})
    return replace(rounded, fault_kind=state.fault_kind if rounded.fault else "")


def save_index(folder: pathlib.Path, scene: Scene, way: Way, entries: list[Entry]) -> None:
    """Write `bank.json`; refuse a folder that holds another bank."""
    file = folder / "bank.json"
    path = {"start_deg": scene.start_deg, "stops_deg": way.stops_deg, "end_deg": way.end_deg}
    index = {"scene": asdict(scene), "path": path, "entries": [asdict(e) for e in entries]}
    text = json.dumps(index, indent=1)
    if file.exists() and file.read_text() != text:
        raise ValueError(f"Expected an empty folder or the same bank; delete the old one: {folder}")
    file.write_text(text)


class Bank:
    """A finished bank, read from disk; pictures are decoded once."""

    def __init__(self, folder: pathlib.Path) -> None:
        index = json.loads((folder / "bank.json").read_text())
        self.path: dict[str, Any] = index["path"]
        self._folder = folder
        self._tracks: dict[str, tuple[np.ndarray, list[str]]] = {}
        for track in dict.fromkeys(entry["track"] for entry in index["entries"]):
            own = [entry for entry in index["entries"] if entry["track"] == track]
            values = np.array([entry["value"] for entry in own])
            self._tracks[track] = (values, [entry["picture"] for entry in own])
        self._truths: dict[str, dict] = {}

    def nearest(self, track: str, value: float) -> str:
        """Name of the picture nearest to a place on a track."""
        values, pictures = self._tracks[track]
        return pictures[int(np.argmin(np.abs(values - value)))]

    def check_reach(self, deepest_deg: float) -> None:
        """Refuse a clip that goes deeper than the bank's path."""
        last = float(self._tracks[PATH][0].max())
        if deepest_deg > last + 0.5:
            raise ValueError(
                f"Expected nothing deeper than the path's {last:.1f} deg, but got {deepest_deg:.1f}; "
                f"raise the scene's bank.beyond_deg: {self._folder}"
            )

    def picture_path(self, picture: str) -> pathlib.Path:
        """File of a picture."""
        return self._folder / f"{picture}.png"

    def truth(self, picture: str) -> dict:
        """Truth of the pose that a picture shows."""
        if picture not in self._truths:
            self._truths[picture] = json.loads((self._folder / f"{picture}.json").read_text())
        return self._truths[picture]
