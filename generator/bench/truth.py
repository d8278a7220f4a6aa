"""The truth of a bench clip, in the format of the sample clips with more keys."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from bench.bank import BenchBank
from bench.clip import Clip
from bench.course import BenchCourse
from bench.faults import clean_faults, pose_faults
from bench.look import Move
from bench.scenario import Scenario
from film.truth import SCHEMA, frame_measures, rounded

ROLES = ("recipient", "partner", "passer")


def clip_truth(
    clip: Clip,
    scenario: Scenario,
    split: str,
    course: BenchCourse,
    times_s: np.ndarray,
    pictures: list[str],
    moves: list[Move],
    bank: BenchBank,
) -> dict[str, Any]:
    """The whole truth; every frame tells of the pose really shown."""
    phases = [rounded(asdict(phase), 3) for phase in course.phases()]
    frames = _frames([bank.truth(picture) for picture in pictures], times_s, moves, scenario, phases[0]["end_s"])
    motion = course.motion
    faults = [*clean_faults(clip, scenario.stretch, motion), *pose_faults(frames, phases, scenario)]
    return {
        "clip": clip.name,
        "schema": SCHEMA,
        "bank": clip.bank,
        "split": split,
        "theme": clip.theme,
        "fps": clip.fps,
        **_set(clip, scenario),
        "phases": phases,
        "hold": rounded({"start_s": motion.hold_from_s, "end_s": motion.hold_to_s}, 3),
        "faults": sorted((rounded(found, 3) for found in faults), key=lambda f: (f["start_s"], f["kind"])),
        "near_misses": _near_misses(clip, scenario, course),
        "hazards": _hazards(scenario, course),
        "peak_speed_deg_s": rounded(_peaks(course), 1),
        "frames": frames,
    }


def _set(clip: Clip, scenario: Scenario) -> dict[str, Any]:
    """Who, where and seen how."""
    camera = asdict(scenario.camera)
    width, height = camera.pop("resolution")
    camera["roll_deg"] = round(camera["roll_deg"] + clip.look.roll_deg, 3)
    camera["lens_mm"] = round(camera["lens_mm"] * clip.look.zoom, 3)
    partner = scenario.partner or None
    return {
        "width": width,
        "height": height,
        "stretch": scenario.stretch,
        "side": scenario.side,
        "near_side": scenario.near_side,
        "subject_id": scenario.subject,
        "partner_id": partner,
        "partner_side": ("far" if scenario.partner_place.far else "near") if partner else None,
        "room": scenario.room,
        "view": camera,
        "look": asdict(clip.look),
    }


def _near_misses(clip: Clip, scenario: Scenario, course: BenchCourse) -> list[dict[str, Any]]:
    """Poses that come near to a fault and are none."""
    near = {variant.name: variant for variant in scenario.variants if variant.near_miss}
    found = []
    for fault in clip.held_faults:
        if fault.variant in near:
            start, end = course.motion.span_s(fault)
            size = near[fault.variant].size
            found.append({"way": near[fault.variant].way, "start_s": start, "end_s": end, "size": size})
    return [rounded(miss, 3) for miss in found]


def _hazards(scenario: Scenario, course: BenchCourse) -> list[dict[str, Any]]:
    """What makes following people hard, with its times."""
    whole = (0.0, course.motion.duration_s)
    kinds = {"front": "passed_in_front", "behind": "passed_behind", "partner": "partner_crosses"}
    found = [(kinds[scenario.passing], span) for span in course.passes_s()]
    found += [("face_turned_away", whole)] if scenario.head_turn_deg else []
    found += [("half_out_of_picture", whole)] if scenario.half_out else []
    return [{"kind": kind, **rounded({"start_s": span[0], "end_s": span[1]}, 3)} for kind, span in found]


def _peaks(course: BenchCourse) -> dict[str, float]:
    """Largest clean speed on the way in and out."""
    motion = course.motion
    spans = {
        "moving_in": (motion.approach_start_s, motion.still_from_s),
        "release": (motion.still_to_s, motion.end_of_release_s),
    }
    return {name: float(motion.speeds_deg_s(*span)[1].max()) for name, span in spans.items()}


def _frames(
    shown: list[dict[str, Any]], times_s: np.ndarray, moves: list[Move], scenario: Scenario, setup_end_s: float
) -> list[dict[str, Any]]:
    measures = frame_measures(shown, times_s, setup_end_s)
    size = scenario.camera.resolution
    return [
        {"t_s": round(float(time), 4), **own, **_landmarks(pose, move, size)}
        for time, own, pose, move in zip(times_s, measures, shown, moves, strict=True)
    ]


def _landmarks(pose: dict[str, Any], move: Move, size_px: tuple[int, int]) -> dict[str, Any]:
    pixels, metres = {}, {}
    for role in ROLES:
        marks = pose.get(role)
        if marks is None:
            continue
        places = move.pixels(np.array([mark["px"] for mark in marks.values()]), size_px).round(1) + 0.0
        points = move.camera_axes(np.array([mark["m"] for mark in marks.values()])).round(3) + 0.0
        hidden = [mark["hidden_by"] for mark in marks.values()]
        pixels[role] = {n: [*map(float, place), by] for n, place, by in zip(marks, places, hidden, strict=True)}
        metres[role] = {n: [float(v) for v in point] for n, point in zip(marks, points, strict=True)}
    return {"landmarks": pixels, "landmarks_m": metres}
