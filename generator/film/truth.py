"""Writes what is true of a clip, frame by frame, beside it."""

from __future__ import annotations

import gzip
import json
import pathlib
from dataclasses import asdict
from typing import Any

import numpy as np

from film.bank import Bank
from film.config import ClipPlan, Scene
from film.faults import shown_faults, timed_faults
from film.motion import Motion
from film.timecourse import Repetition

SCHEMA = 1
PEOPLE = ("recipient", "partner")
DEGREE_DECIMALS, SHARE_DECIMALS = 2, 3


def clip_truth(
    plan: ClipPlan,
    scene: Scene,
    course: Repetition,
    times_s: np.ndarray,
    pictures: list[str],
    bank: Bank,
) -> dict[str, Any]:
    """The whole truth of a clip; every frame tells of the pose really shown."""
    camera = asdict(scene.camera)
    width, height = camera.pop("resolution")
    phases = [rounded(asdict(phase), 3) for phase in course.phases()]
    frames = _frames([bank.truth(picture) for picture in pictures], times_s, phases[0]["end_s"])
    faults = [*timed_faults(plan, scene, course.motion), *shown_faults(frames, phases, scene)]
    hold = {"start_s": course.motion.hold_from_s, "end_s": course.motion.hold_to_s}
    return {
        "clip": plan.name,
        "schema": SCHEMA,
        "fps": plan.fps,
        "width": width,
        "height": height,
        "stretch": scene.stretch,
        "side": scene.side,
        "near_side": scene.near_side,
        "subject_id": scene.subject,
        "partner_id": scene.partner,
        "partner_side": "far" if scene.partner_place.far else "near",
        "room": scene.room,
        "view": camera,
        "phases": phases,
        "hold": rounded(hold, 3),
        "faults": [rounded(fault, 3) for fault in faults],
        "peak_speed_deg_s": rounded(_peak_speeds(course.motion), 1),
        "frames": frames,
    }


def write_truth(truth: dict[str, Any], path: pathlib.Path) -> None:
    """Write compressed JSON that appears whole or not at all, the same bytes every time."""
    unfinished = path.with_name(f".{path.name}")
    text = json.dumps(truth, separators=(",", ":")).encode()
    unfinished.write_bytes(gzip.compress(text, 9, mtime=0))
    unfinished.replace(path)


def read_truth(path: pathlib.Path) -> dict[str, Any]:
    """The truth that `write_truth` wrote."""
    return json.loads(gzip.decompress(path.read_bytes()))


def _frames(shown: list[dict[str, Any]], times_s: np.ndarray, setup_end_s: float) -> list[dict[str, Any]]:
    measures = frame_measures(shown, times_s, setup_end_s)
    return [
        {"t_s": round(float(time), 4), **own, **_landmarks(pose)}
        for time, own, pose in zip(times_s, measures, shown, strict=True)
    ]


def _peak_speeds(motion: Motion) -> dict[str, float]:
    """Largest clean angular speed on the way in and out."""
    spans = {
        "moving_in": (motion.approach_start_s, motion.still_from_s),
        "release": (motion.still_to_s, motion.end_of_release_s),
    }
    return {name: float(motion.speeds_deg_s(*span)[1].max()) for name, span in spans.items()}


def frame_measures(shown: list[dict[str, Any]], times_s: np.ndarray, setup_end_s: float) -> list[dict[str, Any]]:
    """Measures of every frame; heights become lifts above the set-up's mean."""
    found = []
    for pose in shown:
        own = {key: value for key, value in pose["measures"].items() if key not in ("heights_m", "lengths_m")}
        found.append({k: rounded(v, DEGREE_DECIMALS if "deg" in k else SHARE_DECIMALS) for k, v in own.items()})
    for key, joint, length in (
        ("shoulder_lift_sw", "shoulder", "shoulder_width"),
        ("ankle_lift_shank", "ankle", "shank"),
    ):
        heights = [pose["measures"]["heights_m"][joint] for pose in shown]
        for side in ("left", "right"):
            rest = np.mean([h[side] for h, time in zip(heights, times_s, strict=True) if time < setup_end_s])
            for frame, pose, height in zip(found, shown, heights, strict=True):
                lift = (height[side] - rest) / pose["measures"]["lengths_m"][length]
                frame.setdefault(key, {})[side] = round(float(lift), SHARE_DECIMALS) + 0.0
    return found


def _landmarks(pose: dict[str, Any]) -> dict[str, Any]:
    pixels, metres = {}, {}
    for role in PEOPLE:
        marks = pose[role].items()
        pixels[role] = {n: [*(round(v, 1) for v in m["px"]), m["hidden_by"]] for n, m in marks}
        metres[role] = {n: [round(v, 3) for v in m["m"]] for n, m in marks}
    return {"landmarks": pixels, "landmarks_m": metres}


def rounded(value: Any, decimals: int) -> Any:
    """Numbers rounded, inside dictionaries too."""
    if isinstance(value, dict):
        return {key: rounded(inner, decimals) for key, inner in value.items()}
    return round(value, decimals) if isinstance(value, float) else value
