"""Labels from ELAN: the time-aligned annotations of an .eaf file."""

import re
from pathlib import PurePosixPath
from typing import Final
from xml.etree import ElementTree

from calibration.label_csv import found_kind, said_in
from calibration.labels import KINDS, SIDES, Label, LabelError
from protocols.stretches import STRETCHES

_SIDES: Final = {side: side for side in SIDES}
_STRETCHES: Final = {name: name for name in STRETCHES}
_DOCTYPE: Final = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def parsed(content: bytes, *, name: str) -> tuple[tuple[Label, ...], tuple[str, ...]]:
    """Labels and warnings of an .eaf.

    A tier is called after a kind, or its annotations begin with one; further words may name a side and a stretch.
    The clip is the media file's name, or `name` where none is linked.

    Raises:
        LabelError: no XML, an entity declaration, a time slot without a time.
    """
    if _DOCTYPE.search(content):
        raise LabelError("Expected an .eaf as ELAN writes it, but got one that declares entities.")
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise LabelError(f"Expected an .eaf, but got no XML ({error}).") from error
    if root.tag != "ANNOTATION_DOCUMENT":
        raise LabelError(f"Expected an .eaf with ANNOTATION_DOCUMENT, but got {root.tag!r}.")
    slots = {slot.get("TIME_SLOT_ID", ""): slot.get("TIME_VALUE") for slot in root.iter("TIME_SLOT")}
    clip = _clip(root, name)
    labels: list[Label] = []
    skipped: list[str] = []
    for tier in root.iter("TIER"):
        found = _of_tier(tier, slots, clip)
        labels += found
        if not found and tier.find("ANNOTATION") is not None:
            skipped.append(tier.get("TIER_ID", "?"))
    warnings = (f"These tiers name no kinds and were left out: {', '.join(skipped)}.",) if skipped else ()
    return tuple(sorted(labels, key=lambda one: (one.start_s, one.end_s))), warnings


def _clip(root: ElementTree.Element, name: str) -> str:
    media = root.find(".//MEDIA_DESCRIPTOR")
    url = "" if media is None else media.get("RELATIVE_MEDIA_URL") or media.get("MEDIA_URL") or ""
    return PurePosixPath(url.replace("\\", "/")).stem or name


def _of_tier(tier: ElementTree.Element, slots: dict[str, str | None], clip: str) -> list[Label]:
    of_tier = found_kind(tier.get("TIER_ID", "").split("@")[0], KINDS)
    found = []
    for one in tier.iter("ALIGNABLE_ANNOTATION"):
        words = (one.findtext("ANNOTATION_VALUE") or "").split()
        own = found_kind(words[0], KINDS) if words else None
        kind = own or of_tier
        if kind is None:
            continue
        said = words[1:] if own else words
        found.append(
            Label(
                clip,
                _seconds(slots, one.get("TIME_SLOT_REF1", "")),
                _seconds(slots, one.get("TIME_SLOT_REF2", "")),
                kind,
                stretch=said_in(said, _STRETCHES),
                side=said_in(said, _SIDES),
                subject=tier.get("PARTICIPANT") or None,
                rater=tier.get("ANNOTATOR") or None,
            )
        )
    return found


def _seconds(slots: dict[str, str | None], slot: str) -> float:
    value = slots.get(slot)
    try:
        return float(int(value or "")) / 1000.0
    except ValueError:
        raise LabelError(f"Expected a time in milliseconds for the time slot {slot!r}, but got {value!r}.") from None
