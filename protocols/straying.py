"""Notices in a hold that the limb has gone aside, which one camera can read as an angle that falls."""

import math
from typing import Final

from protocols.hold import HoldClock, Status
from protocols.trace import Trace

_KNOWN_TICKS: Final = 30
"""So long in the pose, one second, and it is known where the limb mostly is."""

_MOST_TICKS: Final = 300
"""Ten seconds aside: by then it is no fault that comes and goes."""

_BACK_TICKS: Final = 9
"""So long in the pose again, and not aside: it has come back."""


class Straying:
    """Whether a limb is aside of where it mostly is in one hold; what looked out of the pose meanwhile was in it.

    Only once it has come back: a limb that is let down goes aside as well, as one camera sees it.
    """

    def __init__(self, clock: HoldClock) -> None:
        """Correct this clock."""
        self._clock = clock
        self.begin(math.inf)

    def begin(self, limit: float) -> None:
        """A new hold, of a limb that strays beyond `limit`, in the unit of what is watched."""
        self._limit = limit
        self._sum, self._count, self._run, self._back = 0.0, 0, 0, 0
        self._doubted: list[int] = []

    def update(self, aside: float, trace: Trace, status: Status) -> bool:
        """One tick whose status is the trace's last: where the limb is, NaN where unknown, which is as it was.

        Returns whether it is aside.
        """
        off = aside == aside and self._count >= _KNOWN_TICKS and abs(aside - self._sum / self._count) > self._limit
        self._run = self._run + 1 if off or (aside != aside and self._run) else 0
        if aside == aside and status == Status.IN_POSE and not off:
            self._sum, self._count = self._sum + aside, self._count + 1
        if self._run > _MOST_TICKS:
            self._doubted = []
            return False
        if self._run and status == Status.OUT_OF_POSE:
            self._doubted.append(len(trace.statuses) - 1)
        self._back = self._back + 1 if status == Status.IN_POSE and not self._run else 0
        if self._doubted and self._back >= _BACK_TICKS:
            for place in self._doubted:
                trace.statuses[place] = Status.IN_POSE
            self._clock.credit(len(self._doubted))
            self._doubted = []
        return self._run > 0
