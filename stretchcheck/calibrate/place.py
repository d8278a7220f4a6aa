"""Where the camera stands: view, tilt, the line of the floor, size and rate of its pictures."""

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from protocols.measures import INDEX
from protocols.types import View
from stretchcheck.calibrate.steps import Entries, Step, entry
from stretchcheck.calibrated import SIDES, VIEW
from stretchcheck.live.framing import FPS_LEAST, FPS_POOR

Array = NDArray[np.float64]

ROLL_MOST_DEG: Final = 8.0
_ON_THE_FLOOR: Final = ("shoulder", "hip", "ankle")
_LEAST_JOINTS: Final = 4
_LEAST_TICKS: Final = 30
_HOOK: Final = "Lie still on the back with both knees bent and both feet flat."
_KINDS: Final = {
    "side": "from the side", "oblique": "obliquely from the feet", "foot-end": "from the feet",
    "head-end": "from the head", "overhead": "from above",
}  # fmt: skip


def rate_step(source: Mapping[str, Any]) -> tuple[Step, Entries]:
    """Whether enough pictures came."""
    fps = float(source["fps"])
    entries = {"fps": entry(fps, 1, pictures=source["frames"])}
    mend = "More light, mains power and fewer open programs help."
    said = f"{fps:.0f} pictures a second"
    if fps < FPS_POOR:
        return Step("frame rate", "fault", f"{said}; {FPS_POOR:.0f} are needed.", mend), entries
    if fps < FPS_LEAST:
        return Step("frame rate", "warn", f"{said}: below {FPS_LEAST:.0f} a jerk can hide between them.", mend), entries
    return Step("frame rate", "ok", f"{said}."), entries


def size_entries(source: Mapping[str, Any]) -> Entries:
    """Width and height of the pictures."""
    return {f"{name}_px": entry(int(source[name]), 0) for name in ("width", "height")}


def level_step(view: View) -> Step:
    """Whether the picture is level."""
    roll = view.roll_deg
    if roll is None:
        return Step("level", "unknown", "How far the picture is tilted could not be told.", _HOOK)
    if abs(roll) > ROLL_MOST_DEG:
        said = f"The picture is tilted by {abs(roll):.0f} degrees, {ROLL_MOST_DEG:.0f} at most are right."
        lift = f"Lift the {'left' if roll > 0 else 'right'} side of the camera, seen from behind it."
        return Step("level", "fault", said, lift)
    return Step("level", "ok", f"Tilted by {abs(roll):.1f} degrees.")


def view_step(view: View) -> Step:
    """Where the camera stands."""
    if view.kind == "unknown":
        return Step("view", "unknown", "Where the camera stands could not be told.", _HOOK)
    suits = ", ".join(view.suits) or "none of the stretches"
    return Step("view", "ok" if view.suits else "warn", f"It looks {_KINDS[view.kind]}, which suits {suits}.")


def place_entries(view: View, rest_rows: Array, size_px: tuple[int, int]) -> Entries:
    """View, yaw, elevation, tilt and floor line; what could not be told is absent."""
    entries: Entries = {} if view.kind == "unknown" else {VIEW: {"value": view.kind}}
    for name in ("yaw_deg", "elevation_deg", "roll_deg"):
        value = getattr(view, name)
        if value is not None and view.kind != "unknown":
            entries[name] = entry(float(value), 1)
    return entries | (_floor(rest_rows, size_px) if view.kind == "side" else {})


def _floor(rows: Array, size_px: tuple[int, int]) -> Entries:
    """The line through shoulders, hips and ankles at rest; only from the side does the body lie along the floor's line.

    Args:
        rows: (ticks, len(COLUMNS)) at rest.
        size_px: width and height of the pictures.
    """
    width, height = size_px
    points = [_middle(rows, f"{joint}_{side}") for joint in _ON_THE_FLOOR for side in SIDES]
    known = np.array([point for point in points if all(map(math.isfinite, point))]).reshape(-1, 2)
    if len(known) < _LEAST_JOINTS or not np.ptp(known[:, 0]) > 0:
        return {}
    slope, start = np.polyfit(known[:, 0], known[:, 1], 1).tolist()
    off = float(np.sqrt(np.mean((known[:, 1] - start - slope * known[:, 0]) ** 2)))
    ends = {"left": start, "right": start + slope * width}
    return {
        f"floor_{side}_share": entry(end / height, 4, rms_share=off / height, joints=len(known))
        for side, end in ends.items()
    }


def _middle(rows: Array, joint: str) -> tuple[float, float]:
    columns = rows[:, [INDEX[f"{joint}_x_px"], INDEX[f"{joint}_y_px"]]]
    known = columns[np.isfinite(columns).all(axis=1)]
    if len(known) < _LEAST_TICKS:
        return math.nan, math.nan
    x, y = np.median(known, axis=0).tolist()
    return x, y
