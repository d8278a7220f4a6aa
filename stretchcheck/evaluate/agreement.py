"""Draws how far found holds are from true ones: a Bland-Altman plot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from stretchcheck.report.drawing import Scale

WIDTH, HEIGHT = 720, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 12, 14, 300
_AROUND: Final = 1.1
_LEAST_S: Final = 2.0
"""Half the height of the plot at least."""

_CSS: Final = {"knee-to-chest": "ktc", "spinal-twist": "twist", "figure-four": "four"}


@dataclass(frozen=True, slots=True)
class Dot:
    """One hold."""

    x: float
    y: float
    css: str
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line across the plot with its words."""

    y: float
    css: str
    words: str


@dataclass(frozen=True, slots=True)
class Plot:
    """The plot in pixels of its own.

    Attributes:
        dots: holds.
        lines: zero, bias and limits of agreement.
        ticks_s: marks of the horizontal axis, with their pixels.
        heights_s: marks of the vertical axis, with their pixels.
    """

    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    ticks_s: tuple[tuple[float, float], ...]
    heights_s: tuple[tuple[float, float], ...]


def agreement(rows: Iterable[Mapping[str, Any]], figures: Mapping[str, Mapping[str, Any]]) -> Plot | None:
    """Error of each hold over the mean of the found and the true length; None without holds."""
    holds = [
        (row["clip"], one["stretch"], one["true_hold_s"] + one["hold"]["held_s"] / 2, one["hold"]["held_s"])
        for row in rows
        for one in row["score"]["repetitions"]
        if one["hold"]
    ]
    if not holds:
        return None
    most_s = max(_LEAST_S, _AROUND * max(abs(error) for *_, error in holds))
    end_s = _AROUND * max(mean for _, _, mean, _ in holds)
    across, up = Scale(0.0, end_s, _LEFT, WIDTH - _RIGHT), Scale(-most_s, most_s, _BOTTOM, _TOP)
    dots = [
        Dot(across(mean), up(error), _CSS.get(stretch or "", ""), f"{clip}: {error:+.2f} s of {mean - error / 2:.1f} s")
        for clip, stretch, mean, error in holds
    ]
    lines = [Line(up(0.0), "grid", "")]
    for name, css, said in (
        ("bias_s", "edge", "bias"),
        ("loa_low_s", "limit", "-1.96 sd"),
        ("loa_high_s", "limit", "+1.96 sd"),
    ):
        figure = figures.get(f"hold.{name}")
        if figure is not None:
            lines.append(Line(up(figure["value"]), css, f"{said} {figure['value']:+.2f} s"))
    return Plot(tuple(dots), tuple(lines), _marks(across, 0.0, end_s), _marks(up, -most_s, most_s))


def _marks(scale: Scale, low: float, high: float) -> tuple[tuple[float, float], ...]:
    step = next((step for step in (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0) if (high - low) / step <= 9), 100.0)
    first = -int(-low // step) if low < 0 else 0
    values = [number * step for number in range(first, int(high // step) + 1)]
    return tuple((value, scale(value)) for value in values)
