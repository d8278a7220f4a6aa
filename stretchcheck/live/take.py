"""One take: from a camera that stands still, of one stretch; recorded and judged frame by frame."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from protocols.hold import HoldState
from protocols.session import Session
from protocols.stops import StopSignal
from protocols.stretches import STRETCHES, recognised
from protocols.thresholds import Settings
from protocols.ticks import TICK_S
from protocols.types import Check, Event, PhaseName, Repetition, Side, View
from stretchcheck.calibrated import for_pictures
from stretchcheck.live.keeping import Keeping
from vision.people import People
from vision.trust import KNOWN
from vision.types import Body, Observation, Pose, Scene

_JUDGED_EVERY_S: Final = 0.25
_VIEWED_EVERY_S: Final = 0.5
_SCOUTS_S: Final = 120.0


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


class Scout:
    """Watches without recording; begins anew with a new size, and now and then so that it does not grow."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.reset()

    def reset(self) -> None:
        """Forget all, as if new."""
        self._take: Take | None = None
        self._since_s = 0.0

    def see(self, observation: Observation, size_px: tuple[int, int]) -> Glimpse:
        """One frame."""
        old = observation.time_s - self._since_s > _SCOUTS_S
        if self._take is None or self._take.size_px != size_px or old:
            self._take, self._since_s = Take(size_px, settings=self._settings), observation.time_s
        return self._take.see(observation)


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
        video: bool = False,
    ) -> None:
        """Begin.

        Args:
            size_px: width and height of the pictures, the same throughout.
            settings: thresholds.
            stretch: what is to come; None watches without judging a stretch by name.
            sides: those meant.
            folder: where the recording goes; None records nothing.
            engine: of result.json.
            video: whether to keep the pictures too.
        """
        self.size_px, self.stretch, self.folder = size_px, stretch, folder
        self._sides, self._engine = tuple(sides), dict(engine or {})
        self._people = People(size_px)
        self._session = Session(
            [STRETCHES[stretch]] if stretch else recognised(),
            settings=for_pictures(settings, size_px), named=stretch is not None,
        )  # fmt: skip
        self._checks: tuple[Check, ...] = ()
        self._events: tuple[Event, ...] = ()
        self._judged_s = self._viewed_s = float("-inf")
        self._view = View("unknown", None)
        self._start_s: float | None = None
        self._frames = 0
        self.recording: Path | None = None
        self._keeping = Keeping(folder, size_px, video=video) if folder is not None else None

    @property
    def failure(self) -> str | None:
        """Why there is no recording, where one was wanted."""
        return self._keeping.failure if self._keeping is not None else None

    def see(self, observation: Observation, picture: bytes = b"") -> Glimpse:
        """One frame; times rise strictly over the take. `picture` is the JPEG that the networks looked at."""
        if self._start_s is None:
            self._start_s = observation.time_s
        time_s = round(observation.time_s - self._start_s, 6)
        observation = replace(observation, time_s=time_s, frame=self._frames)
        self._frames += 1
        if self._keeping is not None:
            self._keeping.add(observation, picture)
        scene = self._people.update(observation)
        update = self._session.update(scene)
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
        sides = self._sides if sides is None else sides
        if self._keeping is not None:
            meant = {"stretch": self.stretch, "sides": list(sides)} if self.stretch is not None else {}
            self.recording = self._keeping.close(engine=self._engine, meant=meant)
        return self._session.finish(meant=sides).repetitions

    def tick_s(self, tick: int) -> float:
        """Seconds of the take at a tick of its session."""
        return tick * TICK_S


def _skeleton(body: Body, pose: Pose) -> Skeleton:
    known = (pose.trust >= KNOWN).tolist()
    return [
        [round(x, 1), round(y, 1), int(sure)] if math.isfinite(x) and math.isfinite(y) else None
        for (x, y), sure in zip(body.xy_px.tolist(), known, strict=True)
    ]
