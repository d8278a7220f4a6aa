"""Scores one clip from beginning to end: sees it if need be, judges it, lays it beside its labels."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from calibration.scoring.angles import score_angles
from calibration.scoring.clip import score_clip
from calibration.scoring.joints import score_joints
from calibration.scoring.people import score_people
from calibration.scoring.reference import Reference, reference_from_truth, references_from_labels
from calibration.truth import Truth, TruthError, read_truth
from protocols.thresholds import DEFAULTS, Settings
from stretchcheck import results
from stretchcheck.evaluate.happenings import happenings
from stretchcheck.evaluate.labelled import Labelled
from stretchcheck.evaluate.media import Media
from stretchcheck.evaluate.watching import watched
from stretchcheck.judging import Judged, SideChoice, judge
from stretchcheck.pool import Tell
from stretchcheck.reasons import reason_and_path
from stretchcheck.schema import InvalidResultError
from vision.capture import SourceError
from vision.estimators import EngineName, ModelName
from vision.models import ModelMissing
from vision.recording import Recording, RecordingError
from vision.types import Observation, Scene

Json = dict[str, Any]
Seen = tuple[Observation, Scene]


@dataclass(frozen=True, slots=True)
class Manner:
    """How clips are watched and judged, and which are asked for.

    Attributes:
        settings: thresholds.
        named: judge with the labelled stretch and side instead of recognising them.
        engine, model, threads: of the networks, for clips without a recording.
        cache: folder of the recordings that they make.
        split: "test" or "development": only clips of that part; None for all.
        parts: of clips by their names, over what truths say.
        view: only clips seen from there, a kind of `protocols.views.KINDS`; None for all.
        rater: whose labels count alone in the clips that this rater labelled; None for everybody's.
    """

    cache: Path
    settings: Settings = DEFAULTS
    named: bool = False
    engine: EngineName = "duo"
    model: ModelName = "full"
    threads: int = 1
    split: str | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    view: str | None = None
    rater: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One clip to score; `media` is None where there is none."""

    labelled: Labelled
    media: Media | None
    manner: Manner


@dataclass(frozen=True, slots=True)
class Scored:
    """What came of a clip.

    Attributes:
        rows: what is known and scored, plain data, one for each rater; none when the clip is not asked for.
        error: why the clip could not be scored.
    """

    rows: tuple[Json, ...] = ()
    error: str | None = None


def score(task: Task, tell: Tell) -> Scored:
    """Score a clip; what is wrong with its files is told, not raised."""
    try:
        return Scored(tuple(_rows(task, tell)))
    except (SourceError, RecordingError, TruthError, ModelMissing, FileNotFoundError, InvalidResultError) as error:
        return Scored(error=_line(error))
    except OSError as error:
        return Scored(error=f"Could not be read or written, {reason_and_path(error)}")
    except Exception as error:  # noqa: BLE001 - a defect of ours must not cost the user the other clips
        return Scored(
            error=f"This is a defect of stretchcheck, please report it ({type(error).__name__}: {_line(error)})."
        )


def _rows(task: Task, tell: Tell) -> list[Json]:
    manner, labelled = task.manner, task.labelled
    if task.media is None and manner.split is None and manner.view is None:
        raise _nothing_to_judge()
    truth = None if labelled.truth is None else read_truth(labelled.truth)
    told = in_force(references_of(labelled, truth), manner.rater)
    references = _asked_for(_parted(told, manner.parts), manner)
    if not references:
        return []
    recording = recording_of(task, tell)
    rows = []
    judge_as = _Judge(recording, manner.settings)
    for place, reference in enumerate(references):
        judged, result = judge_as(reference if manner.named else None)
        if manner.view in (None, reference.view or result["view"]["kind"]):
            rows.append(
                _row(reference, recording.path.name, judged, result, truth if place == 0 else None, judge_as.seen)
            )
    return rows


def references_of(labelled: Labelled, truth: Truth | None) -> list[Reference]:
    """One of the truth, where there is one, and one of each rater; those know of the clip what its truth knows."""
    of_raters = references_from_labels(labelled.labels).get(labelled.clip, ())
    if truth is None:
        return list(of_raters)
    true = reference_from_truth(truth)
    known = {name: getattr(true, name) for name in ("subject", "partner", "bank", "split", "view", "theme")}
    return [true, *(replace(reference, **known) for reference in of_raters)]


def in_force(references: Sequence[Reference], rater: str | None) -> Sequence[Reference]:
    """Labels to score against: all raters', or those of one rater alone where they labelled the clip."""
    return [each for each in references if rater is not None and each.rater == rater] or references


def _parted(references: Sequence[Reference], parts: Mapping[str, str]) -> list[Reference]:
    return [replace(each, split=parts.get(each.clip, each.split)) for each in references]


def _asked_for(references: Sequence[Reference], manner: Manner) -> list[Reference]:
    """Those of the split and, as far as it is known before judging, of the view."""
    return [
        reference
        for reference in references
        if manner.split in (None, reference.split)
        and (None in (manner.view, reference.view) or manner.view == reference.view)
    ]


def recording_of(task: Task, tell: Callable[[str], None]) -> Recording:
    """The recording of a clip, made of its video where there is none.

    Raises:
        FileNotFoundError: the clip has neither.
    """
    media, manner = task.media, task.manner
    if media is None:
        raise _nothing_to_judge()
    if media.is_recording:
        return Recording(media.path)
    made = watched(
        media.path, manner.cache, engine=manner.engine, model=manner.model, threads=manner.threads, tell=tell
    )
    return Recording(made)


def _nothing_to_judge() -> FileNotFoundError:
    return FileNotFoundError("Expected a recording or a video of the clip, but found none.")


class _Judge:
    """Judges a recording as it is asked to, once each way; `seen` is what it was judged from."""

    def __init__(self, recording: Recording, settings: Settings) -> None:
        self._recording, self._settings = recording, settings
        self._done: dict[tuple[str, SideChoice], tuple[Judged, Json]] = {}
        self.seen: list[Seen] = []

    def __call__(self, named: Reference | None) -> tuple[Judged, Json]:
        """By the stretch and side of a reference, or recognising both."""
        side: SideChoice = "auto"
        if named is not None and named.side in ("left", "right"):
            side = "left" if named.side == "left" else "right"
        stretch = (named.stretch if named is not None else None) or "auto"
        if (stretch, side) not in self._done:
            self.seen.clear()
            judged = judge(
                self._recording, stretch=stretch, side=side, settings=self._settings,
                watch=lambda observations, scenes: self.seen.extend(zip(observations, scenes, strict=True)),
            )  # fmt: skip
            self._done[stretch, side] = judged, results.result(judged, self._settings)
        return self._done[stretch, side]


def _row(
    reference: Reference, recording: str, judged: Judged, result: Json, truth: Truth | None, seen: Sequence[Seen]
) -> Json:
    score = score_clip(result, reference)
    return {
        "clip": reference.clip,
        "rater": reference.rater,
        "recording": recording,
        "engine": result["engine"],
        "source": result["source"],
        "result_view": result["view"]["kind"],
        "score": score.as_dict(),
        "events": happenings(result, reference, view=score.view, sizes={} if truth is None else truth.sizes),
        "truth": None if truth is None else _against_truth(truth, seen, judged, result),
    }


def _against_truth(truth: Truth, seen: Sequence[Seen], judged: Judged, result: Json) -> Json:
    """Scores of roles, joints and angles, frame by frame."""
    observations, scenes = [observation for observation, _ in seen], [scene for _, scene in seen]
    roles = score_people(scenes, truth, own_switches=result["people"]["identity_switches"])
    return {
        "people": roles.as_dict(),
        "joints": score_joints(scenes, truth, observations=observations).as_dict(),
        "angles": score_angles(scenes, truth, placed=judged.placed).as_dict(),
    }


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
