"""Gentle supported spinal twist: from hook-lying, arms in a T, both knees are guided down to one side.

The partner kneels beside at hip level with both hands over the knees and keeps them stacked; the opposite shoulder
stays on the floor. Held 20 to 30 s, back slowly to the centre, then the other side. The side is where the knees go.
"""

from typing import Final

import numpy as np

from protocols import form
from protocols.checks import cannot_see, hidden_by_view, judge_limit, weakened
from protocols.likeness import above, below, change, crossed_share, held, middle, raised_deg, weakest
from protocols.measures import INDEX
from protocols.movement import smooth_in, smooth_out
from protocols.sides import both_sides
from protocols.steady import hold_check, steady_check
from protocols.stretch import Array, Context, Finding, Limit, Progress, Stretch
from protocols.thresholds import Settings
from protocols.types import OTHER, Check, Event, Side, Verdict

_KNEES_HIDDEN: Final = "The knees were hidden for too much of the time."
_CENTRE_TICKS: Final = 15
"""Half a second to either side of the end of the release in which the knees must have come to the centre."""

_AT_LAST_TICKS: Final = 6
_MISREAD_DEG: Final = 5.0
"""Knees that point to the ceiling may seem to lean so far: seen obliquely they do so in the set-up and in the hold."""

_STILL_TOGETHER_FEMURS: Final = 0.8


def start_pose(context: Context) -> Finding:
    """Hook-lying: both knees bent, feet flat."""
    return form.start_pose(context, context.side)


def _moved(context: Context) -> tuple[int, int]:
    """Ticks from the onset to the end of the hold."""
    return context.ticks("moving_in")[0], max(context.ticks("hold")[1], context.ticks("moving_in")[1])


def arms_t(context: Context) -> Finding:
    """Both arms out to the sides on the floor, elbows straight; the worse arm that the camera faces, degrees off.

    On the far side the partner's arms pass for the recipient's.
    """
    first, last = _moved(context)
    if context.mat is None:
        return cannot_see(context, "arms_t", "Where the camera stands is not known.")
    arms = [context.column(f"arm_{side}_off_t_deg")[first:last] for side in context.mat.faces]
    values = np.fmax(arms[0], arms[-1])
    limit = Limit(
        "arms_t", "arms_off", "deg", context.settings["twist_arms_green_deg"], context.settings["twist_arms_red_deg"]
    )
    return judge_limit(context, limit, values, first, why="The arms were hidden for too much of the time.")


def knees_stacked(context: Context) -> Finding:
    """One knee on the other once they are down: not apart, not parting, none ahead, thighs side by side.

    How far apart knees seem that lie on each other differs with the view; how much farther they are than they mostly
    are in the same hold does not.
    """
    first, last = context.ticks("hold")
    gap = (context.column("knee_gap_femurs") + context.column("knees_apart_femurs"))[first:last] / 2
    shear, apart = (context.column(name)[first:last] for name in ("knee_shear_femurs", "thighs_apart_deg"))
    parted = np.where(gap > context.settings["twist_gap_green_femur"], gap - form.usual(gap), 0.0 * gap)
    values = (gap, parted, shear, apart)
    findings = [
        judge_limit(context, limit, value, first, why=_KNEES_HIDDEN)
        for limit, value in zip(_stack_limits(context.settings), values, strict=True)
    ]
    return form.worst_of(findings)


def _stack_limits(settings: Settings) -> tuple[Limit, ...]:
    return tuple(
        Limit(
            "knees_stacked", "unstacked", unit, settings[f"twist_{name}_green_{of}"], settings[f"twist_{name}_red_{of}"]
        )
        for name, of, unit in (
            ("gap", "femur", "femurs"), ("parts", "femur", "femurs"), ("shear", "femur", "femurs"),
            ("apart", "deg", "deg"),
        )
    )  # fmt: skip


def shoulder_anchored(context: Context) -> Finding:
    """Rise of the shoulder away from the knees above where it rested, and above where it mostly is, shoulder widths.

    In the hold alone: on the way in the partner's arms pass before the shoulder and the networks lift it. A trunk that
    turns lifts the reading of a shoulder that stays down by half of what a lifted one adds, but by the same all along.
    """
    first, last = context.ticks("hold")
    name = f"shoulder_height_{OTHER[context.side]}_sw"
    height = context.column(name)[first:last]
    lift, rises = height - context.resting(name), height - form.usual(height)
    findings = [
        judge_limit(context, limit, values, first, why="The shoulder was hidden for too much of the time.")
        for limit, values in zip(_lift_limits(context.settings), (lift, rises), strict=True)
    ]
    return form.worst_of(findings)


def _lift_limits(settings: Settings) -> tuple[Limit, ...]:
    return tuple(
        Limit(
            "shoulder_anchored", "shoulder_lift", "shoulder_widths", settings[f"twist_{name}_green_sw"],
            settings[f"twist_{name}_red_sw"],
        )
        for name in ("lift", "rises")
    )  # fmt: skip


def depth(context: Context) -> Finding:
    """How far the knees came down in the hold, degrees from the ceiling."""
    limit, margin = context.settings["twist_engaged_deg"], context.settings["twist_engaged_margin_deg"]
    return form.reach(context, "depth", "too_shallow", limit_deg=limit, margin_deg=margin, why=_KNEES_HIDDEN)


def steady_hold(context: Context) -> Finding:
    """Steady while held; knees that part or a shoulder that lifts move the knees' mean, and are told by themselves."""
    return steady_check(context, told=context.events_of("knees_stacked", "shoulder_anchored"))


def returned_to_centre(context: Context) -> Finding:
    """Where the knees came to rest after the release, degrees from where they began."""
    name, settings = "returned_to_centre", context.settings
    hidden = hidden_by_view(context, name)
    start, end = context.ticks("release")
    first, last = max(end - _CENTRE_TICKS, start), min(end + _CENTRE_TICKS, len(context.rows))
    speed = middle(np.abs(context.speed_deg_s[max(first, last - _AT_LAST_TICKS) : last]))
    value = middle(np.abs(context.angle_deg[first:last] - context.trace.baseline_deg))
    if hidden or last - first < _CENTRE_TICKS or speed > settings["onset_speed_deg_s"]:
        return cannot_see(context, name, hidden or "The recording ends before the knees are back.")
    if value != value:
        return cannot_see(context, name, _KNEES_HIDDEN)
    green, red = settings["twist_centre_green_deg"], settings["twist_centre_red_deg"]
    verdict = Verdict.FAULT if value > red else Verdict.WARN if value > green else Verdict.OK
    span = (context.time_s(first), context.time_s(last))
    check = Check(name, verdict, round(value, 1), green, "deg", span[0])
    event = Event("not_centred", *span, phase="release", side=context.side, value=check.value, unit="deg")
    return weakened(context, Finding(check, (event,) if verdict == Verdict.FAULT else ()))


def likeness(context: Context) -> float:
    """Both knees go aside together, thighs alike and one of them raised, no ankle crossed."""
    settings = context.settings
    differ = abs(raised_deg(context, "left") - raised_deg(context, "right"))
    name = f"knee_drop_{context.side}_deg"
    rest = context.resting(name)
    dropped = min(change(context, name), held(context, name) - min(max(rest, -_MISREAD_DEG), _MISREAD_DEG))
    raised = max((held(context, f"thigh_trunk_{side}_placed_deg") for side in OTHER), key=form.nan_last)
    return weakest(
        (
            above(dropped, settings["dropped_deg"], 2.0, unseen=0.2),
            above(_lesser_lean_deg(context), settings["twist_both_deg"], 1.5, unseen=0.7),
            above(raised, settings["start_thigh_trunk_low_deg"], 3.0, unseen=0.8),
            below(differ, settings["thighs_differ_deg"], 5.0, unseen=0.7),
            below(crossed_share(context), 0.5, 0.1, unseen=0.7),
        )
    )


def _lesser_lean_deg(context: Context) -> float:
    """How far the knee that went aside less did go to this side; NaN where one of them is not known.

    From where it was, or else from upright: which way a straight leg leans that lies flat means nothing.
    """
    leans = []
    for side, sign in ((context.side, 1.0), (OTHER[context.side], -1.0)):
        flat = context.resting(f"thigh_trunk_{side}_placed_deg") < context.settings["start_thigh_trunk_low_deg"]
        leans.append(sign * (held if flat else change)(context, f"thigh_lean_{side}_deg"))
    return min(leans) if leans[0] == leans[0] and leans[1] == leans[1] else float("nan")


def still(row: Array, settings: Settings) -> tuple[Side, float] | None:
    """In a single picture: both knees far to one side by the network's own depth, and near each other."""
    lateral = [float(row[INDEX[f"knee_lateral_{side}_sw"]]) for side in ("left", "right")]
    to_right = (lateral[1] - lateral[0]) / 2
    if to_right != to_right:
        return None
    side: Side = "right" if to_right > 0 else "left"
    together = below(float(row[INDEX["knee_gap_femurs"]]), _STILL_TOGETHER_FEMURS, 0.1, unseen=0.3)
    aside = min(lateral[1], -lateral[0]) if side == "right" else min(lateral[0], -lateral[1])
    return side, weakest((together, above(aside, 0.3, 0.05, unseen=0.2)))


def _still_shear(row: Array, side: Side, settings: Settings) -> tuple[float, Limit]:
    return float(row[INDEX["knee_shear_femurs"]]), _stack_limits(settings)[1]


def _progress(side: Side) -> Progress:
    name = f"knee_drop_{side}_deg"
    trust, knees = ("leg_trust_left", "leg_trust_right"), ("knee_left", "knee_right")
    return Progress(side, name, name, trust, "twist_deeper_deg", moves=knees)


SPINAL_TWIST: Final = Stretch(
    name="spinal-twist",
    hold_target_s=(20.0, 30.0),
    meant="twist_meant_s",
    progress=(_progress("left"), _progress("right")),
    checks=(
        ("start_pose", start_pose),
        ("arms_t", arms_t),
        ("knees_stacked", knees_stacked),
        ("shoulder_anchored", shoulder_anchored),
        ("depth", depth),
        ("smooth_in", smooth_in),
        ("steady_hold", steady_hold),
        ("hold", hold_check),
        ("smooth_out", smooth_out),
        ("returned_to_centre", returned_to_centre),
        ("both_sides", both_sides),
    ),
    likeness=likeness,
    still=still,
    still_limits={"knees_stacked": _still_shear},
    cues={
        "start_pose": "Begin with both knees bent and both feet flat on the floor.",
        "arms_t": "Let both arms rest out to the sides, like a T.",
        "knees_stacked": "Keep the knees together, one on top of the other.",
        "shoulder_anchored": "Let the far shoulder stay on the floor; go less far if it lifts.",
        "depth": "Let the knees sink a little further, only as far as they go easily.",
        "smooth_in": "Move slowly and evenly, as the breath goes out.",
        "steady_hold": "Hold still: no bouncing, no pushing on.",
        "hold": "Hold for 20 to 30 seconds.",
        "smooth_out": "Bring the knees back slowly, with the hands.",
        "returned_to_centre": "Bring the knees all the way back to the middle.",
        "both_sides": "Do the other side as well.",
    },
    source="Description of the assisted stretch by its teachers; defaults in protocols.thresholds",
)
