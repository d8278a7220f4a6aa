"""A session under way: the coach, the takes that are recorded one after the other, and the stop latch."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from protocols.thresholds import Settings
from protocols.types import Side
from stretchcheck.live import lines
from stretchcheck.live.coach import Coach, Seen
from stretchcheck.live.engine import Seen as Picture
from stretchcheck.live.lines import Line
from stretchcheck.live.plan import Plan
from stretchcheck.live.take import Glimpse, Scout, Take

_CALM: Final = ("move_camera", "done")
_SLEPT_S: Final = 10.0
"""A longer time without pictures ends the take: what came before it says nothing of what comes after."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Why everything stands still; `after_s` is how long it took from the complete signal."""

    by: str
    at_s: float
    after_s: float


@dataclass(frozen=True, slots=True)
class Closed:
    """A take that is over, with its recording if there is one."""

    stem: str
    stretch: str
    recording: Path | None
    repetitions: int


class Running:
    """Feed pictures with `see`; `lines` gives what to say. Times are seconds of the session."""

    def __init__(
        self,
        plan: Plan,
        *,
        folder: Path | None,
        settings: Settings,
        engine: Callable[[], Mapping[str, Any]],
        video: bool = False,
    ) -> None:
        self.coach = Coach(plan)
        self.stop_latch: Stop | None = None
        self.stops: list[Stop] = []
        self.closed: list[Closed] = []
        self.failures: list[str] = []
        self.log: deque[str] = deque(maxlen=8)
        self.cue: tuple[float, Line] | None = None
        self._folder, self._settings, self._engine = folder, settings, engine
        self._video = video
        self._take: Take | None = None
        self._scout = Scout(settings)
        self._said: list[Line] = []
        self._now = self._seen_s = 0.0

    def start(self, now_s: float, *, view: str | None) -> None:
        """Begin with the first step."""
        self._now = self._seen_s = now_s
        self.coach.start(now_s, view=view)

    @property
    def done(self) -> bool:
        """Whether the plan is through."""
        return self.coach.activity == "done"

    # -- seeing

    def see(self, picture: Picture, jpeg: bytes) -> Glimpse:
        """One picture: judged, unless everything is stopped or the laptop is being moved."""
        slept = picture.observation.time_s - self._seen_s > _SLEPT_S
        now_s = self._now = self._seen_s = picture.observation.time_s
        if slept and self._take is not None and self.stop_latch is None:
            self._close(broken_off=True)
            self.coach.stopped(now_s)
            self._said.append(lines.PAUSED)
        if self.stop_latch is None:
            self._change_takes(picture.size_px)
        if self._take is None or self.stop_latch is not None:
            glimpse = self._scout.see(picture.observation, picture.size_px)
            if self.stop_latch is None:
                self.coach.see(now_s, Seen("setup", view=glimpse.view.kind, present=True))
            return glimpse
        glimpse = self._take.see(picture.observation, jpeg)
        if glimpse.stops:
            signal = glimpse.stops[0]
            complete_s = now_s - glimpse.time_s + self._take.tick_s(signal.end)
            self.stop(signal.kind.replace("_", " "), now_s, complete_s=complete_s)
            return glimpse
        self.coach.see(now_s, _seen(glimpse, since_s=now_s - glimpse.time_s))
        return glimpse

    def tick(self, now_s: float) -> None:
        """Time goes on without pictures."""
        self._now = max(self._now, now_s)
        if self.stop_latch is not None:
            self._close(broken_off=True)
        else:
            self.coach.tick(self._now)
            if self.coach.activity in _CALM:
                self._close()

    def _change_takes(self, size_px: tuple[int, int]) -> None:
        activity, take = self.coach.activity, self._take
        wanted = None if activity in _CALM else self.coach.turn.step.stretch
        if activity == "paused":
            wanted = take.stretch if take is not None else None
        if take is not None and (take.stretch != wanted or take.size_px != size_px):
            self._close()
        if wanted is not None and self._take is None:
            self._open(wanted, size_px)

    def _open(self, stretch: str, size_px: tuple[int, int]) -> None:
        self._scout.reset()
        sides: Sequence[Side] = [t.step.side for t in self.coach.turns if t.step.stretch == stretch and not t.done]
        folder = self._folder / f"{len(self.closed) + 1}-{stretch}" if self._folder is not None else None
        self._take = Take(
            size_px, settings=self._settings, stretch=stretch, sides=sorted(set(sides)), folder=folder,
            engine=self._engine(), video=self._video,
        )  # fmt: skip

    def _close(self, *, broken_off: bool = False) -> None:
        take, self._take = self._take, None
        if take is None or take.stretch is None:
            return
        left = [t for t in self.coach.turns if t.step.stretch == take.stretch and t.held_s is None]
        found = take.close(sides=() if broken_off or left else None)
        if take.failure is not None:
            self.failures.append(take.failure)
        stem = take.folder.name if take.folder is not None else take.stretch
        self.closed.append(Closed(stem, take.stretch, take.recording, len(found)))

    # -- being told

    def stop(self, by: str, now_s: float, *, complete_s: float | None = None) -> None:
        """Everything stands still at once, until `release`; files are closed with the next tick, not before."""
        if self.stop_latch is not None:
            return
        self._now = now_s
        self.stop_latch = Stop(by, now_s, max(0.0, now_s - (now_s if complete_s is None else complete_s)))
        self.stops.append(self.stop_latch)
        self.coach.stopped(now_s)
        self._said.append(lines.STOP)

    def release(self, now_s: float) -> None:
        """The red screen was released by hand."""
        if self.stop_latch is not None:
            self._close(broken_off=True)
            self.stop_latch = None
            self._now = now_s
            self._said.append(lines.PAUSED)

    def end(self, now_s: float) -> None:
        """The session is over."""
        self._now = now_s
        self.stop_latch = None
        self._close(broken_off=not self.done)

    def lines(self) -> list[Line]:
        """What to say since the last call."""
        said = self._said + self.coach.take()
        self._said = []
        for line in said:
            if line not in lines.COUNTS.values():  # the clock shows them, and five would push out a correction
                self.log.append(line.text)
            if line.kind == "warn":
                self.cue = (self._now, line)
        return said


def _seen(glimpse: Glimpse, *, since_s: float) -> Seen:
    """What the coach is told: times of the session, in which the take began at `since_s`."""
    present = bool((glimpse.scene.recipient.trust > 0).any())
    events = [replace(event, start_s=event.start_s + since_s, end_s=event.end_s + since_s) for event in glimpse.events]
    return Seen(glimpse.phase, glimpse.hold, present, glimpse.checks, events, glimpse.finished, glimpse.view.kind)
