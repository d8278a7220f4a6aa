"""Labels as BORIS's tabular events: points, and starts with their stops."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from calibration.label_exports.kept import MEDIA_SUFFIX, by_time, refuse_lost, rounded
from calibration.label_imports import boris
from calibration.labels import Label, LabelError

COLUMNS: Final = (
    "Observation id", "Observation date", "Description", "Observation duration", "Observation type", "Source",
    "Time offset (s)", "Media duration (s)", "FPS", "rater", "Subject", "Behavior", "Behavioral category",
    "Modifier #1", "Modifier #2", "Behavior type", "Time", "Media file name", "Image index", "Image file path",
    "Comment",
)  # fmt: skip
"""As BORIS 8 and 9 write them; the rater is an independent variable."""

NOBODY: Final = "No focal subject"

_DECIMALS: Final = 6


def written(labels: Iterable[Label], *, delimiter: str = ",") -> str:
    """The table's text; each rater of a clip is an observation, side and stretch are the two modifiers.

    Times are kept to a microsecond.

    Raises:
        LabelError: a name that would not come back, or two of the same that overlap, which BORIS has no states for.
    """
    kept = [rounded(label, decimals=_DECIMALS) for label in by_time(labels)]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for label in kept for row in _rows(label))
    try:
        back, _ = boris.parsed(text.getvalue(), name="")
    except LabelError as error:
        raise LabelError(f"Expected labels of one kind, side and person one after another in BORIS. {error}") from error
    refuse_lost(kept, back, program="BORIS")
    return text.getvalue()


def _rows(label: Label) -> list[dict[str, str]]:
    media = f"{label.clip}{MEDIA_SUFFIX}"
    rater = label.rater or ""
    row = {
        "Observation id": f"{label.clip} {rater}".strip(),
        "Observation type": "Media file(s)",
        "Source": f"player #1:{media}",
        "Time offset (s)": "0.0",
        "rater": rater,
        "Subject": label.subject or NOBODY,
        "Behavior": label.kind,
        "Modifier #1": label.side or "None",
        "Modifier #2": label.stretch or "None",
        "Media file name": media,
    }
    if label.start_s == label.end_s:
        return [row | {"Behavior type": "POINT", "Time": f"{label.start_s:.{_DECIMALS}f}"}]
    ends = (("START", label.start_s), ("STOP", label.end_s))
    return [row | {"Behavior type": status, "Time": f"{time_s:.{_DECIMALS}f}"} for status, time_s in ends]
