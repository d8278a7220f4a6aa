"""Floors under the figures of a bench: what must not fall again, and how they are raised."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from stretchcheck.evaluate.bars import ALL, BARS, Bar
from stretchcheck.reasons import reason
from stretchcheck.results import write_text

Groups = Mapping[str, Mapping[str, Mapping[str, Any]]]

_BETWEEN: Final = ": "
_DECIMALS: Final = 4
_HEAD: Final = """\
# What the bench must keep reaching, by figure, or by group and figure: "with partner: hold.mae_s".
# Raised by `scripts/write_accuracy.py --raise`, never lowered by it.
schema = 1
"""


class FloorsError(ValueError):
    """The file is not one of floors."""


@dataclass(frozen=True, slots=True)
class Floors:
    """Limits by name: the figure, or group and figure with a colon between.

    Attributes:
        least: what a figure must reach.
        most: what it must not pass.
    """

    least: Mapping[str, float]
    most: Mapping[str, float]


def read_floors(path: Path) -> Floors:
    """Read a file of floors: `schema = 1` and the tables `least` and `most` of numbers.

    Raises:
        FloorsError: there is none, or it says something else.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FloorsError(f"Expected a file of floors, but {reason(error)}: {path}") from None
    except ValueError as error:
        raise FloorsError(f"Expected a TOML file, but {str(error).splitlines()[0]}: {path}") from None
    if data.get("schema") != 1 or set(data) - {"schema", "least", "most"}:
        raise FloorsError(f"Expected schema = 1 and tables least and most, but got {sorted(data)}: {path}")
    tables = [data.get(name, {}) for name in ("least", "most")]
    for name, limit in (item for table in tables for item in table.items()):
        if isinstance(limit, bool) or not isinstance(limit, (int, float)):
            raise FloorsError(f"Expected a number for {name!r}, but got {limit!r}: {path}")
    return Floors(*tables)


def fallen(floors: Floors, groups: Groups) -> list[str]:
    """A line for each figure that does not keep to its limit, or that is not there any more."""
    lines = []
    for limits, sign in ((floors.least, 1.0), (floors.most, -1.0)):
        word = "at least" if sign > 0 else "at most"
        for name, limit in limits.items():
            figure = _figure(groups, name)
            if figure is None:
                lines.append(f"{name}: expected {word} {limit:g}, but it was not measured")
            elif sign * figure["value"] < sign * limit:
                lines.append(f"{name}: expected {word} {limit!r}, but got {figure['value']!r}")
    return lines


def raised(floors: Floors, groups: Groups) -> Floors:
    """Floors at the near end of each figure's interval where that is more than was kept; those of every bar join them.

    A figure without an interval raises nothing.
    """
    least, most = dict(floors.least), dict(floors.most)
    for bar in BARS:
        (least if bar.least is not None else most).setdefault(name_of(bar), float("nan"))
    for limits, end, sign in ((least, "low", 1.0), (most, "high", -1.0)):
        for name in list(limits):
            figure = _figure(groups, name)
            kept, reached = limits[name], None if figure is None else figure[end]
            if reached is not None and (math.isnan(kept) or sign * reached > sign * kept):
                limits[name] = _eased(reached, sign)
            if math.isnan(limits[name]):
                del limits[name]
    return Floors(least, most)


def _eased(value: float, sign: float) -> float:
    """The value with few decimals, on the side that it keeps to."""
    steps = 10.0**_DECIMALS
    return sign * math.floor(sign * value * steps) / steps + 0.0  # no negative zero


def write_floors(path: Path, floors: Floors) -> None:
    """Write a file of floors, whole or not at all."""
    text = _HEAD
    for title, limits in (("least", floors.least), ("most", floors.most)):
        text += f"\n[{title}]\n" + "".join(f'"{name}" = {float(limit)!r}\n' for name, limit in limits.items())
    write_text(path, text)


def name_of(bar: Bar) -> str:
    """The name that a bar has among floors."""
    return bar.figure if bar.group == ALL else f"{bar.group}{_BETWEEN}{bar.figure}"


def _figure(groups: Groups, name: str) -> Mapping[str, Any] | None:
    group, _, figure = name.rpartition(_BETWEEN)
    return groups.get(group or ALL, {}).get(figure)
