"""Keeps what a session leaves: its folder, the analysis of every take, and its lines in the history."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final

from protocols.thresholds import Settings
from stretchcheck import results
from stretchcheck.analyze import Options, analyze_one
from stretchcheck.inputs import Input
from stretchcheck.live.coach import Answer
from stretchcheck.live.lines import TITLES
from stretchcheck.live.plan import Plan
from stretchcheck.live.running import Closed, Stop
from stretchcheck.reasons import reason_and_path

if TYPE_CHECKING:
    from stretchcheck.history import Keeper

_log = logging.getLogger(__name__)

SESSIONS: Final = "sessions"
_CLOSING_S: Final = 20.0
_QUIETLY_S: Final = 1.0


@dataclass(slots=True)
class _Job:
    """The analysis of one take; `rows` are those of its session's summary."""

    take: Closed
    session: str | None
    settings: Settings
    rows: list[dict[str, Any]]
    done: Event = field(default_factory=Event)


class Archive:
    """Called by the room; the analysis of takes runs in a thread of its own, one after the other."""

    def __init__(
        self, root: Path, diary: "Keeper | None", *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._root, self._diary, self._now = root, diary, now
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._worker = Thread(target=self._run, name="analysis", daemon=True)
        self._worker.start()
        self.folder: Path | None = None
        self.failures: list[str] = []
        self._reset()

    def _reset(self) -> None:
        self._session: str | None = None
        self._seen = 0
        self._jobs: list[_Job] = []
        self._rows: list[dict[str, Any]] = []
        self._settings = Settings({})

    def begin(self, plan: Plan, *, engine: Mapping[str, Any], settings: Settings) -> Path | None:
        """A new session; its folder, or None where it cannot be made: then nothing is recorded."""
        self._reset()
        self.failures = []
        self._settings = settings
        started = self._now()
        folder = self._root / SESSIONS / started.strftime("%Y-%m-%dT%H-%M-%S-%f")
        try:
            folder.mkdir(parents=True, mode=0o700)
            self.folder = folder
        except OSError as error:
            self.folder = None
            self.failures.append(f"Nothing is recorded: {reason_and_path(error)}")
        if self._diary is not None:
            name = f"{engine.get('name', 'unknown')} {engine.get('model', '')}".strip()
            rows = [asdict(step) for step in plan.steps]
            self._session = self._diary.begin(
                started, rows, engine=name, profile=settings.profile, folder=folder, minutes=plan.minutes
            )
        return self.folder

    def check_in(self, given: Answer) -> None:
        """An answer, or none."""
        if self._diary is not None and self._session is not None:
            self._diary.add_check_in(
                self._session, at_s=given.at_s, stretch=given.stretch, side=given.side, score=given.score,
                answered_by=given.by,
            )  # fmt: skip

    def stop(self, stop: Stop) -> None:
        """Something stopped everything."""
        if self._diary is not None and self._session is not None:
            self._diary.add_stop(self._session, at_s=stop.at_s, by=stop.by, after_s=stop.after_s)

    def closed(self, takes: Sequence[Closed]) -> None:
        """All takes closed so far: those not known yet are analysed."""
        for take in takes[self._seen :]:
            if take.recording is not None:
                job = _Job(take, self._session, self._settings, self._rows)
                self._jobs.append(job)
                self._work.put(partial(self._analyse, job))
        self._seen = len(takes)

    def end(self, *, stopped_by: str | None) -> None:
        """The session is over; what is still being analysed is added when it is done."""
        if self._diary is not None and self._session is not None:
            self._work.put(partial(self._diary.end, self._session, self._now(), stopped_by=stopped_by))

    @property
    def busy(self) -> bool:
        """Whether a take is still being analysed."""
        return any(not job.done.is_set() for job in self._jobs)

    @property
    def reports(self) -> list[dict[str, str]]:
        """Title and address of every report that is ready."""
        done = [job.take for job in self._jobs if job.done.is_set() and self._report(job.take.stem) is not None]
        return [{"title": TITLES[take.stretch], "url": f"/report/{take.stem}/report.html"} for take in done]

    def _report(self, stem: str) -> Path | None:
        path = self.folder / stem / "report.html" if self.folder is not None else None
        return path if path is not None and path.is_file() and not path.is_symlink() else None

    def report(self, stem: str) -> Path | None:
        """The report of a take of this session, None for any other name."""
        return self._report(stem) if any(job.take.stem == stem for job in self._jobs) else None

    def close(self, wait_s: float = _CLOSING_S) -> None:
        """Wait for what is being analysed; what takes longer is given up and named, its recording stays."""
        self._work.put(None)
        self._worker.join(_QUIETLY_S)
        try:
            if self._worker.is_alive():
                _log.warning("The last report is being made; Ctrl-C leaves it.")
                self._worker.join(wait_s)
        finally:
            for job in self._jobs:
                if not job.done.is_set():
                    _log.warning("No report was made; to make it: stretchcheck analyze %s", job.take.recording)

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            try:
                work()
            except Exception as error:  # noqa: BLE001 - one that fails must not end the others
                _log.warning("Something of the session could not be kept: %s", error)

    def _analyse(self, job: _Job) -> None:
        try:
            made = self._reported(job)
            if self._diary is not None and job.session is not None:
                self._diary.add_result(job.session, job.take.stem, made)
        except Exception as error:  # noqa: BLE001 - whatever it is, the session and its other reports go on
            _log.warning("A report could not be made: %s", error, exc_info=not isinstance(error, OSError))
            title, why = TITLES[job.take.stretch], " ".join(str(error).split())
            self.failures.append(f"The report of {title} could not be made: {why}")
        finally:
            job.done.set()

    def _reported(self, job: _Job) -> Any:
        recording = job.take.recording
        assert recording is not None
        folder = recording.parent
        options = Options(out=folder.parent, settings=job.settings)
        made = analyze_one(Input(recording, job.take.stem, "recording"), folder, options, progress=lambda *_: None)
        job.rows.extend(results.summary_rows(job.take.stem, made))
        results.write_summary(folder.parent / "summary.csv", job.rows)
        return made
