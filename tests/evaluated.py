"""What evaluations are tried on: a drawn clip as a recording, its labels and its truth."""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from courses import Course
from drawn import Clip
from drawn_recording import write_recording
from materials import knee_to_chest

COURSE = Course(hold_s=33.0)
FPS = 20.0
HEAD = "clip,start_s,end_s,kind,stretch,side,subject,rater"


def drawn() -> Clip:
    """Good form, right leg, from the side."""
    return knee_to_chest(COURSE, fps=FPS)


def record(folder: Path, *clips: str) -> Path:
    """Recordings of the drawn clip under these names, in a folder of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    for clip in clips:
        write_recording(folder / f"{clip}.poses.parquet", drawn())
    return folder


def phases() -> list[tuple[str, float, float]]:
    """Kind, start and end of every phase of the drawn clip."""
    start_s, end_s = COURSE.true_hold_s()
    released_s = COURSE.still_to_s + COURSE.release_s
    return [
        ("setup", 0.0, COURSE.setup_s),
        ("moving_in", COURSE.setup_s, start_s),
        ("hold", start_s, end_s),
        ("release", end_s, released_s),
    ]


def label(
    path: Path,
    *clips: str,
    rater: str = "",
    stretch: str = "knee-to-chest",
    side: str = "right",
    faults: Sequence[tuple[str, float, float]] = (),
    late_s: float = 0.0,
) -> Path:
    """A file of labels of the drawn clip under these names; `late_s` moves the end of the hold."""
    lines = [HEAD]
    for clip in clips:
        for kind, start_s, end_s in [*phases(), *faults]:
            end_s += late_s * (kind == "hold")
            lines.append(f"{clip},{start_s:.3f},{end_s:.3f},{kind},{stretch},{side},anna,{rater}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def tell_truth(folder: Path, clip: str, *, split: str = "test", view: str = "side", faults: Sequence[Any] = ()) -> Path:
    """The truth of the drawn clip as a file, with every landmark where it was drawn."""
    folder.mkdir(parents=True, exist_ok=True)
    film = drawn()
    table = {
        "schema": 1, "clip": clip, "stretch": "knee-to-chest", "side": "right", "fps": FPS,
        "width": film.size_px[0], "height": film.size_px[1], "bank": clip, "split": split, "theme": "good",
        "subject_id": "anna", "partner_id": "ben", "partner_side": "far",
        "view": {"kind": view, "yaw_deg": 0.0, "elevation_deg": 0.0},
        "phases": [{"name": kind, "start_s": start, "end_s": end} for kind, start, end in phases()],
        "faults": list(faults), "frames": _frames(film),
    }  # fmt: skip
    path = folder / f"{clip}.truth.json.gz"
    path.write_bytes(gzip.compress(json.dumps(table).encode(), compresslevel=1))
    return path


def _frames(film: Clip) -> list[Mapping[str, Any]]:
    angles = COURSE.angle_deg(film.times_s)
    people = {"recipient": film.recipient, "partner": film.partner}
    marks = {role: np.dstack([who.xy.round(1), np.zeros(who.xy.shape[:2])]).tolist() for role, who in people.items()}
    places = {role: (who.world + [0.0, 0.0, 3.0]).round(3).tolist() for role, who in people.items()}
    return [
        {
            "t_s": time_s,
            "thigh_trunk_deg": {"left": COURSE.start_deg, "right": angles[frame]},
            "landmarks": {role: dict(enumerate(each[frame])) for role, each in marks.items()},
            "landmarks_m": {role: dict(enumerate(each[frame])) for role, each in places.items()},
        }
        for frame, time_s in enumerate(film.times_s.tolist())
    ]
