"""Removes sessions with their files; what lies outside the storage folder is never touched."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stretchcheck.history.errors import HistoryError
from stretchcheck.history.records import Session
from stretchcheck.history.store import History

_SHORTEST_ID: Final = 4


@dataclass(frozen=True, slots=True)
class Removal:
    """What was removed: how many sessions, and the folders that were left because they are not ours to remove."""

    sessions: int
    left: list[str]


def named(sessions: Sequence[Session], ids: Sequence[str]) -> list[Session]:
    """The sessions that are meant by names, which may be shortened while they are unique.

    Raises:
        HistoryError: a name means none or several.
    """
    return list({found.id: found for name in ids for found in [_named(sessions, name)]}.values())


def _named(sessions: Sequence[Session], name: str) -> Session:
    start = name.lower().replace("-", "")
    if len(start) < _SHORTEST_ID:
        raise HistoryError(f"Expected at least {_SHORTEST_ID} letters of a session's id, but got {name!r}")
    found = [session for session in sessions if session.id.startswith(start)]
    if len(found) != 1:
        what = "several sessions begin so" if found else "no session begins so"
        raise HistoryError(f"Expected the id of one session, but {what}; see `stretchcheck history list`: {name!r}")
    return found[0]


def delete(history: History, sessions: Sequence[Session], folder: Path) -> Removal:
    """Remove sessions, their folders first, so that one that fails can be deleted again.

    Args:
        history: where they are.
        sessions: of this history.
        folder: the storage folder; only folders below it are removed.

    Raises:
        HistoryError: the database failed, or a folder could not be removed; what was removed before stays removed.
    """
    going = {session.id for session in sessions}
    kept = [Path(session.folder) for session in history.sessions() if session.id not in going]
    left = []
    for session in sessions:
        if not _remove_folder(Path(session.folder), folder, kept):
            left.append(session.folder)
        history.remove([session.id])
    return Removal(len(sessions), left)


def _remove_folder(path: Path, storage: Path, kept: Sequence[Path]) -> bool:
    """Whether the folder is gone now; it is left where it may not be removed."""
    place = _place_below(path, storage)
    if place is None or any(place == other or place in other.parents for other in _places(kept, storage)):
        return False
    try:
        shutil.rmtree(place)
    except FileNotFoundError:
        return True
    except OSError as error:
        raise HistoryError(f"Could not remove a session's folder: {error.strerror}: {error.filename}") from error
    return True


def _places(paths: Sequence[Path], storage: Path) -> list[Path]:
    return [place for path in paths if (place := _place_below(path, storage)) is not None]


def _place_below(path: Path, storage: Path) -> Path | None:
    """The path with links above the storage folder followed; None if not below it, or with a link or ".." below."""
    if not path.is_absolute():
        return None
    root = storage.resolve()
    try:
        above = next((parent for parent in path.parents if parent.resolve() == root), None)
        place = root / path.relative_to(above) if above is not None else None
        return place if place is not None and Path(os.path.realpath(place)) == place else None
    except (OSError, ValueError):
        return None  # no name that this computer's file system can have
