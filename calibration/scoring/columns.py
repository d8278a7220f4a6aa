"""Turns scores of clips into sums that may be added: by scope, which is the first part of a figure's name."""

from collections import defaultdict
from collections.abc import Iterator

from calibration.scoring.checks import MISSING, CheckScore
from calibration.scoring.clip import ClipScore
from calibration.scoring.events import JERK_BOUNCE, EventCounts
from calibration.scoring.repetitions import HoldErrors, RepetitionScore

Sums = dict[tuple[str, str], float]
"""By scope and quantity."""

_OF_GRADE = {"w": "weak", "-": "hidden"}


def sums_of(score: ClipScore) -> Sums:
    """Everything that figures of this clip are made from."""
    sums: Sums = defaultdict(float)
    for scope, quantities in _parts(score):
        for quantity, value in quantities.items():
            sums[scope, quantity] += value
    return sums


def _parts(score: ClipScore) -> Iterator[tuple[str, dict[str, float]]]:
    yield from _clip(score)
    for one in score.repetitions:
        yield from _repetition(one, score.view)
    for counts in score.events:
        for scope in _event_scopes(counts, score.view):
            yield scope, _events(counts)
    for alert in score.alerts:
        yield (
            "alerts" if alert.of == "all" else f"alerts.{alert.of}",
            {"minutes": alert.good_form_s / 60, "false": alert.false, "in_good_form": alert.in_good_form},
        )


def _repetition(one: RepetitionScore, view: str) -> Iterator[tuple[str, dict[str, float]]]:
    if one.true_prescription is not None:
        yield "prescription", {"all": 1, "right": one.prescription == one.true_prescription}
    if one.hold is not None:
        yield "hold", _hold(one.hold)
    for check in one.checks:
        for scope in _check_scopes(check, view):
            yield scope, _check(check)


def _clip(score: ClipScore) -> Iterator[tuple[str, dict[str, float]]]:
    for scope, right in (("stretch", score.stretch_right), ("side", score.side_right)):
        if right is not None:
            yield scope, {"all": 1, "right": right}
    if score.true_repetitions is None:
        return
    yield "repetitions", {"all": 1, "right": score.true_repetitions == score.found_repetitions}
    holds = sum(one.hold is not None for one in score.repetitions) + score.invented_holds
    true, missed, invented = len(score.repetitions), score.missed_holds, score.invented_holds
    yield "holds", {"true": true, "missed": missed, "listed": holds, "invented": invented}


def _hold(errors: HoldErrors) -> dict[str, float]:
    return {
        "n": 1,
        "abs": abs(errors.held_s),
        "sum": errors.held_s,
        "square": errors.held_s**2,
        "iou": errors.iou,
        "length_abs": abs(errors.end_s - errors.start_s),
        "start_abs": abs(errors.start_s),
        "end_abs": abs(errors.end_s),
        "start_within": errors.start_within,
        "end_within": errors.end_within,
    }


def _check(check: CheckScore) -> dict[str, float]:
    what, verdict = "fault" if check.fault else "good", check.verdict
    judged = {f"{each}_{said}": 0.0 for each in ("fault", "good") for said in ("all", "ok", "warn", "fault")}
    told = {f"{what}_{verdict}": 1.0} if f"{what}_{verdict}" in judged else {}
    return judged | {f"{what}_all": 1} | told | {"listed": verdict != MISSING, "unknown": verdict == "unknown"}


def _check_scopes(check: CheckScore, view: str) -> Iterator[str]:
    yield f"checks.{check.name}.{view}"
    if check.grade == "y":
        yield "checks"
        yield f"checks.{check.name}"
    else:
        yield f"checks.{_OF_GRADE[check.grade]}"


def _events(counts: EventCounts) -> dict[str, float]:
    names = ("found", "missed", "invented", "edges_found", "edges_missed", "edges_invented")
    return {name: getattr(counts, name) for name in names} | {
        "onset_abs": sum(abs(error) for error in counts.onset_errors_s)
    }


def _event_scopes(counts: EventCounts, view: str) -> Iterator[str]:
    yield f"events.{counts.kind}.{view}"
    if counts.grade != "y":
        yield f"events.{_OF_GRADE[counts.grade]}"
        return
    yield "events"
    yield f"events.{counts.kind}"
    yield f"events.view.{view}"
    if counts.kind in JERK_BOUNCE:
        yield "events.jerk_bounce"
