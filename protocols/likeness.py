"""How much a repetition looks like a stretch: soft answers from 0 to 1, of which the weakest counts."""

import math
from collections.abc import Iterable
from typing import Final

import numpy as np

from protocols.measures import INDEX
from protocols.stretch import Array, Context
from protocols.thresholds import Settings
from protocols.ticks import TICK_S
from protocols.types import OTHER, Side

DOUBT: Final = 0.6
"""The answer to what cannot be seen and would be unusual."""


def middle(values: Array) -> float:
    """Median of what is known; NaN where nothing is."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")


def carried(values: Array) -> Array:
    """What is unknown is as it last was; NaN before anything was known."""
    known = np.where(np.isfinite(values), np.arange(len(values)), -1)
    last = np.maximum.accumulate(known) if len(known) else known
    result: Array = np.where(last < 0, np.nan, values[np.maximum(last, 0)]) if len(values) else values
    return result


def above(value: float, limit: float, soft: float, *, unseen: float = DOUBT) -> float:
    """1 far above the limit, one half at it, 0 far below; `unseen` where the value is unknown."""
    if value != value:
        return unseen
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, (value - limit) / soft))))


def below(value: float, limit: float, soft: float, *, unseen: float = DOUBT) -> float:
    """1 far below the limit, one half at it, 0 far above; `unseen` where the value is unknown."""
    return above(-value, -limit, soft, unseen=unseen)


def weakest(answers: Iterable[float]) -> float:
    """The likeness that several answers leave."""
    return min(answers)


def held(context: Context, name: str) -> float:
    """Median of a measure in the hold."""
    start, end = context.ticks("hold")
    return middle(context.column(name)[start:end])


def was_meant(context: Context) -> float:
    """Whether a hold that is over lasted long enough to be meant, where its stretch asks for that."""
    if context.stretch.meant is None:
        return 1.0
    start, end = context.ticks("hold")
    return above((end - start) * TICK_S, context.settings[context.stretch.meant], 1.0)


def change(context: Context, name: str) -> float:
    """Median of a measure in the hold, less where it rested."""
    return held(context, name) - context.resting(name)


def crossed_share(context: Context, side: Side | None = None) -> float:
    """Share of the hold with the ankle of a side, or of either, crossed; NaN where the mat is not known."""
    start, end = context.ticks("hold")
    crossed = context.column("crossed")[start:end]
    crossed = crossed[np.isfinite(crossed)]
    if not len(crossed):
        return float("nan")
    wanted = crossed != 0 if side is None else crossed == (1.0 if side == "right" else -1.0)
    return float(wanted.mean())


def crossed_in(row: Array, side: Side, settings: Settings) -> float:
    """How much a single picture looks as if the ankle of this side lay crossed over the other, drawn leg.

    With a knee drawn up alone the ankle is near the other knee too, but that leg stays low.
    """
    near, other = row[INDEX[f"ankle_to_thigh_{side}_shanks"]], row[INDEX[f"thigh_trunk_{OTHER[side]}_mixed_deg"]]
    answers = (
        below(near, settings["still_crossed_shank"], 0.05, unseen=0.3),
        above(row[INDEX["knee_gap_femurs"]], settings["still_apart_femur"], 0.05, unseen=0.4),
        above(other, settings["still_drawn_up_deg"], 3.0, unseen=0.4),
    )
    return weakest(answers)


def bend_deg(context: Context, side: Side) -> float:
    """How far a knee is bent in the hold, by whatever sees it straighter: the network's own depth or the picture."""
    own, seen = held(context, f"knee_flexion_{side}_deg"), held(context, context.angle_name("knee_flexion", side))
    return float(np.fmin(own, seen))


def raised_deg(context: Context, side: Side) -> float:
    """How far a thigh came toward the trunk."""
    return change(context, context.angle_name("thigh_trunk", side))


def rises_sw(context: Context, joint: str) -> float:
    """How far both shoulders or both hips rose, the lower of the two; NaN where neither is known."""
    left, right = (change(context, f"{joint}_height_{side}_sw") for side in OTHER)
    return float(np.fmin(left, right))
