"""The tables of an evaluation as CSV: figures, clips with the worst first, faults one by one."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

Json = Mapping[str, Any]

FIGURE_COLUMNS: Final = ("figure", "group", "value", "low", "high", "n")
CLIP_COLUMNS: Final = (
    "clip", "rater", "stretch", "side", "view", "view_found", "partner", "split", "bank", "theme", "mistakes",
    "repetitions", "repetitions_found", "stretch_right", "side_right", "hold_error_s", "hold_iou", "prescription",
    "prescription_found", "missed", "false", "wrong_green", "unknown", "recipient_right", "partner_right", "switches",
)  # fmt: skip
EVENT_COLUMNS: Final = (
    "clip", "rater", "view", "kind", "check", "grade", "outcome", "start_s", "end_s", "event_start_s", "event_end_s",
    "size", "value",
)  # fmt: skip

_DECIMALS: Final = 4


def figure_rows(groups: Mapping[str, Mapping[str, Json]]) -> list[Json]:
    """A row a figure and group."""
    return [{"figure": name, "group": group, **figure} for group, own in groups.items() for name, figure in own.items()]


def clip_rows(rows: Iterable[Json]) -> list[Json]:
    """A row a clip and rater, the worst first: by mistakes, then by error of the hold."""
    return sorted(map(_clip_row, rows), key=lambda row: (-row["mistakes"], -_size(row["hold_error_s"]), row["clip"]))


def event_rows(rows: Iterable[Json]) -> list[Json]:
    """A row for each fault that was labelled or found."""
    return [
        {"clip": row["clip"], "rater": row["rater"], "view": row["score"]["view"], **event}
        for row in rows
        for event in row["events"]
    ]


def as_csv(columns: Sequence[str], rows: Iterable[Json]) -> str:
    """Rows as text, unknown values empty."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(row.get(name)) for name in columns} for row in rows)
    return text.getvalue()


def _clip_row(row: Json) -> dict[str, Any]:
    score = row["score"]
    repetitions = score["repetitions"]
    holds = [one["hold"] for one in repetitions if one["hold"]]
    checks = [check for one in repetitions for check in one["checks"]]
    return {
        **{name: score[name] for name in ("clip", "rater", "stretch", "view", "partner", "split", "bank", "theme")},
        "side": repetitions[0]["side"] if repetitions else None,
        "view_found": row["result_view"],
        "mistakes": mistakes(row),
        "repetitions": score["true_repetitions"],
        "repetitions_found": score["found_repetitions"],
        "stretch_right": score["stretch_right"],
        "side_right": score["side_right"],
        "hold_error_s": max((hold["held_s"] for hold in holds), key=abs, default=None),
        "hold_iou": min((hold["iou"] for hold in holds), default=None),
        "prescription": _words(one["true_prescription"] for one in repetitions),
        "prescription_found": _words(one["prescription"] for one in repetitions),
        "missed": _words(event["kind"] for event in row["events"] if event["outcome"] == "missed"),
        "false": _words(event["kind"] for event in row["events"] if event["outcome"] == "false"),
        "wrong_green": _words(check["name"] for check in checks if check["fault"] and check["verdict"] == "ok"),
        "unknown": _words(check["name"] for check in checks if check["verdict"] == "unknown"),
        **_roles(row["truth"]),
    }


def mistakes(row: Json) -> int:
    """What is wrong in a clip, counted.

    Faults missed and invented where the view shows them well, holds missed and invented, wrong prescriptions, a wrong
    count of repetitions, a wrong stretch, a wrong side.
    """
    score = row["score"]
    repetitions = score["repetitions"]
    return sum(
        (
            sum(event["outcome"] != "found" for event in row["events"] if event["grade"] == "y"),
            score["missed_holds"] + score["invented_holds"],
            sum(one["prescription"] != one["true_prescription"] for one in repetitions if one["true_prescription"]),
            score["true_repetitions"] not in (None, score["found_repetitions"]),
            score["stretch_right"] is False,
            score["side_right"] is False,
        )
    )


def _roles(truth: Json | None) -> dict[str, Any]:
    if truth is None:
        return {}
    roles = truth["people"]["roles"]
    shares = {f"{role}_right": _share(own["frames"]) for role, own in roles.items()}
    return {**shares, "switches": sum(own["lasting_switches"] for own in roles.values())}


def _share(frames: Mapping[str, int]) -> float | None:
    shown = sum(frames.values())
    return frames["right"] / shown if shown else None


def _words(values: Iterable[str | None]) -> str:
    return " ".join(value for value in values if value)


def _size(value: float | None) -> float:
    return abs(value) if value is not None else 0.0


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return round(value, _DECIMALS) if isinstance(value, float) else "" if value is None else value
