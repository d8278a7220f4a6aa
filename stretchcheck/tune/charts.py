"""Draws a tuning: the score over a threshold, what is found against what is invented, and scores beside each other."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from calibration.tuning.curves import Point, at_value
from stretchcheck.report.drawing import Area, Chart, Label, Layout, Mark, Path, Rect, Rule, Scale, curve, value_ticks
from stretchcheck.report.timeline import NARROW, WIDE, value_axis
from stretchcheck.tune.told import goal_words, plain, score_words

Json = Mapping[str, Any]

LAYOUTS: Final = (WIDE, NARROW)

_MOST_DOTS: Final = 40
"""A curve of more values is drawn without dots: they would hide it."""

_SQUARE: Final = 340.0
_FONT: Final = 13.0
_ROOM: Final = 0.04
"""Free at either end of an axis, of its span."""

SCORES: Final = (
    ("default", "in force"),
    ("nested", "tuned, people it never saw"),
    ("resubstituted", "tuned, same people"),
)
"""What is drawn of each objective, from above, with its words."""


def score_chart(row: Json, objective: Json, layout: Layout) -> Chart | None:
    """The score over the values of one threshold, the others as in force; None where nothing was scored."""
    swept = [one for one in row["sensitivity"] if one["score"] is not None]
    if len(swept) < 2:
        return None
    title = f"Score over {row['name']}"
    chart = Chart(f"score-{row['name']}-{layout.css}", layout.css, title, _told(row), layout.width, layout.font)
    values = np.array([one["value"] for one in swept], dtype=float)
    scores = np.array([one["score"] for one in swept], dtype=float)
    errors = np.array([one["se"] or 0.0 for one in swept], dtype=float)
    top = 3.2 * layout.font
    across = [*values, row["default"], row["chosen"], *(row["interval"] or ())]
    x = Scale(*_span(across), layout.left, layout.width - 0.8 * layout.font)
    y = Scale(*_span([*(scores - errors), *(scores + errors)]), top + layout.plot, top)
    area = Area(x, y)
    _plateau(chart, row, area)
    _score_axis(chart, area, objective, layout)
    chart.paths.append(Path(_band(values, scores - errors, scores + errors, area), "band"))
    chart.paths.append(Path(curve(values, scores, x, y), "angle"))
    if len(swept) <= _MOST_DOTS:
        for value, score in zip(values, scores, strict=True):
            said = f"{plain(value)}: {score_words(float(score), objective['kind'])}"
            chart.marks.append(Mark(x(value), y(score), "swept", said, ring=True))
    _choices(chart, row, area, layout)
    _across(chart, area, layout)
    return chart


def share_chart(points: Sequence[Point], row: Json, *, kind: str, title: str, axes: tuple[str, str]) -> Chart | None:
    """A curve of shares, such as ROC, with the values in force and chosen marked; None without a curve.

    Args:
        points: in order of values.
        row: the threshold.
        kind: "roc" or "pr", unique for this threshold on the page.
        title: of the curve.
        axes: words for what goes across and up.
    """
    if len(points) < 2:
        return None
    chart = Chart(f"{kind}-{row['name']}", f"square {kind}", title, f"{axes[1]} against {axes[0]}.", _SQUARE, _FONT)
    left, right, top = 3.4 * _FONT, _SQUARE - 1.2 * _FONT, 1.9 * _FONT
    area = Area(Scale(0.0, 1.0, left, right), Scale(0.0, 1.0, top + right - left, top))
    value_axis(chart, area, "", most=5)
    for tick in value_ticks(0.0, 1.0, 5):
        chart.rules.append(Rule(area.x(tick), area.top, area.x(tick), area.bottom, "grid"))
        chart.labels.append(Label(area.x(tick), area.bottom + 1.3 * _FONT, plain(tick), "axis", "middle"))
    if kind == "roc":
        chart.rules.append(Rule(left, area.bottom, right, area.top, "edge"))
    chart.paths.append(Path(_through(points, area), "angle"))
    if len(points) <= _MOST_DOTS:
        chart.marks += [
            Mark(area.x(one.x), area.y(one.y), "swept", f"{plain(one.value)}: {one.y:.2f} at {one.x:.2f}", ring=True)
            for one in points
        ]
    for name, words in (("default", "in force"), ("chosen", "chosen")):
        at = at_value(points, row[name])
        if at is not None:
            said = f"{words}, {plain(at.value)}: {at.y:.2f} at {at.x:.2f}"
            chart.marks.append(Mark(area.x(at.x), area.y(at.y), name, said, ring=name == "default"))
    chart.labels.append(Label(0.0, _FONT, axes[1], "axis"))
    chart.labels.append(Label((left + right) / 2, area.bottom + 2.7 * _FONT, axes[0], "axis", "middle"))
    chart.height = round(area.bottom + 3.2 * _FONT, 1)
    return chart


def forest_chart(
    scores: Sequence[Json], objectives: Mapping[str, Json], *, seconds: bool, layout: Layout
) -> Chart | None:
    """Scores of each objective with their intervals, in force, held out and on the same people; None without any.

    Args:
        scores: rows of tuning.json.
        objectives: by name.
        seconds: draw those whose score is a time; else those whose score is a share.
        layout: of the chart.
    """
    own = [one for one in scores if (objectives[one["objective"]]["kind"] == "hold_mae") == seconds]
    shown = [one for one in own if one["default"]["value"] is not None]
    if not shown:
        return None
    unit = "seconds" if seconds else "shares"
    chart = Chart(f"scores-{unit}-{layout.css}", layout.css, f"Scores, {unit}", "", layout.width, layout.font)
    ends = [end for one in shown for name, _ in SCORES for end in _ends(one[name])]
    left = layout.left if layout.short else 13 * layout.font
    x = Scale(*_span([*ends, *(() if seconds else (1.0,))]), left, layout.width - 0.8 * layout.font)
    place = 0.4 * layout.font
    for one in shown:
        place = _forest_row(chart, one, objectives[one["objective"]]["kind"], x, place, layout)
    area = Area(x, Scale(0.0, 1.0, place, 0.0))
    _across(chart, area, layout)
    chart.desc = " ".join(mark.title + "." for mark in chart.marks)
    return chart


def _forest_row(chart: Chart, score: Json, kind: str, x: Scale, top: float, layout: Layout) -> float:
    """Draw the scores of one objective below `top`; gives where the next may begin."""
    words = score["objective"].replace("_", " ")
    at = top + layout.font
    if layout.short:
        chart.labels.append(Label(0.0, at, words))
        at += 1.1 * layout.font
    else:
        chart.labels.append(Label(0.0, at + layout.font, words))
    for name, said in SCORES:
        ends, value = score[name]["interval"], score[name]["value"]
        if value is not None:
            told = f"{words}, {said}: {score_words(value, kind)}"
            if ends is not None:
                chart.rules.append(Rule(x(ends[0]), at, x(ends[1]), at, f"whisker {name}"))
            chart.marks.append(Mark(x(value), at, name, told, ring=name == "default"))
        at += layout.font
    chart.rules.append(Rule(0.0, at, layout.width, at, "grid"))
    return at + 0.3 * layout.font


def _ends(estimate: Json) -> list[float]:
    known = [estimate["value"], *(estimate["interval"] or ())]
    return [end for end in known if end is not None]


def _plateau(chart: Chart, row: Json, area: Area) -> None:
    if row["plateau"] is None:
        return
    low, high = row["plateau"]
    title = f"Within one standard error of the best: {plain(low)} to {plain(high)}"
    left = area.x(low)
    chart.rects.append(Rect(left, area.top, max(area.x(high) - left, 2.0), area.bottom - area.top, "plateau", title))


def _choices(chart: Chart, row: Json, area: Area, layout: Layout) -> None:
    """The values in force and chosen, their words in two lines above the plot; the interval lies on the axis."""
    if row["interval"] is not None:
        low, high = row["interval"]
        title = f"Where other people could have put the choice: {plain(low)} to {plain(high)}"
        left = area.x(low)
        chart.rects.append(Rect(left, area.bottom - 7, max(area.x(high) - left, 2.0), 7, "interval", title))
    for line, (name, words) in enumerate((("default", "in force"), ("chosen", "chosen"))):
        at, height = area.x(row[name]), (1.0 + 1.25 * line) * layout.font
        chart.rules.append(Rule(at, height + 4, at, area.bottom, "edge" if name == "default" else "chosen"))
        text = f"{words} {plain(row[name])}"
        half = chart.text_width(text) / 2
        middle = min(max(at, half), layout.width - half)
        chart.labels.append(Label(middle, height, text, "halo", "middle"))


def _score_axis(chart: Chart, area: Area, objective: Json, layout: Layout) -> None:
    value_axis(chart, area, "", most=5)
    named = "error, s" if objective["kind"] == "hold_mae" else "score"
    chart.labels.append(Label(0.0, area.top - 0.25 * layout.font, named, "axis"))
    words = goal_words(objective)
    if words and area.y.low < 0.0 < area.y.high:
        height = area.y(0.0)
        chart.rules.append(Rule(area.x.start_px, height, area.x.end_px, height, "limit-red"))
        short = "goal" if layout.short else f"below: {words}"
        chart.labels.append(Label(area.x.end_px - 3, height + 1.05 * layout.font, short, "halo", "end"))


def _across(chart: Chart, area: Area, layout: Layout) -> None:
    """Round values under the plot; the last thing that is drawn, since it ends the chart."""
    chart.rules.append(Rule(area.x.start_px, area.bottom, area.x.end_px, area.bottom, "axis"))
    for value in value_ticks(area.x.low, area.x.high, 4 if layout.short else 8):
        at, text = area.x(value), plain(value)
        chart.rules.append(Rule(at, area.bottom, at, area.bottom + 4, "axis"))
        middle = min(at, layout.width - chart.text_width(text) / 2)
        chart.labels.append(Label(middle, area.bottom + 5 + layout.font, text, "axis", "middle"))
    chart.height = round(area.bottom + 1.8 * layout.font + 5, 1)


def _span(values: Sequence[float]) -> tuple[float, float]:
    """A little more than from the least to the most of finite values."""
    known = [float(value) for value in values if math.isfinite(value)]
    room = _ROOM * (max(known) - min(known)) or 0.05 * abs(max(known)) or 0.05
    return min(known) - room, max(known) + room


def _band(values: Any, low: Any, high: Any, area: Area) -> str:
    there = [f"{area.x(value):g} {area.y(end):g}" for value, end in zip(values, high, strict=True)]
    back = [f"{area.x(value):g} {area.y(end):g}" for value, end in zip(values[::-1], low[::-1], strict=True)]
    return f"M{'L'.join([*there, *back])}Z"


def _through(points: Sequence[Point], area: Area) -> str:
    return "M" + "L".join(f"{area.x(one.x):g} {area.y(one.y):g}" for one in points)


def _told(row: Json) -> str:
    """What the picture shows, for those who do not see it."""
    said = [f"In force {plain(row['default'])}, chosen {plain(row['chosen'])}."]
    if row["plateau"] is not None:
        said.append(
            f"Within one standard error of the best from {plain(row['plateau'][0])} to {plain(row['plateau'][1])}."
        )
    return " ".join(said)
