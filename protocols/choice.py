"""Of the stretches that followed one movement: which of them it was, or that it cannot be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from protocols.follower import Follower
from protocols.likeness import rises_sw
from protocols.placer import INDEX
from protocols.stretch import Array, Context
from protocols.thresholds import Settings
from protocols.trace import Trace

_LYING: Final = 0.5
_SURELY: Final = 0.8
_SEEN_SHARE: Final = 0.5
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
    outer = outermost((*ended, *under_way), settings)
    ended, under_way = ([claim for claim in each if claim in outer] for each in (ended, under_way))
    if not ended:
        return None
    best = max(ended, key=lambda claim: claim.likeness)
    for joint in ("shoulder", "hip"):
        if rises_sw(best.context, joint) > settings[f"{joint}s_rise_sw"]:
            return f"the {joint}s leave the floor"
    if any(claim.likeness > max(best.likeness, settings["likeness_least_share"]) for claim in under_way):
        return None
    if best.likeness < settings["likeness_least_share"]:
        return NONE_OF_THEM
    close = best.likeness - settings["likeness_lead_share"]
    for claim in ended:
        if claim.follower.stretch.name != best.follower.stretch.name and claim.likeness > close:
            names = sorted((best.follower.stretch.name, claim.follower.stretch.name))
            return f"it cannot be told whether it is {names[0]} or {names[1]}"
    return best


def outermost(claims: Sequence[Claim], settings: Settings) -> list[Claim]:
    """Without what began in the hold of another, likely one: that departed from a stretch, and not from rest."""
    likely = [claim for claim in claims if claim.likeness >= settings["likeness_least_share"]]
    return [claim for claim in claims if not any(_is_inside(claim, other) for other in likely)]


def _is_inside(claim: Claim, other: Claim) -> bool:
    """Whether a claim began in another's hold, and that was seen to go on meanwhile."""
    start, end = other.context.ticks("hold")
    if not start < claim.trace.onset < end:
        return False
    meanwhile = other.context.smooth_deg[claim.trace.onset : min(end, claim.context.ticks("hold")[1])]
    return bool(len(meanwhile)) and float(np.isfinite(meanwhile).mean()) >= _SEEN_SHARE


def lies(still: Array, moving: Array) -> bool:
    """Whether the person lay on the back in the rows of the set-up or surely did while moving in, as far as is known.

    The first look of a network at someone seen from above may be at someone who sits; a second later it is not.
    """
    if (before := _lay(still)) is None:
        return True
    return before >= _LYING or (_lay(moving) or 0.0) >= _SURELY


def _lay(rows: Array) -> float | None:
    known = rows[:, INDEX["recipient_lies"]]
    known = known[np.isfinite(known)]
    return float(np.median(known)) if len(known) else None


def told(refusals: Sequence[Refusal], accepted: Sequence[tuple[float, float]]) -> list[str]:
    """What to say of refused movements: once of each, and nothing of the way into a repetition or out of it."""
    said: list[Refusal] = []
    for refusal in sorted(refusals, key=lambda each: (each.start_s, each.end_s)):
        known = [*((start_s - _LEADS_S, end_s + _LEADS_S) for start_s, end_s in accepted)]
        known += [(each.start_s, each.end_s) for each in said]
        if not any(start_s < refusal.end_s and refusal.start_s < end_s for start_s, end_s in known):
            said.append(refusal)
    return [f"The movement at {each.start_s:.1f} s is not judged: {each.why}." for each in said]
