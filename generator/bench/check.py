"""Holds a bench clip against its truth: what can be measured in the picture and in the numbers."""

from __future__ import annotations

import pathlib
from typing import Any

import av
import numpy as np

from bench.bank import BenchBank
from bench.clip import Clip
from bench.course import join_deg, path_of
from bench.faults import NOT_CENTRED_DEG, hasty
from bench.motion import BenchMotion
from bench.scenario import Scenario, load
from film.faults import DEEP_ENOUGH, DEEPER_DEG, DRIFT_DEG, HOLD_S, OVER_HOLD_S
from film.truth import read_truth

TIME_OFF_S = 0.002
BODY_CHANGE = 2.0  # times as much change at the moving leg as over the picture, when it moves
IN_PICTURE, HALF_OUT = 0.97, 0.85
SIZE_OFF = 0.06
SHALLOW_DEG = 20.0
ALSO = {"off_path": "wrong_shoulder", "outward": "off_path"}  # kind of fault that a way of the pose leads to


def complaints(clip: Clip, root: pathlib.Path) -> list[str]:
    """What is wrong with a clip; empty if nothing is."""
    truth = read_truth(root / "clips" / f"{clip.name}.truth.json.gz")
    scenario = load(clip.bank)
    bank = BenchBank(root / "banks" / clip.bank)
    motion = BenchMotion(clip, path_of(bank, join_deg(bank)))
    found = [*_frames(truth, root / "clips" / f"{clip.name}.mp4"), *_inside(truth, scenario)]
    found += [
        *_course(truth, clip, motion),
        *_kinds(truth, clip, motion, scenario),
        *_sizes(truth, clip, scenario),
        *_limbs(truth),
    ]
    return found


def _frames(truth: dict[str, Any], video: pathlib.Path) -> list[str]:
    """The video has the truth's frames and times, no two alike, and changes where the truth says the leg moves."""
    told = np.array([frame["t_s"] for frame in truth["frames"]])
    knees = _knees(truth)
    times, overall, at_knee = _changes(video, knees)
    if len(times) != len(told):
        return [f"{len(times)} frames, but truth of {len(told)}"]
    found = []
    if np.abs(times - told).max() > TIME_OFF_S:
        found.append(f"times differ by {np.abs(times - told).max():.4f} s")
    if overall.min() <= 0.0:
        found.append("two frames are alike")
    step = np.linalg.norm(np.diff(knees, axis=0), axis=1)
    fast = step > max(1.5, float(np.percentile(step, 97)))
    noise = float(np.median(overall[step < np.median(step) + 0.1]))
    if truth["hazards"] or not fast.any():
        return found
    ratio = (float(np.nanmedian(at_knee[fast])) - noise) / max(float(np.median(overall[fast])) - noise, 0.01)
    if ratio < BODY_CHANGE:
        found.append(f"where the truth moves the knee the picture changes only {ratio:.1f} times as much as elsewhere")
    return found


def _changes(video: pathlib.Path, knees: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Times of all frames, and the mean change from each to the next: of the whole picture, and near a knee."""
    times, overall, at_knee, before = [], [], [], None
    with av.open(str(video)) as file:
        for number, frame in enumerate(file.decode(video=0)):
            times.append(float(frame.time))
            grey = frame.to_ndarray(format="gray").astype(np.int16)
            if before is not None:
                change = np.abs(grey - before)
                overall.append(float(change[::3, ::3].mean()))
                at_knee.append(_near(change, knees[min(number, len(knees) - 1)]))
            before = grey
    return np.array(times), np.array(overall), np.array(at_knee)


def _knees(truth: dict[str, Any]) -> np.ndarray:
    """Pixels (N, 2) of the knee that is followed."""
    side = truth["side"]
    if truth["stretch"] == "figure-four":
        side = "left" if side == "right" else "right"
    key = "25" if side == "left" else "26"
    return np.array([frame["landmarks"]["recipient"][key][:2] for frame in truth["frames"]])


def _near(change: np.ndarray, place: np.ndarray) -> float:
    x, y = (int(v) for v in place)
    patch = change[max(y - 24, 0) : max(y + 24, 0), max(x - 24, 0) : max(x + 24, 0)]
    return float(patch.mean()) if patch.size else float("nan")


def _inside(truth: dict[str, Any], scenario: Scenario) -> list[str]:
    """Both people are in the picture, unless they should not be; somebody half out is partly out."""
    shares = {}
    for role in ("recipient", "partner"):
        marks = [list(f["landmarks"][role].values()) for f in truth["frames"][:: max(len(truth["frames"]) // 60, 1)]
                 if role in f["landmarks"]]  # fmt: skip
        if marks:
            x, y, _ = np.array(marks).T
            shares[role] = float(np.mean((x >= 0) & (y >= 0) & (x < truth["width"]) & (y < truth["height"])))
    if scenario.half_out:
        share = shares["recipient"]
        return [f"half out, but {share:.2f} of it is in the picture"] if share > HALF_OUT else []
    if scenario.passing == "partner":
        shares.pop("partner")
    return [f"only {share:.2f} of the {role} is in the picture" for role, share in shares.items() if share < IN_PICTURE]


def _course(truth: dict[str, Any], clip: Clip, motion: BenchMotion) -> list[str]:
    """Phases and hold are those of the plan, and the angle shown follows the clean way."""
    found = []
    hold = truth["hold"]["end_s"] - truth["hold"]["start_s"]
    if abs(hold - clip.timing.hold_s) > 0.01:
        found.append(f"held {hold:.2f} s, planned {clip.timing.hold_s}")
    if truth["stretch"] == "knee-to-chest":
        times = np.array([f["t_s"] for f in truth["frames"]])
        shown = np.array([f["thigh_trunk_deg"][truth["side"]] for f in truth["frames"]])
        moving = (times > motion.approach_start_s) & (times < motion.still_from_s) & (not clip.wrong_start)
        moving |= (times >= motion.still_to_s) & (times < motion.end_of_release_s)
        off = np.abs(shown - motion.angle_deg(times))[moving]
        if off.max() > 1.5:
            found.append(f"the angle shown is {off.max():.1f} deg off the clean way")
    return found


def _kinds(truth: dict[str, Any], clip: Clip, motion: BenchMotion, scenario: Scenario) -> list[str]:
    """The kinds of faults are those that the plan means to show, no more and no fewer."""
    least, most = HOLD_S[scenario.stretch]
    told = {fault["kind"] for fault in truth["faults"]}
    shifted = np.cumsum([0.0, *(shift.size_deg for shift in clip.shifts)])
    wanted = {
        "hold_short": clip.timing.hold_s < least,
        "hold_long": clip.timing.hold_s > most + OVER_HOLD_S,
        "jerk": bool(clip.jolts or clip.tugs),
        "bounce": bool(clip.bounces),
        "wrong_start": clip.wrong_start,
        "drift": shifted.min() < -DRIFT_DEG,
        "pushed_deeper": shifted.max() > DEEPER_DEG,
        "too_fast": bool(hasty(motion, clip)),
        "not_centred": clip.short_of_start_deg > NOT_CENTRED_DEG and scenario.stretch == "spinal-twist",
        DEEP_ENOUGH[scenario.stretch][0]: clip.short_of_end_deg > SHALLOW_DEG,
    }
    ways = {variant.name: variant.way for variant in scenario.variants if not variant.near_miss}
    held = {ways[fault.variant] for fault in clip.held_faults if fault.variant in ways}
    wanted |= {ALSO.get(way, way): way in held for way in ways.values()}
    allowed = {"off_path"} if "off_path" in held else {"foot_not_lifted"} if clip.short_of_end_deg else set()
    due = {kind for kind, is_due in wanted.items() if is_due}
    found = [f"{kind} is missing" for kind in sorted(due - told)]
    return found + [f"{kind} is told but not planned" for kind in sorted(told - due - allowed)]


def _sizes(truth: dict[str, Any], clip: Clip, scenario: Scenario) -> list[str]:
    """Every fault of the pose that is planned is in the truth, and no near miss is."""
    variants = {variant.name: variant for variant in scenario.variants}
    found = []
    for fault in clip.held_faults:
        variant = variants[fault.variant]
        start = truth["hold"]["start_s"] + fault.at_s + fault.fade_s
        middle = start + fault.lasts_s / 2.0
        spans = [f for f in truth["faults"] if f["start_s"] <= middle < f["end_s"]]
        kind = ALSO.get(variant.way, variant.way)
        own = [f for f in spans if f["kind"] == kind]
        if variant.near_miss and spans:
            found.append(f"near miss {variant.name} is told as {[f['kind'] for f in spans]}")
        elif not variant.near_miss and not own:
            found.append(f"{variant.name} is not told as {kind}")
        elif own and abs(abs(own[0]["size"]) - abs(variant.size)) > SIZE_OFF * max(1.0, abs(variant.size)):
            found.append(f"{variant.name} has the size {own[0]['size']}, wanted {variant.size}")
    return found


def _limbs(truth: dict[str, Any]) -> list[str]:
    """Shins and thighs keep their length, in metres, over the whole clip."""
    found = []
    for first, last in ((23, 25), (25, 27), (24, 26), (26, 28)):
        ends = [np.array([f["landmarks_m"]["recipient"][str(n)] for f in truth["frames"]]) for n in (first, last)]
        lengths = np.linalg.norm(ends[1] - ends[0], axis=1)
        if np.ptp(lengths) > 0.006:
            found.append(f"the line {first}-{last} changes its length by {np.ptp(lengths):.3f} m")
    return found
