"""Labels from Label Studio: a JSON export with video timelines (frames) or time spans in seconds."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from calibration.label_csv import found_kind
from calibration.labels import KINDS, SIDES, Label, LabelError
from protocols.stretches import STRETCHES

_PREFIX_CHARS: Final = 8
"""An uploaded file's name begins with so many hexadecimal digits and a dash."""

_LABEL_KEYS: Final = ("timelinelabels", "timeserieslabels", "labels", "paragraphlabels")


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
    labels: list[Label] = []
    skipped: set[str] = set()
    for task in listed:
        if not any(key in task for key in ("annotations", "completions", "result")):
            raise LabelError("Expected tasks with annotations (the export called JSON), but got one without.")
        for rater, result in _results(task):
            labels += _of_result(task, result, rater, skipped, name=name, fps=fps)
    warnings = (f"These labels are no kinds and were left out: {', '.join(sorted(skipped))}.",) if skipped else ()
    return tuple(sorted(labels, key=lambda one: (one.clip, one.start_s, one.end_s))), warnings


def _results(task: Mapping[str, Any]) -> Iterator[tuple[str | None, Mapping[str, Any]]]:
    rounds = task.get("annotations", task.get("completions", [{"result": task.get("result", [])}]))
    for one in rounds if isinstance(rounds, list) else []:
        if not isinstance(one, dict) or one.get("was_cancelled"):
            continue
        by = one.get("completed_by")
        rater = by.get("email") or by.get("id") if isinstance(by, dict) else by
        results = one.get("result", [])
        for result in results if isinstance(results, list) else []:
            if isinstance(result, dict) and isinstance(result.get("value"), dict):
                yield (None if rater is None else str(rater)), result


def _of_result(
    task: Mapping[str, Any],
    result: Mapping[str, Any],
    rater: str | None,
    skipped: set[str],
    *,
    name: str,
    fps: float | None,
) -> list[Label]:
    value = result["value"]
    texts: list[Any] = next((value[key] for key in _LABEL_KEYS if isinstance(value.get(key), list)), [])
    texts = [text for text in texts if isinstance(text, str)]
    kinds = [kind for text in texts if (kind := found_kind(text, KINDS)) is not None]
    skipped.update(text for text in texts if found_kind(text, KINDS) is None and text not in (*SIDES, *STRETCHES))
    if not kinds:
        return []
    side = next((text for text in texts if text in SIDES), None)
    stretch = next((text for text in texts if text in STRETCHES), None)
    data = task.get("data")
    subject = data.get("subject") if isinstance(data, dict) else None
    told = None if subject is None else str(subject)
    return [
        Label(_clip(task, name), start_s, end_s, kind, stretch=stretch, side=side, subject=told, rater=rater)
        for start_s, end_s in _spans(value, task, fps)
        for kind in kinds
    ]


def _spans(value: Mapping[str, Any], task: Mapping[str, Any], fps: float | None) -> list[tuple[float, float]]:
    try:
        if isinstance(value.get("ranges"), list):
            rate = _rate(value, task, fps)
            return [(max(0.0, float(one["start"]) - 1) / rate, float(one["end"]) / rate) for one in value["ranges"]]
        return [(float(value["start"]), float(value["end"]))]
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, LabelError):
            raise
        raise LabelError(f"Expected a start and an end of a label, but got {dict(value)!r:.80}.") from error


def _rate(value: Mapping[str, Any], task: Mapping[str, Any], fps: float | None) -> float:
    data = task.get("data")
    places = (value, data if isinstance(data, dict) else {})
    told = next((place[key] for place in places for key in ("frameRate", "fps", "framerate") if key in place), fps)
    if told is None or not 0.0 < float(told) < 10_000.0:
        raise LabelError(
            f"Expected the frame rate of the labelled video, since these labels count frames, but got {told!r}: "
            "put fps into the task's data or name it."
        )
    return float(told)


def _clip(task: Mapping[str, Any], name: str) -> str:
    data = task.get("data")
    texts = [value for value in data.values() if isinstance(value, str)] if isinstance(data, dict) else []
    media = next((text for text in texts if PurePosixPath(text.split("?")[0]).suffix), "")
    stem = PurePosixPath(media.split("?")[0].split("=")[-1]).stem
    head, _, rest = stem.partition("-")
    uploaded = len(head) == _PREFIX_CHARS and rest and all(sign in "0123456789abcdef" for sign in head)
    return (rest if uploaded else stem) or name
