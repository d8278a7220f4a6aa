"""Keeps the explorer off the test part of a bench: what is looked at while numbers are moved is tuned on."""

from collections.abc import Iterable, Sequence

from calibration.scoring.reference import UNKNOWN_PARTNER
from calibration.tuning.splits import DEVELOPMENT, UNTOLD, Who, groups_of
from stretchcheck.explore.clip import Clip


def may_be_explored(clips: Iterable[Clip]) -> tuple[list[Clip], list[str]]:
    """Labelled clips of no other part than development, of people who are in no other part, and a note on the rest."""
    who = {clip.name: (clip, _who(clip)) for clip in clips if clip.references}
    groups = groups_of(one for _, one in who.values())
    elsewhere = {groups[one.clip] for _, one in who.values() if not _is_development(one)} - {UNTOLD}
    kept, mixed = list[Clip](), set[str]()
    for clip, one in who.values():
        if not _is_development(one):
            continue
        if groups[one.clip] in elsewhere:
            mixed.add(groups[one.clip])
        else:
            kept.append(clip)
    return kept, _told(len(who) - len(kept), sorted(mixed))


def _is_development(one: Who) -> bool:
    return one.part in (None, DEVELOPMENT)


def _told(count: int, mixed: Sequence[str]) -> list[str]:
    if not count:
        return []
    more = f"; so are all clips of {', '.join(mixed)}, who appear in both" if mixed else ""
    return [f"{count} clips are left out: they are of another part than development, which may not be tuned on{more}."]


def _who(clip: Clip) -> Who:
    one = clip.references[0]
    return Who(clip.name, one.subject, None if one.partner == UNKNOWN_PARTNER else one.partner, one.split)
