"""Labels as the page edits them: checked, and kept in a CSV file of their own; the files they came from stay."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from calibration.label_csv import write_csv
from calibration.labels import Label, LabelError
from calibration.read_labels import read_labels
from calibration.scoring.reference import Reference

Json = dict[str, Any]

BACKUP: Final = ".bak"
MOST: Final = 2000
"""Labels of a clip."""

_DECIMALS: Final = 3
_RESERVED: Final = "truth"
"""Who a truth counts as."""


def checked_rater(rater: object) -> str:
    """A name that labels can be kept under.

    Raises:
        LabelError: it is none.
    """
    if not isinstance(rater, str) or not rater.strip() or not rater.isprintable() or len(rater) > 80:
        raise LabelError("Expected the name of whoever labels, but got none.")
    name = rater.strip()
    if name.casefold() == _RESERVED:
        raise LabelError(f"Expected the name of a person, but got {name!r}: that is what truths are called.")
    return name


def labels_from(rows: object, *, clip: str, rater: str, reference: Reference | None, end_s: float) -> tuple[Label, ...]:
    """Labels of a clip as the page has them.

    Args:
        rows: a list of objects with start_s, end_s, kind and, where known, stretch and side.
        clip: name of the clip.
        rater: who labelled.
        reference: tells the subject.
        end_s: of the clip.

    Raises:
        LabelError: one cannot be used, or there are none.
    """
    if not isinstance(rows, list) or not rows or len(rows) > MOST:
        raise LabelError(f"Expected a list of 1 to {MOST} labels, but got something else.")
    subject = None if reference is None else reference.subject
    labels = [_label(row, clip, rater, subject) for row in rows]
    late = next((label for label in labels if label.end_s > end_s + 1.0), None)
    if late is not None:
        raise LabelError(
            f"Expected labels within the {end_s:.1f} s of the clip, but got one that ends at {late.end_s:g}."
        )
    return tuple(sorted(labels, key=lambda label: (label.start_s, label.end_s, label.kind)))


def write_clip(path: Path, clip: str, rater: str, labels: Iterable[Label]) -> int:
    """Put a rater's labels of a clip into the file, instead of those that they had there; all else stays.

    The file appears whole or not at all; as it was before, it stays beside it as a backup.

    Returns:
        How many labels the file holds now.

    Raises:
        LabelError: the file that is there holds no labels, or a name cannot be written.
        OSError: it cannot be written.
    """
    before: Sequence[Label] = ()
    if path.exists():
        before = read_labels(path).labels
        shutil.copyfile(path, path.with_name(path.name + BACKUP))
    kept = [label for label in before if (label.clip, label.rater) != (clip, rater)]
    everything = sorted([*kept, *labels], key=lambda label: (label.clip, label.rater or "", label.start_s, label.end_s))
    write_csv(path, everything)
    return len(everything)


def _label(row: object, clip: str, rater: str, subject: str | None) -> Label:
    if not isinstance(row, Mapping):
        raise LabelError("Expected each label to be an object, but got something else.")
    kind, stretch, side = (row.get(name) for name in ("kind", "stretch", "side"))
    words = [each for each in (kind, stretch or None, side or None) if each is not None]
    if not all(isinstance(each, str) for each in words):
        raise LabelError("Expected kind, stretch and side to be words, but got something else.")
    start_s, end_s = _seconds(row, "start_s"), _seconds(row, "end_s")
    return Label(clip, start_s, end_s, str(kind), stretch or None, side or None, subject, rater)


def _seconds(row: Mapping[str, Any], name: str) -> float:
    value = row.get(name)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not abs(value) < float("inf"):
        raise LabelError(f"Expected a number of seconds for {name}, but got {value!r:.60}.")
    return round(float(value), _DECIMALS)
