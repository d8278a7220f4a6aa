"""Knows what to call the people of a recording: recipient, partner, and the others by their number."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from vision.people import People
from vision.types import Observation

ROLES: Final = ("recipient", "partner")


@dataclass(frozen=True, slots=True)
class Individuals:
    """Who is who: from each of `starts` (frames counted from 0) on, the numbers of `roles` have these roles.

    A person who was lost and found again may have got another number; the role goes along.
    """

    starts: tuple[int, ...]
    roles: tuple[Mapping[int, str], ...]

    def name(self, row: int, person: int) -> str:
        """`recipient`, `partner` or `person_N`, of a person's number in the frame of that row."""
        return self.roles[bisect_right(self.starts, row) - 1].get(person, f"person_{person}")


def told_apart(observations: Sequence[Observation], result: Mapping[str, Any]) -> Individuals:
    """Roles as the verdicts had them.

    While no role moved to another number, each is its holder's from the first frame on, though it took two seconds to
    see who that is. Where the result counts identity switches, the same holds between one switch and the next; while a
    recipient's number is on the partner it is nobody's.
    """
    last = _roles(*(result["people"][role] for role in ROLES))
    moved = bool(result["people"]["identity_switches"])
    if not moved and len(last) < len(ROLES):
        return Individuals((0,), (last,))
    people = People((result["source"]["width"], result["source"]["height"]))
    starts, roles, before = [0], [last], (0, False)
    for row, observation in enumerate(observations):
        people.update(observation)
        now = people.summary().identity_switches, people.on_partner
        if now != before:
            starts.append(row)
            roles.append(last)
        before = now
        if moved:
            roles[-1] = _roles(people.recipient, people.partner)
        elif people.on_partner:
            roles[-1] = {number: role for number, role in last.items() if role != ROLES[0]}
    return Individuals(tuple(starts), tuple(roles))


def _roles(*numbers: int | None) -> dict[int, str]:
    return {number: role for number, role in zip(numbers, ROLES, strict=True) if number is not None}
