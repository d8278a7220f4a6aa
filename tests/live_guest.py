"""A page that does what it is scripted to do, in a room whose clock is told what time it is."""

from pathlib import Path
from typing import Any

import pytest

from protocols.hold import HoldState, Status
from stretchcheck.live.archive import Archive
from stretchcheck.live.coach import Coach, Seen
from stretchcheck.live.room import CommandError, Room
from stretchcheck.live.screening import QUESTIONS

STAGES = ("screening", "refused", "prepare", "word", "plan", "camera", "session", "after")
STEP = {"stretch": "figure-four", "side": "left", "hold_s": 40}


class Clock:
    """Seconds that pass only when they are told to."""

    def __init__(self) -> None:
        self.now_s = 5000.0

    def __call__(self) -> float:
        return self.now_s


class Guest:
    """A page that does what it is scripted to do; nothing is recorded."""

    def __init__(self, folder: Path, **options: Any) -> None:
        blocked = folder / "no folder"
        blocked.write_text("in the way")
        self.clock = Clock()
        archive = Archive(blocked, None)
        self.room = Room(folder=folder, archive=archive, clock=self.clock, **options)
        archive.close()

    def do(self, name: str, **fields: Any) -> "Guest":
        self.room.command({"do": name, **fields})
        return self

    def refused(self, name: str, **fields: Any) -> str:
        with pytest.raises(CommandError) as refusal:
            self.do(name, **fields)
        return str(refusal.value)

    def to(self, stage: str) -> "Guest":
        """By the usual way."""
        for question in QUESTIONS if stage != "screening" else ():
            self.do("answer", id=question, yes=stage == "refused")
        way = ["screened", "prepared", "word_skip", "planned", "begin", "end"]
        at = ["prepare", "word", "plan", "camera", "session", "after"]
        for name in way[: at.index(stage) + 1] if stage in at else ["screened"] * (stage == "refused"):
            self.do(name)
        assert stage == self.room.stage
        return self

    def later(self, seconds: float) -> "Guest":
        self.clock.now_s += seconds
        self.room.tick()
        return self

    def held(self, until_s: float, from_s: float = 0.0) -> "Guest":
        """A hold as the coach would see it, at five frames a second."""
        running = self.room.running
        assert running is not None
        for n in range(round(from_s * 5) + 1, round(until_s * 5) + 1):
            self.clock.now_s += 0.2
            hold = HoldState(n / 5, 0.0, 0.0, 110.0, Status.IN_POSE, 0.0, 0.0)
            running.coach.see(self.room.now_s, Seen("hold", hold, view="side"))
            self.room.tick()
        return self

    @property
    def coach(self) -> Coach:
        assert self.room.running is not None
        return self.room.running.coach

    def texts(self) -> list[str]:
        return [line.text for line in self.room.take_lines()]
