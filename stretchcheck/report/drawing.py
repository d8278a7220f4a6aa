"""Pieces of a chart in pixels, ready for the template; knows nothing of stretches."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from stretchcheck.report.series import Array, downsampled
from stretchcheck.report.words import number

Anchor = Literal["start", "middle", "end"]

_LETTER: Final = 0.56
"""Width of an average letter, of the font size."""

_STEPS_S: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600)


@dataclass(frozen=True, slots=True)
class Scale:
    """Straight line from values to pixels; values outside are kept at the edge."""

    low: float
    high: float
    start_px: float
    end_px: float

    def __call__(self, value: float) -> float:
        """Pixels of a value."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start_px + min(max(share, 0.0), 1.0) * (self.end_px - self.start_px), 1)


@dataclass(frozen=True, slots=True)
class Area:
    """Where the curves are drawn."""

    x: Scale
    y: Scale

    @property
    def top(self) -> float:
        """Pixels of the upper edge."""
        return self.y.end_px

    @property
    def bottom(self) -> float:
        """Pixels of the lower edge."""
        return self.y.start_px


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes of a chart in pixels of its own; there is one for wide and one for narrow screens."""

    css: str
    width: float
    font: float
    left: float
    plot: float
    speed_plot: float
    time_ticks: int
    short: bool


@dataclass(frozen=True, slots=True)
class Rect:
    """A box; `hatch` fills it with the chart's hatching."""

    x: float
    y: float
    width: float
    height: float
    css: str
    title: str = ""
    hatch: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    css: str


@dataclass(frozen=True, slots=True)
class Path:
    """A curve as SVG path data."""

    d: str
    css: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A triangle or, for information, a ring."""

    x: float
    y: float
    css: str
    title: str
    ring: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place; `y` is their baseline."""

    x: float
    y: float
    text: str
    css: str = ""
    anchor: Anchor = "start"


@dataclass(slots=True)
class Chart:
    """A picture of lines and boxes; drawn in the order of its lists."""

    ident: str
    css: str
    title: str
    desc: str
    width: float
    font: float
    height: float = 0.0
    rects: list[Rect] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    def text_width(self, text: str) -> float:
        """About how wide a text is, pixels."""
        return _LETTER * self.font * len(text)


def curve(time_s: Array, values: Array, x: Scale, y: Scale) -> str:
    """Path data of a signal with gaps where it is unknown; empty when it never is."""
    pieces: list[str] = []
    pen_down = False
    for time, value in zip(*downsampled(time_s, values), strict=True):
        if math.isfinite(value):
            pieces.append(f"{'L' if pen_down else 'M'}{x(time):g} {y(value):g}")
        pen_down = math.isfinite(value)
    return "".join(pieces)


def value_range(arrays: Sequence[Array], *, include: Sequence[float], step: float) -> tuple[float, float]:
    """The smallest range of whole steps around all known values, at least one step high; each array knows some."""
    known = [*include, *(float(extreme(values)) for values in arrays for extreme in (np.nanmin, np.nanmax))]
    low = step * math.floor(min(known) / step)
    return low, max(step * math.ceil(max(known) / step), low + step)


def value_ticks(low: float, high: float, most: int) -> list[float]:
    """Round values between two limits, at most `most`."""
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough)
    first = math.ceil(low / step - 1e-9)
    return [round(n * step, 6) for n in range(first, math.floor(high / step + 1e-9) + 1)]


def time_ticks(end_s: float, most: int) -> list[tuple[float, str]]:
    """Round media times with their words: seconds, or minutes and seconds in long clips."""
    step = next((s for s in _STEPS_S if end_s / s <= most), 3600 * math.ceil(end_s / 3600 / most))
    times = [round(n * step, 6) for n in range(math.floor(end_s / step + 1e-9) + 1)]
    if end_s < 120:
        return [(time, number(time, 1) + ("" if time else " s")) for time in times]
    return [(time, f"{int(time) // 60}:{int(time) % 60:02d}") for time in times]
