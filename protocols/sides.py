"""Whether a stretch was done on both sides: a property of a whole recording, told with each of its repetitions."""

from collections.abc import Sequence
from dataclasses import replace

from protocols.stretch import Context, Finding
from protocols.types import Check, Repetition, Verdict

NAME = "both_sides"
_ONE = "Only one side was seen so far."


def both_sides(context: Context) -> Finding:
    """Unknown while a repetition stands alone: nothing says that both sides were meant."""
    return Finding(Check(NAME, Verdict.UNKNOWN, unknown_share=1.0, why_unknown=_ONE))


def with_both_sides(repetitions: Sequence[Repetition]) -> tuple[Repetition, ...]:
    """The repetitions of a recording; those of a stretch that was done on both sides say so."""
    sides = {
        stretch: {each.side for each in repetitions if each.stretch == stretch}
        for stretch in {each.stretch for each in repetitions}
    }
    done = {stretch for stretch, found in sides.items() if {"left", "right"} <= found}
    ok = Check(NAME, Verdict.OK, 2, 2, "sides")
    return tuple(
        replace(each, checks=tuple(ok if check.name == NAME else check for check in each.checks))
        if each.stretch in done
        else each
        for each in repetitions
    )
