"""Runs many clips on this machine, several at a time, each in a process of its own."""

import os
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from stretchcheck import pool
from stretchcheck.analyze import attempt
from stretchcheck.asked import Follow, Options, Outcome
from stretchcheck.inputs import Input
from vision.estimators import networks_of
from vision.models import ModelMissing, ensure

_MOST_THREADS: Final = 6
"""Two people in three crops each are looked at at once, no more."""

_RECORDINGS_A_PROCESS: Final = 4
"""They are judged about as fast as a process starts."""

_TELL_EVERY_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class Shares:
    """How the processor is shared out: clips at a time, and threads for the networks of each."""

    jobs: int
    threads: int


def shares(inputs: Sequence[Input], *, jobs: int | None = None, cores: int | None = None) -> Shares:
    """One clip has every core; several have a process a core, and more than one thread where cores are left over.

    Args:
        inputs: what there is to do.
        jobs: clips at a time, where that was asked for.
        cores: of this machine; counted unless given.
    """
    cores = cores or usable_cores()
    pictured = sum(given.kind != "recording" for given in inputs)
    wanted = jobs or min(cores, pictured + (len(inputs) - pictured) // _RECORDINGS_A_PROCESS)
    at_a_time = max(1, min(wanted, len(inputs)))
    return Shares(at_a_time, max(1, min(cores // at_a_time, _MOST_THREADS)))


def usable_cores() -> int:
    """Those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class _Job:
    given: Input
    options: Options


def in_processes(
    inputs: Sequence[Input], options: Options, follow: Follow, *, jobs: int | None = None
) -> Generator[Outcome, None, None]:
    """Analyse clips as `stretchcheck.asked.Runner` says; one whose process dies is told, the others go on.

    A single clip is analysed in this process.
    """
    shared = shares(inputs, jobs=jobs)
    pictured = any(given.kind != "recording" for given in inputs)
    if pictured and len(inputs) > 1:
        _fetch(options)
    todo = [_Job(given, replace(options, threads=shared.threads)) for given in inputs]
    ended = pool.run(
        _work, todo, processes=shared.jobs, tell=lambda job, said: follow(job.given, *said),
        apart=pictured and len(inputs) > 1,
    )  # fmt: skip
    with closing(ended):  # type: ignore[type-var] # it is a generator
        for each in ended:
            yield each.answer or _died(each)


def _fetch(options: Options) -> None:
    """Get the networks once, here, and not once in every process; one that cannot be had is told with each clip."""
    with suppress(ModelMissing):
        for name in networks_of(options.engine, options.model):
            ensure(name)


def _work(job: _Job, tell: pool.Tell) -> Outcome:
    return attempt(job.given, job.options, progress=now_and_then(tell))


def now_and_then(tell: Callable[[Any], None], *, every_s: float = _TELL_EVERY_S) -> Callable[[str, float, float], None]:
    """Progress that is passed on some times a second, and whenever something else is begun."""
    last: tuple[str, float] = ("", 0.0)

    def progress(doing: str, at_s: float, of_s: float) -> None:
        nonlocal last
        now_s = time.monotonic()
        if doing != last[0] or now_s - last[1] >= every_s:
            last = doing, now_s
            tell((doing, at_s, of_s))

    return progress


def _died(ended: pool.Ended[_Job, Outcome]) -> Outcome:
    given, options = ended.job.given, ended.job.options
    return Outcome(given, options.folder_of(given), error=f"Its process died of {ended.died_of}; try it alone.")
