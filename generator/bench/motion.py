"""The clean way of one clip along its bank's path, in degrees over time; no breathing.

The path's places before the start of the right way (a wrong start) are counted back from where both meet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.clip import Clip, HeldFault, Jolt, Tug
from figure.rotation import Array
from film.config import Bounce, Shift
from film.motion import BOUNCE_FADE_S, MOVING_DEG_S, SEARCH_STEP_S, minimum_jerk

Event = Bounce | Shift | Tug | HeldFault


@dataclass(frozen=True)
class Path:
    """Places of a bank's path in degrees.

    Attributes:
        last_deg: How deep the bank goes.
        join_deg, wrong_start_deg: Where the way from a wrong start meets the path, and where it begins, counted as if
            it lay on the path.
    """

    start_deg: float
    stops_deg: tuple[float, ...]
    end_deg: float
    last_deg: float
    join_deg: float
    wrong_start_deg: float


@dataclass(frozen=True)
class Leg:
    """One smooth piece of a movement."""

    first_deg: float
    last_deg: float
    start_s: float
    duration_s: float

    def done_deg(self, since_s: Array) -> Array:
        """How far this piece has come."""
        return (self.last_deg - self.first_deg) * minimum_jerk((since_s - self.start_s) / self.duration_s)


def staged(places: list[float], duration_s: float, rests_s: dict[float, float]) -> list[Leg]:
    """Smooth pieces through the places, as long as they are far; `rests_s` after some places."""
    lengths = np.abs(np.diff(places))
    legs, now = [], 0.0
    for first, last, length in zip(places[:-1], places[1:], lengths, strict=True):
        if length <= 0.0:
            continue
        spent = float(duration_s * length / lengths.sum())
        legs.append(Leg(first, last, now, spent))
        now += spent + rests_s.get(last, 0.0)
    return legs


class BenchMotion:
    """Where on the path the bodies are; times in seconds, see `film.motion.Motion` for their names."""

    def __init__(self, clip: Clip, path: Path) -> None:
        self.clip, self.path = clip, path
        timing = clip.timing
        self.level_deg = path.end_deg - clip.short_of_end_deg
        self.begin_deg = path.wrong_start_deg if clip.wrong_start else path.start_deg
        self.finish_deg = path.start_deg + clip.short_of_start_deg
        self.approach_start_s = timing.setup_s
        self._in, self._in_jolts = self._way("moving_in", self._approach_places(), timing.approach_s)
        self.approach_s = timing.approach_s + (clip.pause.lasts_s if clip.pause else 0.0)
        self.still_from_s = timing.setup_s + self.approach_s
        self.held_deg = self.level_deg + sum(shift.size_deg for shift in clip.shifts)
        self._out, self._out_jolts = self._way("release", self._release_places(), timing.release_s)
        first, last = self._fast_span(self._in, self._in_jolts, self.approach_s)
        self.moving_in_s, self.hold_from_s = timing.setup_s + first, timing.setup_s + last
        speed_up_s, slow_down_s = self._fast_span(self._out, self._out_jolts, timing.release_s)
        self.hold_to_s = self.hold_from_s + timing.hold_s
        self.still_to_s = self.hold_to_s - speed_up_s
        self.end_of_release_s = self.still_to_s + timing.release_s
        self.released_s = self.still_to_s + slow_down_s
        self.duration_s = self.end_of_release_s + timing.still_s
        self._check()

    def angle_deg(self, time_s: Array | float) -> Array:
        """Clean place on the path."""
        time = np.asarray(time_s, dtype=float)
        angle = self.begin_deg + _sum(self._in, self._in_jolts, time - self.approach_start_s)
        angle = angle + _sum(self._out, self._out_jolts, time - self.still_to_s)
        return angle + self.shifted_deg(time) + self._swung_deg(time)

    def shifted_deg(self, time_s: Array | float) -> Array:
        """How much deeper than its level the hold has become."""
        since = np.asarray(time_s, dtype=float) - self.hold_from_s
        shifts = [s.size_deg * minimum_jerk((since - s.at_s) / s.duration_s) for s in self.clip.shifts]
        return np.sum(shifts, axis=0) if shifts else np.zeros_like(since)

    def speeds_deg_s(self, start_s: float, end_s: float) -> tuple[Array, Array]:
        """Times and clean speeds, in steps of a millisecond."""
        times = np.arange(start_s, end_s, SEARCH_STEP_S)
        return times, np.abs(np.gradient(self.angle_deg(times), times))

    def jolt_span_s(self, jolt: Jolt) -> tuple[float, float]:
        """When a jerk on the way happens."""
        start = self.approach_start_s if jolt.phase == "moving_in" else self.still_to_s
        start += self._since_s(jolt)
        return start, start + jolt.duration_s

    def span_s(self, event: Event) -> tuple[float, float]:
        """When something in the hold happens, from first to last change."""
        start = self.hold_from_s + event.at_s
        if isinstance(event, HeldFault):
            return start, start + event.lasts_s + 2.0 * event.fade_s
        if isinstance(event, Tug):
            return start, start + event.duration_s + event.back_s
        return start, start + event.duration_s

    def _approach_places(self) -> list[float]:
        jolted = sum(jolt.size_deg for jolt in self.clip.jolts if jolt.phase == "moving_in")
        last = self.level_deg - jolted
        first_stop = self.path.join_deg if self.clip.wrong_start else self.begin_deg
        places = [self.begin_deg, *(stop for stop in self.path.stops_deg if first_stop < stop < last), last]
        if self.clip.pause:
            place = self.begin_deg + self.clip.pause.at_share * (last - self.begin_deg)
            places = sorted([*places, place])
        return places

    def _release_places(self) -> list[float]:
        jolted = sum(jolt.size_deg for jolt in self.clip.jolts if jolt.phase == "release")
        first = self.held_deg - jolted
        stops = [stop for stop in reversed(self.path.stops_deg) if self.finish_deg < stop < first]
        return [first, *stops, self.finish_deg]

    def _way(self, phase: str, places: list[float], duration_s: float) -> tuple[list[Leg], list[Leg]]:
        """The smooth pieces of a movement and its jerks."""
        pause = self.clip.pause if phase == "moving_in" else None
        rests = {}
        if pause:
            rests = {self.begin_deg + pause.at_share * (places[-1] - self.begin_deg): pause.lasts_s}
        sign = 1.0 if phase == "moving_in" else -1.0
        jolts = [
            Leg(0.0, sign * jolt.size_deg, self._since_s(jolt), jolt.duration_s)
            for jolt in self.clip.jolts
            if jolt.phase == phase
        ]
        return staged(places, duration_s, rests), jolts

    def _since_s(self, jolt: Jolt) -> float:
        timing = self.clip.timing
        return jolt.at_share * (timing.approach_s if jolt.phase == "moving_in" else timing.release_s)

    def _swung_deg(self, time_s: Array) -> Array:
        """Bounces and tugs."""
        found = np.zeros_like(time_s)
        for bounce in self.clip.bounces:
            start, end = self.span_s(bounce)
            fade = minimum_jerk(np.minimum(time_s - start, end - time_s) / BOUNCE_FADE_S)
            swing = np.sin(2.0 * np.pi * bounce.hz * (time_s - start))
            found = found + fade * (bounce.centre_deg + bounce.amplitude_deg * swing)
        for tug in self.clip.tugs:
            since = time_s - self.span_s(tug)[0]
            there = minimum_jerk(since / tug.duration_s) - minimum_jerk((since - tug.duration_s) / tug.back_s)
            found = found + tug.size_deg * there
        return found

    def _fast_span(self, legs: list[Leg], jolts: list[Leg], duration_s: float) -> tuple[float, float]:
        """First and last time in a movement at which it is faster than the moving speed."""
        times = np.arange(0.0, duration_s, SEARCH_STEP_S)
        fast = times[np.abs(np.gradient(_sum(legs, jolts, times), times)) > MOVING_DEG_S]
        if len(fast) == 0:
            raise ValueError(f"Expected a movement faster than {MOVING_DEG_S} deg/s: {self.clip.name}")
        return float(fast[0]), float(fast[-1])

    def _check(self) -> None:
        clip = self.clip
        events: list[Event] = [*clip.shifts, *clip.held_faults, *clip.bounces, *clip.tugs]
        late = [event for event in events if self.span_s(event)[1] > self.still_to_s]
        if late:
            raise ValueError(f"Expected everything to end before {self.still_to_s:.1f} s, but not {late}: {clip.name}")
        for jolt in clip.jolts:
            start, end = self.jolt_span_s(jolt)
            within = (self.approach_start_s, self.still_from_s)
            if jolt.phase == "release":
                within = (self.still_to_s, self.end_of_release_s)
            if start < within[0] or end > within[1]:
                raise ValueError(f"Expected a jolt within {within}, but got {start:.2f} to {end:.2f} s: {clip.name}")


def _sum(legs: list[Leg], jolts: list[Leg], since_s: Array) -> Array:
    return np.sum([leg.done_deg(since_s) for leg in [*legs, *jolts]], axis=0)
