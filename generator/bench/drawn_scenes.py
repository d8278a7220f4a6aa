"""Draws scenes for training a landmark network: development people in any clothes, room, light and view."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bench.cast import PARTNER, RECIPIENT
from bench.scenario import Light, Scenario
from bench.shots import Shot
from film.config import Camera, PartnerPlace, Person, load_person, load_room
from stretches.base import State

Draw = np.random.Generator
Span = tuple[float, float]

SUBJECTS = ("nora", "tomas", "kenji", "samuel", "ingrid", "ravi", "hamid")
PARTNERS = ("marek", "lena", "amara", "oskar")
"""Nobody who is seen in the test part alone (see `scenarios/split.toml`)."""

ROOMS = ("living", "clinic", "gym")
ALONE, IN_FRONT, TURNED, WIDE, COMES = 0.25, 0.15, 0.25, 0.2, 0.12
"""Shares of scenes: nobody helps, the helper is between, the face is turned, the picture is 16 to 9; and of poses: the
helper is still on the way in."""

TROUSERS = (0.55, 0.55, 0.85, 1.0, 1.0, 1.0)
"""Lengths, of the leg; shorter ones do not reach the shins, on which a helper kneels."""


@dataclass(frozen=True)
class View:
    """Where cameras of a kind stand."""

    kind: str
    share: float
    yaw_deg: Span
    elevation_deg: Span


@dataclass(frozen=True)
class Kind:
    """How a stretch is done."""

    name: str
    share: float
    start_deg: Span
    end_deg: Span
    x_m: Span
    distance_m: Span


VIEWS = (
    View("side", 0.16, (0.0, 14.0), (10.0, 20.0)),
    View("side, on the floor", 0.14, (-25.0, 25.0), (1.0, 9.0)),
    View("side, raised", 0.14, (12.0, 26.0), (18.0, 28.0)),
    View("oblique from the feet", 0.24, (34.0, 52.0), (22.0, 34.0)),
    View("oblique, on the floor", 0.06, (30.0, 60.0), (2.0, 10.0)),
    View("foot end, raised", 0.11, (68.0, 90.0), (30.0, 40.0)),
    View("head end, raised", 0.08, (-90.0, -70.0), (35.0, 44.0)),
    View("overhead", 0.07, (-5.0, 10.0), (76.0, 88.0)),
)
KINDS = (
    Kind("figure-four", 0.40, (46.0, 55.0), (98.0, 109.0), (-0.18, -0.11), (0.45, 0.50)),
    Kind("knee-to-chest", 0.35, (46.0, 56.0), (104.0, 117.0), (-0.19, -0.12), (0.36, 0.44)),
    Kind("spinal-twist", 0.25, (45.0, 56.0), (45.0, 60.0), (-0.13, -0.06), (0.39, 0.44)),
)


def scenario(number: int) -> Scenario:
    """The scene of a number, always the same."""
    draw = np.random.default_rng([number, 0])
    kind, view = one_of(draw, KINDS), one_of(draw, VIEWS)
    side = str(draw.choice(["left", "right"]))
    other = "left" if side == "right" else "right"
    lens_mm = float(draw.uniform(25.0, 38.0))
    return Scenario(
        name=f"s{number:05d}",
        priority=0,
        stretch=kind.name,
        side=side,
        near_side=side if draw.random() < 0.6 else other,
        subject=str(draw.choice(SUBJECTS)),
        partner="" if draw.random() < ALONE else str(draw.choice(PARTNERS)),
        room=str(draw.choice(ROOMS)),
        start_deg=within(draw, kind.start_deg),
        end_deg=within(draw, kind.end_deg),
        partner_place=PartnerPlace(
            bool(draw.random() >= IN_FRONT), within(draw, kind.x_m), within(draw, kind.distance_m)
        ),
        camera=Camera(
            kind=view.kind,
            yaw_deg=within(draw, view.yaw_deg),
            elevation_deg=within(draw, view.elevation_deg),
            distance_m=float(np.clip(draw.uniform(1.8, 2.6) * lens_mm / 31.0, 1.6, 3.2)),
            lens_mm=lens_mm,
            roll_deg=within(draw, (-8.0, 8.0)),
            aim_m=(float(draw.normal(0.0, 0.1)), within(draw, (0.0, 0.25)), within(draw, (0.22, 0.42))),
            resolution=(640, 360) if draw.random() < WIDE else (640, 480),
        ),
        light=Light(
            within(draw, (0.35, 1.3)), within(draw, (0.4, 1.5)), _colour(1.0 + draw.normal(0.0, 0.06, 3), 0.75, 1.1)
        ),
        head_turn_deg=40.0 if draw.random() < TURNED else 0.0,
    )


def people(number: int, scene: Scenario) -> dict[str, Person]:
    """The people of a scene in clothes and with skin of their own."""
    found = {RECIPIENT: _dressed(np.random.default_rng([number, 1]), load_person("subjects", scene.subject))}
    if scene.partner:
        found[PARTNER] = _dressed(np.random.default_rng([number, 2]), load_person("partners", scene.partner))
    return found


def room(number: int, scene: Scenario) -> dict[str, Any]:
    """The room of a scene, painted anew."""
    draw = np.random.default_rng([number, 3])
    table = load_room(scene.room)
    for part in ("floor_colour", "wall_colour", "mat_colour"):
        painted = np.array(table[part]) * draw.uniform(0.5, 1.5) * np.exp(draw.normal(0.0, 0.15, 3))
        table[part] = list(_colour(painted, 0.02, 0.9))
    if draw.random() < 0.6:
        table["mat_colour"] = list(_cloth(draw))
    return table


def shots(number: int, scene: Scenario, faults: tuple[str, ...], count: int) -> list[Shot]:
    """Poses of a scene: at rest, on the way, at the end, and with faults of form."""
    draw = np.random.default_rng([number, 9])
    return [_shot(draw, bool(scene.partner), faults) for _ in range(count)]


def _shot(draw: Draw, helped: bool, faults: tuple[str, ...]) -> Shot:
    what, ready, start = draw.random(), float(helped), 0.0
    if what < 0.12:
        state = State(0.0, within(draw, (-1.0, 1.0)), float(draw.random()) * ready)
        start = float(draw.random()) if draw.random() < 0.3 else 0.0
    elif what < 0.5:
        state = State(within(draw, (0.0, 1.1)), 0.0, ready)
    elif what < 0.7:
        state = State(1.0, within(draw, (-1.0, 1.0)), ready)
    else:
        course = 1.0 if draw.random() < 0.6 else within(draw, (0.6, 1.0))
        state = State(course, 0.0, ready, within(draw, (0.1, 1.4)), str(draw.choice(faults)))
    entering = within(draw, (0.3, 0.98)) if helped and draw.random() < COMES else 1.0
    return Shot(state, fidget=float(draw.random()) if draw.random() < 0.2 else 0.0, start=start, entering=entering)


def _dressed(draw: Draw, person: Person) -> Person:
    """The same body with other sleeves, legs and colours; clothes are dark as often as bright."""
    outfit = replace(
        person.outfit,
        sleeve=float(np.clip(person.outfit.sleeve + draw.normal(0.0, 0.4), 0.45, 1.8)),
        leg=float(draw.choice(TROUSERS)),
    )
    skin = _colour(np.array(person.skin) * draw.uniform(0.75, 1.25), 0.02, 0.85)
    return replace(person, outfit=outfit, skin=skin, shirt=_cloth(draw), pants=_cloth(draw))


def _cloth(draw: Draw) -> tuple[float, float, float]:
    return _colour(10.0 ** draw.uniform(-1.9, -0.1) * np.exp(draw.normal(0.0, 0.45, 3)), 0.004, 0.8)


def _colour(values: np.ndarray, low: float, high: float) -> tuple[float, float, float]:
    red, green, blue = np.clip(values, low, high)
    return float(red), float(green), float(blue)


def within(draw: Draw, span: Span) -> float:
    """A number of the span."""
    return float(draw.uniform(*span))


def one_of(draw: Draw, several: tuple[Any, ...]) -> Any:
    """One of several that have shares."""
    return several[int(draw.choice(len(several), p=[each.share for each in several]))]
