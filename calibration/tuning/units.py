"""What two judges can agree on: one check of one repetition of a clip that both of them judged."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from calibration.scoring.checks import LEFT_OUT
from calibration.scoring.clip import ClipScore, score_clip
from calibration.scoring.events import Happening, found_faults, labelled_faults
from calibration.scoring.kinds import BY_PHASE, FAULT_KINDS, check_of
from calibration.scoring.pairing import pairs
from calibration.scoring.reference import Reference, TrueRepetition, repetitions_of
from calibration.scoring.repetitions import pair_repetitions
from calibration.scoring.spans import edge_error_s, overlaps
from protocols.stretches import STRETCHES

LEVELS: Final = ("ok", "warn", "fault")
"""Verdicts in order; raters say the first and the last."""

CHECKER: Final = "stretchcheck"
UNNAMED: Final = "rater"

_OK, _FAULT = LEVELS.index("ok"), LEVELS.index("fault")


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that two have judged.

    Attributes:
        what: a check, or a kind of fault.
        between: who the two are.
        clip: the clip.
        subject: who is stretched in it; None where nobody tells.
        first, second: places in `LEVELS`; None where the judge could not tell.
        is_check: whether it is a check.
    """

    what: str
    between: tuple[str, str]
    clip: str
    subject: str | None
    first: int | None
    second: int | None
    is_check: bool = True

    @property
    def levels(self) -> tuple[int, int] | tuple[()]:
        """Both places in `LEVELS`; empty where one could not tell."""
        return () if self.first is None or self.second is None else (self.first, self.second)


def checks_of(kind: str) -> tuple[str, ...]:
    """Checks that a kind of fault can fail."""
    if kind in ("jerk", "too_fast"):
        return tuple(dict.fromkeys(BY_PHASE.values()))
    return (check_of(kind),)


_SHARING: Final = tuple(
    kind for kind in FAULT_KINDS
    if len(checks_of(kind)) > 1 or sum(checks_of(kind)[0] in checks_of(other) for other in FAULT_KINDS) > 1
)  # fmt: skip
"""Kinds that say something else than their check; the others have their check to themselves."""


def rater_units(first: Iterable[Reference], second: Iterable[Reference], *, between: tuple[str, str]) -> Iterator[Unit]:
    """Units of the repetitions that two raters labelled, of the same stretch as far as they tell.

    A repetition is the same when the two holds share time. What only one of them labelled is no unit, nor is a clip
    without phases. Without a stretch the checks that all stretches have are compared.
    """
    others = {one.clip: one for one in second}
    for own in first:
        other = others.get(own.clip)
        if other is None:
            continue
        ours, theirs = repetitions_of(own), repetitions_of(other)
        faults, found = labelled_faults(own), labelled_faults(other)
        for one, same in _same(ours, theirs):
            if one.stretch is None or same.stretch is None or one.stretch == same.stretch:
                checks = _checks(one.stretch or same.stretch)
                a, b = _failed(faults, one), _failed(found, same)
                subject = own.subject or other.subject
                for what in (*checks, *_kinds(checks)):
                    said, told = (_FAULT if what in each else _OK for each in (a, b))
                    yield Unit(what, between, own.clip, subject, said, told, is_check=what in checks)


def system_units(result: Mapping[str, Any], reference: Reference) -> Iterator[Unit]:
    """Units of a result and one rater, in repetitions that both have and views that show a check well.

    Args:
        result: of schema 1, of the same clip.
        reference: what the rater labelled.

    Raises:
        ValueError: the result is of another schema.
    """
    score = score_clip(result, reference)
    yield from score_units(score)
    true, faults, found = repetitions_of(reference), labelled_faults(reference), found_faults(result)
    for index in sorted(pair_repetitions(result["repetitions"], true)):
        verdicts = {one.name: one.verdict for one in score.repetitions[index].checks if one.grade == "y"}
        own, labelled = _failed(found, true[index]), _failed(faults, true[index])
        for kind in _kinds(list(verdicts)):
            known = any(verdicts.get(check) in LEVELS for check in checks_of(kind))
            said = (_FAULT if kind in own else _OK) if known else None
            yield _unit(kind, score, said, kind in labelled, is_check=False)


def score_units(score: ClipScore) -> Iterator[Unit]:
    """The same of a clip's score, checks alone."""
    for one in score.repetitions:
        for check in one.checks:
            if check.grade == "y":
                said = LEVELS.index(check.verdict) if check.verdict in LEVELS else None
                yield _unit(check.name, score, said, check.fault, is_check=True)


def _unit(what: str, score: ClipScore, said: int | None, is_fault: bool, *, is_check: bool) -> Unit:
    return Unit(
        what, (CHECKER, score.rater or UNNAMED), score.clip, score.subject, said, _FAULT if is_fault else _OK, is_check
    )


def _same(
    first: Sequence[TrueRepetition], second: Sequence[TrueRepetition]
) -> Iterator[tuple[TrueRepetition, TrueRepetition]]:
    chosen = pairs(
        [[edge_error_s(one.hold, other.hold) for other in second] for one in first],
        [[overlaps(one.hold, other.hold) for other in second] for one in first],
    )
    for row, column in chosen:
        yield first[row], second[column]


def _checks(stretch: str | None) -> list[str]:
    """Checks of a stretch within a repetition; those of every stretch where it is not known."""
    known = STRETCHES.get(stretch or "")
    if known is not None:
        return [name for name, _ in known.checks if name != LEFT_OUT]
    every = [[name for name, _ in one.checks] for one in STRETCHES.values()]
    return [name for name in every[0] if name != LEFT_OUT and all(name in names for names in every)]


def _kinds(checks: Sequence[str]) -> list[str]:
    """Kinds that can fail some of the checks and say more than those do."""
    return [kind for kind in _SHARING if not set(checks).isdisjoint(checks_of(kind))]


def _failed(faults: Iterable[Happening], one: TrueRepetition) -> set[str]:
    """Checks and kinds of faults of one repetition."""
    own = [fault for fault in faults if overlaps(fault.span, one.window(fault.check))]
    return {fault.check for fault in own} | {fault.kind for fault in own}
