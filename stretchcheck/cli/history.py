"""`stretchcheck history`: lists, exports and deletes past live sessions."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from stretchcheck.live import storage

if TYPE_CHECKING:
    from stretchcheck.history import History
    from stretchcheck.history.records import Session

_NOTHING = "The history is empty: no live session was kept yet."

app = typer.Typer(
    no_args_is_help=True,
    help="Past live sessions: list them, export them as a table, delete them with their files.\n\n"
    "They are kept in a database on this computer and are sent nowhere.",
)


@app.command("list")
def list_sessions(
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Show the newest N only.")] = None,
) -> None:
    """Show past sessions, newest first."""
    with _opened() as history:
        sessions = history.sessions(limit=limit)
    if not sessions:
        typer.echo(_NOTHING)
        return
    table = Table("id", "date", "stretches", "holds met", "highest check-in", "stops")
    for session in sessions:
        table.add_row(*map(escape, _cells(session)))
    Console().print(table)


@app.command()
def export(
    form: Annotated[Literal["csv", "json", "parquet"], typer.Option("--format", help="Of the table.")] = "csv",
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to; without it the table is printed.")] = None,
) -> None:
    """Export the history as a table, one row a repetition with what is known of its session beside it."""
    if out is None and form == "parquet":
        raise _end("Expected --out FILE with --format parquet, which is not text")
    with _opened() as history:
        sessions = history.sessions()
    from stretchcheck.history import export as table

    if not sessions:
        typer.echo(_NOTHING, err=True)
    if out is None:
        sys.stdout.write(table.as_csv(sessions) if form == "csv" else table.as_json(sessions))
        return
    try:
        table.write(out, sessions, form)
    except OSError as error:
        raise _end(f"Could not write the table: {error.strerror or error}: {out}") from None


@app.command()
def delete(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID...", help="As `list` shows them.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every session.")] = False,
    before: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Those of before this day.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete sessions with their files: recordings, results and reports."""
    if sum((bool(ids), everything, before is not None)) != 1:
        raise _end("Expected either ids of sessions, or --all, or --before DATE")
    with _opened() as history:
        from stretchcheck.history import removal

        sessions = history.sessions()
        chosen = removal.named(sessions, ids) if ids else sessions
        if before is not None:
            chosen = [session for session in sessions if session.started_at < before.astimezone()]
        if not chosen:
            typer.echo("There is no session to delete.")
            return
        if not yes:
            _ask(chosen)
        done = removal.delete(history, chosen, storage.folder())
    typer.echo(f"Deleted {_count(done.sessions)}.")
    for path in done.left:
        typer.echo(f"Left alone, not a folder of this session alone below {storage.folder()}: {path!r}", err=True)


def _ask(chosen: "list[Session]") -> None:
    for session in chosen[:20]:
        typer.echo("  ".join(_cells(session)[:3]))
    if len(chosen) > 20:
        typer.echo(f"… and {len(chosen) - 20} more")
    try:
        agreed = typer.confirm(f"Delete {_count(len(chosen))} with all files?")
    except typer.Abort:
        raise _end("Expected --yes where nobody can answer; nothing was deleted") from None
    if not agreed:
        typer.echo("Nothing was deleted.")
        raise typer.Exit(0)


def _count(number: int) -> str:
    return f"{number} session{'s' if number != 1 else ''}"


def _cells(session: "Session") -> list[str]:
    """What the table tells of a session: id, date, stretches with sides, holds met of all, highest answer, stops."""
    sides: dict[str, list[str]] = {}
    for repetition in session.repetitions:
        known = sides.setdefault(repetition.stretch, [])
        known += [repetition.side] if repetition.side not in known else []
    score = session.highest_score
    cells = [
        session.id[:8],
        f"{session.started_at.astimezone():%Y-%m-%d %H:%M}",
        "; ".join(f"{stretch} {', '.join(names)}" for stretch, names in sides.items()) or "none",
        f"{session.holds_met} of {len(session.repetitions)}",
        "none" if score is None else str(score),
        ", ".join(stop.by for stop in session.stops) or "none",
    ]
    return ["".join(letter if letter.isprintable() else "\ufffd" for letter in cell) for cell in cells]


@contextmanager
def _opened() -> "Iterator[History]":
    """The history with what earlier sessions could not write yet; its errors end the command with one line."""
    try:
        from stretchcheck.history import History, HistoryError, apply_pending
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != "sqlalchemy":
            raise
        raise _end('The history needs the parts of live sessions: pip install "stretchcheck[live]"') from None
    _folder()
    try:
        with History() as history:
            apply_pending(history, _folder())
            yield history
    except HistoryError as error:
        raise _end(str(error)) from None


def _folder() -> Path:
    """The folder of sessions; ends the command where that can be no folder."""
    try:
        return storage.folder()
    except OSError as error:
        raise _end(f"Could not use the folder of sessions: {error.strerror}: {error.filename}") from None


def _end(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(2)
