"""What the page shows of one picture: skeletons, phase, hold clock and verdict lights, as plain values."""

from collections.abc import Sequence
from typing import Any, Final

from protocols.hold import HoldState, Status
from protocols.types import Check, PhaseName
from stretchcheck.live.coach import Coach
from stretchcheck.live.lines import Line
from stretchcheck.live.take import Glimpse
from stretchcheck.report.words import CHECKS

_CUE_S: Final = 6.0
_STATUS: Final = {Status.IN_POSE: "in_pose", Status.UNSEEN: "unseen", Status.OUT_OF_POSE: "out_of_pose"}

_ON_THE_WAY: Final = frozenset(
    {"start_pose", "knee_path", "same_side", "other_foot_down", "smooth_in", "arms_t", "knees_stacked",
     "shoulder_anchored", "ankle_crossed", "foot_lifted"}
)  # fmt: skip
_HELD: Final = _ON_THE_WAY | {"depth", "drawn_in", "steady_hold"}
_OVER: Final = _HELD | {"smooth_out", "returned_to_centre"}
_SHOWN: Final[dict[PhaseName, frozenset[str]]] = {
    "setup": _OVER, "moving_in": _ON_THE_WAY, "hold": _HELD, "release": _OVER,
}  # fmt: skip
"""Checks that have something to judge by a phase; the ring shows the length of the hold."""


def answer(
    glimpse: Glimpse,
    size_px: tuple[int, int],
    *,
    coach: Coach | None = None,
    cue: tuple[float, Line] | None = None,
    frozen: bool = False,
) -> dict[str, Any]:
    """The page's answer for one picture, without the times that the server adds."""
    judged = coach is not None and coach.activity not in ("move_camera", "done") and not frozen
    target_s = coach.turn.step.hold_s if coach is not None else 0.0
    fresh = cue is not None and coach is not None and coach.now_s - cue[0] < _CUE_S and not frozen
    return {
        "size": list(size_px),
        "people": dict(glimpse.people),
        "phase": glimpse.phase if judged else None,
        "hold": _hold(glimpse.hold, target_s) if judged and glimpse.hold is not None else None,
        "lights": lights(glimpse.checks, glimpse.phase) if judged else [],
        "cue": {"text": cue[1].text, "verdict": "warn"} if fresh and cue is not None else None,
        "frozen": frozen,
    }


def _hold(state: HoldState, target_s: float) -> dict[str, Any]:
    return {
        "held_s": round(state.held_s, 2), "unseen_s": round(state.unseen_s, 2), "out_s": round(state.out_of_pose_s, 2),
        "target_s": target_s, "status": _STATUS[state.status],
    }  # fmt: skip


def lights(checks: Sequence[Check], phase: PhaseName) -> list[dict[str, Any]]:
    """One light a check that can be judged by now."""
    shown = _SHOWN[phase]
    return [
        {"name": check.name, "title": CHECKS[check.name][0], "verdict": str(check.verdict), "why": check.why_unknown}
        for check in checks
        if check.scored and check.name in shown
    ]
