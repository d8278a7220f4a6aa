"""The clean path of one repetition in degrees: approach, what happens in the hold, release.

Clean means without breathing.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from figure.rotation import Array
from film.config import Bounce, ClipPlan, PoseFault, Shift

MOVING_DEG_S = 3.0  # faster than this is moving, slower is holding
BOUNCE_FADE_S = 0.4
SEARCH_STEP_S = 0.001


def minimum_jerk(share: Array | float) -> Array:
    """The smoothest way from 0 to 1; flat before 0 and after 1."""
    x = np.clip(share, 0.0, 1.0)
    return x**3 * (10.0 - 15.0 * x + 6.0 * x * x)


def staged(since_s: Array, places: list[float], duration_s: float) -> Array:
    """Smooth way through places, with a moment of rest at each; the times are as the lengths."""
    lengths = np.abs(np.diff(places))
    ends_s = np.cumsum(lengths) / lengths.sum() * duration_s
    way = np.full_like(since_s, places[0])
    for first, last, end in zip(places[:-1], places[1:], ends_s, strict=True):
        stage_s = abs(last - first) / lengths.sum() * duration_s
        way = way + (last - first) * minimum_jerk((since_s - (end - stage_s)) / stage_s)
    return way


class Motion:
    """Where on the bank's path the bodies are; all times in seconds.

    Attributes:
        level_deg: The path's place in the hold.
        still_from_s, still_to_s: Between approach and release; a little inside the hold.
        moving_in_s, hold_from_s, hold_to_s, released_s: Edges of the phases, where the clean speed of
            approach and release passes 3 degrees per second.
    """

    def __init__(self, plan: ClipPlan, *, start_deg: float, stops_deg: list[float], end_deg: float) -> None:
        self._plan = plan
        self._start_deg, self._stops_deg = start_deg, stops_deg
        self.level_deg = end_deg - plan.short_of_end_deg
        timing = plan.timing
        self.approach_start_s = timing.setup_s
        self.still_from_s = timing.setup_s + timing.approach_s
        self.moving_in_s, self.hold_from_s = self._fast_span(
            self._approach_deg, self.approach_start_s, self.still_from_s
        )
        speed_up_s, slow_down_s = self._fast_span(self._release_deg, 0.0, timing.release_s)
        self.hold_to_s = self.hold_from_s + timing.hold_s
        self.still_to_s = self.hold_to_s - speed_up_s
        self.end_of_release_s = self.still_to_s + timing.release_s
        self.released_s = self.still_to_s + slow_down_s
        self.duration_s = self.end_of_release_s + timing.still_s
        self._check_hold()

    def angle_deg(self, time_s: Array | float) -> Array:
        """Clean place on the path."""
        time = np.asarray(time_s, dtype=float)
        angle = self._approach_deg(time) - self._release_deg(time - self.still_to_s)
        return angle + self.shifted_deg(time) + self._bounce_deg(time)

    def shifted_deg(self, time_s: Array | float) -> Array:
        """How much deeper than its level the hold has become."""
        since = np.asarray(time_s, dtype=float) - self.hold_from_s
        shifts = [s.size_deg * minimum_jerk((since - s.at_s) / s.duration_s) for s in self._plan.shifts]
        return np.sum(shifts, axis=0) if shifts else np.zeros_like(since)

    def speeds_deg_s(self, start_s: float, end_s: float) -> tuple[Array, Array]:
        """Times and clean speeds, in steps of a millisecond."""
        times = np.arange(start_s, end_s, SEARCH_STEP_S)
        return times, np.abs(np.gradient(self.angle_deg(times), times))

    @property
    def lunge_span_s(self) -> tuple[float, float] | None:
        """When the lunge happens."""
        lunge = self._plan.lunge
        if lunge is None:
            return None
        start = self.approach_start_s + lunge.at_share * self._plan.timing.approach_s
        return start, start + lunge.duration_s

    def span_s(self, event: Bounce | Shift | PoseFault) -> tuple[float, float]:
        """When something in the hold happens, from first to last change."""
        start = self.hold_from_s + event.at_s
        if isinstance(event, PoseFault):
            return start, start + event.lasts_s + 2.0 * event.fade_s
        return start, start + event.duration_s

    def _approach_deg(self, time_s: Array) -> Array:
        lunge = self._plan.lunge
        sudden = lunge.size_deg if lunge else 0.0
        places = [self._start_deg, *self._stops_deg, self.level_deg - sudden]
        angle = staged(time_s - self.approach_start_s, places, self._plan.timing.approach_s)
        if lunge and self.lunge_span_s:
            angle = angle + sudden * minimum_jerk((time_s - self.lunge_span_s[0]) / lunge.duration_s)
        return angle

    def _release_deg(self, since_s: Array) -> Array:
        """How far the release has come, so long after it began."""
        last = self.level_deg + sum(s.size_deg for s in self._plan.shifts)
        places = [last, *reversed(self._stops_deg), self._start_deg]
        return last - staged(since_s, places, self._plan.timing.release_s)

    def _bounce_deg(self, time_s: Array) -> Array:
        bounce = self._plan.bounce
        if bounce is None:
            return np.zeros_like(time_s)
        start, end = self.span_s(bounce)
        fade = minimum_jerk(np.minimum(time_s - start, end - time_s) / BOUNCE_FADE_S)
        swing = np.sin(2.0 * np.pi * bounce.hz * (time_s - start))
        return fade * (bounce.centre_deg + bounce.amplitude_deg * swing)

    def _fast_span(self, course: Callable[[Array], Array], start_s: float, end_s: float) -> tuple[float, float]:
        """First and last time in a movement at which it is faster than the moving speed."""
        times = np.arange(start_s, end_s, SEARCH_STEP_S)
        fast = times[np.abs(np.gradient(course(times), times)) > MOVING_DEG_S]
        if len(fast) == 0:
            raise ValueError(f"Expected a movement faster than {MOVING_DEG_S} deg/s.")
        return float(fast[0]), float(fast[-1])

    def _check_hold(self) -> None:
        plan = self._plan
        events = [*plan.shifts, *plan.pose_faults, *([plan.bounce] if plan.bounce else [])]
        late = [event for event in events if self.span_s(event)[1] > self.still_to_s]
        if late:
            raise ValueError(f"Expected everything to end before {self.still_to_s:.1f} s, but not {late}.")
