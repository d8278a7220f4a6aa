"""Reads the truth of a rendered clip: who, where, what happens when, and every landmark of every frame."""

import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from calibration.labels import Label
from vision.joints import N_JOINTS
from vision.types import Points

TRUTH_SUFFIX: Final = ".truth.json.gz"
ROLES: Final = ("recipient", "partner", "passer")
MARKS: Final = ("landmarks", "landmarks_m")
"""What a frame may tell by the number of an earlier one that has the same."""

_VIEWS: Final = {
    "side": "side",
    "side, raised": "side",
    "oblique from the feet": "oblique",
    "foot end, raised": "foot-end",
    "head end, raised": "head-end",
    "overhead": "overhead",
}


class TruthError(ValueError):
    """The file is not a truth that this version can read."""


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Landmarks of one person in every frame, NaN and 0 in frames that do not show them.

    Attributes:
        xy_px: (n, 33, 2), x right, y down; may lie outside of the picture.
        hidden_by: (n, 33): 0 nothing, 1 the own body, 2 the other person, 3 a thing, 4 somebody who walks by.
        world_m: (n, 33, 3) in camera axes, not hip-centred.
    """

    xy_px: Points
    hidden_by: NDArray[np.int64]
    world_m: Points


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """All that is true of a rendered clip.

    Attributes:
        clip, stretch, side, fps, width, height: of the clip.
        bank: the pictures it was made from, None for clips that have no bank; clips of a bank are not independent.
        split: "test", "development" or None.
        theme: what the clip is there for, "" when not told.
        subject, partner: who; partner is None for somebody alone.
        partner_side: "far" or "near", as seen from the camera.
        view: kind as in `protocols.views.KINDS`.
        elevation_deg, yaw_deg: of the camera.
        labels: phases and faults, as labels by rater "truth".
        sizes: size of each fault label by (kind, start_s).
        hazards: `kind`, `start_s`, `end_s` each.
        near_misses: `way`, `start_s`, `end_s`, `size` each.
        times_s: (n,) of the frames.
        people: landmarks by role; a role that nobody has is missing.
        measures: true measures by name: (n,) arrays, those of a side as `name_left` and `name_right`.
    """

    clip: str
    stretch: str
    side: str
    fps: float
    width: int
    height: int
    bank: str | None
    split: str | None
    theme: str
    subject: str
    partner: str | None
    partner_side: str | None
    view: str
    yaw_deg: float
    elevation_deg: float
    labels: tuple[Label, ...]
    sizes: Mapping[tuple[str, float], float]
    hazards: tuple[Mapping[str, Any], ...]
    near_misses: tuple[Mapping[str, Any], ...]
    times_s: Points
    people: Mapping[str, People]
    measures: Mapping[str, Points]


def read_truth(path: Path) -> Truth:
    """Read `<clip>.truth.json.gz`.

    Raises:
        TruthError: it is something else, or of another schema.
        FileNotFoundError: there is no such file.
    """
    try:
        table = json.loads(gzip.decompress(path.read_bytes()))
        if table["schema"] != 1:
            raise TruthError(f"Expected a truth of schema 1, but got {table['schema']!r}: {path}")
        return _truth(table)
    except (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
        if isinstance(error, (FileNotFoundError, TruthError)):
            raise
        raise TruthError(
            f"Expected the truth of a rendered clip, but got {type(error).__name__} {error}: {path}"
        ) from error


def _truth(table: Mapping[str, Any]) -> Truth:
    frames, view = _whole(table["frames"]), table["view"]
    partner = table["partner_id"]
    return Truth(
        clip=table["clip"],
        stretch=table["stretch"],
        side=table["side"],
        fps=float(table["fps"]),
        width=int(table["width"]),
        height=int(table["height"]),
        bank=table.get("bank"),
        split=table.get("split"),
        theme=table.get("theme", ""),
        subject=table["subject_id"],
        partner=partner,
        partner_side=table["partner_side"] if partner else None,
        view=_VIEWS[view["kind"]],
        yaw_deg=float(view["yaw_deg"]),
        elevation_deg=float(view["elevation_deg"]),
        labels=_labels(table),
        sizes={(fault["kind"], float(fault["start_s"])): float(fault["size"]) for fault in table["faults"]},
        hazards=tuple(table.get("hazards", ())),
        near_misses=tuple(table.get("near_misses", ())),
        times_s=np.array([frame["t_s"] for frame in frames], dtype=np.float64),
        people={role: _people(frames, role) for role in ROLES if any(role in f["landmarks"] for f in frames)},
        measures=_measures(frames),
    )


def _whole(frames: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Frames with their landmarks, also where these are told by the number of an earlier frame that has the same."""
    made: list[dict[str, Any]] = []
    for number, frame in enumerate(frames):
        own = dict(frame)
        for key in MARKS:
            of = frame.get(key)
            if isinstance(of, int):
                if not 0 <= of < number:
                    raise ValueError(f"{key} of frame {number} are those of frame {of}")
                own[key] = made[of][key]
        made.append(own)
    return made


def _labels(table: Mapping[str, Any]) -> tuple[Label, ...]:
    spans = [(phase["name"], phase) for phase in table["phases"]]
    spans += [(fault["kind"], fault) for fault in table["faults"]]
    return tuple(
        Label(
            table["clip"], float(span["start_s"]), float(span["end_s"]), kind,
            table["stretch"], table["side"], table["subject_id"], "truth",
        )
        for kind, span in spans
    )  # fmt: skip


def _people(frames: list[dict[str, Any]], role: str) -> People:
    xy = np.full((len(frames), N_JOINTS, 2), np.nan)
    world = np.full((len(frames), N_JOINTS, 3), np.nan)
    hidden = np.zeros((len(frames), N_JOINTS), dtype=np.int64)
    firsts: dict[tuple[int, int], int] = {}  # frames that tell the same landmarks hold the same objects
    for row, frame in enumerate(frames):
        first = firsts.setdefault((id(frame["landmarks"]), id(frame["landmarks_m"])), row)
        if first != row:
            xy[row], world[row], hidden[row] = xy[first], world[first], hidden[first]
            continue
        marks = frame["landmarks"].get(role)
        if marks is None:
            continue
        joints = [int(number) for number in marks]
        places = np.array(list(marks.values()))
        xy[row, joints], hidden[row, joints] = places[:, :2], places[:, 2]
        metres = frame["landmarks_m"][role]
        world[row, [int(number) for number in metres]] = np.array(list(metres.values()))
    return People(xy, hidden, world)


def _measures(frames: list[dict[str, Any]]) -> dict[str, Points]:
    skipped = {"t_s", *MARKS}
    found: dict[str, Points] = {}
    for key in (key for key in frames[0] if key not in skipped) if frames else ():
        first = frames[0][key]
        if isinstance(first, dict):
            for part in first:
                found[f"{key}_{part}"] = np.array([frame[key][part] for frame in frames], dtype=np.float64)
        else:
            found[key] = np.array([frame[key] for frame in frames], dtype=np.float64)
    return found
