"""Keeps people apart: who may not be in two parts of a bench, and who is held out together."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from calibration.scoring.reference import UNKNOWN_PARTNER, Reference

DEVELOPMENT: Final = "development"
TEST: Final = "test"
NEITHER: Final = "none"
"""For files of parts: the clip is neither tuned on nor tested with, as when its person is in the other part."""

PARTS: Final = (DEVELOPMENT, TEST, NEITHER)

UNTOLD: Final = "not told"
"""The group of all clips whose subject nobody tells: they may all be of one person."""

_NAMED: Final = 3
"""So many clips of each part are named in an error; more are counted."""


class SplitError(ValueError):
    """A split mixes people, or is not one."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who is in a clip.

    Attributes:
        clip: its name.
        subject: who is stretched; None where nobody tells.
        partner: who helps; None for nobody and where nobody tells.
        part: "development", "test", "none" for a clip of a bench that is in neither, or None where there is no bench.
    """

    clip: str
    subject: str | None
    partner: str | None = None
    part: str | None = None


def who_of(clip: str, references: Sequence[Reference]) -> Who:
    """Who is in a clip by what all raters of it tell; one rater may leave out what another knows.

    Raises:
        SplitError: two raters name different people.
    """
    partners = [None if one.partner == UNKNOWN_PARTNER else one.partner for one in references]
    subject = _agreed(clip, "is stretched", [one.subject for one in references])
    part = next((one.split for one in references if one.split is not None), None)
    return Who(clip, subject, _agreed(clip, "helps", partners), part)


def same_person(name: str) -> str:
    """What two spellings of a name have in common: capitals and spaces do not make another person."""
    return " ".join(name.casefold().split())


def is_development(one: Who) -> bool:
    """Whether a clip may be tuned on by its part: the development part, or no bench at all."""
    return one.part in (None, DEVELOPMENT)


def leaves_out(one: Who, without: Iterable[str]) -> bool:
    """Whether a clip goes because somebody in it is to be left out of tuning; clips of other parts are not touched."""
    people = {same_person(name) for name in (one.subject, one.partner) if name is not None}
    return is_development(one) and not people.isdisjoint(map(same_person, without))


def groups_of(clips: Iterable[Who]) -> dict[str, str]:
    """The group of each clip, by its name: a subject, or several people who appear in both roles with each other.

    Somebody who is stretched in one clip and helps in another ties the two together; partners who are never stretched
    tie nothing. Groups are named by their people, joined by "+".
    """
    known = _spelled_alike(clips)
    subjects = {one.subject for one in known if one.subject is not None}
    joined = {subject: frozenset([subject]) for subject in subjects}
    for one in known:
        if one.subject is not None and one.partner in subjects:
            both = joined[one.subject] | joined[str(one.partner)]
            joined |= dict.fromkeys(both, both)
    return {one.clip: UNTOLD if one.subject is None else "+".join(sorted(joined[one.subject])) for one in known}


def refuse_mixed(clips: Iterable[Who]) -> None:
    """Refuse a split in which one person is in two parts.

    Raises:
        SplitError: the first such person, with some of the clips.
    """
    known = _spelled_alike(clips)
    groups = groups_of(known)
    parts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in known:
        if one.part not in (None, NEITHER):
            parts[groups[one.clip]][one.part].append(one.clip)
    for group, by_part in sorted(parts.items()):
        if len(by_part) > 1:
            where = " and ".join(f"{part} ({_some(names)})" for part, names in sorted(by_part.items()))
            if group == UNTOLD:
                raise SplitError(
                    f"Expected labels that name the subject, but nobody is named in {where}: whoever is in these clips "
                    "may be in both parts; name the people, or give other parts with --splits FILE.csv, none for "
                    "neither."
                )
            raise SplitError(
                f"Expected every person in one part only, but {group} is in {where}; leave the person out with "
                f"--without {group.split('+')[0]}, or give other parts with --splits FILE.csv, none for neither."
            )


def read_parts(path: Path) -> dict[str, str]:
    """The part of each clip from a CSV file with the columns `clip` and `split`.

    Raises:
        SplitError: the file is not there, or not such a table.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        raise SplitError(f"Expected a file of parts, but there is none: {path}") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SplitError(f"Expected a CSV file of parts, but it cannot be read ({error}): {path}") from None
    if not rows or not {"clip", "split"} <= set(rows[0]):
        raise SplitError(f"Expected the columns clip and split with a row a clip, but got something else: {path}")
    found: dict[str, str] = {}
    for row in rows:
        clip, part = (row["clip"] or "").strip(), (row["split"] or "").strip()
        if part not in PARTS:
            raise SplitError(f"Expected split to be one of {', '.join(PARTS)}, but got {part!r:.60} of {clip}: {path}")
        if found.setdefault(clip, part) != part:
            raise SplitError(f"Expected one part a clip, but {clip} is in both: {path}")
    return found


def held_out(groups: Sequence[str]) -> list[str]:
    """Groups to leave out in turn, in order of names; none where there are not two."""
    names = sorted(set(groups))
    return names if len(names) > 1 else []


def parts_with(clips: Iterable[Who], parts: Mapping[str, str]) -> list[Who]:
    """The same clips, in the parts that a file of parts gives them; those it does not name stay where they are."""
    return [Who(one.clip, one.subject, one.partner, parts.get(one.clip, one.part)) for one in clips]


def _agreed(clip: str, what: str, names: Sequence[str | None]) -> str | None:
    told = {same_person(name): name for name in reversed(names) if name is not None}
    if len(told) > 1:
        raise SplitError(f"Expected raters who agree on who {what} in {clip}, but got {' and '.join(sorted(told))}.")
    return next(iter(told.values()), None)


def _spelled_alike(clips: Iterable[Who]) -> list[Who]:
    """The same clips, everybody as they are spelled first."""
    spelled: dict[str, str] = {}

    def first(name: str | None) -> str | None:
        return None if name is None else spelled.setdefault(same_person(name), name)

    return [Who(one.clip, first(one.subject), first(one.partner), one.part) for one in clips]


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(sorted(names)[:_NAMED]) + more
