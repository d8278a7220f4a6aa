"""The score of one clip: raw counts and raw errors, so that scores of any clips pool exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from calibration.scoring.checks import shows_any, shows_jerks
from calibration.scoring.events import (
    JERK_BOUNCE,
    EventCounts,
    Happening,
    count_events,
    found_faults,
    good_form_s,
    labelled_faults,
)
from calibration.scoring.reference import Reference, repetitions_of
from calibration.scoring.repetitions import RepetitionScore, has_hold, pair_repetitions, score_repetition


@dataclass(frozen=True, slots=True)
class AlertCounts:
    """False alerts of some kinds against the good form of the clip; nothing where the view does not show them well.

    Attributes:
        of: "all" kinds or "jerk_bounce".
        good_form_s: time that is not near to any labelled fault.
        false: events without a labelled fault, whenever they are.
        in_good_form: of these, those that begin in good form.
    """

    of: str
    good_form_s: float
    false: int
    in_good_form: int


@dataclass(frozen=True, slots=True)
class ClipScore:
    """One result against one reference.

    Attributes:
        clip, rater, subject, partner, bank, split, theme, stretch: of the reference.
        view: of the reference, or of the result where the reference has none.
        duration_s: of the clip.
        true_repetitions: None where the reference has no phases; then repetitions and checks are not scored.
        found_repetitions: all that the result lists.
        stretch_right, side_right: None where the truth is not known.
        repetitions: one for each true repetition.
        missed_holds: true repetitions without a found hold.
        invented_holds: found holds that belong to no true repetition.
        events: by kind and check.
        alerts: false alerts against good form.
    """

    clip: str
    rater: str | None
    subject: str | None
    partner: str | None
    bank: str | None
    split: str | None
    theme: str
    stretch: str | None
    view: str
    duration_s: float
    true_repetitions: int | None
    found_repetitions: int
    stretch_right: bool | None
    side_right: bool | None
    repetitions: tuple[RepetitionScore, ...]
    missed_holds: int
    invented_holds: int
    events: tuple[EventCounts, ...]
    alerts: tuple[AlertCounts, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> "ClipScore":
        """A score from what `as_dict` gave, also after it was JSON."""
        own = {
            "repetitions": tuple(RepetitionScore.from_dict(one) for one in table["repetitions"]),
            "events": tuple(EventCounts.from_dict(one) for one in table["events"]),
            "alerts": tuple(AlertCounts(**one) for one in table["alerts"]),
        }
        return cls(**{**table, **own})


def score_clip(result: Mapping[str, Any], reference: Reference) -> ClipScore:
    """Score a result of schema 1 against a reference of the same clip.

    Raises:
        ValueError: the result is of another schema.
    """
    if result.get("schema") != 1:
        raise ValueError(f"Expected a result of schema 1, but got {result.get('schema')!r}: {reference.clip}")
    view = reference.view or result["view"]["kind"]
    duration_s = result["source"]["duration_s"] if reference.duration_s is None else reference.duration_s
    repetitions, invented_holds = _repetitions(result, reference, view)
    labelled = labelled_faults(reference)
    events = count_events(found_faults(result), labelled, view=view)
    return ClipScore(
        clip=reference.clip,
        rater=reference.rater,
        subject=reference.subject,
        partner=reference.partner,
        bank=reference.bank,
        split=reference.split,
        theme=reference.theme,
        stretch=reference.stretch,
        view=view,
        duration_s=duration_s,
        true_repetitions=len(repetitions) if reference.has_phases else None,
        found_repetitions=len(result["repetitions"]),
        stretch_right=_stretch_right(result, reference, repetitions),
        side_right=_side_right(result, reference, repetitions),
        repetitions=repetitions,
        missed_holds=sum(one.hold is None for one in repetitions),
        invented_holds=invented_holds,
        events=events,
        alerts=_alerts(events, labelled, stretch=reference.stretch, view=view, duration_s=duration_s),
    )


def _repetitions(result: Mapping[str, Any], reference: Reference, view: str) -> tuple[tuple[RepetitionScore, ...], int]:
    """Scores of the true repetitions, and how many found holds belong to none of them."""
    if not reference.has_phases:
        return (), 0
    found, true = result["repetitions"], repetitions_of(reference)
    paired = pair_repetitions(found, true)
    scores = tuple(
        score_repetition(
            found[paired[index]] if index in paired else None, one, reference=reference, repetitions=true, view=view
        )
        for index, one in enumerate(true)
    )
    alone = [one for index, one in enumerate(found) if index not in paired.values()]
    return scores, sum(has_hold(one) for one in alone)


def _stretch_right(
    result: Mapping[str, Any], reference: Reference, repetitions: Sequence[RepetitionScore]
) -> bool | None:
    """Of the whole clip; where it has several stretches, all repetitions that were found."""
    if reference.stretch is not None:
        return bool(result["stretch"] == reference.stretch)
    return _all_right([one.stretch_right for one in repetitions if one.stretch is not None])


def _side_right(result: Mapping[str, Any], reference: Reference, repetitions: Sequence[RepetitionScore]) -> bool | None:
    """Of all repetitions that were found, and there must be one; of all listed ones where there are no phases."""
    if reference.has_phases:
        return _all_right([one.side_right for one in repetitions if one.side is not None])
    if reference.side is None:
        return None
    return _all_right([bool(one["side"] == reference.side) for one in result["repetitions"]] or [None])


def _all_right(each: Sequence[bool | None]) -> bool | None:
    """Whether those that were found are right; wrong where there was something to find and nothing was."""
    if not each:
        return None
    known = [one for one in each if one is not None]
    return bool(known) and all(known)


def _alerts(
    events: Sequence[EventCounts], labelled: Sequence[Happening], *, stretch: str | None, view: str, duration_s: float
) -> tuple[AlertCounts, ...]:
    good_s = good_form_s(labelled, duration_s)
    shown = [one for one in events if one.grade == "y"]
    jerks = [one for one in shown if one.kind in JERK_BOUNCE]
    return (
        _alert("all", shown, good_s if shows_any(stretch, view) else 0.0),
        _alert("jerk_bounce", jerks, good_s if shows_jerks(view) else 0.0),
    )


def _alert(of: str, events: Sequence[EventCounts], good_s: float) -> AlertCounts:
    return AlertCounts(
        of, good_s, sum(one.invented for one in events), sum(one.invented_in_good_form for one in events)
    )
