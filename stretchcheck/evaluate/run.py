"""The whole of an evaluation: clips and their labels in, scores and figures out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from stretchcheck import pool
from stretchcheck.evaluate.clips import Manner, Scored, Task, score
from stretchcheck.evaluate.groups import grouped_figures
from stretchcheck.evaluate.labelled import Gathered, gather, refuse_unknown_rater
from stretchcheck.evaluate.media import media_of

Json = dict[str, Any]

SCHEMA: Final = 1
DRAWS: Final = 2000
SEED: Final = 0
"""Of the bootstrap, so that the same scores give the same intervals."""

Progress = Callable[[int, int, str], None]
"""Called with the clips done, the clips in all and what is being done."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of it.

    Attributes:
        rows: scored clips, one for each rater, as `clips.score` gives them, in order of names.
        failures: labelled clips and label files that could not be scored or read, each a line that says why.
        unlabelled: clips of the folder of recordings without a label.
        warnings: what was left aside in label files.
        left_out: labelled clips that were not asked for.
        label_files: names of those that were read.
    """

    rows: list[Json] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    unlabelled: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    label_files: list[str] = field(default_factory=list)


def evaluate(
    labels: Iterable[Path],
    recordings: Path,
    manner: Manner,
    *,
    processes: int = 1,
    fps: float | None = None,
    progress: Progress = lambda done, of, doing: None,
) -> Evaluation:
    """Score every labelled clip that has a recording or a video; one that fails never stops the others.

    Args:
        labels: label files and folders of them.
        recordings: folder of recordings, results or videos.
        manner: how clips are judged, and which are asked for.
        processes: clips at a time.
        fps: frames a second, for labels that count frames.
        progress: see `Progress`.

    Raises:
        NoLabelsError, NoRecordingsError: a path names nothing.
    """
    media = media_of(recordings)
    gathered = gather(labels, fps=fps)
    refuse_unknown_rater(gathered, manner.rater)
    tasks = [Task(each, media.get(clip), manner) for clip, each in gathered.clips.items()]
    found = _started(gathered, sorted(media.keys() - gathered.clips.keys()))
    ended: list[pool.Ended[Task, Scored]] = []
    progress(0, len(tasks), "")
    for each in pool.run(score, tasks, processes=processes, tell=_told(progress, ended, len(tasks))):
        ended.append(each)
        progress(len(ended), len(tasks), each.job.labelled.clip)
    for each in sorted(ended, key=lambda each: each.job.labelled.clip):
        _note(each, found)
    return found


def as_scores(evaluation: Evaluation, manner: Manner, *, draws: int = DRAWS, seed: int = SEED) -> Json:
    """The object of scores.json."""
    return {
        "schema": SCHEMA,
        "settings": {
            "profile": manner.settings.profile,
            "thresholds": manner.settings.effective(),
            "named": manner.named,
            "split": manner.split,
            "parts": dict(manner.parts),
            "view": manner.view,
            "rater": manner.rater,
            "draws": draws,
            "seed": seed,
        },
        "engines": _engines(evaluation.rows),
        "labels": evaluation.label_files,
        "failures": evaluation.failures,
        "unlabelled": evaluation.unlabelled,
        "left_out": evaluation.left_out,
        "figures": grouped_figures(evaluation.rows, draws=draws, seed=seed),
        "clips": evaluation.rows,
    }


def as_summary(scores: Mapping[str, Any]) -> Json:
    """The same without the raw scores of the clips."""
    return {**scores, "clips": len({row["clip"] for row in scores["clips"]}), "labels": len(scores["labels"])}


def _started(gathered: Gathered, unlabelled: list[str]) -> Evaluation:
    return Evaluation(
        failures=list(gathered.failures),
        unlabelled=unlabelled,
        warnings=list(gathered.warnings),
        label_files=[path.name for path in gathered.files],
    )


def _told(progress: Progress, ended: Sequence[Any], of: int) -> Callable[[Task, str], None]:
    return lambda task, said: progress(len(ended), of, f"{task.labelled.clip}: watching {said}")


def _note(each: pool.Ended[Task, Scored], found: Evaluation) -> None:
    clip = each.job.labelled.clip
    if each.answer is None:
        found.failures.append(f"{clip}: Its process died of {each.died_of}; try it alone, with --jobs 1.")
    elif each.answer.error is not None:
        found.failures.append(f"{clip}: {each.answer.error}")
    elif each.answer.rows:
        found.rows.extend(each.answer.rows)
    else:
        found.left_out.append(clip)


def _engines(rows: Iterable[Mapping[str, Any]]) -> list[Json]:
    """Every engine that recordings were made with, and of how many clips."""
    found: list[Json] = []
    for engine in {row["clip"]: row["engine"] for row in rows}.values():
        known = next((each for each in found if {**each, "clips": 0} == {**engine, "clips": 0}), None)
        if known is None:
            found.append(known := {**engine, "clips": 0})
        known["clips"] += 1
    return found
