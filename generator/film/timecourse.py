"""When the bodies are where: the clean time course of one repetition, and what it does wrong.

Clean means without breathing; the truth's phase edges are taken from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from figure.rotation import Array
from film.bank import END, PATH, REACH, REST
from film.config import ClipPlan, Scene

MOVING_DEG_S = 3.0  # faster than this is moving, slower is holding
BREATH_FADE_S = 1.0
LET_GO_AFTER_S = 0.3
SEARCH_STEP_S = 0.001


def minimum_jerk(share: Array | float) -> Array:
    """The smoothest way from 0 to 1; flat before 0 and after 1."""
    x = np.clip(share, 0.0, 1.0)
    return x**3 * (10.0 - 15.0 * x + 6.0 * x * x)


@dataclass(frozen=True)
class Cue:
    """The place on the bank that a frame shows."""

    track: str
    value: float


@dataclass(frozen=True)
class Phase:
    """A phase of the repetition, [start_s, end_s)."""

    name: str
    start_s: float
    end_s: float


class Repetition:
    """Set-up, approach, hold and release of one clip; all times in seconds."""

    def __init__(self, plan: ClipPlan, scene: Scene) -> None:
        self._plan, self._scene = plan, scene
        timing = plan.timing
        self.approach_start_s = timing.setup_s
        self.still_from_s = timing.setup_s + timing.approach_s
        self.still_to_s = np.inf  # until it is known how long the body slows down and speeds up
        approach = (self.approach_start_s, self.still_from_s)
        self.moving_in_s, self.hold_from_s = self._fast_span(*approach)
        slow_in = self.still_from_s - self.hold_from_s
        slow_out = self._release_speed_up_s()
        self.still_to_s = self.still_from_s + timing.hold_s - slow_in - slow_out
        self.end_of_release_s = self.still_to_s + timing.release_s
        self.duration_s = self.end_of_release_s + timing.still_s
        self.hold_to_s, self.released_s = self._fast_span(self.still_to_s, self.end_of_release_s)

    def angle_deg(self, time_s: Array | float) -> Array:
        """Clean angle of the stretch."""
        scene, lunge = self._scene, self._plan.lunge
        travel = scene.end_deg - scene.start_deg
        sudden = lunge.size_deg if lunge else 0.0
        into = (np.asarray(time_s) - self.approach_start_s) / self._plan.timing.approach_s
        out = (np.asarray(time_s) - self.still_to_s) / self._plan.timing.release_s
        angle = scene.start_deg + (travel - sudden) * minimum_jerk(into)
        if lunge:
            since = np.asarray(time_s) - self.lunge_start_s
            angle = angle + sudden * minimum_jerk(since / lunge.duration_s)
        return angle - travel * minimum_jerk(out)

    @property
    def lunge_start_s(self) -> float:
        """When the lunge begins; only for clips that have one."""
        if self._plan.lunge is None:
            raise ValueError("Expected a clip with a lunge.")
        return self.approach_start_s + self._plan.lunge.at_share * self._plan.timing.approach_s

    def cue(self, time_s: float) -> Cue:
        """What the frame at this time shows."""
        timing = self._plan.timing
        if time_s < self.approach_start_s:
            reach = (time_s - timing.reach_start_s) / timing.reach_s
            return self._away(time_s, reach, (0.0, timing.reach_start_s))
        if time_s >= self.end_of_release_s:
            let_go = self.end_of_release_s + LET_GO_AFTER_S
            reach = 1.0 - (time_s - let_go) / timing.reach_s
            return self._away(time_s, reach, (let_go + timing.reach_s, self.duration_s))
        if self.still_from_s <= time_s < self.still_to_s:
            return Cue(END, self._breath(time_s, self.still_from_s, self.still_to_s))
        return Cue(PATH, float(self.angle_deg(time_s)))

    def phases(self) -> list[Phase]:
        """Phases from the first frame to the last."""
        inner = [self.moving_in_s, self.hold_from_s, self.hold_to_s, self.released_s]
        edges = [0.0, *inner, self.duration_s]
        names = ["setup", "moving_in", "hold", "release", "setup"]
        return [Phase(n, a, b) for n, a, b in zip(names, edges[:-1], edges[1:], strict=True)]

    def faults(self) -> list[dict[str, object]]:
        """What the partner does wrong."""
        lunge = self._plan.lunge
        if lunge is None:
            return []
        start = self.lunge_start_s
        span = {"start_s": start, "end_s": start + lunge.duration_s}
        return [{"kind": "jerk", **span, "size": lunge.size_deg, "unit": "deg"}]

    def peak_speed_deg_s(self) -> dict[str, float]:
        """Largest clean angular speed on the way in and out."""
        spans = {
            "moving_in": (self.approach_start_s, self.still_from_s),
            "release": (self.still_to_s, self.end_of_release_s),
        }
        return {name: float(self._speeds(*span)[1].max()) for name, span in spans.items()}

    def _away(self, time_s: float, reach: float, rest_s: tuple[float, float]) -> Cue:
        """Set-up before and after: breathing while the partner's hands are away."""
        if reach > 0.0:
            return Cue(REACH, float(minimum_jerk(reach)))
        return Cue(REST, self._breath(time_s, *rest_s))

    def _breath(self, time_s: float, start_s: float, end_s: float) -> float:
        """Breathing between -1 and 1 that starts and ends at 0."""
        swing = np.sin(2.0 * np.pi * self._plan.timing.breath_hz * (time_s - start_s))
        fade = min(time_s - start_s, end_s - time_s) / BREATH_FADE_S
        return float(swing * np.clip(fade, 0.0, 1.0))

    def _speeds(self, start_s: float, end_s: float) -> tuple[Array, Array]:
        times = np.arange(start_s, end_s, SEARCH_STEP_S)
        return times, np.abs(np.gradient(self.angle_deg(times), times))

    def _fast_span(self, start_s: float, end_s: float) -> tuple[float, float]:
        """First and last time in a movement at which it is faster than the moving speed."""
        times, speeds = self._speeds(start_s, end_s)
        fast = times[speeds > MOVING_DEG_S]
        return float(fast[0]), float(fast[-1])

    def _release_speed_up_s(self) -> float:
        """Time from the start of the release until it passes the moving speed."""
        duration = self._plan.timing.release_s
        travel = self._scene.end_deg - self._scene.start_deg
        times = np.arange(0.0, duration, SEARCH_STEP_S)
        speeds = np.gradient(travel * minimum_jerk(times / duration), times)
        return float(times[speeds > MOVING_DEG_S][0])
