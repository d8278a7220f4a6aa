"""Chooses at most one correction at a time, the gravest first, with cool-downs so that it never chatters."""

from collections.abc import Mapping, Sequence
from typing import Final

from protocols.types import Check, Event, Verdict
from stretchcheck.live.lines import SOONER, Line

SPOKEN: Final = (
    "shoulder_anchored", "same_side", "knee_path", "knees_stacked", "ankle_crossed", "foot_lifted",
    "other_foot_down", "arms_t",
)  # fmt: skip
"""Checks whose cue is worth saying while the stretch goes on, the gravest first."""

KINDS: Final[Mapping[str, str]] = {
    "shoulder_anchored": "shoulder_lift", "same_side": "wrong_shoulder", "knee_path": "off_path",
    "knees_stacked": "unstacked", "ankle_crossed": "ankle_slipped", "foot_lifted": "foot_not_lifted",
    "other_foot_down": "foot_up", "arms_t": "arms_off",
}  # fmt: skip

_WAY_OUT: Final = ("jerk", "too_fast")

BETWEEN_S: Final = 5.0
"""Silence between two corrections."""

AGAIN_S: Final = 12.0
"""And before the same one is said again."""

_FRESH_S: Final = 2.0
"""An event that ended longer ago is not spoken of any more."""

_LASTS_S: Final = 0.8
"""What is only worth a warning must be seen for this long."""


class Corrections:
    """Remembers what was said; `reset` for a new repetition, except for the cool-downs."""

    def __init__(self) -> None:
        self._said_s: dict[str, float] = {}
        self._last_s = float("-inf")
        self.reset()

    def reset(self) -> None:
        """A new repetition begins: warnings may be said anew."""
        self._warned: set[str] = set()
        self._since: dict[str, float] = {}

    def choose(
        self, now_s: float, checks: Sequence[Check], events: Sequence[Event], *, over: bool = False
    ) -> Line | None:
        """What to say now, if anything.

        Args:
            now_s: media time.
            checks: of the repetition under way, as it stands.
            events: of the repetition under way.
            over: letting go was asked for: only haste and jerks matter now.
        """
        found = self._candidates(now_s, checks, events)
        if now_s - self._last_s < BETWEEN_S:
            return None
        for name, line in found:
            if over and name not in _WAY_OUT:
                continue
            if now_s - self._said_s.get(name, float("-inf")) < AGAIN_S:
                continue
            self._said_s[name] = self._last_s = now_s
            self._warned.add(name)
            return line
        return None

    def _candidates(self, now_s: float, checks: Sequence[Check], events: Sequence[Event]) -> list[tuple[str, Line]]:
        going_on = {event.kind for event in events if event.end_s > now_s - _FRESH_S and event.who != "tracker"}
        found = [(kind, line) for kind, line in SOONER.items() if kind in going_on]
        by_name = {check.name: check for check in checks}
        for name in SPOKEN:
            check = by_name.get(name)
            if check is None or check.cue is None:
                self._since.pop(name, None)
                continue
            since = self._since.setdefault(name, now_s)
            faulty = check.verdict == Verdict.FAULT and KINDS[name] in going_on
            warned = check.verdict == Verdict.WARN and name not in self._warned and now_s - since >= _LASTS_S
            if faulty or warned:
                found.append((name, Line(check.cue, "warn", "warn")))
        return found
