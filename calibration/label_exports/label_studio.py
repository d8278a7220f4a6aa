"""Labels as tasks of Label Studio with annotations, as its export called JSON has them and its import takes them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote

from calibration.label_exports.kept import MEDIA_SUFFIX, by_time, refuse_lost
from calibration.label_imports import label_studio
from calibration.label_imports.label_studio import RATER
from calibration.labels import Label, LabelError

Json = dict[str, Any]

_FROM: Final = "labels"
_TO: Final = "video"


def kept(label: Label, *, fps: float | None) -> Label:
    """The label as Label Studio keeps it: whole frames, at least one; as it is in seconds."""
    if fps is None:
        return label
    first, last = _frames(label, fps)
    return Label(
        label.clip, (first - 1) / fps, last / fps, label.kind, label.stretch, label.side, label.subject, label.rater
    )


def written(labels: Iterable[Label], *, fps: float | None) -> str:
    """The tasks' text: a task for each clip and person, an annotation for each rater.

    Args:
        labels: of any clips.
        fps: frames a second of the videos, for timelines (`TimelineLabels`), which count frames; None writes seconds,
            for `Labels` on sound.

    Raises:
        LabelError: a name that would not come back.
    """
    own = by_time(labels)
    tasks: dict[tuple[str, str | None], dict[str | None, list[Label]]] = {}
    for label in own:
        tasks.setdefault((label.clip, label.subject), {}).setdefault(label.rater, []).append(label)
    made = [
        _task(clip, subject, by_rater, fps=fps, number=number)
        for number, ((clip, subject), by_rater) in enumerate(tasks.items(), start=1)
    ]
    back, _ = label_studio.parsed(made, name="", fps=None)
    refuse_lost([kept(label, fps=fps) for label in own], back, program="Label Studio")
    text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise LabelError(f"Expected names that can be written as UTF-8, but got {error.object!r:.80}.") from error
    return text


def _task(
    clip: str, subject: str | None, by_rater: Mapping[str | None, list[Label]], *, fps: float | None, number: int
) -> Json:
    data: Json = {"video": quote(f"{clip}{MEDIA_SUFFIX}")}
    if subject is not None:
        data["subject"] = subject
    if fps is not None:
        data["fps"] = fps
    annotations: list[Json] = []
    before = 0
    for own in by_rater.values():
        regions = [_region(label, fps=fps, ident=f"t{number}r{at}") for at, label in enumerate(own, start=before + 1)]
        annotations.append({"was_cancelled": False, "ground_truth": False, "result": regions})
        before += len(own)
    return {"data": data, "annotations": annotations, "predictions": []}


def _region(label: Label, *, fps: float | None, ident: str) -> Json:
    texts = [text for text in (label.kind, label.side, label.stretch) if text]
    region: Json = {"id": ident, "from_name": _FROM, "to_name": _TO, "origin": "manual"}
    if label.rater is not None:
        # not the annotation's `completed_by`: a task with an address that is no user's is refused
        region["meta"] = {"text": [f"{RATER}{label.rater}"]}
    if fps is None:
        value: Json = {"start": label.start_s, "end": label.end_s, "channel": 0, "labels": texts}
        return region | {"type": "labels", "value": value}
    first, last = _frames(label, fps)
    return region | {
        "type": "timelinelabels",
        "value": {"ranges": [{"start": first, "end": last}], "timelinelabels": texts},
    }


def _frames(label: Label, fps: float) -> tuple[int, int]:
    """First and last frame, counted from 1."""
    first = round(label.start_s * fps) + 1
    return first, max(first, round(label.end_s * fps))
