"""One clip of the explorer: its labels, what judging it gave so far, and the scores of that."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from calibration.labels import Label
from calibration.scoring.clip import ClipScore, score_clip
from calibration.scoring.reference import Reference, references_from_labels
from protocols.thresholds import Settings
from stretchcheck.evaluate.clips import in_force
from stretchcheck.evaluate.happenings import happenings
from stretchcheck.explore.gathered import Found
from stretchcheck.explore.judge import Outcome

Json = dict[str, Any]

_KEPT: Final = 24
"""Outcomes of a clip that are kept, so that going back and forth costs nothing."""


class Clip:
    """A clip; `number` is its place in the list, by which pages ask for it, `run` the move that `now` is judged for."""

    def __init__(self, number: int, found: Found) -> None:
        self.number, self.found = number, found
        self.references: tuple[Reference, ...] = ()
        self.sha256 = ""
        self.start: Outcome | None = None
        self.now: Outcome | None = None
        self.run = -1
        self._outcomes: list[Outcome] = []
        self._scored: dict[Outcome, tuple[tuple[Reference, ...], tuple[ClipScore, ...]]] = {}

    @property
    def name(self) -> str:
        """Of the clip."""
        return self.found.labelled.clip

    @property
    def raters(self) -> list[str | None]:
        """Who labelled it."""
        return [reference.rater for reference in self.references]

    def known(self, settings: Settings) -> Outcome | None:
        """What judging by these settings gives, where that follows from what was judged before."""
        return next((outcome for outcome in self._outcomes if outcome.holds_for(settings)), None)

    def keep(self, outcome: Outcome) -> None:
        """Remember an outcome."""
        self._outcomes.insert(0, outcome)
        for gone in self._outcomes[_KEPT:]:
            self._scored.pop(gone, None)
        del self._outcomes[_KEPT:]

    def reads(self, name: str) -> bool:
        """Whether a threshold was read when the clip was judged last; one that was not changes nothing in it."""
        return self.now is None or self.now.read is None or name in self.now.read

    def correct(self, rater: str, labels: Sequence[Label]) -> None:
        """Put in labels of a rater, instead of those that they had; none takes them away."""
        others = tuple(reference for reference in self.references if reference.rater != rater)
        own = references_from_labels(labels).get(self.name, ())
        self.references = (*others, *(_like(each, others) for each in own))

    def in_force(self, prefer: str | None) -> tuple[Reference, ...]:
        """Labels to score against: all raters', or those of one rater alone where they labelled this clip."""
        return tuple(in_force(self.references, prefer))

    def scores(self, outcome: Outcome | None, prefer: str | None) -> tuple[ClipScore, ...]:
        """An outcome against each of the labels in force; none where it could not be judged."""
        if outcome is None or outcome.result is None:
            return ()
        references = self.in_force(prefer)
        known = self._scored.get(outcome)
        if known is None or known[0] != references:
            known = references, tuple(score_clip(outcome.result, reference) for reference in references)
            self._scored[outcome] = known
        return known[1]

    def happened(self, outcome: Outcome | None, prefer: str | None) -> list[Json]:
        """Each fault that was labelled or found, by the first of the labels in force."""
        scores = self.scores(outcome, prefer)
        if not scores or outcome is None or outcome.result is None:
            return []
        return happenings(outcome.result, self.in_force(prefer)[0], view=scores[0].view, sizes={})


def _like(own: Reference, others: Sequence[Reference]) -> Reference:
    """A rater's labels with what others know of the clip itself."""
    if not others:
        return own
    known = {name: getattr(others[0], name) for name in ("partner", "bank", "split", "view", "theme")}
    return replace(own, subject=own.subject or others[0].subject, **known)
