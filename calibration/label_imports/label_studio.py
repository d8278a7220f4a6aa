"""Labels from Label Studio: a JSON export with video timelines (frames) or time spans in seconds."""

import re
from collections.abc import Iterator, Mapping, Sequence
from mimetypes import guess_type
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from calibration.label_imports.words import Said, refuse_mistyped, said
from calibration.labels import Label, LabelError

Table = Mapping[str, Any]

_TEXT_KEYS: Final = ("timelinelabels", "timeserieslabels", "labels", "choices")
_RATE_KEYS: Final = ("frameRate", "framerate", "fps")
RATER: Final = "rater: "
"""What stands before a name in the remark on a region (`meta`), where somebody else has put the labels in."""

_UPLOADED: Final = re.compile(r"[0-9a-f]{8}-(?=.)")
"""What Label Studio puts before the name of an uploaded file."""


def parsed(tasks: object, *, name: str, fps: float | None) -> tuple[tuple[Label, ...], tuple[str, ...]]:
    """Labels and warnings of an export.

    Frames are counted from 1; a span reaches to the end of its last frame.

    Args:
        tasks: the parsed JSON: a list of tasks, or one.
        name: the clip where a task tells none.
        fps: frames a second where the export tells none.

    Raises:
        LabelError: not such an export, or frames without a frame rate.
    """
    listed = [tasks] if isinstance(tasks, dict) else tasks
    if not isinstance(listed, list) or not all(isinstance(task, dict) for task in listed):
        raise LabelError("Expected a list of tasks as Label Studio exports it, but got something else.")
    labels, skipped = list[Label](), set[str]()
    for task in listed:
        if "annotations" not in task and "completions" not in task:
            raise LabelError("Expected tasks with annotations (the export called JSON, not JSON-MIN), but got none.")
        for rater, results in _annotations(task):
            rate = _told_rate(task, results) or fps
            for own in _regions(results):
                values = [result["value"] for result in own]
                labels += _of_region(task, values, _told_rater(own) or rater, skipped, name=name, rate=rate)
    warnings = (f"These labels are no kinds and were left out: {', '.join(sorted(skipped))}.",) if skipped else ()
    return tuple(sorted(labels, key=lambda one: (one.clip, one.start_s, one.end_s))), warnings


def _annotations(task: Table) -> Iterator[tuple[str | None, list[Table]]]:
    """Who made each annotation that was handed in, and its results."""
    made = task.get("annotations", task.get("completions"))
    for one in made if isinstance(made, list) else []:
        if not isinstance(one, dict) or one.get("was_cancelled"):
            continue
        by = one.get("completed_by")
        rater = by.get("email") or by.get("id") if isinstance(by, dict) else by
        results = one.get("result")
        kept = [each for each in results if isinstance(each, dict)] if isinstance(results, list) else []
        yield (None if rater is None else str(rater)), [each for each in kept if isinstance(each.get("value"), dict)]


def _regions(results: Sequence[Table]) -> Iterator[list[Table]]:
    """Results that are about the same region: its labels, and choices made for it."""
    found: dict[str, list[Table]] = {}
    for number, result in enumerate(results):
        found.setdefault(str(result.get("id", f"result {number}")), []).append(result)
    yield from found.values()


def _told_rater(results: Sequence[Table]) -> str | None:
    """Whom a remark on the region names as its rater."""
    for result in results:
        meta = result.get("meta")
        remarks = meta.get("text") if isinstance(meta, dict) else None
        for remark in remarks if isinstance(remarks, list) else []:
            if isinstance(remark, str) and remark.startswith(RATER):
                return remark.removeprefix(RATER)
    return None


def _of_region(
    task: Table, values: list[Table], rater: str | None, skipped: set[str], *, name: str, rate: float | None
) -> list[Label]:
    texts = [text for value in values for key in _TEXT_KEYS if isinstance(value.get(key), list) for text in value[key]]
    says = {text: said(text) for text in texts if isinstance(text, str)}
    for text, meant in says.items():
        refuse_mistyped(text, meant)
    skipped.update(text for text, meant in says.items() if meant.rest)
    told = [meant for meant in says.values() if not meant.rest]
    kinds = [meant for meant in told if meant.kind is not None]
    place = next((value for value in values if "ranges" in value or "start" in value), None)
    if not kinds or place is None:
        return []
    return [
        _label(kind, told, start_s, end_s, task=task, clip=_clip(task) or name, rater=rater)
        for start_s, end_s in _spans(place, rate)
        for kind in kinds
    ]


def _label(
    kind: Said, told: list[Said], start_s: float, end_s: float, *, task: Table, clip: str, rater: str | None
) -> Label:
    subject = _data(task).get("subject")
    beside = [kind, *(other for other in told if other.kind is None)]
    return Label(
        clip, start_s, end_s, kind.kind or "",
        stretch=next((one.stretch for one in beside if one.stretch), None),
        side=next((one.side for one in beside if one.side), None),
        subject=None if subject in (None, "") else str(subject),
        rater=rater,
    )  # fmt: skip


def _spans(place: Table, rate: float | None) -> list[tuple[float, float]]:
    """Start and end in seconds of each range of frames, or of the one span of seconds."""
    if "ranges" not in place:
        return [(_number(place, "start"), _number(place, "end"))]
    if rate is None:
        raise LabelError(
            "Expected the frame rate of the labelled video, since these labels count frames, but got none: "
            "put fps into the task's data or name it."
        )
    ranges = place["ranges"]
    if not isinstance(ranges, list) or not all(isinstance(one, dict) for one in ranges):
        raise LabelError(f"Expected ranges with a start and an end, but got {ranges!r:.80}.")
    return [(max(0.0, _number(one, "start") - 1.0) / rate, _number(one, "end") / rate) for one in ranges]


def _number(table: Table, key: str) -> float:
    value = table.get(key)
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise TypeError
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise LabelError(f"Expected a number for {key}, but got {value!r:.80}.") from None


def _told_rate(task: Table, results: Sequence[Table]) -> float | None:
    """Frames a second as the task's data or a result tells, or as frames and duration of a result give."""
    values = [result["value"] for result in results]
    rates = [_number(place, key) for place in (*values, _data(task)) for key in _RATE_KEYS if key in place]
    both = [value for value in values if "framesCount" in value and "duration" in value]
    rates += [_number(one, "framesCount") / length for one in both if (length := _number(one, "duration"))]
    if not rates:
        return None
    if not 0.1 <= rates[0] <= 10_000.0:
        raise LabelError(f"Expected between 0.1 and 10000 frames a second, but got {rates[0]}.")
    return rates[0]


def _data(task: Table) -> Table:
    data = task.get("data")
    return data if isinstance(data, dict) else {}


def _clip(task: Table) -> str:
    """The name of the first video or sound among the task's data, else of the first file."""
    files = [_file(text) for text in _data(task).values() if isinstance(text, str)]
    files = [file for file in files if re.fullmatch(r"\.\w{2,5}", file.suffix)]
    media = [file for file in files if (guess_type(file.name)[0] or "").startswith(("video", "audio"))]
    own = next(iter(media or files), None)
    if own is None:
        return ""
    return _UPLOADED.sub("", own.stem, count=1) if "upload" in own.parts else own.stem


def _file(text: str) -> PurePosixPath:
    """Path of a file that stands as an address, an upload, or a file that Label Studio serves (`?d=`)."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return PurePosixPath()
    served = parse_qs(parts.query).get("d", [])
    return PurePosixPath(served[0] if served else unquote(parts.path))
