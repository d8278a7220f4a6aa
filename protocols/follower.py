"""Follows one stretch: which of its sides moves, by a phase machine of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from protocols.phases import NOT_WATCHED, PhaseMachine
from protocols.placer import COLUMNS, INDEX, PLACED
from protocols.stretch import Mode, Progress, Stretch
from protocols.thresholds import Settings
from protocols.ticks import TICK_S
from protocols.trace import Tick, Trace
from protocols.types import Side

MODES: Final[tuple[Mode, ...]] = ("image", "body")
_LET_GO_TICKS: Final = 180
"""A slipped ankle is put back within six seconds, or the stretch has ended."""

_LED: Final[Mapping[float, Side]] = {-1.0: "left", 1.0: "right"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One side of a stretch, measured one way; `slot` is its column among all angles followed."""

    progress: Progress
    mode: Mode
    slot: int

    @property
    def column(self) -> str:
        """The column followed."""
        return self.progress.image if self.mode == "image" else self.progress.body


def columns_of(stretches: Sequence[Stretch]) -> list[int]:
    """Columns of the measures that these stretches follow, each once; a slot is a place in this list."""
    found: dict[int, None] = {}
    for stretch in stretches:
        for progress in stretch.progress:
            found |= {INDEX[progress.image]: None, INDEX[progress.body]: None}
    return list(found)


class Follower:
    """Steps one stretch through its phases; `reset` equals new."""

    def __init__(
        self, stretch: Stretch, columns: Sequence[int], settings: Settings, *, side: Side | Literal["auto"]
    ) -> None:
        self.stretch = stretch
        wanted = [progress for progress in stretch.progress if side in ("auto", progress.side)]
        self._candidates = {
            (mode, progress.side): Candidate(
                progress, mode, columns.index(INDEX[progress.image if mode == "image" else progress.body])
            )
            for mode in MODES
            for progress in wanted
        }
        slots = sorted({each.slot for each in self._candidates.values()})
        slack = {slot: settings["placed_slack_share"] if COLUMNS[columns[slot]] in PLACED else 1.0 for slot in slots}
        self.asides = {
            each.slot: [INDEX[name] for name in each.progress.aside]
            for (mode, _), each in self._candidates.items()
            if mode == "body" and each.progress.aside
        }
        push_deg = {each.slot: settings[each.progress.push] for each in self._candidates.values() if each.progress.push}
        lag_s = settings[stretch.lead_lag] if stretch.lead_lag else 0.0
        self._known_late = _LET_GO_TICKS + round(lag_s / TICK_S)
        strays = {
            each.slot: settings[each.progress.strays]
            for each in self._candidates.values()
            if each.progress.strays and each.slot in self.asides
        }
        self.machine = PhaseMachine(slack, settings, push_deg=push_deg, strays=strays)
        self.reset()

    def reset(self) -> None:
        """Start anew."""
        self.machine.reset()
        self._mode: Mode = "image"
        self._let_go = 0
        self._was_led = False

    def step(self, tick: Tick, mode: Mode, led: float, aside: Mapping[int, float] = NOT_WATCHED) -> Trace | None:
        """One tick; returns a repetition that ended.

        Args:
            tick: the signals.
            mode: how angles are measured from where the camera stands.
            led: value of the column that leads this stretch.
            aside: how far aside the limbs are that this stretch watches, by slot.
        """
        if self.machine.phase == "setup":
            self._mode = mode
        if self._has_let_go(led):
            return self.machine.cut(tick.number, at=tick.number - self._known_late)
        allowed = self._allowed(led)
        if len(allowed) == 1 and self.stretch.leads and self.machine.phase in ("moving_in", "hold"):
            self.machine.hand_over(tick, allowed[0])
        return self.machine.step(tick, allowed, aside)

    def _has_let_go(self, led: float) -> bool:
        """What told the side is gone, and not for a moment: however still the angle lies, the hold is over."""
        under_way = bool(self.stretch.leads) and self.machine.phase in ("moving_in", "hold")
        self._was_led = under_way and (self._was_led or led != 0)
        gone = self._was_led and self.machine.phase == "hold" and led == 0
        self._let_go = self._let_go + 1 if gone else 0
        return self._let_go >= _LET_GO_TICKS

    def measured_anew(self) -> None:
        """Angles of the body are measured another way from this tick on: a rest learned before says nothing now."""
        if self.machine.phase == "setup":
            self.machine.forget_rests()

    def _allowed(self, led: float) -> list[int]:
        """Slots that may move: those of the side that is told beforehand, where it is."""
        side = _LED.get(led) if self.stretch.leads else None
        under_way = self.machine.trace
        if self.stretch.leads and under_way is not None and self.machine.phase in ("hold", "release") and side is None:
            return [under_way.candidate]
        return [each.slot for (mode, of), each in self._candidates.items() if mode == self._mode and side in (None, of)]

    def candidate(self, slot: int) -> Candidate:
        """The side that a slot stands for."""
        for (mode, _), each in self._candidates.items():
            if each.slot == slot and mode == self._mode:
                return each
        return next(each for each in self._candidates.values() if each.slot == slot)
