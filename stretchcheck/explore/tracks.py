"""What the time axis shows of one clip: skeletons, measures, and the angle that was followed."""

import json
import struct
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from protocols.measures import MEASURES
from protocols.placer import PLACED
from protocols.thresholds import Settings
from stretchcheck.judging import Judged, judge
from vision.joints import N_JOINTS
from vision.people import People
from vision.recording import Recording
from vision.trust import KNOWN

Json = dict[str, Any]
Array = NDArray[np.float64]

_HIDDEN: Final = ("_px", "_px_m")
"""Endings of columns that say where a joint is in the picture, which the skeleton shows."""

_DIGITS: Final = 3


def skeletons(path: Path) -> bytes:
    """Both people of every frame, for the page.

    Returns:
        A length in 4 bytes, so many bytes of JSON (`frames`, `size_px`, `joints`), then float32: (frames,) times in
        seconds and (frames, 2, 33, 2) joints of recipient and partner in pixels, NaN where unseen, then (frames, 2, 33)
        bytes: 1 where the joint is known. Little-endian, the JSON padded to a multiple of 4.
    """
    recording = Recording(path)
    source = recording.metadata["source"]
    size_px = source["width"], source["height"]
    people = People(size_px)
    scenes = [people.update(observation) for observation in recording]
    times_s = np.array([scene.time_s for scene in scenes], dtype="<f4")
    both = [(scene.recipient, scene.partner) for scene in scenes]
    joints = np.array([[who.xy for who in pair] for pair in both], dtype="<f4").reshape(len(scenes), 2, N_JOINTS, 2)
    known = np.array([[who.trust >= KNOWN for who in pair] for pair in both], dtype=np.uint8)
    head = json.dumps({"frames": len(scenes), "size_px": size_px, "joints": N_JOINTS}).encode()
    head += b" " * (-len(head) % 4)
    return struct.pack("<I", len(head)) + head + times_s.tobytes() + joints.tobytes() + known.tobytes()


def measures(path: Path, settings: Settings) -> str:
    """Measures of every frame and the followed angle, by these settings, as JSON.

    Keys: `times_s`, `columns` (name to values, null where unknown), `followed` (`times_s`, `angle_deg`,
    `speed_deg_s`; null for a still) and `events` that only a whole judging tells: signals to stop.
    """
    judged = judge(Recording(path), stretch="auto", side="auto", settings=settings)
    columns = {
        name: _plain(values)
        for names, table in ((MEASURES, judged.rows), (PLACED, judged.placed))
        for name, values in zip(names, table.T, strict=True)
        if not name.endswith(_HIDDEN) and np.isfinite(values).any()
    }
    made = {
        "times_s": _plain(judged.times_s),
        "columns": columns,
        "followed": _followed(judged),
        "events": _stops(judged),
    }
    return json.dumps(made, allow_nan=False)


def _followed(judged: Judged) -> Json | None:
    ticks = judged.followed
    if ticks is None:
        return None
    return {name: _plain(getattr(ticks, of)) for name, of in
            (("times_s", "time_s"), ("angle_deg", "angle_deg"), ("speed_deg_s", "speed_deg_s"))}  # fmt: skip


def _stops(judged: Judged) -> list[Json]:
    return [
        {"kind": event.kind, "start_s": event.start_s, "end_s": event.end_s}
        for event in judged.judgement.events
        if event.kind == "stop_signal"
    ]


def _plain(values: Array) -> list[float | None]:
    rounded = np.round(values, _DIGITS)
    return [value if np.isfinite(value) else None for value in rounded.tolist()]
