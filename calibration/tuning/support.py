"""How far the people and events that were labelled support a choice: said in numbers, and in one sentence each."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from calibration.scoring.kinds import FAULT_KINDS
from calibration.tuning.splits import UNTOLD

Json = Mapping[str, Any]

FEW: Final = 10
"""With fewer people an interval is the range that these people span, not a test."""

_RULE_OF_THREE: Final = 3.0
_DECIMALS: Final = 6
_SAME: Final = 1e-9


def upper_share(events: int) -> float | None:
    """Rule of three: where none of so many events was missed, at most this share is, with 95 % confidence.

    It takes events for independent, and those of one person are not. None without events; never above 1.
    """
    return min(1.0, _RULE_OF_THREE / events) if events > 0 else None


def support(tuning: Json, events: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """`support` of tuning.json.

    Args:
        tuning: the rest of it: clips, thresholds, scores and folds.
        events: labelled faults by kind, and of each by group of people as `splits.groups_of` names them.

    Returns:
        subjects (people who may not be told apart count as one), clips, clips without a subject, events as given, kinds
        and thresholds; each of these with the people and events behind it, what was missed, `miss_share_at_most` (rule
        of three) where nothing was, the width of its interval, how far the choice moves when one person is left out,
        and a sentence.
    """
    people = {clip.get("group") or clip["subject"] or UNTOLD for clip in tuning["clips"]}
    known = {score["objective"]: score.get("subjects") for score in tuning["scores"]}
    folds = tuning["folds"]
    rows = [_of_threshold(row, known.get(row["objective"]), len(people), folds) for row in tuning["thresholds"]]
    return {
        "subjects": len(people),
        "clips": len(tuning["clips"]),
        "clips_without_subject": sum(clip["subject"] is None for clip in tuning["clips"]),
        "few": len(people) < FEW,
        "events": {kind: dict(by_group) for kind, by_group in events.items()},
        "kinds": [_of_kind(kind, events.get(kind, {})) for kind in FAULT_KINDS],
        "thresholds": rows,
    }


def sentence(row: Json) -> str:
    """What one row of `thresholds` means, such as "8 subjects: ranges, not significance; ..."."""
    subjects = row["subjects"]
    people = "1 subject" if subjects == 1 else f"{subjects} subjects"
    if subjects < 1:
        return "Nobody: nothing was labelled that it could be chosen by."
    if subjects < 2:
        return f"{people}: nobody could be held out, so nothing here says how it does on anyone else."
    said = [f"{people}: {'ranges, not significance' if subjects < FEW else 'intervals over people'}"]
    if row["events"] is not None:
        said.append(_told_events(row))
    if row["left_out"] is not None:
        said.append(_told_folds(row))
    return "; ".join(said) + "."


def _of_kind(kind: str, by_group: Mapping[str, int]) -> dict[str, Any]:
    return {"kind": kind, "events": sum(by_group.values()), "subjects": sum(count > 0 for count in by_group.values())}


def _of_threshold(row: Json, people: int | None, subjects: int, folds: Sequence[Json]) -> dict[str, Any]:
    events, missed = _events(row)
    span = row["high"] - row["low"]
    chosen = [fold["chosen"][row["name"]] for fold in folds if row["name"] in fold["chosen"]]
    ends = row["interval"]
    made = {
        "name": row["name"],
        "subjects": subjects if people is None else people,
        "events": events,
        "missed": missed,
        "miss_share_at_most": upper_share(events) if events and missed == 0 else None,
        "interval_width": None if ends is None else round(ends[1] - ends[0], _DECIMALS),
        "interval_share": None if ends is None or span <= 0 else round((ends[1] - ends[0]) / span, _DECIMALS),
        "folds": len(chosen),
        "left_out": [min(chosen), max(chosen)] if chosen else None,
        "left_out_share": round((max(chosen) - min(chosen)) / span, _DECIMALS) if chosen and span > 0 else None,
    }
    return {**made, "sentence": sentence(made)}


def _events(row: Json) -> tuple[int | None, int | None]:
    """Labelled events, and those missed by the value in force; None where the objective counts none."""
    at = next((one for one in row["sensitivity"] if abs(one["value"] - row["default"]) <= _SAME), None)
    if at is None or at.get("found") is None or at.get("missed") is None:
        return None, None
    labelled = round(at["found"] + at["missed"])
    return (labelled, round(at["missed"])) if labelled else (None, None)


def _told_events(row: Json) -> str:
    events = "1 labelled event" if row["events"] == 1 else f"{row['events']} labelled events"
    if row["missed"]:
        return f"{events}, of which the value in force misses {row['missed']}"
    most = f"{100 * row['miss_share_at_most']:.0f} %"
    if row["events"] <= _RULE_OF_THREE:
        return f"{events}, none missed by the value in force, too few to say how many it would miss"
    return f"{events}, none missed by the value in force, so at best it misses less than {most} (rule of three)"


def _told_folds(row: Json) -> str:
    low, high = row["left_out"]
    if high - low <= _SAME:
        return f"leaving any one out, the others choose the same {low:g}"
    of_span = f" ({100 * row['left_out_share']:.0f} % of its span)" if row["left_out_share"] is not None else ""
    return f"leaving one out moves the choice between {low:g} and {high:g}{of_span}"
