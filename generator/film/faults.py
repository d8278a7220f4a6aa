"""What a clip does wrong: from its clean time course, and from the poses that it really shows.

The limits are those beyond which a careful observer calls it a fault, not merely a doubt.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from film.config import ClipPlan, Scene
from film.motion import Motion

TOO_FAST_DEG_S = 60.0
DRIFT_DEG, DEEPER_DEG = 8.0, 10.0
HOLD_S = {"knee-to-chest": (30.0, 60.0), "spinal-twist": (20.0, 30.0), "figure-four": (30.0, 45.0)}
OVER_HOLD_S = 5.0
LEAST_S = 0.1  # shorter excursions are no fault
DEEP_ENOUGH = {  # least angle and least change from the set-up, degrees
    "knee-to-chest": ("too_shallow", 95.0, 30.0),
    "spinal-twist": ("too_shallow", 25.0, 0.0),
    "figure-four": ("not_drawn_in", 85.0, 20.0),
}
Frame = dict[str, Any]
Fault = dict[str, Any]


@dataclass(frozen=True)
class RedLimit:
    """A pose is faulty where its value is above the limit."""

    kind: str
    value: Callable[[Frame, str, str], float]
    limit: float
    unit: str
    phases: tuple[str, ...] = ("hold",)


MOVING = ("moving_in", "hold", "release")
RED = {
    "knee-to-chest": [
        RedLimit("off_path", lambda f, s, o: abs(f["knee_sideways_sw"]), 0.40, "shoulder widths", MOVING),
        RedLimit("foot_up", lambda f, s, o: f["ankle_lift_shank"][o], 0.30, "shanks", MOVING),
    ],
    "spinal-twist": [
        RedLimit("shoulder_lift", lambda f, s, o: f["shoulder_lift_sw"][o], 0.18, "shoulder widths", MOVING),
        RedLimit("unstacked", lambda f, s, o: f["knee_gap_femur"], 0.60, "femurs"),
        RedLimit("unstacked", lambda f, s, o: f["knee_shear_femur"], 0.40, "femurs"),
    ],
    "figure-four": [
        RedLimit("ankle_slipped", lambda f, s, o: f["ankle_contact_shank"], 0.50, "shanks"),
    ],
}


def timed_faults(plan: ClipPlan, scene: Scene, motion: Motion) -> list[Fault]:
    """Jerk, bounce, drift, push, haste, and a hold too short or too long."""
    found = []
    if plan.lunge and motion.lunge_span_s:
        found.append(fault("jerk", motion.lunge_span_s, plan.lunge.size_deg, "deg"))
    if plan.bounce:
        found.append(fault("bounce", motion.span_s(plan.bounce), plan.bounce.amplitude_deg, "deg"))
    hold_s = (motion.hold_from_s, motion.hold_to_s)
    times = np.arange(*hold_s, 0.01)
    shifted = motion.shifted_deg(times)
    found += [fault("drift", span, -size, "deg") for span, size in spans_above(times, -shifted, DRIFT_DEG)]
    found += [fault("pushed_deeper", span, size, "deg") for span, size in spans_above(times, shifted, DEEPER_DEG)]
    found += _hasty(plan, motion)
    shortest, longest = HOLD_S[scene.stretch]
    if plan.timing.hold_s < shortest:
        found.append(fault("hold_short", hold_s, plan.timing.hold_s, "s"))
    if plan.timing.hold_s > longest + OVER_HOLD_S:
        found.append(fault("hold_long", hold_s, plan.timing.hold_s, "s"))
    return found


def shown_faults(frames: list[Frame], phases: list[dict[str, Any]], scene: Scene) -> list[Fault]:
    """Faults of the poses in the pictures."""
    other = "left" if scene.side == "right" else "right"
    found = []
    for red in RED[scene.stretch]:
        for phase in joined_span(phases, red.phases):
            inside = [f for f in frames if phase[0] <= f["t_s"] < phase[1]]
            times = np.array([f["t_s"] for f in inside])
            values = np.array([red.value(f, scene.side, other) for f in inside])
            spans = spans_above(times, values, red.limit)
            found += [fault(red.kind, span, size, red.unit) for span, size in spans]
    return [*found, *shallow_hold(frames, phases, scene)]


def _hasty(plan: ClipPlan, motion: Motion) -> list[Fault]:
    """Fast but smooth movement; a lunge is a jerk instead."""
    if plan.lunge:
        return []
    spans = ((motion.approach_start_s, motion.still_from_s), (motion.still_to_s, motion.end_of_release_s))
    return [
        fault("too_fast", fast, peak, "deg_s")
        for span in spans
        for fast, peak in spans_above(*motion.speeds_deg_s(*span), TOO_FAST_DEG_S)
    ]


def shallow_hold(frames: list[Frame], phases: list[dict[str, Any]], scene: Scene) -> list[Fault]:
    """A hold that does not go far enough."""
    kind, least, change = DEEP_ENOUGH[scene.stretch]
    hold = next(phase for phase in phases if phase["name"] == "hold")
    held = [_depth_deg(f, scene) for f in frames if hold["start_s"] <= f["t_s"] < hold["end_s"]]
    before = [_depth_deg(f, scene) for f in frames if f["t_s"] < phases[0]["end_s"]]
    depth = float(np.median(held))
    if depth >= max(least, float(np.median(before)) + change):
        return []
    return [fault(kind, (hold["start_s"], hold["end_s"]), depth, "deg")]


def _depth_deg(frame: Frame, scene: Scene) -> float:
    if scene.stretch == "spinal-twist":
        return abs(frame["knee_drop_deg"])
    crossed = scene.stretch == "figure-four"
    leg = scene.side if not crossed else "left" if scene.side == "right" else "right"
    return frame["thigh_trunk_deg"][leg]


def joined_span(phases: list[dict[str, Any]], names: tuple[str, ...]) -> list[tuple[float, float]]:
    """The span of the named phases, which follow each other."""
    wanted = [phase for phase in phases if phase["name"] in names]
    return [(wanted[0]["start_s"], wanted[-1]["end_s"])]


def spans_above(times_s: np.ndarray, values: np.ndarray, limit: float) -> list[tuple[tuple[float, float], float]]:
    """Spans in which the values are above the limit, and the largest value in each."""
    above = np.concatenate([[False], values > limit, [False]])
    edges = np.flatnonzero(above[1:] != above[:-1])
    found = []
    for first, after in zip(edges[::2], edges[1::2], strict=True):
        span = (float(times_s[first]), float(times_s[min(after, len(times_s) - 1)]))
        if span[1] - span[0] >= LEAST_S:
            found.append((span, float(values[first:after].max())))
    return found


def fault(kind: str, span_s: tuple[float, float], size: float, unit: str) -> Fault:
    """An entry of the truth file."""
    return {"kind": kind, "start_s": span_s[0], "end_s": span_s[1], "size": size, "unit": unit}
