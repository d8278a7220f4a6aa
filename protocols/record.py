"""What a session remembers of a recording: measures and signals on the steady clock, and the frames' times."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from protocols.follower import Follower
from protocols.mat import Mat
from protocols.phases import NOT_WATCHED
from protocols.placer import COLUMNS
from protocols.repetition import Followed, seen
from protocols.signals import Signals
from protocols.stretch import Context
from protocols.table import Table
from protocols.thresholds import Settings
from protocols.ticks import TICK_S
from protocols.trace import Trace
from protocols.types import View

Array = NDArray[np.float64]

_KEPT: Final = ("angle_deg", "speed_deg_s", "accel_deg_s2", "smooth_deg", "glitch_deg", "median_deg", "slow_deg_s")
_STILL_TICKS: Final = 300


class Record:
    """Rows of measures and signals that grow; signals lag behind the rows by the meter's look-ahead."""

    def __init__(self, angles: int) -> None:
        self._rows = Table(len(COLUMNS))
        self._signals = {name: Table(angles) for name in _KEPT}
        self._times = Table(1)
        self.start_s = 0.0

    def add_frames(self, times_s: Array) -> None:
        """Media times of frames."""
        if not len(self._times.rows):
            self.start_s = float(times_s[0])
        self._times.append(times_s[:, None])

    def add_ticks(self, rows: Array) -> None:
        """Measures of ticks, (n, len(COLUMNS))."""
        self._rows.append(rows)

    def add_signals(self, signals: Signals) -> None:
        """Signals of the angles followed."""
        for name in _KEPT:
            self._signals[name].append(getattr(signals, name))

    @property
    def rows(self) -> Array:
        """Measures of the ticks so far, (n, len(COLUMNS))."""
        return self._rows.rows

    @property
    def judged(self) -> int:
        """Ticks whose signals are known."""
        return len(self._signals["angle_deg"].rows)

    def signal(self, name: str) -> Array:
        """One signal of every angle followed, (n, angles)."""
        return self._signals[name].rows

    def time_s(self, tick: int) -> float:
        """Media time of a tick."""
        return self.start_s + tick * TICK_S

    def still_rows(self, trace: Trace, calm_deg_s: float) -> Array:
        """Rows of the set-up in which the followed angle lay still, the last ten seconds of them."""
        span = slice(max(trace.setup, trace.onset - _STILL_TICKS), max(trace.onset, trace.setup + 1))
        rows = self.rows[span]
        calm = np.abs(self.signal("slow_deg_s")[span, trace.candidate]) < calm_deg_s
        return rows[calm] if calm.any() else rows

    def seen(
        self, follower: Follower, trace: Trace, last: int, *, view: View, mat: Mat | None, settings: Settings
    ) -> Context:
        """What a follower's repetition looks like to the checks, up to a tick."""
        angles = (self.signal(name)[: last + 1, trace.candidate] for name in _KEPT[:6])
        still = self.still_rows(trace, settings["hold_enter_speed_deg_s"])
        return seen(
            trace,
            self.rows[: last + 1],
            Followed(*angles),
            candidate=follower.candidate(trace.candidate),
            stretch=follower.stretch,
            view=view,
            mat=mat,
            baseline=_medians(still),
            settings=settings,
            fps=self._fps(trace.onset, last),
            start_s=self.start_s,
        )

    def _fps(self, first: int, last: int) -> float:
        """Frame rate that nine in ten frames between two ticks keep to."""
        times = self._times.rows[:, 0]
        edges = [self.time_s(tick) for tick in (first, last)]
        times = times[np.searchsorted(times, edges[0]) : np.searchsorted(times, edges[1], side="right")]
        return float(1 / np.percentile(np.diff(times), 90)) if len(times) > 1 else float("nan")


def _medians(rows: Array) -> Array:
    """Median of every column over what is known; NaN where nothing is."""
    ordered = np.sort(rows, axis=0)  # NaN last
    count = np.isfinite(rows).sum(axis=0)
    columns = np.arange(rows.shape[1])
    low, high = np.maximum(count - 1, 0) // 2, np.minimum(count // 2, np.maximum(count - 1, 0))
    return np.where(count > 0, (ordered[low, columns] + ordered[high, columns]) / 2, np.nan)


def asides(rows: Array, followers: Sequence[Follower]) -> list[Sequence[Mapping[int, float]]]:
    """For each follower and tick how far aside the limb of each of its candidates is that it watches."""
    found: list[Sequence[Mapping[int, float]]] = []
    for follower in followers:
        watched = [rows[:, columns].mean(axis=1).tolist() for columns in follower.asides.values()]
        ticks = zip(*watched, strict=True)
        told: list[Mapping[int, float]] = [dict(zip(follower.asides, values, strict=True)) for values in ticks]
        found.append(told or [NOT_WATCHED] * len(rows))
    return found


def leads(rows: Array, followers: Sequence[Follower], index: dict[str, int]) -> list[list[float]]:
    """For each follower the column that tells its side beforehand, zeros where none does."""
    return [
        rows[:, index[each.stretch.leads]].tolist() if each.stretch.leads else [0.0] * len(rows) for each in followers
    ]
