"""Makes sure that what is written for another program comes back as it was."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from calibration.labels import Label, LabelError

MEDIA_SUFFIX: Final = ".mp4"
"""Labels name clips without their suffix, other programs files; this one is put behind."""


def by_time(labels: Iterable[Label]) -> list[Label]:
    """Labels in the order that exports have: clip by clip, and in each in order of time."""
    return sorted(labels, key=lambda one: (one.clip, one.start_s, one.end_s, one.kind))


def rounded(label: Label, *, decimals: int) -> Label:
    """A label whose times have so many decimals of a second."""
    return replace(label, start_s=round(label.start_s, decimals), end_s=round(label.end_s, decimals))


def refuse_lost(labels: Iterable[Label], back: Iterable[Label], *, program: str) -> None:
    """Refuse to write labels that would not come back, such as names with marks that part names in that program.

    Args:
        labels: what is written, with the times that the program keeps.
        back: what is read of it.
        program: its name.

    Raises:
        LabelError: the first label that is lost.
    """
    lost = Counter(labels) - Counter(back)
    if lost:
        one = next(iter(lost))
        raise LabelError(
            f"Expected names that {program} keeps, without marks that part names in it, but got clip {one.clip!r}, "
            f"subject {one.subject!r}, rater {one.rater!r} with {one.kind!r} at {one.start_s:g} s."
        )
