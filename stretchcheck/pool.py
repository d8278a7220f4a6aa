"""Runs jobs in processes of their own, so that one that dies takes nothing with it but its job."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any, Final, Generic, TypeVar

Job = TypeVar("Job")
Answer = TypeVar("Answer")

Tell = Callable[[Any], None]
"""Given to a job, to say how far it is."""

Work = Callable[[Job, Tell], Answer]
"""Does a job; importable by name. What it raises ends its process, so it catches what it expects."""

_DYING_S: Final = 5.0
_SPAWN: Final = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Ended(Generic[Job, Answer]):
    """A job that is done, or whose process died; then there is no answer but what it died of."""

    job: Job
    answer: Answer | None = None
    died_of: str | None = None


def run(
    work: Work[Job, Answer],
    todo: Sequence[Job],
    *,
    processes: int,
    tell: Callable[[Job, Any], None],
    apart: bool = False,
) -> Iterator[Ended[Job, Answer]]:
    """Run jobs, as many at a time as there are processes, and give what comes of each as it comes.

    One process is this one, which nothing guards from a crash; a new one would cost seconds.

    Args:
        work: see `Work`.
        todo: jobs; they and their answers can be pickled.
        processes: how many at a time.
        tell: called here with what a job that is not done yet says of itself.
        apart: a single process is another one too.
    """
    if not apart and (processes == 1 or len(todo) < 2):
        for job in todo:
            yield Ended(job, work(job, partial(tell, job)))
    else:
        yield from _elsewhere(work, todo, processes, tell)


def _elsewhere(
    work: Work[Job, Answer], todo: Sequence[Job], processes: int, tell: Callable[[Job, Any], None]
) -> Iterator[Ended[Job, Answer]]:
    waiting = deque(todo)
    workers = [_Worker(work, tell) for _ in range(min(processes, len(todo)))]
    try:
        for worker in workers:
            worker.give(waiting.popleft())
        while busy := {worker.connection: worker for worker in workers if worker.job is not None}:
            for connection in wait(list(busy)):
                worker = busy[connection]  # type: ignore[index] # nothing but connections is waited for
                if (ended := worker.heard()) is None:
                    continue
                if waiting:
                    worker.give(waiting.popleft())
                yield ended
    finally:
        for worker in workers:
            worker.end()


class _Worker(Generic[Job, Answer]):
    """A process that does one job after the other, and a new one when it died."""

    def __init__(self, work: Work[Job, Answer], tell: Callable[[Job, Any], None]) -> None:
        self._work, self._tell = work, tell
        self._process: BaseProcess | None = None
        self.connection: Connection
        self.job: Job | None = None

    def give(self, job: Job) -> None:
        if self._process is None:
            self._start()
        self.job = job
        with suppress(BrokenPipeError):  # it died since; the next `heard` says so
            self.connection.send(job)

    def heard(self) -> Ended[Job, Answer] | None:
        """The end of its job, None when it only told something; nothing to hear at all means that it died."""
        assert self.job is not None
        job = self.job
        try:
            is_done, what = self.connection.recv()
        except (EOFError, OSError):
            return Ended(job, died_of=self._buried())
        if not is_done:
            self._tell(job, what)
            return None
        self.job = None
        return Ended(job, what)

    def end(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._buried()

    def _start(self) -> None:
        self.connection, other = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(other, self._work), daemon=True)
        self._process.start()
        other.close()

    def _buried(self) -> str:
        process, self._process, self.job = self._process, None, None
        assert process is not None
        process.join(_DYING_S)
        if process.exitcode is None:
            process.kill()
            process.join()
        self.connection.close()
        code = process.exitcode or 0
        return f"signal {-code}" if code < 0 else f"exit code {code}"


def _serve(connection: Connection, work: Callable[[Any, Tell], Any]) -> None:
    def tell(said: Any) -> None:
        connection.send((False, said))

    Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            connection.send((True, work(connection.recv(), tell)))


def _end_with_parent() -> None:
    """Whoever started this process was killed: nobody wants the rest, and another run may want the files."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
