"""Decides joint by joint how far a body can be believed; the network's own visibility never decides alone.

Witnesses: the spread of a joint over varied crops, the other network's joint, the other person's outline over a limb of
the far side, the length of the bone that ends in the joint, legs that swap left and right, jumps no body makes, and the
border of the picture. Each lowers the trust by a factor of its own; a gross case makes the joint unknown by itself.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vision.joints import BONES, HIPS, MIRROR, N_JOINTS, Joint
from vision.posture import trunk_px
from vision.swaps import SwapMeter
from vision.types import Body, Points

KNOWN: Final = 0.5
"""A joint trusted less than this is unknown to the judges."""

_SCATTER_TRUNKS: Final = 0.26
_SCATTER_SOFT: Final = 0.05
_APART_TRUNKS: Final = 0.35
_APART_SOFT: Final = 0.04
_WITNESS_SCORE: Final = 0.3
_WITNESS_S: Final = 1.5
_BONE_GROSS: Final = 0.5
_GROSS_TRUNKS: Final = 0.8
_BONE_FRAMES: Final = 60
_JUMP_M_S: Final = 3.0
_JUMP_FRAMES: Final = 3
_DOUBT: Final = 0.4
_COVERED: Final = 0.68
_LIMB_TRUNKS: Final = 0.24
_FAR_M: Final = 0.1
_APART_FLOOR: Final = 0.7

_BONES: Final = np.array(
    [
        (Joint.LEFT_HIP, Joint.LEFT_KNEE),
        (Joint.RIGHT_HIP, Joint.RIGHT_KNEE),
        (Joint.LEFT_KNEE, Joint.LEFT_ANKLE),
        (Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE),
        (Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW),
        (Joint.RIGHT_SHOULDER, Joint.RIGHT_ELBOW),
        (Joint.LEFT_ELBOW, Joint.LEFT_WRIST),
        (Joint.RIGHT_ELBOW, Joint.RIGHT_WRIST),
    ]
)
_OUTLINE: Final = np.array(BONES)
_TRUNK: Final = np.array([Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.RIGHT_HIP, Joint.LEFT_HIP])
_LIMBS: Final = np.array([joint for joint in Joint if joint >= Joint.LEFT_ELBOW and joint not in HIPS])
_FOLLOWS: Final = {
    Joint.LEFT_ANKLE: (Joint.LEFT_HEEL, Joint.LEFT_FOOT_INDEX),
    Joint.RIGHT_ANKLE: (Joint.RIGHT_HEEL, Joint.RIGHT_FOOT_INDEX),
    Joint.LEFT_WRIST: (Joint.LEFT_PINKY, Joint.LEFT_INDEX, Joint.LEFT_THUMB),
    Joint.RIGHT_WRIST: (Joint.RIGHT_PINKY, Joint.RIGHT_INDEX, Joint.RIGHT_THUMB),
}
_LED: Final = np.array([joint for group in _FOLLOWS.values() for joint in group])
_LEADER: Final = np.array([leader for leader, group in _FOLLOWS.items() for _ in group])


class TrustMeter:
    """Trust in the joints of one followed person, frame by frame."""

    def __init__(self, size_px: tuple[float, float]) -> None:
        """Start with the picture's width and height in pixels."""
        self._size = np.array(size_px)
        self.reset()

    def reset(self) -> None:
        """Forget the person: equal to a new meter."""
        self._apart = np.ones(N_JOINTS)
        self._gross = np.zeros(N_JOINTS, dtype=np.bool_)
        self._apart_until = np.full(N_JOINTS, -np.inf)
        self._swap = SwapMeter()
        self._scatter = np.full(N_JOINTS, np.nan)
        self._lengths: list[Points] = []
        self._usual: Points | None = None
        self._anchor: Points | None = None
        self._anchor_s = np.zeros(N_JOINTS)
        self._jumped = np.zeros(N_JOINTS, dtype=np.int64)

    def update(self, time_s: float, body: Body, others: Sequence[Body] = ()) -> Points:
        """Trust in each joint, (33,), 0..1; `others` are the people who may stand before this one."""
        size = trunk_px(body)
        if not size > 0:
            return np.zeros(N_JOINTS)
        trust = 0.6 + 0.4 * np.clip(body.visibility / 0.6, 0.0, 1.0)
        trust *= self._steady(body, size)
        trust *= self._agreed(time_s, body, size)
        trust *= _uncovered(body, others, size)
        trust *= self._plausible(body)
        trust *= self._unjumped(time_s, body, size)
        trust *= self._swap.update(time_s, body, size)
        trust[_LED] = np.minimum(trust[_LED], trust[_LEADER] + 0.1)
        outside = ((body.xy_px < -0.02 * self._size) | (body.xy_px > 1.02 * self._size)).any(axis=1)
        trust[outside | ~np.isfinite(body.xy_px).all(axis=1)] = 0.0
        return trust

    def _steady(self, body: Body, size: float) -> Points:
        """Falls with the spread over crops: the best single witness."""
        self._scatter = np.where(np.isfinite(body.scatter_px), body.scatter_px, self._scatter)
        spread = np.where(np.isfinite(self._scatter), self._scatter, 0.0) / size
        return _falling(spread, _SCATTER_TRUNKS, _SCATTER_SOFT)

    def _agreed(self, time_s: float, body: Body, size: float) -> Points:
        """Falls where the two networks put the joint far apart; a look is believed for a second and a half."""
        looked = body.witness_score >= _WITNESS_SCORE
        if looked.any():
            apart = np.sqrt(((body.xy_px - body.witness_px) ** 2).sum(axis=1)) / size
            self._apart = np.where(
                looked, _falling(np.where(looked, apart, 0.0), _APART_TRUNKS, _APART_SOFT), self._apart
            )
            self._gross = np.where(looked, apart > _GROSS_TRUNKS, self._gross)
            self._apart_until = np.where(looked, time_s + _WITNESS_S, self._apart_until)
        agreed = np.where(self._gross, _DOUBT, np.maximum(self._apart, _APART_FLOOR))
        return np.where(time_s <= self._apart_until, agreed, 1.0)

    def _plausible(self, body: Body) -> Points:
        """Falls where a limb's metric length departs grossly from its usual one.

        Only grossly: with crossed or stacked legs the network's depth shortens limbs that it places well in pixels.
        """
        ends = body.world_m[_BONES]
        lengths = np.sqrt(((ends[:, 0] - ends[:, 1]) ** 2).sum(axis=1))
        if len(self._lengths) < _BONE_FRAMES:
            self._lengths.append(lengths)
            if len(self._lengths) % 10 == 0:
                self._usual = np.median(self._lengths, axis=0)
        factor = np.ones(N_JOINTS)
        if self._usual is not None:
            change = np.abs(lengths / self._usual - 1.0)
            factor[_BONES[change > _BONE_GROSS, 1]] = _DOUBT
        return factor

    def _unjumped(self, time_s: float, body: Body, size: float) -> Points:
        """Falls for up to three frames after a jump faster than a limb moves; then the new place is believed."""
        if self._anchor is None:
            self._anchor, self._anchor_s[:] = body.xy_px.copy(), time_s
            return np.ones(N_JOINTS)
        elapsed = np.maximum(time_s - self._anchor_s, 1e-3)
        metres = np.sqrt(((body.xy_px - self._anchor) ** 2).sum(axis=1)) / size * 0.5
        jumped = (metres / elapsed > _JUMP_M_S) & (self._jumped < _JUMP_FRAMES)
        self._jumped = np.where(jumped, self._jumped + 1, 0)
        self._anchor = np.where(jumped[:, None], self._anchor, body.xy_px)
        self._anchor_s = np.where(jumped, self._anchor_s, time_s)
        return np.where(jumped, _DOUBT, 1.0)


def _uncovered(body: Body, others: Sequence[Body], size: float) -> Points:
    """Falls for a limb on the far side of the body where another person's outline lies over it.

    There the network takes the other's limb for the hidden one; limbs of the near side are seen in front of it.
    Far is the limb that lies deeper than its counterpart.
    """
    factor = np.ones(N_JOINTS)
    depth = body.world_m[:, 2]
    far = _LIMBS[depth[_LIMBS] - depth[MIRROR[_LIMBS]] > _FAR_M]
    if not len(far) or not others:
        return factor
    for other in others:
        near = _distance(body.xy_px[far], other.xy_px[_OUTLINE]) < _LIMB_TRUNKS * size
        factor[far[near | _inside(body.xy_px[far], other.xy_px[_TRUNK])]] = _COVERED
    return factor


def _distance(points: Points, bones: Points) -> Points:
    """Distance of each of (n, 2) points to the nearest of (m, 2, 2) bones, (n,)."""
    start, along = bones[:, 0], bones[:, 1] - bones[:, 0]
    off = points[:, None] - start
    part = np.clip((off * along).sum(axis=2) / np.maximum((along * along).sum(axis=1), 1e-9), 0.0, 1.0)
    rest = off - part[..., None] * along
    nearest: Points = np.sqrt((rest * rest).sum(axis=2)).min(axis=1)
    return nearest


def _inside(points: Points, corners: Points) -> NDArray[np.bool_]:
    """Whether each of (n, 2) points lies inside a convex polygon of (k, 2) corners, in either order."""
    edge = np.roll(corners, -1, axis=0) - corners
    off = points[:, None] - corners
    side = edge[:, 0] * off[..., 1] - edge[:, 1] * off[..., 0]
    result: NDArray[np.bool_] = np.asarray((side > 0).all(axis=1) | (side < 0).all(axis=1))
    return result


def _falling(value: Points, middle: float, soft: float) -> Points:
    result: Points = 1.0 / (1.0 + np.exp(np.clip((value - middle) / soft, -30.0, 30.0)))
    return result
