"""The signals and pictures that a report shows, and how long signals become short enough to draw."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MAX_POINTS: Final = 1500
_JOIN_S: Final = 0.2
_LEAST_S: Final = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class ReportSeries:
    """What was measured over time.

    Attributes:
        time_s: (n,) media seconds on the steady clock, `TICK_S` apart.
        angle_deg: (n,) the followed angle; NaN where it could not be seen.
        speed_deg_s: (n,) its speed, either sign; NaN where unknown.
        other_leg_deg: (n,) the same angle of the other leg, or None.
    """

    time_s: Array
    angle_deg: Array
    speed_deg_s: Array
    other_leg_deg: Array | None = None

    def __post_init__(self) -> None:
        shapes = {
            name: values.shape
            for name in ("time_s", "angle_deg", "speed_deg_s", "other_leg_deg")
            if (values := getattr(self, name)) is not None
        }
        if len(set(shapes.values())) > 1 or self.time_s.ndim != 1:
            raise ValueError(f"Expected series of one length, shape (n,), but got {shapes}.")

    @classmethod
    def empty(cls) -> "ReportSeries":
        """Nothing was measured over time, as for a single picture."""
        return cls(np.empty(0), np.empty(0), np.empty(0))


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A picture of a moment: media seconds, what it shows, and the JPEG file's bytes."""

    time_s: float
    caption: str
    jpeg: bytes


def downsampled(time_s: Array, values: Array, max_points: int = MAX_POINTS) -> tuple[Array, Array]:
    """At most `max_points` points with the same peaks and troughs: the extremes of even pieces of the signal.

    A piece in which nothing is known becomes one NaN, so that gaps stay gaps.
    """
    if len(time_s) <= max_points:
        return time_s, values
    kept: list[int] = []
    for piece in np.array_split(np.arange(len(time_s)), max_points // 2):
        known = piece[np.isfinite(values[piece])]
        if len(known):
            extremes = (known[np.argmin(values[known])], known[np.argmax(values[known])])
            kept.extend(sorted({int(index) for index in extremes}))
        else:
            kept.append(int(piece[0]))
    return time_s[kept], values[kept]


def unseen_spans(series: ReportSeries) -> list[tuple[float, float]]:
    """Media seconds in which the followed angle was not known, `[start_s, end_s)`; near ones are joined."""
    time_s, angle = series.time_s, series.angle_deg
    if not len(time_s):
        return []
    period = float(np.median(np.diff(time_s))) if len(time_s) > 1 else 0.0
    edges = np.flatnonzero(np.diff(np.concatenate([[False], np.isnan(angle), [False]]).astype(int)))
    spans: list[tuple[float, float]] = []
    for first, last in edges.reshape(-1, 2):
        end = float(time_s[last]) if last < len(time_s) else float(time_s[-1]) + period
        start = float(time_s[first])
        if spans and start - spans[-1][1] < _JOIN_S:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return [(start, end) for start, end in spans if end - start >= _LEAST_S]
