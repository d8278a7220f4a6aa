"""Notices when the network swaps a person's left and right leg from one frame to the next."""

from typing import Final

import numpy as np

from vision.joints import MIRROR, N_JOINTS, Joint
from vision.types import Body, Points

_LEGS: Final = slice(Joint.LEFT_KNEE, N_JOINTS)
_OTHER_LEG: Final = MIRROR[_LEGS] - Joint.LEFT_KNEE
_SWAPPED_SHARE: Final = 0.6
"""Swapped when the legs lie this much nearer to where the other leg was than to where they were themselves."""

_APART_TRUNKS: Final = 0.15
"""Legs nearer to each other than this cannot be told to have swapped."""

_FRAMES: Final = 3

_BELIEVED_S: Final = 2.0
"""A swap that lasts longer was the mending of an earlier one."""

_DOUBT: Final = 0.4

SURE: Final = np.ones(N_JOINTS)
"""Factor on the trust in each joint where there is no doubt."""

_UNSURE: Final = SURE.copy()
_UNSURE[_LEGS] = _DOUBT
for _shared in (SURE, _UNSURE):
    _shared.flags.writeable = False


class SwapMeter:
    """Doubts both legs from a swap until they swap back, at most for two seconds.

    What they swap from is the middle of three frames: legs that one bad frame threw about have not swapped after it.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the person: equal to a new meter."""
        self._last: list[Points] = []
        self._from: Points | None = None
        self._since_s = 0.0

    def update(self, time_s: float, body: Body, size_px: float) -> Points:
        """Factor on the trust in each joint, (33,), not to be changed; `size_px` is the body's trunk length."""
        legs = body.xy_px[_LEGS].T.copy()
        if self._from is not None:
            back = not _nearer(legs, self._from[:, _OTHER_LEG], self._from)
            if back or time_s - self._since_s > _BELIEVED_S:
                self._from, self._last = None, []
        elif len(self._last) == _FRAMES and _swapped(before := _middle(self._last), legs, size_px):
            self._from, self._since_s = before, time_s
        self._last = [*self._last[1 - _FRAMES :], legs]
        return SURE if self._from is None else _UNSURE


def _middle(frames: list[Points]) -> Points:
    """Median of three, by sorting: half the time that numpy's takes for so little."""
    middle: Points = np.sort(frames, axis=0)[1]
    return middle


def _nearer(legs: Points, to: Points, than: Points) -> bool:
    return _apart(legs, to) < _apart(legs, than)


def _swapped(before: Points, legs: Points, size_px: float) -> bool:
    """Whether the legs, (2, 8), moved to where the other leg was."""
    moved = _apart(legs, before)
    return moved > _APART_TRUNKS * size_px and _apart(legs, before[:, _OTHER_LEG]) < _SWAPPED_SHARE * moved


def _apart(a: Points, b: Points) -> float:
    """Mean distance of some points, (2, n), from others."""
    x, y = a - b
    return float(np.add.reduce(np.sqrt(x * x + y * y))) / len(x)
