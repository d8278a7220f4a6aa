"""Opens the database of the history: a SQLite file or a PostgreSQL server, which look the same from here on."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, NoSuchModuleError, SQLAlchemyError, StatementError

from stretchcheck.history import migrations
from stretchcheck.history.errors import HistoryError, RefusedError, one_line

_KINDS: Final = {"sqlite": "sqlite", "postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}


class Database:
    """Transactions over the tables, which are made or brought up to date when they are first needed.

    Nothing is opened before that, so that a server that is away is an error of the transaction, never of the making.

    Args:
        url: `sqlite:///FILE` or `postgresql://…`.
        timeout_s: how long a transaction waits for a lock or a server.
    """

    def __init__(self, url: str, *, timeout_s: float) -> None:
        self.engine = _engine(url, timeout_s)
        self._writing = self.engine.execution_options(writing=True)
        self.address: str = self.engine.url.render_as_string(hide_password=True)

    def close(self) -> None:
        """Let go of the connections."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that changes nothing."""
        with self._clear_errors():
            self._prepare()
            with self.engine.begin() as connection:
                yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that takes effect whole, or not at all when anything is raised in it."""
        with self._clear_errors():
            self._prepare()
            with self._writing.begin() as connection:
                yield connection

    def _prepare(self) -> None:
        """Asked every time: a database may be put back from a copy or moved away while the program runs."""
        if self.engine.dialect.name == "sqlite":
            _make_private(self.engine.url.database)
        with self.engine.begin() as connection:
            current = migrations.is_current(connection)
        if not current:
            with self._writing.begin() as connection:
                migrations.upgrade(connection)

    @contextmanager
    def _clear_errors(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            kind = RefusedError if isinstance(error, DataError) else HistoryError
            raise kind(f"Could not use the history: {one_line(error.orig)}: {self.address}") from error
        except StatementError as error:
            raise RefusedError(f"Expected data that the history can keep, but got: {one_line(error.orig)}") from error
        except (SQLAlchemyError, OSError) as error:
            raise HistoryError(f"Could not use the history: {one_line(error)}: {self.address}") from error


def _engine(url: str, timeout_s: float) -> sa.Engine:
    try:
        made = sa.make_url(url)
    except ArgumentError:
        raise HistoryError("Expected the address of a database such as sqlite:///FILE, but got another text") from None
    kind = made.get_backend_name()
    if kind not in _KINDS:
        raise HistoryError(f"Expected a history in sqlite or postgresql, but got an address that begins with {kind}")
    made = made.set(drivername=_KINDS[kind])
    try:
        engine = sa.create_engine(
            made, pool_pre_ping=True, json_serializer=_json, connect_args=_connecting(kind, timeout_s)
        )
    except (ImportError, NoSuchModuleError):
        raise HistoryError('A history in PostgreSQL needs psycopg: pip install "stretchcheck[postgres]"') from None
    if kind == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _connecting(kind: str, timeout_s: float) -> dict[str, Any]:
    if kind == "sqlite":
        return {"timeout": timeout_s}
    milliseconds = round(1000 * timeout_s)
    return {
        "connect_timeout": max(2, round(timeout_s)),
        "tcp_user_timeout": milliseconds,
        "options": f"-c lock_timeout={milliseconds} -c statement_timeout={2 * milliseconds}",
    }


def _json(value: object) -> str:
    """Text of ASCII alone, without the NaN that no standard knows."""
    return json.dumps(value, allow_nan=False)


def _set_up_sqlite(connection: Any, _: object) -> None:
    """Leave transactions to `_begin_sqlite`, mind references, and overwrite what is deleted."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")


def _begin_sqlite(connection: sa.Connection) -> None:
    """Take the lock for writing at once: one that is asked for only later is refused without waiting."""
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _make_private(name: str | None) -> None:
    """Make the file of the database, and its folder, for the eyes of this user only."""
    if not name or name == ":memory:" or name.startswith("file:"):
        return
    path = Path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
