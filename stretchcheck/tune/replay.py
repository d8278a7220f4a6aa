"""Judges one recording by many thresholds; what the thresholds at hand do not change is computed once.

Roles, trust and measures come from the landmarks alone.
Where the camera stands, the angles placed on the mat and the signals of every tick come from the measures and a few
thresholds: which ones is noted while it is computed, and only a change of one of these computes it again.
What is left of a trial is the machines that follow the movement, and the checks.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from protocols.measures import measure
from protocols.placer import Placer
from protocols.session import Session
from protocols.signals import SignalMeter, Signals
from protocols.stretch import Stretch
from protocols.thresholds import Settings
from protocols.ticks import Ticker
from stretchcheck import results
from stretchcheck.judging import Judging, SideChoice, meant_of
from vision.people import People
from vision.recording import Recording
from vision.upside_down import UpsideDown

Array = NDArray[np.float64]

_KEPT: Final = 4
"""Ways to place a recording that are kept, by the thresholds that they depend on."""


@dataclass(frozen=True, slots=True)
class _Noted(Settings):
    """Settings that note which thresholds are read."""

    read: dict[str, float] = field(default_factory=dict)

    def __getitem__(self, name: str) -> float:
        self.read[name] = value = Settings.__getitem__(self, name)
        return value


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    """Ticks and signals of a recording.

    Attributes:
        read: thresholds that they depend on.
        columns: angles that signals are of.
        placer: knows where the camera stood.
        ticks: (n, len(COLUMNS)).
        signals: of all ticks but the last few.
        rest: of these.
    """

    read: dict[str, float]
    columns: list[int]
    placer: Placer
    ticks: Array
    signals: Signals
    rest: Signals

    def suits(self, settings: Settings, columns: list[int]) -> bool:
        """Whether these settings would give the same."""
        return columns == self.columns and all(settings[name] == value for name, value in self.read.items())


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A recording as far as no threshold changes it, and what it was placed as by the last few that do."""

    recording: Recording
    people: People
    upside_down: UpsideDown
    frames: list[int]
    times_s: Array
    rows: Array
    placed: list[_Placed] = field(default_factory=list)

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of its pictures."""
        return _size_px(self.recording)


def measured(path: Path) -> Measured:
    """Measure a recording.

    Raises:
        RecordingError: it cannot be read.
    """
    recording = Recording(path)
    observations = list(recording)
    people, upside_down = People(_size_px(recording)), UpsideDown()
    scenes = [people.update(observation) for observation in observations]
    for observation in observations:
        upside_down.update(observation)
    frames, times_s = [each.frame for each in observations], np.array([scene.time_s for scene in scenes])
    return Measured(recording, people, upside_down, frames, times_s, measure(scenes))


def result_of(one: Measured, *, stretch: str, side: SideChoice, settings: Settings) -> dict[str, Any]:
    """The object of result.json that judging the recording would give, without stop signals, which are not scored."""
    meant, sides = meant_of(one.recording)
    told = meant if stretch == "auto" and meant else stretch
    judging = _Replayed(one, stretch=told, side=side, settings=settings)
    return results.result(judging.finish(one.recording.metadata, meant=sides), settings)


class _Replayed(Judging):
    """A judging that begins with measures instead of landmarks."""

    def __init__(self, one: Measured, *, stretch: str, side: SideChoice, settings: Settings) -> None:
        super().__init__(one.size_px, stretch=stretch, side=side, settings=settings)
        self._people, self._upside_down = one.people, one.upside_down
        self._frames = list(one.frames)
        self._times.append(one.times_s)
        self._rows.append(one.rows)
        if not one.recording.metadata.get("is_still") and len(one.times_s):
            self._session = _ReplayedSession(
                one, self._stretches, side=side, settings=settings, named=stretch != "auto"
            )


class _ReplayedSession(Session):
    """A session whose ticks and signals are known already."""

    def __init__(
        self, one: Measured, stretches: list[Stretch], *, side: SideChoice, settings: Settings, named: bool
    ) -> None:
        super().__init__(stretches, side=side, settings=settings, named=named)
        placed = _placed(one, list(self._columns), settings)
        self._placer, self._meter = placed.placer, _Rest(placed.rest)
        self._record.add_frames(one.times_s)
        self._record.add_ticks(placed.ticks)
        self._run(placed.signals)

    def _watch_stops(self, number: int, row: Array) -> None:
        """Nothing is scored of a stop signal, and it changes nothing else."""


class _Rest(SignalMeter):
    """A meter that has only its last signals left to tell."""

    def __init__(self, rest: Signals) -> None:
        self._rest = rest

    def flush(self) -> Signals:
        return self._rest


def _placed(one: Measured, columns: list[int], settings: Settings) -> _Placed:
    """Ticks and signals by these settings, of before where they were the same."""
    known = next((each for each in one.placed if each.suits(settings, columns)), None)
    if known is None:
        noted = _Noted(settings.changed)
        placer, meter = Placer(noted), SignalMeter(len(columns))
        ticks = placer.extend(Ticker().extend(one.times_s, one.rows))
        signals = meter.extend(ticks[:, columns])
        known = _Placed(noted.read, columns, placer, ticks, signals, meter.flush())
        one.placed.append(known)
        del one.placed[:-_KEPT]
    return known


def _size_px(recording: Recording) -> tuple[int, int]:
    source = recording.metadata["source"]
    return source["width"], source["height"]
