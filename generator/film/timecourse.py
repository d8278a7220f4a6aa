"""Which pose of the bank each moment of a clip shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from figure.rotation import Array
from film.bank import END, PATH, REACH, REST, breathing_in
from film.config import ClipPlan, PoseFault
from film.motion import Motion, minimum_jerk

BREATH_FADE_S = 1.0
BREATH_ON_PATH_DEG = 0.8  # breathing where the bank has no poses of it: a swing along the path
LET_GO_AFTER_S = 0.3


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


def frame_times_s(plan: ClipPlan, duration_s: float) -> Array:
    """Rising times of the frames, uneven if the plan says so."""
    random = np.random.default_rng([plan.seed, 1])
    times = np.arange(round(duration_s * plan.fps)) / plan.fps
    jitter = random.uniform(-0.5, 0.5, len(times)) * min(plan.frame_jitter, 0.9) / plan.fps
    kept = random.random(len(times)) >= plan.dropped_share
    kept[[0, -1]] = True
    times = (times + jitter)[kept]
    return times - times[0]


class Repetition:
    """Set-up, approach, hold and release of one clip."""

    def __init__(self, plan: ClipPlan, *, start_deg: float, stops_deg: list[float], end_deg: float) -> None:
        self._plan = plan
        self._end_deg = end_deg
        self.motion = Motion(plan, start_deg=start_deg, stops_deg=stops_deg, end_deg=end_deg)
        events = [*plan.shifts, *([plan.bounce] if plan.bounce else [])]
        self._busy_s = [self.motion.span_s(event) for event in events]
        edges = [self.motion.still_from_s, self.motion.still_to_s, *np.ravel(self._busy_s)]
        for fault in plan.pose_faults:
            start, end = self.motion.span_s(fault)
            edges += [start, start + fault.fade_s, end - fault.fade_s, end]
        self._edges_s = np.array(edges)

    def cue(self, time_s: float) -> Cue:
        """What the frame at this time shows."""
        motion, timing = self.motion, self._plan.timing
        if time_s < motion.approach_start_s:
            reach = (time_s - timing.reach_start_s) / timing.reach_s
            return self._away(time_s, reach, (0.0, timing.reach_start_s))
        if time_s >= motion.end_of_release_s:
            let_go = motion.end_of_release_s + LET_GO_AFTER_S
            reach = 1.0 - (time_s - let_go) / timing.reach_s
            return self._away(time_s, reach, (let_go + timing.reach_s, motion.duration_s))
        if motion.still_from_s <= time_s < motion.still_to_s:
            return self._held(time_s)
        return Cue(PATH, float(motion.angle_deg(time_s)))

    def phases(self) -> list[Phase]:
        """Phases from the first frame to the last."""
        motion = self.motion
        inner = [motion.moving_in_s, motion.hold_from_s, motion.hold_to_s, motion.released_s]
        edges = [0.0, *inner, motion.duration_s]
        names = ["setup", "moving_in", "hold", "release", "setup"]
        return [Phase(*phase) for phase in zip(names, edges[:-1], edges[1:], strict=True)]

    def _held(self, time_s: float) -> Cue:
        """In the hold: a fault, a movement, or breathing."""
        for fault in self._plan.pose_faults:
            start, end = self.motion.span_s(fault)
            if start <= time_s < end:
                return self._faulty(fault, time_s, (start, end))
        angle = float(self.motion.angle_deg(time_s))
        breath = self._breath(time_s, self.motion.still_from_s, self._edges_s)
        if any(start <= time_s < end for start, end in self._busy_s):
            return Cue(PATH, angle)
        if abs(angle - self._end_deg) < 0.01:
            return Cue(END, breath)
        return Cue(PATH, angle + BREATH_ON_PATH_DEG * breath)

    def _faulty(self, fault: PoseFault, time_s: float, span_s: tuple[float, float]) -> Cue:
        share = min(time_s - span_s[0], span_s[1] - time_s) / fault.fade_s
        if share < 1.0:
            return Cue(fault.kind, float(minimum_jerk(share)))
        return Cue(breathing_in(fault.kind), self._breath(time_s, span_s[0], self._edges_s))

    def _away(self, time_s: float, reach: float, rest_s: tuple[float, float]) -> Cue:
        """Set-up before and after: breathing while the partner's hands are away."""
        if reach > 0.0:
            return Cue(REACH, float(minimum_jerk(reach)))
        return Cue(REST, self._breath(time_s, rest_s[0], np.array(rest_s)))

    def _breath(self, time_s: float, start_s: float, edges_s: Array) -> float:
        """Breathing between -1 and 1 since a time; it pauses at the edges."""
        swing = np.sin(2.0 * np.pi * self._plan.timing.breath_hz * (time_s - start_s))
        fade = np.abs(edges_s - time_s).min() / BREATH_FADE_S
        return float(swing * min(fade, 1.0))
