"""The page of the history: how stretching went over weeks, in a single HTML file that needs nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, Template

from stretchcheck.history.plots import SIDES, Plot, plot_chart, short_day
from stretchcheck.history.records import Session
from stretchcheck.history.store import History
from stretchcheck.history.tables import valid
from stretchcheck.history.weeks import day_of, plots_of, stretches_of, week_of
from stretchcheck.report import DISCLAIMER, words
from stretchcheck.report.drawing import Chart

Linker = Callable[[Session, str], str | None]
"""Address of a set's report by the set's stem, or None where there is none."""

_REPORT: Final = "report.html"


@dataclass(frozen=True, slots=True)
class StretchPart:
    """What the page shows of one stretch."""

    name: str
    title: str
    charts: list[Chart]
    headings: list[str]
    rows: list[tuple[str, list[str]]]
    """Of the table: a day with its side, and a text for every heading."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One line of the table of sessions."""

    when: str
    lasted: str
    sets: list[tuple[str, str | None]]
    holds: str
    score: str
    stops: str


def file_link(session: Session, stem: str) -> str | None:
    """Address of a report as a file on this computer, if it is there."""
    path = Path(session.folder) / stem / _REPORT
    try:
        return path.as_uri() if path.is_absolute() and path.is_file() else None
    except (OSError, ValueError):
        return None


def render_history(history: History, *, link: Linker = file_link) -> str:
    """The page as HTML text.

    Args:
        history: all of its sessions are shown.
        link: gives the address of every report; by default that of the file.

    Raises:
        HistoryError: the history cannot be read.
    """
    sessions = history.sessions()
    oldest_first = sessions[::-1]
    html = _template().render(
        line=_line(sessions),
        stretches=[_part(oldest_first, name, number) for number, name in enumerate(stretches_of(sessions))],
        sessions=[_row(session, link) for session in sessions],
        disclaimer=DISCLAIMER,
    )
    return valid(html).replace("\0", "\ufffd")


@cache
def _template() -> Template:
    loader = ChoiceLoader(
        [PackageLoader("stretchcheck.history", "templates"), PackageLoader("stretchcheck.report", "templates")]
    )
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("history.html.j2")


def _line(sessions: Sequence[Session]) -> str:
    if not sessions:
        return "No session yet"
    first, last = day_of(sessions[-1]), day_of(sessions[0])
    count = f"{words.count(len(sessions))} session{'s' if len(sessions) > 1 else ''}"
    return f"{count}, {_date(first)}" if first == last else f"{count}, {_date(first)} to {_date(last)}"


def _date(day: date) -> str:
    return f"{short_day(day)} {day.year}"


def _part(sessions: Sequence[Session], name: str, number: int) -> StretchPart:
    plots = plots_of(sessions, name)
    days = week_of(day_of(sessions[0])), day_of(sessions[-1])
    return StretchPart(
        name,
        words.capital(words.STRETCHES.get(name, name)),
        [plot_chart(plot, f"{plot.name}-{number}", days) for plot in plots],
        [plot.title for plot in plots],
        _table(plots),
    )


def _table(plots: Sequence[Plot]) -> list[tuple[str, list[str]]]:
    """Every point of the charts in words, newest first; a share stands at the Monday of its week."""
    cells: dict[tuple[date, str], Mapping[str, str]] = {}
    for plot in plots:
        for point in plot.points:
            row = cells.get((point.day, point.side), {})
            cells[point.day, point.side] = {**row, plot.name: point.told.partition(": ")[2]}
    order = sorted(cells, key=lambda key: (-key[0].toordinal(), SIDES.index(key[1])))
    return [(f"{_date(day)}, {side}", [cells[day, side].get(plot.name, "") for plot in plots]) for day, side in order]


def _row(session: Session, link: Linker) -> SessionRow:
    score = session.highest_score
    return SessionRow(
        when=_moment(session.started_at),
        lasted=_lasted(session),
        sets=[(text, link(session, stem)) for stem, text in _sets(session).items()],
        holds=f"{session.holds_met} of {len(session.repetitions)}" if session.repetitions else "",
        score="" if score is None else f"{score} of 10",
        stops=", ".join(stop.by for stop in session.stops),
    )


def _moment(moment: datetime) -> str:
    local = moment.astimezone()
    return f"{_date(local.date())}, {local:%H:%M}"


def _lasted(session: Session) -> str:
    if session.ended_at is None:
        return ""
    return f"{max(0.0, (session.ended_at - session.started_at).total_seconds()) / 60:.0f} min"


def _sets(session: Session) -> dict[str, str]:
    """Words of every set that has a repetition, by its stem."""
    sets: dict[str, str] = {}
    for repetition in session.repetitions:
        name = words.STRETCHES.get(repetition.stretch, repetition.stretch)
        text = f"{name}, {repetition.side}"
        known = sets.get(repetition.stem)
        sets[repetition.stem] = text if known is None else known if text in known else f"{known}; {text}"
    return {stem: words.capital(text) for stem, text in sets.items()}
