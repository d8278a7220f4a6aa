"""Repetitions of one stretch side by side: left beside right, or one after the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from stretchcheck.report import words
from stretchcheck.report.drawing import Chart, Layout
from stretchcheck.report.overlaid import MOST_CURVES, overlaid_chart
from stretchcheck.report.series import ReportSeries
from stretchcheck.report.smoothness import phase_sparc
from stretchcheck.report.summary import scored
from stretchcheck.report.words import Json


@dataclass(frozen=True, slots=True)
class Cell:
    """What one repetition has of a row: words, and the verdict with its icon where it is one; empty for a dash."""

    text: str
    verdict: str = ""
    icon: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it is, a cell for every repetition, and left less right where there is one of each."""

    title: str
    cells: tuple[Cell, ...]
    difference: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """The repetitions of one stretch.

    Attributes:
        title: the stretch.
        columns: number of each repetition, from 1, and its side in words.
        rows: of the table.
        paired: there is one left and one right, so that the rows tell their difference.
        charts: for wide and for narrow screens; empty where there is nothing to draw.
        drawn: those of the columns that the charts show.
    """

    title: str
    columns: tuple[tuple[int, str], ...]
    rows: tuple[Row, ...]
    paired: bool
    charts: tuple[Chart, ...]
    drawn: tuple[tuple[int, str], ...]


def beside(result: Json, series: ReportSeries, layouts: Sequence[Layout]) -> list[Beside]:
    """Every stretch that was done more than once."""
    groups: dict[str, list[int]] = {}
    for number, repetition in enumerate(result["repetitions"]):
        groups.setdefault(repetition["stretch"], []).append(number)
    return [_beside(result, series, numbers, layouts) for numbers in groups.values() if len(numbers) > 1]


def _beside(result: Json, series: ReportSeries, numbers: list[int], layouts: Sequence[Layout]) -> Beside:
    repetitions = [result["repetitions"][number] for number in numbers]
    stretch = repetitions[0]["stretch"]
    sides = [repetition["side"] for repetition in repetitions]
    columns = [(number + 1, words.side_words(stretch, side)) for number, side in zip(numbers, sides, strict=True)]
    paired = sorted(map(str, sides)) == ["left", "right"]
    drawn = len(numbers[:MOST_CURVES]) if _can_draw(repetitions, series) else 0
    return Beside(
        title=words.capital(words.STRETCHES[stretch]),
        columns=tuple(columns),
        rows=(*_measured(repetitions, series, paired=paired), *_judged(repetitions)),
        paired=paired,
        charts=tuple(overlaid_chart(result, series, numbers[:drawn], layout) for layout in layouts if drawn),
        drawn=tuple(columns[:drawn]),
    )


def _can_draw(repetitions: Sequence[Json], series: ReportSeries) -> bool:
    return bool(np.isfinite(series.angle_deg).any()) and all(repetition["phases"] for repetition in repetitions)


def _measured(repetitions: Sequence[Json], series: ReportSeries, *, paired: bool) -> list[Row]:
    """What was measured, with left less right where there is one of each."""
    left = [repetition["side"] for repetition in repetitions].index("left") if paired else 0

    def row(title: str, unit: str, of: Callable[[Json], float | None]) -> Row:
        values = [of(repetition) for repetition in repetitions]
        cells = tuple(Cell(words.quantity(value, unit)) for value in values)
        return Row(title, cells, _difference(values[left], values[1 - left], unit) if paired else "")

    held = row("Held", "s", lambda r: r["hold"]["held_s"] if r["hold"]["start_s"] is not None else None)
    asked = tuple(_asked(repetition, cell) for repetition, cell in zip(repetitions, held.cells, strict=True))
    return [
        Row("Held, of what was asked", asked, held.difference),
        row("Angle in the hold", "deg", lambda r: r["peak"]["angle_deg"]),
        row("Change from the set-up", "deg", lambda r: r["peak"]["change_deg"]),
        row("Top speed on the way in", "deg_s", lambda r: r["peak"]["speed_deg_s"]),
        row("Smoothness of moving in", "", lambda r: r["peak"]["sparc"]),
        row("Smoothness of moving out", "", lambda r: phase_sparc(series, r, "release")),
    ]


def _asked(repetition: Json, cell: Cell) -> Cell:
    verdict, icon, word = words.hold_words(repetition)
    return Cell(f"{cell.text or 'not held'} of {words.asked(repetition['hold']['target_s'])}", verdict, icon, word)


def _difference(left: float | None, right: float | None, unit: str) -> str:
    """Left less right, with its sign."""
    if left is None or right is None:
        return ""
    difference = round(left - right, 2)
    text = words.quantity(abs(difference), unit)
    return f"{'+' if difference > 0 else '-' if difference < 0 else ''}{text}"


def _judged(repetitions: Sequence[Json]) -> list[Row]:
    """Every check that counts; of the hold the first row has told."""
    checks = [{check["name"]: check for check in scored(repetition)} for repetition in repetitions]
    names = dict.fromkeys(name for of_one in checks for name in of_one if name != "hold")
    return [Row(words.CHECKS[name][0], tuple(_verdict(of_one.get(name)) for of_one in checks)) for name in names]


def _verdict(check: Json | None) -> Cell:
    if check is None:
        return Cell("")
    icon, word = words.verdict_words(check)
    return Cell(words.quantity(check["value"], check["unit"]), check["verdict"], icon, word)
