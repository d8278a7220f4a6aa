"""Words of a tuning: what came of it, and how its numbers are written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from calibration.tuning.curves import Area, Point
from calibration.tuning.objectives import KINDS
from stretchcheck.report import words

Json = Mapping[str, Any]

NONE: Final = "-"
"""Stands where there is nothing to tell."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one objective: whether something is taken over, and a sentence."""

    name: str
    what: str
    is_adopted: bool
    sentence: str


def plain(value: float) -> str:
    """A number of any size in few digits."""
    text = f"{value:.4g}"
    return "0" if text == "-0" else text


def score_words(value: float | None, kind: str) -> str:
    """A score of an objective; a missed goal is said as such."""
    if value is None:
        return NONE
    if kind == "hold_mae":
        return f"{value:.2f} s"
    if value < 0 and kind == "sensitivity":
        return f"{-100 * value:.1f} % short of its goal"
    if value < 0 and kind == "false_alerts":
        return f"{-value:.2f} a minute above its goal"
    return f"{value:.3f}"


def goal_words(objective: Json) -> str:
    """What an objective must keep to, or nothing."""
    if objective["goal"] is None:
        return ""
    if objective["kind"] == "sensitivity":
        return f"fewer than {100 * objective['goal']:g} % of the faults found"
    return f"more than {objective['goal']:g} false events a minute"


def headline(tuning: Json) -> str:
    """What came of it, in one line."""
    rows = tuning["thresholds"]
    taken = sum(row["adopted"] for row in rows)
    of = f"{words.count(taken)} of {words.count(len(rows)).lower()} thresholds" if len(rows) > 1 else "the threshold"
    if not rows:
        return "Nothing was tuned"
    if not taken:
        return "No threshold is surely better: the values in force are kept"
    return words.capital(f"{of} {'is' if taken == 1 else 'are'} better on people that had no say in the choice")


def objectives_told(tuning: Json) -> list[Told]:
    """A sentence an objective."""
    known = {one["name"]: one for one in tuning["objectives"]}
    told = []
    for score in tuning["scores"]:
        own = [row for row in tuning["thresholds"] if row["objective"] == score["objective"]]
        objective = known[score["objective"]]
        is_adopted = any(row["adopted"] for row in own)
        sentence = _sentence(score, objective["kind"], reason=own[0]["reason"] if own else "")
        told.append(Told(score["objective"].replace("_", " "), _what(objective), is_adopted, sentence))
    return told


def _what(objective: Json) -> str:
    """Such as "F1 of the events: too shallow, not drawn in"."""
    events = ", ".join(words.EVENTS[kind][0] for kind in objective["events"])
    goal = "" if objective["goal"] is None else f" Goal: {objective['goal']:g}."
    about = KINDS.get(objective["kind"], objective["kind"])
    return f"{words.capital(about)}{f': {events}' if events else ''}.{goal}"


def _sentence(score: Json, kind: str, *, reason: str) -> str:
    now, held_out = score["default"]["value"], score["nested"]["value"]
    if now is None:
        return reason
    said = f"In force {score_words(now, kind)}"
    if held_out is not None:
        said += f"; tuned, on people that had no say in the choice, {score_words(held_out, kind)}"
    return f"{said}. {reason}"


def changes_line(tuning: Json) -> str:
    """How many change, and for what."""
    rows, by = tuning["changed"], tuning.get("changed_by", {})
    counted = Counter(row["better"] for row in rows)
    default = {row["name"]: row["default"] for row in tuning["thresholds"]}
    values = words.joined([f"{name} = {plain(value)}" for name, value in by.items() if value != default.get(name)])
    told = f" with {values}" if values else ""
    if not rows:
        return f"No verdict changes{told}."
    clips = len({row["clip"] for row in rows})
    count = f"{len(rows)} {'verdict changes' if len(rows) == 1 else 'verdicts change'} in {clips} "
    count += "clip" if clips == 1 else "clips"
    return f"{count}{told}: {counted[True]} better, {counted[False]} worse, {counted[None]} neither."


def between(ends: Sequence[float] | None, *, decimals: int | None = None) -> str:
    """Such as "0.21 to 0.25"."""
    if ends is None:
        return NONE
    low, high = (plain(end) if decimals is None else f"{end:.{decimals}f}" for end in ends)
    return f"{low} to {high}"


def threshold_line(row: Json) -> str:
    """What becomes of a threshold, in one line."""
    ends = "" if row["interval"] is None else f" ({between(row['interval'])})"
    return f"In force {plain(row['default'])}, chosen {plain(row['chosen'])}{ends}. {row['reason']}"


def area_words(below: Area | None, at: Point | None) -> str:
    """What a ROC curve comes to; nothing is made up beside what was swept."""
    said = []
    if below is not None and below.is_whole:
        said.append(f"Area below the curve {below.value:.3f}.")
    elif below is not None:
        said.append(
            f"The sweep spans {below.low:.2f} to {below.high:.2f} across, where the curve is {below.mean:.2f} high on "
            "average; there is no area of the whole."
        )
    if at is not None:
        said.append(f"In force: {at.y:.2f} of the faults are red, and {at.x:.2f} of what is good.")
    return " ".join(said)


def point_words(at: Point | None) -> str:
    """Precision and recall of the value in force."""
    return (
        ""
        if at is None
        else f"In force: {at.x:.2f} of the labelled faults are found, {at.y:.2f} of the found are right."
    )
