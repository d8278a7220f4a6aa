"""When a drawn leg is where: a minimum-jerk approach, a hold with breathing, a release, and what can go wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MOVING_DEG_S = 3.0
"""Faster than this is moving: where the true hold begins and ends."""

_FINE_S = 0.001


def minimum_jerk(share: Array) -> Array:
    x = np.clip(share, 0.0, 1.0)
    return x**3 * (10.0 - 15.0 * x + 6.0 * x * x)


def even_times(duration_s: float, fps: float) -> Array:
    return np.arange(int(duration_s * fps)) / fps


def irregular_times(duration_s: float, *, seed: int = 0, fps: float = 30.0) -> Array:
    """A webcam's times: every step 0.5 to 1.5 of the usual one, and one frame in fifty missing."""
    rng = np.random.default_rng(seed)
    times = np.cumsum(rng.uniform(0.5, 1.5, int(duration_s * fps)) / fps)
    return times[rng.uniform(size=len(times)) > 0.02]


@dataclass(frozen=True)
class Step:
    """So many degrees more (or less) from a time on, reached smoothly over some seconds; 0 s is a jump."""

    at_s: float
    deg: float
    over_s: float


@dataclass(frozen=True)
class Wave:
    """A swing of so many degrees to either side for some seconds."""

    at_s: float
    for_s: float
    hz: float
    deg: float


@dataclass(frozen=True)
class Course:
    """One repetition of one leg; seconds and degrees.

    Steps before the hold are part of the way in, those after it of the way out; those within it stay until the end.
    """

    setup_s: float = 3.0
    approach_s: float = 5.0
    hold_s: float = 36.0
    release_s: float = 5.0
    rest_s: float = 2.5
    start_deg: float = 50.0
    end_deg: float = 112.0
    breath_hz: float = 0.25
    breath_deg: float = 0.5
    steps: Sequence[Step] = ()
    waves: Sequence[Wave] = ()

    @property
    def still_from_s(self) -> float:
        return self.setup_s + self.approach_s

    @property
    def still_to_s(self) -> float:
        return self.still_from_s + self.hold_s

    @property
    def duration_s(self) -> float:
        return self.still_to_s + self.release_s + self.rest_s

    def clean_deg(self, times_s: Array) -> Array:
        """The angle without breathing and waves."""
        early = sum(step.deg for step in self.steps if step.at_s < self.still_from_s)
        late = sum(step.deg for step in self.steps) - early
        travel = self.end_deg - self.start_deg
        angle = self.start_deg + (travel - early) * minimum_jerk((times_s - self.setup_s) / self.approach_s)
        for step in self.steps:
            angle = angle + step.deg * minimum_jerk((times_s - step.at_s) / max(step.over_s, _FINE_S))
        return angle - (travel + late) * minimum_jerk((times_s - self.still_to_s) / self.release_s)

    def angle_deg(self, times_s: Array) -> Array:
        moved = minimum_jerk((times_s - self.setup_s) / self.approach_s)
        moved = moved - minimum_jerk((times_s - self.still_to_s) / self.release_s)
        angle = self.clean_deg(times_s) + moved * self.breath_deg * np.sin(2 * np.pi * self.breath_hz * times_s)
        for wave in self.waves:
            since = times_s - wave.at_s
            angle = angle + ((since >= 0) & (since < wave.for_s)) * wave.deg * np.sin(2 * np.pi * wave.hz * since)
        return angle

    def share(self, times_s: Array) -> Array:
        """How far the leg has come, 0 at the set-up and 1 in the hold."""
        return (self.clean_deg(times_s) - self.start_deg) / (self.end_deg - self.start_deg)

    def true_hold_s(self) -> tuple[float, float]:
        """Where the way in has become slower than `MOVING_DEG_S`, and the way out faster."""
        into = np.arange(self.setup_s, self.still_from_s, _FINE_S)
        out = np.arange(self.still_to_s, self.still_to_s + self.release_s, _FINE_S)
        return float(into[self._fast(into)][-1]), float(out[self._fast(out)][0])

    def _fast(self, times_s: Array) -> NDArray[np.bool_]:
        return np.abs(np.gradient(self.clean_deg(times_s), times_s)) > MOVING_DEG_S


def over(value: Any, times_s: Array) -> Array:
    """A number, or a function of times, as one number a frame."""
    return np.broadcast_to(np.asarray(value(times_s) if callable(value) else value, dtype=float), len(times_s))


def glitched(angle_deg: Array, times_s: Array, glitch: tuple[float, int, float] | None) -> Array:
    """Angles of which some frames are wrong: start in seconds, frames, degrees."""
    angle_deg = angle_deg.copy()
    if glitch is not None:
        first = int(np.searchsorted(times_s, glitch[0]))
        angle_deg[first : first + glitch[1]] += glitch[2]
    return angle_deg
