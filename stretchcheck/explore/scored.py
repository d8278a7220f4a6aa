"""Figures of all clips together, and which verdicts are others than before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from calibration.scoring.clip import ClipScore
from calibration.scoring.columns import sums_of
from calibration.scoring.kinds import FAULT_KINDS
from calibration.scoring.repetitions import RepetitionScore
from calibration.scoring.summary import summarise
from protocols.stretches import STRETCHES
from stretchcheck.evaluate.bars import BARS
from stretchcheck.evaluate.run import DRAWS, SEED

Json = dict[str, Any]

_FAULT: Final = "fault"
_MISSING: Final = "missing"
_FRAME_BY_FRAME: Final = ("people.", "angles.")
"""Figures of the truth of every frame, which no threshold changes."""

CHECKS: Final = tuple(
    dict.fromkeys(name for stretch in STRETCHES.values() for name, _ in stretch.checks if name != "both_sides")
)

ROWS: Final[tuple[Json, ...]] = tuple(
    {
        "figure": bar.figure,
        "words": bar.words,
        "unit": bar.unit,
        "asked": bar.asked,
        "least": bar.least,
        "most": bar.most,
    }
    for bar in BARS
    if not bar.figure.startswith(_FRAME_BY_FRAME)
)
"""Figures that are shown first, with what is asked of them."""


def figures_of(scores: Sequence[ClipScore]) -> Json:
    """`figures` as `stretchcheck evaluate` gives them for all clips, with counts by kind and check."""
    return {
        "figures": {name: asdict(figure) for name, figure in summarise(scores, draws=DRAWS, seed=SEED).items()},
        "kinds": [_kind(kind, scores) for kind in FAULT_KINDS],
        "checks": [_check(check, scores) for check in CHECKS],
        "verdicts": _verdict_counts(scores),
    }


def changed_rows(clip: str, before: Iterable[ClipScore], after: Iterable[ClipScore]) -> Iterator[Json]:
    """Every check of a labelled repetition whose verdict is another, with the truth and whether that is better."""
    for old, new in zip(before, after, strict=True):
        for number, (was, now) in enumerate(zip(old.repetitions, new.repetitions, strict=True)):
            yield from _changed(was, now, {"clip": clip, "rater": new.rater, "repetition": number})


def _changed(was: RepetitionScore, now: RepetitionScore, beside: Json) -> Iterator[Json]:
    before = {check.name: check.verdict for check in was.checks}
    after = {check.name: check.verdict for check in now.checks}
    faults = {check.name: check.fault for one in (was, now) for check in one.checks}
    for check in dict.fromkeys([*before, *after]):
        one, other = before.get(check, _MISSING), after.get(check, _MISSING)
        if one != other:
            better = None if (one == _FAULT) == (other == _FAULT) else (other == _FAULT) == faults[check]
            truth = _FAULT if faults[check] else "good"
            yield {**beside, "check": check, "before": one, "after": other, "truth": truth, "better": better}


def _sums(scope: str, names: Sequence[str], scores: Iterable[ClipScore]) -> dict[str, int]:
    found = dict.fromkeys(names, 0.0)
    for score in scores:
        sums: Mapping[tuple[str, str], float] = sums_of(score)
        for name in names:
            found[name] += sums.get((scope, name), 0.0)
    return {name: round(value) for name, value in found.items()}


def _kind(kind: str, scores: Sequence[ClipScore]) -> Json:
    """Events of a kind, in the views that show it well."""
    return {"kind": kind, **_sums(f"events.{kind}", ("found", "missed", "invented"), scores)}


def _check(check: str, scores: Sequence[ClipScore]) -> Json:
    """Verdicts of a check by truth, in the views that show it well."""
    names = ("fault_all", "fault_ok", "fault_fault", "good_all", "good_fault", "unknown")
    return {"check": check, **_sums(f"checks.{check}", names, scores)}


def _verdict_counts(scores: Sequence[ClipScore]) -> Json:
    """How often each verdict was given, over all views."""
    found = dict.fromkeys(("ok", "warn", "fault", "unknown", _MISSING), 0)
    for score in scores:
        for one in score.repetitions:
            for check in one.checks:
                found[check.verdict] += 1
    return found
