"""Curves of a threshold that was swept: how much it finds against how much it invents, and the area below."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

Row = Mapping[str, Any]
"""One value of a sweep, as `thresholds[].sensitivity` of tuning.json has it."""

_SAME: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a threshold in a curve.

    Attributes:
        value: of the threshold.
        x, y: shares from 0 to 1.
    """

    value: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Area:
    """Area below a curve.

    Attributes:
        value: between `low` and `high`, by trapezoids.
        low, high: where the sweep begins and ends on x; nothing is made up beside it.
    """

    value: float
    low: float
    high: float

    @property
    def is_whole(self) -> bool:
        """Whether the sweep reaches from 0 to 1, so that this is what is called AUC."""
        return self.low <= _SAME and self.high >= 1.0 - _SAME

    @property
    def mean(self) -> float:
        """Mean height of the curve over what the sweep spans."""
        return self.value / (self.high - self.low)


def roc(rows: Iterable[Row]) -> list[Point]:
    """Of checks: the share of faults that are red (y) against the share of good ones that are (x), in order of values.

    Values without a fault or without a good check have no point.
    """
    return _points(rows, across=("good_fault", "good_all"), up=("fault_fault", "fault_all"))


def precision_recall(rows: Iterable[Row]) -> list[Point]:
    """Of events: the share that is right (y) against the share of faults that are found (x), in order of values.

    Values at which nothing is found have no precision, hence no point.
    """
    counted = [
        {**row, "labelled": row["found"] + row["missed"], "events": row["found"] + row["invented"]}
        for row in rows
        if row.get("found") is not None and row.get("missed") is not None and row.get("invented") is not None
    ]
    return _points(counted, across=("found", "labelled"), up=("found", "events"))


def area(points: Iterable[Point]) -> Area | None:
    """Area by trapezoids over what the sweep spans; None where it does not move along x.

    A threshold among several may bend back; its points are taken in order of x, and of y where x is the same.
    """
    ordered = sorted((point.x, point.y) for point in points)
    if not ordered or ordered[-1][0] - ordered[0][0] <= _SAME:
        return None
    total = sum((right[0] - left[0]) * (left[1] + right[1]) / 2 for left, right in pairwise(ordered))
    return Area(total, ordered[0][0], ordered[-1][0])


def at_value(points: Sequence[Point], value: float) -> Point | None:
    """The operating point: that of a value that was swept; None where it was not, or has no point."""
    near = min(points, key=lambda point: abs(point.value - value), default=None)
    return near if near is not None and abs(near.value - value) <= _SAME * max(1.0, abs(value)) else None


def _points(rows: Iterable[Row], *, across: tuple[str, str], up: tuple[str, str]) -> list[Point]:
    points = []
    for row in sorted(rows, key=lambda row: float(row["value"])):
        x, y = (_share(row.get(part), row.get(whole)) for part, whole in (across, up))
        if x is not None and y is not None:
            points.append(Point(float(row["value"]), x, y))
    return points


def _share(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else float(part) / float(whole)
