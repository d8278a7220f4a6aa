"""Remembers where the trunks of two people are, and notices when the engine lets one number go over to the other."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from vision.posture import TRUNK, trunk_px
from vision.types import Body, Points

MEMORY_S: Final = 10.0
"""So long somebody who is lost keeps their place."""

_OVER_TRUNKS: Final = 0.3
"""Farther from its own place than this, and twice as near to the other's, and a number has gone over."""

_HALF: Final = 0.5
_FOLLOWS_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class _Place:
    """Shoulders and hips in the picture, (4, 2), and the length of a trunk."""

    joints_px: Points
    trunk_px: float

    def toward(self, other: "_Place", share: float) -> "_Place":
        """This place, some of the way to another."""
        joints_px = self.joints_px + share * (other.joints_px - self.joints_px)
        return _Place(joints_px, self.trunk_px + share * (other.trunk_px - self.trunk_px))

    def away_trunks(self, joints_px: Points) -> float:
        off = joints_px - self.joints_px
        return float(np.sqrt(np.add.reduce(off * off, axis=1)).mean()) / self.trunk_px


class Places:
    """Where two people were last seen, each in a place that is more theirs than the other's."""

    def __init__(self) -> None:
        """Begin without anybody."""
        self.reset()

    def reset(self) -> None:
        """Forget both: equal to new places."""
        self._noted_s = self._partner_s = 0.0
        self._recipient: _Place | None = None
        self._partner: _Place | None = None
        self._over = False

    def gone_over(self, recipient: Body | None, *, lies: bool) -> bool:
        """Whether the recipient's number is on the partner: from where it came to their place until it is back.

        Whoever surely `lies` there has moved there themselves.
        """
        if recipient is not None:
            own, other = self._away(recipient)
            self._over = not lies and own > _OVER_TRUNKS and (self._over or other < _HALF * own)
        return self._over and recipient is not None

    def note(self, now: float, recipient: Body | None, partner: Body | None) -> None:
        """One frame of two numbers, after `gone_over`; a body in the other's place is not noted.

        Who lies stays: the recipient's place follows slowly, so that it is not led away by a number that creeps over.
        The partner's follows at once, by the recipient's number too while that is on them, and is forgotten in time.
        """
        if recipient is not None and not self._over and (place := _place(recipient)) is not None:
            share = 1.0 if self._recipient is None else 1.0 - math.exp(-max(0.0, now - self._noted_s) / _FOLLOWS_S)
            self._recipient = place if self._recipient is None else self._recipient.toward(place, share)
        if partner is None and self._over:
            partner = recipient
        if partner is not None and not self.is_recipients(partner):
            self._partner, self._partner_s = _place(partner) or self._partner, now
        elif now - self._partner_s > MEMORY_S:
            self._partner = None
        self._noted_s = now

    def takes_up(self, body: Body) -> bool:
        """Whether somebody is where the recipient was, rather than where the partner was."""
        own, other = self._away(body)
        return own < min(_HALF, other)

    def is_recipients(self, partner: Body) -> bool:
        """Whether the partner's body is where the recipient was, and far from where the partner was."""
        if self._partner is None:
            return False
        own, other = self._away(partner)
        return other > _OVER_TRUNKS and own < _HALF * other

    def _away(self, body: Body) -> tuple[float, float]:
        """How far a body is from the recipient's and from the partner's place, trunks; infinite from an unknown one."""
        joints = body.xy_px[TRUNK]
        own, other = self._recipient, self._partner
        if own is None:
            return math.nan, math.inf
        return own.away_trunks(joints), other.away_trunks(joints) if other is not None else math.inf


def _place(body: Body) -> _Place | None:
    size = trunk_px(body)
    return _Place(body.xy_px[TRUNK].copy(), size) if size > 0 else None
