"""Writes to the history in the background, so that a live session never waits for a database nor loses anything."""

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Condition, Thread
from typing import Any, Self

from stretchcheck.history import pending
from stretchcheck.history.errors import HistoryError, one_line
from stretchcheck.history.pending import Entry
from stretchcheck.history.rows import AnsweredBy, Json
from stretchcheck.history.store import History, new_id
from stretchcheck.live import storage

_log = logging.getLogger(__name__)


class Keeper:
    """A queue in front of a `History`: applied in order, tried again until it works, never raising while open.

    The first thing that it applies is what earlier starts left. While something waits after a failure it is also in a
    file of the folder, so that a computer that goes down loses nothing.

    Args:
        history: where it all goes; stays open when the keeper closes.
        folder: of the files of what is pending; by default that of all sessions.
        first_retry_s: how long it waits after a failure; twice as long after each further one.
        longest_retry_s: the longest that it waits.
    """

    def __init__(
        self,
        history: History,
        folder: Path | None = None,
        *,
        first_retry_s: float = 0.5,
        longest_retry_s: float = 30.0,
    ) -> None:
        self._history = history
        self._folder = folder if folder is not None else storage.folder()
        self._retry_s = (first_retry_s, longest_retry_s)
        self._path = pending.new_path(self._folder)
        self._saved: list[Entry] = []
        self._earlier = len(pending.files(self._folder))
        self._queue: deque[Entry] = deque()
        self._change = Condition()
        self._closing = False
        self._last_error: str | None = None
        self._thread = Thread(target=self._run, name="history", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pending(self) -> int:
        """How much waits to be written: calls of this keeper, and files that earlier ones left."""
        with self._change:
            return len(self._queue) + self._earlier

    @property
    def last_error(self) -> str | None:
        """Why the last attempt failed, in one line; None after one that worked."""
        return self._last_error

    def begin(
        self,
        started_at: datetime,
        plan: Any,
        *,
        engine: str,
        profile: str,
        folder: Path | str,
        minutes: float | None = None,
    ) -> str:
        """As `History.begin`; the session's name is known at once."""
        session = new_id()
        about = {"engine": engine, "profile": profile, "folder": str(folder), "minutes": minutes}
        self._put("begin", started_at=started_at, plan=plan, session_id=session, **about)
        return session

    def add_result(self, session_id: str, stem: str, result: Json, *, sparc_out: Sequence[float | None] = ()) -> None:
        """As `History.add_result`."""
        kept = {name: result[name] for name in ("repetitions", "events")}
        self._put("add_result", session_id=session_id, stem=stem, result=kept, sparc_out=list(sparc_out))

    def add_check_in(
        self, session_id: str, *, at_s: float, stretch: str, side: str, score: int | None, answered_by: AnsweredBy
    ) -> None:
        """As `History.add_check_in`."""
        about = {"stretch": stretch, "side": side, "score": score, "answered_by": answered_by}
        self._put("add_check_in", session_id=session_id, at_s=at_s, **about)

    def add_stop(self, session_id: str, *, at_s: float, by: str, after_s: float | None = None) -> None:
        """As `History.add_stop`."""
        self._put("add_stop", session_id=session_id, at_s=at_s, by=by, after_s=after_s)

    def end(self, session_id: str, ended_at: datetime, *, stopped_by: str | None = None) -> None:
        """As `History.end`."""
        self._put("end", session_id=session_id, ended_at=ended_at, stopped_by=stopped_by)

    def wait(self, timeout_s: float) -> bool:
        """Wait until nothing is pending; tells whether that came true in time."""
        with self._change:
            return self._change.wait_for(lambda: not self._queue and not self._earlier, timeout_s)

    def close(self, timeout_s: float = 10.0) -> None:
        """Try once more to write what is pending; what still fails is left in a file for the next start.

        Raises:
            HistoryError: neither the database nor the folder takes it.
        """
        with self._change:
            self._closing = True
            self._change.notify_all()
        self._thread.join(timeout_s)
        with self._change:
            left = list(self._queue)
        if left and not self._save(left):
            raise HistoryError(f"Could neither write the history nor keep it in a file: {self._path}")

    def _put(self, name: str, **values: Any) -> None:
        entry = Entry.of(name, values)
        with self._change:
            if self._closing:
                raise RuntimeError("Expected an open keeper of the history, but it is closed")
            self._queue.append(entry)
            self._change.notify_all()

    def _run(self) -> None:
        if self._until_done(partial(pending.apply_all, self._history, self._folder)):
            with self._change:
                self._earlier = 0
                self._change.notify_all()
            while (entry := self._next()) is not None and self._until_done(partial(entry.apply, self._history)):
                self._done()

    def _next(self) -> Entry | None:
        with self._change:
            self._change.wait_for(lambda: self._queue or self._closing)
            return self._queue[0] if self._queue else None

    def _done(self) -> None:
        with self._change:
            self._queue.popleft()
            empty = not self._queue
            self._change.notify_all()
        if empty and self._saved:
            self._forget()

    def _until_done(self, job: Callable[[], None]) -> bool:
        """Do a job, again and again until it works; False when it fails after closing began."""
        delay_s, longest_s = self._retry_s
        while True:
            last_try = self._closing
            try:
                job()
            except Exception as error:  # noqa: BLE001 - a thread that ends in silence would lose the session
                self._failed(error)
            else:
                self._last_error = None
                return True
            if last_try:
                return False
            self._pause(delay_s)
            delay_s = min(2 * delay_s, longest_s)

    def _failed(self, error: Exception) -> None:
        if self._last_error is None:
            _log.warning("The history cannot be written now, trying again: %s", one_line(error))
        self._last_error = one_line(error)
        self._save_waiting()

    def _pause(self, delay_s: float) -> None:
        """Wait before the next attempt; what comes in meanwhile goes to the file at once."""
        end = time.monotonic() + delay_s
        while (left_s := end - time.monotonic()) > 0:
            with self._change:
                if not self._closing and len(self._queue) <= len(self._saved):
                    self._change.wait(left_s)
            if self._closing:
                return
            self._save_waiting()

    def _save_waiting(self) -> None:
        with self._change:
            waiting = list(self._queue)
        if waiting != self._saved:
            self._save(waiting)

    def _save(self, entries: list[Entry]) -> bool:
        """Write the file, never under the lock: a slow disk must not hold up a session."""
        try:
            pending.write(self._path, entries)
        except OSError as error:
            _log.warning("Could not keep what is pending in a file: %s", one_line(error))
            return False
        self._saved = entries
        return True

    def _forget(self) -> None:
        """Remove the file of what was pending; applying it again would do no harm."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("Could not remove what is no longer pending: %s", one_line(error))
        self._saved = []
