"""The history as one tidy table: a row a repetition, with what is known of its session beside it."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from stretchcheck.history.records import Repetition, Session
from stretchcheck.history.tables import valid
from stretchcheck.results import appearing_whole, write_text

Format = Literal["csv", "json", "parquet"]

_MOMENT: Final = pa.timestamp("us", tz="UTC")
_TEXT: Final = pa.string()
_REAL: Final = pa.float64()
_WHOLE: Final = pa.int32()

COLUMNS: Final = pa.schema(
    [
        *(("session", _TEXT), ("started_at", _MOMENT), ("ended_at", _MOMENT), ("minutes", _REAL), ("engine", _TEXT)),
        *(("profile", _TEXT), ("folder", _TEXT), ("stops", _WHOLE), ("stopped_by", _TEXT), ("highest_score", _WHOLE)),
        *(("set", _TEXT), ("repetition", _WHOLE), ("stretch", _TEXT), ("side", _TEXT), ("score", _WHOLE)),
        *(("hold_verdict", _TEXT), ("held_s", _REAL), ("unseen_s", _REAL), ("out_of_pose_s", _REAL)),
        *(("target_low_s", _REAL), ("target_high_s", _REAL), ("change_deg", _REAL), ("angle_deg", _REAL)),
        *(("speed_deg_s", _REAL), ("sparc_in", _REAL), ("sparc_out", _REAL)),
        *(("faults", _TEXT), ("warnings", _TEXT), ("unknown", _TEXT), ("events", _TEXT)),
    ]
)
"""Every column with its type; a session without a repetition has one row whose cells of the repetition are empty."""

_NUMBERS: Final = (
    *("stretch", "side", "hold_verdict", "held_s", "unseen_s", "out_of_pose_s", "target_low_s", "target_high_s"),
    *("change_deg", "angle_deg", "speed_deg_s", "sparc_in", "sparc_out"),
)
_VERDICTS: Final = {"faults": "fault", "warnings": "warn", "unknown": "unknown"}


def rows(sessions: Sequence[Session]) -> Iterator[dict[str, Any]]:
    """The rows of the table, in the order of the sessions; moments are `datetime` in UTC, text is valid Unicode."""
    for row in _rows(sessions):
        yield {name: valid(value) if isinstance(value, str) else value for name, value in row.items()}


def _rows(sessions: Sequence[Session]) -> Iterator[dict[str, Any]]:
    for session in sessions:
        about = _session(session)
        for repetition in session.repetitions:
            yield about | _repetition(session, repetition)
        if not session.repetitions:
            yield {name: about.get(name) for name in COLUMNS.names}


def _session(session: Session) -> dict[str, Any]:
    names = ("started_at", "ended_at", "minutes", "engine", "profile", "folder", "stopped_by")
    about = {name: getattr(session, name) for name in names}
    return {"session": session.id, **about, "stops": len(session.stops), "highest_score": session.highest_score}


def _repetition(session: Session, repetition: Repetition) -> dict[str, Any]:
    where = repetition.stretch, repetition.side
    scores = [c.score for c in session.check_ins if (c.stretch, c.side) == where and c.score is not None]
    by_verdict = {
        column: " ".join(check["name"] for check in repetition.checks if check["verdict"] == verdict)
        for column, verdict in _VERDICTS.items()
    }
    events = [e.kind for e in session.events if (e.stem, e.repetition) == (repetition.stem, repetition.number)]
    return {
        "set": repetition.stem,
        "repetition": repetition.number,
        "score": max(scores, default=None),
        **{name: getattr(repetition, name) for name in _NUMBERS},
        **by_verdict,
        "events": " ".join(events),
    }


def as_csv(sessions: Sequence[Session]) -> str:
    """The table as CSV; empty cells are unknown."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS.names, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _plain(value) for name, value in row.items()} for row in rows(sessions))
    return text.getvalue()


def as_json(sessions: Sequence[Session]) -> str:
    """The table as a JSON list of objects."""
    ordered = [{name: row[name] for name in COLUMNS.names} for row in rows(sessions)]
    return json.dumps(ordered, indent=2, ensure_ascii=False, default=_plain) + "\n"


def write(path: Path, sessions: Sequence[Session], form: Format) -> None:
    """Write the table to a file, whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    if form == "parquet":
        with appearing_whole(path) as part:
            pq.write_table(pa.Table.from_pylist(list(rows(sessions)), schema=COLUMNS), part, compression="zstd")
    else:
        write_text(path, as_csv(sessions) if form == "csv" else as_json(sessions))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
