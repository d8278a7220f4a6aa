"""Who caused a jerk or a bounce: the partner, whose hand moves with the leg it holds, or the recipient."""

from typing import Final, Literal

import numpy as np

from protocols.partner import guide_of, shank_px
from protocols.partner_measures import SIDES, TARGETS
from protocols.stretch import Array, Context
from protocols.types import Who

_AROUND_TICKS: Final = 3
_KNOWN_TICKS: Final = 3
_MOVED_SHANKS: Final = 0.03
"""A place that sways less than this, root mean square, does not show whose doing it is."""


def who_moved(context: Context, start_tick: int, end_tick: int) -> Who:
    """Who caused what the leg did in ticks `[start_tick, end_tick)`.

    The partner when a hand that touches the moving leg goes along with the place it touches; the recipient when
    neither hand does, though both are seen, or when nobody helps; unknown otherwise. A hand that rides on a leg which
    the recipient throws looks the same as one that throws it.
    """
    if not (context.column("partner_seen") > 0).any():
        return "recipient"
    span = slice(max(0, start_tick - _AROUND_TICKS), end_tick + _AROUND_TICKS)
    doings = [_doing(context, hand, span) for hand in SIDES]
    if "moves" in doings:
        return "partner"
    return "unknown" if "unknown" in doings else "recipient"


def _doing(context: Context, hand: str, span: slice) -> Literal["moves", "idle", "unknown"]:
    """What a hand does to the moving leg; idle is off it, or on it without going along."""
    legs = SIDES if guide_of(context).both_legs else (context.side,)
    spots = [(target, leg) for target in TARGETS for leg in legs]
    shank = shank_px(context)
    columns = [context.column(f"partner_{hand}_hand_to_{target}_{leg}_px")[span] for target, leg in spots]
    far = [_middle(column) / shank for column in columns]
    if np.isnan(far).all():
        return "unknown"
    nearest = int(np.nanargmin(far))
    if far[nearest] <= context.settings["partner_contact_shank"]:
        wrist = _places(context, f"partner_wrist_{hand}", span)
        follows = _follows(wrist, _spot(context, *spots[nearest], span), least_px=_MOVED_SHANKS * shank)
        if follows >= context.settings["partner_follows_share"]:
            return "moves"
        return "idle" if follows <= context.settings["partner_idle_share"] else "unknown"
    off = float(np.min(far)) >= context.settings["partner_lost_shank"]  # unknown where one spot is
    return "idle" if off else "unknown"


def _middle(values: Array) -> float:
    """Median, NaN unless most is known."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if 2 * len(known) > len(values) else float("nan")


def _places(context: Context, joint: str, span: slice) -> Array:
    return np.column_stack([context.column(f"{joint}_{axis}_px")[span] for axis in "xy"])


def _spot(context: Context, target: str, leg: str, span: slice) -> Array:
    """Where a target is, (n, 2) pixels."""
    if target != "thigh":
        return _places(context, f"{target}_{leg}", span)
    return (_places(context, f"hip_{leg}", span) + _places(context, f"knee_{leg}", span)) / 2


def _follows(hand_px: Array, spot_px: Array, *, least_px: float) -> float:
    """How much of a spot's way a hand goes with it: 1 the same, 0 none, below 0 against it; NaN where it lies still."""
    known = np.isfinite(hand_px).all(axis=1) & np.isfinite(spot_px).all(axis=1)
    if int(known.sum()) < _KNOWN_TICKS:
        return float("nan")
    hand, spot = (points[known] - points[known].mean(axis=0) for points in (hand_px, spot_px))
    swayed = float((spot * spot).sum())
    if not swayed > least_px**2 * int(known.sum()):
        return float("nan")
    return float((hand * spot).sum()) / swayed
