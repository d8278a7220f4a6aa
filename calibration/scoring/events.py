"""Scores events: which labelled faults were found, which were missed, and which were invented."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from calibration.scoring.kinds import FAULT_KINDS, check_of
from calibration.scoring.pairing import pairs
from calibration.scoring.reference import Reference, check_of_label, repetitions_of
from calibration.scoring.spans import ROUNDING_S, Span, edge_error_s, free_s, gap_s, widened, within
from protocols.views import grade

EVENT_COLLAR_S: Final = 0.5
"""An event this far from a fault is still about it; time this near to a fault is not good form."""

JERK_BOUNCE: Final = ("jerk", "bounce")


@dataclass(frozen=True, slots=True)
class Happening:
    """A fault, labelled or found, with the check that it fails."""

    kind: str
    check: str
    span: Span


@dataclass(frozen=True, slots=True)
class EventCounts:
    """Faults of one kind in one clip that fail one check.

    An event finds a fault of its kind when at most the collar lies between the two, one event one fault.
    The counts with `edges` want the two onsets within the collar.

    Attributes:
        kind, check: what fails what.
        grade: how well the view shows the check, "y", "w" or "-".
        found, missed: labelled faults with an event, and without.
        invented: events without a labelled fault.
        invented_in_good_form: of these, those that begin in good form.
        onset_errors_s, end_errors_s: of the found ones, event less label.
    """

    kind: str
    check: str
    grade: str
    found: int = 0
    missed: int = 0
    invented: int = 0
    edges_found: int = 0
    edges_missed: int = 0
    edges_invented: int = 0
    invented_in_good_form: int = 0
    onset_errors_s: tuple[float, ...] = ()
    end_errors_s: tuple[float, ...] = ()

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> "EventCounts":
        """Counts from plain data."""
        errors = {name: tuple(table[name]) for name in ("onset_errors_s", "end_errors_s")}
        return cls(**{**table, **errors})


def labelled_faults(reference: Reference) -> list[Happening]:
    """The labelled faults of a clip."""
    repetitions = repetitions_of(reference)
    return [
        Happening(label.kind, check_of_label(label, repetitions), (label.start_s, label.end_s))
        for label in reference.faults
    ]


def found_faults(result: Mapping[str, Any]) -> list[Happening]:
    """The events of a result that are faults."""
    return [
        Happening(event["kind"], check_of(event["kind"], event["phase"]), (event["start_s"], event["end_s"]))
        for event in result["events"]
        if event["kind"] in FAULT_KINDS
    ]


def good_form_s(labelled: Iterable[Happening], duration_s: float) -> float:
    """Time that is not near to any labelled fault."""
    return free_s((0.0, duration_s), _near(labelled))


def count_events(found: Sequence[Happening], labelled: Sequence[Happening], *, view: str) -> tuple[EventCounts, ...]:
    """Counts of every kind and check that was found or labelled."""
    near = _near(labelled)
    counts: list[EventCounts] = []
    for kind in FAULT_KINDS:
        ours, theirs = ([one for one in side if one.kind == kind] for side in (found, labelled))
        counts += _count(ours, theirs, view=view, near=near)
    return tuple(counts)


def _near(labelled: Iterable[Happening]) -> list[Span]:
    return [widened(one.span, EVENT_COLLAR_S) for one in labelled]


def _count(
    found: Sequence[Happening], labelled: Sequence[Happening], *, view: str, near: Sequence[Span]
) -> list[EventCounts]:
    """Counts of one kind, by check; a pair counts for the check of the label."""
    errors = [[edge_error_s(one.span, true.span) for true in labelled] for one in found]
    close = pairs(
        errors,
        [[gap_s(one.span, true.span) <= EVENT_COLLAR_S + ROUNDING_S for true in labelled] for one in found],
    )
    sharp = pairs(
        errors,
        [[within(one.span[0] - true.span[0], EVENT_COLLAR_S) for true in labelled] for one in found],
    )
    tally = _tally(found, labelled, close, "") + _tally(found, labelled, sharp, "edges_")
    for one in _alone(found, close):
        tally[one.check, "invented_in_good_form"] += not any(start <= one.span[0] < end for start, end in near)
    checks = dict.fromkeys(one.check for one in (*labelled, *found))
    return [
        EventCounts(
            kind=(*labelled, *found)[0].kind,
            check=check,
            grade=grade(check, view),
            **{name: count for (own, name), count in tally.items() if own == check},
            onset_errors_s=_errors(found, labelled, close, check, edge=0),
            end_errors_s=_errors(found, labelled, close, check, edge=1),
        )
        for check in checks
    ]


def _tally(
    found: Sequence[Happening], labelled: Sequence[Happening], paired: Sequence[tuple[int, int]], prefix: str
) -> Counter[tuple[str, str]]:
    matched = {column for _, column in paired}
    tally = Counter((labelled[column].check, f"{prefix}found") for column in matched)
    tally.update((one.check, f"{prefix}missed") for index, one in enumerate(labelled) if index not in matched)
    tally.update((one.check, f"{prefix}invented") for one in _alone(found, paired))
    return tally


def _alone(found: Sequence[Happening], paired: Sequence[tuple[int, int]]) -> list[Happening]:
    matched = {row for row, _ in paired}
    return [one for index, one in enumerate(found) if index not in matched]


def _errors(
    found: Sequence[Happening],
    labelled: Sequence[Happening],
    paired: Sequence[tuple[int, int]],
    check: str,
    *,
    edge: int,
) -> tuple[float, ...]:
    return tuple(
        round(found[row].span[edge] - labelled[column].span[edge], 6)
        for row, column in paired
        if labelled[column].check == check
    )
