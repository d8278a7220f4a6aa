"""Makes the tables of a new history and brings those of an older one up to date."""

from collections.abc import Callable
from typing import Final

import sqlalchemy as sa

from stretchcheck.history.errors import HistoryError
from stretchcheck.history.tables import METADATA, SCHEMA

MIGRATIONS: Final[list[Callable[[sa.Connection], None]]] = []
"""Number n, counted from 0, makes version n + 2 out of version n + 1; `tables` always shows the newest."""

_LOCK: Final = 0x57E7C4
"""Number of the PostgreSQL lock under which tables are made, the same in every process."""


def newest() -> int:
    """The version that this program writes."""
    return len(MIGRATIONS) + 1


def version_of(connection: sa.Connection) -> int | None:
    """Version of the tables, or None where there are none yet."""
    if not sa.inspect(connection).has_table(SCHEMA.name):
        return None
    return connection.execute(sa.select(SCHEMA.c.version)).scalar_one_or_none()


def is_current(connection: sa.Connection) -> bool:
    """Whether nothing is to be done.

    Raises:
        HistoryError: a newer program made the tables.
    """
    version = version_of(connection)
    if version is not None and version > newest():
        address = connection.engine.url.render_as_string(hide_password=True)
        raise HistoryError(
            f"Expected a history of version {newest()} or older, but a newer stretchcheck made version {version}; "
            f"update stretchcheck: {address}"
        )
    return version == newest()


def upgrade(connection: sa.Connection) -> None:
    """Bring the tables up to date; several processes may do so at once."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    if is_current(connection):
        return
    version = version_of(connection)
    if version is None:
        METADATA.create_all(connection, checkfirst=False)
        connection.execute(sa.insert(SCHEMA).values(version=newest()))
        return
    for migrate in MIGRATIONS[version - 1 :]:
        migrate(connection)
    connection.execute(sa.update(SCHEMA).values(version=newest()))
