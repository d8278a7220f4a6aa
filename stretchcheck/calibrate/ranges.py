"""The own range of motion: how far each stretch goes to each side, over several gentle repetitions."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, stdev
from typing import Final

from protocols.types import Judgement, Repetition, Side, Verdict
from protocols.views import grade
from stretchcheck.calibrate.steps import Entries, Step, entry
from stretchcheck.calibrated import range_name

LEAST: Final = 3
"""Repetitions that are needed."""

_STEP: Final = "own range"
_SHOWN_BY: Final = {"figure-four": "drawn_in"}
"""The check that shows how far a stretch goes, where it is not `depth`."""

_AGAIN: Final = "Do gentle repetitions: slowly in, still for two seconds, slowly back, rest."


@dataclass(frozen=True, slots=True)
class Reach:
    """The repetitions of one stretch to one side.

    Attributes:
        changes_deg: change from the set-up to the hold of each that counts.
        rough: those left out because they were not gentle.
        unseen: those left out because their change could not be told.
    """

    stretch: str
    side: Side
    changes_deg: tuple[float, ...]
    rough: int
    unseen: int


def reaches_of(repetitions: Sequence[Repetition]) -> list[Reach]:
    """Every stretch and side that was done, in the order of their first repetition."""
    groups: dict[tuple[str, Side], list[Repetition]] = {}
    for each in repetitions:
        if each.side is not None and each.hold.start_s is not None and not _was_not_drawn_in(each):
            groups.setdefault((each.stretch, each.side), []).append(each)
    return [_reach(stretch, side, group) for (stretch, side), group in groups.items()]


def _reach(stretch: str, side: Side, group: Sequence[Repetition]) -> Reach:
    gentle = [each for each in group if not _is_rough(each)]
    changes = [each.peak.change_deg for each in gentle if each.peak.change_deg is not None]
    return Reach(stretch, side, tuple(changes), len(group) - len(gentle), len(gentle) - len(changes))


def _was_not_drawn_in(repetition: Repetition) -> bool:
    """Whether legs were only crossed: another thigh was followed, and nobody was taken anywhere."""
    return any(check.name == "drawn_in" and check.verdict == Verdict.FAULT for check in repetition.checks)


def _is_rough(repetition: Repetition) -> bool:
    """Whether it went in with a jolt: how far that takes somebody is not how far they go by themselves."""
    return any(check.name == "smooth_in" and check.verdict == Verdict.FAULT for check in repetition.checks)


def range_steps(judgement: Judgement) -> tuple[list[Step], Entries]:
    """What was found of every stretch and side, and how many repetitions are missing."""
    reaches = reaches_of(judgement.repetitions)
    if not reaches:
        return [Step(_STEP, "fault", f"No repetition was seen; {LEAST} are needed.", _AGAIN)], {}
    steps: list[Step] = []
    entries: Entries = {}
    for reach in reaches:
        step, found = _step(reach, judgement.view.kind)
        steps.append(step)
        entries |= found
    return steps, entries


def _step(reach: Reach, view: str) -> tuple[Step, Entries]:
    name = f"{_STEP}, {reach.stretch} {reach.side}"
    if grade(_SHOWN_BY.get(reach.stretch, "depth"), view) == "-":
        return Step(name, "fault", f"A camera at the {view} does not show how far it goes.", "Film from the side."), {}
    count, left_out = len(reach.changes_deg), _left_out(reach)
    if count < LEAST:
        return Step(name, "fault", f"{count} of {LEAST} repetitions{left_out}.", _AGAIN), {}
    low, high = min(reach.changes_deg), max(reach.changes_deg)
    found = entry(
        float(median(reach.changes_deg)), 1, spread=stdev(reach.changes_deg), interval=[round(low, 1), round(high, 1)],
        repetitions=count, view=view,
    )  # fmt: skip
    said = f"{median(reach.changes_deg):.0f} degrees ({low:.0f} to {high:.0f}) in {count} repetitions{left_out}."
    return Step(name, "ok", said), {range_name(reach.stretch, reach.side): found}


def _left_out(reach: Reach) -> str:
    told = [f"{reach.rough} not gentle"] * bool(reach.rough) + [f"{reach.unseen} not seen"] * bool(reach.unseen)
    return f", {' and '.join(told)}" if told else ""
