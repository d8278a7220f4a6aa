"""Labels: what somebody saw happen in a clip, from when to when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, get_args

from protocols.stretches import STRETCHES
from protocols.types import EVENT_KINDS, PhaseName, Side

PHASE_KINDS: Final[tuple[str, ...]] = get_args(PhaseName)
KINDS: Final = (*PHASE_KINDS, *EVENT_KINDS)
"""What a label may say: the name of a phase or the kind of an event."""

SIDES: Final[tuple[str, ...]] = get_args(Side)


class LabelError(ValueError):
    """A label, or a file of labels, says something that cannot be used."""


@dataclass(frozen=True, slots=True)
class Label:
    """One span of one clip, `[start_s, end_s)` in media seconds from the first frame.

    Attributes:
        clip: name of the clip without its suffix, as results folders are called.
        kind: one of `KINDS`.
        stretch, side, subject, rater: as the labels say; None where they do not.
        side: the person's own; the leg stretched, the side the knees go to, the crossed leg.
    """

    clip: str
    start_s: float
    end_s: float
    kind: str
    stretch: str | None = None
    side: str | None = None
    subject: str | None = None
    rater: str | None = None

    def __post_init__(self) -> None:
        if not self.clip:
            raise LabelError("Expected the name of a clip, but got none.")
        one_of("kind", self.kind, KINDS)
        if self.stretch is not None:
            one_of("stretch", self.stretch, STRETCHES)
        if self.side is not None:
            one_of("side", self.side, SIDES)
        if not 0.0 <= self.start_s <= self.end_s < float("inf"):
            raise LabelError(
                f"Expected 0 <= start_s <= end_s for {self.kind!r} of {self.clip}, "
                f"but got {self.start_s} and {self.end_s}."
            )

    @property
    def is_phase(self) -> bool:
        """Whether it names a phase, not an event."""
        return self.kind in PHASE_KINDS


def one_of(what: str, value: str, known: Iterable[str]) -> None:
    """Refuse a value that is not known.

    Raises:
        LabelError: with the nearest known ones.
    """
    names = tuple(known)
    if value not in names:
        near = get_close_matches(value, names, n=3, cutoff=0.5) or list(names)
        raise LabelError(f"Expected {what} to be one of {list(near)}, but got {value!r}.")


def by_clip(labels: Iterable[Label]) -> Mapping[str, tuple[Label, ...]]:
    """Labels of each clip, in order of time; clips in the order they first appear."""
    found: dict[str, list[Label]] = {}
    for label in labels:
        found.setdefault(label.clip, []).append(label)
    return {clip: tuple(sorted(own, key=lambda each: (each.start_s, each.end_s))) for clip, own in found.items()}
