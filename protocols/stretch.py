"""What a stretch is: data about its movement and the checks that judge it; and one repetition as checks see it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from protocols.mat import Mat
from protocols.motion import Burst
from protocols.placer import INDEX
from protocols.thresholds import Settings
from protocols.ticks import TICK_S
from protocols.trace import Trace
from protocols.types import Check, Event, Hold, PhaseName, Side, View

Array = NDArray[np.float64]
Mode = Literal["image", "body"]
"""Where the followed angle is measured: with the picture (square side views) or in the body's own frame alone."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The angle that shows how far a stretch has gone on one side; it grows into the stretch.

    Attributes:
        side: what the stretch calls the side.
        image: the column followed where the camera stands square to the body; `body` elsewhere.
        trust: the columns of trust in the joints it is measured on.
        push: the threshold beyond which the angle has been pushed deeper; None takes that of all stretches.
        aside: columns whose mean tells how far aside the limb is, where `body` is followed: it is misread meanwhile.
        strays: the threshold beyond which the limb has gone aside; None where that is not watched.
        moves: joints that a sudden movement moves together, such as `knee_left`; none where one may well move alone.
    """

    side: Side
    image: str
    body: str
    trust: tuple[str, ...]
    push: str | None = None
    aside: tuple[str, ...] = ()
    strays: str | None = None
    moves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check function found: its check and the events behind it."""

    check: Check
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """One repetition on the steady clock.

    Attributes:
        rows: (ticks, len(COLUMNS)) measures of the whole session so far.
        angle_deg: (ticks,) the followed angle, despiked; speed_deg_s, accel_deg_s2 and smooth_deg alike.
        raw_accel_deg_s2: before it was shrunk by the doubt in the leg.
        baseline: (len(COLUMNS),) medians over the still set-up, NaN where unknown.
        bursts: of acceleration, with their kind and phase.
        mat: where the camera stands, None where it is not known.
        noise_deg: robust spread of the angle about its one-second median, the worse of set-up and hold.
        fps: measured frames a second.
        found: what checks have found so far, by name; see `finding`.
    """

    stretch: "Stretch"
    side: Side
    mode: Mode
    view: View
    settings: Settings
    fps: float
    start_s: float
    rows: Array
    angle_deg: Array
    speed_deg_s: Array
    accel_deg_s2: Array
    raw_accel_deg_s2: Array
    smooth_deg: Array
    baseline: Array
    trace: Trace
    noise_deg: float
    hold: Hold
    bursts: tuple[tuple[Burst, str, PhaseName], ...]
    mat: Mat | None = None
    found: dict[str, Finding] = field(default_factory=dict)

    def finding(self, check: str) -> Finding:
        """What a check of the stretch finds, which is asked of it once however many others build on it."""
        if check not in self.found:
            self.found[check] = dict(self.stretch.checks)[check](self)
        return self.found[check]

    def events_of(self, *checks: str) -> list[Event]:
        """The events of some checks of the stretch."""
        return [event for check in checks for event in self.finding(check).events]

    def time_s(self, tick: int) -> float:
        """Media time of a tick."""
        return round(self.start_s + tick * TICK_S, 3)

    def column(self, name: str) -> Array:
        """One measure over all ticks."""
        return self.rows[:, INDEX[name]]

    def resting(self, name: str) -> float:
        """The still set-up's median of a measure; NaN where unknown."""
        return float(self.baseline[INDEX[name]])

    def angle_name(self, joint: str, side: Side) -> str:
        """Column of `thigh_trunk` or `knee_flexion` of a side in the mode of this repetition."""
        if self.mode == "image":
            return f"{joint}_{side}_image_deg"
        return f"{joint}_{side}_placed_deg" if self.mat else f"{joint}_{side}_deg"

    def ticks(self, phase: PhaseName) -> tuple[int, int]:
        """Ticks `[start, end)` of a phase; empty where the phase did not happen."""
        trace, last = self.trace, len(self.rows)
        end_in = trace.hold_start if trace.hold_start is not None else last
        if phase == "setup":
            return trace.setup, trace.onset
        if phase == "moving_in":
            return trace.onset, end_in
        if phase == "hold":
            return (end_in, trace.hold_end if trace.hold_end is not None else last)
        return (trace.hold_end or last, trace.release_end or last)


@dataclass(frozen=True, slots=True)
class Limit:
    """A property with a green and a red border; `sign` is -1 where small values are the bad ones."""

    check: str
    kind: str
    unit: str
    green: float
    red: float
    sign: float = 1.0


StillLimit = Callable[[Array, Side, Settings], tuple[float, Limit]]
"""A property that a single picture shows: value and limit from one row of measures, (len(MEASURES),)."""

CheckFunction = Callable[[Context], Finding]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch as data.

    Attributes:
        hold_target_s: prescribed hold, shortest and longest.
        progress: the followed angle, one entry a side.
        checks: functions in the order in which results list them.
        likeness: how much a repetition looks like this stretch, 0..1; used when it was not named beforehand.
        still: the same for one picture: rows of a single frame, (len(MEASURES),) -> side and likeness, or None.
        still_limits: what a single picture shows, by check name.
        cues: what to say when a check is not ok.
        source: where the description comes from.
        leads: column that tells the side beforehand, -1 left and +1 right, or None where the movement tells it.
        lead_lag: threshold of the seconds after which that column says that neither is so any more.
        meant: threshold of the seconds that a hold must have lasted, once it is over, to have been meant at all.
    """

    name: str
    hold_target_s: tuple[float, float]
    progress: tuple[Progress, ...]
    checks: tuple[tuple[str, CheckFunction], ...]
    likeness: Callable[[Context], float]
    still: Callable[[Array, Settings], tuple[Side, float] | None]
    still_limits: dict[str, StillLimit]
    cues: dict[str, str]
    source: str
    leads: str | None = None
    lead_lag: str | None = None
    meant: str | None = None
