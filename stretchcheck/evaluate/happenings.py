"""Lists faults one by one: which labelled ones were found, which were missed, which events are false."""

from collections.abc import Mapping
from typing import Any

from calibration.scoring.events import EVENT_COLLAR_S, found_faults, labelled_faults
from calibration.scoring.kinds import FAULT_KINDS
from calibration.scoring.pairing import pairs
from calibration.scoring.reference import Reference
from calibration.scoring.spans import ROUNDING_S, edge_error_s, gap_s
from protocols.views import grade

Json = dict[str, Any]


def happenings(
    result: Mapping[str, Any], reference: Reference, *, view: str, sizes: Mapping[tuple[str, float], float]
) -> list[Json]:
    """Each fault that was labelled or found, in order of time, by the rules that `score_clip` counts by.

    Args:
        result: of schema 1.
        reference: of the clip.
        view: where the camera stands.
        sizes: of labelled faults, by kind and start.
    """
    listed: list[Json] = []
    for kind in FAULT_KINDS:
        listed += _of_kind(kind, result, reference, sizes)
    for one in listed:
        one["grade"] = grade(one["check"], view)
    return sorted(listed, key=lambda one: (one["start_s"], one["kind"]))


def _of_kind(
    kind: str, result: Mapping[str, Any], reference: Reference, sizes: Mapping[tuple[str, float], float]
) -> list[Json]:
    true = [one for one in labelled_faults(reference) if one.kind == kind]
    found = [one for one in found_faults(result) if one.kind == kind]
    values = [event["value"] for event in result["events"] if event["kind"] == kind]
    paired = pairs(
        [[edge_error_s(one.span, each.span) for each in true] for one in found],
        [[gap_s(one.span, each.span) <= EVENT_COLLAR_S + ROUNDING_S for each in true] for one in found],
    )
    by_true = {column: row for row, column in paired}
    listed = [
        _entry(
            kind,
            each.check,
            "found" if index in by_true else "missed",
            label=each.span,
            event=found[by_true[index]].span if index in by_true else None,
            value=values[by_true[index]] if index in by_true else None,
            size=sizes.get((kind, each.span[0])),
        )
        for index, each in enumerate(true)
    ]
    taken = {row for row, _ in paired}
    listed += [
        _entry(kind, one.check, "false", event=one.span, value=values[index])
        for index, one in enumerate(found)
        if index not in taken
    ]
    return listed


def _entry(
    kind: str,
    check: str,
    outcome: str,
    *,
    label: tuple[float, float] | None = None,
    event: tuple[float, float] | None = None,
    value: float | None = None,
    size: float | None = None,
) -> Json:
    span = label or event or (0.0, 0.0)
    start_s, end_s = event or (None, None)
    return {
        "kind": kind,
        "check": check,
        "outcome": outcome,
        "start_s": span[0],
        "end_s": span[1],
        "event_start_s": start_s,
        "event_end_s": end_s,
        "size": size,
        "value": value,
    }
