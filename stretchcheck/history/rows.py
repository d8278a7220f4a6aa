"""Turns what happened into rows of the tables."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, get_args

from stretchcheck.history.errors import RefusedError

Json = Mapping[str, Any]
AnsweredBy = Literal["voice", "key", "click", "none"]

_ANSWERED_BY: Final = get_args(AnsweredBy)
_LONGEST_STEM: Final = 255


def checked_stem(stem: str) -> str:
    """The name of a set's folder, which no file system takes longer.

    Raises:
        RefusedError: it is empty or too long.
    """
    if not 0 < len(stem) <= _LONGEST_STEM:
        raise RefusedError(f"Expected a name of 1 to {_LONGEST_STEM} letters for a set, but got {len(stem)}")
    return stem


def repetition_rows(key: Json, result: Json, sparc_out: Sequence[float | None]) -> list[dict[str, Any]]:
    """One row a repetition of a result of schema 1.

    Args:
        key: the session and the stem.
        result: of schema 1.
        sparc_out: smoothness of each release where it is known; may be shorter than the repetitions.
    """
    outs = [*sparc_out, *[None] * len(result["repetitions"])]
    return [
        {**key, "number": number, "sparc_out": outs[number], **_repetition(repetition)}
        for number, repetition in enumerate(result["repetitions"])
    ]


def _repetition(repetition: Json) -> dict[str, Any]:
    hold, peak = repetition["hold"], repetition["peak"]
    return {
        "stretch": repetition["stretch"],
        "side": repetition["side"],
        "hold_verdict": hold["verdict"],
        "held_s": hold["held_s"],
        "unseen_s": hold["unseen_s"],
        "out_of_pose_s": hold["out_of_pose_s"],
        "target_low_s": hold["target_s"][0],
        "target_high_s": hold["target_s"][1],
        "change_deg": peak["change_deg"],
        "angle_deg": peak["angle_deg"],
        "speed_deg_s": peak["speed_deg_s"],
        "sparc_in": peak["sparc"],
        "checks": [{"name": check["name"], "verdict": check["verdict"]} for check in repetition["checks"]],
    }


def event_rows(key: Json, result: Json) -> list[dict[str, Any]]:
    """One row an event of a result of schema 1."""
    names = ("kind", "start_s", "end_s", "who", "repetition")
    return [
        {**key, "number": number, **{name: event[name] for name in names}}
        for number, event in enumerate(result["events"])
    ]


def check_in_row(at_s: float, stretch: str, side: str, score: int | None, answered_by: str) -> dict[str, Any]:
    """The row of a check-in.

    Raises:
        RefusedError: the score is not of 0 to 10, or the answer came in an unknown way.
    """
    if score is not None and not 0 <= score <= 10:
        raise RefusedError(f"Expected a score of 0 to 10, but got {score}")
    if answered_by not in _ANSWERED_BY:
        raise RefusedError(f"Expected an answer by {', '.join(_ANSWERED_BY)}, but got {answered_by!r}")
    return {"at_s": at_s, "stretch": stretch, "side": side, "score": score, "answered_by": answered_by}
