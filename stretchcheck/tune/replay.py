"""Judges one recording by many thresholds; what the thresholds at hand do not change is computed once.

Roles, trust and measures come from the landmarks alone.
Where the camera stands, the angles placed on the mat and the signals of every tick come from the measures and a few
thresholds, and so does what was found by the machines that follow the movement.
Which ones is noted while each is computed, and only a change of one of these computes it again.
What is left of a trial is the checks of the repetitions that were found.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from protocols.follower import columns_of
from protocols.measures import measure
from protocols.placer import Placer
from protocols.session import Session
from protocols.signals import SignalMeter, Signals
from protocols.stretch import Context, Stretch
from protocols.thresholds import Settings
from protocols.ticks import Ticker
from protocols.types import Judgement, Side
from stretchcheck import results
from stretchcheck.calibrated import Calibration, calibration_of
from stretchcheck.judging import Judging, SideChoice, meant_of
from stretchcheck.tune.noted import note, noted, reads_alike
from vision.people import People
from vision.recording import Recording
from vision.upside_down import UpsideDown

Array = NDArray[np.float64]

_KEPT: Final = 2
"""Ways to place a recording that are kept, by the thresholds that they depend on: the last ones."""

_FOLLOWED: Final = 2
"""Ways to follow what was placed that are kept, the last ones too."""


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
        followed: what was found in them, by the last few settings that change it.
    """

    read: dict[str, float]
    columns: list[int]
    placer: Placer
    ticks: Array
    signals: Signals
    rest: Signals
    followed: "list[_Followed]" = field(default_factory=list)

    def suits(self, settings: Settings, columns: list[int]) -> bool:
        """Whether these settings would give the same."""
        return columns == self.columns and reads_alike(settings, self.read)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What recognising is told, besides thresholds."""

    stretches: tuple[str, ...]
    side: SideChoice
    named: bool
    calibration: Calibration


@dataclass(frozen=True, slots=True, eq=False)
class _Followed:
    """What was found in a recording: repetitions that are not judged yet.

    Attributes:
        asked: what it was told.
        read: thresholds that it depends on.
        session: at its end.
    """

    asked: _Asked
    read: dict[str, float]
    session: "_FollowedSession"

    def suits(self, settings: Settings, asked: _Asked) -> bool:
        """Whether these settings would find the same."""
        return asked == self.asked and reads_alike(settings, self.read)


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
            self._session = _followed(one, self._stretches, side=side, settings=self._settings, named=stretch != "auto")


class _FollowedSession(Session):
    """A session whose ticks and signals are known already; it follows them to their end and judges nothing yet."""

    def __init__(
        self,
        placed: _Placed,
        times_s: Array,
        stretches: Sequence[Stretch],
        *,
        side: SideChoice,
        settings: Settings,
        named: bool,
    ) -> None:
        super().__init__(stretches, side=side, settings=settings, named=named)
        self._unjudged: list[tuple[Context, Array]] = []
        self._placer, self._meter = placed.placer, _Rest(placed.rest)
        self._record.add_frames(times_s)
        self._record.add_ticks(placed.ticks)
        self._run(placed.signals)
        self._end()

    def by(self, settings: Settings) -> Session:
        """The same at its end, to be finished by other settings that find the same.

        Of what it shares with the others only events and repetitions grow from here on.
        """
        other = copy(self)
        other._settings, other._events, other._repetitions = settings, list(self._events), []
        return other

    def finish(self, *, meant: Sequence[Side] = ()) -> Judgement:
        for context, glitch in self._unjudged:
            super()._judge(replace(context, settings=self._settings), glitch)
        return self._judgement(meant)

    def _judge(self, context: Context, glitch: Array) -> None:
        self._unjudged.append((context, glitch))

    def _watch_stops(self, number: int, row: Array) -> None:
        """Nothing is scored of a stop signal, and it changes nothing else."""


class _Rest(SignalMeter):
    """A meter that has only its last signals left to tell."""

    def __init__(self, rest: Signals) -> None:
        self._rest = rest

    def flush(self) -> Signals:
        return self._rest


def _followed(one: Measured, stretches: list[Stretch], *, side: SideChoice, settings: Settings, named: bool) -> Session:
    """What these settings find, of before where it was the same."""
    placed = _placed(one, columns_of(stretches), settings)
    asked = _Asked(tuple(each.name for each in stretches), side, named, calibration_of(settings))
    known = next((each for each in placed.followed if each.suits(settings, asked)), None)
    if known is None:
        noting = noted(settings)
        session = _FollowedSession(placed, one.times_s, stretches, side=side, settings=noting, named=named)
        known = _Followed(asked, noting.read, session)
        _keep(placed.followed, known, _FOLLOWED)
    note(settings, known.read)
    return known.session.by(settings)


def _placed(one: Measured, columns: list[int], settings: Settings) -> _Placed:
    """Ticks and signals by these settings, of before where they were the same."""
    known = next((each for each in one.placed if each.suits(settings, columns)), None)
    if known is None:
        noting = noted(settings)
        placer, meter = Placer(noting), SignalMeter(len(columns))
        ticks = placer.extend(Ticker().extend(one.times_s, one.rows))
        signals = meter.extend(ticks[:, columns])
        known = _Placed(noting.read, columns, placer, ticks, signals, meter.flush())
        _keep(one.placed, known, _KEPT)
    note(settings, known.read)
    return known


def _keep(kept: list[Any], newest: object, most: int) -> None:
    kept.append(newest)
    del kept[:-most]


def _size_px(recording: Recording) -> tuple[int, int]:
    source = recording.metadata["source"]
    return source["width"], source["height"]
