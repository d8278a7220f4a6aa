"""Labels of one clip as an .eaf of ELAN: a tier for each kind, person and rater."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from calibration.label_exports.kept import MEDIA_SUFFIX, by_time, refuse_lost, rounded
from calibration.label_imports import elan
from calibration.labels import Label, LabelError

_DECIMALS: Final = 3
_LEAST_S: Final = 0.001
"""ELAN has no annotation without length; one that happens at once is this long."""

_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA: Final = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
_TYPE: Final = "default-lt"

_Key = tuple[str, str | None, str | None, int]


def kept(label: Label) -> Label:
    """The label as ELAN keeps it: to a millisecond, and at least one long."""
    near = rounded(label, decimals=_DECIMALS)
    if near.end_s > near.start_s:
        return near
    return Label(
        near.clip, near.start_s, round(near.start_s + _LEAST_S, _DECIMALS), near.kind, near.stretch, near.side,
        near.subject, near.rater,
    )  # fmt: skip


def written(labels: Iterable[Label], *, made_at: datetime) -> bytes:
    """The document's bytes.

    The video is looked for beside it. Annotations of a tier cannot overlap in ELAN, so what does goes into a further
    tier.

    Args:
        labels: of one clip, at least one.
        made_at: what stands as its date.

    Raises:
        LabelError: no clip or several, or a name that would not come back.
    """
    own = [kept(label) for label in by_time(labels)]
    clips = sorted({label.clip for label in own})
    if len(clips) != 1:
        raise LabelError(f"Expected labels of one clip, since an .eaf is of one, but got those of {len(clips)}.")
    root = Element(
        "ANNOTATION_DOCUMENT",
        {"AUTHOR": "", "DATE": made_at.isoformat(timespec="seconds"), "FORMAT": "3.0", "VERSION": "3.0",
         "xmlns:xsi": _XSI, "xsi:noNamespaceSchemaLocation": _SCHEMA},
    )  # fmt: skip
    _head(root, clips[0])
    _tiers(root, own)
    SubElement(
        root,
        "LINGUISTIC_TYPE",
        {"GRAPHIC_REFERENCES": "false", "LINGUISTIC_TYPE_ID": _TYPE, "TIME_ALIGNABLE": "true"},
    )
    content: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    try:
        back, _ = elan.parsed(content, name="")
    except LabelError as error:
        raise LabelError(f"Expected names that XML can hold, but they cannot be read back. {error}") from error
    refuse_lost(own, back, program="ELAN")
    return content


def _head(root: Element, clip: str) -> None:
    name = quote(f"{clip}{MEDIA_SUFFIX}")
    header = SubElement(root, "HEADER", {"MEDIA_FILE": "", "TIME_UNITS": "milliseconds"})
    SubElement(
        header,
        "MEDIA_DESCRIPTOR",
        {"MEDIA_URL": f"file:///{name}", "MIME_TYPE": "video/mp4", "RELATIVE_MEDIA_URL": f"./{name}"},
    )


def _tiers(root: Element, labels: Sequence[Label]) -> None:
    """Time slots in order of time, then the tiers that refer to them."""
    times = sorted({time_s for label in labels for time_s in (label.start_s, label.end_s)})
    slots = {time_s: f"ts{number}" for number, time_s in enumerate(times, start=1)}
    order = SubElement(root, "TIME_ORDER")
    for time_s, slot in slots.items():
        SubElement(order, "TIME_SLOT", {"TIME_SLOT_ID": slot, "TIME_VALUE": str(round(1000 * time_s))})
    number = 0
    for key, own in _by_tier(labels).items():
        tier = SubElement(root, "TIER", _attributes(key))
        for label in own:
            number += 1
            span = {"TIME_SLOT_REF1": slots[label.start_s], "TIME_SLOT_REF2": slots[label.end_s]}
            one = SubElement(
                SubElement(tier, "ANNOTATION"), "ALIGNABLE_ANNOTATION", {"ANNOTATION_ID": f"a{number}"} | span
            )
            words = ", ".join(word for word in (label.side, label.stretch) if word)
            SubElement(one, "ANNOTATION_VALUE").text = words


def _by_tier(labels: Sequence[Label]) -> dict[_Key, list[Label]]:
    """Labels of each tier, none of which overlap."""
    tiers: dict[_Key, list[Label]] = {}
    for label in labels:
        lane = 0
        while (key := (label.kind, label.subject, label.rater, lane)) in tiers and tiers[key][-1].end_s > label.start_s:
            lane += 1
        tiers.setdefault(key, []).append(label)
    return tiers


def _attributes(key: _Key) -> dict[str, str]:
    """The tier's name begins with the kind; what follows the @ keeps names apart."""
    kind, subject, rater, lane = key
    apart = [part for part in (subject, rater, str(lane + 1) if lane else None) if part]
    own = {"TIER_ID": "@".join([kind, *apart]), "LINGUISTIC_TYPE_REF": _TYPE}
    if subject:
        own["PARTICIPANT"] = subject
    if rater:
        own["ANNOTATOR"] = rater
    return own
