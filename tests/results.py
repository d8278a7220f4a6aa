"""Results of schema 1 to test with, made by hand."""

import copy
from typing import Any

import numpy as np

from stretchcheck.report import ReportSeries

CHECKS = [
    *("start_pose", "knee_path", "same_side", "other_foot_down", "depth"),
    *("smooth_in", "steady_hold", "hold", "smooth_out"),
]
TWIST_CHECKS = [
    *("start_pose", "arms_t", "knees_stacked", "shoulder_anchored", "depth"),
    *("smooth_in", "steady_hold", "hold", "smooth_out", "returned_to_centre", "both_sides"),
]
FIGURE_FOUR_CHECKS = [
    *("start_pose", "ankle_crossed", "foot_lifted", "drawn_in"),
    *("smooth_in", "steady_hold", "hold", "smooth_out", "both_sides"),
]
PARTNER_CHECKS = ["partner_side", "partner_stance", "partner_back", "partner_legs", "partner_hands"]
_SEEN = {
    "start_pose": (0.0, 12.0, "deg"),
    "other_foot_down": (0.02, 0.15, "shanks"),
    "depth": (112.4, 95.0, "deg"),
    "smooth_in": (24.1, 55.0, "deg_s2"),
    "steady_hold": (1.3, 8.0, "deg"),
    "hold": (33.9, 30.0, "s"),
    "smooth_out": (21.9, 55.0, "deg_s2"),
    "arms_t": (14.0, 25.0, "deg"),
    "knees_stacked": (0.31, 0.4, "femurs"),
    "shoulder_anchored": (0.07, 0.1, "shoulder_widths"),
    "returned_to_centre": (6.0, 15.0, "deg"),
    "ankle_crossed": (0.28, 0.35, "shanks"),
    "foot_lifted": (0.61, 0.25, "shanks"),
    "drawn_in": (97.5, 85.0, "deg"),
    "partner_stance": (1.4, 1.2, "shoulder_widths"),
    "partner_back": (31.0, 20.0, "deg"),
    "partner_hands": (0.2, 0.35, "shanks"),
}


def a_check(name: str, verdict: str = "ok", **changes: Any) -> dict[str, Any]:
    value, limit, unit = _SEEN.get(name, (None, None, None))
    check = {
        "name": name,
        "verdict": verdict,
        "value": value,
        "limit": limit,
        "unit": unit,
        "at_s": None if value is None else 9.1,
        "unknown_share": 0.0 if verdict != "unknown" else 1.0,
        "why_unknown": "The side view does not show it." if verdict == "unknown" else None,
        "scored": True,
        "cue": None,
    }
    return check | changes


def a_repetition(side: str = "right", start_s: float = 0.0, **changes: Any) -> dict[str, Any]:
    """A good knee-to-chest of 45.5 s, seen from the side."""
    edges = [start_s + at for at in (0.0, 3.4, 7.5, 41.4, 45.5)]
    names = ("setup", "moving_in", "hold", "release")
    repetition = {
        "stretch": "knee-to-chest",
        "side": side,
        "phases": [{"name": n, "start_s": a, "end_s": b} for n, a, b in zip(names, edges, edges[1:], strict=False)],
        "hold": {
            "start_s": edges[2],
            "end_s": edges[3],
            "held_s": 33.9,
            "unseen_s": 0.0,
            "out_of_pose_s": 0.0,
            "target_s": [30.0, 60.0],
            "verdict": "met",
        },
        "peak": {"change_deg": 62.1, "angle_deg": 112.4, "speed_deg_s": 25.5, "accel_deg_s2": 40.6, "sparc": -1.35},
        "checks": [a_check(n, "unknown" if n in ("knee_path", "same_side") else "ok") for n in CHECKS],
    }
    return copy.deepcopy(repetition | changes)


def a_twist(side: str = "right", start_s: float = 0.0, **changes: Any) -> dict[str, Any]:
    """A good spinal twist, seen from the foot end."""
    checks = [a_check(n, "unknown" if n == "both_sides" else "ok") for n in TWIST_CHECKS]
    hold = _asked(start_s, 20.0, 30.0) | {"held_s": 24.2, "out_of_pose_s": 9.7}
    made = a_repetition(side, start_s, stretch="spinal-twist", checks=checks, hold=hold)
    made = with_check(made, "hold", value=24.2, limit=20.0)
    return with_check(made, "depth", value=48.0, limit=25.0) | changes


def a_figure_four(side: str = "right", start_s: float = 0.0, **changes: Any) -> dict[str, Any]:
    """A good figure-four, seen from the side."""
    checks = [a_check(n, "unknown" if n == "both_sides" else "ok") for n in FIGURE_FOUR_CHECKS]
    hold = _asked(start_s, 30.0, 45.0)
    return a_repetition(side, start_s, stretch="figure-four", checks=checks, hold=hold) | changes


def _asked(start_s: float, low: float, high: float) -> dict[str, Any]:
    """The hold of a good repetition against another target."""
    return a_repetition(start_s=start_s)["hold"] | {"target_s": [low, high]}


def advice(*verdicts: str) -> list[dict[str, Any]]:
    """The checks of the partner, unknown where no verdict is given."""
    hidden = "The partner was hidden for too much of the time."
    told = [*verdicts, *["unknown"] * len(PARTNER_CHECKS)]
    return [
        a_check(name, verdict, scored=False, **({"why_unknown": hidden, "value": None} if verdict == "unknown" else {}))
        for name, verdict in zip(PARTNER_CHECKS, told, strict=False)
    ]


def an_event(kind: str, start_s: float, end_s: float, **changes: Any) -> dict[str, Any]:
    event = {
        "kind": kind,
        "start_s": start_s,
        "end_s": end_s,
        "repetition": 0,
        "phase": "hold",
        "side": "right",
        "value": None,
        "unit": None,
        "who": "unknown",
    }
    return event | changes


def a_result(*repetitions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A valid result; without repetitions it has none."""
    result = {
        "schema": 1,
        "source": {
            "name": "clip.mp4",
            "sha256": "a1" * 32,
            "duration_s": 48.0 * max(1, len(repetitions)),
            "frames": 1440 * max(1, len(repetitions)),
            "fps": 30.0,
            "width": 1280,
            "height": 720,
        },
        "engine": {"name": "duo", "model": "full", "models": {"movenet": "b2" * 32, "pose_landmark_full": "c3" * 32}},
        "settings": {"profile": "defaults", "speed_amber_deg_s": 40.0, "speed_red_deg_s": 60.0, "accel_deg_s2": 55.0},
        "people": {
            "recipient": 0,
            "partner": 1,
            "recipient_seen": 0.99,
            "partner_seen": 0.93,
            "others": 0,
            "identity_switches": 0,
        },
        "view": {"kind": "side", "roll_deg": 1.2, "suits": ["knee-to-chest", "figure-four"]},
        "stretch": "knee-to-chest" if repetitions else None,
        "repetitions": list(repetitions),
        "events": [],
        "warnings": [],
    }
    return copy.deepcopy(result | changes)


def with_check(repetition: dict[str, Any], name: str, **changes: Any) -> dict[str, Any]:
    """The repetition with one check changed."""
    checks = [check | changes if check["name"] == name else check for check in repetition["checks"]]
    return repetition | {"checks": checks}


def a_series(duration_s: float = 48.0, fps: float = 30.0) -> ReportSeries:
    """From 50 to 112 degrees within 3.4 to 7.5 s and back within 41.4 to 45.5 s; the other leg rests at 50."""
    time_s = np.arange(round(duration_s * fps)) / fps
    angle = np.interp(time_s, [3.4, 7.5, 41.4, 45.5], [50.0, 112.0, 112.0, 50.0])
    return ReportSeries(time_s, angle, np.gradient(angle, time_s), np.full(len(time_s), 50.0))


def a_still() -> dict[str, Any]:
    """A picture of a knee-to-chest, in which nothing that takes time can be judged."""
    unseen = {"knee_path", "same_side", "smooth_in", "steady_hold", "hold", "smooth_out"}
    checks = [
        c if c["name"] not in unseen else a_check(c["name"], "unknown", value=None) for c in a_repetition()["checks"]
    ]
    hold = a_repetition()["hold"] | {"start_s": None, "end_s": None, "held_s": 0.0, "verdict": "unknown"}
    peak = dict.fromkeys(a_repetition()["peak"])
    result = a_result(a_repetition(phases=[], hold=hold, peak=peak, checks=checks))
    result["source"] |= {"name": "photo.jpg", "frames": 1, "fps": 0.0, "duration_s": 0.0}
    return result
