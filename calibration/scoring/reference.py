"""What a result is scored against: the labels of one clip by one rater, and what is known of the clip."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from calibration.labels import Label, by_clip
from calibration.scoring.kinds import FAULT_KINDS, check_of
from calibration.scoring.spans import ROUNDING_S, Span, free_s, gap_s
from calibration.truth import Truth
from protocols.hold import hold_verdict
from protocols.stretches import STRETCHES
from protocols.thresholds import DEFAULTS
from protocols.types import HoldVerdict

UNKNOWN_PARTNER: Final = "unknown"
"""Labels do not tell whether somebody helped."""

_LENGTHS: Final = ("hold_short", "hold_long")
_DECIMALS: Final = 6


@dataclass(frozen=True, slots=True)
class Reference:
    """One rater's labels of one clip.

    Attributes:
        clip: name of the clip without its suffix.
        labels: all of the clip by this rater.
        stretch, side: of the clip; None where labels do not tell or where they differ.
        subject: who is stretched.
        partner: who helps, None for nobody, `UNKNOWN_PARTNER` where that is not told.
        bank: clips of one bank are not independent of each other.
        split, theme: as the truth has them.
        view: kind as in `protocols.views.KINDS`; None takes that of the result.
        duration_s: of the clip; None takes that of the result.
        rater: who labelled.
    """

    clip: str
    labels: tuple[Label, ...]
    stretch: str | None = None
    side: str | None = None
    subject: str | None = None
    partner: str | None = UNKNOWN_PARTNER
    bank: str | None = None
    split: str | None = None
    view: str | None = None
    theme: str = ""
    duration_s: float | None = None
    rater: str | None = None

    @property
    def has_phases(self) -> bool:
        """Whether phases were labelled; without them only events are scored."""
        return any(label.is_phase for label in self.labels)

    @property
    def faults(self) -> tuple[Label, ...]:
        """Labels of faults, without those that are information."""
        return tuple(label for label in self.labels if label.kind in FAULT_KINDS)


@dataclass(frozen=True, slots=True)
class TrueRepetition:
    """A labelled hold and what belongs to it.

    `drifts` are the labelled spans out of the pose.
    `setup` and `rest` reach from and to the neighbouring repetitions, `moving_in` and `release` are empty where they
    were not labelled.
    """

    stretch: str | None
    side: str | None
    setup: Span
    moving_in: Span
    hold: Span
    release: Span
    rest: Span
    drifts: tuple[Span, ...] = ()

    @property
    def span(self) -> Span:
        """From the first movement to the last."""
        return self.moving_in[0], self.release[1]

    @property
    def held_s(self) -> float:
        """Time in the pose: length of the hold without what is labelled as a drift out of it."""
        return free_s(self.hold, self.drifts)

    def window(self, check: str) -> Span:
        """When a fault must happen to fail a check of this repetition."""
        return {"start_pose": self.setup, "returned_to_centre": self.rest}.get(check, self.span)


def reference_from_truth(truth: Truth) -> Reference:
    """All that is true of a rendered clip; whether a hold is too short or too long goes by the time in the pose."""
    end_s = float(truth.times_s[-1]) + 1.0 / truth.fps if len(truth.times_s) else 0.0
    reference = Reference(
        clip=truth.clip,
        labels=truth.labels,
        stretch=truth.stretch,
        side=truth.side,
        subject=truth.subject,
        partner=truth.partner,
        bank=truth.bank,
        split=truth.split,
        view=truth.view,
        theme=truth.theme,
        duration_s=end_s,
        rater="truth",
    )
    return replace(reference, labels=_by_time_in_pose(reference, truth.stretch))


def references_from_labels(labels: Iterable[Label]) -> dict[str, tuple[Reference, ...]]:
    """References of each clip, one a rater, in the order in which clips and raters first appear.

    Raters are taken to have marked everything they saw: a clip with phases and no fault is good form all through.
    """
    found: dict[str, tuple[Reference, ...]] = {}
    for clip, own in by_clip(labels).items():
        raters = dict.fromkeys(label.rater for label in own)
        found[clip] = tuple(_by_rater(clip, rater, own) for rater in raters)
    return found


def repetitions_of(reference: Reference) -> tuple[TrueRepetition, ...]:
    """Every labelled hold with the `moving_in` before it and the `release` after it, in order of time."""
    holds = _phases(reference, "hold")
    drifts = tuple((label.start_s, label.end_s) for label in _phases(reference, "drift"))
    coming, going = _phases(reference, "moving_in"), _phases(reference, "release")
    moves: list[tuple[Span, Span]] = []
    for index, hold in enumerate(holds):
        after_s = holds[index - 1].start_s if index else -1.0
        before_s = holds[index + 1].start_s if index + 1 < len(holds) else float("inf")
        into = [one for one in coming if after_s < one.start_s <= hold.start_s]
        out = [one for one in going if hold.start_s < one.start_s < before_s]
        start_s, end_s = (into[-1].start_s if into else hold.start_s), (out[0].end_s if out else hold.end_s)
        moves.append(((start_s, hold.start_s), (hold.end_s, max(end_s, hold.end_s))))
    starts_s = [into[0] for into, _ in moves] + [float("inf")]
    ends_s = [0.0] + [out[1] for _, out in moves]
    return tuple(
        TrueRepetition(
            stretch=hold.stretch or reference.stretch,
            side=hold.side or reference.side,
            setup=(min(ends_s[index], into[0]), into[0]),
            moving_in=into,
            hold=(hold.start_s, hold.end_s),
            release=out,
            rest=(out[1], max(out[1], starts_s[index + 1])),
            drifts=drifts,
        )
        for index, (hold, (into, out)) in enumerate(zip(holds, moves, strict=True))
    )


def true_verdict(one: TrueRepetition, target_s: tuple[float, float]) -> HoldVerdict:
    """What a true hold deserves: "met", "short" or "long", by the time in the pose in whole microseconds."""
    return hold_verdict(round(one.held_s, _DECIMALS), 0.0, target_s, DEFAULTS["hold_over_s"])


def _by_time_in_pose(reference: Reference, stretch: str) -> tuple[Label, ...]:
    """The labels, those of the length of a hold by the time in the pose that its prescription goes by too.

    A render labels the whole hold; one that a drift made too short would be short and have no fault at once.
    """
    told = [label for label in reference.labels if label.kind not in _LENGTHS]
    for one in repetitions_of(reference):
        kind = f"hold_{true_verdict(one, STRETCHES[stretch].hold_target_s)}"
        if kind in _LENGTHS:
            told.append(Label(reference.clip, *one.hold, kind, one.stretch, one.side, reference.subject, "truth"))
    return tuple(told)


def check_of_label(label: Label, repetitions: Iterable[TrueRepetition]) -> str:
    """The check that a labelled fault fails: a jerk's by the phase it shares most time with, or else the nearest."""
    span = (label.start_s, label.end_s)
    phases = [
        (gap_s(span, phase), name)
        for one in repetitions
        for name, phase in (("hold", one.hold), ("moving_in", one.moving_in), ("release", one.release))
        if phase[1] - phase[0] > ROUNDING_S
    ]
    return check_of(label.kind, min(phases)[1] if phases else None)


def _phases(reference: Reference, kind: str) -> list[Label]:
    return sorted((label for label in reference.labels if label.kind == kind), key=lambda label: label.start_s)


def _by_rater(clip: str, rater: str | None, labels: Iterable[Label]) -> Reference:
    own = tuple(label for label in labels if label.rater == rater)
    stretch, side, subject = (_common(getattr(label, name) for label in own) for name in ("stretch", "side", "subject"))
    return Reference(clip, own, stretch, side, subject, rater=rater)


def _common(values: Iterable[str | None]) -> str | None:
    """What all that say something agree on."""
    said = {value for value in values if value is not None}
    return said.pop() if len(said) == 1 else None
