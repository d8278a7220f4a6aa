"""The tables of the history, the same in SQLite and PostgreSQL."""

import re
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

_ESCAPE: Final = "\u241b"
"""Stands before what PostgreSQL cannot keep in a text: NUL and halves of surrogate pairs."""

_UNKEPT: Final = re.compile(f"[\0\ud800-\udfff{_ESCAPE}]")
_ESCAPED: Final = re.compile(f"{_ESCAPE}([0-9a-f]{{4}})")


class Utc(sa.types.TypeDecorator[datetime]):
    """A moment, given with any offset and read back as UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """The moment as the database keeps it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"Expected a moment with its offset from UTC, but got none: {value}")
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """The moment with UTC as its offset."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class AnyText(sa.types.TypeDecorator[str]):
    """Text of any kind; what a database refuses is written with an escape and read back as it was."""

    impl = sa.Text()
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """The text as the database keeps it."""
        return value if value is None else _UNKEPT.sub(lambda found: f"{_ESCAPE}{ord(found[0]):04x}", value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """The text as it was given."""
        return value if value is None else _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)


def valid(text: str) -> str:
    """The text as UTF-8 can hold it, without halves of surrogate pairs; names of files may have such."""
    return text.encode("utf-8", "replace").decode("utf-8")


METADATA: Final = sa.MetaData()


def _of_session() -> sa.Column[Any]:
    return sa.Column("session", sa.ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)


def _seconds(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Double(), nullable=False, **options)


SCHEMA: Final = sa.Table("schema_version", METADATA, sa.Column("version", sa.Integer(), nullable=False))

SESSION: Final = sa.Table(
    "session",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("started_at", Utc(), nullable=False, index=True),
    sa.Column("ended_at", Utc()),
    sa.Column("plan", sa.JSON(), nullable=False),
    sa.Column("minutes", sa.Double()),
    sa.Column("engine", AnyText(), nullable=False),
    sa.Column("profile", AnyText(), nullable=False),
    sa.Column("folder", AnyText(), nullable=False),
    sa.Column("stopped_by", AnyText()),
)

REPETITION: Final = sa.Table(
    "repetition",
    METADATA,
    _of_session(),
    sa.Column("stem", AnyText(), primary_key=True),
    sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
    sa.Column("stretch", AnyText(), nullable=False),
    sa.Column("side", AnyText(), nullable=False),
    sa.Column("hold_verdict", AnyText(), nullable=False),
    _seconds("held_s"),
    _seconds("unseen_s"),
    _seconds("out_of_pose_s"),
    _seconds("target_low_s"),
    _seconds("target_high_s"),
    sa.Column("change_deg", sa.Double()),
    sa.Column("angle_deg", sa.Double()),
    sa.Column("speed_deg_s", sa.Double()),
    sa.Column("sparc_in", sa.Double()),
    sa.Column("sparc_out", sa.Double()),
    sa.Column("checks", sa.JSON(), nullable=False),
)

EVENT: Final = sa.Table(
    "event",
    METADATA,
    _of_session(),
    sa.Column("stem", AnyText(), primary_key=True),
    sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
    sa.Column("kind", AnyText(), nullable=False),
    _seconds("start_s"),
    _seconds("end_s"),
    sa.Column("who", AnyText(), nullable=False),
    sa.Column("repetition", sa.Integer()),
)

CHECK_IN: Final = sa.Table(
    "check_in",
    METADATA,
    _of_session(),
    _seconds("at_s", primary_key=True),
    sa.Column("stretch", AnyText(), nullable=False),
    sa.Column("side", AnyText(), nullable=False),
    sa.Column("score", sa.Integer(), sa.CheckConstraint("score BETWEEN 0 AND 10")),
    sa.Column("answered_by", AnyText(), nullable=False),
)

STOP: Final = sa.Table(
    "stop",
    METADATA,
    _of_session(),
    _seconds("at_s", primary_key=True),
    sa.Column("by", AnyText(), nullable=False),
    sa.Column("after_s", sa.Double()),
)
