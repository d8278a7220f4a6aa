"""Assisted single knee-to-chest: from hook-lying one knee is guided toward the shoulder of its own side.

The partner kneels next to the hip of that leg, one hand behind the knee and one on the ankle, guides it as the person
breathes out and stops at the first resistance; the other foot stays flat on the floor. Held 30 to 60 s.
"""

from typing import Final

import numpy as np

from protocols import form
from protocols.checks import judge_limit
from protocols.likeness import (
    above,
    below,
    bend_deg,
    carried,
    change,
    crossed_in,
    crossed_share,
    held,
    middle,
    raised_deg,
    weakest,
)
from protocols.mat import SHANK_M
from protocols.measures import INDEX
from protocols.movement import smooth_in, smooth_out
from protocols.steady import hold_check, steady_check
from protocols.stretch import Array, Context, Finding, Limit, Progress, Stretch
from protocols.thresholds import Settings
from protocols.types import OTHER, Event, Side
from protocols.views import grade

_HIP_TO_ANKLE_SHANKS: Final = 1.15
"""With a knee bent by 110 degrees; that is what turns about the hip when a foot is lifted."""

_LEG_HIDDEN = "The stretched leg was hidden for too much of the time."


def start_pose(context: Context) -> Finding:
    """Hook-lying: both knees bent, feet flat."""
    return form.start_pose(context, context.side)


def _end_part(context: Context) -> tuple[int, int]:
    """Ticks from halfway through the approach to the end of the hold: where the path and the aim show."""
    start, end = context.ticks("moving_in")
    return (start + end) // 2, max(context.ticks("hold")[1], end)


def knee_path(context: Context) -> Finding:
    """Sideways error of the knee off the line from hip to its own shoulder, shoulder widths."""
    first, last = _end_part(context)
    values = np.abs(_aim(context, "knee_sideways")[first:last])
    return judge_limit(context, _path_limit(context.settings), values, first, why=_LEG_HIDDEN)


def _aim(context: Context, name: str) -> Array:
    """A sideways place of the knee over all ticks: by the network's own depth, which reads too little of it.

    Seen from an end or from above its place on the mat, which reads too much, is the other half.
    """
    own = context.column(f"{name}_{context.side}_sw")
    if context.mat is None or context.view.kind not in ("foot-end", "head-end", "overhead"):
        return own
    placed = context.column(f"{name}_{context.side}_placed_sw")
    both: Array = np.where(np.isnan(own), placed, np.where(np.isnan(placed), own, (own + placed) / 2))
    return both


def _path_limit(settings: Settings) -> Limit:
    return Limit("knee_path", "off_path", "shoulder_widths", settings["ktc_path_green_sw"], settings["ktc_path_red_sw"])


def _side_limit(settings: Settings) -> Limit:
    edge = settings["ktc_other_side_sw"]
    return Limit("same_side", "wrong_shoulder", "shoulder_widths", edge, edge, sign=-1.0)


def same_side(context: Context) -> Finding:
    """The knee stays on its own side of the midline, shoulder widths outward of it."""
    first, last = _end_part(context)
    values = _aim(context, "knee_lateral")[first:last]
    return judge_limit(context, _side_limit(context.settings), values, first, why=_LEG_HIDDEN)


def other_foot_down(context: Context) -> Finding:
    """Rise of the other foot above where it rested, shanks; from halfway in, since the partner reaches past it."""
    settings, other = context.settings, OTHER[context.side]
    first, last = _end_part(context)
    if context.mat:
        name = f"ankle_height_{other}_shanks"
        values = context.column(name)[first:last] - context.resting(name)
        values = np.where(np.isnan(values), _lifted_with_thigh(context, first, last), values)
    else:
        scale = context.resting("scale_px_m") * SHANK_M
        rises = [
            (context.resting(name) - context.column(name)[first:last]) / scale
            for name in (f"ankle_{other}_y_px", f"heel_{other}_y_px")
        ]
        values = np.where(np.isnan(rises[0]), rises[1], rises[0])
    limit = Limit(
        "other_foot_down", "foot_up", "shanks", settings["ktc_foot_green_shank"], settings["ktc_foot_red_shank"]
    )
    return judge_limit(context, limit, values, first, why="The other foot was hidden for too much of the time.")


def _lifted_with_thigh(context: Context, first: int, last: int) -> Array:
    """Rise of the other foot, shanks, where only its thigh is seen: as far as that comes up, the knee bent as before.

    How far it came up is counted from where it mostly lies in the hold: it may rest elsewhere than in the set-up.
    """
    thigh = context.column(f"thigh_trunk_{OTHER[context.side]}_body_deg")
    start, end = context.ticks("hold")
    rises = np.radians(thigh[first:last] - form.usual(thigh[start:end]))
    lifted: Array = _HIP_TO_ANKLE_SHANKS * np.sin(np.clip(rises, 0.0, np.pi / 2))
    return lifted


def depth(context: Context) -> Finding:
    """How far the thigh came toward the trunk in the hold, degrees."""
    settings = context.settings
    limit = form.engaged_deg(
        context.trace.baseline_deg, settings["ktc_engaged_deg"], settings["ktc_engaged_change_deg"]
    )
    margin = settings["ktc_engaged_margin_deg"]
    return form.reach(context, "depth", "too_shallow", limit_deg=limit, margin_deg=margin, why=_LEG_HIDDEN)


def steady_hold(context: Context) -> Finding:
    """Steady while held; another foot that lifts, or a knee that strays, turns the pelvis and is told by itself."""
    told = context.events_of("knee_path", "same_side", "other_foot_down")
    return steady_check(context, told=told, misread=_strays(context))


def _strays(context: Context) -> list[Event]:
    """Where the knee is aside of where it mostly is in the hold, in a view that is too weak to tell that as a fault.

    Seen obliquely a knee that goes aside and nothing else reads as an angle that falls by 17 degrees and more; one that
    sinks goes aside by no more than 0.15 shoulder widths.
    """
    if context.mat is None or grade("knee_path", context.view.kind) != "w":
        return []
    first, last = context.ticks("hold")
    aside = carried(np.mean([context.column(name)[first:last] for name in _aside(context.side)], axis=0))
    away = np.abs(aside - middle(aside)) > context.settings["ktc_strays_sw"]
    return form.held_events(context, "off_path", away)


def _aside(side: Side) -> tuple[str, ...]:
    """Where a knee is, sideways: on the mat, which reads too little of one that crosses, and by the network's depth."""
    return (f"knee_sideways_{side}_placed_sw", f"knee_sideways_{side}_sw")


def likeness(context: Context) -> float:
    """One bent knee comes up while the other leg stays, neither up nor down, and both knees do not go aside together.

    It comes up beyond where it lies with the foot put down. The ankle is free; that of a knee that points outward only
    seems crossed, if the knee comes far up alone.
    """
    settings, raised = context.settings, raised_deg(context, OTHER[context.side])
    bent = bend_deg(context, context.side)
    flexed = held(context, context.angle_name("thigh_trunk", context.side))
    deep = above(flexed, settings["ktc_engaged_deg"], 3.0)
    alone = min(below(raised, settings["departure_deg"], 2.0), deep)
    return weakest(
        (
            above(bent, settings["bent_knee_deg"], 5.0),
            above(flexed, settings["ktc_drawn_least_deg"], 3.0),
            below(raised, settings["other_raised_deg"], 5.0),
            below(-raised, settings["other_raised_deg"], 5.0, unseen=0.8),
            max(below(crossed_share(context), 0.5, 0.1, unseen=0.8), alone),
            max(
                below(abs(change(context, "knee_drop_right_deg")), settings["aside_most_deg"], 5.0, unseen=0.8),
                above(raised_deg(context, context.side) - raised, settings["thighs_differ_deg"], 3.0, unseen=0.5),
            ),
        )
    )


def _either(row: Array, joint: str, side: Side) -> float:
    """An angle of a single picture: the mean of picture and body, or the one that is known."""
    both = [row[INDEX[f"{joint}_{side}_image_deg"]], row[INDEX[f"{joint}_{side}_deg"]]]
    known = [float(value) for value in both if value == value]
    return sum(known) / len(known) if known else float("nan")


def still(row: Array, settings: Settings) -> tuple[Side, float] | None:
    """The side whose bent knee is drawn up in a single picture while the other leg is low."""
    flexed = {side: _either(row, "thigh_trunk", side) for side in OTHER}
    sides = [side for side in flexed if flexed[side] == flexed[side]]
    if not sides:
        return None
    best = max(sides, key=lambda side: flexed[side])
    other = flexed[OTHER[best]]
    answers = (
        above(flexed[best], settings["still_drawn_up_deg"], 3.0),
        above(_either(row, "knee_flexion", best), settings["bent_knee_deg"], 5.0),
        below(other, settings["still_low_deg"], 3.0, unseen=0.8),
        above(flexed[best] - other, settings["ktc_engaged_change_deg"], 3.0, unseen=0.8),
        1.0 - crossed_in(row, best, settings),
    )
    return best, weakest(answers)


def _still_path(row: Array, side: Side, settings: Settings) -> tuple[float, Limit]:
    return abs(float(row[INDEX[f"knee_sideways_{side}_sw"]])), _path_limit(settings)


def _still_side(row: Array, side: Side, settings: Settings) -> tuple[float, Limit]:
    return float(row[INDEX[f"knee_lateral_{side}_sw"]]), _side_limit(settings)


def _still_depth(row: Array, side: Side, settings: Settings) -> tuple[float, Limit]:
    """A warning at most: one picture does not tell whether the movement has ended."""
    limit = Limit("depth", "too_shallow", "deg", settings["ktc_engaged_deg"], float("-inf"), sign=-1.0)
    return _either(row, "thigh_trunk", side), limit


def _progress(side: Side) -> Progress:
    return Progress(
        side,
        f"thigh_trunk_{side}_mixed_deg",
        f"thigh_trunk_{side}_body_deg",
        (f"leg_trust_{side}",),
        aside=_aside(side),
        strays="ktc_strays_sw",
        moves=(f"knee_{side}", f"ankle_{side}"),
    )


KNEE_TO_CHEST: Final = Stretch(
    name="knee-to-chest",
    hold_target_s=(30.0, 60.0),
    progress=(
        _progress("left"),
        _progress("right"),
    ),
    checks=(
        ("start_pose", start_pose),
        ("knee_path", knee_path),
        ("same_side", same_side),
        ("other_foot_down", other_foot_down),
        ("depth", depth),
        ("smooth_in", smooth_in),
        ("steady_hold", steady_hold),
        ("hold", hold_check),
        ("smooth_out", smooth_out),
    ),
    likeness=likeness,
    still=still,
    still_limits={"knee_path": _still_path, "same_side": _still_side, "depth": _still_depth},
    cues={
        "start_pose": "Begin with both knees bent and both feet flat on the floor.",
        "knee_path": "Guide the knee toward the same shoulder, not outward or across.",
        "same_side": "Guide the knee toward the shoulder of its own side.",
        "other_foot_down": "Let the other foot rest flat on the floor.",
        "depth": "Guide the knee a little nearer to the chest, only as far as it goes easily.",
        "smooth_in": "Move in slowly and evenly, as the breath goes out.",
        "steady_hold": "Hold still at the first resistance: no bouncing, no pushing on.",
        "hold": "Hold for 30 to 60 seconds.",
        "smooth_out": "Let go slowly, all the way back.",
    },
    source="Description of the assisted stretch by its teachers; defaults in protocols.thresholds",
)
