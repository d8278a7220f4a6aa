"""An OpenSim motion file of the angles: degrees, at the true media times."""

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stretchcheck.exports.clip import Clip
from stretchcheck.exports.numerals import seconds
from stretchcheck.results import write_text

_NAME: Final = "measures.mot"
_ANGLE: Final = "_deg"


def write(clip: Clip) -> list[Path]:
    """Write `measures.mot`."""
    names = [name for name in clip.measures.column_names if name.endswith(_ANGLE)]
    angles = np.stack([clip.measures[name].to_numpy().astype(np.float64) for name in names], axis=1)
    head = [
        Path(_NAME).stem,
        "version=1",
        f"nRows={len(angles)}",
        f"nColumns={1 + len(names)}",
        "inDegrees=yes",
        "",
        f"Angles by stretchcheck from {_line(clip.result['source']['name'])}; nan where unknown.",
        "endheader",
        "\t".join(["time", *names]),
    ]
    path = clip.folder / _NAME
    write_text(path, "\n".join([*head, *_rows(clip.times_s, angles)]) + "\n")
    return [path]


def _rows(times_s: NDArray[np.float64], angles_deg: NDArray[np.float64]) -> list[str]:
    return [
        "\t".join([seconds(time_s), *(f"{angle:.4f}" for angle in row)])
        for time_s, row in zip(times_s.tolist(), (angles_deg.round(4) + 0.0).tolist(), strict=True)
    ]


def _line(name: str) -> str:
    """A file's name that cannot end the line, nor be taken for a field of the header."""
    return " ".join(name.replace("=", " ").split())
