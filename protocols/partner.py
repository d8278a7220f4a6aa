"""Advice to the partner: where to be, how wide, how straight, what does the lifting, and where the hands belong.

Never part of the verdict: good, worth changing or not to be seen, without faults and events.
"""

from typing import Final

import numpy as np

from protocols.geometry import dot, length
from protocols.mat import SHANK_M, TRUNK_M, Mat
from protocols.motion import runs
from protocols.partner_guides import GUIDES, OTHERWISE, Guide, Spots
from protocols.partner_measures import SIDES
from protocols.placing import metres
from protocols.stretch import Array, Context, Finding
from protocols.ticks import TICK_S
from protocols.types import OTHER, Check, Side, Verdict

_WIDER: Final = "Kneel or stand wider: it spares your back."
_UPRIGHT: Final = "Come closer and bend less far forward."
_LONG: Final = "Lift your chest and keep your back long."
_LIFT: Final = "Lift with your legs, keep your back long."
_SOFTEN: Final = "Keep your knees a little bent, so that your legs do the lifting."

_HIDDEN: Final = "The partner was hidden for too much of the time."
_NO_FLOOR: Final = "This view does not show where on the floor the partner is."
_UNSURE_BACK: Final = "One camera cannot tell whether the back is this straight."
_UNSURE_LIFT: Final = "It cannot be told how far the partner leans."
_UNSURE_HANDS: Final = "The hands are near, but it cannot be told whether they hold."

_FLOOR_M: Final = -0.05
"""Height of a knee or an ankle on the floor, above the middle of the hips of someone lying."""

_KEPT_UP: Final = 20.0
"""A value is kept up when it is exceeded in all but these percent of a time."""

_SECOND: Final = 30


def partner_checks(context: Context) -> list[Finding]:
    """What to tell the partner about one repetition; nothing when nobody helps."""
    if not (context.column("partner_seen") > 0).any():
        return []
    return [Finding(judge(context)) for judge in (_side, _stance, _back, _legs, _hands)]


def guide_of(context: Context) -> Guide:
    """What the stretch asks of the partner."""
    return GUIDES.get(context.stretch.name, OTHERWISE)


def shank_px(context: Context) -> float:
    """Length of the recipient's shank in the picture; NaN where unknown."""
    scale = context.mat.scale_px_m if context.mat else context.resting("scale_px_m")
    return scale * SHANK_M


# -- the five checks


def _side(context: Context) -> Check:
    name, mat, guide = "partner_side", context.mat, guide_of(context)
    if mat is None or _floor_share(mat) < context.settings["partner_floor_least_share"]:
        return _unknown(name, _NO_FLOOR)
    off = _judged(context, _off_place_trunks(context, mat, guide))
    hidden = _share(off)
    if hidden > context.settings["unknown_share_max"]:
        return _unknown(name, _HIDDEN, hidden)
    value, limit = float(np.nanmedian(off)), context.settings["partner_place_off_trunks"]
    return _told(name, value, limit, "trunks", cue=None if value <= limit else guide.place_cue, hidden=hidden)


def _stance(context: Context) -> Check:
    name = "partner_stance"
    widths = _judged(context, context.column("partner_stance_sw"))
    hidden = _share(widths)
    if hidden > context.settings["unknown_share_max"]:
        return _unknown(name, _HIDDEN, hidden)
    value, limit = float(np.nanmedian(widths)), context.settings["partner_stance_least_sw"]
    return _told(name, value, limit, "shoulder_widths", cue=None if value >= limit else _WIDER, hidden=hidden)


def _back(context: Context) -> Check:
    """How far ear, shoulder and hip are from one line; a trunk leaned far forward for long is no better."""
    name, settings, first = "partner_back", context.settings, _span(context)[0]
    bend = 180.0 - _judged(context, context.column("partner_ear_shoulder_hip_deg"))
    hidden = _share(bend)
    leans = _judged(context, _lean_deg(context))
    lean, at = _kept_up(leans, settings["partner_posture_s"])
    most = settings["partner_lean_deg"]
    if lean > most and _share(leans) <= settings["unknown_share_max"]:
        return _told(name, lean, most, "deg", cue=_UPRIGHT, hidden=hidden, at_s=context.time_s(first + at))
    bent, at = _kept_up(bend, settings["partner_posture_s"])
    if hidden > settings["unknown_share_max"] or bent != bent:
        return _unknown(name, _HIDDEN, hidden)
    limit, red = settings["partner_back_green_deg"], settings["partner_back_red_deg"]
    if limit < bent < red:
        return _unknown(name, _UNSURE_BACK, hidden)
    cue = None if bent <= limit else _LONG
    return _told(name, bent, limit, "deg", cue=cue, hidden=hidden, at_s=context.time_s(first + at))


def _legs(context: Context) -> Check:
    """Whether knees or back do the work on the way in, and whether a standing partner's knees are locked."""
    name, settings = "partner_legs", context.settings
    flexion, kneels = (_judged(context, context.column(f"partner_{part}")) for part in ("knee_flexion_deg", "kneels"))
    hidden = max(_share(flexion), _share(kneels))
    if hidden > settings["unknown_share_max"]:
        return _unknown(name, _HIDDEN, hidden)
    bent, straightest = float(np.nanmedian(flexion)), settings["partner_knees_locked_deg"]
    if not np.nanmedian(kneels) > 0 and bent < straightest:
        return _told(name, bent, straightest, "deg", cue=_SOFTEN, hidden=hidden)
    leaned, moved = _way_in(context, _lean_deg(context)), _way_in(context, context.column("partner_knee_flexion_deg"))
    if leaned != leaned or (leaned >= settings["partner_moves_deg"] and moved != moved):
        return _unknown(name, _UNSURE_LIFT, hidden)
    if leaned < settings["partner_moves_deg"]:
        return _told(name, bent, straightest, "deg", cue=None, hidden=hidden)
    share, least = moved / (moved + leaned), settings["partner_knees_share"]
    return _told(name, share, least, "share", cue=None if share >= least else _LIFT, hidden=hidden)


def _hands(context: Context) -> Check:
    """Whether both hands are where they belong, from their first touch on."""
    name, settings, guide = "partner_hands", context.settings, guide_of(context)
    contact, lost = settings["partner_contact_shank"], settings["partner_lost_shank"]
    first = _span(context)[0]
    apart = _judged(context, _apart_shanks(context, guide, contact, lost))
    touched = np.flatnonzero(apart[: max(0, context.ticks("moving_in")[1] - first)] <= contact)
    skipped = int(touched[0]) if len(touched) else 0
    apart = apart[skipped:]
    hidden = _share(apart)
    if hidden > settings["unknown_share_max"]:
        return _unknown(name, _HIDDEN, hidden)
    away = runs(apart >= lost, round(settings["partner_lost_s"] / TICK_S) + 1, _SECOND // 3)
    if away:
        worst = max((float(np.nanmedian(apart[a:b])), a) for a, b in away)
        at_s = context.time_s(first + skipped + worst[1])
        return _told(name, worst[0], contact, "shanks", cue=guide.hands_cue, hidden=hidden, at_s=at_s)
    value = float(np.nanmedian(apart))
    if value > contact:
        return _unknown(name, _UNSURE_HANDS, hidden)
    return _told(name, value, contact, "shanks", cue=None, hidden=hidden)


# -- what they look at


def _span(context: Context) -> tuple[int, int]:
    """Ticks `[start, end)` that are judged: the way in and the hold."""
    start, end = context.ticks("moving_in")
    return start, max(context.ticks("hold")[1], end)


def _judged(context: Context, values: Array) -> Array:
    start, end = _span(context)
    return values[start:end]


def _floor_share(mat: Mat) -> float:
    """How much of the floor's area is left in the picture, 0 seen along it and 1 from above."""
    floor = mat.axes[:2]
    return abs(float(floor[0, 0] * floor[1, 1] - floor[0, 1] * floor[1, 0]))


def _off_place_trunks(context: Context, mat: Mat, guide: Guide) -> Array:
    """How far what the partner stands on is from where it belongs, on the floor."""
    places = np.column_stack([context.column(f"partner_place_{axis}_px") for axis in "xy"])
    flat = metres(mat, places) - _FLOOR_M * mat.axes[2]
    back = np.linalg.inv(mat.axes[:2])
    headward, to_right = (flat[:, 0] * back[0, i] + flat[:, 1] * back[1, i] for i in (0, 1))
    along = np.maximum(headward, 0.0) + np.maximum(-guide.footward_m - headward, 0.0)
    outward = to_right if context.side == "right" else -to_right
    across = np.maximum(-outward, 0.0) if guide.own_side else np.zeros(len(outward))
    return np.where(np.isnan(along), np.nan, np.hypot(along, across)) / TRUNK_M


def _lean_deg(context: Context) -> Array:
    """Lean of the partner's trunk from upright; unknown where the camera's place is."""
    trunk = np.column_stack([context.column(f"partner_trunk_{axis}") for axis in "xyz"])
    if context.mat is None:
        return np.full(len(trunk), np.nan)
    upward = np.array([*context.mat.axes[2], -np.sin(context.mat.elevation_rad)])
    size = length(trunk)
    cosine = dot(trunk, np.broadcast_to(upward, trunk.shape)) / np.where(size > 0, size, np.nan)
    lean: Array = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return lean


def _way_in(context: Context, values: Array) -> float:
    """How much a value changed from the first second of the way in to the hold; NaN where too little is known."""
    start, arrived = context.ticks("moving_in")
    end = context.ticks("hold")[1]
    before, after = values[start : start + _SECOND], values[arrived:end]
    if end <= arrived:
        after = values[max(start, arrived - _SECOND) : arrived]
    most = context.settings["unknown_share_max"]
    if _share(before) > most or _share(after) > most:
        return float("nan")
    return abs(float(np.nanmedian(after)) - float(np.nanmedian(before)))


def _apart_shanks(context: Context, guide: Guide, contact: float, lost: float) -> Array:
    """Distance of the hand that is further from its place, with the hands shared out as suits best.

    Known where what is hidden changes nothing, and where one hand alone shows that a place is left.
    """
    one, two = guide.hands
    left_one, left_two, right_one, right_two = (
        _to_spots(context, hand, spots, contact) for hand in SIDES for spots in (one, two)
    )

    def worse(unseen: float) -> Array:
        a, b, c, d = (np.where(np.isnan(each), unseen, each) for each in (left_one, right_two, left_two, right_one))
        return np.minimum(np.maximum(a, b), np.maximum(c, d))

    least, most = worse(0.0), worse(np.inf)
    return np.where((least == most) | (least >= lost), least, np.nan)


def _to_spots(context: Context, hand: str, spots: Spots, contact: float) -> Array:
    """From a hand to the nearest of some spots; unknown while a hidden one may be nearer than any it touches."""
    whose: dict[str, Side] = {"side": context.side, "other": OTHER[context.side]}
    shank = shank_px(context)
    far = np.stack(
        [context.column(f"partner_{hand}_hand_to_{target}_{whose[leg]}_px") / shank for target, leg in spots]
    )
    nearest: Array = np.fmin.reduce(far)
    return np.where(np.isnan(far).any(axis=0) & ~(nearest <= contact), np.nan, nearest)


# -- how they judge


def _share(values: Array) -> float:
    """Share of values that are unknown; 1 where there are none."""
    return float(np.isnan(values).mean()) if len(values) else 1.0


def _kept_up(values: Array, for_s: float) -> tuple[float, int]:
    """The highest value that was kept up for some time, and where; NaN where less is known."""
    known, width = np.flatnonzero(np.isfinite(values)), round(for_s / TICK_S)
    if len(known) < width:
        return float("nan"), 0
    kept = np.percentile(np.lib.stride_tricks.sliding_window_view(values[known], width), _KEPT_UP, axis=1)
    best = int(np.argmax(kept))
    return float(kept[best]), int(known[best + width // 2])


def _told(
    name: str, value: float, limit: float, unit: str, *, cue: str | None, hidden: float, at_s: float | None = None
) -> Check:
    """Good without a cue, worth changing with one."""
    verdict = Verdict.WARN if cue else Verdict.OK
    return Check(name, verdict, round(value, 3), limit, unit, at_s, round(hidden, 3), scored=False, cue=cue)


def _unknown(name: str, why: str, hidden: float = 1.0) -> Check:
    return Check(name, Verdict.UNKNOWN, unknown_share=round(hidden, 3), why_unknown=why, scored=False)
