"""Drawn people seen by a pinhole camera: bodies in, recordings out, with angles that are exact."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, wraps
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bodies import OTHER, SIGN, STRAIGHT, Arm, Array, Leg, lying, upright
from courses import Course
from vision.joints import COCO as COCO_JOINTS
from vision.joints import MIRROR, N_JOINTS, Joint
from vision.types import VALUE_NAMES, Body, Observation, Pose, Scene, rounded

__all__ = [
    "ALL",
    "FOOT_END",
    "HEAD_END",
    "OBLIQUE",
    "OTHER",
    "OVERHEAD",
    "SIDE",
    "SIGN",
    "STRAIGHT",
    "VIEWS",
    "Arm",
    "Array",
    "Camera",
    "Clip",
    "Figure",
    "Leg",
    "Material",
    "body",
    "lying",
    "remembered",
    "upright",
]

Mask = NDArray[np.bool_]
ALL = tuple(Joint)
COCO = list(COCO_JOINTS)

_KEPT = 16


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


SIDE = Camera()
OBLIQUE = Camera(yaw_deg=45, elevation_deg=20)
FOOT_END = Camera(yaw_deg=85, elevation_deg=35)
HEAD_END = Camera(yaw_deg=-70, elevation_deg=35)
OVERHEAD = Camera(yaw_deg=0, elevation_deg=80)
VIEWS = {"side": SIDE, "oblique": OBLIQUE, "foot-end": FOOT_END, "head-end": HEAD_END, "overhead": OVERHEAD}


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

    @classmethod
    def nobody(cls, n: int) -> "Figure":
        """Somebody who is in none of the frames."""
        return cls(np.full((n, N_JOINTS, 2), np.nan), np.full((n, N_JOINTS, 3), np.nan), np.ones((n, N_JOINTS), bool))

    def pose(self, frame: int) -> Pose:
        return self.frames(slice(frame, frame + 1)).poses()[0]

    def poses(self) -> list[Pose]:
        blank = self.hidden[..., None]
        xy, world = np.where(blank, np.nan, self.xy), np.where(blank, np.nan, self.world)
        return [Pose(*seen) for seen in zip(xy, np.where(self.hidden, 0.0, 1.0), world, strict=True)]

    def body(self, person: int, frame: int) -> Body:
        return self.frames(slice(frame, frame + 1)).bodies(person)[0]

    def bodies(self, person: int) -> list[Body]:
        """As a network gives them: hidden joints keep a place but scatter over the crops."""
        values = _values(self.xy, self.world, scatter_px=np.where(self.hidden, 300.0, 2.0))
        return [Body(person, each) for each in values]

    def frames(self, kept: Mask | slice) -> "Figure":
        """Only some of the frames."""
        return Figure(self.xy[kept], self.world[kept], self.hidden[kept])


def body(person: int, xy: Array, world: Array, **columns: Any) -> Body:
    """A body whose witnesses all agree, except for the columns given."""
    return Body(person, _values(xy, world, **columns))


def _values(xy: Array, world: Array, **columns: Any) -> Array:
    """Values of bodies whose witnesses all agree, (..., 33, 11), except for the columns given."""
    values = np.full((*xy.shape[:-1], len(VALUE_NAMES)), np.nan)
    values[..., 0:2], values[..., 2], values[..., 3], values[..., 4:7] = xy, 0.95, 0.99, world
    values[..., COCO, 7:9], values[..., COCO, 9] = xy[..., COCO, :], 0.8
    for name, value in columns.items():
        values[..., VALUE_NAMES.index(name)] = value
    return rounded(values)


@dataclass(frozen=True, eq=False)
class Clip:
    """A recording of one or two drawn people."""

    times_s: Array
    recipient: Figure
    partner: Figure
    size_px: tuple[int, int]

    @classmethod
    def drawn(
        cls,
        times_s: Array,
        recipient: Array,
        partner: Array | None,
        camera: Camera,
        *,
        noise_px: float = 0.5,
        noise_m: float = 0.004,
        seed: int = 0,
    ) -> "Clip":
        """Two bodies, (n, 33, 3) each, seen by a camera; without a partner the recipient is alone."""
        noise = {"noise_px": noise_px, "noise_m": noise_m}
        helper = (
            Figure.nobody(len(times_s)) if partner is None else Figure.drawn(partner, camera, seed=seed + 1, **noise)
        )
        return cls(times_s, Figure.drawn(recipient, camera, seed=seed, **noise), helper, camera.size_px)

    def scenes(self) -> list[Scene]:
        seen = zip(self.times_s.tolist(), self.recipient.poses(), self.partner.poses(), strict=True)
        return [Scene(*each) for each in seen]

    def observations(self, *, recipient: int = 0, partner: int = 1) -> list[Observation]:
        people = ((recipient, self.recipient), (partner, self.partner))
        there = [zip(~who.hidden.all(axis=1), who.bodies(number), strict=True) for number, who in people]
        bodies = [tuple(body for seen, body in both if seen) for both in zip(*there, strict=True)]
        return [
            Observation(time_s, i, each)
            for i, (time_s, each) in enumerate(zip(self.times_s.tolist(), bodies, strict=True))
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
        recipient, partner = self.recipient.frames(kept), self.partner.frames(kept)
        return replace(self, times_s=self.times_s[kept], recipient=recipient, partner=partner)

    def arrays(self) -> tuple[Array | Mask, ...]:
        """All that was drawn."""
        people = (self.recipient, self.partner)
        return self.times_s, *(each for who in people for each in (who.xy, who.world, who.hidden))

    def copy(self) -> "Clip":
        """The same, open to change."""
        times_s, *drawn = (each.copy() for each in self.arrays())
        return Clip(times_s, Figure(*drawn[:3]), Figure(*drawn[3:]), self.size_px)

    def then(self, later: "Clip") -> "Clip":
        """This recording and another right after it, seen by the same camera."""
        if self.size_px != later.size_px:
            raise ValueError(f"Expected a recording of {self.size_px} pixels, but got one of {later.size_px}.")
        step = float(np.median(np.diff(self.times_s)))
        times = np.concatenate([self.times_s, later.times_s - later.times_s[0] + self.times_s[-1] + step])
        pairs = ((self.recipient, later.recipient), (self.partner, later.partner))
        recipient, partner = (
            Figure(*(np.concatenate(both) for both in ((a.xy, b.xy), (a.world, b.world), (a.hidden, b.hidden))))
            for a, b in pairs
        )
        return replace(self, times_s=times, recipient=recipient, partner=partner)


def remembered(draw: Callable[..., Clip]) -> Callable[..., Clip]:
    """Copies a drawing that was made lately instead of making it again; 3 kB a frame are kept, some 65 MB in all."""
    kept = lru_cache(maxsize=_KEPT)(draw)

    @wraps(draw)
    def drawn(*course: Any, **film: Any) -> Clip:
        try:
            return kept(*course, **film).copy()
        except TypeError:  # a function or a list of steps, times of its own: nothing to recognise it by
            return draw(*course, **film)

    return drawn


@dataclass(frozen=True)
class Material:
    """How a stretch is drawn.

    Attributes:
        draw: makes a recording of good form; takes `side`, `camera`, `times_s` or `fps`, and `seed`.
        course: the time course of good form.
        moving: joints without which the followed angle of a side is unknown.
    """

    draw: Callable[..., Clip]
    course: Course
    moving: dict[str, tuple[Joint, ...]] = field(default_factory=dict)
