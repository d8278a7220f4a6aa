"""Notices when the network swaps a person's left and right leg from one frame to the next."""

from typing import Final

import numpy as np

from vision.joints import MIRROR, N_JOINTS, Joint
from vision.types import Body, Points

_LEGS: Final = np.array([joint for joint in Joint if joint >= Joint.LEFT_KNEE])
_SWAPPED_SHARE: Final = 0.6
"""Swapped when the legs lie this much nearer to where the other leg was than to where they were themselves."""

_APART_TRUNKS: Final = 0.15
"""Legs nearer to each other than this cannot be told to have swapped."""

_BELIEVED_S: Final = 2.0
"""A swap that lasts longer was the mending of an earlier one."""

_DOUBT: Final = 0.4


class SwapMeter:
    """Doubts both legs from a swap until they swap back, at most for two seconds."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the person: equal to a new meter."""
        self._last: Points | None = None
        self._since_s: float | None = None

    def update(self, time_s: float, body: Body, size_px: float) -> Points:
        """Factor on the trust in each joint, (33,); `size_px` is the body's trunk length."""
        legs = body.xy_px[_LEGS]
        if self._last is not None and self._swapped(legs, size_px):
            self._since_s = time_s if self._since_s is None else None
        self._last = legs.copy()
        factor = np.ones(N_JOINTS)
        if self._since_s is not None and time_s - self._since_s > _BELIEVED_S:
            self._since_s = None
        if self._since_s is not None:
            factor[_LEGS] = _DOUBT
        return factor

    def _swapped(self, legs: Points, size_px: float) -> bool:
        assert self._last is not None
        moved = np.sqrt(((legs - self._last) ** 2).sum(axis=1)).mean()
        other = self._last[MIRROR[_LEGS] - Joint.LEFT_KNEE]
        crossed = np.sqrt(((legs - other) ** 2).sum(axis=1)).mean()
        return bool(moved > _APART_TRUNKS * size_px and crossed < _SWAPPED_SHARE * moved)
