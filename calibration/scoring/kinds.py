"""Which check each kind of fault fails."""

from collections.abc import Mapping
from typing import Final

from protocols.types import EVENT_KINDS, PhaseName

INFORMATION: Final = frozenset({"stop_signal", "lost", "glitch"})
"""Kinds that are no faults."""

FAULT_KINDS: Final = tuple(kind for kind in EVENT_KINDS if kind not in INFORMATION)

BY_PHASE: Final[Mapping[str, str]] = {"moving_in": "smooth_in", "hold": "steady_hold", "release": "smooth_out"}
"""The check that a jerk or haste fails."""

_CHECK_OF: Final[Mapping[str, str]] = {
    "wrong_start": "start_pose",
    "off_path": "knee_path",
    "wrong_shoulder": "same_side",
    "foot_up": "other_foot_down",
    "too_shallow": "depth",
    "not_drawn_in": "drawn_in",
    "arms_off": "arms_t",
    "unstacked": "knees_stacked",
    "shoulder_lift": "shoulder_anchored",
    "not_centred": "returned_to_centre",
    "ankle_slipped": "ankle_crossed",
    "foot_not_lifted": "foot_lifted",
    "bounce": "steady_hold",
    "drift": "steady_hold",
    "pushed_deeper": "steady_hold",
    "hold_short": "hold",
    "hold_long": "hold",
}


def check_of(kind: str, phase: PhaseName | str | None = None) -> str:
    """The check that a fault fails.

    A jerk or haste outside of the phases of movement counts for `steady_hold`, which every view shows as well as the
    two others.
    """
    return _CHECK_OF.get(kind) or BY_PHASE.get(phase or "", "steady_hold")
