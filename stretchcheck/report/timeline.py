"""The charts over time: the followed angle with what happened, and its speed."""

from typing import Final

import numpy as np

from stretchcheck.report import words
from stretchcheck.report.beside import REACH, event_labels, event_spans, event_words, hold_edges, hold_lanes, reach
from stretchcheck.report.drawing import (
    Area,
    Chart,
    Label,
    Layout,
    Path,
    Rect,
    Rule,
    Scale,
    curve,
    time_ticks,
    value_range,
    value_ticks,
)
from stretchcheck.report.series import ReportSeries, unseen_spans
from stretchcheck.report.words import Json

WIDE: Final = Layout("wide", 860, 13, 56, 230, 90, 12, short=False)
NARROW: Final = Layout("narrow", 360, 12, 40, 190, 80, 5, short=True)


def angle_chart(result: Json, series: ReportSeries, layout: Layout) -> Chart:
    """The followed angle with phases, holds, unseen spans and events."""
    name = words.ANGLES.get(result["stretch"] or "", "followed angle")
    chart = Chart(
        f"angle-{layout.css}", layout.css, f"{words.capital(name)} over time", _told(result), layout.width, layout.font
    )
    x = _time_scale(result, series, layout)
    lanes, strip = event_labels(chart, result, x, layout), 1.7 * layout.font
    top = strip + lanes * 1.5 * layout.font + 6
    limits = [c["limit"] for r in result["repetitions"] for c in r["checks"] if c["name"] in REACH and c["limit"]]
    shown = [values for values in (series.angle_deg, series.other_leg_deg) if values is not None]
    low, high = value_range([v for v in shown if np.isfinite(v).any()], include=limits or [0.0, 90.0], step=10)
    area = Area(x, Scale(low, high, top + layout.plot, top))
    _phases(chart, result, area, layout, strip)
    _unseen(chart, series, area)
    event_spans(chart, result, area)
    value_axis(chart, area, "\u00b0", most=6)
    for repetition in result["repetitions"]:
        hold_edges(chart, repetition, area, layout)
        reach(chart, repetition, area)
    if series.other_leg_deg is not None:
        chart.paths.append(Path(curve(series.time_s, series.other_leg_deg, area.x, area.y), "other"))
    chart.paths.append(Path(curve(series.time_s, series.angle_deg, area.x, area.y), "angle"))
    bottom = hold_lanes(chart, result, series, area)
    time_axis(chart, area, layout, bottom)
    return chart


def speed_chart(result: Json, series: ReportSeries, layout: Layout) -> Chart:
    """How fast the followed angle changes, either way, against the amber and red limits."""
    chart = Chart(f"speed-{layout.css}", layout.css, "Speed over time", "", layout.width, layout.font)
    speed = np.abs(series.speed_deg_s)
    settings = result["settings"]
    limits = {tone: settings[f"speed_{tone}_deg_s"] for tone in ("amber", "red") if f"speed_{tone}_deg_s" in settings}
    known = [speed] if np.isfinite(speed).any() else []
    _, high = value_range(known, include=[0.0, 1.2 * max(limits.values(), default=50.0)], step=10)
    top = 0.8 * layout.font
    area = Area(_time_scale(result, series, layout), Scale(0.0, high, top + layout.speed_plot, top))
    fastest = f"Fastest {words.quantity(float(np.nanmax(speed)), 'deg_s')}. " if known else ""
    chart.desc = fastest + " ".join(
        f"The {tone} line is at {words.quantity(v, 'deg_s')}." for tone, v in limits.items()
    )
    _phases(chart, result, area, layout, 0.0)
    _unseen(chart, series, area)
    value_axis(chart, area, "\u00b0/s" if not layout.short else "", most=4)
    _speed_limits(chart, limits, area)
    chart.paths.append(Path(curve(series.time_s, speed, area.x, area.y), "speed"))
    time_axis(chart, area, layout, area.bottom)
    return chart


def _speed_limits(chart: Chart, limits: dict[str, float], area: Area) -> None:
    """The amber and red lines; words of the lower one stand below it, so that they never lie on one another."""
    for tone, value in limits.items():
        height = area.y(value)
        chart.rules.append(Rule(area.x.start_px, height, area.x.end_px, height, f"limit-{tone}"))
        below = value == min(limits.values()) < max(limits.values())
        text = f"{tone} {words.quantity(value, 'deg_s')}"
        place = height + (0.95 * chart.font if below else -3)
        chart.labels.append(Label(area.x.end_px - 3, place, text, "halo", "end"))


def _time_scale(result: Json, series: ReportSeries, layout: Layout) -> Scale:
    ends = [result["source"]["duration_s"], *series.time_s[-1:], *(e["end_s"] for e in result["events"])]
    return Scale(0.0, max(float(max(ends)), 0.1), layout.left, layout.width - 0.8 * layout.font)


def _told(result: Json) -> str:
    """What the picture shows, for those who do not see it."""
    told = []
    for repetition in result["repetitions"]:
        told += [
            f"{words.PHASES[phase['name']][0]} {words.span(phase['start_s'], phase['end_s'])}."
            for phase in repetition["phases"]
        ]
    told += [f"{event_words(event)} {words.span(event['start_s'], event['end_s'])}." for event in result["events"]]
    return " ".join(told)


def value_axis(chart: Chart, area: Area, unit: str, *, most: int) -> None:
    """Lines across the plot at round values, with their words to the left."""
    for value in value_ticks(area.y.low, area.y.high, most):
        height = area.y(value)
        chart.rules.append(Rule(area.x.start_px, height, area.x.end_px, height, "grid"))
        text = words.number(value, 1) + unit
        chart.labels.append(Label(area.x.start_px - 5, height + 0.35 * chart.font, text, "axis", "end"))


def time_axis(chart: Chart, area: Area, layout: Layout, bottom: float) -> None:
    """Round times under the plot; the last thing that is drawn, since it ends the chart."""
    chart.rules.append(Rule(area.x.start_px, area.bottom, area.x.end_px, area.bottom, "axis"))
    ticks = time_ticks(area.x.high, layout.time_ticks)
    for time, text in ticks:
        chart.rules.append(Rule(area.x(time), bottom, area.x(time), bottom + 4, "axis"))
        middle = min(area.x(time), layout.width - chart.text_width(text) / 2)
        chart.labels.append(Label(middle, bottom + 5 + chart.font, text, "axis", "middle"))
    chart.height = round(bottom + 1.7 * chart.font + 5, 1)


def _phases(chart: Chart, result: Json, area: Area, layout: Layout, strip: float) -> None:
    """Bands behind the curves, with their names in a strip above where one is wanted."""
    for repetition in result["repetitions"]:
        for phase in repetition["phases"]:
            left, right = area.x(phase["start_s"]), area.x(phase["end_s"])
            long, short = words.PHASES[phase["name"]]
            title = f"{long}, {words.span(phase['start_s'], phase['end_s'])}"
            chart.rects.append(
                Rect(left, area.top, right - left, area.bottom - area.top, f"phase {phase['name']}", title)
            )
            if strip:
                chart.rects.append(Rect(left, 0, right - left, strip - 3, f"strip {phase['name']}", title))
                text = next((t for t in (long, short) if chart.text_width(t) + 6 < right - left), "")
                chart.labels.append(Label((left + right) / 2, strip - 3 - 0.35 * chart.font, text, "on", "middle"))


def _unseen(chart: Chart, series: ReportSeries, area: Area) -> None:
    for start, end in unseen_spans(series):
        left, right = area.x(start), area.x(end)
        title = f"Could not be seen, {words.span(start, end)}"
        width = max(right - left, 1.0)
        chart.rects.append(Rect(left, area.top, width, area.bottom - area.top, "unseen", title, hatch=True))
