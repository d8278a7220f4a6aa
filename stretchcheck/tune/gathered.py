"""Gathers what may be tuned on: labelled clips of the development part, whose people are in no other part."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from calibration.labels import LabelError
from calibration.scoring.clip import ClipScore, score_clip
from calibration.scoring.reference import Reference
from calibration.truth import TruthError, read_truth
from calibration.tuning.splits import Who, groups_of, is_development, leaves_out, parts_with, refuse_mixed, who_of
from protocols.thresholds import Settings
from stretchcheck import pool, results
from stretchcheck.evaluate.clips import Manner, Task, in_force, recording_of, references_of
from stretchcheck.evaluate.labelled import Labelled, gather, refuse_unknown_rater
from stretchcheck.evaluate.media import media_of
from stretchcheck.judging import SideChoice, judge
from stretchcheck.reasons import reason_and_path
from stretchcheck.schema import InvalidResultError
from stretchcheck.tune.judging import Clip
from vision.capture import SourceError
from vision.models import ModelMissing
from vision.recording import Recording, RecordingError

Progress = Callable[[int, int, str], None]
"""Called with what is done, what there is in all and what is being done."""

_EXPECTED: Final = (
    SourceError, RecordingError, TruthError, LabelError, ModelMissing, FileNotFoundError, InvalidResultError,
)  # fmt: skip


class NothingToTuneError(ValueError):
    """No labelled clip may be tuned on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which clips, and how they are watched and judged.

    Attributes:
        labels: files and folders.
        recordings: folder.
        manner: as for an evaluation; its settings are those that tuning starts from, its split and view are not used.
        parts: part of the bench by clip, over what truths say.
        without: people who are left out.
        fps: of labels that count frames.
        jobs: processes.
    """

    labels: tuple[Path, ...]
    recordings: Path
    manner: Manner
    parts: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    fps: float | None = None
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one labelled clip before it is judged."""

    task: Task
    references: tuple[Reference, ...] = ()
    error: str | None = None

    @property
    def who(self) -> Who:
        """Who is in it, and its part by its truth.

        Raises:
            SplitError: its raters name different people.
        """
        return who_of(self.references[0].clip, self.references)


@dataclass(frozen=True, slots=True)
class Ready:
    """A clip that can be tuned on, with what the settings say that tuning starts from.

    Attributes:
        clip: with its references.
        sha256: of the recording.
        result: the object of result.json, as the first reference asks for it.
        scores: one for each reference.
        error: why it cannot be tuned on.
    """

    clip: Clip
    sha256: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)
    scores: tuple[ClipScore, ...] = ()
    error: str | None = None


@dataclass(slots=True)
class Material:
    """What is tuned on.

    Attributes:
        clips: in order of names.
        groups: of people, beside the clips.
        who: beside the clips.
        failures: label files and clips that could not be used, each a line that says why.
        warnings: of label files.
        left_out: clips of other parts.
    """

    clips: list[Ready] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    who: list[Who] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def data_sha256(self) -> str:
        """Of the recordings and everything that was labelled in them."""
        hashed = hashlib.sha256()
        for ready in self.clips:
            told = [asdict(reference) for reference in ready.clip.references]
            hashed.update(json.dumps([ready.clip.name, ready.sha256, told], sort_keys=True).encode())
        return hashed.hexdigest()


def gather_material(asked: Asked, progress: Progress) -> Material:
    """Read labels, refuse parts that mix people, and judge each clip once by the settings that tuning starts from.

    Raises:
        NoLabelsError, NoRecordingsError: a path names nothing.
        SplitError: a person is in two parts.
        NothingToTuneError: no clip is left.
    """
    media, gathered = media_of(asked.recordings), gather(asked.labels, fps=asked.fps)
    refuse_unknown_rater(gathered, asked.manner.rater)
    tasks = [Task(each, media.get(clip), asked.manner) for clip, each in gathered.clips.items()]
    found = Material(failures=list(gathered.failures), warnings=list(gathered.warnings))
    known = _told(tasks, asked, found, progress)
    who = parts_with([one.who for one in known], asked.parts)
    kept = [(one, own) for one, own in zip(known, who, strict=True) if not leaves_out(own, asked.without)]
    refuse_mixed(own for _, own in kept)
    wanted = [(one, own) for one, own in kept if is_development(own)]
    found.left_out = sorted({own.clip for own in who} - {own.clip for _, own in wanted})
    groups = groups_of(own for _, own in kept)
    by_clip = {own.clip: own for _, own in wanted}
    for ready in _ready([one for one, _ in wanted], asked, progress):
        if ready.error is not None:
            found.failures.append(f"{ready.clip.name}: {ready.error}")
            continue
        found.clips.append(ready)
        found.who.append(by_clip[ready.clip.name])
        found.groups.append(groups[ready.clip.name])
    if not found.clips:
        raise NothingToTuneError(_nothing(found, asked))
    return found


def _told(tasks: Sequence[Task], asked: Asked, found: Material, progress: Progress) -> list[Known]:
    """Labels of every clip, of all parts, since a person may be in several."""
    ended: list[Known] = []
    for each in pool.run(know, tasks, processes=asked.jobs, tell=_silent):
        answer = each.answer or Known(each.job, error=f"Its process died of {each.died_of}.")
        if answer.error is not None:
            found.failures.append(f"{each.job.labelled.clip}: {answer.error}")
        elif answer.references:
            ended.append(answer)
        progress(len(ended), len(tasks), f"labels of {each.job.labelled.clip}")
    return sorted(ended, key=lambda one: one.task.labelled.clip)


def know(task: Task, tell: pool.Tell) -> Known:
    """Read what was labelled in a clip; what is wrong with it is told, not raised."""
    try:
        truth = None if task.labelled.truth is None else read_truth(task.labelled.truth)
        return Known(task, tuple(references_of(task.labelled, truth)))
    except _EXPECTED as error:
        return Known(task, error=_line(error))
    except OSError as error:
        return Known(task, error=f"Could not be read, {reason_and_path(error)}")


def _ready(known: Sequence[Known], asked: Asked, progress: Progress) -> list[Ready]:
    ended: list[Ready] = []
    for each in pool.run(make_ready, known, processes=asked.jobs, tell=_silent):
        name = each.job.task.labelled.clip
        lost = Ready(_clip(each.job.task, Path(), ()), error=f"Its process died of {each.died_of}.")
        ended.append(each.answer or lost)
        progress(len(ended), len(known), f"judging {name}")
    return sorted(ended, key=lambda one: one.clip.name)


def make_ready(known: Known, tell: pool.Tell) -> Ready:
    """Watch a clip that has no recording, hash it and judge it; what is wrong with it is told, not raised."""
    task = known.task
    try:
        path = recording_of(task, tell).path
        clip = _clip(task, path, tuple(in_force(known.references, task.manner.rater)))
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        results_by = _results(clip, task.manner.settings)
        scores = tuple(score_clip(results_by[clip.asked(one)], one) for one in clip.references)
        return Ready(clip, sha256, results_by[clip.asked(clip.references[0])], scores)
    except _EXPECTED as error:
        return Ready(_clip(task, Path(), ()), error=_line(error))
    except OSError as error:
        return Ready(_clip(task, Path(), ()), error=f"Could not be read or written, {reason_and_path(error)}")


def _results(clip: Clip, settings: Settings) -> dict[tuple[str, SideChoice], dict[str, Any]]:
    """Results from the landmarks on, as `analyze` and `evaluate` make them, by the stretch and side asked for."""
    recording = Recording(clip.recording)
    return {
        (stretch, side): results.result(judge(recording, stretch=stretch, side=side, settings=settings), settings)
        for stretch, side in dict.fromkeys(clip.asked(reference) for reference in clip.references)
    }


def _clip(task: Task, path: Path, references: tuple[Reference, ...]) -> Clip:
    labelled: Labelled = task.labelled
    return Clip(labelled.clip, path, references, named=task.manner.named)


def _nothing(found: Material, asked: Asked) -> str:
    if found.failures:
        more = f" (and {len(found.failures) - 1} more)" if len(found.failures) > 1 else ""
        return f"Expected a labelled clip that can be judged, but got none: {found.failures[0]}{more}"
    if found.left_out:
        return f"Expected clips of the development part, but none of {len(found.left_out)} labelled ones is."
    return f"Expected labels of clips that are there, but got none: {asked.recordings}"


def _silent(job: object, said: object) -> None:
    """What a job says of itself is not shown; the clip is."""


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
