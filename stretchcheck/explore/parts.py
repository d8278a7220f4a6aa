"""Keeps the explorer off the test part of a bench: what is looked at while numbers are moved is tuned on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from calibration.tuning.splits import (
    NEITHER,
    UNTOLD,
    SplitError,
    Who,
    groups_of,
    is_development,
    leaves_out,
    parts_with,
    who_of,
)
from stretchcheck.explore.clip import Clip


@dataclass(frozen=True, slots=True)
class Kept:
    """What the user says of parts and people, as `tune` takes it.

    Attributes:
        parts: part of the bench by clip, over what truths say.
        without: people who are left out of the development part.
    """

    parts: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()


def may_be_explored(clips: Iterable[Clip], kept: Kept | None = None) -> tuple[list[Clip], list[str]]:
    """Labelled clips of no other part than development, of people who are in no other part, and notes on the rest."""
    asked = kept or Kept()
    labelled = {clip.name: clip for clip in clips if clip.references}
    known, notes = list[Who](), list[str]()
    for name, clip in labelled.items():
        try:
            known.append(who_of(name, clip.references))
        except SplitError as error:
            notes.append(f"{name} is left out. {error}")
    who = [one for one in parts_with(known, asked.parts) if not leaves_out(one, asked.without)]
    if len(who) < len(known):
        notes.append(f"{len(known) - len(who)} clips of {', '.join(asked.without)} are left out.")
    groups = groups_of(who)
    elsewhere = {groups[one.clip] for one in who if not is_development(one) and one.part != NEITHER}
    own = [one for one in who if is_development(one)]
    mixed = {groups[one.clip] for one in own} & elsewhere
    explored = [labelled[one.clip] for one in own if groups[one.clip] not in mixed]
    return explored, [*_told(len(who) - len(explored), sorted(mixed)), *notes]


def _told(count: int, mixed: Sequence[str]) -> list[str]:
    if not count:
        return []
    names = ["people whom nobody names" if name == UNTOLD else name for name in mixed]
    more = f"; so are all clips of {', '.join(names)}, who appear in both" if names else ""
    return [f"{count} clips are left out: they are of another part than development, which may not be tuned on{more}."]
