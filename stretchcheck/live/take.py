"""One take: from a camera that stands still, of one stretch; recorded and judged frame by frame."""

import hashlib
import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from protocols.hold import HoldState
from protocols.session import Session
from protocols.stops import StopSignal
from protocols.stretches import STRETCHES
from protocols.thresholds import Settings
from protocols.ticks import TICK_S
from protocols.types import Check, Event, PhaseName, Repetition, Side, View
from stretchcheck.reasons import reason_and_path
from vision.people import People
from vision.recording import RecordingWriter
from vision.trust import KNOWN
from vision.types import Body, Observation, Pose, Scene

_log = logging.getLogger(__name__)

_JUDGED_EVERY_S: Final = 0.25
_VIEWED_EVERY_S: Final = 0.5
_RECORDING: Final = "poses.parquet"


Skeleton = list[list[float] | None] | None
"""Joints in the order of `Joint`: x and y in pixels, and 1 where known, 0 where guessed; None where there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Glimpse:
    """What one frame showed; `time_s` counts from the first frame of the take.

    `checks` and `events` are those of the repetition under way as it stands; in the set-up the checks of the last one.
    `people`: by role, None where nobody is.
    """

    time_s: float
    scene: Scene
    phase: PhaseName
    hold: HoldState | None
    checks: Sequence[Check]
    events: Sequence[Event]
    finished: Sequence[Repetition]
    stops: Sequence[StopSignal]
    view: View
    people: Mapping[str, Skeleton]


class Take:
    """Feed observations with `see`; `close` once at the end.

    Judged like `analyze` judges its recording: the same people, session, stretch and settings in the same order.
    """

    def __init__(
        self,
        size_px: tuple[int, int],
        *,
        settings: Settings,
        stretch: str | None = None,
        sides: Sequence[Side] = (),
        folder: Path | None = None,
        engine: Mapping[str, Any] | None = None,
    ) -> None:
        """Begin.

        Args:
            size_px: width and height of the pictures, the same throughout.
            settings: thresholds.
            stretch: what is to come; None watches without judging a stretch by name.
            sides: those meant.
            folder: where the recording goes; None records nothing.
            engine: of result.json.
        """
        self.size_px, self.stretch, self.folder = size_px, stretch, folder
        self.repetitions = 0
        self.failure: str | None = None
        self._sides, self._engine = tuple(sides), dict(engine or {})
        self._people = People(size_px)
        self._session = Session(
            [STRETCHES[stretch]] if stretch else list(STRETCHES.values()),
            settings=settings, named=stretch is not None,
        )  # fmt: skip
        self._checks: tuple[Check, ...] = ()
        self._events: tuple[Event, ...] = ()
        self._judged_s = self._viewed_s = float("-inf")
        self._view = View("unknown", None)
        self._start_s: float | None = None
        self._last_s = 0.0
        self._frames = 0
        self._hash = hashlib.sha256()
        self._writer = self._opened()

    def _opened(self) -> RecordingWriter | None:
        if self.folder is None:
            return None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            return RecordingWriter(self.folder / _RECORDING, {}).__enter__()
        except OSError as error:
            self._fail(error)
            return None

    @property
    def duration_s(self) -> float:
        """From the first frame to the last."""
        return self._last_s

    @property
    def fps(self) -> float:
        """Frames a second over the whole take; 0 before the second frame."""
        return (self._frames - 1) / self._last_s if self._frames > 1 and self._last_s > 0 else 0.0

    def see(self, observation: Observation, picture: bytes = b"") -> Glimpse:
        """One frame; times rise strictly over the take. `picture` is what the networks looked at, for its hash only."""
        if self._start_s is None:
            self._start_s = observation.time_s
        time_s = round(observation.time_s - self._start_s, 6)
        observation = replace(observation, time_s=time_s, frame=self._frames)
        self._frames += 1
        self._last_s = time_s
        self._hash.update(picture)
        self._record(observation)
        scene = self._people.update(observation)
        update = self._session.update(scene)
        self.repetitions += len(update.finished)
        self._judge(time_s, update.phase, update.finished)
        return Glimpse(
            time_s, scene, update.phase, update.hold, self._checks, self._events, update.finished, update.stops,
            self._view, self._skeletons(observation, scene),
        )  # fmt: skip

    def _skeletons(self, observation: Observation, scene: Scene) -> dict[str, Skeleton]:
        bodies = {body.person: body for body in observation.bodies}
        roles = {
            "recipient": (self._people.recipient, scene.recipient),
            "partner": (self._people.partner, scene.partner),
        }
        return {
            role: _skeleton(bodies[person], pose) if person is not None and person in bodies else None
            for role, (person, pose) in roles.items()
        }

    def _judge(self, time_s: float, phase: PhaseName, finished: Sequence[Repetition]) -> None:
        if time_s - self._viewed_s >= _VIEWED_EVERY_S:
            self._viewed_s, self._view = time_s, self._session.view
        if finished:
            self._checks, self._events = finished[-1].checks, ()
        elif phase != "setup" and time_s - self._judged_s >= _JUDGED_EVERY_S:
            self._judged_s = time_s
            found = self._session.so_far()
            self._checks, self._events = (found[0].checks, found[1]) if found else ((), ())

    def close(self, *, sides: Sequence[Side] | None = None) -> Sequence[Repetition]:
        """End: the recording takes its name; returns every repetition. `sides` replaces those that were meant."""
        writer, self._writer = self._writer, None
        sides = self._sides if sides is None else sides
        if writer is not None:
            meant = {"stretch": self.stretch, "sides": list(sides)}
            writer.set_metadata(source=self._source(), engine=self._engine, is_still=False, warnings=[], meant=meant)
            try:
                if self._frames:
                    writer.__exit__(None, None, None)
                else:
                    _discard(writer)
            except OSError as error:
                self._fail(error)
        return self._session.finish(meant=sides).repetitions

    def _source(self) -> dict[str, Any]:
        width, height = self.size_px
        length = self._last_s + (1 / self.fps if self.fps else 0.0)
        return {
            "name": "live session", "sha256": self._hash.hexdigest(), "width": width, "height": height,
            "fps": round(self.fps, 3), "duration_s": round(length, 3), "frames": self._frames,
        }  # fmt: skip

    def tick_s(self, tick: int) -> float:
        """Seconds of the take at a tick of its session."""
        return tick * TICK_S

    @property
    def recording(self) -> Path | None:
        """The finished recording, if there is one."""
        path = self.folder / _RECORDING if self.folder is not None else None
        return path if path is not None and path.exists() else None

    def _record(self, observation: Observation) -> None:
        if self._writer is None:
            return
        try:
            self._writer.write(observation)
        except OSError as error:
            writer, self._writer = self._writer, None
            _discard(writer)
            self._fail(error)

    def _fail(self, error: OSError) -> None:
        """The disk is full or locked: coaching goes on without a recording."""
        self.failure = f"This stretch is not recorded: {reason_and_path(error)}"
        _log.warning(self.failure)


def _skeleton(body: Body, pose: Pose) -> Skeleton:
    known = (pose.trust >= KNOWN).tolist()
    return [
        [round(x, 1), round(y, 1), int(sure)] if math.isfinite(x) and math.isfinite(y) else None
        for (x, y), sure in zip(body.xy_px.tolist(), known, strict=True)
    ]


def _discard(writer: RecordingWriter) -> None:
    error = OSError("given up")
    try:
        writer.__exit__(OSError, error, None)
    except OSError:
        _log.info("a recording could not be taken away", exc_info=True)
