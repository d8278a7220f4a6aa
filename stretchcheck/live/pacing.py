"""The rhythms of a coach: breaths on the way in, counts in a hold, and what was said of a clock that stands still."""

from typing import Final, Literal

from protocols.hold import HoldState, Status
from stretchcheck.live import lines
from stretchcheck.live.lines import Line
from stretchcheck.live.plan import Step

Breathing = Literal["in", "out", "on"]

_IN_S: Final = 4.0
_OUT_S: Final = 6.0
_MOST: Final = 6
"""Half breaths that are guided; after three breaths silence is better."""

_UNSEEN_S: Final = 3.0
_LAST_S: Final = 5.5

ASKING_S: Final = 6.0
"""A question and a quick answer: not so late that they would meet the count."""


class Breath:
    """In for four seconds, out for six."""

    def __init__(self) -> None:
        self._next_s: float | None = None
        self._count = 0

    def begin(self, at_s: float, *, out: bool = False) -> None:
        """From this time on, beginning with a breath in unless `out`."""
        self._next_s, self._count = at_s, int(out)

    @property
    def begun(self) -> bool:
        """Whether a breath was guided since `begin`."""
        return self._next_s is not None and self._count > 0

    def due(self, now_s: float, *, moving: bool) -> Breathing | None:
        """What to say now: the first breath out tells where to, later ones only how far."""
        if self._next_s is None or now_s < self._next_s:
            return None
        inward = self._count % 2 == 0
        later = moving and self._count > 1
        self._next_s = now_s + (_IN_S if inward else _OUT_S)
        self._count += 1
        if self._count >= _MOST:
            self._next_s = None
        return "in" if inward else "on" if later else "out"


class Count:
    """What to say of a hold as its clock runs; `reset` for a new one."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """A new repetition."""
        self._said: set[str] = set()
        self._unseen_from_s: float | None = None
        self.held_s = 0.0

    def last_seconds(self, step: Step) -> bool:
        """Whether nothing but the count should be heard."""
        return self.held_s >= step.hold_s - _LAST_S and "over" not in self._said

    @property
    def over(self) -> bool:
        """Whether letting go has been asked for."""
        return "over" in self._said

    def at(self, now_s: float, hold: HoldState, step: Step) -> tuple[list[Line], bool]:
        """What to say now, and whether to ask how it is."""
        self.held_s = held_s = hold.held_s
        target_s = step.hold_s
        said = self._sight(now_s, hold)
        due = [n for n in lines.COUNTS if held_s >= target_s - n]
        if held_s >= target_s:
            said += self._once("over", lines.guide_back(step.stretch))
        elif due:
            said += self._once(f"count {min(due)}", lines.COUNTS[min(due)])
        elif held_s >= target_s / 2:
            said += self._once("half", lines.HALF)
        if held_s >= step.range_s[1] + 2.0:
            said += self._once("long", lines.LONG)
        return said, self._asks(held_s, target_s)

    def _asks(self, held_s: float, target_s: float) -> bool:
        """Early on, and again in a long hold."""
        first_s = 2.0 + 0.2 * target_s
        for at_s in (first_s, first_s + 20.0):
            if at_s <= held_s < at_s + 4.0 and at_s < target_s - _LAST_S - ASKING_S and f"ask {at_s}" not in self._said:
                self._said.add(f"ask {at_s}")
                return True
        return False

    def _sight(self, now_s: float, hold: HoldState) -> list[Line]:
        if hold.status != Status.UNSEEN:
            told = "unseen" in self._said
            self._unseen_from_s = None
            self._said.discard("unseen")
            return [lines.SEEN] if told else []
        if self._unseen_from_s is None:
            self._unseen_from_s = now_s
        return self._once("unseen", lines.UNSEEN) if now_s - self._unseen_from_s >= _UNSEEN_S else []

    def _once(self, name: str, line: Line) -> list[Line]:
        if name in self._said:
            return []
        self._said.add(name)
        return [line]
