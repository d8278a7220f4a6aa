"""Reads a scenario of the bench: all that one bank of pictures shares."""

from __future__ import annotations

import pathlib
import tomllib
from dataclasses import dataclass, field
from typing import Any

from bench.chosen import NAME
from film.config import SCENARIOS, BankPlan, Camera, PartnerPlace, Scene, build

FOLDER = SCENARIOS / NAME
STRETCHES = ("knee-to-chest", "spinal-twist", "figure-four")
PASSING = ("", "front", "behind", "partner")


@dataclass(frozen=True)
class Light:
    """How much brighter than the room's own light: lamps, sky; and the lamps' colour."""

    lamps: float = 1.0
    sky: float = 1.0
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Variant:
    """One size of a fault of the end pose.

    Attributes:
        name: Unique in the scenario.
        way: The stretch's own fault that leads there.
        size: Wanted size in the unit of the way's measure (see `bench.sizes`).
        near_miss: The size is still inside the limit.
    """

    name: str
    way: str
    size: float
    near_miss: bool = False


@dataclass(frozen=True)
class Scenario:
    """Everything that a bench bank shares.

    Attributes:
        priority: Lower is rendered earlier.
        partner: Name, or "" for somebody who stretches alone.
        wrong_start: The bank also holds a start with straight legs and the way from there.
        head_turn_deg: The recipient's face is turned so far away from the camera.
        passing: Somebody walks "front" or "behind" the mat, or the "partner" comes in across the picture.
        half_out: Part of the recipient is outside the picture, on purpose.
    """

    name: str
    priority: int
    stretch: str
    side: str
    near_side: str
    subject: str
    partner: str
    room: str
    start_deg: float
    end_deg: float
    partner_place: PartnerPlace
    camera: Camera
    light: Light = field(default_factory=Light)
    variants: tuple[Variant, ...] = ()
    wrong_start: bool = False
    head_turn_deg: float = 0.0
    passing: str = ""
    half_out: bool = False
    bank: BankPlan = field(default_factory=BankPlan)

    @property
    def headward(self) -> float:
        """+1 if the recipient's head is at +x, else -1."""
        return 1.0 if self.near_side == "left" else -1.0

    @property
    def scene(self) -> Scene:
        """The same as a scene of the sample clips."""
        return Scene(
            name=self.name,
            stretch=self.stretch,
            side=self.side,
            near_side=self.near_side,
            subject=self.subject,
            partner=self.partner,
            room=self.room,
            start_deg=self.start_deg,
            end_deg=self.end_deg,
            partner_place=self.partner_place,
            camera=self.camera,
            bank=self.bank,
        )


def names() -> list[str]:
    """All scenarios, most needed first."""
    found = [load(path.stem) for path in FOLDER.glob("*.toml")]
    return [scenario.name for scenario in sorted(found, key=lambda s: (s.priority, s.name))]


def load(name: str, folder: pathlib.Path = FOLDER) -> Scenario:
    """The scenario of `<folder>/<name>.toml`."""
    path = folder / f"{name}.toml"
    if not path.exists():
        known = sorted(other.stem for other in folder.glob("*.toml"))
        raise ValueError(f"Expected one of {known}, but got {name!r}.")
    return parsed(name, tomllib.loads(path.read_text()))


def parsed(name: str, table: dict[str, Any]) -> Scenario:
    """A scenario from its table; whatever is unknown is refused."""
    table = dict(table)
    table["partner_place"] = build(PartnerPlace, table["partner_place"])
    table["camera"] = build(Camera, table["camera"])
    table["bank"] = build(BankPlan, table.get("bank", {}))
    table["light"] = build(Light, table.get("light", {}))
    table["variants"] = [build(Variant, item) for item in table.get("variants", [])]
    scenario = build(Scenario, {"name": name, **table})
    _one_of("stretch", scenario.stretch, STRETCHES)
    _one_of("side", scenario.side, ("left", "right"))
    _one_of("near_side", scenario.near_side, ("left", "right"))
    _one_of("passing", scenario.passing, PASSING)
    if scenario.passing == "partner" and not scenario.partner:
        raise ValueError(f"Expected a partner who comes in, but there is none: {name}")
    return scenario


def _one_of(key: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ValueError(f"Expected {key} to be one of {list(known)}, but got {value!r}.")
