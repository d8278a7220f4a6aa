"""Puts the repetitions and check-ins of sessions together as points over weeks."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from statistics import median

from stretchcheck.history.plots import SIDES, Plot, Point, short_day
from stretchcheck.history.records import Repetition, Session
from stretchcheck.report import words

Values = dict[tuple[date, str], list[float]]


def day_of(session: Session) -> date:
    """The day on which a session began, by this computer's clock."""
    return session.started_at.astimezone().date()


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def stretches_of(sessions: Sequence[Session]) -> list[str]:
    """Every stretch of the sessions, those that the reports know first and in their order."""
    names = {repetition.stretch for session in sessions for repetition in session.repetitions}
    return [name for name in words.STRETCHES if name in names] + sorted(names - words.STRETCHES.keys())


def plots_of(sessions: Sequence[Session], stretch: str) -> list[Plot]:
    """What can be shown of a stretch; a plot without any point is left out.

    Args:
        sessions: oldest first.
        stretch: one of `stretches_of`.
    """
    plots = [
        Plot("holds", "Holds long enough, share a week", _holds(sessions, stretch), percent, (0.0, 1.0), 0.5),
        Plot("range", "How far it went, the furthest of a day", _range(sessions, stretch), degrees, (), 10.0),
        Plot("smoothness", "Smoothness of moving in (SPARC)", _smoothness(sessions, stretch), tenths, (), 0.5),
        Plot("scores", "Answers to check-ins, the highest of a day", _scores(sessions, stretch), whole, (0, 10), 1.0),
    ]
    return [plot for plot in plots if plot.points]


def percent(share: float) -> str:
    """A share of 0..1."""
    return f"{100 * share:.0f} %"


def degrees(angle_deg: float) -> str:
    """An angle."""
    return f"{angle_deg:.0f}\u00b0"


def tenths(value: float) -> str:
    """A number with one decimal."""
    return f"{value:.1f}".replace("-", "\u2212")


def whole(value: float) -> str:
    """A whole number."""
    return f"{value:.0f}"


def _repetitions(sessions: Sequence[Session], stretch: str) -> Iterator[tuple[date, Repetition]]:
    for session in sessions:
        for repetition in session.repetitions:
            if repetition.stretch == stretch and repetition.side in SIDES:
                yield day_of(session), repetition


def _holds(sessions: Sequence[Session], stretch: str) -> list[Point]:
    """The share of each week; holds that could not be told are left out."""
    met: Values = defaultdict(list)
    for day, repetition in _repetitions(sessions, stretch):
        if repetition.hold_verdict != "unknown":
            met[week_of(day), repetition.side].append(repetition.hold_verdict == "met")
    return [
        Point(week, side, sum(values) / len(values), f"week of {short_day(week)}: {sum(values)} of {len(values)}")
        for (week, side), values in met.items()
    ]


def _range(sessions: Sequence[Session], stretch: str) -> list[Point]:
    return _daily(_numbers(sessions, stretch, "change_deg"), max, degrees)


def _smoothness(sessions: Sequence[Session], stretch: str) -> list[Point]:
    return _daily(_numbers(sessions, stretch, "sparc_in"), median, tenths)


def _numbers(sessions: Sequence[Session], stretch: str, name: str) -> Values:
    found: Values = defaultdict(list)
    for day, repetition in _repetitions(sessions, stretch):
        if (value := getattr(repetition, name)) is not None:
            found[day, repetition.side].append(value)
    return found


def _scores(sessions: Sequence[Session], stretch: str) -> list[Point]:
    found: Values = defaultdict(list)
    for session in sessions:
        for answer in session.check_ins:
            if answer.stretch == stretch and answer.side in SIDES and answer.score is not None:
                found[day_of(session), answer.side].append(answer.score)
    return _daily(found, max, whole)


def _daily(found: Values, of: Callable[[list[float]], float], tell: Callable[[float], str]) -> list[Point]:
    return [
        Point(day, side, of(values), f"{short_day(day)}: {tell(of(values))}") for (day, side), values in found.items()
    ]
