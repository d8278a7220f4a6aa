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
from film.timecourse import Repetition

SCHEMA = 1
PEOPLE = ("recipient", "partner")
DECIMALS = {"thigh_trunk_deg": 2, "knee_flexion_deg": 2, "knee_sideways_sw": 3}


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
        "phases": [_rounded(asdict(phase), 3) for phase in course.phases()],
        "hold": _rounded({"start_s": course.hold_from_s, "end_s": course.hold_to_s}, 3),
        "faults": [_rounded(fault, 3) for fault in course.faults()],
        "peak_speed_deg_s": _rounded(course.peak_speed_deg_s(), 1),
        "frames": [
            {"t_s": round(float(time), 4), **_pose_truth(bank.truth(picture))}
            for time, picture in zip(times_s, pictures, strict=True)
        ],
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


def _pose_truth(pose: dict[str, Any]) -> dict[str, Any]:
    measures = {k: _rounded(v, DECIMALS.get(k, 3)) for k, v in pose["measures"].items()}
    pixels, metres = {}, {}
    for role in PEOPLE:
        marks = pose[role].items()
        pixels[role] = {n: [*(round(v, 1) for v in m["px"]), m["hidden_by"]] for n, m in marks}
        metres[role] = {n: [round(v, 3) for v in m["m"]] for n, m in marks}
    return {**measures, "landmarks": pixels, "landmarks_m": metres}


def _rounded(value: Any, decimals: int) -> Any:
    """Numbers rounded, inside dictionaries too."""
    if isinstance(value, dict):
        return {key: _rounded(inner, decimals) for key, inner in value.items()}
    return round(value, decimals) if isinstance(value, float) else value
