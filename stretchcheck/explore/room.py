"""The explorer itself: all clips, the thresholds as they are moved, and what follows from them; one for all pages."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import Any, Final, Literal

from calibration.scoring.clip import ClipScore
from protocols.thresholds import Settings
from stretchcheck.explore import shown
from stretchcheck.explore.clip import Clip
from stretchcheck.explore.gathered import Everything
from stretchcheck.explore.history import Steps
from stretchcheck.explore.judge import Outcome, Told, judge_clip, read_clip, sha256_of
from stretchcheck.explore.parts import Kept, may_be_explored
from stretchcheck.explore.scored import changed_rows, figures_of
from stretchcheck.explore.thresholds import with_value
from stretchcheck.explore.workers import Workers
from stretchcheck.tune.gathered import Material, Ready
from stretchcheck.tune.judging import Clip as Tuned

Json = dict[str, Any]
Stage = Literal["labels", "clips", "ready"]
"""What is under way: labels are read, clips are measured, or everything is there."""

Say = Callable[[Json, str | None], None]
"""Tells all pages something; what still waits under the same name is out of date."""

_log = logging.getLogger(__name__)

_TOGETHER_S: Final = 0.05
_FIGURES_EVERY_S: Final = 1.0
"""While clips are being judged."""


class Room:
    """Clips and thresholds; everything happens in the event loop, work in the processes of `workers`."""

    def __init__(self, everything: Everything, start: Settings, workers: Workers, kept: Kept | None = None) -> None:
        """Begin with what there is; `prepare` reads and judges it."""
        self.everything, self.start, self.workers, self._kept_to = everything, start, workers, kept
        self.clips: list[Clip] = [Clip(number, found) for number, found in enumerate(everything.clips)]
        self.steps = Steps(start.changed)
        self.prefer: str | None = None
        self.open: int | None = None
        self.notes: list[str] = [*everything.failures, *everything.warnings]
        self.say: Say = _to_nobody
        self.stage: Stage = "labels"
        self.prepared, self.run = 0, 0
        self._task: asyncio.Task[None] | None = None
        self._waiting: dict[int, Clip] = {}
        self._version = 0
        self._before: tuple[tuple[ClipScore, ...], Json] = ((), figures_of(()))
        self._kept: set[asyncio.Task[None]] = set()
        self._figures: Json = {"type": "figures", "run": -1}
        self._changed: Json = {"type": "changed", "rows": []}

    # -- what pages ask for

    @property
    def done(self) -> int:
        """How many clips are judged by the thresholds in force."""
        return sum(clip.run == self.run for clip in self.clips)

    @property
    def now(self) -> Settings:
        """The thresholds in force."""
        return replace(self.start, changed=dict(self.steps.now))

    def everything_known(self) -> Iterable[Json]:
        """All that changes, for a page that has just come."""
        yield self._listed()
        yield self._figures
        yield self._changed
        yield shown.state(self)

    def move(self, values: Mapping[str, Any], drag: str | None) -> None:
        """Set thresholds.

        Raises:
            UnknownThresholdError: one does not exist or cannot have this value.
        """
        changed = dict(self.steps.now)
        for name, value in values.items():
            changed = with_value(changed, name, value, start=self.start)
        self.steps.take(changed, drag=drag)
        self.judge_again()

    def reset(self, names: Sequence[str] | None) -> None:
        """Set some thresholds, or all, to what they were at the start."""
        if names is None:
            self.steps.take(self.start.changed)
            self.judge_again()
        else:
            self.move({name: self.start[name] for name in names}, None)

    def undo(self) -> None:
        """Take the last step back."""
        self.steps.undo()
        self.judge_again()

    def redo(self) -> None:
        """Take it again."""
        self.steps.redo()
        self.judge_again()

    def choose_rater(self, rater: str | None) -> None:
        """Score against this rater's labels where there are some, or against everybody's."""
        self.prefer = rater
        self.scored_anew(self.clips)

    def scored_anew(self, clips: Iterable[Clip]) -> None:
        """Labels are others than before: tell what follows."""
        self._tell_clips(list(clips))
        self._tell_state()
        self._keep(self._tell_figures())

    def material(self) -> Material:
        """The clips as a tuning would have them, to name the data that was looked at."""
        tuned = [
            Ready(Tuned(clip.name, clip.found.recording, clip.in_force(self.prefer)), clip.sha256)
            for clip in self.clips
        ]
        return Material(tuned)

    # -- work

    async def prepare(self) -> None:
        """Read all labels, leave out what may not be tuned on, and judge the rest by the thresholds of the start."""
        await self._each(self.clips, self._read)
        self.clips, notes = may_be_explored(self.clips, self._kept_to)
        self.notes += notes
        self.stage, self.prepared = "clips", 0
        for number, clip in enumerate(self.clips):
            clip.number = number
        self.say(self._listed(), None)
        async with self._telling_figures():
            await self._each(self.clips, self._begin)
        self.stage = "ready"
        self.judge_again()

    async def _read(self, clip: Clip) -> None:
        answer = await self._work(clip, read_clip, clip.found.labelled)
        told = answer if isinstance(answer, Told) else Told(error=str(answer))
        clip.references = told.references
        self._prepared(clip, told.error)

    async def _begin(self, clip: Clip) -> None:
        clip.start = clip.now = await self._judged(clip, self.start)
        with contextlib.suppress(OSError):
            clip.sha256 = await asyncio.to_thread(sha256_of, clip.found.recording)
        while clip.run != self.run:  # thresholds may be moved meanwhile
            await self._judge_one(clip)
        self._tell_clips([clip])
        self._prepared(clip, clip.start.error)

    def _prepared(self, clip: Clip, error: str | None) -> None:
        if error is not None:
            self.notes.append(f"{clip.name}: {error}")
        self.prepared += 1
        self._tell_state()

    def judge_again(self) -> None:
        """Judge all clips by the thresholds in force; what was under way is let go."""
        if self._task is not None:
            self._task.cancel()
        self.run += 1
        self._tell_state()
        self._task = self._keep(self._judge_all())

    async def _judge_all(self) -> None:
        others = [clip for clip in self.clips if clip.start is not None and not self._follows(clip)]
        others.sort(key=lambda clip: clip.number != self.open)
        self._tell_state()
        if others:
            async with self._telling_figures():
                await self._each(others, self._judge_one)
        await self._tell_figures()

    def _follows(self, clip: Clip) -> bool:
        """Whether the outcome follows from what was judged before; then that is taken."""
        known = clip.known(self.now)
        if known is not None:
            self._take(clip, known, self.run)
        return known is not None

    async def _judge_one(self, clip: Clip) -> None:
        run, settings = self.run, self.now
        self._take(clip, clip.known(settings) or await self._judged(clip, settings), run)
        self._tell_state()

    def _take(self, clip: Clip, outcome: Outcome, run: int) -> None:
        if clip.now is not outcome:
            clip.now = outcome
            self._tell_clips([clip])
        clip.run = run

    async def _judged(self, clip: Clip, settings: Settings) -> Outcome:
        answer = await self._work(clip, judge_clip, clip.found.recording, settings)
        outcome = answer if isinstance(answer, Outcome) else Outcome(None, error=str(answer))
        clip.keep(outcome)
        return outcome

    async def _work(self, clip: Clip, work: Callable[..., Any], *given: Any) -> Any:
        try:
            return await self.workers.run(clip.number, work, *given)
        except BrokenProcessPool:
            return "Its process died, twice; is there enough memory?"

    async def _each(self, clips: Sequence[Clip], work: Callable[[Clip], Coroutine[Any, Any, None]]) -> None:
        """Do something with every clip, one at a time in each process, so that nothing waits that may be let go."""

        async def share(own: Sequence[Clip]) -> None:
            for clip in own:
                await work(clip)

        count = len(self.workers)
        await asyncio.gather(*(share([clip for clip in clips if clip.number % count == n]) for n in range(count)))

    def _keep(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Work that nobody waits for; what goes wrong in it is told in the log."""
        task = asyncio.get_running_loop().create_task(work)
        self._kept.add(task)
        task.add_done_callback(self._kept.discard)
        task.add_done_callback(_complain)
        return task

    @contextlib.asynccontextmanager
    async def _telling_figures(self) -> AsyncIterator[None]:
        """While clips are being judged, figures are told now and then."""

        async def tell() -> None:
            while True:
                await asyncio.sleep(_FIGURES_EVERY_S)
                await self._tell_figures()

        task = self._keep(tell())
        try:
            yield
        finally:
            task.cancel()

    # -- what pages are told

    def _listed(self) -> Json:
        """All clips; none before it is known which may be looked at."""
        clips = self.clips if self.stage != "labels" else []
        return {"type": "clips", "is_all": True, "clips": [shown.clip(self, clip) for clip in clips]}

    def _tell_state(self) -> None:
        self.say(shown.state(self), "state")

    def _tell_clips(self, clips: Sequence[Clip]) -> None:
        """Those that are told within a moment are told together."""
        if not self._waiting:
            asyncio.get_running_loop().call_later(_TOGETHER_S, self._tell_waiting)
        self._waiting |= {clip.number: clip for clip in clips}

    def _tell_waiting(self) -> None:
        if self._waiting:
            self.say({"type": "clips", "clips": [shown.clip(self, clip) for clip in self._waiting.values()]}, None)
            self._waiting.clear()

    async def _tell_figures(self) -> None:
        """Figures take a moment, so they are made beside; those that came too late are not told."""
        self._tell_waiting()
        self._version += 1
        version, is_whole = self._version, self.stage == "ready" and self.done == len(self.clips)
        before = tuple(score for clip in self.clips for score in clip.scores(clip.start, self.prefer))
        after = tuple(score for clip in self.clips for score in clip.scores(clip.now, self.prefer))
        changes = list(self._changes())
        if before != self._before[0]:
            self._before = before, await asyncio.to_thread(figures_of, before)
        start = self._before[1]
        now = start if after == before else await asyncio.to_thread(figures_of, after)
        if version != self._version:
            return
        self._figures = {"type": "figures", "run": self.run, "start": start, "now": now, "is_whole": is_whole}
        self._changed = {"type": "changed", "run": self.run, "rows": changes}
        self.say(self._figures, "figures")
        self.say(self._changed, "changed")

    def _changes(self) -> Iterable[Json]:
        for clip in self.clips:
            before, after = (clip.scores(outcome, self.prefer) for outcome in (clip.start, clip.now))
            if len(before) == len(after):
                yield from ({**row, "number": clip.number} for row in changed_rows(clip.name, before, after))


def _complain(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        _log.error("judging failed", exc_info=task.exception())


def _to_nobody(message: Json, instead_of: str | None) -> None:
    """There is no page yet."""
