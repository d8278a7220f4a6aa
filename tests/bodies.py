"""Stick bodies of human proportions in a room: someone lying down, someone kneeling or standing, and their limbs.

Room axes in metres: x toward the head of the person lying down, y to that person's right, z up; the floor is z = 0.
Bodies are (n, 33, 3), one row a frame.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from courses import over
from vision.joints import N_JOINTS, Joint

Array = NDArray[np.float64]

TRUNK_M, SHOULDER_HALF_M, HIP_HALF_M = 0.50, 0.18, 0.09
THIGH_M, SHANK_M = 0.43, 0.40
UPPER_ARM_M, FOREARM_M = 0.28, 0.26
HIP_HEIGHT_M, ANKLE_HEIGHT_M, WRIST_HEIGHT_M = 0.10, 0.08, 0.04
SIGN = {"left": -1.0, "right": 1.0}
OTHER = {"left": "right", "right": "left"}
FINGERS = ("pinky", "index", "thumb")

PARALLEL_SW = 0.13
"""Sideways error of the knee of a leg in hook-lying that stands straight before its hip."""


@dataclass(frozen=True, eq=False)
class Leg:
    """A leg of someone lying down: numbers or one number a frame.

    `knee_deg` None plants the foot, raised by `rise_m`; `sideways_sw` is the sideways error of the knee off the line
    from hip to shoulder, + outward, in shoulder widths.
    """

    thigh_trunk_deg: Any = 50.0
    knee_deg: Any = None
    sideways_sw: Any = 0.0
    rise_m: Any = 0.0

    @property
    def bend_deg(self) -> Array:
        if self.knee_deg is not None:
            return np.asarray(self.knee_deg, dtype=float)
        thigh = np.asarray(self.thigh_trunk_deg, dtype=float)
        down = HIP_HEIGHT_M + THIGH_M * np.sin(np.radians(thigh)) - ANKLE_HEIGHT_M - np.asarray(self.rise_m)
        return thigh + np.degrees(np.arcsin(np.clip(down / SHANK_M, -1, 1)))


@dataclass(frozen=True, eq=False)
class Arm:
    """An arm on the floor beside someone lying down: numbers or one number a frame.

    `away_deg` is its angle to the line from shoulder to hip at rest, 90 for a T; `elbow_deg` bends it toward the head.
    """

    away_deg: Any = 90.0
    elbow_deg: Any = 0.0


def arms_of(away_deg: Any, elbow_deg: Any, times_s: Array) -> dict[str, Arm] | None:
    """Both arms from numbers, functions of times, or such by side; None leaves them where they are at rest."""

    def of(value: Any, side: str) -> Array:
        return over(value[side] if isinstance(value, dict) else value, times_s)

    return None if away_deg is None else {side: Arm(of(away_deg, side), of(elbow_deg, side)) for side in SIGN}


STRAIGHT = Leg(thigh_trunk_deg=4.0, knee_deg=6.0)
HOOK = Leg(sideways_sw=PARALLEL_SW)


def lying(
    left: Leg,
    right: Leg,
    *,
    n: int = 1,
    arms: Mapping[str, Arm] | None = None,
    prone: bool = False,
    at: Sequence[float] = (0, 0, 0),
) -> Array:
    """Someone lying along x, mid-hip above the origin, on the back or on the belly; arms at the sides unless given."""
    points = np.zeros((n, N_JOINTS, 3))
    face = {"NOSE": (0.72, 0, 0.22)}
    points[:, Joint.NOSE] = face["NOSE"]
    for side, leg in (("left", left), ("right", right)):
        sign = SIGN[side]
        _put(points, f"{side}_eye_inner", 0.75, sign * 0.015, 0.21)
        _put(points, f"{side}_eye", 0.75, sign * 0.03, 0.20)
        _put(points, f"{side}_eye_outer", 0.75, sign * 0.045, 0.19)
        _put(points, f"{side}_ear", 0.72, sign * 0.075, 0.12)
        _put(points, f"mouth_{side}", 0.69, sign * 0.025, 0.20)
        _put(points, f"{side}_shoulder", TRUNK_M, sign * SHOULDER_HALF_M, HIP_HEIGHT_M)
        _put(points, f"{side}_elbow", 0.27, sign * 0.32, 0.05)
        _put(points, f"{side}_wrist", 0.04, sign * 0.38, WRIST_HEIGHT_M)
        for finger, x, y in zip(FINGERS, (-0.04, -0.05, -0.01), (0.42, 0.39, 0.36), strict=True):
            _put(points, f"{side}_{finger}", x, sign * y, 0.03)
        if arms is not None:
            put_arm(points, side, arms[side])
        _put_lying_leg(points, side, leg)
    if prone:
        points[..., 1:] *= -1.0
        points[..., 2] += 2 * HIP_HEIGHT_M
    return points + np.asarray(at, dtype=float)


def joint(points: Array, side: str, name: str) -> Array:
    """Place of a joint of one side, (n, 3), open to change."""
    return points[:, Joint[f"{side}_{name}".upper()]]


def _put(points: Array, name: str, *place: Any) -> None:
    points[:, Joint[name.upper()]] = np.stack(np.broadcast_arrays(*place, np.zeros(len(points)))[:3], axis=-1)


def sagittal(thigh_trunk_deg: Array, outward: Any = 0.0) -> tuple[Array, Array]:
    """Unit vectors along a thigh and out of its front; `outward` is the thigh's part along y, + to the right."""
    flexed, outward = np.broadcast_arrays(np.radians(thigh_trunk_deg), outward)
    level = np.sqrt(1.0 - outward**2)
    thigh = np.stack([-np.cos(flexed) * level, outward, np.sin(flexed) * level], axis=-1)
    return thigh, np.stack([np.sin(flexed), np.zeros(len(flexed)), np.cos(flexed)], axis=-1)


def _put_lying_leg(points: Array, side: str, leg: Leg) -> None:
    n, sign = len(points), SIGN[side]
    flexed = np.broadcast_to(np.asarray(leg.thigh_trunk_deg, dtype=float), n)
    sideways = np.broadcast_to(np.asarray(leg.sideways_sw, dtype=float), n)
    thigh, front = sagittal(flexed, sign * _outward(np.cos(np.radians(flexed)), sideways))
    hip = np.array([0.0, sign * HIP_HALF_M, HIP_HEIGHT_M])
    put_leg(points, side, hip=hip, thigh=thigh, front=front, bend_deg=leg.bend_deg)


def put_leg(points: Array, side: str, *, hip: Array, thigh: Array, front: Array, bend_deg: Any) -> None:
    """Draw a leg from its hip: unit vectors along the thigh and out of its front, and how far the knee is bent."""
    bend = np.radians(np.broadcast_to(bend_deg, len(points)))[:, None]
    shank = np.cos(bend) * thigh - np.sin(bend) * front
    behind = -np.sin(bend) * thigh - np.cos(bend) * front
    knee = hip + THIGH_M * thigh
    ankle = knee + SHANK_M * shank
    foot = 0.5 * shank - 0.866 * behind
    names = ("hip", "knee", "ankle", "heel", "foot_index")
    for name, place in zip(
        names, (hip, knee, ankle, ankle + 0.05 * shank - 0.04 * foot, ankle + 0.15 * foot), strict=True
    ):
        joint(points, side, name)[:] = place


def put_leg_between(points: Array, side: str, *, ankle: Array, toward: Array) -> None:
    """Draw a leg from the hip it has to an ankle; the knee points in a direction."""
    hip = joint(points, side, "hip").copy()
    thigh = (between(hip, ankle, lengths_m=(THIGH_M, SHANK_M), toward=toward) - hip) / THIGH_M
    shank = unit(ankle - hip - THIGH_M * thigh)
    straight = _dot(thigh, shank)
    front = unit(straight * thigh - shank)
    bend_deg = np.degrees(np.arccos(np.clip(straight[:, 0], -1.0, 1.0)))
    put_leg(points, side, hip=hip, thigh=thigh, front=front, bend_deg=bend_deg)


def put_arm(points: Array, side: str, arm: Arm) -> None:
    """Draw an arm from its shoulder down to the floor."""
    away, elbow = np.radians([np.broadcast_to(angle, len(points)) for angle in (arm.away_deg, arm.elbow_deg)])
    shoulder = joint(points, side, "shoulder")
    sink = np.clip((WRIST_HEIGHT_M - shoulder[:, 2]) / (UPPER_ARM_M + FOREARM_M), -1.0, 1.0)
    upper, fore, headward = (_on_floor(side, turn, sink) for turn in (away, away + elbow, away + elbow + np.pi / 2))
    wrist = shoulder + UPPER_ARM_M * upper + FOREARM_M * fore
    joint(points, side, "elbow")[:] = shoulder + UPPER_ARM_M * upper
    joint(points, side, "wrist")[:] = wrist
    for finger, along, across in zip(FINGERS, (0.08, 0.09, 0.05), (-0.03, 0.0, 0.03), strict=True):
        joint(points, side, finger)[:] = wrist + along * fore + across * headward * [1.0, 1.0, 0.0]


def _on_floor(side: str, away: Array, sink: Array) -> Array:
    """Unit vector so far from the line of shoulder and hip, sinking by a share of its length."""
    to_hip = unit(np.array([[-TRUNK_M, SIGN[side] * (HIP_HALF_M - SHOULDER_HALF_M)]]))[0]
    out = SIGN[side] * np.array([to_hip[1], -to_hip[0]])
    level = np.cos(away)[:, None] * to_hip + np.sin(away)[:, None] * out
    return np.hstack([np.sqrt(1.0 - sink**2)[:, None] * level, sink[:, None]])


def put_hand(points: Array, side: str, wrist: Array, *, toward: Array | None = None) -> None:
    """Move a hand to a place as it is; the elbow follows, pointing to where it is told or to where it points."""
    shoulder, elbow, before = (joint(points, side, name).copy() for name in ("shoulder", "elbow", "wrist"))
    upper_m, fore_m = (np.linalg.norm(a - b, axis=-1, keepdims=True) for a, b in ((elbow, shoulder), (before, elbow)))
    toward = elbow - (shoulder + before) / 2 if toward is None else toward
    joint(points, side, "elbow")[:] = between(shoulder, wrist, lengths_m=(upper_m, fore_m), toward=toward)
    for name in ("wrist", *FINGERS):
        joint(points, side, name)[:] += wrist - before


def between(start: Array, end: Array, *, lengths_m: tuple[Any, Any], toward: Array) -> Array:
    """Where the knee or elbow of a limb is whose ends are given, on the side of `toward`.

    A limb too short to reach its end is straight up to the joint.
    """
    first, second = lengths_m
    along = unit(end - start)
    apart = np.linalg.norm(end - start, axis=-1, keepdims=True)
    apart = np.clip(apart, np.abs(first - second) + 1e-6, first + second)
    way = (first**2 - second**2 + apart**2) / (2 * apart)
    return start + way * along + np.sqrt(np.maximum(first**2 - way**2, 0.0)) * square(toward, along)


def unit(vectors: Array) -> Array:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def square(vectors: Array, axes: Array) -> Array:
    """Unit vectors square to unit axes, as near as can be to the vectors given."""
    return unit(vectors - _dot(vectors, axes) * axes)


def _dot(a: Array, b: Array) -> Array:
    return (a * b).sum(axis=-1, keepdims=True)


def _outward(cosine: Array, sideways_sw: Array) -> Array:
    """Outward part of a thigh's direction that puts its knee so far off the line from hip to shoulder."""
    aside = SHOULDER_HALF_M - HIP_HALF_M
    along, across = np.array([TRUNK_M, aside]) / np.hypot(TRUNK_M, aside)
    outward = np.zeros(len(cosine))
    for _ in range(30):
        level = np.sqrt(np.clip(1.0 - outward**2, 0.0, 1.0))
        outward = (sideways_sw * 2 * SHOULDER_HALF_M / THIGH_M - cosine * level * along * across) / (1 - across**2)
    return outward


def upright(
    *,
    n: int = 1,
    at: Sequence[float] = (0.0, 0.55),
    facing: Sequence[float] = (0, -1),
    lean: Any = 35.0,
    stand: bool = False,
    hands: Mapping[str, Array] | None = None,
) -> Array:
    """Someone kneeling, or standing, at a place of the floor, leaning forward by some degrees with both arms out.

    `hands` puts wrists at places, (n, 3) by side, with the elbows out, behind and below.
    """
    forward = np.array([*facing, 0.0]) / np.hypot(*facing)
    up = np.array([0.0, 0.0, 1.0])
    to_right = np.cross(forward, up)
    tilt = np.radians(np.broadcast_to(np.asarray(lean, dtype=float), n))[:, None]
    trunk, front = np.cos(tilt) * up + np.sin(tilt) * forward, np.cos(tilt) * forward - np.sin(tilt) * up
    knees = np.array([*at, SHANK_M + 0.08 if stand else 0.05])
    hips = knees + np.array([0, 0, THIGH_M])
    points = np.zeros((n, N_JOINTS, 3))
    head = hips + 0.70 * trunk
    points[:, Joint.NOSE] = head + 0.12 * front
    for side, sign in SIGN.items():
        away = sign * to_right
        ankle = knees + (np.array([0, 0, -SHANK_M]) if stand else -SHANK_M * forward) + 0.12 * away
        shoulder = hips + TRUNK_M * trunk + SHOULDER_HALF_M * away
        wrist = shoulder + 0.42 * forward + np.array([0, 0, -0.25]) - 0.05 * away
        places = {
            "{}_eye_inner": head + 0.1 * front + 0.015 * away, "{}_eye": head + 0.1 * front + 0.03 * away,
            "{}_eye_outer": head + 0.09 * front + 0.045 * away, "{}_ear": head + 0.075 * away,
            "mouth_{}": head + 0.1 * front - 0.04 * trunk + 0.025 * away,
            "{}_shoulder": shoulder, "{}_elbow": (shoulder + wrist) / 2 - [0, 0, 0.05], "{}_wrist": wrist,
            "{}_pinky": wrist + 0.07 * forward, "{}_index": wrist + 0.08 * forward, "{}_thumb": wrist + 0.04 * forward,
            "{}_hip": hips + HIP_HALF_M * away, "{}_knee": knees + 0.12 * away, "{}_ankle": ankle,
            "{}_heel": ankle - 0.05 * forward, "{}_foot_index": ankle + (0.15 if stand else -0.12) * forward,
        }  # fmt: skip
        for name, place in places.items():
            points[:, Joint[name.format(side).upper()]] = place
        if hands is not None and side in hands:
            put_hand(points, side, hands[side], toward=away - forward - up)
    return points
