"""The followed angles of several repetitions on one another, each from where it left the set-up."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from stretchcheck.report import words
from stretchcheck.report.drawing import Area, Chart, Label, Layout, Path, Rect, Scale, curve, value_range
from stretchcheck.report.series import Array, ReportSeries
from stretchcheck.report.timeline import time_axis, value_axis
from stretchcheck.report.words import Json

MOST_CURVES: Final = 6
"""More curves than this on one another could not be told apart."""

_BEFORE_S: Final = 2.0
_AFTER_S: Final = 2.0


def overlaid_chart(result: Json, series: ReportSeries, numbers: Sequence[int], layout: Layout) -> Chart:
    """The followed angle of each repetition from where it left the set-up, and its hold below."""
    repetitions = [result["repetitions"][number] for number in numbers]
    stretch = repetitions[0]["stretch"]
    chart = Chart(
        f"beside-{stretch}-{layout.css}", layout.css,
        f"{words.capital(words.ANGLES[stretch])}, seconds from where it left the set-up",
        " ".join(_told(stretch, number, repetition) for number, repetition in zip(numbers, repetitions, strict=True)),
        layout.width, layout.font,
    )  # fmt: skip
    cut = [_piece(series, repetition) for repetition in repetitions]
    until = max((float(time[-1]) for time, _ in cut if len(time)), default=1.0)
    known = [angle for _, angle in cut if np.isfinite(angle).any()]
    low, high = value_range(known, include=[] if known else [0.0, 90.0], step=10)
    top = 0.8 * layout.font
    x = Scale(-_BEFORE_S, max(until, 1.0), layout.left, layout.width - 0.8 * layout.font)
    area = Area(x, Scale(low, high, top + 0.75 * layout.plot, top))
    value_axis(chart, area, "\u00b0", most=5)
    chart.paths += [Path(curve(*piece, x, area.y), f"rep rep-{place}") for place, piece in enumerate(cut)]
    time_axis(chart, area, layout, _holds(chart, numbers, repetitions, area))
    return chart


def _onset(repetition: Json) -> float:
    """When a repetition left the set-up, seconds."""
    starts = {phase["name"]: phase["start_s"] for phase in repetition["phases"]}
    return float(starts.get("moving_in", repetition["phases"][0]["start_s"]))


def _piece(series: ReportSeries, repetition: Json) -> tuple[Array, Array]:
    start, end = _onset(repetition), repetition["phases"][-1]["end_s"]
    inside = (series.time_s >= start - _BEFORE_S) & (series.time_s <= end + _AFTER_S)
    return series.time_s[inside] - start, series.angle_deg[inside]


def _holds(chart: Chart, numbers: Sequence[int], repetitions: Sequence[Json], area: Area) -> float:
    """A bar for every hold, with the repetition's number before it; returns where they end."""
    tall, at = 1.2 * chart.font, area.bottom + 0.6 * chart.font
    for place, (number, repetition) in enumerate(zip(numbers, repetitions, strict=True)):
        hold, onset = repetition["hold"], _onset(repetition)
        chart.labels.append(Label(area.x.start_px - 5, at + 0.78 * tall, f"{number + 1}", "axis", "end"))
        if hold["start_s"] is not None:
            left, right = area.x(hold["start_s"] - onset), area.x(hold["end_s"] - onset)
            name = f"The hold of repetition {number + 1}"
            chart.rects.append(Rect(left, at, right - left, tall, f"repbar rep-{place}", name))
            text = f"held {words.quantity(hold['held_s'], 's')}"
            if chart.text_width(text) + 8 < right - left:
                chart.labels.append(Label(left + 5, at + 0.78 * tall, text, "on"))
        at += tall + 3
    return at


def _told(stretch: str, number: int, repetition: Json) -> str:
    hold = repetition["hold"]
    side = words.side_words(stretch, repetition["side"])
    return f"Repetition {number + 1}, {side}: held {words.quantity(hold['held_s'], 's')}."
