"""What `stretchcheck calibrate` found out about a camera and a person: the names in a profile, and how it is used."""

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from protocols.stretches import STRETCHES
from protocols.thresholds import Settings
from protocols.types import Side, View
from protocols.views import KINDS, SUITS

SIDES: Final[tuple[Side, Side]] = ("left", "right")

VIEW: Final = "view"
"""The only entry that is a word: where the camera stood."""

CAMERA: Final[Mapping[str, str]] = {
    VIEW: "where the camera stood over the person lying down: side, oblique, foot-end, head-end, overhead",
    "yaw_deg": "of the camera, 0 square to the body, positive toward the feet",
    "elevation_deg": "of the camera above the floor",
    "roll_deg": "tilt of the picture, positive when its right side is low",
    "floor_left_share": "where the line of the lying body meets the left border, share of the height from above",
    "floor_right_share": "the same for the right border",
    "width_px": "of the pictures that were measured",
    "height_px": "of the pictures that were measured",
    "fps": "pictures a second that were judged",
    "luma": "mean brightness, 0 to 255",
    "hfov_deg": "horizontal field of view of the lens, from a checkerboard",
}
"""Entries of the table `camera`."""

_RESTING: Final = (
    "thigh_trunk_{}_image_deg", "thigh_trunk_{}_mixed_deg", "thigh_trunk_{}_body_deg", "thigh_trunk_{}_placed_deg",
    "thigh_trunk_{}_deg", "knee_flexion_{}_image_deg", "knee_flexion_{}_placed_deg", "knee_flexion_{}_deg",
    "knee_drop_{}_deg", "arm_{}_off_t_deg", "shoulder_height_{}_sw", "ankle_height_{}_shanks",
)  # fmt: skip
_LIMBS: Final = ("thigh", "shank", "upper_arm", "forearm")

RESTING: Final = tuple(each.format(side) for each in _RESTING for side in SIDES)
"""Columns whose resting place the checks use."""

LIMBS: Final = (*(f"{limb}_{side}" for limb in _LIMBS for side in SIDES), "shoulders", "hips")
"""Lengths between joints; `shoulders` and `hips` are widths."""


def range_name(stretch: str, side: str) -> str:
    """Entry of the own range of motion of a stretch to one side."""
    return f"range_{stretch.replace('-', '_')}_{side}_deg"


PERSON: Final[Mapping[str, str]] = {
    **{f"rest_{column}": "median while lying still; `noise`: spread about a second's median" for column in RESTING},
    **{f"limb_{limb}_trunks": "length, trunks; `spread` from picture to picture" for limb in LIMBS},
    **{
        range_name(stretch, side): "median over gentle repetitions of the change from the set-up to the hold"
        for stretch in STRETCHES
        for side in SIDES
    },
}
"""Entries of the table `person`."""

_SPANS: Final[Mapping[str, tuple[float, float]]] = {
    "yaw_deg": (-90.0, 90.0), "elevation_deg": (-90.0, 90.0), "roll_deg": (-90.0, 90.0),
    "floor_left_share": (-5.0, 5.0), "floor_right_share": (-5.0, 5.0), "width_px": (1.0, 1e5),
    "height_px": (1.0, 1e5), "fps": (0.0, 1e4), "luma": (0.0, 255.0), "hfov_deg": (1.0, 179.0),
}  # fmt: skip
_LIMB_SPAN: Final = (0.0, 10.0)
_ANY: Final = (-400.0, 400.0)
_RANGE_SPAN: Final = (1.0, 180.0)
_DATA: Final = "data_sha256"
"""What stands beside an entry and tells which recording it was measured in."""

_SHAPE_SHARE: Final = 0.01
"""Pictures whose shapes differ by less may come from one camera."""


class UnknownCalibrationError(ValueError):
    """An entry that does not exist, or a value that it cannot have."""


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that was found out: its value, and what the profile says beside it (spread, source, date, ...)."""

    value: float | str
    beside: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The tables `camera` and `person` of a profile; what was not seen is absent."""

    camera: Mapping[str, Known] = field(default_factory=dict)
    person: Mapping[str, Known] = field(default_factory=dict)

    @property
    def view(self) -> View | None:
        """Where the camera stood; None where that was not found out."""
        kind = self.camera.get(VIEW)
        if kind is None:
            return None
        name = str(kind.value)
        roll, yaw, elevation = (self._with_view(each) for each in ("roll_deg", "yaw_deg", "elevation_deg"))
        return View(name, roll, yaw, elevation, SUITS[name])

    def noise_deg(self, column: str) -> float:
        """Noise of a followed angle while the person lay still; NaN where it was not measured."""
        entry = self.person.get(f"rest_{column}")
        noise = entry.beside.get("noise") if entry is not None else None
        return float(noise) if isinstance(noise, (int, float)) and column.endswith("_deg") else math.nan

    def range_deg(self, stretch: str, side: str, *, view: str) -> float | None:
        """The usual range of motion as seen from this view: from elsewhere the same movement measures differently."""
        entry = self.person.get(range_name(stretch, side))
        return float(entry.value) if entry is not None and entry.beside.get(VIEW) == view else None

    def fits(self, width_px: int, height_px: int) -> bool:
        """Whether pictures of this size may come from the camera that was measured."""
        width, height = self._camera("width_px"), self._camera("height_px")
        if width is None or height is None:
            return False
        return abs(width * height_px / (height * width_px) - 1.0) < _SHAPE_SHARE

    def _camera(self, name: str) -> float | None:
        entry = self.camera.get(name)
        return float(entry.value) if entry is not None else None

    def _with_view(self, name: str) -> float | None:
        """An entry that was measured together with the view: an older one tells of a camera that stood elsewhere."""
        origins = [self.camera[each].beside.get(_DATA) for each in (name, VIEW) if each in self.camera]
        return self._camera(name) if len(set(origins)) == 1 else None


NOTHING: Final = Calibration()


@dataclass(frozen=True, slots=True)
class CalibratedSettings(Settings):
    """The thresholds of a profile that also says something of the camera and the person."""

    calibration: Calibration = NOTHING

    def noise_deg(self, column: str) -> float:
        """Noise of a followed angle as it was calibrated; NaN where it was not."""
        return self.calibration.noise_deg(column)

    def view(self) -> View | None:
        """Where the camera stood when it was calibrated; `for_pictures` tells whether that says anything."""
        return self.calibration.view


def calibration_of(settings: Settings) -> Calibration:
    """What the profile that these settings come from says of camera and person."""
    return settings.calibration if isinstance(settings, CalibratedSettings) else NOTHING


def view_or_calibrated(view: View, settings: Settings, size_px: tuple[int, int]) -> View:
    """The view, or the camera's place of the profile where the recording itself cannot tell and may be its camera's."""
    calibration = calibration_of(settings)
    if not calibration.fits(*size_px):
        return view
    if view.kind == "unknown":
        return calibration.view or view
    known = calibration.view
    if view.roll_deg is None and known is not None and known.kind == view.kind and known.roll_deg is not None:
        return replace(view, roll_deg=known.roll_deg)
    return view


def for_pictures(settings: Settings, size_px: tuple[int, int]) -> Settings:
    """The settings without the camera's place where pictures of this size come from another camera."""
    calibration = calibration_of(settings)
    if not isinstance(settings, CalibratedSettings) or calibration.fits(*size_px):
        return settings
    return replace(settings, calibration=replace(calibration, camera={}))


def usual_ranges(settings: Settings, view: str) -> dict[str, float]:
    """The own ranges of motion that movements seen from this view may be held against, by entry."""
    calibration = calibration_of(settings)
    found = {
        range_name(stretch, side): calibration.range_deg(stretch, side, view=view)
        for stretch in STRETCHES
        for side in SIDES
    }
    return {name: value for name, value in found.items() if value is not None}


def checked(table: str, name: str, entry: object) -> Known:
    """An entry of a profile's table `camera` or `person`.

    Raises:
        UnknownCalibrationError: there is no such entry, or it cannot have this value.
    """
    names = CAMERA if table == "camera" else PERSON
    if name not in names:
        near = difflib.get_close_matches(name, names, n=3, cutoff=0.5) or sorted(names)[:3]
        raise UnknownCalibrationError(f"Expected an entry of {table} such as {near}, but got {name!r:.80}.")
    beside = {key: value for key, value in entry.items() if key != "value"} if isinstance(entry, dict) else {}
    value = entry["value"] if isinstance(entry, dict) else entry
    if name == VIEW:
        if value not in KINDS[:-1]:
            raise UnknownCalibrationError(f"Expected a view among {list(KINDS[:-1])}, but got {value!r:.60}.")
        return Known(str(value), beside)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not abs(value) < math.inf:
        raise UnknownCalibrationError(f"Expected a number for {name!r}, but got {value!r:.60}.")
    low, high = _span(name)
    if not low <= value <= high:
        raise UnknownCalibrationError(f"Expected {low:g} to {high:g} for {name!r}, but got {value!r:.60}.")
    return Known(float(value), beside)


def _span(name: str) -> tuple[float, float]:
    if name.startswith("range_"):
        return _RANGE_SPAN
    return _LIMB_SPAN if name.startswith("limb_") else _SPANS.get(name, _ANY)
