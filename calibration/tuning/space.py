"""What is searched: objectives, the thresholds that bear on each, and the span of every one; read from TOML."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, get_args

from calibration.tuning.objectives import GOALS, Kind, Objective, check_events
from protocols.thresholds import THRESHOLDS, Settings, UnknownThresholdError

DEFAULT: Final = Path(__file__).with_name("space.toml")
MOST_AT_ONCE: Final = 6
"""Thresholds that one objective may search together; more fit the noise of a few hundred trials."""

_KEYS: Final = {"kind", "events", "goal", "thresholds"}
_PARTNERS: Final = (
    ("_green_", "_red_"), ("_amber_", "_red_"), ("_enter_speed_", "_leave_speed_"), ("_enter_", "_gone_"),
    ("_short_", "_long_"), ("_low_", "_high_"), ("_contact_", "_lost_"),
)  # fmt: skip
"""Words in which the names of two thresholds differ that must not change their order."""

_STEPS: Final = 200


class SpaceError(ValueError):
    """A search space that cannot be searched."""


@dataclass(frozen=True, slots=True)
class Span:
    """A threshold and where it is searched, `low` to `high`."""

    name: str
    low: float
    high: float

    @property
    def digits(self) -> int:
        """Decimals that a value is rounded to: at most a 200th of the span is lost."""
        return max(0, math.ceil(-math.log10((self.high - self.low) / _STEPS)))

    def share(self, value: float) -> float:
        """Where a value lies, 0 at `low` and 1 at `high`."""
        return (value - self.low) / (self.high - self.low)

    def value(self, share: float) -> float:
        """The value that lies there."""
        return self.low + share * (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Search:
    """One objective with the spans that are searched for it."""

    objective: Objective
    spans: tuple[Span, ...]


def read_space(path: Path = DEFAULT) -> tuple[Search, ...]:
    """The searches of a file.

    Raises:
        SpaceError: it is not there, or not a search space.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SpaceError(f"Expected a search space, but there is no such file: {path}") from None
    except (OSError, ValueError, RecursionError) as error:
        raise SpaceError(f"Expected a search space in TOML, but {str(error).splitlines()[0]}: {path}") from None
    try:
        return _searches(data)
    except ValueError as error:
        raise SpaceError(f"{error} Search space: {path}") from None


def narrowed(searches: tuple[Search, ...], *, objectives: list[str], thresholds: list[str]) -> tuple[Search, ...]:
    """Only the searches of some objectives and thresholds; all where none is named.

    Raises:
        SpaceError: a name that is not in the space.
    """
    _refuse_unknown(objectives, [one.objective.name for one in searches], "an objective")
    _refuse_unknown(thresholds, [span.name for one in searches for span in one.spans], "a threshold")
    chosen = [one for one in searches if not objectives or one.objective.name in objectives]
    if thresholds:
        chosen = [replace(one, spans=tuple(s for s in one.spans if s.name in thresholds)) for one in chosen]
    kept = tuple(one for one in chosen if one.spans)
    if not kept:
        raise SpaceError(f"Expected thresholds of the objectives asked for, but {thresholds[0]} is of another.")
    return kept


def keeps_order(values: Mapping[str, float], base: Settings) -> bool:
    """Whether pairs such as green and red keep the order that their defaults have.

    Args:
        values: what changes.
        base: everything else.
    """
    for name, value in values.items():
        for partner in _partners(name):
            other = values.get(partner, base[partner])
            if (value - other) * (THRESHOLDS[name].default - THRESHOLDS[partner].default) < 0:
                return False
    return True


def _partners(name: str) -> list[str]:
    """Thresholds that stand in pairs with one."""
    padded = f"{name}_"
    return [
        other[:-1]
        for pair in _PARTNERS
        for one, two in (pair, pair[::-1])
        if one in padded and (other := padded.replace(one, two))[:-1] in THRESHOLDS
    ]


def _searches(data: Mapping[str, Any]) -> tuple[Search, ...]:
    if data.get("schema") != 1:
        raise ValueError(f"Expected schema = 1, but got {data.get('schema', 'none')!r:.60}.")
    tables = data.get("objective")
    if not isinstance(tables, dict) or not tables or set(data) != {"schema", "objective"}:
        raise ValueError("Expected schema and tables such as [objective.jerk], but got something else.")
    searches = tuple(_search(name, table) for name, table in tables.items())
    names = [span.name for one in searches for span in one.spans]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise ValueError(f"Expected each threshold under one objective only, but {twice} is under two.")
    return searches


def _search(name: str, table: Any) -> Search:
    if not isinstance(table, dict) or not set(table) <= _KEYS:
        raise ValueError(f"Expected kind, events, goal and thresholds in [objective.{name}], but got something else.")
    kind: Any = table.get("kind")
    if kind not in get_args(Kind):
        raise ValueError(f"Expected kind to be one of {', '.join(get_args(Kind))} in {name}, but got {kind!r:.60}.")
    events, goal, spans = table.get("events", []), table.get("goal", GOALS[kind]), table.get("thresholds")
    if not isinstance(events, list) or (kind == "hold_mae") == bool(events):
        raise ValueError(f"Expected a list of events in {name} unless its kind is hold_mae, but got {events!r:.60}.")
    check_events(events)
    if (goal is None) != (GOALS[kind] is None) or not isinstance(goal, (int, float, type(None))):
        raise ValueError(f"Expected a goal only of sensitivity and false_alerts, a number, but got {goal!r} in {name}.")
    if not isinstance(spans, dict) or not 1 <= len(spans) <= MOST_AT_ONCE:
        raise ValueError(f"Expected 1 to {MOST_AT_ONCE} thresholds in {name}, but got {spans!r:.60}.")
    objective = Objective(name, kind, tuple(events), None if goal is None else float(goal))
    return Search(objective, tuple(_span(each, span) for each, span in spans.items()))


def _span(name: str, span: Any) -> Span:
    _refuse_unknown([name], list(THRESHOLDS), "a threshold")
    known = THRESHOLDS[name]
    ends = [known.low, known.high] if span is True else span
    is_pair = isinstance(ends, list) and len(ends) == 2
    if not is_pair or not all(isinstance(end, (int, float)) and not isinstance(end, bool) for end in ends):
        raise ValueError(f"Expected [low, high] or true for {name}, but got {span!r:.60}.")
    low, high = float(ends[0]), float(ends[1])
    if not low < high:
        raise ValueError(f"Expected low to be below high for {name}, but got {span!r:.60}.")
    try:
        for end in (low, high):
            Settings({name: end})
    except UnknownThresholdError as error:
        raise ValueError(str(error)) from None
    return Span(name, low, high)


def _refuse_unknown(names: list[str], known: list[str], what: str) -> None:
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=3, cutoff=0.5) or known[:3]
            raise SpaceError(f"Expected {what} such as {', '.join(near)}, but got {name!r:.60}.")
