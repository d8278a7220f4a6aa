"""What is read back from the history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Repetition:
    """One repetition; the set's stem is the name of its folder in that of the session."""

    stem: str
    number: int
    stretch: str
    side: str
    hold_verdict: str
    held_s: float
    unseen_s: float
    out_of_pose_s: float
    target_low_s: float
    target_high_s: float
    change_deg: float | None
    angle_deg: float | None
    speed_deg_s: float | None
    sparc_in: float | None
    sparc_out: float | None
    checks: Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a set; `repetition` is its number in the set."""

    stem: str
    number: int
    kind: str
    start_s: float
    end_s: float
    who: str
    repetition: int | None


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One question how it is; no score where nobody answered."""

    at_s: float
    stretch: str
    side: str
    score: int | None
    answered_by: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop; `after_s` is how long it took from the sign to the stop."""

    at_s: float
    by: str
    after_s: float | None


@dataclass(frozen=True, slots=True)
class Session:
    """One live session with all that belongs to it; times `at_s` count from its start."""

    id: str
    started_at: datetime
    ended_at: datetime | None
    plan: Any
    minutes: float | None
    engine: str
    profile: str
    folder: str
    stopped_by: str | None
    repetitions: list[Repetition] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    check_ins: list[CheckIn] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)

    @property
    def holds_met(self) -> int:
        """How many repetitions were held as long as asked."""
        return sum(repetition.hold_verdict == "met" for repetition in self.repetitions)

    @property
    def highest_score(self) -> int | None:
        """The highest answer to a check-in."""
        return max((c.score for c in self.check_ins if c.score is not None), default=None)
