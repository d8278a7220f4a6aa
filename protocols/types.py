"""What judging returns: verdicts, checks, events, phases, holds and repetitions."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

PhaseName = Literal["setup", "moving_in", "hold", "release"]
Side = Literal["left", "right"]

OTHER: Final[dict[Side, Side]] = {"left": "right", "right": "left"}
"""The other side of each."""
HoldVerdict = Literal["met", "short", "long", "unknown"]
Who = Literal["recipient", "partner", "tracker", "unknown"]

EVENT_KINDS: Final = (
    "wrong_start",
    "off_path",
    "wrong_shoulder",
    "foot_up",
    "too_shallow",
    "not_drawn_in",
    "arms_off",
    "unstacked",
    "shoulder_lift",
    "not_centred",
    "ankle_slipped",
    "foot_not_lifted",
    "jerk",
    "too_fast",
    "bounce",
    "drift",
    "pushed_deeper",
    "hold_short",
    "hold_long",
    "stop_signal",
    "lost",
    "glitch",
)


class Verdict(StrEnum):
    """Outcome of one check; UNKNOWN means that it could not be seen, which is neither good nor bad."""

    OK = "ok"
    WARN = "warn"
    FAULT = "fault"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a repetition, `[start_s, end_s)`."""

    name: PhaseName
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Hold:
    """The hold of one repetition; its times are None when there was none.

    `held_s` counts only time that was seen and in pose; `unseen_s` and `out_of_pose_s` are kept apart.
    """

    start_s: float | None
    end_s: float | None
    held_s: float
    unseen_s: float
    out_of_pose_s: float
    target_s: tuple[float, float]
    verdict: HoldVerdict


@dataclass(frozen=True, slots=True)
class Check:
    """One judged property of a repetition.

    `value` is the worst moment in `unit`, `limit` the border between ok and not ok, `unknown_share` the share of
    the judged time in which the value could not be seen.
    """

    name: str
    verdict: Verdict
    value: float | None = None
    limit: float | None = None
    unit: str | None = None
    at_s: float | None = None
    unknown_share: float = 0.0
    why_unknown: str | None = None
    scored: bool = True
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, `[start_s, end_s)`; `kind` is one of `EVENT_KINDS`."""

    kind: str
    start_s: float
    end_s: float
    repetition: int | None = None
    phase: PhaseName | None = None
    side: Side | None = None
    value: float | None = None
    unit: str | None = None
    who: Who = "unknown"


@dataclass(frozen=True, slots=True)
class Peak:
    """Zero-lag numbers of a repetition, for the report only; None where they cannot be told."""

    change_deg: float | None = None
    angle_deg: float | None = None
    speed_deg_s: float | None = None
    accel_deg_s2: float | None = None
    sparc: float | None = None


@dataclass(frozen=True, slots=True)
class Repetition:
    """One departure from the set-up and what was found in it."""

    stretch: str
    side: Side | None
    phases: tuple[Phase, ...]
    hold: Hold
    peak: Peak
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class View:
    """Where the camera stands, seen from the person lying down; `kind` as in `protocols.views.KINDS`."""

    kind: str
    roll_deg: float | None
    yaw_deg: float | None = None
    elevation_deg: float | None = None
    suits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything a session found, with the numbers it was judged by."""

    repetitions: tuple[Repetition, ...]
    events: tuple[Event, ...]
    view: View
    settings: dict[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
