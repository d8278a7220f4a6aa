"""What does not work just now, as the page shows it; and parts that fail without taking the session with them."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from stretchcheck.live.room import Room

_log = logging.getLogger(__name__)


class Notes:
    """Keeps one line for each part of the session that has something to complain about."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._logged: set[str] = set()

    def put(self, part: str, text: str | None) -> None:
        """Say it, or with None that all is well again."""
        if self._room.notes.get(part) == text:
            return
        if text is None:
            self._room.notes.pop(part, None)
        else:
            self._room.notes[part] = text
        self._room.changes += 1

    @contextmanager
    def failing(self, part: str, text: str, *, but: type[Exception] | tuple[()] = ()) -> Iterator[None]:
        """What fails in here, `but` for this, is told and logged, once with its traceback, and the session goes on."""
        try:
            yield
        except but:
            raise
        except Exception as error:  # noqa: BLE001 - a session must stay able to stop, whatever else is wrong
            name = f"{part} {type(error).__name__}"
            _log.error("%s Please report this: %r", text, error, exc_info=name not in self._logged)
            self._logged.add(name)
            self.put(part, f"{text} The session goes on; please report this.")
        else:
            self.put(part, None)
