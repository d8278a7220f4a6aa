"""What the page knows of each threshold: its group, its spans, its unit, its source and what it bears on."""

import math
from collections.abc import Mapping
from typing import Any, Final

from calibration.tuning.space import read_space
from protocols.thresholds import THRESHOLDS, Settings, Threshold

Json = dict[str, Any]

GROUPS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("Phases and hold", ("setup_", "departure_", "onset_", "hold_", "settled_")),
    (
        "Movement",
        ("drift_", "deeper_", "placed_", "creep_", "speed_", "accel_", "surge_", "glitch_", "bounce_", "jerk_"),
    ),
    ("What counts as seen", ("unknown_", "fault_s")),
    ("Set-up pose", ("start_",)),
    ("Knee-to-chest", ("ktc_",)),
    ("Spinal twist", ("twist_",)),
    ("Figure-four", ("fig4_",)),
    ("Where the camera stands", ("mat_", "view_")),
    (
        "Which stretch it is",
        ("likeness_", "bent_", "other_", "dropped_", "aside_", "thighs_", "still_", "shoulders_", "hips_"),
    ),
    ("Stop signals", ("stop_",)),
    ("Advice to the partner", ("partner_",)),
)
"""What thresholds bear on, by how their names begin."""

OTHERS: Final = "Others"

_UNITS: Final = {
    "deg_s2": "°/s²", "deg_s": "°/s", "deg": "°", "s": "s", "sw": "shoulder widths", "shank": "shanks",
    "femur": "femurs", "trunks": "trunks", "forearms": "forearms", "share": "", "fps": "pictures/s",
    "noise": "per ° of noise", "max": "",
}  # fmt: skip
"""Words of units by how names end, the longest first."""

_STEPS: Final = 50
_NOTHING: Final = 1e-9


def described(start: Settings) -> list[Json]:
    """Every threshold in order of groups, then as the code lists them.

    Args:
        start: what is in force without the explorer.
    """
    bears = _bears_on()
    rows = [_described(name, each, start, bears.get(name, [])) for name, each in THRESHOLDS.items()]
    order = [title for title, _ in GROUPS] + [OTHERS]
    return sorted(rows, key=lambda row: order.index(row["group"]))


def group_of(name: str) -> str:
    """The group a threshold stands in."""
    return next((title for title, starts in GROUPS if name.startswith(starts)), OTHERS)


def with_value(settings: Mapping[str, float], name: str, value: float, *, start: Settings) -> dict[str, float]:
    """What differs from the defaults when one threshold has another value.

    Args:
        settings: what differs now.
        name: of the threshold.
        value: the other value.
        start: whose entries stay entries, so that a profile's own numbers are never lost.

    Raises:
        UnknownThresholdError: there is no such threshold, or it cannot have this value.
    """
    changed = {**settings, name: value}
    Settings(changed)
    if value == THRESHOLDS[name].default and name not in start.changed:
        del changed[name]
    return changed


def _described(name: str, each: Threshold, start: Settings, bears: list[str]) -> Json:
    return {
        "name": name,
        "group": group_of(name),
        "unit": _unit(name),
        "default": each.default,
        "start": start[name],
        "low": each.low,
        "high": each.high,
        "step": _step(each),
        "source": each.source,
        "bears_on": bears,
    }


def _unit(name: str) -> str:
    return next((words for end, words in _UNITS.items() if name.endswith(f"_{end}")), "")


def _step(each: Threshold) -> float:
    """The widest round step that the span has at least fifty of and that leads from its low end to the default."""
    span, way = each.high - each.low, each.default - each.low
    decade = 10.0 ** math.floor(math.log10(span / _STEPS))
    for step in (5.0 * decade, 2.0 * decade, decade, 0.5 * decade, 0.2 * decade):
        if span / step > _STEPS - 0.5 and abs(round(way / step) * step - way) < _NOTHING:
            return float(f"{step:.6g}")
    return float(f"{0.1 * decade:.6g}")


def _bears_on() -> dict[str, list[str]]:
    """Kinds of faults by the thresholds that tuning chooses by them."""
    return {
        span.name: list(search.objective.events) or ["length of the hold"]
        for search in read_space()
        for span in search.spans
    }
