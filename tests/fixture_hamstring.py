"""A fourth stretch, of the tests alone: the hamstrings of a leg that the partner raises straight.

The person lies with one leg straight and the other bent, its foot flat. The partner raises the straight leg by heel and
knee, which stays straight, to the first resistance. Held 30 to 60 s, then slowly back. The side is the leg raised.
"""

from typing import Final

import numpy as np

from protocols import form
from protocols.checks import judge_limit
from protocols.likeness import OTHER, above, below, held, middle, raised_deg, weakest
from protocols.measures import INDEX
from protocols.movement import smooth_in, smooth_out
from protocols.steady import hold_check, steady_check
from protocols.stretch import Array, Context, Finding, Limit, Progress, Stretch
from protocols.stretches.knee_to_chest import other_foot_down
from protocols.thresholds import Settings
from protocols.types import Side

STRAIGHT_GREEN_DEG: Final = 20.0
STRAIGHT_RED_DEG: Final = 35.0
RAISED_DEG: Final = 60.0
RAISED_MARGIN_DEG: Final = 10.0
VIEW_GRADES: Final = {"knee_straight": "yw---"}
"""The row that `protocols.views` would have."""

_LEG_HIDDEN: Final = "The raised leg was hidden for too much of the time."


def start_pose(context: Context) -> Finding:
    """The leg to be raised straight, the other bent with its foot flat."""
    other, (first, last) = OTHER[context.side], context.ticks("setup")
    straight = judge_limit(
        context, _straight("start_pose", "wrong_start"), _bend_deg(context)[first:last], first, why=_LEG_HIDDEN
    )
    return form.worst_of([form.start_pose(context, other, legs=(other,)), straight])


def knee_straight(context: Context) -> Finding:
    """How far the knee of the raised leg is bent, from the onset to the end of the hold, degrees."""
    first, last = context.ticks("moving_in")[0], context.ticks("hold")[1]
    limit = _straight("knee_straight", "knee_bent")
    return judge_limit(context, limit, _bend_deg(context)[first:last], first, why=_LEG_HIDDEN)


def _straight(check: str, kind: str) -> Limit:
    return Limit(check, kind, "deg", STRAIGHT_GREEN_DEG, STRAIGHT_RED_DEG)


def _bend_deg(context: Context) -> Array:
    """Bend of the knee: the placed angle takes of a shank's two directions the one more nearly square, the bent one."""
    seen = "_image" if context.mode == "image" else ""
    return context.column(f"knee_flexion_{context.side}{seen}_deg")


def depth(context: Context) -> Finding:
    """How far the thigh came toward the trunk in the hold, degrees."""
    limit_deg, margin_deg = RAISED_DEG, RAISED_MARGIN_DEG
    return form.reach(context, "depth", "too_shallow", limit_deg=limit_deg, margin_deg=margin_deg, why=_LEG_HIDDEN)


def likeness(context: Context) -> float:
    """One leg comes up with its knee straight while the other stays.

    Straight in the picture and in the body: a knee bent aside seems straight from the side.
    """
    settings, side = context.settings, context.side
    bends = [held(context, f"knee_flexion_{side}{how}_deg") for how in ("_image", "")]
    return weakest(
        (
            below(float(np.fmax(*bends)), settings["bent_knee_deg"], 5.0),
            below(raised_deg(context, OTHER[side]), settings["departure_deg"], 2.0),
        )
    )


def _seen_deg(row: Array, joint: str, side: Side) -> float:
    """An angle of a single picture: the mean of picture and body, or the one that is known."""
    return middle(row[[INDEX[f"{joint}_{side}_image_deg"], INDEX[f"{joint}_{side}_deg"]]])


def still(row: Array, settings: Settings) -> tuple[Side, float] | None:
    """The side whose straight leg is up in a single picture while the other is bent and low."""
    bends = {side: _seen_deg(row, "knee_flexion", side) for side in OTHER}
    known = [side for side in bends if bends[side] == bends[side]]
    if not known:
        return None
    best = min(known, key=lambda side: bends[side])
    other = OTHER[best]
    answers = (
        below(bends[best], settings["bent_knee_deg"], 5.0),
        above(_seen_deg(row, "thigh_trunk", best), RAISED_DEG - RAISED_MARGIN_DEG, 3.0),
        above(bends[other], settings["bent_knee_deg"], 5.0, unseen=0.8),
        below(_seen_deg(row, "thigh_trunk", other), settings["still_low_deg"], 3.0, unseen=0.8),
    )
    return best, weakest(answers)


def _still_straight(row: Array, side: Side, settings: Settings) -> tuple[float, Limit]:
    return _seen_deg(row, "knee_flexion", side), _straight("knee_straight", "knee_bent")


def _progress(side: Side) -> Progress:
    """By the network's own depth: a placed thigh that lies flat seems upright from the head end."""
    return Progress(side, f"thigh_trunk_{side}_mixed_deg", f"thigh_trunk_{side}_deg", (f"leg_trust_{side}",))


HAMSTRING: Final = Stretch(
    name="hamstring",
    hold_target_s=(30.0, 60.0),
    progress=(_progress("left"), _progress("right")),
    checks=(
        ("start_pose", start_pose),
        ("knee_straight", knee_straight),
        ("other_foot_down", other_foot_down),
        ("depth", depth),
        ("smooth_in", smooth_in),
        ("steady_hold", steady_check),
        ("hold", hold_check),
        ("smooth_out", smooth_out),
    ),
    likeness=likeness,
    still=still,
    still_limits={"knee_straight": _still_straight},
    cues={
        "start_pose": "Begin with one leg straight and the other bent, its foot flat on the floor.",
        "knee_straight": "Keep the knee straight; raise the leg less far if it bends.",
        "other_foot_down": "Let the other foot rest flat on the floor.",
        "depth": "Raise the leg a little further, only as far as it goes easily.",
        "smooth_in": "Raise the leg slowly and evenly, as the breath goes out.",
        "steady_hold": "Hold still at the first resistance: no bouncing, no pushing on.",
        "hold": "Hold for 30 to 60 seconds.",
        "smooth_out": "Lower the leg slowly, all the way.",
    },
    source="A common supine hamstring stretch; written for the tests",
)
