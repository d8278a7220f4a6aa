"""Labels from ELAN: the time-aligned annotations of an .eaf file."""

from pathlib import PurePosixPath
from typing import NoReturn
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from calibration.label_imports.words import refuse_mistyped, said
from calibration.labels import Label, LabelError


class _Builder(ElementTree.TreeBuilder):
    """Builds the tree of a document that declares nothing: no entity can be made to grow."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> NoReturn:
        """Refuse before the first entity is declared."""
        raise LabelError("Expected an .eaf as ELAN writes it, but got one with a document type, which ELAN never has.")


def parsed(content: bytes, *, name: str) -> tuple[tuple[Label, ...], tuple[str, ...]]:
    """Labels and warnings of an .eaf.

    A tier is called after a kind, or its annotations are; further words may name a side and a stretch.
    The clip is the name of the video, or else of the first media file, or `name` where none is linked.

    Raises:
        LabelError: no XML, a document type, a time slot without a time, a video that was shifted.
    """
    root = _tree(content)
    units = root.find("HEADER")
    if units is not None and units.get("TIME_UNITS", "milliseconds") != "milliseconds":
        raise LabelError(f"Expected times in milliseconds, but got {units.get('TIME_UNITS')!r}.")
    slots = {slot.get("TIME_SLOT_ID", ""): slot.get("TIME_VALUE") for slot in root.iter("TIME_SLOT")}
    clip = _clip(root, name)
    labels, warnings = list[Label](), list[str]()
    for tier in root.iter("TIER"):
        found, skipped = _of_tier(tier, slots, clip)
        labels += found
        if skipped and not found:
            warnings.append(f"The tier {tier.get('TIER_ID', '')!r} names no kinds and was left out.")
        elif skipped:
            listed = ", ".join(repr(text) for text in dict.fromkeys(skipped))
            warnings.append(f"In the tier {tier.get('TIER_ID', '')!r} these were not understood: {listed}.")
    return tuple(sorted(labels, key=lambda one: (one.start_s, one.end_s))), tuple(warnings)


def _tree(content: bytes) -> Element:
    try:
        root = ElementTree.fromstring(content, ElementTree.XMLParser(target=_Builder()))
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        if isinstance(error, LabelError):
            raise
        raise LabelError(f"Expected an .eaf, but got no XML ({error}).") from error
    if root.tag != "ANNOTATION_DOCUMENT":
        raise LabelError(f"Expected an .eaf with ANNOTATION_DOCUMENT, but got {root.tag!r}.")
    return root


def _clip(root: Element, name: str) -> str:
    media = root.findall("HEADER/MEDIA_DESCRIPTOR")
    videos = [one for one in media if one.get("MIME_TYPE", "").startswith("video")]
    own = next(iter(videos or media), None)
    if own is None:
        return name
    if own.get("TIME_ORIGIN", "0") != "0":
        raise LabelError(
            f"Expected a video that was not shifted against the annotations, but its TIME_ORIGIN is "
            f"{own.get('TIME_ORIGIN')}: set its offset to 0 in ELAN's media synchronization mode."
        )
    url = unquote(own.get("RELATIVE_MEDIA_URL") or own.get("MEDIA_URL") or "")
    return PurePosixPath(url.replace("\\", "/")).stem or name


def _of_tier(tier: Element, slots: dict[str, str | None], clip: str) -> tuple[list[Label], list[str]]:
    """Labels of a tier, and what its annotations say that names no kind and nothing of it.

    In a tier called after a kind an annotation may say anything; elsewhere only what is understood to the end.
    """
    of_tier = said(tier.get("TIER_ID", "").split("@")[0])
    if not of_tier.is_label and tier.find("ANNOTATION") is not None:
        refuse_mistyped(tier.get("TIER_ID", ""), of_tier)
    found, skipped = list[Label](), [one.findtext("ANNOTATION_VALUE") or "" for one in tier.iter("REF_ANNOTATION")]
    for one in tier.iter("ALIGNABLE_ANNOTATION"):
        text = one.findtext("ANNOTATION_VALUE") or ""
        own = said(text)
        if own.rest or not (own.kind or of_tier.is_label):
            if not of_tier.is_label:
                refuse_mistyped(text, own)
            skipped.append(text)
        if own.is_label or of_tier.is_label:
            told = said("") if own.rest else own
            found.append(
                Label(
                    clip,
                    _seconds(slots, one.get("TIME_SLOT_REF1", "")),
                    _seconds(slots, one.get("TIME_SLOT_REF2", "")),
                    told.kind or of_tier.kind or "",
                    stretch=told.stretch or of_tier.stretch,
                    side=told.side or of_tier.side,
                    subject=tier.get("PARTICIPANT") or None,
                    rater=tier.get("ANNOTATOR") or None,
                )
            )
    return found, skipped


def _seconds(slots: dict[str, str | None], slot: str) -> float:
    value = slots.get(slot)
    try:
        return float(int(value or "")) / 1000.0
    except (ValueError, OverflowError):
        raise LabelError(f"Expected a time in milliseconds for the time slot {slot!r}, but got {value!r}.") from None
