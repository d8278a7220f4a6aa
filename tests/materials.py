"""Drawn recordings of every stretch, keyed by its name, and the one way to judge them."""

from hashlib import sha256
from typing import Any

from drawn import FOOT_END, HEAD_END, OBLIQUE, OVERHEAD, SIDE, VIEWS, Clip, Material
from drawn_figure_four import FIGURE_FOUR
from drawn_knee_to_chest import KNEE_TO_CHEST, knee_to_chest
from drawn_twist import SPINAL_TWIST
from protocols.measures import measure
from protocols.session import Session
from protocols.stretches import STRETCHES, recognised
from protocols.types import Check, Event, Hold, Judgement

__all__ = [
    "COLLAR_S",
    "FOOT_END",
    "HEAD_END",
    "HOLD_COLLAR_S",
    "MATERIALS",
    "OBLIQUE",
    "OVERHEAD",
    "SIDE",
    "VIEWS",
    "Material",
    "fed",
    "judged",
    "kinds",
    "knee_to_chest",
    "near",
    "only",
    "the",
    "verdicts",
]

COLLAR_S = 0.5
"""How near to the truth both edges of an event must be."""

HOLD_COLLAR_S = 1.0
"""The same for the edges of a hold."""

MATERIALS: dict[str, Material] = {
    "knee-to-chest": KNEE_TO_CHEST,
    "spinal-twist": SPINAL_TWIST,
    "figure-four": FIGURE_FOUR,
}


_JUDGED: dict[tuple[Any, ...], Judgement] = {}


def judged(clip: Clip, *, block: int | None = None, stretch: str | None = None, **options: Any) -> Judgement:
    """The judgement on a clip, fed in blocks of so many frames; with `stretch` that one was named by the user.

    What was judged before is not judged again: it depends on nothing but this.
    """
    seen = sha256(repr(clip.size_px).encode())
    for array in clip.arrays():
        seen.update(repr(array.shape).encode() + array.tobytes())
    key = (seen.digest(), block, stretch, repr(sorted(options.items())), *map(id, recognised()))
    if key not in _JUDGED:
        _JUDGED[key] = _judged(clip, block, stretch, options)
    return _JUDGED[key]


def _judged(clip: Clip, block: int | None, stretch: str | None, options: dict[str, Any]) -> Judgement:
    if stretch:
        options["named"] = True
    session = Session([STRETCHES[stretch]] if stretch else recognised(), **options)
    return fed(session, clip, block)


def fed(session: Session, clip: Clip, block: int | None = None) -> Judgement:
    rows = measure(clip.scenes())
    block = block or len(rows)
    for first in range(0, len(rows), block):
        session.extend(clip.times_s[first : first + block], rows[first : first + block])
    return session.finish()


def verdicts(judgement: Judgement) -> list[dict[str, str]]:
    """Verdict of every check that is scored, repetition by repetition."""
    return [
        {check.name: str(check.verdict) for check in repetition.checks if check.scored}
        for repetition in judgement.repetitions
    ]


def only(judgement: Judgement) -> dict[str, Check]:
    """The checks of the only repetition."""
    (repetition,) = judgement.repetitions
    return {check.name: check for check in repetition.checks}


def kinds(judgement: Judgement) -> list[str]:
    return [event.kind for event in judgement.events]


def the(judgement: Judgement, kind: str) -> Event:
    """The only event, which must be of this kind, beside stop signals: arms that move may look like one."""
    (found,) = [event for event in judgement.events if event.kind != "stop_signal"]

    assert kind == found.kind
    return found


def near(span: Event | Hold, start_s: float, end_s: float, collar_s: float = COLLAR_S) -> bool:
    """Whether both edges are right within the collar."""
    return abs(span.start_s - start_s) <= collar_s and abs(span.end_s - end_s) <= collar_s
