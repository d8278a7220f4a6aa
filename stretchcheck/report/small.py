"""Small charts for the overview: the followed angle of one repetition with its hold shaded, all on the same scales."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from stretchcheck.report import words
from stretchcheck.report.drawing import Area, Chart, Label, Path, Rect, Rule, Scale, curve, value_range
from stretchcheck.report.series import Array, ReportSeries, downsampled
from stretchcheck.report.words import Json

_WIDTH: Final = 240.0
_HEIGHT: Final = 92.0
_FONT: Final = 11.0
_LEFT: Final = 30.0
_POINTS: Final = 160
_BEFORE_S: Final = 2.0
_NOTHING: Final = ""
"""Stands for the stretch of a clip that shows none."""


@dataclass(frozen=True, slots=True)
class Scales:
    """What all small charts share: the seconds of the longest repetition, and the range of angles of every stretch."""

    longest_s: float
    angles: dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    stretch: str
    time_s: Array
    angle_deg: Array


def scales_of(clips: Sequence[tuple[Json, ReportSeries]]) -> Scales:
    """The scales that fit every repetition."""
    pieces = [
        piece for result, series in clips for number in _numbers(result) if (piece := _piece(result, series, number))
    ]
    longest = max((float(np.ptp(piece.time_s)) for piece in pieces if piece.stretch != _NOTHING), default=1.0)
    angles = {
        stretch: value_range([p.angle_deg for p in pieces if p.stretch == stretch], include=[], step=10)
        for stretch in {piece.stretch for piece in pieces}
    }
    return Scales(max(longest, 1.0), angles)


def _numbers(result: Json) -> list[int | None]:
    return list(range(len(result["repetitions"]))) or [None]


def _piece(result: Json, series: ReportSeries, number: int | None) -> _Piece | None:
    """The signal of a repetition from just before it left the set-up, or of a clip; None where nothing is known."""
    time_s, stretch = series.time_s, _NOTHING
    inside = np.ones(len(time_s), dtype=np.bool_)
    if number is not None:
        repetition = result["repetitions"][number]
        if not repetition["phases"]:
            return None
        stretch = repetition["stretch"]
        inside = (time_s >= _start_s(repetition)) & (time_s <= repetition["phases"][-1]["end_s"] + _BEFORE_S)
    if inside.sum() < 2 or not np.isfinite(series.angle_deg[inside]).any():
        return None
    return _Piece(stretch, time_s[inside], series.angle_deg[inside])


def _start_s(repetition: Json) -> float:
    starts = {phase["name"]: phase["start_s"] for phase in repetition["phases"]}
    return float(starts.get("moving_in", repetition["phases"][0]["start_s"])) - _BEFORE_S


def small_chart(result: Json, series: ReportSeries, number: int | None, scales: Scales) -> Chart | None:
    """The chart of a repetition, or of a whole clip on a scale of time of its own; None where nothing is known.

    Args:
        result: of the clip.
        series: of the clip.
        number: of the repetition, from 0; None for the clip.
        scales: from `scales_of`, over all that stand beside it.
    """
    piece = _piece(result, series, number)
    if piece is None:
        return None
    repetition = None if number is None else result["repetitions"][number]
    start = float(piece.time_s[0])
    lasts = scales.longest_s if repetition is not None else float(piece.time_s[-1]) - start
    low, high = scales.angles[piece.stretch]
    x = Scale(start, start + lasts, _LEFT, _WIDTH - 2)
    area = Area(x, Scale(low, high, _HEIGHT - 1.5 * _FONT, 4.0))
    chart = Chart("", "small", _title(repetition), "", _WIDTH, _FONT, height=_HEIGHT)
    if repetition is not None and repetition["hold"]["start_s"] is not None:
        _hold(chart, repetition, area)
    chart.rules.append(Rule(_LEFT, area.bottom, _WIDTH - 2, area.bottom, "axis"))
    for value, height in ((high, area.top + 0.7 * _FONT), (low, area.bottom)):
        chart.labels.append(Label(_LEFT - 3, height, f"{words.number(value, 0)}\u00b0", "axis", "end"))
    chart.labels.append(Label(_LEFT, _HEIGHT - 2, words.seconds(start), "axis"))
    chart.labels.append(Label(_WIDTH - 2, _HEIGHT - 2, f"+{words.number(lasts, 0)} s", "axis", "end"))
    chart.paths.append(Path(curve(*downsampled(piece.time_s, piece.angle_deg, _POINTS), x, area.y), "angle"))
    return chart


def _hold(chart: Chart, repetition: Json, area: Area) -> None:
    hold = repetition["hold"]
    left, right = area.x(hold["start_s"]), area.x(hold["end_s"])
    verdict = words.hold_words(repetition)[0]
    height = area.bottom - area.top
    chart.rects.append(Rect(left, area.top, max(right - left, 1.0), height, f"shade {verdict}"))
    least = area.x(hold["start_s"] + hold["target_s"][0])
    chart.rules.append(Rule(least, area.top, least, area.bottom, "edge"))


def _title(repetition: Json | None) -> str:
    if repetition is None:
        return "The followed angle over the whole clip"
    hold = repetition["hold"]
    if hold["start_s"] is None:
        return "The followed angle; there was no hold"
    return f"The followed angle; hold {words.span(hold['start_s'], hold['end_s'])}"
