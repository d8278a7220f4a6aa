"""Assisted figure-four: one ankle lies across the other thigh, just above the knee, and both legs are drawn in.

The partner has one hand on the crossed ankle and the other behind the thigh of the bottom leg, lifts its foot off the
floor and slowly draws the bent-knee complex toward the chest. Held 30 to 45 s, then the other side. The side is the
crossed leg; the followed angle is that of the bottom leg.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from protocols import form
from protocols.checks import cannot_see, judge_limit
from protocols.likeness import above, below, bend_deg, crossed_in, crossed_share, held, middle, raised_deg, weakest
from protocols.mat import SHANK_M, THIGH_M
from protocols.measures import INDEX
from protocols.movement import smooth_in, smooth_out
from protocols.sides import both_sides
from protocols.steady import hold_check, steady_check
from protocols.stretch import Array, CheckFunction, Context, Finding, Limit, Progress, Stretch
from protocols.thresholds import Settings
from protocols.ticks import TICK_S
from protocols.types import OTHER, Event, Side
from protocols.views import grade

_LEG_HIDDEN: Final = "The bottom leg was hidden for too much of the time."
_ANKLE_HIDDEN: Final = "The crossed ankle was hidden for too much of the time."
_ONLY_CROSSED: Final = "The legs were only crossed, and not drawn in."
_SLIP_EXPLAINS: Final = frozenset(("bounce", "drift", "pushed_deeper", "jerk"))
_RESTS_TICKS: Final = 60
_RESTS_SHANK: Final = 0.1
"""The ankle's own place is where it lay in the first two seconds of the hold that show it about as near as usual."""


def start_pose(context: Context) -> Finding:
    """The bottom leg bent, its foot flat; the other may already be crossed."""
    bottom = OTHER[context.side]
    return form.start_pose(context, bottom, legs=(bottom,))


def ankle_crossed(context: Context) -> Finding:
    """The crossed ankle's distance from its place above the other knee, and how far it slid in the hold, shanks."""
    first, last = context.ticks("hold")
    if _came_off(context):
        last = context.ticks("release")[1]
    contact, slid = _cross_limits(context.settings)
    last = _until_uncrossed(context, first, last)
    distance = _contact(context)[first:last]
    findings = [judge_limit(context, contact, distance, first, why=_ANKLE_HIDDEN)]
    if context.mat is not None:
        findings.append(judge_limit(context, slid, _slid(context, first, last), first, why=_ANKLE_HIDDEN))
    seen = [finding for finding in findings if finding.check.verdict != "unknown"]
    return form.worst_of(seen or findings)


def _until_uncrossed(context: Context, first: int, last: int) -> int:
    """Where the ankle that was only crossed begins to be taken off again: from there on it has not slipped."""
    if context.stretch is not UNDRAWN or not context.trace.is_cut:
        return last
    contact = _contact(context)[first:last]
    at_rest = np.flatnonzero(contact <= _usual(context, last) + _RESTS_SHANK)
    return first + int(at_rest[-1]) + 1 if len(at_rest) else last


def _came_off(context: Context) -> bool:
    """The ankle came off for good while the legs were still drawn in: a slip, and no legs let down and uncrossed."""
    if not context.trace.is_cut:
        return False
    end = context.ticks("hold")[1]
    drawn_in = context.settings["fig4_engaged_deg"] - context.settings["fig4_engaged_margin_deg"]
    return middle(_bottom_deg(context)[end : end + _RESTS_TICKS]) > drawn_in


def _bottom_deg(context: Context) -> Array:
    """The bottom thigh's angle: the followed one, unless only the ankle was crossed."""
    if context.stretch is UNDRAWN:
        return context.column(f"thigh_trunk_{OTHER[context.side]}_placed_deg")
    return context.smooth_deg


def _cross_limits(settings: Settings) -> tuple[Limit, Limit]:
    return (
        Limit(
            "ankle_crossed", "ankle_slipped", "shanks", settings["fig4_contact_green_shank"],
            settings["fig4_contact_red_shank"],
        ),
        Limit(
            "ankle_crossed", "ankle_slipped", "shanks", settings["fig4_slid_green_shank"],
            settings["fig4_slid_red_shank"],
        ),
    )  # fmt: skip


def _contact(context: Context) -> Array:
    name = f"contact_{context.side}_shanks" if context.mat else f"ankle_to_thigh_{context.side}_shanks"
    return context.column(name)


def _usual(context: Context, last: int) -> float:
    """The ankle's distance from its place while it was crossed up to a tick, the lower end; NaN where never known.

    From the way in on: in the hold the ankle may be seen only where it slipped.
    """
    span = slice(context.trace.onset, last)
    contact = _contact(context)[span]
    return form.usual(contact[context.column("crossed")[span] == (1.0 if context.side == "right" else -1.0)])


def _slid(context: Context, first: int, last: int) -> Array:
    """How far the ankle is from where it lies while it is crossed, less what the bottom thigh's own turn explains."""
    assert context.mat is not None
    place = np.stack([context.column(f"ankle_{context.side}_{axis}_px")[first:last] for axis in "xy"], axis=1)
    contact = _contact(context)[first:last]
    known = place[np.isfinite(place).all(axis=1) & (contact <= _usual(context, last) + _RESTS_SHANK)][:_RESTS_TICKS]
    if not len(known):
        return np.full(last - first, np.nan)
    away = place - np.median(known, axis=0)
    distance_m = np.sqrt(away[:, 0] ** 2 + away[:, 1] ** 2) / context.mat.scale_px_m
    angle = _bottom_deg(context)[first:last]
    turned = np.abs(angle - middle(angle))
    explained_m = THIGH_M * np.radians(np.where(np.isnan(turned), 0.0, turned))
    slid: Array = np.maximum(distance_m - explained_m, 0.0) / SHANK_M
    return slid


def foot_lifted(context: Context) -> Finding:
    """Rise of the bottom foot above where it rested, shanks."""
    name, settings = "foot_lifted", context.settings
    limit = Limit(
        name, "foot_not_lifted", "shanks", settings["fig4_lift_green_shank"], settings["fig4_lift_red_shank"], sign=-1.0
    )
    first, last = context.ticks("hold")
    column = f"ankle_height_{OTHER[context.side]}_shanks"
    if context.mat is None:
        return cannot_see(context, name, "Where the camera stands is not known.")
    values = context.column(column)[first:last] - context.resting(column)
    return judge_limit(context, limit, values, first, why="The bottom foot was hidden for too much of the time.")


def drawn_in(context: Context) -> Finding:
    """How far the bottom thigh came toward the trunk in the hold, degrees."""
    settings = context.settings
    limit = form.engaged_deg(
        context.trace.baseline_deg, settings["fig4_engaged_deg"], settings["fig4_engaged_change_deg"]
    )
    margin = settings["fig4_engaged_margin_deg"]
    return form.reach(context, "drawn_in", "not_drawn_in", limit_deg=limit, margin_deg=margin, why=_LEG_HIDDEN)


def never_drawn_in(context: Context) -> Finding:
    """The same where the bottom leg is not the one that was followed: it stayed where it rested."""
    settings, name = context.settings, f"thigh_trunk_{OTHER[context.side]}_placed_deg"
    limit = form.engaged_deg(context.resting(name), settings["fig4_engaged_deg"], settings["fig4_engaged_change_deg"])
    return form.reach(
        context, "drawn_in", "not_drawn_in", limit_deg=limit, margin_deg=settings["fig4_engaged_margin_deg"],
        why=_LEG_HIDDEN, angle_deg=context.column(name),
    )  # fmt: skip


def steady_hold(context: Context) -> Finding:
    """Steady while held; what a slipping ankle does to the legs is told as the slip alone."""
    told = context.events_of("ankle_crossed")
    return steady_check(context, told=told, explains=_SLIP_EXPLAINS, misread=_slips(context))


def _slips(context: Context) -> list[Event]:
    """Where the ankle is off its place in a view that is too weak to tell that as a fault."""
    if context.mat is None or grade("ankle_crossed", context.view.kind) != "w":
        return []
    off = _slid(context, *context.ticks("hold")) > context.settings["fig4_slid_red_shank"]
    return form.held_events(context, "ankle_slipped", off)


def likeness(context: Context) -> float:
    """The ankle of this side is crossed and the bottom leg comes up."""
    settings = context.settings
    return weakest(
        (
            above(crossed_share(context, context.side), 0.4, 0.1, unseen=0.25),
            above(raised_deg(context, OTHER[context.side]), settings["departure_deg"], 2.0, unseen=0.6),
        )
    )


def likeness_undrawn(context: Context) -> float:
    """The ankle of this side is crossed for long and the bottom leg stays where it rests, nor is the top one far up.

    A knee drawn far up alone and a leg raised straight only seem crossed, and who crosses the legs for a moment does
    not stretch.
    """
    settings, (start, end) = context.settings, context.ticks("hold")
    return weakest(
        (
            below(held(context, f"thigh_trunk_{context.side}_placed_deg"), settings["ktc_engaged_deg"], 3.0),
            above(bend_deg(context, context.side), settings["bent_knee_deg"], 5.0),
            above((end - start) * TICK_S, settings["fig4_meant_s"], 1.0),
            above(crossed_share(context, context.side), 0.4, 0.1, unseen=0.25),
            below(raised_deg(context, OTHER[context.side]), settings["departure_deg"], 2.0, unseen=0.2),
        )
    )


def still(row: Array, settings: Settings) -> tuple[Side, float] | None:
    """The side whose ankle lies across the other thigh in a single picture."""
    answers = {side: crossed_in(row, side, settings) for side in OTHER}
    best = max(answers, key=lambda side: answers[side])
    return best, answers[best]


def _still_crossed(row: Array, side: Side, settings: Settings) -> tuple[float, Limit]:
    return float(row[INDEX[f"ankle_to_thigh_{side}_shanks"]]), _cross_limits(settings)[0]


def _progress(side: Side) -> Progress:
    """The bottom thigh; where the ankle slips, the knee on top comes in. The legs are drawn in as one."""
    name, trust = f"thigh_trunk_{OTHER[side]}_placed_deg", (f"leg_trust_{OTHER[side]}",)
    aside, moves = (f"thigh_lean_{side}_deg",), (f"knee_{OTHER[side]}", f"ankle_{side}", f"knee_{side}")
    return Progress(side, name, name, trust, aside=aside, strays="fig4_outward_gone_deg", moves=moves)


FIGURE_FOUR: Final = Stretch(
    name="figure-four",
    hold_target_s=(30.0, 45.0),
    progress=(_progress("left"), _progress("right")),
    checks=(
        ("start_pose", start_pose),
        ("ankle_crossed", ankle_crossed),
        ("foot_lifted", foot_lifted),
        ("drawn_in", drawn_in),
        ("smooth_in", smooth_in),
        ("steady_hold", steady_hold),
        ("hold", hold_check),
        ("smooth_out", smooth_out),
        ("both_sides", both_sides),
    ),
    likeness=likeness,
    still=still,
    still_limits={"ankle_crossed": _still_crossed},
    cues={
        "start_pose": "Begin with the foot of the bottom leg flat on the floor.",
        "ankle_crossed": "Keep the ankle on the thigh, just above the other knee.",
        "foot_lifted": "Lift the bottom foot off the floor as the legs come in.",
        "drawn_in": "Draw both legs a little nearer to the chest, only as far as they go easily.",
        "smooth_in": "Draw in slowly and evenly, as the breath goes out.",
        "steady_hold": "Hold still: no bouncing, no pulling on.",
        "hold": "Hold for 30 to 45 seconds.",
        "smooth_out": "Let the legs down slowly, all the way.",
        "both_sides": "Do the other side as well.",
    },
    source="Description of the assisted stretch by its teachers; defaults in protocols.thresholds",
    leads="crossed",
    lead_lag="fig4_uncrossed_s",
)


def _crossing(side: Side) -> Progress:
    """The thigh on top; it comes in by itself, and the ankle tells whether it has slipped.

    No joint has to go along with another: who crosses the own legs moves an ankle alone.
    """
    name, trust = f"thigh_trunk_{side}_placed_deg", (f"leg_trust_{side}",)
    return Progress(side, name, name, trust, aside=(f"contact_{side}_shanks",), strays="fig4_slid_green_shank")


def _not_drawn(name: str) -> CheckFunction:
    return lambda context: cannot_see(context, name, _ONLY_CROSSED)


_INSTEAD: Final = {"drawn_in": never_drawn_in} | {name: _not_drawn(name) for name in ("smooth_in", "smooth_out")}

UNDRAWN: Final = replace(
    FIGURE_FOUR,
    progress=(_crossing("left"), _crossing("right")),
    checks=tuple((name, _INSTEAD.get(name, check)) for name, check in FIGURE_FOUR.checks),
    likeness=likeness_undrawn,
)
"""A figure-four of which only the ankle was crossed: the bottom leg stays, so the one on top is followed."""
