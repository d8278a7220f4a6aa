"""Of the stretches that followed one movement: which of them it was, or that it cannot be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from protocols.follower import Follower
from protocols.likeness import sits_up_sw
from protocols.placer import INDEX
from protocols.stretch import Array, Context
from protocols.thresholds import Settings
from protocols.trace import Trace

_LYING: Final = 0.5
_LEADS_S: Final = 5.0
"""A movement that is none and ends so shortly before a repetition, or begins so shortly after one, was the way into it
or out of it, such as crossing the legs, and is not spoken of."""

NONE_OF_THEM: Final = "it is none of the stretches known"


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """A follower's repetition, ended or under way, and how much it looks like the follower's stretch."""

    follower: Follower
    trace: Trace
    context: Context
    likeness: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """A movement that is no repetition of a stretch, `[start_s, end_s)`, and why."""

    start_s: float
    end_s: float
    why: str


def chosen(ended: Sequence[Claim], under_way: Sequence[Claim], settings: Settings) -> Claim | str | None:
    """The claim that holds; or why none does; or None where the movement belongs to one still under way."""
    best = max(ended, key=lambda claim: claim.likeness)
    if sits_up_sw(best.context) > settings["sits_up_sw"]:
        return "the shoulders leave the floor"
    if any(claim.likeness > max(best.likeness, settings["likeness_least_share"]) for claim in under_way):
        return None
    if best.likeness < settings["likeness_least_share"]:
        return NONE_OF_THEM
    for claim in ended:
        if claim.follower is not best.follower and claim.likeness > best.likeness - settings["likeness_lead_share"]:
            names = sorted((best.follower.stretch.name, claim.follower.stretch.name))
            return f"it cannot be told whether it is {names[0]} or {names[1]}"
    return best


def lies(rows: Array) -> bool:
    """Whether the person lay on the back in these rows, as far as is known."""
    known = rows[:, INDEX["recipient_lies"]]
    known = known[np.isfinite(known)]
    return not len(known) or float(np.median(known)) >= _LYING


def told(refusals: Sequence[Refusal], accepted: Sequence[tuple[float, float]]) -> list[str]:
    """What to say of refused movements: nothing of those within a repetition or on the way into one."""
    return [
        f"The movement at {refusal.start_s:.1f} s is not judged: {refusal.why}."
        for refusal in refusals
        if not any(
            start_s - _LEADS_S < refusal.end_s and refusal.start_s < end_s + _LEADS_S for start_s, end_s in accepted
        )
    ]
