"""Reads the scenario files (TOML) into checked, immutable settings."""

from __future__ import annotations

import dataclasses
import pathlib
import tomllib
from dataclasses import dataclass, field
from typing import Any, TypeVar

from figure.basemesh import Shape
from figure.wardrobe import Outfit

SCENARIOS = pathlib.Path(__file__).resolve().parent.parent / "scenarios"
Colour = tuple[float, float, float]
T = TypeVar("T")


@dataclass(frozen=True)
class Person:
    """A person's body, clothes and colours (linear RGB)."""

    name: str
    shape: Shape
    outfit: Outfit
    skin: Colour
    shirt: Colour
    pants: Colour
    hair: Colour


@dataclass(frozen=True)
class PartnerPlace:
    """Where the partner kneels: + x toward the recipient's head, distance from the mat's middle."""

    far: bool
    x_m: float
    distance_m: float


@dataclass(frozen=True)
class Camera:
    """The camera; yaw turns it toward the recipient's feet, roll tilts the picture clockwise.

    Attributes:
        aim_m: Point looked at: toward the recipient's head, away from the camera, up.
    """

    kind: str
    yaw_deg: float
    elevation_deg: float
    distance_m: float
    lens_mm: float
    roll_deg: float
    aim_m: Colour
    resolution: tuple[int, int]
    sensor_mm: float = 36.0


@dataclass(frozen=True)
class BankPlan:
    """How finely the poses of a bank are spaced.

    Attributes:
        beyond_deg: How far the path goes on after the end, for pushing deeper and bouncing.
        fault_poses: Poses between no fault and the full fault.
        fault_breath_poses: Poses of breathing in the full fault.
    """

    step_deg: float = 1.0
    fine_step_deg: float = 0.25
    fine_start_deg: float = 2.0
    fine_end_deg: float = 10.0
    breath_poses: int = 9
    reach_poses: int = 13
    beyond_deg: float = 0.0
    fault_poses: int = 13
    fault_breath_poses: int = 7


@dataclass(frozen=True)
class Scene:
    """Everything that a bank of pictures shares."""

    name: str
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
    faults: tuple[str, ...] = ()
    bank: BankPlan = field(default_factory=BankPlan)


@dataclass(frozen=True)
class Timing:
    """Durations in seconds; `hold_s` lies between the two crossings of 3 deg/s."""

    setup_s: float
    reach_start_s: float
    reach_s: float
    approach_s: float
    hold_s: float
    release_s: float
    still_s: float
    breath_hz: float


@dataclass(frozen=True)
class Lunge:
    """A jerk on the way in: how far, how long, and when as a share of the approach."""

    at_share: float
    size_deg: float
    duration_s: float


@dataclass(frozen=True)
class Bounce:
    """Swings in the hold, `at_s` after it began, about a place `centre_deg` deeper than it."""

    at_s: float
    duration_s: float
    amplitude_deg: float
    hz: float
    centre_deg: float = 0.0


@dataclass(frozen=True)
class Shift:
    """A slow change in the hold that stays, `at_s` after it began; + is deeper, - out of the stretch."""

    at_s: float
    duration_s: float
    size_deg: float


@dataclass(frozen=True)
class PoseFault:
    """A fault of the pose in the hold, `at_s` after it began; it comes and goes in `fade_s` each."""

    kind: str
    at_s: float
    lasts_s: float
    fade_s: float = 1.5


@dataclass(frozen=True)
class ClipPlan:
    """One clip: a time course over the bank of a scene.

    Attributes:
        short_of_end_deg: The hold is so much shallower than the end of the bank's path.
        frame_jitter: Random shift of every frame's time, as a share of the frame interval.
        dropped_share: Share of the frames that are missing.
    """

    name: str
    scene: str
    fps: float
    seed: int
    timing: Timing
    lunge: Lunge | None = None
    bounce: Bounce | None = None
    shifts: tuple[Shift, ...] = ()
    pose_faults: tuple[PoseFault, ...] = ()
    short_of_end_deg: float = 0.0
    frame_jitter: float = 0.0
    dropped_share: float = 0.0


def load_scene(name: str) -> Scene:
    """The scene of `scenarios/scenes/<name>.toml`."""
    table = _read(SCENARIOS / "scenes" / f"{name}.toml")
    table["partner_place"] = build(PartnerPlace, table["partner_place"])
    table["camera"] = build(Camera, table["camera"])
    table["bank"] = build(BankPlan, table.get("bank", {}))
    return build(Scene, {"name": name, **table})


def load_clip(name: str) -> ClipPlan:
    """The clip of `scenarios/clips/<name>.toml`."""
    table = _read(SCENARIOS / "clips" / f"{name}.toml")
    table["timing"] = build(Timing, table["timing"])
    for key, kind in (("lunge", Lunge), ("bounce", Bounce)):
        if key in table:
            table[key] = build(kind, table[key])
    for key, kind in (("shifts", Shift), ("pose_faults", PoseFault)):
        table[key] = [build(kind, item) for item in table.get(key, [])]
    return build(ClipPlan, {"name": name, **table})


def load_person(kind: str, name: str) -> Person:
    """A person of `people.toml`; kind is "subjects" or "partners"."""
    table = dict(_pick(_read(SCENARIOS / "people.toml")[kind], name))
    colours = {key: tuple(table.pop(key)) for key in ("skin", "shirt", "pants")}
    hair = tuple(table.pop("hair_colour"))
    outfit_keys = {item.name for item in dataclasses.fields(Outfit)}
    outfit = {key: table.pop(key) for key in list(table) if key in outfit_keys}
    return Person(
        name=name,
        shape=build(Shape, table),
        outfit=build(Outfit, outfit),
        skin=colours["skin"],
        shirt=colours["shirt"],
        pants=colours["pants"],
        hair=hair,
    )


def load_room(name: str) -> dict[str, Any]:
    """A room of `rooms.toml`."""
    return dict(_pick(_read(SCENARIOS / "rooms.toml"), name))


def _read(path: pathlib.Path) -> dict[str, Any]:
    if not path.exists():
        known = sorted(other.stem for other in path.parent.glob("*.toml"))
        raise ValueError(f"Expected one of {known}, but got {path.stem!r}.")
    return tomllib.loads(path.read_text())


def _pick(table: dict[str, Any], name: str) -> Any:
    if name not in table:
        raise ValueError(f"Expected one of {sorted(table)}, but got {name!r}.")
    return table[name]


def build(kind: type[T], table: dict[str, Any]) -> T:
    """An instance of a settings class; unknown keys are refused and lists become tuples."""
    known = {item.name for item in dataclasses.fields(kind)}  # type: ignore[arg-type]
    unknown = sorted(set(table) - known)
    if unknown:
        raise ValueError(f"Expected keys among {sorted(known)}, but got {unknown}.")
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in table.items()})
