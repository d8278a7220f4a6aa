"""Judges every trial of every search: a clip and a batch of settings at a time, over several processes."""

import hashlib
import inspect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

import calibration.scoring
import protocols
import stretchcheck
import vision
from calibration.tuning.choice import Judged
from calibration.tuning.objectives import QUANTITIES, counts_of, gain
from calibration.tuning.space import Search
from protocols.thresholds import Settings
from stretchcheck import pool
from stretchcheck.calibrated import calibration_of
from stretchcheck.tune.gathered import Material, Progress
from stretchcheck.tune.judging import Counted, Job, count
from stretchcheck.tune.trials import Log, candidates, study_name

Array = NDArray[np.float64]

_BATCH: Final = 8
"""Settings that are judged and remembered together."""

_COUNTED_BY: Final = (
    "judging.py", "results.py", "calibrated.py", "tune/judging.py", "tune/noted.py", "tune/replay.py",
)  # fmt: skip
"""What of this package, besides the layers below it, counts depend on."""


class JudgingError(RuntimeError):
    """A clip that was judged once could not be judged by other thresholds."""


@dataclass(slots=True, eq=False)
class Searched:
    """A search with everything that was judged for it.

    Attributes:
        search: what was searched.
        settings: values of its thresholds; the first are those in force without tuning.
        clips: places of the clips that can tell something, among those of the material.
        groups: people among these clips, in order of names.
        counts: (clips, settings, quantities).
        judged: the same by group, ready to choose from; None where nothing was labelled that it could be scored by.
    """

    search: Search
    settings: list[dict[str, float]]
    clips: list[int]
    groups: list[str] = field(default_factory=list)
    counts: Array = field(default_factory=lambda: np.empty(0))
    judged: Judged | None = None


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is searched.

    Attributes:
        trials: settings an objective.
        seed: of the settings.
        jobs: processes.
    """

    trials: int
    seed: int
    jobs: int


def search_all(
    searches: Sequence[Search], material: Material, base: Settings, *, effort: Effort, log: Log, progress: Progress
) -> list[Searched]:
    """Judge what the log does not hold yet; what it holds counts as if it were judged now.

    Raises:
        JudgingError: a clip could not be judged.
    """
    found = [_begun(search, material, base, effort) for search in searches]
    names = [_name(each, material, base, effort) for each in found]
    jobs = _remembered(found, names, material, base, log)
    total, batches = len(jobs), _Batches(found, names, log)
    progress(0, total, "")
    for done, ended in enumerate(pool.run(count, jobs, processes=effort.jobs, tell=_silent), start=1):
        batches.take(ended)
        progress(done, total, found[ended.job.place[0]].search.objective.name)
    for each in found:
        _grouped(each, material)
    return found


class _Batches:
    """Collects counts and writes a batch of settings down when every clip has told."""

    def __init__(self, found: Sequence[Searched], names: Sequence[str], log: Log) -> None:
        self._found, self._names, self._log = found, names, log
        self._told: dict[tuple[int, int], int] = {}

    def take(self, ended: pool.Ended[Job, Counted]) -> None:
        job, answer = ended.job, ended.answer
        error = f"Its process died of {ended.died_of}." if answer is None else answer.error
        if answer is None or answer.counts is None:
            raise JudgingError(f"Expected to judge {job.clip.name} by other thresholds, but got: {error}")
        which, first, clip = job.place
        each = self._found[which]
        numbers = list(job.numbers)
        each.counts[clip, numbers] = answer.counts
        told = self._told[which, first] = self._told.get((which, first), 0) + 1
        if told == len(each.clips):
            made = {number: (each.settings[number], each.counts[:, number]) for number in numbers}
            self._log.add(self._names[which], each.search, made)


def _begun(search: Search, material: Material, base: Settings, effort: Effort) -> Searched:
    """A search with its settings; none but what is in force where nothing was labelled that it could be scored by."""
    clips = [
        place
        for place, ready in enumerate(material.clips)
        if any(search.objective.concerns(reference.stretch) for reference in ready.clip.references)
    ]
    settings = candidates(search, base, trials=effort.trials, seed=effort.seed)
    each = Searched(search, settings, clips)
    now = [_counts(material, place, search) for place in clips]
    if not now or not np.isfinite(gain(np.sum(now, axis=0), search.objective)):
        each.settings, each.clips = settings[:1], []
    each.counts = np.full((len(each.clips), len(each.settings), len(QUANTITIES)), np.nan)
    return each


def _counts(material: Material, place: int, search: Search) -> Array:
    counts: Array = np.sum([counts_of(score, search.objective) for score in material.clips[place].scores], axis=0)
    return counts


def _remembered(
    found: Sequence[Searched], names: Sequence[str], material: Material, base: Settings, log: Log
) -> list[Job]:
    """Put in what the log holds; jobs for the rest."""
    jobs: list[Job] = []
    for which, (each, name) in enumerate(zip(found, names, strict=True)):
        if not each.clips:
            continue
        finished = log.finished(name, each.settings)
        for number, counts in finished.items():
            each.counts[:, number] = counts
        left = [number for number in range(len(each.settings)) if number not in finished]
        for first in range(0, len(left), _BATCH):
            jobs += _jobs(which, each, left[first : first + _BATCH], material, base)
    return jobs


def _jobs(which: int, each: Searched, numbers: list[int], material: Material, base: Settings) -> Iterable[Job]:
    settings = tuple(with_values(base, each.settings[number]) for number in numbers)
    for place, clip in enumerate(each.clips):
        yield Job(
            (which, numbers[0], place), material.clips[clip].clip, tuple(numbers), settings, each.search.objective
        )


def with_values(base: Settings, values: dict[str, float]) -> Settings:
    """Settings with some values changed."""
    return replace(base, changed={**base.changed, **values})


def _grouped(each: Searched, material: Material) -> None:
    """Counts by group, and points from 0 to 1."""
    if not each.clips:
        return
    own = [material.groups[clip] for clip in each.clips]
    each.groups = sorted(set(own))
    places = np.array([each.groups.index(group) for group in own])
    counts = np.zeros((len(each.groups), *each.counts.shape[1:]))
    np.add.at(counts, places, each.counts)
    points = np.array([[span.share(values[span.name]) for span in each.search.spans] for values in each.settings])
    objective = each.search.objective
    each.judged = Judged(points, counts, lambda totals: gain(totals, objective))


def _name(each: Searched, material: Material, base: Settings, effort: Effort) -> str:
    parts: dict[str, Any] = {
        "data": material.data_sha256,
        "program": _program(),
        "base": base.effective(),
        "calibration": repr(calibration_of(base)),
        "named": [ready.clip.named for ready in material.clips],
        "seed": effort.seed,
    }
    return study_name(each.search, parts)


@cache
def _program() -> str:
    """Hash of the source and the libraries between a recording and its counts."""
    hashed = hashlib.sha256(f"numpy {version('numpy')} scipy {version('scipy')}".encode())
    folders = [Path(str(module.__file__)).parent for module in (vision, protocols, calibration.scoring)]
    files = [Path(inspect.getfile(counts_of))]
    files += [file for folder in folders for file in sorted(folder.rglob("*.py"))]
    home = Path(str(stretchcheck.__file__)).parent
    for file in (*files, *(home / name for name in _COUNTED_BY)):
        hashed.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return hashed.hexdigest()


def _silent(job: object, said: object) -> None:
    """What a job says of itself is not shown."""
