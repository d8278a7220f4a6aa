"""What a clip of the bench does: its time course, its camera and its frames, read from TOML."""

from __future__ import annotations

import pathlib
import tomllib
from dataclasses import dataclass, field
from typing import Any

from bench.chosen import NAME
from film.config import SCENARIOS, Bounce, PoseFault, Shift, Timing, build

FOLDER = SCENARIOS / f"{NAME}_clips"
WAYS = ("moving_in", "release")


@dataclass(frozen=True)
class Jolt:
    """A jerk on the way in or out: how far, how long, and when as a share of that movement's duration."""

    phase: str
    at_share: float
    size_deg: float
    duration_s: float


@dataclass(frozen=True)
class Tug:
    """A jerk in the hold, `at_s` after it began, that goes back smoothly; + deeper, - out of the stretch."""

    at_s: float
    size_deg: float
    duration_s: float
    back_s: float = 2.0


@dataclass(frozen=True)
class Pause:
    """A stop on the way in, at a share of the way."""

    at_share: float
    lasts_s: float


@dataclass(frozen=True)
class HeldFault:
    """A variant of the end pose in the hold, `at_s` after it began; it comes and goes in `fade_s` each."""

    variant: str
    at_s: float
    lasts_s: float
    fade_s: float = 1.5

    @property
    def pose_fault(self) -> PoseFault:
        """The same for the sample clips' program."""
        return PoseFault(self.variant, self.at_s, self.lasts_s, self.fade_s)


@dataclass(frozen=True)
class Look:
    """What the camera adds to the rendered picture.

    Attributes:
        roll_deg: Turns the picture clockwise.
        zoom: Cuts the borders off, so that a turned or shaken picture is full.
        shake_px, shake_deg: Standard deviation of a slow wander.
        gain, gamma: Exposure.
        noise: Of the sensor, 1 is that of the sample clips.
        crf: Compression of x264.
    """

    roll_deg: float = 0.0
    zoom: float = 1.0
    shake_px: float = 0.0
    shake_deg: float = 0.0
    gain: float = 1.0
    gamma: float = 1.0
    noise: float = 1.0
    crf: int = 22


@dataclass(frozen=True)
class Clip:
    """One clip of a bank.

    Attributes:
        theme: What it is there for, in a word.
        short_of_end_deg: The hold is so much shallower than the end of the path.
        short_of_start_deg: The release ends so far before the start.
        wrong_start: It begins with straight legs.
        fidgets_s: Times of small movements of the head and an arm, in the hold (after it began).
        passes_s: Times at which somebody begins to walk by, after the hold began.
        pass_s: How long that takes.
        enters: The partner comes in first.
    """

    name: str
    bank: str
    theme: str
    fps: float
    seed: int
    timing: Timing
    look: Look = field(default_factory=Look)
    jolts: tuple[Jolt, ...] = ()
    tugs: tuple[Tug, ...] = ()
    bounces: tuple[Bounce, ...] = ()
    shifts: tuple[Shift, ...] = ()
    held_faults: tuple[HeldFault, ...] = ()
    pause: Pause | None = None
    short_of_end_deg: float = 0.0
    short_of_start_deg: float = 0.0
    wrong_start: bool = False
    fidgets_s: tuple[float, ...] = ()
    passes_s: tuple[float, ...] = ()
    pass_s: float = 4.0
    enters: bool = False
    frame_jitter: float = 0.0
    dropped_share: float = 0.0


LISTS = {"jolts": Jolt, "tugs": Tug, "bounces": Bounce, "shifts": Shift, "held_faults": HeldFault}


def clips_of(bank: str, folder: pathlib.Path = FOLDER) -> list[Clip]:
    """The clips of a bank, as listed in `<folder>/<bank>.toml`."""
    path = folder / f"{bank}.toml"
    if not path.exists():
        raise ValueError(f"Expected a list of clips, but there is none: {path}")
    return [parsed(bank, table) for table in tomllib.loads(path.read_text())["clips"]]


def parsed(bank: str, table: dict[str, Any]) -> Clip:
    """A clip from its table; whatever is unknown is refused."""
    table = dict(table)
    table["timing"] = build(Timing, table["timing"])
    table["look"] = build(Look, table.get("look", {}))
    if "pause" in table:
        table["pause"] = build(Pause, table["pause"])
    for key, kind in LISTS.items():
        table[key] = [build(kind, item) for item in table.get(key, [])]
    clip = build(Clip, {"bank": bank, **table})
    wrong = [jolt.phase for jolt in clip.jolts if jolt.phase not in WAYS]
    if wrong:
        raise ValueError(f"Expected jolts in {list(WAYS)}, but got {wrong}: {clip.name}")
    return clip
