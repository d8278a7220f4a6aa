"""The hold clock: three clocks on media time, in pose, out of pose and unseen, with hysteresis and grace."""

from dataclasses import dataclass
from enum import IntEnum

from protocols.thresholds import Settings
from protocols.ticks import TICK_S
from protocols.types import Hold, HoldVerdict

_RETURN_SHARE = 0.75
"""Back in pose only when the deviation has fallen to this share of the limit: hysteresis."""


class Status(IntEnum):
    """Where one tick of a hold counts."""

    IN_POSE = 0
    UNSEEN = 1
    OUT_OF_POSE = 2


@dataclass(frozen=True, slots=True)
class HoldState:
    """What the clock shows: seconds in pose, unseen and out of pose, and the present reference angle."""

    held_s: float
    unseen_s: float
    out_of_pose_s: float
    reference_deg: float
    status: Status
    away_s: float
    deeper_deg: float


class HoldClock:
    """Counts the time of one hold, tick by tick.

    The reference is the angle at which the hold began; it may creep into the stretch with the running median, at most
    `creep_deg_s` fast and `deeper_deg` far, since tissue gives. A tick is out of pose when the angle lies `drift_deg`
    or more out of the stretch, until it has come three quarters back. Unknown angles are unseen, never out of pose.
    """

    def __init__(self, settings: Settings) -> None:
        self._drift_deg = settings["drift_deg"]
        self._deeper_deg = settings["deeper_deg"]
        self._creep_deg = settings["creep_deg_s"] * TICK_S
        self.reset(float("nan"))

    def reset(self, reference_deg: float, *, held_ticks: int = 0, slack: float = 1.0) -> None:
        """Begin a new hold at this angle; `held_ticks` already lie between its back-dated start and now.

        Angles that are known less well leave the pose `slack` times later.
        """
        self._slack = slack
        self._first = self._reference = self._level = reference_deg
        self._counts = [held_ticks, 0, 0]
        self._status = Status.IN_POSE
        self._away = 0
        self._deeper = 0.0

    def update(self, angle_deg: float, median_deg: float) -> Status:
        """One tick: the angle now and its running median over three seconds, degrees; NaN where unknown."""
        if angle_deg != angle_deg:
            status = Status.UNSEEN
        else:
            self._creep(median_deg)
            status = self._judge(angle_deg)
        self._counts[status] += 1
        return status

    def _creep(self, median_deg: float) -> None:
        ceiling = min(self._reference + self._creep_deg, self._first + self._slack * self._deeper_deg)
        if median_deg > self._reference:
            self._reference = min(median_deg, ceiling) if ceiling > self._reference else self._reference

    def _judge(self, angle_deg: float) -> Status:
        below = self._reference - angle_deg
        was_out = self._status == Status.OUT_OF_POSE
        out = below > self._slack * self._drift_deg * (_RETURN_SHARE if was_out else 1.0)
        self._status = Status.OUT_OF_POSE if out else Status.IN_POSE
        self._away = self._away + 1 if out else 0
        self._deeper = angle_deg - self._level
        return self._status

    def rebase(self, level_deg: float) -> None:
        """A push was noted: the next one counts from this deeper angle; clocks and reference stay."""
        self._level = level_deg

    def credit(self, ticks: int) -> None:
        """So many ticks that were counted out of the pose were in it."""
        self._counts[Status.OUT_OF_POSE] -= ticks
        self._counts[Status.IN_POSE] += ticks

    @property
    def reference_deg(self) -> float:
        """The present reference angle."""
        return self._reference

    @property
    def deeper_deg(self) -> float:
        """How far the last known angle lay beyond the last push."""
        return self._deeper

    @property
    def away_s(self) -> float:
        """Seconds out of pose up to now, 0 in it."""
        return self._away * TICK_S

    @property
    def state(self) -> HoldState:
        """The clocks as they stand."""
        held, unseen, out = (count * TICK_S for count in self._counts)
        return HoldState(held, unseen, out, self.reference_deg, self._status, self.away_s, self.deeper_deg)


def hold_verdict(held_s: float, unseen_s: float, target_s: tuple[float, float], over_s: float) -> HoldVerdict:
    """Met, short, long, or unknown when the unseen time could decide."""
    low, high = target_s
    if held_s > high + over_s:
        return "long"
    if held_s >= low:
        return "met"
    return "unknown" if held_s + unseen_s >= low else "short"


def no_hold(target_s: tuple[float, float], verdict: HoldVerdict = "short") -> Hold:
    """The hold of a repetition that has none."""
    return Hold(None, None, 0.0, 0.0, 0.0, target_s, verdict)
