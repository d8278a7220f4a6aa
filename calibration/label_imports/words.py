"""What the words of other programs mean: the kind of a label, a side, a stretch."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from calibration.labels import KINDS, SIDES, LabelError
from protocols.stretches import STRETCHES

_PARTS: Final = re.compile(r"[\W_]+")

_MEANINGS: Final = {
    tuple(_PARTS.split(name)): (what, name)
    for what, names in (("kind", KINDS), ("side", SIDES), ("stretch", STRETCHES))
    for name in names
}
_LONGEST: Final = max(map(len, _MEANINGS))
_NEAR: Final = 0.75
"""Likeness from which a name that is no kind is taken for one that was mistyped."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a text names; None where it names none; `rest` are words that mean nothing here."""

    kind: str | None = None
    side: str | None = None
    stretch: str | None = None
    rest: tuple[str, ...] = ()

    @property
    def is_label(self) -> bool:
        """Whether it names a kind and nothing that is not understood."""
        return self.kind is not None and not self.rest


def said(text: str) -> Said:
    """Understand a text such as `Shoulder lift, left`; case and what parts the words do not matter."""
    words = tuple(word for word in _PARTS.split(text.lower()) if word)
    found, rest, at = dict[str, str](), list[str](), 0
    while at < len(words):
        size = next((size for size in range(_LONGEST, 0, -1) if words[at : at + size] in _MEANINGS), 1)
        what, name = _MEANINGS.get(words[at : at + size], ("", ""))
        if what and what not in found:
            found[what] = name
        else:
            rest += words[at : at + size]
        at += size
    return Said(found.get("kind"), found.get("side"), found.get("stretch"), tuple(rest))


def refuse_mistyped(text: str, meant: Said) -> None:
    """Refuse a name that is nearly a kind: what was left out would count as good form.

    Raises:
        LabelError: it is.
    """
    if meant.kind is None and meant.rest:
        near = get_close_matches("_".join(meant.rest), KINDS, n=1, cutoff=_NEAR)
        if near:
            raise LabelError(f"Expected {near[0]}, or a name unlike any kind, but got {text!r:.80}.")
