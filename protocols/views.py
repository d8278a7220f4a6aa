"""Where the camera stands, and which check can be seen from there: the one table that code and docs read."""

from collections.abc import Mapping
from typing import Final, Literal

import numpy as np

from protocols.geometry import Points
from protocols.mat import Mat
from protocols.measures import INDEX
from protocols.thresholds import DEFAULTS, Settings
from protocols.types import View

Grade = Literal["y", "w", "-"]
"""y: can be judged; w: weak, warn at most; -: cannot be seen, unknown always."""

KINDS: Final = ("side", "oblique", "foot-end", "head-end", "overhead", "unknown")

_COLUMNS: Final = KINDS[:-1]
_TABLE: Final[Mapping[str, str]] = {
    # side, oblique from the feet, foot end raised, head end raised, overhead
    "start_pose": "yywww",
    "hold": "yywww",
    "smooth_in": "yywww",
    "smooth_out": "yywww",
    "steady_hold": "yywww",
    "depth": "yw---",
    "drawn_in": "yw---",
    "knee_path": "-wyyy",
    "same_side": "-wyyy",
    "other_foot_down": "yyw--",
    "foot_lifted": "yyw--",
    "arms_t": "wyyyy",
    "knees_stacked": "wyy-y",
    "shoulder_anchored": "yyyy-",
    "returned_to_centre": "wyywy",
    "ankle_crossed": "wyy-y",
}

SUITS: Final[Mapping[str, tuple[str, ...]]] = {
    "side": ("knee-to-chest", "figure-four"),
    "oblique": ("knee-to-chest", "spinal-twist", "figure-four"),
    "foot-end": ("spinal-twist",),
    "head-end": (),
    "overhead": (),
    "unknown": (),
}


def grade(check: str, kind: str) -> Grade:
    """How well a view shows a check; an unknown view shows everything weakly."""
    if kind == "unknown":
        return "w"
    letters = _TABLE.get(check, "yyyyy")
    letter = letters[_COLUMNS.index(kind)]
    return "y" if letter == "y" else "w" if letter == "w" else "-"


def table() -> dict[str, dict[str, Grade]]:
    """The whole table, check by view, for the documentation."""
    return {check: {kind: grade(check, kind) for kind in _COLUMNS} for check in _TABLE}


def estimate(rows: Points, settings: Settings = DEFAULTS) -> View:
    """Camera place from rows of measures of a person lying still, (n, len(MEASURES)).

    Yaw is 0 square to the body, positive toward the feet; elevation is above the floor, both in degrees and, coming
    from one camera's guess at depth, good to about 15 degrees.
    """
    with np.errstate(all="ignore"):
        cranial, anterior, lateral = (
            _median(rows[:, INDEX[f"to_camera_{axis}"]]) for axis in ("cranial", "anterior", "right")
        )
    if not np.isfinite([cranial, anterior, lateral]).all():
        return View("unknown", None)
    elevation = float(np.degrees(np.arctan2(anterior, np.hypot(cranial, lateral))))
    yaw = float(np.degrees(np.arctan2(-cranial, abs(lateral))))
    kind = _kind(yaw, elevation, settings)
    return View(kind, roll_deg(rows) if kind == "side" else None, round(yaw, 1), round(elevation, 1), SUITS[kind])


def from_mat(mat: Mat, settings: Settings = DEFAULTS) -> View:
    """The view of a camera whose place over the mat is known: yaw and elevation good to about 5 degrees."""
    yaw, elevation = mat.yaw_deg, mat.elevation_deg
    kind = _kind(yaw, elevation, settings)
    return View(kind, round(mat.tilt_deg, 1), round(yaw, 1), round(elevation, 1), SUITS[kind])


def is_square(view: View, settings: Settings = DEFAULTS) -> bool:
    """Whether the camera stands so square to the body that angles may be measured with the picture, or is unknown."""
    yaw, elevation = view.yaw_deg, view.elevation_deg
    if yaw is None or elevation is None:
        return True
    return abs(yaw) < settings["view_side_deg"] and elevation < settings["view_square_elevation_deg"]


def _median(values: Points) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")


def _kind(yaw: float, elevation: float, settings: Settings) -> str:
    if elevation > settings["view_overhead_deg"]:
        return "overhead"
    if abs(yaw) <= settings["view_side_deg"]:
        return "side"
    if yaw >= settings["view_end_deg"]:
        return "foot-end"
    return "head-end" if yaw <= -settings["view_side_deg"] else "oblique"


def roll_deg(rows: Points) -> float | None:
    """Tilt of the picture from the lying trunk in a side view: positive when the picture's right side is low."""
    dx = _median(rows[:, INDEX["shoulders_x_px"]] - rows[:, INDEX["hips_x_px"]])
    dy = _median(rows[:, INDEX["shoulders_y_px"]] - rows[:, INDEX["hips_y_px"]])
    if not np.isfinite([dx, dy]).all() or dx == 0:
        return None
    return round(float(np.degrees(np.arctan(dy / dx))), 1)
