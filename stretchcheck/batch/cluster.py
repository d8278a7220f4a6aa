"""Runs many clips on a Dask cluster, whose workers read the same files or fetch them by URL."""

import os
import socket
import time
from collections import Counter, deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

from stretchcheck.analyze import attempt
from stretchcheck.asked import Follow, Options, Outcome
from stretchcheck.batch.local import now_and_then
from stretchcheck.batch.stamp import program_key
from stretchcheck.inputs import Input

Client = Any
"""`distributed.Client`; Dask is loaded only where it is used, and says little of its types."""

Future = Any
"""`distributed.Future`."""

CONNECT_S: Final = 5.0
WORKERS_S: Final = 30.0
"""So long a cluster may be without any worker, at the beginning and later."""

DEATHS: Final = 3
"""A clip that was in work whenever so many workers died is given up."""

_SCHEMES: Final = ("tcp", "tls", "ws", "wss")
_LOOK_EVERY_S: Final = 0.2
_TELL_EVERY_S: Final = 1.0


class ClusterError(RuntimeError):
    """There is no cluster to work with; the message is one line and ends with its address."""


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """A client of the cluster whose scheduler is there.

    Raises:
        ClusterError: Dask is not installed, nobody answers, or the cluster has no worker.
    """
    if not _is_address(address):
        raise ClusterError(f"Expected the address of a scheduler, such as tcp://127.0.0.1:8786, but got: {address}")
    try:
        from distributed import Client
    except ImportError:
        raise ClusterError(
            f"Expected Dask for a cluster, but it is not here; run `pip install 'stretchcheck[cluster]'`: {address}"
        ) from None
    try:
        client = Client(address, timeout=CONNECT_S)
    except OSError:
        raise ClusterError(
            f"Expected the scheduler of a Dask cluster, but none answered within {CONNECT_S:.0f} s; start one or check "
            f"the address: {address}"
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=WORKERS_S)
        except TimeoutError:
            raise ClusterError(
                f"Expected a cluster with workers, but none came within {WORKERS_S:.0f} s; run `dask worker {address}` "
                f"where stretchcheck is installed: {address}"
            ) from None
        yield client


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port is not None
    except ValueError:  # a port that is no number
        return False


def on_cluster(
    inputs: Sequence[Input], options: Options, follow: Follow, *, client: Client, jobs: int | None = None
) -> Generator[Outcome, None, None]:
    """Analyse clips as `stretchcheck.asked.Runner` says; each has one thread of a worker for itself.

    Workers may come and go. What a worker had in work when it died is done again, three deaths at most.

    Args:
        inputs: files; a path must lead to the same file there.
        options: where `out` is a folder, it must be the same there.
        follow: told how far each clip is.
        client: of the cluster.
        jobs: clips at a time; as many as the workers have threads unless given.
    """
    with _mark(options.out) as mark:
        batch = _Batch(inputs, options, follow, client, mark)
        try:
            yield from batch.outcomes(jobs)
        finally:
            batch.close()


@dataclass(frozen=True, slots=True)
class _Job:
    """A clip for a worker.

    Attributes:
        number: of the input.
        topic: under which the worker tells how far it is.
        program: key of the source here, which must be the same there.
        mark: a file in the results folder, as long as the clip is wanted; None where the folder is a URL.
    """

    number: int
    given: Input
    options: Options
    topic: str
    program: str
    mark: Path | None


@dataclass(slots=True)
class _Batch:
    """Clips that wait, those in work, and what was heard of them."""

    inputs: Sequence[Input]
    options: Options
    follow: Follow
    client: Client
    mark: Path | None
    heard: deque[tuple[int, str, float, float]] = field(default_factory=deque)
    begun: Counter[int] = field(default_factory=Counter)
    killed: Counter[int] = field(default_factory=Counter)
    running: dict[Future, int] = field(default_factory=dict)
    topic: str = field(default_factory=lambda: f"stretchcheck-{uuid4().hex}")

    def outcomes(self, jobs: int | None) -> Iterator[Outcome]:
        """What comes of the clips, as it comes."""
        self.client.subscribe_topic(self.topic, lambda event: self.heard.append(tuple(event[1])))
        waiting = deque(range(len(self.inputs)))
        worked_s = time.monotonic()
        while waiting or self.running:
            threads = self._threads()
            worked_s = time.monotonic() if threads else worked_s
            if self.client.status == "closed" or time.monotonic() - worked_s > WORKERS_S:
                yield from self._given_up([*self.running.values(), *waiting])
                return
            while waiting and len(self.running) < min(jobs or threads, threads):
                self._submit(waiting.popleft())
            time.sleep(_LOOK_EVERY_S)
            done = [future for future in self.running if future.done()]
            self._pass_on()
            for future in done:
                yield from self._ended(future, self.running.pop(future), waiting)
                future.release()
            yield from self._doomed()

    def close(self) -> None:
        """Nobody wants the rest any more."""
        with suppress(Exception):  # the scheduler may be gone
            self.client.cancel(list(self.running), force=True)
            self.client.unsubscribe_topic(self.topic)

    def _threads(self) -> int:
        """Of all workers together; none where the scheduler is out of reach."""
        try:
            return sum(self.client.nthreads().values())
        except Exception:  # noqa: BLE001 - a client that lost its scheduler fails in many ways
            return 0

    def _submit(self, number: int) -> None:
        given, out = self.inputs[number], self.options.out
        path = given.path if given.url else Path(os.path.abspath(given.path))
        there = replace(self.options, threads=1, out=Path(os.path.abspath(out)) if isinstance(out, Path) else out)
        job = _Job(number, replace(given, path=path), there, self.topic, program_key(), self.mark)
        self.running[self.client.submit(_work, job, key=f"{given.stem}-{uuid4().hex}", pure=False)] = number

    def _pass_on(self) -> None:
        while self.heard:
            number, doing, at_s, of_s = self.heard.popleft()
            self.begun[number] += doing == "begun"
            self.follow(self.inputs[number], doing, at_s, of_s)

    def _ended(self, future: Future, number: int, waiting: deque[int]) -> Iterator[Outcome]:
        """What came of a clip; nothing yet where it is tried again."""
        from distributed import CancelledError, KilledWorker

        try:
            outcome: Outcome = future.result()
        except CancelledError:  # the scheduler is gone
            waiting.append(number)
        except KilledWorker:
            self.killed[number] += 1
            if max(self.begun[number], self.killed[number]) < DEATHS:
                waiting.append(number)
                return
            yield self._failed(number, f"Its worker died {DEATHS} times; try it alone, without a cluster.")
        except Exception as error:  # noqa: BLE001 - whatever a worker lacks, the other clips go on
            yield self._failed(number, f"The worker could not run it, {type(error).__name__}: {_line(error)}")
        else:
            given = self.inputs[number]
            yield replace(outcome, input=given, folder=self.options.folder_of(given))

    def _doomed(self) -> Iterator[Outcome]:
        """Clips that are begun once more after their last death."""
        for future, number in list(self.running.items()):
            if self.begun[number] > DEATHS:
                del self.running[future]
                self.client.cancel([future], force=True)
                yield self._failed(number, f"Its worker died {DEATHS} times; try it alone, without a cluster.")

    def _given_up(self, numbers: Sequence[int]) -> Iterator[Outcome]:
        why = "The cluster is gone or has no worker any more; run it again with --resume when it is back."
        for number in numbers:
            yield self._failed(number, why)

    def _failed(self, number: int, error: str) -> Outcome:
        given = self.inputs[number]
        return Outcome(given, self.options.folder_of(given), error=error)


@contextmanager
def _mark(out: Path | str) -> Iterator[Path | None]:
    """A file in the results folder by which workers know that it is the same folder, and that they are wanted.

    Its name is that of a half file, so that a later run sweeps what this one may leave.
    """
    if isinstance(out, str):
        yield None
        return
    path = Path(os.path.abspath(out)) / f".cluster.{uuid4().hex}.part"
    path.touch()
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


class _UnwantedError(Exception):
    """The run that this clip belongs to has ended."""


def _work(job: _Job) -> Outcome:
    """Analyse a clip, on a worker."""
    from distributed import get_worker

    worker = get_worker()

    def tell(said: tuple[str, float, float]) -> None:
        if job.mark is not None and not job.mark.exists():
            raise _UnwantedError
        worker.log_event(job.topic, (job.number, *said))

    if why := _unsuited(job):
        return Outcome(job.given, job.options.folder_of(job.given), error=why)
    tell(("begun", 0.0, 0.0))
    return attempt(job.given, job.options, progress=now_and_then(tell, every_s=_TELL_EVERY_S))


def _unsuited(job: _Job) -> str | None:
    """Why this worker cannot do it."""
    here, out, path = f"the worker on {socket.gethostname()}", job.options.out, job.given.path
    if job.program != program_key():
        return f"Expected the same stretchcheck on every machine, but {here} has another; install the same there."
    if job.mark is not None and not job.mark.exists():
        return f"Expected a results folder that {here} shares, but it does not; give a shared one or a URL: {out}"
    if job.given.url is None and not path.exists():
        return f"Expected a file that {here} can read, but it has none; put it where it can, or give a URL: {path}"
    return None


def _line(error: Any) -> str:
    return " ".join(str(error).split())
