"""Assisted single knee-to-chest: from hook-lying one knee is guided toward the shoulder of its own side.

The partner kneels next to the hip of that leg, one hand behind the knee and one on the ankle, guides it as the person
breathes out and stops at the first resistance; the other foot stays flat on the floor. Held 30 to 60 s.
"""

from typing import Final

import numpy as np

from protocols.checks import cannot_see, hidden_by_view, judge_limit, weakened
from protocols.measures import INDEX
from protocols.movement import hold_check, smooth_check, steady_check
from protocols.stretch import Array, Context, Finding, Limit, Progress, Stretch
from protocols.thresholds import Settings
from protocols.types import Check, Event, Side, Verdict

_SHANK_M = 0.40
"""Length of a shank where the body's own is not measured: 0.246 of a stature of 1.63 m."""

_BENT_DEG: Final = 55.0
"""Least bend of the stretched knee: with a straighter one it is another exercise."""

_CROSSED_SHANKS: Final = 0.5
"""Nearer than this to the other knee the ankle lies across it, as in a figure-four, if the knee points outward."""

_OUTWARD_SW: Final = 0.5
"""Farther than this from the midline a knee points outward; with parallel legs the ankle is near the other knee too."""

_DRAWN_UP_DEG: Final = 65.0
"""Least thigh-trunk angle at which a single picture is taken for a knee drawn up."""

_OTHER_LOW_DEG: Final = 75.0
"""In a single picture the other thigh lies lower than this, else both legs are drawn up."""

_OTHER_RAISED_DEG: Final = 35.0
"""More than this above its rest the other thigh is drawn up too: a figure-four or both knees."""

_OTHER: Final[dict[Side, Side]] = {"left": "right", "right": "left"}
_LEG_HIDDEN = "The stretched leg was hidden for too much of the time."


def start_pose(context: Context) -> Finding:
    """Hook-lying: both knees bent, feet flat; the worst angle outside its range, degrees."""
    name, settings = "start_pose", context.settings
    legs = {}
    for side in ("left", "right"):
        thigh = context.resting(context.angle_name("thigh_trunk", side))
        knee = context.resting(context.angle_name("knee_flexion", side))
        legs[side] = max(_outside(thigh, settings, "thigh_trunk"), _outside(knee, settings, "knee"), key=_nan_last)
    known = {side: off for side, off in legs.items() if np.isfinite(off)}
    if not known:
        return cannot_see(context, name, "Neither leg was known in the set-up.")
    worst = max(known, key=lambda side: known[side])
    off, margin = known[worst], settings["start_margin_deg"]
    share = 1 - len(known) / 2
    if context.side not in known and off <= margin:
        return cannot_see(context, name, "The stretched leg was hidden in the set-up.", share=share)
    verdict = Verdict.FAULT if off > margin else Verdict.WARN if off > 0 else Verdict.OK
    start, end = context.ticks("setup")
    check = Check(name, verdict, round(float(off), 1), margin, "deg", context.time_s(start), round(share, 3))
    events: tuple[Event, ...] = ()
    if verdict == Verdict.FAULT:
        events = (
            Event(
                "wrong_start",
                context.time_s(start),
                context.time_s(end),
                None,
                "setup",
                context.side,
                check.value,
                "deg",
            ),
        )
    return weakened(context, Finding(check, events))


def _nan_last(value: float) -> float:
    return value if value == value else -1.0


def _outside(value: float, settings: Settings, joint: str) -> float:
    """Degrees outside the hook-lying range, 0 within it; NaN where unknown."""
    low, high = settings[f"start_{joint}_low_deg"], settings[f"start_{joint}_high_deg"]
    return max(low - value, value - high, 0.0) if value == value else float("nan")


def _end_part(context: Context) -> tuple[int, int]:
    """Ticks from halfway through the approach to the end of the hold: where the path and the aim show."""
    start, end = context.ticks("moving_in")
    return (start + end) // 2, max(context.ticks("hold")[1], end)


def knee_path(context: Context) -> Finding:
    """Sideways error of the knee off the line from hip to its own shoulder, shoulder widths."""
    first, last = _end_part(context)
    values = np.abs(context.column(f"knee_sideways_{context.side}_sw")[first:last])
    return judge_limit(context, _path_limit(context.settings), values, first, why=_LEG_HIDDEN)


def _path_limit(settings: Settings) -> Limit:
    return Limit("knee_path", "off_path", "shoulder_widths", settings["ktc_path_green_sw"], settings["ktc_path_red_sw"])


def _side_limit(settings: Settings) -> Limit:
    edge = settings["ktc_other_side_sw"]
    return Limit("same_side", "wrong_shoulder", "shoulder_widths", edge, edge, sign=-1.0)


def same_side(context: Context) -> Finding:
    """The knee stays on its own side of the midline, shoulder widths outward of it."""
    first, last = _end_part(context)
    values = context.column(f"knee_lateral_{context.side}_sw")[first:last]
    return judge_limit(context, _side_limit(context.settings), values, first, why=_LEG_HIDDEN)


def other_foot_down(context: Context) -> Finding:
    """Rise of the other foot above where it rested, shanks."""
    settings, other = context.settings, _OTHER[context.side]
    first, last = context.ticks("moving_in")[0], max(context.ticks("hold")[1], context.ticks("moving_in")[1])
    scale = context.resting("scale_px_m") * _SHANK_M
    rises = [
        (context.resting(name) - context.column(name)[first:last]) / scale
        for name in (f"ankle_{other}_y_px", f"heel_{other}_y_px")
    ]
    values = np.where(np.isnan(rises[0]), rises[1], rises[0])
    limit = Limit(
        "other_foot_down", "foot_up", "shanks", settings["ktc_foot_green_shank"], settings["ktc_foot_red_shank"]
    )
    return judge_limit(context, limit, values, first, why="The other foot was hidden for too much of the time.")


def engaged_deg(baseline_deg: float, settings: Settings) -> float:
    """Thigh-trunk angle from which the stretch counts as reached."""
    change = baseline_deg + settings["ktc_engaged_change_deg"]
    return max(settings["ktc_engaged_deg"], change) if change == change else settings["ktc_engaged_deg"]


def depth(context: Context) -> Finding:
    """How far the thigh came toward the trunk in the hold, degrees."""
    name, settings = "depth", context.settings
    hidden = hidden_by_view(context, name)
    if hidden:
        return cannot_see(context, name, hidden)
    start, end = context.ticks("hold")
    values = context.angle_deg[start:end]
    known = values[np.isfinite(values)]
    unknown = 1 - len(known) / len(values) if len(values) else 1.0
    if not len(known) or unknown > settings["unknown_share_max"]:
        return cannot_see(context, name, _LEG_HIDDEN, share=unknown)
    value, limit = float(np.median(known)), engaged_deg(context.trace.baseline_deg, settings)
    least = limit - settings["ktc_engaged_margin_deg"]
    verdict = Verdict.OK if value >= limit else Verdict.WARN if value >= least else Verdict.FAULT
    check = Check(name, verdict, round(value, 1), round(limit, 1), "deg", context.time_s(start), round(unknown, 3))
    events: tuple[Event, ...] = ()
    if verdict == Verdict.FAULT:
        span = (context.time_s(start), context.time_s(end))
        events = (Event("too_shallow", *span, None, "hold", context.side, check.value, "deg"),)
    return weakened(context, Finding(check, events))


def smooth_in(context: Context) -> Finding:
    """No jerk and no haste on the way in."""
    return smooth_check(context, "smooth_in", "moving_in")


def smooth_out(context: Context) -> Finding:
    """No jerk and no haste on the way out."""
    return smooth_check(context, "smooth_out", "release")


def recognised(context: Context) -> bool:
    """The knee is bent, the ankle free and the other leg low where the leg is held; else it is another exercise."""
    start, end = context.ticks("hold")
    bent = _middle(context.column(context.angle_name("knee_flexion", context.side))[start:end])
    apart = _middle(context.column(f"ankle_to_knee_{context.side}_shanks")[start:end])
    outward = _middle(context.column(f"knee_lateral_{context.side}_sw")[start:end])
    other = context.angle_name("thigh_trunk", _OTHER[context.side])
    raised = _middle(context.column(other)[start:end]) - context.resting(other)
    crossed = apart < _CROSSED_SHANKS and outward > _OUTWARD_SW
    return not bent <= _BENT_DEG and not crossed and not raised > _OTHER_RAISED_DEG


def _middle(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")


def _either(row: Array, joint: str, side: Side) -> float:
    """An angle of a single picture: the mean of picture and body, or the one that is known."""
    both = [row[INDEX[f"{joint}_{side}_image_deg"]], row[INDEX[f"{joint}_{side}_deg"]]]
    known = [float(value) for value in both if value == value]
    return sum(known) / len(known) if known else float("nan")


def still(row: Array, settings: Settings) -> Side | None:
    """The side whose bent knee is drawn up in a single picture, or None."""
    flexed = {side: _either(row, "thigh_trunk", side) for side in _OTHER}
    sides = [side for side in flexed if flexed[side] == flexed[side]]
    if not sides:
        return None
    best = max(sides, key=lambda side: flexed[side])
    other = flexed[_OTHER[best]]
    apart = other != other or (other < _OTHER_LOW_DEG and flexed[best] - other > settings["ktc_engaged_change_deg"])
    outward = row[INDEX[f"knee_lateral_{best}_sw"]] > _OUTWARD_SW
    crossed = outward and row[INDEX[f"ankle_to_knee_{best}_shanks"]] < _CROSSED_SHANKS
    drawn_up = flexed[best] > _DRAWN_UP_DEG and not crossed
    return best if apart and drawn_up and _either(row, "knee_flexion", best) > _BENT_DEG else None


def _still_path(row: Array, side: Side, settings: Settings) -> tuple[float, Limit]:
    return abs(float(row[INDEX[f"knee_sideways_{side}_sw"]])), _path_limit(settings)


def _still_side(row: Array, side: Side, settings: Settings) -> tuple[float, Limit]:
    return float(row[INDEX[f"knee_lateral_{side}_sw"]]), _side_limit(settings)


def _still_depth(row: Array, side: Side, settings: Settings) -> tuple[float, Limit]:
    """A warning at most: one picture does not tell whether the movement has ended."""
    limit = Limit("depth", "too_shallow", "deg", settings["ktc_engaged_deg"], float("-inf"), sign=-1.0)
    return _either(row, "thigh_trunk", side), limit


KNEE_TO_CHEST: Final = Stretch(
    name="knee-to-chest",
    hold_target_s=(30.0, 60.0),
    progress=(
        Progress("left", "thigh_trunk_left_mixed_deg", "thigh_trunk_left_deg"),
        Progress("right", "thigh_trunk_right_mixed_deg", "thigh_trunk_right_deg"),
    ),
    checks=(
        ("start_pose", start_pose),
        ("knee_path", knee_path),
        ("same_side", same_side),
        ("other_foot_down", other_foot_down),
        ("depth", depth),
        ("smooth_in", smooth_in),
        ("steady_hold", steady_check),
        ("hold", hold_check),
        ("smooth_out", smooth_out),
    ),
    recognised=recognised,
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
