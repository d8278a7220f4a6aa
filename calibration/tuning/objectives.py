"""What a threshold is chosen by: counts of a clip, which add up over clips, and the score that is made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from calibration.scoring.clip import ClipScore
from calibration.scoring.columns import sums_of
from calibration.scoring.figures import ratio
from calibration.scoring.kinds import BY_PHASE, FAULT_KINDS, check_of
from protocols.stretches import STRETCHES

Array = NDArray[np.float64]
Kind = Literal["f1", "sensitivity", "false_alerts", "hold_mae"]

KINDS: Final[Mapping[str, str]] = {
    "f1": "F1 of the events",
    "sensitivity": "share of good checks that are not red, where the share of faults that are found reaches the goal",
    "false_alerts": "share of faults that are found, where false events a minute of good form keep to the goal",
    "hold_mae": "mean error of the time held, seconds; a missed hold is wrong by all of it",
}
"""Each kind of objective in words."""

GOALS: Final[Mapping[str, float | None]] = {"f1": None, "sensitivity": 0.95, "false_alerts": 0.2, "hold_mae": None}

QUANTITIES: Final = (
    "found", "missed", "invented", "minutes", "fault_fault", "fault_all", "good_fault", "good_all", "error_s", "holds",
)  # fmt: skip
"""What is counted of each clip: events; minutes of good form; checks by truth, and those of them that are red; errors
of holds."""

_AT: Final = {name: index for index, name in enumerate(QUANTITIES)}
_EVENTS: Final = ("found", "missed", "invented")
_CHECKS: Final = ("fault_fault", "fault_all", "good_fault", "good_all")


@dataclass(frozen=True, slots=True)
class Objective:
    """What some thresholds are chosen by.

    Attributes:
        name: of the objective.
        kind: one of `KINDS`.
        events: kinds of faults that count; none for holds.
        goal: what "sensitivity" must reach and "false_alerts" must not pass.
    """

    name: str
    kind: Kind
    events: tuple[str, ...] = ()
    goal: float | None = None

    @property
    def direction(self) -> Literal["up", "down"]:
        """Whether more or less of the value is better."""
        return "down" if self.kind == "hold_mae" else "up"

    @property
    def checks(self) -> tuple[str, ...]:
        """Checks that the events fail."""
        return tuple(dict.fromkeys(check for event in self.events for check in _checks_of(event)))

    def concerns(self, stretch: str | None) -> bool:
        """Whether clips of a stretch can tell anything; those of an unknown or of several stretches can."""
        known = STRETCHES.get(stretch or "")
        return known is None or not self.events or not {name for name, _ in known.checks}.isdisjoint(self.checks)


def counts_of(score: ClipScore, objective: Objective) -> Array:
    """(len(QUANTITIES),) what a clip adds; events and checks in views that show them well."""
    sums = sums_of(score)
    counts = np.zeros(len(QUANTITIES))
    for event in objective.events:
        for name in _EVENTS:
            counts[_AT[name]] += sums.get((f"events.{event}", name), 0.0)
    for check in objective.checks:
        for name in _CHECKS:
            counts[_AT[name]] += sums.get((f"checks.{check}", name), 0.0)
    counts[_AT["minutes"]] = sums.get(("alerts", "minutes"), 0.0)
    lost_s = sum(one.true_hold_s for one in score.repetitions if one.hold is None)
    counts[_AT["error_s"]] = sums.get(("hold", "abs"), 0.0) + lost_s
    counts[_AT["holds"]] = len(score.repetitions)
    return counts


def value(totals: Array, objective: Objective) -> Array:
    """(...) the objective's value of (..., len(QUANTITIES)) sums; NaN where there is nothing to score.

    "sensitivity" and "false_alerts" are below 0 by as much as they miss their goal; what keeps to it counts from 0 to
    1.
    """
    one = {name: totals[..., index] for name, index in _AT.items()}
    labelled = one["found"] + one["missed"]
    if objective.kind == "hold_mae":
        return ratio(one["error_s"], one["holds"])
    if objective.kind == "f1":
        f1 = ratio(2 * one["found"], 2 * one["found"] + one["missed"] + one["invented"])
        return np.where(labelled > 0, f1, np.nan)
    sensitivity, goal = ratio(one["found"], labelled), objective.goal or 0.0
    if objective.kind == "sensitivity":
        specificity = 1.0 - np.nan_to_num(ratio(one["good_fault"], one["good_all"]))
        return np.where(sensitivity >= goal - 1e-9, specificity, sensitivity - goal)
    per_min = np.nan_to_num(ratio(one["invented"], one["minutes"]))
    return np.where(per_min <= goal + 1e-9, sensitivity, goal - per_min)


def gain(totals: Array, objective: Objective) -> Array:
    """The value, turned so that more is better."""
    return -value(totals, objective) if objective.direction == "down" else value(totals, objective)


def told(totals: Array) -> dict[str, float | None]:
    """Sums of one setting as plain numbers, with false events a minute; None where there is nothing."""
    named: dict[str, float | None] = {name: round(float(totals[index]), 6) for name, index in _AT.items()}
    minutes = totals[_AT["minutes"]]
    named["false_per_min"] = round(float(totals[_AT["invented"]] / minutes), 6) if minutes > 0 else None
    return named


def check_events(events: Sequence[str]) -> None:
    """Refuse kinds that are no faults.

    Raises:
        ValueError: names the first.
    """
    wrong = [event for event in events if event not in FAULT_KINDS]
    if wrong:
        raise ValueError(f"Expected kinds of faults such as {', '.join(FAULT_KINDS[:4])}, but got {wrong[0]!r:.60}.")


def _checks_of(event: str) -> tuple[str, ...]:
    """The check that an event fails; a jerk or haste fails one in each phase."""
    return tuple(BY_PHASE.values()) if event in ("jerk", "too_fast") else (check_of(event),)
