"""OpenSim marker files: one a person, millimetres round the own mid-hip, y up.

The recording's metric landmarks are in camera axes: x right, y down, z away. OpenSim wants y up, so both y and z
change sign, which is half a turn about x: x right, y up, z toward the camera, still right-handed, left stays left.
"""

from contextlib import ExitStack
from pathlib import Path
from typing import Final

import numpy as np

from stretchcheck.exports.clip import Clip, Track
from stretchcheck.exports.numerals import seconds
from stretchcheck.results import appearing_whole
from vision.joints import JOINT_NAMES

_MM: Final = 1000.0
_TO_OPENSIM: Final = {"x_m": _MM, "y_m": -_MM, "z_m": -_MM}
_FIELDS: Final = (
    *("DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units"),
    *("OrigDataRate", "OrigDataStartFrame", "OrigNumFrames"),
)
_RATE_OF_A_PICTURE_HZ: Final = 1.0
"""The format wants a rate even of a single picture."""


def write(clip: Clip) -> list[Path]:
    """Write `recipient.trc`, `partner.trc` and `person_N.trc` of those who were seen."""
    tracks = clip.someone()
    paths = [clip.folder / f"{track.name}.trc" for track in tracks]
    with ExitStack() as whole:
        parts = [whole.enter_context(appearing_whole(path)) for path in paths]
        for track, path, part in zip(tracks, paths, parts, strict=True):
            part.write_text(_text(clip, track, path.name), encoding="utf-8", newline="")
    return paths


def _text(clip: Clip, track: Track, name: str) -> str:
    count = len(clip.times_s)
    rate = f"{clip.rate_hz or _RATE_OF_A_PICTURE_HZ:.6f}"
    values = (rate, rate, str(count), str(len(JOINT_NAMES)), "mm", rate, "1", str(count))
    axes = "\t".join(f"X{number}\tY{number}\tZ{number}" for number in range(1, len(JOINT_NAMES) + 1))
    head = [
        f"PathFileType\t4\t(X/Y/Z)\t{name}",
        "\t".join(_FIELDS),
        "\t".join(values),
        "Frame#\tTime\t" + "\t\t\t".join(JOINT_NAMES) + "\t\t",
        "\t\t" + axes,
        "",
    ]
    return "\n".join([*head, *_rows(clip, track)]) + "\n"


def _rows(clip: Clip, track: Track) -> list[str]:
    """One line a frame; a joint that was not seen is blank.

    Each line ends with a tab: OpenSim drops one empty field at the end of a line, and counts the others.
    """
    count = len(clip.times_s)
    columns = [scale * track.column(name, count).astype(np.float64) for name, scale in _TO_OPENSIM.items()]
    places_mm = np.stack(columns, axis=2).round(1) + 0.0  # no minus before a zero
    return [
        "\t".join([str(number), seconds(time_s), *map(_place, row.reshape(-1).tolist()), ""])
        for number, (time_s, row) in enumerate(zip(clip.times_s.tolist(), places_mm, strict=True), start=1)
    ]


def _place(value_mm: float) -> str:
    return "" if value_mm != value_mm else f"{value_mm:.1f}"
