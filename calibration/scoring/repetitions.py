"""Scores repetitions and their holds: which were found, how well they are timed, and the prescription."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from calibration.scoring.checks import MISSING, CheckScore, failed_checks, score_checks
from calibration.scoring.pairing import pairs
from calibration.scoring.reference import Reference, TrueRepetition, true_verdict
from calibration.scoring.spans import Span, edge_error_s, iou, overlaps, within
from protocols.stretches import STRETCHES

EDGE_COLLAR_S: Final = 1.0
"""An edge of a hold that is this far off is still right."""

_MOVEMENT: Final = ("moving_in", "hold", "release")
_DECIMALS: Final = 6


@dataclass(frozen=True, slots=True)
class HoldErrors:
    """Errors of one hold, found less true, seconds.

    Attributes:
        iou: shared time over the time of both together.
        start_s, end_s: of the edges.
        held_s: the time counted as held less that truly held in the pose.
        unseen_s, out_of_pose_s: what the result says that it did not count; no errors.
    """

    iou: float
    start_s: float
    end_s: float
    held_s: float
    unseen_s: float
    out_of_pose_s: float

    @property
    def start_within(self) -> bool:
        """Whether the start is within the collar."""
        return within(self.start_s, EDGE_COLLAR_S)

    @property
    def end_within(self) -> bool:
        """Whether the end is within the collar."""
        return within(self.end_s, EDGE_COLLAR_S)


@dataclass(frozen=True, slots=True)
class RepetitionScore:
    """One true repetition.

    Attributes:
        stretch, side: true ones, None where labels do not tell.
        found: whether the result has it.
        true_hold_s: time truly held in the pose, labelled drifts left out.
        true_prescription: "met", "short" or "long"; None where the stretch is not known.
        prescription: what the result says, "met", "short", "long" or "unknown"; `MISSING` where it was not found.
        stretch_right, side_right: None where it was not found or the truth is not known.
        hold: None where no hold was found.
        checks: none where the repetition was not found.
    """

    stretch: str | None
    side: str | None
    found: bool
    true_hold_s: float
    true_prescription: str | None
    prescription: str
    stretch_right: bool | None
    side_right: bool | None
    hold: HoldErrors | None
    checks: tuple[CheckScore, ...]

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> "RepetitionScore":
        """A score from plain data."""
        hold = table["hold"]
        own = {"hold": HoldErrors(**hold) if hold else None}
        return cls(**{**table, **own, "checks": tuple(CheckScore(**check) for check in table["checks"])})


def pair_repetitions(found: Sequence[Mapping[str, Any]], true: Sequence[TrueRepetition]) -> dict[int, int]:
    """Index of the found repetition by that of the true one.

    Two belong together when their holds share time, or all of their movement where the result has no hold.
    """
    spans = [[_compared(one, each) for each in true] for one in found]
    chosen = pairs(
        [[edge_error_s(*both) for both in row] for row in spans],
        [[overlaps(*both) for both in row] for row in spans],
    )
    return {column: row for row, column in chosen}


def score_repetition(
    found: Mapping[str, Any] | None,
    true: TrueRepetition,
    *,
    reference: Reference,
    repetitions: Sequence[TrueRepetition],
    view: str,
) -> RepetitionScore:
    """Score one true repetition, against nothing where the result does not have it.

    Args:
        found: the repetition in the result.
        true: the labelled one.
        reference: of the clip.
        repetitions: all that were labelled.
        view: where the camera truly stands.
    """
    own = None if found is None else _hold_span(found)
    failed = failed_checks(true, reference, repetitions)
    return RepetitionScore(
        stretch=true.stretch,
        side=true.side,
        found=found is not None,
        true_hold_s=round(true.held_s, _DECIMALS),
        true_prescription=_true_prescription(found, true),
        prescription=MISSING if found is None else found["hold"]["verdict"],
        stretch_right=_agrees(found, "stretch", true.stretch),
        side_right=_agrees(found, "side", true.side),
        hold=None if found is None or own is None else _hold_errors(found["hold"], own, true),
        checks=() if found is None else score_checks(found, true, reference=reference, failed=failed, view=view),
    )


def has_hold(found: Mapping[str, Any]) -> bool:
    """Whether a repetition of a result has a hold."""
    return _hold_span(found) is not None


def _hold_span(found: Mapping[str, Any]) -> Span | None:
    start_s, end_s = found["hold"]["start_s"], found["hold"]["end_s"]
    return None if start_s is None or end_s is None else (start_s, end_s)


def _compared(found: Mapping[str, Any], true: TrueRepetition) -> tuple[Span, Span]:
    """The spans by which two repetitions are compared."""
    hold = _hold_span(found)
    if hold is not None:
        return hold, true.hold
    moving = [phase for phase in found["phases"] if phase["name"] in _MOVEMENT]
    if not moving:
        return (-1.0, -1.0), true.span
    return (min(phase["start_s"] for phase in moving), max(phase["end_s"] for phase in moving)), true.span


def _hold_errors(hold: Mapping[str, Any], own: Span, true: TrueRepetition) -> HoldErrors:
    return HoldErrors(
        iou=iou(own, true.hold),
        start_s=round(own[0] - true.hold[0], _DECIMALS),
        end_s=round(own[1] - true.hold[1], _DECIMALS),
        held_s=round(hold["held_s"] - true.held_s, _DECIMALS),
        unseen_s=hold["unseen_s"],
        out_of_pose_s=hold["out_of_pose_s"],
    )


def _true_prescription(found: Mapping[str, Any] | None, true: TrueRepetition) -> str | None:
    """What the true hold deserves, by the target of the result where it names the right stretch."""
    if true.stretch is None:
        return None
    low, high = STRETCHES[true.stretch].hold_target_s
    if found is not None and found["stretch"] == true.stretch:
        low, high = found["hold"]["target_s"]
    return true_verdict(true, (low, high))


def _agrees(found: Mapping[str, Any] | None, what: str, true: str | None) -> bool | None:
    return None if found is None or true is None else bool(found[what] == true)
