"""Small charts over weeks, one line a side; uses the drawing pieces of the report."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from stretchcheck.report import words
from stretchcheck.report.drawing import Area, Chart, Label, Mark, Path, Rule, Scale, curve, value_range, value_ticks

SIDES: Final = ("left", "right")

_WIDTH: Final = 400.0
_FONT: Final = 13.0
_LEFT: Final = 48.0
_PLOT: Final = 130.0
_TICKS: Final = 5
_MOST_MARKS: Final = 40
"""A line of more points is drawn without marks: they would hide it."""

_LONG_DAYS: Final = 300
"""From here on the days below a chart need their year."""


@dataclass(frozen=True, slots=True)
class Point:
    """One value of one side on one day, and what to say of it."""

    day: date
    side: str
    value: float
    told: str


@dataclass(frozen=True, slots=True)
class Plot:
    """What one chart shows; `include` is always inside, and its limits are whole steps."""

    name: str
    title: str
    points: Sequence[Point]
    tell: Callable[[float], str]
    include: tuple[float, ...]
    step: float


def plot_chart(plot: Plot, ident: str, days: tuple[date, date]) -> Chart:
    """The chart of a plot.

    Args:
        plot: with at least one point.
        ident: unique on the page.
        days: the first and last day, the same for all charts that are compared.
    """
    chart = Chart(ident, f"over-weeks {plot.name}", plot.title, _told(plot), _WIDTH, _FONT)
    values = np.array([point.value for point in plot.points])
    low, high = value_range([values], include=plot.include, step=plot.step)
    first, last = (day.toordinal() for day in days)
    margin = max(1.0, 0.03 * (last - first))
    x = Scale(first - margin, last + margin, _LEFT, _WIDTH - 0.6 * _FONT)
    top = 0.8 * _FONT
    area = Area(x, Scale(low, high, top + _PLOT, top))
    _value_axis(chart, area, plot)
    for side in SIDES:
        _line(chart, area, [point for point in plot.points if point.side == side], side)
    _day_axis(chart, area, days)
    return chart


def _told(plot: Plot) -> str:
    """What the chart shows, for those who do not see it."""
    told = []
    for side in SIDES:
        points = [point for point in plot.points if point.side == side]
        if len(points) == 1:
            told.append(f"{words.capital(side)}: {points[0].told}.")
        elif points:
            values = [point.value for point in points]
            span = f"between {plot.tell(min(values))} and {plot.tell(max(values))}"
            told.append(
                f"{words.capital(side)}: {len(points)} points, {span}, from {plot.tell(values[0])} on "
                f"{short_day(points[0].day)} to {plot.tell(values[-1])} on {short_day(points[-1].day)}."
            )
    return " ".join(told)


def _value_axis(chart: Chart, area: Area, plot: Plot) -> None:
    for value in value_ticks(area.y.low, area.y.high, 5):
        height = area.y(value)
        chart.rules.append(Rule(area.x.start_px, height, area.x.end_px, height, "grid"))
        chart.labels.append(Label(area.x.start_px - 6, height + 0.35 * chart.font, plot.tell(value), "axis", "end"))


def _line(chart: Chart, area: Area, points: Sequence[Point], side: str) -> None:
    days = np.array([point.day.toordinal() for point in points], dtype=float)
    chart.paths.append(Path(curve(days, np.array([point.value for point in points]), area.x, area.y), side))
    if len(points) > _MOST_MARKS:
        return
    for point, day in zip(points, days, strict=True):
        title = f"{words.capital(side)}, {point.told}"
        chart.marks.append(Mark(area.x(day), area.y(point.value), side, title, ring=side == "left"))


def _day_axis(chart: Chart, area: Area, days: tuple[date, date]) -> None:
    chart.rules.append(Rule(area.x.start_px, area.bottom, area.x.end_px, area.bottom, "axis"))
    for day in day_ticks(*days):
        at = area.x(day.toordinal())
        chart.rules.append(Rule(at, area.bottom, at, area.bottom + 4, "axis"))
        text = f"{_MONTHS[day.month - 1]} {day.year}" if (days[1] - days[0]).days > _LONG_DAYS else short_day(day)
        half = chart.text_width(text) / 2
        chart.labels.append(Label(min(at, chart.width - half), area.bottom + 6 + chart.font, text, "axis", "middle"))
    chart.height = round(area.bottom + 1.7 * chart.font + 4, 1)


def day_ticks(first: date, last: date) -> list[date]:
    """Days to write below a chart: whole weeks from the first one on."""
    weeks = max(1, -(-((last - first).days + 1) // (7 * _TICKS)))
    count = (last - first).days // (7 * weeks) + 1
    return [first + timedelta(weeks=weeks * number) for number in range(count)]


def short_day(day: date) -> str:
    """Such as "3 Nov"; months by their English names whatever the computer's language."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
