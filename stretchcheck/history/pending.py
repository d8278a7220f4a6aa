"""Keeps on disk what could not be written to the history yet: files that the next start applies first."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self
from uuid import uuid4

from stretchcheck.history.errors import HistoryError, RefusedError, one_line
from stretchcheck.history.store import History
from stretchcheck.results import write_text

_log = logging.getLogger(__name__)

_FILES: Final = "history-pending-*.jsonl"
_MOMENTS: Final = frozenset({"started_at", "ended_at"})

_WRITERS: Final[dict[str, Callable[..., object]]] = {
    writer.__name__: writer
    for writer in (History.begin, History.add_result, History.add_check_in, History.add_stop, History.end)
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One call of a method of `History` that adds something, as a line of JSON."""

    line: str

    @classmethod
    def of(cls, name: str, values: Mapping[str, Any]) -> Self:
        """Of a method's name and what it is called with."""
        return cls(json.dumps({"do": name, **values}, default=_plain))

    def apply(self, history: History) -> None:
        """Make the call; what the history will never take is logged and left out.

        Raises:
            HistoryError: it may work later.
        """
        try:
            values = json.loads(self.line)
            moments = {name: datetime.fromisoformat(values[name]) for name in _MOMENTS & values.keys()}
            _WRITERS[values.pop("do")](history, **values | moments)
        except RefusedError as error:
            _log.error("Left out of the history: %s", error)
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            _log.error("Left out of the history, a damaged entry: %s", one_line(error))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"Expected what JSON can hold, or a moment, but got {type(value).__name__}")


def new_path(folder: Path) -> Path:
    """A file of its own for every keeper; their names sort by time."""
    return folder / _FILES.replace("*", f"{datetime.now().astimezone():%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}")


def write(path: Path, entries: Iterable[Entry]) -> None:
    """Write entries to a file, whole or not at all.

    Raises:
        OSError: the disk does not take it.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_text(path, "".join(f"{entry.line}\n" for entry in entries))


def files(folder: Path) -> list[Path]:
    """Files of what earlier starts could not write, oldest first."""
    return sorted(folder.glob(_FILES))


def read(path: Path) -> list[Entry]:
    """The entries of a file; none where it was removed meanwhile."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return [Entry(line) for line in text.splitlines()]


def apply_all(history: History, folder: Path) -> None:
    """Apply what earlier starts left in a folder, and remove each file when all of it was taken.

    Another process may do the same at once: every entry may be applied twice.

    Raises:
        HistoryError: it cannot be applied now; what is left stays for later.
    """
    try:
        for path in files(folder):
            for entry in read(path):
                entry.apply(history)
            path.unlink(missing_ok=True)
    except OSError as error:
        raise HistoryError(f"Could not use what is pending: {error.strerror}: {error.filename}") from error
