"""Which pose of its bank each moment of a clip shows."""

from __future__ import annotations

import itertools

import numpy as np

from bench.bank import BenchBank
from bench.clip import Clip, HeldFault
from bench.motion import BenchMotion, Path
from bench.shots import (
    AT_END,
    ENTER,
    FIDGET,
    PASS,
    WRONG_JOIN_COURSE,
    WRONG_PATH,
    WRONG_REACH,
    WRONG_REST,
    held_track,
)
from figure.rotation import Array
from film.bank import END, PATH, REACH, REST
from film.motion import minimum_jerk
from film.timecourse import BREATH_FADE_S, BREATH_ON_PATH_DEG, LET_GO_AFTER_S, Cue, Phase

FIDGET_S = 2.2
ENTER_S = 6.5
AT_END_DEG = 0.01
FINISHED_DEG = 0.01


def path_of(bank: BenchBank, join_deg: float) -> Path:
    """The places of a bank's path."""
    return Path(
        start_deg=bank.path["start_deg"],
        stops_deg=tuple(bank.path["stops_deg"]),
        end_deg=bank.path["end_deg"],
        last_deg=bank.last_deg,
        join_deg=join_deg,
        wrong_start_deg=join_deg - bank.wrong_deg,
    )


def join_deg(bank: BenchBank) -> float:
    """Where on the path the way from a wrong start arrives."""
    return bank.place_deg(WRONG_JOIN_COURSE)


def frame_times_s(clip: Clip, duration_s: float) -> Array:
    """Rising times of the frames, uneven if the clip says so."""
    random = np.random.default_rng([clip.seed, 1])
    times = np.arange(round(duration_s * clip.fps)) / clip.fps
    jitter = random.uniform(-0.5, 0.5, len(times)) * min(clip.frame_jitter, 0.9) / clip.fps
    kept = random.random(len(times)) >= clip.dropped_share
    kept[[0, -1]] = True
    times = (times + jitter)[kept]
    return times - times[0]


class BenchCourse:
    """Set-up, approach, hold and release of one clip."""

    def __init__(self, clip: Clip, bank: BenchBank, ways: dict[str, tuple[str, float]]) -> None:
        """Args: clip, bank, and for every variant its way and how far it is developed."""
        self._clip, self._ways = clip, ways
        self._join_deg = join_deg(bank)
        self._partner = bank.has(REACH)
        self.motion = BenchMotion(clip, path_of(bank, self._join_deg))
        self._busy_s = [self.motion.span_s(event) for event in (*clip.shifts, *clip.bounces, *clip.tugs)]
        self._faults_s = [(fault, self.motion.span_s(fault)) for fault in clip.held_faults]
        starts = [self.motion.hold_from_s + at for at in clip.fidgets_s]
        self._fidgets_s = [(start, start + FIDGET_S) for start in starts]
        starts = [self.motion.hold_from_s + at for at in clip.passes_s]
        self._passes_s = [(start, start + clip.pass_s) for start in starts]
        spans = [*self._busy_s, *self._fidgets_s, *self._passes_s, *(span for _, span in self._faults_s)]
        edges = [self.motion.still_from_s, self.motion.still_to_s, *np.ravel(spans)]
        for fault, (start, end) in self._faults_s:
            edges += [start + fault.fade_s, end - fault.fade_s]
        self._edges_s = np.array(edges)

    def cue(self, time_s: float) -> Cue:
        """What the frame at this time shows."""
        motion = self.motion
        if time_s < motion.approach_start_s:
            return self._before(time_s)
        if time_s >= motion.end_of_release_s:
            return self._after(time_s)
        if motion.still_from_s <= time_s < motion.still_to_s:
            return self._held(time_s)
        angle = float(motion.angle_deg(time_s))
        if self._clip.wrong_start and time_s < motion.still_from_s and angle < self._join_deg:
            return Cue(WRONG_PATH, angle - self._join_deg)
        return Cue(PATH, angle)

    def phases(self) -> list[Phase]:
        """Phases from the first frame to the last."""
        motion = self.motion
        inner = [motion.moving_in_s, motion.hold_from_s, motion.hold_to_s, motion.released_s]
        edges = [0.0, *inner, motion.duration_s]
        names = ["setup", "moving_in", "hold", "release", "setup"]
        return [Phase(*phase) for phase in zip(names, edges[:-1], edges[1:], strict=True)]

    def passes_s(self) -> list[tuple[float, float]]:
        """When somebody walks by, or the partner comes in."""
        return ([(0.0, ENTER_S)] if self._clip.enters else []) + self._passes_s

    def _before(self, time_s: float) -> Cue:
        timing, wrong = self._clip.timing, self._clip.wrong_start
        if self._clip.enters and time_s < ENTER_S:
            return Cue(ENTER, time_s / ENTER_S)
        reach = (time_s - timing.reach_start_s) / timing.reach_s
        if reach > 0.0 and self._partner:
            return Cue(WRONG_REACH if wrong else REACH, float(minimum_jerk(reach)))
        edges = np.array([0.0, timing.reach_start_s])
        return Cue(WRONG_REST if wrong else REST, self._breath(time_s, 0.0, edges))

    def _after(self, time_s: float) -> Cue:
        """At rest again; the hands let go, unless the knees were left away from the middle."""
        motion, timing = self.motion, self._clip.timing
        edges = np.array([motion.end_of_release_s, motion.duration_s])
        if self._clip.short_of_start_deg > FINISHED_DEG:
            breath = self._breath(time_s, edges[0], edges)
            return Cue(PATH, motion.finish_deg + BREATH_ON_PATH_DEG * breath)
        let_go = motion.end_of_release_s + LET_GO_AFTER_S
        reach = 1.0 - (time_s - let_go) / timing.reach_s
        if reach > 0.0 and self._partner:
            return Cue(REACH, float(minimum_jerk(reach)))
        since = let_go + timing.reach_s if self._partner else motion.end_of_release_s
        return self._quiet(time_s, since, motion.duration_s)

    def _quiet(self, time_s: float, since_s: float, until_s: float) -> Cue:
        return Cue(REST, self._breath(time_s, since_s, np.array([since_s, until_s])))

    def _held(self, time_s: float) -> Cue:
        """In the hold: a fault, somebody passing, a small movement, a large one, or breathing."""
        for fault, span in self._faults_s:
            if span[0] <= time_s < span[1]:
                return self._faulty(fault, time_s, span)
        passed, fidgeted = _share(self._passes_s, time_s), _share(self._fidgets_s, time_s)
        if passed is not None:
            return Cue(f"{PASS}_{AT_END}", passed)
        if fidgeted is not None:
            return Cue(f"{FIDGET}_{AT_END}", float(np.sin(np.pi * fidgeted) ** 2))
        angle = float(self.motion.angle_deg(time_s))
        if any(start <= time_s < end for start, end in self._busy_s):
            return Cue(PATH, angle)
        breath = self._breath(time_s, self.motion.still_from_s, self._edges_s)
        if abs(angle - self.motion.path.end_deg) < AT_END_DEG:
            return Cue(END, breath)
        return Cue(PATH, angle + BREATH_ON_PATH_DEG * breath)

    def _faulty(self, fault: HeldFault, time_s: float, span_s: tuple[float, float]) -> Cue:
        way, full = self._ways[fault.variant]
        share = min(time_s - span_s[0], span_s[1] - time_s) / fault.fade_s
        if share < 1.0:
            return Cue(way, full * float(minimum_jerk(share)))
        return Cue(held_track(way, full), self._breath(time_s, span_s[0], self._edges_s))

    def _breath(self, time_s: float, start_s: float, edges_s: Array) -> float:
        """Breathing between -1 and 1 since a time; it pauses at the edges."""
        swing = np.sin(2.0 * np.pi * self._clip.timing.breath_hz * (time_s - start_s))
        fade = np.abs(edges_s - time_s).min() / BREATH_FADE_S
        return float(swing * min(fade, 1.0))


def _share(spans_s: list[tuple[float, float]], time_s: float) -> float | None:
    """How far the span that holds a time has come, 0 to 1; None if no span does."""
    return next(((time_s - start) / (end - start) for start, end in spans_s if start <= time_s < end), None)


def check(clip: Clip, course: BenchCourse, bank: BenchBank, times_s: Array) -> None:
    """Refuse a clip that asks for poses which the bank does not hold."""
    motion = course.motion
    bank.check_reach(float(np.max(motion.angle_deg(times_s))))
    tracks = {course.cue(float(time)).track for time in times_s}
    absent = sorted(track for track in tracks if not bank.has(track))
    if absent:
        raise ValueError(f"Expected tracks {absent} in the bank, but they are not there: {clip.name}")
    only_at_end = [*clip.held_faults, *clip.fidgets_s, *clip.passes_s]
    at_end = abs(motion.level_deg - motion.path.end_deg) < AT_END_DEG
    if only_at_end and not at_end:
        raise ValueError(f"Expected a hold at the path's end for {only_at_end}: {clip.name}")
    apart = sorted([*course._busy_s, *course._fidgets_s, *course._passes_s, *(span for _, span in course._faults_s)])
    for before, after in itertools.pairwise(apart):
        if after[0] < before[1]:
            raise ValueError(f"Expected nothing to overlap in the hold, but got {before} and {after}: {clip.name}")
    moved = [motion.span_s(shift)[0] for shift in clip.shifts]
    if moved and any(span[1] > min(moved) for _, span in course._faults_s):
        raise ValueError(f"Expected faults of the end pose before the hold shifts: {clip.name}")
