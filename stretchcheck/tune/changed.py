"""Which verdicts change with the thresholds, and whether for the better."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from calibration.scoring.clip import ClipScore
from calibration.scoring.repetitions import RepetitionScore
from protocols.thresholds import Settings
from stretchcheck import pool
from stretchcheck.tune.gathered import Material, Progress
from stretchcheck.tune.judging import Clip, scores_of

Json = dict[str, Any]

_FAULT: Final = "fault"


@dataclass(frozen=True, slots=True)
class _Job:
    clip: Clip
    settings: Settings


def changed_verdicts(material: Material, settings: Settings, *, jobs: int, progress: Progress) -> list[Json]:
    """`changed` of tuning.json: every check of a labelled repetition whose verdict is another by these settings.

    Args:
        material: with its scores by the settings that tuning started from.
        settings: the others.
        jobs: processes.
        progress: see `gathered.Progress`.
    """
    todo = [_Job(ready.clip, settings) for ready in material.clips]
    after: dict[str, ClipScore] = {}
    for done, ended in enumerate(pool.run(_scored, todo, processes=jobs, tell=_silent), start=1):
        if ended.answer is not None:
            after[ended.job.clip.name] = ended.answer
        progress(done, len(todo), "what changes")
    rows: list[Json] = []
    for ready in material.clips:
        if ready.clip.name in after:
            rows += _rows(ready.scores[0], after[ready.clip.name])
    return rows


def _scored(job: _Job, tell: pool.Tell) -> ClipScore:
    return scores_of(job.clip, job.settings)[0]


def _rows(before: ClipScore, after: ClipScore) -> Iterator[Json]:
    for number, (old, new) in enumerate(zip(before.repetitions, after.repetitions, strict=True)):
        was, now, faults = _verdicts(old), _verdicts(new), _faults((old, new))
        for check in dict.fromkeys([*was, *now]):
            one, other = was.get(check, "missing"), now.get(check, "missing")
            if one != other:
                yield {
                    "clip": before.clip,
                    "repetition": number,
                    "check": check,
                    "before": one,
                    "after": other,
                    "truth": _FAULT if faults[check] else "good",
                    "better": _better(one, other, is_fault=faults[check]),
                }


def _verdicts(one: RepetitionScore) -> Mapping[str, str]:
    return {check.name: check.verdict for check in one.checks}


def _faults(both: Sequence[RepetitionScore]) -> Mapping[str, bool]:
    return {check.name: check.fault for one in both for check in one.checks}


def _better(before: str, after: str, *, is_fault: bool) -> bool | None:
    """Whether red has come where it belongs or gone where it does not; None where it has done neither."""
    if (before == _FAULT) == (after == _FAULT):
        return None
    return (after == _FAULT) == is_fault


def _silent(job: object, said: object) -> None:
    """What a job says of itself is not shown."""
