"""What a session is to consist of: stretches, sides and holds; as TOML, grouped by camera view, fitted to a time."""

import difflib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from protocols.stretches import STRETCHES
from protocols.types import Side
from stretchcheck.results import appearing_whole

SCHEMA: Final = 1
MOST_STEPS: Final = 24
_SIDES: Final[tuple[Side, Side]] = ("left", "right")

BEST_VIEW: Final[Mapping[str, str]] = {"knee-to-chest": "side", "spinal-twist": "oblique", "figure-four": "oblique"}
"""Where the laptop stands for each stretch: one place for the first, one for the other two."""

VIEW_TITLES: Final[Mapping[str, str]] = {"side": "from the side", "oblique": "obliquely from the feet"}
VIEW_TEXTS: Final[Mapping[str, str]] = {
    "side": "Put the laptop level with the hips of the person lying down, 2 to 3 m away, square to the body. "
    "Where the stretch allows it, the partner kneels on the far side. For the other leg turn round on the mat, head to "
    "the other end, rather than moving the laptop.",
    "oblique": "Put the laptop beyond the feet and to one side, 2.5 to 3 m away and as high as a chair, so that it "
    "looks along the body at an angle. The twist is seen best when the knees come toward the laptop.",
}

_AROUND_S: Final = 35.0
"""Getting ready, moving in, letting go and resting, a step."""

_MOVING_LAPTOP_S: Final = 60.0


class PlanError(ValueError):
    """A plan that cannot be followed; the text says what was expected."""


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch on one side; `hold_s` is what the pair wants to hold."""

    stretch: str
    side: Side
    hold_s: float

    @property
    def view(self) -> str:
        """Where the camera should stand."""
        return BEST_VIEW.get(self.stretch, "oblique")

    @property
    def range_s(self) -> tuple[float, float]:
        """Shortest and longest hold that the stretch asks for."""
        return STRETCHES[self.stretch].hold_target_s


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in their order."""

    steps: tuple[Step, ...]

    @property
    def minutes(self) -> float:
        """About how long it takes."""
        moves = sum(a.view != b.view for a, b in zip(self.steps, self.steps[1:], strict=False))
        return (sum(step.hold_s + _AROUND_S for step in self.steps) + moves * _MOVING_LAPTOP_S) / 60.0

    def sides(self, stretch: str) -> tuple[Side, ...]:
        """Sides on which a stretch is meant to be done."""
        return tuple(side for side in _SIDES if any(s.stretch == stretch and s.side == side for s in self.steps))


def default_plan() -> Plan:
    """All stretches, both sides, the shortest hold each asks for."""
    return grouped([Step(name, side, STRETCHES[name].hold_target_s[0]) for name in STRETCHES for side in _SIDES])


def grouped(steps: Sequence[Step]) -> Plan:
    """Steps of one camera view together, in the order in which the views first come."""
    views = list(dict.fromkeys(step.view for step in steps))
    return Plan(tuple(sorted(steps, key=lambda step: views.index(step.view))))


def fitted(plan: Plan, minutes: float) -> Plan:
    """The plan shortened to a time: shorter holds first, then fewer stretches, the last ones first.

    At least the first stretch remains, with its shortest hold.
    """
    if plan.minutes <= minutes:
        return plan
    spare_s = (plan.minutes - minutes) * 60.0
    could_s = sum(step.hold_s - step.range_s[0] for step in plan.steps)
    if could_s >= spare_s:
        share = spare_s / could_s
        return Plan(
            tuple(replace(s, hold_s=math.floor(s.hold_s - share * (s.hold_s - s.range_s[0]))) for s in plan.steps)
        )
    short = Plan(tuple(replace(step, hold_s=step.range_s[0]) for step in plan.steps))
    names = list(dict.fromkeys(step.stretch for step in short.steps))
    while short.minutes > minutes and len(names) > 1:
        last = names.pop()
        short = Plan(tuple(step for step in short.steps if step.stretch != last))
    return short


def from_rows(rows: object) -> Plan:
    """A plan from mappings with `stretch`, `side` and `hold_s`.

    Raises:
        PlanError: what is wrong with the first bad row.
    """
    if not isinstance(rows, Sequence) or isinstance(rows, str | bytes) or not rows:
        raise PlanError("Expected at least one step, but got none.")
    if len(rows) > MOST_STEPS:
        raise PlanError(f"Expected at most {MOST_STEPS} steps, but got {len(rows)}.")
    return grouped([_step(row, number) for number, row in enumerate(rows, 1)])


def _step(row: object, number: int) -> Step:
    if not isinstance(row, Mapping):
        raise PlanError(f"Expected step {number} to have a stretch, a side and a hold, but got {row!r:.60}.")
    unknown = sorted(set(row) - {"stretch", "side", "hold_s"}, key=str)
    if unknown:
        raise PlanError(f"Expected stretch, side and hold_s in step {number}, but got {unknown[0]!r:.40}.")
    stretch, side = row.get("stretch"), row.get("side")
    if not isinstance(stretch, str) or stretch not in STRETCHES:
        near = difflib.get_close_matches(str(stretch), STRETCHES, n=1) or list(STRETCHES)
        raise PlanError(f"Expected a stretch such as {near[0]!r} in step {number}, but got {stretch!r:.40}.")
    if side not in _SIDES:
        raise PlanError(f"Expected side 'left' or 'right' in step {number}, but got {side!r:.40}.")
    low, high = STRETCHES[stretch].hold_target_s
    hold_s = row.get("hold_s", low)
    if isinstance(hold_s, bool) or not isinstance(hold_s, int | float) or not low <= hold_s <= high:
        raise PlanError(f"Expected a hold of {low:g} to {high:g} s in step {number}, but got {hold_s!r:.40}.")
    return Step(stretch, side, float(hold_s))


def load(path: Path) -> Plan:
    """Read a plan.

    Raises:
        PlanError: the file is missing or is no plan.
    """
    try:
        document: Mapping[str, Any] = tomlkit.parse(path.read_text(encoding="utf-8")).unwrap()
    except FileNotFoundError:
        raise PlanError(f"Expected a plan in TOML, but got no file at all: {path}") from None
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise PlanError(f"Expected a plan in TOML, but got {' '.join(str(error).split())}: {path}") from None
    if document.get("schema") != SCHEMA:
        raise PlanError(f"Expected schema = {SCHEMA}, but got {document.get('schema')!r:.40}: {path}")
    unknown = sorted(set(document) - {"schema", "step"})
    if unknown:
        raise PlanError(f"Expected tables [[step]], but got {unknown[0]!r:.40}: {path}")
    try:
        return from_rows(document.get("step"))
    except PlanError as error:
        raise PlanError(f"{error} ({path})") from None


def dumps(plan: Plan) -> str:
    """The plan as TOML."""
    document = tomlkit.document()
    document.add(tomlkit.comment("A plan for `stretchcheck live --plan FILE`; side is the person's own."))
    document.add("schema", tomlkit.item(SCHEMA))
    steps = tomlkit.aot()
    for step in plan.steps:
        table = tomlkit.table()
        table.update({"stretch": step.stretch, "side": step.side, "hold_s": step.hold_s})
        steps.append(table)
    document.add("step", steps)
    return tomlkit.dumps(document)


def save(plan: Plan, path: Path) -> None:
    """Write the plan, whole or not at all."""
    with appearing_whole(path) as part:
        part.write_text(dumps(plan), encoding="utf-8")
