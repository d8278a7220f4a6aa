"""What a bench clip does wrong, with sizes: from its clean way, and from the poses it really shows."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.clip import Clip
from bench.motion import BenchMotion
from film.faults import (
    DEEPER_DEG,
    DRIFT_DEG,
    HOLD_S,
    MOVING,
    OVER_HOLD_S,
    RED,
    TOO_FAST_DEG_S,
    Fault,
    Frame,
    RedLimit,
    fault,
    joined_span,
    shallow_hold,
    spans_above,
)

ALSO_RED = {
    "knee-to-chest": [
        RedLimit("wrong_shoulder", lambda f, s, o: -f["knee_lateral_sw"][s], 0.0, "shoulder widths", MOVING),
    ],
    "spinal-twist": [
        RedLimit("arms_off", lambda f, s, o: max(f["arm_off_t_deg"].values()), 45.0, "deg", MOVING),
    ],
    "figure-four": [
        RedLimit("foot_not_lifted", lambda f, s, o: -f["ankle_lift_shank"][o], -0.15, "shanks"),
    ],
}
NOT_CENTRED_DEG = 20.0
START_DEG = {"thigh_trunk_deg": (25.0, 85.0), "knee_flexion_deg": (60.0, 135.0)}
START_MARGIN_DEG = 12.0
SMALLEST = {"foot_not_lifted"}  # a lack: its size is the measure itself, not its negative


def clean_faults(clip: Clip, stretch: str, motion: BenchMotion) -> list[Fault]:
    """Jerk, bounce, drift, push, haste, and a hold too short or too long."""
    found = [fault("jerk", motion.jolt_span_s(jolt), jolt.size_deg, "deg") for jolt in clip.jolts]
    for tug in clip.tugs:
        start, _ = motion.span_s(tug)
        found.append(fault("jerk", (start, start + tug.duration_s), abs(tug.size_deg), "deg"))
    found += [fault("bounce", motion.span_s(swing), swing.amplitude_deg, "deg") for swing in clip.bounces]
    hold_s = (motion.hold_from_s, motion.hold_to_s)
    times = np.arange(*hold_s, 0.01)
    shifted = motion.shifted_deg(times)
    found += [fault("drift", span, -size, "deg") for span, size in spans_above(times, -shifted, DRIFT_DEG)]
    found += [fault("pushed_deeper", span, size, "deg") for span, size in spans_above(times, shifted, DEEPER_DEG)]
    shortest, longest = HOLD_S[stretch]
    if clip.timing.hold_s < shortest:
        found.append(fault("hold_short", hold_s, clip.timing.hold_s, "s"))
    if clip.timing.hold_s > longest + OVER_HOLD_S:
        found.append(fault("hold_long", hold_s, clip.timing.hold_s, "s"))
    return [*found, *hasty(motion, clip)]


def hasty(motion: BenchMotion, clip: Clip) -> list[Fault]:
    """Fast but smooth movement in or out; one with a jerk is a jerk instead."""
    spans = {
        "moving_in": (motion.approach_start_s, motion.still_from_s),
        "release": (motion.still_to_s, motion.end_of_release_s),
    }
    jerky = {jolt.phase for jolt in clip.jolts}
    return [
        fault("too_fast", fast, peak, "deg_s")
        for phase, span in spans.items()
        if phase not in jerky
        for fast, peak in spans_above(*motion.speeds_deg_s(*span), TOO_FAST_DEG_S)
    ]


def pose_faults(frames: list[Frame], phases: list[dict[str, Any]], scene: Any) -> list[Fault]:
    """Faults of the poses in the pictures."""
    other = "left" if scene.side == "right" else "right"
    found = []
    for red in (*RED[scene.stretch], *ALSO_RED[scene.stretch]):
        ((start, end),) = joined_span(phases, red.phases)
        inside = [f for f in frames if start <= f["t_s"] < end]
        times = np.array([f["t_s"] for f in inside])
        values = np.array([red.value(f, scene.side, other) for f in inside])
        for span, size in spans_above(times, values, red.limit):
            found.append(fault(red.kind, span, -size if red.kind in SMALLEST else size, red.unit))
    found = merged(found)
    found += shallow_hold(frames, phases, scene)
    found += wrong_start(frames, phases[0], scene)
    if scene.stretch == "spinal-twist":
        found += not_centred(frames, phases)
    return found


def merged(faults: list[Fault]) -> list[Fault]:
    """Spans of one kind that overlap become one, with the size of the first; two measures can tell the same fault."""
    found: list[Fault] = []
    for one in sorted(faults, key=lambda f: (f["kind"], f["start_s"])):
        last = found[-1] if found else None
        if last and last["kind"] == one["kind"] and one["start_s"] <= last["end_s"]:
            found[-1] = last | {"end_s": max(last["end_s"], one["end_s"])}
        else:
            found.append(one)
    return found


def wrong_start(frames: list[Frame], setup: dict[str, Any], scene: Any) -> list[Fault]:
    """A set-up in which a leg is not bent with its foot flat; of a figure-four only the bottom leg counts."""
    sides = ["left", "right"]
    if scene.stretch == "figure-four":
        sides.remove(scene.side)
    before = [f for f in frames if f["t_s"] < setup["end_s"]]
    off = max(
        max(low - np.median([f[key][side] for f in before]), np.median([f[key][side] for f in before]) - high)
        for key, (low, high) in START_DEG.items()
        for side in sides
    )
    if off <= START_MARGIN_DEG:
        return []
    return [fault("wrong_start", (setup["start_s"], setup["end_s"]), float(off), "deg")]


def not_centred(frames: list[Frame], phases: list[dict[str, Any]]) -> list[Fault]:
    """Knees that are let go away from the middle."""
    before = [f["knee_drop_room_deg"] for f in frames if f["t_s"] < phases[0]["end_s"]]
    last = phases[-1]
    after = [f["knee_drop_room_deg"] for f in frames if f["t_s"] >= last["start_s"]]
    off = abs(float(np.median(after) - np.median(before)))
    if off <= NOT_CENTRED_DEG:
        return []
    return [fault("not_centred", (last["start_s"], last["end_s"]), off, "deg")]
