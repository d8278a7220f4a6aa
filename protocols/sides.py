"""Whether a stretch was done on both sides: a property of a whole recording, told with each of its repetitions."""

from collections.abc import Sequence
from dataclasses import replace

from protocols.stretch import Context, Finding
from protocols.types import Check, Repetition, Side, Verdict

NAME = "both_sides"
_ONE = "Only one side was seen so far."
_CUE = "Do the other side too."
_BOTH = frozenset(("left", "right"))


def both_sides(context: Context) -> Finding:
    """Unknown while a repetition stands alone: nothing says that both sides were meant."""
    return Finding(Check(NAME, Verdict.UNKNOWN, unknown_share=1.0, why_unknown=_ONE))


def with_both_sides(repetitions: Sequence[Repetition], *, meant: Sequence[Side] = ()) -> tuple[Repetition, ...]:
    """The repetitions of a recording; those of a stretch that was done on both sides say so.

    Where a plan `meant` both and only one was done, that is a fault.
    """
    sides = {
        stretch: {each.side for each in repetitions if each.stretch == stretch}
        for stretch in {each.stretch for each in repetitions}
    }
    done = {stretch for stretch, found in sides.items() if found >= _BOTH}
    ok = Check(NAME, Verdict.OK, 2, 2, "sides")
    missing = Check(NAME, Verdict.FAULT, 1, 2, "sides", cue=_CUE) if set(meant) >= _BOTH else None
    return tuple(_told(each, ok if each.stretch in done else missing) for each in repetitions)


def _told(repetition: Repetition, found: Check | None) -> Repetition:
    if found is None:
        return repetition
    checks = tuple(found if check.name == NAME else check for check in repetition.checks)
    return replace(repetition, checks=checks)
