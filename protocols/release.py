"""The way out of a hold: whether it sagged and came back, and when it has arrived."""

from typing import Final, Literal

from protocols.hold import Status
from protocols.thresholds import Settings
from protocols.ticks import TICK_S
from protocols.trace import Tick, Trace

_GONE_S: Final = 0.5
"""A release has passed half of the way when it stays beyond it so long: a tracker's dip comes back sooner."""

_BACK_S: Final = 0.3
_SETTLED_SPEED_DEG_S: Final = 3.0
_QUIET_S: Final = 0.5
_STILL_S: Final = 2.0
"""Stillness that ends a release which never comes near the baseline."""

_STRAYS_SHARE: Final = 0.5
"""A limb that is aside must come so much nearer to its rest to have arrived."""


class Release:
    """Watches one release tick by tick; `begin` forgets the one before."""

    def __init__(self, settings: Settings) -> None:
        self._settled_deg = settings["settled_deg"]
        self._onset_deg_s = settings["onset_speed_deg_s"]
        self._still_deg_s = settings["hold_enter_speed_deg_s"]
        self._depart_deg = settings["departure_deg"]
        self.begin(0)

    def begin(self, number: int) -> None:
        """The hold was left at this tick."""
        self.last_moving = number
        self._gone = False
        self._beyond = self._back = self._quiet = self._still = 0

    def update(
        self, tick: Tick, trace: Trace, status: Status, reference_deg: float, *, strays: bool = False
    ) -> Literal["back", "over"] | None:
        """One tick: back in the pose before half of the way out, over, or neither yet.

        While the limb `strays` the angle does not tell how far out it is.
        """
        c = trace.candidate
        change, speed = tick.angle[c] - trace.baseline_deg, tick.speed[c]
        beyond = change < (reference_deg - trace.baseline_deg) / 2 and not strays
        self._beyond = self._beyond + 1 if beyond else 0
        self._gone = self._gone or self._beyond * TICK_S >= _GONE_S
        self._back = self._back + 1 if self._comes_back(change, speed, status) else 0
        came_back = self._back * TICK_S >= _BACK_S
        if came_back and not self._gone:
            return "back"
        if not abs(speed) < _SETTLED_SPEED_DEG_S:
            self.last_moving = tick.number
        near_deg = self._settled_deg * (_STRAYS_SHARE if strays else 1.0)
        arrived = abs(change) < near_deg and abs(speed) < self._onset_deg_s
        self._quiet = self._quiet + 1 if arrived else 0
        self._still = self._still + 1 if abs(tick.slow[c]) < self._still_deg_s and self._gone else 0
        over = self._quiet * TICK_S >= _QUIET_S or self._still * TICK_S >= _STILL_S or came_back
        return "over" if over else None

    def _comes_back(self, change_deg: float, speed_deg_s: float, status: Status) -> bool:
        """Into the pose again before half of the way out, so that it sagged and was not released; else inward again."""
        if self._gone:
            return speed_deg_s > self._onset_deg_s and change_deg > self._depart_deg
        return status == Status.IN_POSE and speed_deg_s > -self._onset_deg_s
