"""One drawn repetition with a partner as the checks see it: bodies in, a context out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from bodies import OTHER, PARALLEL_SW, SHANK_M, SIGN, THIGH_M, Array, Leg, between, joint, lying, unit, upright
from courses import minimum_jerk
from drawn import Camera, Clip
from protocols.measures import measure
from protocols.partner import partner_checks
from protocols.placer import INDEX, Placer
from protocols.stretch import Context, Finding
from protocols.stretches import STRETCHES
from protocols.thresholds import DEFAULTS, Settings
from protocols.trace import Trace
from protocols.types import Check, Hold, View
from vision.joints import Joint

FPS = 30
SETUP, MOVING_IN, HOLD = 150, 90, 180
ONSET, HELD, END = SETUP, SETUP + MOVING_IN, SETUP + MOVING_IN + HOLD
HIGH = Camera(yaw_deg=30, elevation_deg=25)
REST_DEG, HELD_DEG = 50.0, 110.0
WIDER_M = 0.13
"""How much further out than drawn the knees of a wide stance are, each."""

STRETCHED = ("knee-to-chest", "spinal-twist", "figure-four")
AWAY = np.array([0.0, 0.0, 0.8])
"""From a place on a leg to one far above it."""

HANDS = tuple(Joint[f"{side}_{name}".upper()] for side in SIGN for name in ("wrist", "index"))
LEGS = tuple(Joint[f"{side}_{name}".upper()] for side in SIGN for name in ("knee", "ankle"))


def way() -> Array:
    """How far the repetition has gone, 0 to 1, frame by frame."""
    return minimum_jerk((np.arange(END) - ONSET) / MOVING_IN)


def recipient(side: str = "right", *, both: bool = False, jolt_deg: Array | float = 0.0) -> Array:
    """Someone lying, one leg or both drawn up from the onset on."""
    moving = Leg(REST_DEG + (HELD_DEG - REST_DEG) * way() + jolt_deg, 109.0, sideways_sw=PARALLEL_SW)
    still = moving if both else Leg(REST_DEG, sideways_sw=PARALLEL_SW)
    legs = {side: moving, OTHER[side]: still}
    return lying(legs["left"], legs["right"], n=END)


def kneeling(at: Sequence[float] = (-0.1, 0.5), *, lean: Any = 35.0, wider_m: float = WIDER_M) -> Array:
    """Someone on both knees who faces the person lying down; `at` is headward and to that person's right."""
    facing = (0.0, -1.0 if at[1] > 0 else 1.0)
    points = upright(n=END, at=at, facing=facing, lean=lean)
    for side in SIGN:
        out = unit(joint(points, side, "hip") - joint(points, OTHER[side], "hip"))
        for name in ("knee", "ankle", "heel", "foot_index"):
            joint(points, side, name)[:] += wider_m * out
    return points


def standing(lean: Any, bend_deg: Any, at: Sequence[float] = (-0.1, 0.5)) -> Array:
    """Someone on both feet whose knees are bent as told."""
    points = upright(n=END, at=at, facing=(0.0, -1.0), lean=lean, stand=True)
    bend = np.radians(np.broadcast_to(np.asarray(bend_deg, dtype=float), END))
    reach = np.sqrt(THIGH_M**2 + SHANK_M**2 + 2 * THIGH_M * SHANK_M * np.cos(bend))
    feet = [joint(points, side, name).copy() for side in SIGN for name in ("ankle", "heel", "foot_index")]
    points[..., 2] -= (THIGH_M + SHANK_M - reach)[:, None]
    for side in SIGN:
        for name in ("ankle", "heel", "foot_index"):
            joint(points, side, name)[:] = feet.pop(0)
        hip, ankle = joint(points, side, "hip"), joint(points, side, "ankle")
        ahead = np.broadcast_to([0.0, -1.0, 0.0], hip.shape)
        joint(points, side, "knee")[:] = between(hip, ankle, lengths_m=(THIGH_M, SHANK_M), toward=ahead)
    return points


def bowed(points: Array, deg: float) -> Array:
    """The same with the head bent forward against the trunk."""
    points = points.copy()
    shoulders = (points[:, Joint.LEFT_SHOULDER] + points[:, Joint.RIGHT_SHOULDER]) / 2
    trunk = unit(shoulders - (points[:, Joint.LEFT_HIP] + points[:, Joint.RIGHT_HIP]) / 2)
    across = unit(points[:, Joint.RIGHT_SHOULDER] - points[:, Joint.LEFT_SHOULDER])
    front = np.cross(trunk, across)
    front *= np.sign((front * (points[:, Joint.NOSE] - shoulders)).sum(axis=-1, keepdims=True))
    head = 0.2 * (np.cos(np.radians(deg)) * trunk + np.sin(np.radians(deg)) * front)
    for side, sign in SIGN.items():
        joint(points, side, "ear")[:] = shoulders + head + 0.075 * sign * across
    return points


def with_hands(points: Array, places: dict[str, Array]) -> Array:
    """The same with its wrists, and the fingers with them, at places by side."""
    points = points.copy()
    for side, place in places.items():
        moved = place - joint(points, side, "wrist")
        for name in ("wrist", "index", "pinky", "thumb"):
            joint(points, side, name)[:] += moved
    return points


def middle_of_thigh(points: Array, side: str) -> Array:
    return (joint(points, side, "hip") + joint(points, side, "knee")) / 2


def clip_of(lies: Array, helps: Array | None, camera: Camera = HIGH, **noise: float) -> Clip:
    return Clip.drawn(np.arange(END) / FPS, lies, helps, camera, **noise)


def hidden(clip: Clip, joints: Sequence[Joint], first: int = 0, last: int = END) -> Clip:
    """The partner's joints hidden for some frames."""
    mask = clip.partner.hidden.copy()
    mask[first:last, list(joints)] = True
    return replace(clip, partner=replace(clip.partner, hidden=mask))


def context(clip: Clip, stretch: str, side: str = "right", *, settings: Settings = DEFAULTS) -> Context:
    """The repetition as a session would hand it over."""
    placer = Placer(settings)
    rows = placer.extend(measure(clip.scenes()))
    still = np.zeros(len(rows))
    baseline = np.full(rows.shape[1], np.nan)
    baseline[INDEX["scale_px_m"]] = np.median(rows[:ONSET, INDEX["scale_px_m"]])
    trace = Trace(0, REST_DEG, 1.0, setup=0, onset=ONSET, hold_start=HELD, hold_end=END, release_end=END, push_deg=10.0)
    hold = Hold(HELD / FPS, END / FPS, HOLD / FPS, 0.0, 0.0, (30.0, 60.0), "short")
    named = replace(STRETCHES["knee-to-chest"], name=stretch)
    return Context(
        named, side, "body", View("oblique", None), settings, float(FPS), 0.0, rows, still, still, still, still, still,
        baseline, trace, 1.0, hold, (), placer.mat,
    )  # fmt: skip


def by_name(checks: Sequence[Finding]) -> dict[str, Check]:
    return {finding.check.name: finding.check for finding in checks}


def holding(lies: Array, helps: Array, stretch: str = "knee-to-chest", side: str = "right") -> Array:
    """The partner's hands where they belong; the partner's own left one is at the knee or at the ankle crossed."""
    knees = {leg: joint(lies, leg, "knee") for leg in OTHER}
    places = {
        "knee-to-chest": (knees[side], joint(lies, side, "ankle")),
        "spinal-twist": (knees["left"], knees["right"]),
        "figure-four": (joint(lies, side, "ankle"), middle_of_thigh(lies, OTHER[side])),
    }[stretch]
    return with_hands(helps, dict(zip(("left", "right"), places, strict=True)))


def helped(helps: Array | None = None, stretch: str = "knee-to-chest", camera: Camera = HIGH) -> Clip:
    """A right-sided repetition, with good help unless another partner is given."""
    lies = recipient(both=stretch != "knee-to-chest")
    return clip_of(lies, holding(lies, kneeling() if helps is None else helps, stretch), camera)


def advice(clip: Clip, stretch: str = "knee-to-chest", side: str = "right", **options: Any) -> dict[str, Check]:
    return by_name(partner_checks(context(clip, stretch, side, **options)))


def verdicts(checks: dict[str, Check]) -> dict[str, str]:
    return {name: str(check.verdict) for name, check in checks.items()}
