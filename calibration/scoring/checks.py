"""Scores checks of one repetition: whether there was a fault to find, and what was said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from calibration.scoring.kinds import check_of
from calibration.scoring.reference import Reference, TrueRepetition, check_of_label
from calibration.scoring.spans import overlaps
from protocols.stretches import STRETCHES
from protocols.views import grade

LEFT_OUT: Final = "both_sides"
"""Judged over a whole recording or plan, not within a repetition."""

MISSING: Final = "missing"
"""Verdict of a check that the result does not have, because it took the stretch for another."""


@dataclass(frozen=True, slots=True)
class CheckScore:
    """One check of one repetition.

    Attributes:
        name: of the check.
        grade: how well the view shows it, "y", "w" or "-".
        fault: whether a fault that it should find was labelled.
        verdict: "ok", "warn", "fault", "unknown" or `MISSING`.
    """

    name: str
    grade: str
    fault: bool
    verdict: str


def score_checks(
    found: Mapping[str, Any], true: TrueRepetition, *, reference: Reference, failed: Iterable[str], view: str
) -> tuple[CheckScore, ...]:
    """Score the scored checks of the true stretch; those of the result where the stretch is not known.

    Args:
        found: the repetition in the result.
        true: the labelled one.
        reference: of the clip.
        failed: checks that labelled faults of this repetition fail; see `failed_checks`.
        view: where the camera truly stands.
    """
    verdicts = {check["name"]: check["verdict"] for check in found["checks"] if check["scored"]}
    known = STRETCHES.get(true.stretch or reference.stretch or "")
    names = [name for name, _ in known.checks] if known else list(verdicts)
    faulty = set(failed)
    return tuple(
        CheckScore(name, grade(name, view), name in faulty, verdicts.get(name, MISSING))
        for name in names
        if name != LEFT_OUT
    )


def failed_checks(true: TrueRepetition, reference: Reference, repetitions: Iterable[TrueRepetition]) -> set[str]:
    """Checks of one repetition that the labelled faults fail."""
    everything = tuple(repetitions)
    failed = set()
    for label in reference.faults:
        check = check_of_label(label, everything)
        if overlaps((label.start_s, label.end_s), true.window(check)):
            failed.add(check)
    return failed


def shows_any(stretch: str | None, view: str) -> bool:
    """Whether a view shows any check of a stretch well; of any stretch where it is not known."""
    known = [STRETCHES[stretch]] if stretch else list(STRETCHES.values())
    names = {name for one in known for name, _ in one.checks} - {LEFT_OUT}
    return any(grade(name, view) == "y" for name in names)


def shows_jerks(view: str) -> bool:
    """Whether a view shows jerks and bounces well."""
    return grade(check_of("bounce"), view) == "y"
