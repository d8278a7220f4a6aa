"""Drawn recordings of what is none of the stretches, though people do it on the same mat: there, held, and back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from bodies import (
    HIP_HEIGHT_M,
    HOOK,
    OTHER,
    SIGN,
    STRAIGHT,
    TRUNK_M,
    Array,
    Leg,
    joint,
    lying,
    put_hand,
    put_leg,
    put_leg_between,
    upright,
)
from courses import Course, even_times
from drawn import SIDE, Camera, Clip
from drawn_figure_four import crossed
from drawn_partner import HIP_LEVEL
from vision.joints import N_JOINTS, Joint

Pose = Callable[[Array, Array, str], Array]
"""Bodies from the course's angle and share, (n,) each, and the side that moves."""

DRAWN_DEG, DRAWN_BEND_DEG = 112.0, 122.0
LEGS = {Joint[f"{side}_{name}".upper()] for side in SIGN for name in ("knee", "ankle", "heel", "foot_index")}
UPPER_BODY = [number for number in range(N_JOINTS) if number not in LEGS]
HIPS = np.array([0.0, 0.0, HIP_HEIGHT_M])
SITTING_DEG = 75.0
STANDING = (0.0, 0.0, 0.85)
"""What the camera must look at to have all of someone standing in the picture."""
SHOULDER_FLOOR_M = 0.20
"""Height of the mid-hip of someone who lies on one shoulder."""


def straight_leg_raise(course: Course | None = None, *, side: str = "right", **film: Any) -> Clip:
    """The knee stays straight while the leg comes up; the other one is bent."""

    def pose(angle: Array, share: Array, side: str) -> Array:
        return _both({side: Leg(angle, STRAIGHT.knee_deg), OTHER[side]: HOOK}, len(angle))

    return _clip(pose, course or Course(hold_s=16.0, start_deg=4.0, end_deg=80.0), side, **film)


def both_knees(course: Course | None = None, *, side: str = "right", **film: Any) -> Clip:
    """Both knees come to the chest together, uncrossed."""

    def pose(angle: Array, share: Array, side: str) -> Array:
        leg = replace(HOOK, thigh_trunk_deg=angle, knee_deg=_bent(share))
        return _both({"left": leg, "right": leg}, len(angle))

    return _clip(pose, course or Course(hold_s=16.0, end_deg=DRAWN_DEG), side, **film)


def bridge(course: Course | None = None, *, side: str = "right", **film: Any) -> Clip:
    """The hips rise by a quarter of a metre between the shoulders and the feet; the course is the trunk's slope."""

    def pose(angle: Array, share: Array, side: str) -> Array:
        points = _both({"left": HOOK, "right": HOOK}, len(angle))
        slope = np.radians(angle)
        risen = TRUNK_M * np.stack([1 - np.cos(slope), 0 * slope, np.sin(slope)], axis=-1)
        for leg in SIGN:
            knee, ankle = (joint(points, leg, name).copy() for name in ("knee", "ankle"))
            joint(points, leg, "hip")[:] += risen
            put_leg_between(points, leg, ankle=ankle, toward=knee - ankle)
        return points

    return _clip(pose, course or Course(hold_s=16.0, start_deg=0.0, end_deg=30.0), side, **film)


def sit_up(course: Course | None = None, *, side: str = "right", **film: Any) -> Clip:
    """The trunk comes up from the floor, the feet stay; the course is the trunk's slope."""

    def pose(angle: Array, share: Array, side: str) -> Array:
        return _raised(_both({"left": HOOK, "right": HOOK}, len(angle)), angle)

    return _clip(pose, course or Course(hold_s=16.0, start_deg=0.0, end_deg=50.0), side, **film)


def seated_tuck(course: Course | None = None, *, side: str = "right", **film: Any) -> Clip:
    """Sitting with straight legs, one knee is hugged with both hands."""

    def pose(angle: Array, share: Array, side: str) -> Array:
        n = len(angle)
        points = _raised(_both({side: Leg(angle - SITTING_DEG, 8.0 + 117.0 * share), OTHER[side]: STRAIGHT}, n))
        shin = 0.85 * joint(points, side, "knee") + 0.15 * joint(points, side, "ankle")
        for hand in SIGN:
            rest = joint(points, hand, "wrist").copy()
            put_hand(points, hand, rest + (shin + [0.0, 0.04 * SIGN[hand], 0.05] - rest) * share[:, None] ** 2)
        return points

    return _clip(pose, course or Course(hold_s=16.0, start_deg=4.0 + SITTING_DEG, end_deg=130.0), side, **film)


def side_lying(course: Course | None = None, *, side: str = "right", **film: Any) -> Clip:
    """Lying on the other side with hips and knees bent, the upper knee is drawn up."""

    def pose(angle: Array, share: Array, side: str) -> Array:
        points = _both(
            {side: replace(HOOK, thigh_trunk_deg=angle, knee_deg=90.0), OTHER[side]: replace(HOOK, knee_deg=90.0)},
            len(angle),
        )
        for arm in SIGN:
            joint(points, arm, "elbow")[:] = joint(points, arm, "shoulder") + [-0.12, 0.0, 0.24]
            put_hand(points, arm, joint(points, arm, "elbow") + [0.15, 0.0, 0.20])
        turned = points - HIPS
        turned[..., 1], turned[..., 2] = -SIGN[side] * turned[..., 2], SIGN[side] * turned[..., 1]
        return turned + [0.0, 0.0, SHOULDER_FLOOR_M]

    return _clip(pose, course or Course(hold_s=16.0, end_deg=DRAWN_DEG), side, **film)


def prone(course: Course | None = None, *, side: str = "right", **film: Any) -> Clip:
    """Lying on the belly, one knee is drawn up along the floor; the course is the thigh's way out from straight."""

    def pose(angle: Array, share: Array, side: str) -> Array:
        points = _both({"left": STRAIGHT, "right": STRAIGHT}, len(angle))
        out, across, level = np.radians(angle), np.array([0.0, SIGN[side], 0.0]), np.array([1.0, 0.0, 0.0])
        thigh = -np.cos(out)[:, None] * level + np.sin(out)[:, None] * across
        front = np.sin(out)[:, None] * level + np.cos(out)[:, None] * across
        hip = joint(points, side, "hip").copy()
        put_leg(points, side, hip=hip, thigh=thigh, front=front, bend_deg=1.2 * angle)
        points[..., 1:] *= -1.0
        return points + 2 * HIPS

    return _clip(pose, course or Course(hold_s=16.0, start_deg=5.0, end_deg=75.0), side, **film)


def standing(course: Course | None = None, *, side: str = "right", camera: Camera = SIDE, **film: Any) -> Clip:
    """Standing, one knee is lifted to the height of the hip."""

    def pose(angle: Array, share: Array, side: str) -> Array:
        points = upright(n=len(angle), at=(0.0, 0.0), facing=(1, 0), lean=0.0, stand=True)
        flexed, forward, down = np.radians(angle)[:, None], np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.0, -1.0])
        thigh, front = (
            np.cos(flexed) * down + np.sin(flexed) * forward,
            np.cos(flexed) * forward - np.sin(flexed) * down,
        )
        hip = joint(points, side, "hip").copy()
        put_leg(points, side, hip=hip, thigh=thigh, front=front, bend_deg=angle)
        return points

    return _clip(
        pose,
        course or Course(hold_s=16.0, start_deg=3.0, end_deg=95.0),
        side,
        camera=replace(camera, target=STANDING),
        **film,
    )


def leg_crossing_only(course: Course | None = None, *, side: str = "right", **film: Any) -> Clip:
    """One ankle is crossed over the other knee and goes back after a while; nothing is drawn in."""

    def pose(angle: Array, share: Array, side: str) -> Array:
        support = np.full(len(share), HOOK.thigh_trunk_deg)
        return crossed(support, 0 * share, share, side=side)

    course = course or Course(approach_s=3.0, hold_s=10.0, release_s=3.0, start_deg=0.0, end_deg=1.0, breath_deg=0.0)
    return _clip(pose, course, side, **film)


LOOKALIKES = {
    draw.__name__: draw
    for draw in (
        straight_leg_raise, both_knees, bridge, sit_up, seated_tuck, side_lying, prone, standing, leg_crossing_only,
    )
}  # fmt: skip


def _clip(
    pose: Pose,
    course: Course,
    side: str,
    *,
    camera: Camera = SIDE,
    times_s: Array | None = None,
    fps: float = 30.0,
    partner: bool = True,
    **noise: Any,
) -> Clip:
    """A movement seen by a camera, the partner kneeling by with empty hands on the side away from it."""
    times = even_times(course.duration_s, fps) if times_s is None else times_s
    points = pose(course.angle_deg(times), np.clip(course.share(times), 0, 1), side)
    along, aside = HIP_LEVEL
    away = -SIGN[camera.sees]
    helper = upright(n=len(times), at=(along, away * (aside + 0.2)), facing=(0, -away), lean=15.0) if partner else None
    return Clip.drawn(times, points, helper, camera, **noise)


def _both(legs: dict[str, Leg], n: int) -> Array:
    return lying(legs["left"], legs["right"], n=n)


def _bent(share: Array) -> Array:
    return HOOK.bend_deg + (DRAWN_BEND_DEG - HOOK.bend_deg) * share


def _raised(points: Array, slope_deg: Any = SITTING_DEG) -> Array:
    """The trunk, arms and head lifted about the hips."""
    slope = np.radians(np.broadcast_to(slope_deg, len(points)))[:, None]
    x, z = points[:, UPPER_BODY, 0], points[:, UPPER_BODY, 2] - HIP_HEIGHT_M
    points[:, UPPER_BODY, 0] = np.cos(slope) * x - np.sin(slope) * z
    points[:, UPPER_BODY, 2] = np.sin(slope) * x + np.cos(slope) * z + HIP_HEIGHT_M
    return points
