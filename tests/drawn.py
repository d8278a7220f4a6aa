"""Drawn people: stick bodies of human proportions in a room, seen by a pinhole camera, with angles that are exact.

Room axes in metres: x toward the head of the person lying down, y to that person's right, z up; the floor is z = 0.
Bodies are (n, 33, 3), one row a frame.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vision.joints import COCO, MIRROR, N_JOINTS, Joint
from vision.types import VALUE_NAMES, Body, Observation, Pose, Scene, rounded

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

TRUNK_M, SHOULDER_HALF_M, HIP_HALF_M = 0.50, 0.18, 0.09
THIGH_M, SHANK_M = 0.43, 0.40
HIP_HEIGHT_M, ANKLE_HEIGHT_M = 0.10, 0.08
SIGN = {"left": -1.0, "right": 1.0}
ALL = tuple(Joint)


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


STRAIGHT = Leg(thigh_trunk_deg=4.0, knee_deg=6.0)


def lying(left: Leg, right: Leg, *, n: int = 1, prone: bool = False, at: Sequence[float] = (0, 0, 0)) -> Array:
    """Someone lying along x, mid-hip above the origin, on the back or on the belly."""
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
        _put(points, f"{side}_wrist", 0.04, sign * 0.38, 0.04)
        for finger, x, y in (("pinky", -0.04, 0.42), ("index", -0.05, 0.39), ("thumb", -0.01, 0.36)):
            _put(points, f"{side}_{finger}", x, sign * y, 0.03)
        _draw_leg(points, side, leg)
    if prone:
        points[..., 1:] *= -1.0
        points[..., 2] += 2 * HIP_HEIGHT_M
    return points + np.asarray(at, dtype=float)


def _put(points: Array, joint: str, *place: Any) -> None:
    points[:, Joint[joint.upper()]] = np.stack(np.broadcast_arrays(*place, np.zeros(len(points)))[:3], axis=-1)


def _draw_leg(points: Array, side: str, leg: Leg) -> None:
    n, sign = len(points), SIGN[side]
    flexed = np.radians(np.broadcast_to(np.asarray(leg.thigh_trunk_deg, dtype=float), n))
    outward = _outward(np.cos(flexed), np.broadcast_to(np.asarray(leg.sideways_sw, dtype=float), n))
    level = np.sqrt(1.0 - outward**2)
    thigh = np.stack([-np.cos(flexed) * level, sign * outward, np.sin(flexed) * level], axis=-1)
    front = np.stack([np.sin(flexed), np.zeros(n), np.cos(flexed)], axis=-1)
    bend = np.radians(np.broadcast_to(leg.bend_deg, n))[:, None]
    shank = np.cos(bend) * thigh - np.sin(bend) * front
    behind = -np.sin(bend) * thigh - np.cos(bend) * front
    hip = np.array([0.0, sign * HIP_HALF_M, HIP_HEIGHT_M])
    knee = hip + THIGH_M * thigh
    ankle = knee + SHANK_M * shank
    foot = 0.5 * shank - 0.866 * behind
    names = ("hip", "knee", "ankle", "heel", "foot_index")
    for name, place in zip(
        names, (hip, knee, ankle, ankle + 0.05 * shank - 0.04 * foot, ankle + 0.15 * foot), strict=True
    ):
        points[:, Joint[f"{side}_{name}".upper()]] = place


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
) -> Array:
    """Someone kneeling, or standing, at a place of the floor, leaning forward by some degrees with both arms out."""
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
    return points


@dataclass(frozen=True)
class Camera:
    """A pinhole camera that looks at the person lying down.

    `yaw_deg` is 0 square to the body and positive toward the feet; `sees` is the side of the body that faces it.
    """

    yaw_deg: float = 0.0
    elevation_deg: float = 12.0
    roll_deg: float = 0.0
    distance_m: float = 3.2
    lens_deg: float = 62.0
    size_px: tuple[int, int] = (1280, 720)
    sees: str = "right"
    target: tuple[float, float, float] = (0.05, 0.0, 0.25)

    def axes(self) -> Array:
        """Rows: right, down and away, in room axes."""
        yaw, elevation, roll = np.radians([self.yaw_deg, self.elevation_deg, self.roll_deg])
        level = np.array([-np.sin(yaw), SIGN[self.sees] * np.cos(yaw), 0.0])
        away = -np.cos(elevation) * level - np.array([0.0, 0.0, np.sin(elevation)])
        right = np.cross(-level, [0.0, 0.0, 1.0])
        down = np.cross(away, right)
        turned = np.array([[np.cos(roll), np.sin(roll)], [-np.sin(roll), np.cos(roll)]]) @ np.stack([right, down])
        return np.vstack([turned, away])

    def picture(self, points: Array) -> tuple[Array, Array]:
        """Pixels (n, 33, 2) and metres (n, 33, 3) about mid-hip in camera axes."""
        axes = self.axes()
        seen = (points - np.array(self.target)) @ axes.T + np.array([0.0, 0.0, self.distance_m])
        focal = self.size_px[0] / 2 / np.tan(np.radians(self.lens_deg) / 2)
        xy = focal * seen[..., :2] / seen[..., 2:] + np.array(self.size_px) / 2
        middle = (seen[:, Joint.LEFT_HIP] + seen[:, Joint.RIGHT_HIP]) / 2
        return xy, seen - middle[:, None]


@dataclass(frozen=True, eq=False)
class Figure:
    """One person over a clip as the network would see them; `hidden` (n, 33) marks joints nobody can see."""

    xy: Array
    world: Array
    hidden: Mask

    @classmethod
    def drawn(
        cls, points: Array, camera: Camera, *, noise_px: float = 0.0, noise_m: float = 0.0, seed: int = 0
    ) -> "Figure":
        xy, world = camera.picture(points)
        rng = np.random.default_rng(seed)
        xy, world = xy + rng.normal(0, 1, xy.shape) * noise_px, world + rng.normal(0, 1, world.shape) * noise_m
        return cls(xy, world, np.zeros(xy.shape[:2], dtype=bool))

    def pose(self, frame: int) -> Pose:
        hidden = self.hidden[frame]
        blank = hidden[:, None]
        return Pose(
            np.where(blank, np.nan, self.xy[frame]),
            np.where(hidden, 0.0, 1.0),
            np.where(blank, np.nan, self.world[frame]),
        )

    def body(self, person: int, frame: int) -> Body:
        """As a network gives it: hidden joints keep a place but scatter over the crops."""
        hidden = self.hidden[frame]
        return body(person, self.xy[frame], self.world[frame], scatter_px=np.where(hidden, 300.0, 2.0))


def body(person: int, xy: Array, world: Array, **columns: Any) -> Body:
    """A body whose witnesses all agree, except for the columns given."""
    values = np.full((N_JOINTS, len(VALUE_NAMES)), np.nan)
    values[:, 0:2], values[:, 2], values[:, 3], values[:, 4:7] = xy, 0.95, 0.99, world
    values[list(COCO), 7:9], values[list(COCO), 9] = xy[list(COCO)], 0.8
    for name, value in columns.items():
        values[:, VALUE_NAMES.index(name)] = value
    return Body(person, rounded(values))


@dataclass(frozen=True, eq=False)
class Clip:
    """A recording of one or two drawn people."""

    times_s: Array
    recipient: Figure
    partner: Figure
    size_px: tuple[int, int]

    def scenes(self) -> list[Scene]:
        return [Scene(float(time), self.recipient.pose(i), self.partner.pose(i)) for i, time in enumerate(self.times_s)]

    def observations(self, *, recipient: int = 0, partner: int = 1) -> list[Observation]:
        people = ((recipient, self.recipient), (partner, self.partner))
        return [
            Observation(float(time), i, tuple(who.body(number, i) for number, who in people if not who.hidden[i].all()))
            for i, time in enumerate(self.times_s)
        ]

    def between(self, start_s: float, end_s: float) -> Mask:
        return (self.times_s >= start_s) & (self.times_s < end_s)

    def hide(self, joints: Sequence[Joint], start_s: float = -np.inf, end_s: float = np.inf) -> "Clip":
        """The recipient's joints hidden for some time."""
        hidden = self.recipient.hidden.copy()
        hidden[np.ix_(self.between(start_s, end_s), list(joints))] = True
        return replace(self, recipient=replace(self.recipient, hidden=hidden))

    def mirrored(self) -> "Clip":
        """The picture mirrored, with the joints named rightly again: another person with the other side stretched."""
        width = self.size_px[0]

        def flipped(figure: Figure) -> Figure:
            xy, world = figure.xy[:, MIRROR].copy(), figure.world[:, MIRROR].copy()
            xy[..., 0], world[..., 0] = width - xy[..., 0], -world[..., 0]
            return Figure(xy, world, figure.hidden[:, MIRROR])

        return replace(self, recipient=flipped(self.recipient), partner=flipped(self.partner))

    def frames(self, kept: Mask | slice) -> "Clip":
        """Only some of the frames."""
        recipient, partner = (
            Figure(who.xy[kept], who.world[kept], who.hidden[kept]) for who in (self.recipient, self.partner)
        )
        return replace(self, times_s=self.times_s[kept], recipient=recipient, partner=partner)

    def then(self, later: "Clip") -> "Clip":
        """This recording and another right after it."""
        step = float(np.median(np.diff(self.times_s)))
        times = np.concatenate([self.times_s, later.times_s - later.times_s[0] + self.times_s[-1] + step])
        pairs = ((self.recipient, later.recipient), (self.partner, later.partner))
        recipient, partner = (
            Figure(*(np.concatenate(both) for both in ((a.xy, b.xy), (a.world, b.world), (a.hidden, b.hidden))))
            for a, b in pairs
        )
        return replace(self, times_s=times, recipient=recipient, partner=partner)
