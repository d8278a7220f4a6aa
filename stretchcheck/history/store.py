"""The history of live sessions: what is written while one runs, and what is read of them later."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self
from uuid import UUID, uuid4

import sqlalchemy as sa

from stretchcheck.history.database import Database
from stretchcheck.history.errors import RefusedError
from stretchcheck.history.records import CheckIn, Event, Repetition, Session, Stop
from stretchcheck.history.rows import AnsweredBy, Json, check_in_row, checked_stem, event_rows, repetition_rows
from stretchcheck.history.tables import CHECK_IN, EVENT, REPETITION, SESSION, STOP
from stretchcheck.live import storage

_PARTS: Final[tuple[tuple[sa.Table, type, str, tuple[str, ...]], ...]] = (
    (REPETITION, Repetition, "repetitions", ("stem", "number")),
    (EVENT, Event, "events", ("stem", "number")),
    (CHECK_IN, CheckIn, "check_ins", ("at_s",)),
    (STOP, Stop, "stops", ("at_s",)),
)
_AT_ONCE: Final = 500
"""Most sessions named in one statement."""


def new_id() -> str:
    """The name of a new session."""
    return uuid4().hex


class History:
    """Past live sessions in a database; every method that adds may be called again with the same without harm.

    Every method raises `HistoryError` with one line when the database is locked, full, away, damaged or too new.

    Args:
        url: `sqlite:///FILE` or `postgresql://…`; without one the place that `stretchcheck.live.storage` names.
        timeout_s: how long a call waits for a lock or a server.
    """

    def __init__(self, url: str | None = None, *, timeout_s: float = 5.0) -> None:
        self._database = Database(url or storage.history_url(), timeout_s=timeout_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def address(self) -> str:
        """Where the history is, without the password."""
        return self._database.address

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def begin(
        self,
        started_at: datetime,
        plan: Any,
        *,
        engine: str,
        profile: str,
        folder: Path | str,
        minutes: float | None = None,
        session_id: str | None = None,
    ) -> str:
        """Add a session and return its name.

        Args:
            started_at: with its offset from UTC.
            plan: the plan as JSON can hold it.
            engine: of the poses, such as "duo full".
            profile: name of the settings.
            folder: where the session's files are.
            minutes: how long the plan takes.
            session_id: of `new_id`; give the same again to try again.
        """
        session = _checked_id(session_id) if session_id else new_id()
        values = {"started_at": started_at, "plan": plan, "minutes": minutes, "engine": engine, "profile": profile}
        values["folder"] = str(folder)
        with self._database.writing() as connection:
            if not connection.execute(sa.update(SESSION).where(SESSION.c.id == session).values(values)).rowcount:
                connection.execute(sa.insert(SESSION).values(id=session, **values))
        return session

    def add_result(self, session_id: str, stem: str, result: Json, *, sparc_out: Sequence[float | None] = ()) -> None:
        """Add the repetitions and events of one set, in place of those that it had.

        Args:
            session_id: the session.
            stem: name of the set's folder in that of the session.
            result: of schema 1, as `analyze` makes it.
            sparc_out: smoothness of each repetition's release, which the result does not tell.
        """
        key = {"session": session_id, "stem": checked_stem(stem)}
        repetitions, events = repetition_rows(key, result, sparc_out), event_rows(key, result)
        with self._database.writing() as connection:
            _must_exist(connection, session_id)
            _replace(connection, REPETITION, key, repetitions)
            _replace(connection, EVENT, key, events)

    def add_check_in(
        self, session_id: str, *, at_s: float, stretch: str, side: str, score: int | None, answered_by: AnsweredBy
    ) -> None:
        """Add an answer, or that there was none, in place of what was answered at that very time."""
        row = check_in_row(at_s, stretch, side, score, answered_by)
        self._add_moment(CHECK_IN, session_id, row)

    def add_stop(self, session_id: str, *, at_s: float, by: str, after_s: float | None = None) -> None:
        """Add a stop, in place of one at that very time."""
        self._add_moment(STOP, session_id, {"at_s": at_s, "by": by, "after_s": after_s})

    def end(self, session_id: str, ended_at: datetime, *, stopped_by: str | None = None) -> None:
        """Tell when a session ended and, if it was stopped before its plan was done, by what."""
        with self._database.writing() as connection:
            _must_exist(connection, session_id)
            values = {"ended_at": ended_at, "stopped_by": stopped_by}
            connection.execute(sa.update(SESSION).where(SESSION.c.id == session_id).values(values))

    def sessions(self, *, limit: int | None = None, ids: Iterable[str] | None = None) -> list[Session]:
        """Sessions with all that belongs to them, newest first; all of them or those named."""
        query = sa.select(SESSION).order_by(SESSION.c.started_at.desc(), SESSION.c.id).limit(limit)
        if ids is not None:
            query = query.where(SESSION.c.id.in_(list(ids)))
        with self._database.reading() as connection:
            found = [Session(**row) for row in connection.execute(query).mappings()]
            for first in range(0, len(found), _AT_ONCE):
                _fill(connection, {session.id: session for session in found[first : first + _AT_ONCE]})
        return found

    def remove(self, session_ids: Iterable[str]) -> None:
        """Remove sessions from the database, all or none; their folders stay, see `stretchcheck.history.removal`."""
        with self._database.writing() as connection:
            for session in session_ids:
                connection.execute(sa.delete(SESSION).where(SESSION.c.id == session))

    def _add_moment(self, table: sa.Table, session_id: str, row: dict[str, Any]) -> None:
        with self._database.writing() as connection:
            _must_exist(connection, session_id)
            _replace(connection, table, {"session": session_id, "at_s": row["at_s"]}, [{"session": session_id, **row}])


def _checked_id(text: str) -> str:
    try:
        return UUID(text).hex
    except ValueError:
        raise RefusedError(f"Expected the name of a session such as {new_id()}, but got {text!r}") from None


def _must_exist(connection: sa.Connection, session_id: str) -> None:
    """Raise unless the session is there; in PostgreSQL it can then not be deleted before the transaction ends."""
    query = sa.select(SESSION.c.id).where(SESSION.c.id == session_id).with_for_update()
    if connection.execute(query).first() is None:
        raise RefusedError(f"Expected a session of the history, but it is not there or was deleted: {session_id}")


def _replace(connection: sa.Connection, table: sa.Table, key: Json, rows: list[dict[str, Any]]) -> None:
    connection.execute(sa.delete(table).where(*(table.c[name] == value for name, value in key.items())))
    if rows:
        connection.execute(sa.insert(table), rows)


def _fill(connection: sa.Connection, sessions: dict[str, Session]) -> None:
    for table, kind, name, order in _PARTS:
        query = sa.select(table).where(table.c.session.in_(list(sessions))).order_by(*(table.c[part] for part in order))
        for row in connection.execute(query).mappings():
            values = dict(row)
            getattr(sessions[values.pop("session")], name).append(kind(**values))
