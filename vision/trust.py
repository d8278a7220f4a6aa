"""Decides joint by joint how far a body can be believed; the network's own visibility never decides alone.

Witnesses: the spread of a joint over varied crops, the other network's joint, the other person's outline over a limb of
the far side, the length of the bone that ends in the joint, legs that swap left and right, jumps no body makes, and the
border of the picture. Each lowers the trust by a factor of its own; a gross case makes the joint unknown by itself.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vision.joints import BONES, HIPS, MIRROR, N_JOINTS, Joint
from vision.posture import trunk_px
from vision.swaps import SURE, SwapMeter
from vision.types import Body, Points

_all: Final = np.logical_and.reduce

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
_EXACT_TRUNKS: Final = 0.05
"""So alike, and 98 in 100 joints are right whatever the other network says (decision 0023)."""

_ALIKE_TRUNKS: Final = 0.2
"""Below 0.1 of a trunk 94 in 100 are right whatever it says; up to here half to all, bank by bank (decision 0023)."""

_BONE_FRAMES: Final = 60
_BONE_LEAST: Final = 10
_STEADY_TRUNKS: Final = 0.12
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
).T
_TRUNK: Final = (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.RIGHT_HIP, Joint.LEFT_HIP)
_BORDER: Final = len(BONES)
_LINES: Final = np.array([*BONES, *zip(_TRUNK, np.roll(_TRUNK, -1), strict=True)]).T
"""Start and end of each bone, then, from `_BORDER` on, of the lines round the trunk."""
_LIMBS: Final = np.array([joint for joint in Joint if joint >= Joint.LEFT_ELBOW and joint not in HIPS])
_COUNTERPARTS: Final = MIRROR[_LIMBS]
_FOLLOWS: Final = {
    Joint.LEFT_ANKLE: (Joint.LEFT_HEEL, Joint.LEFT_FOOT_INDEX),
    Joint.RIGHT_ANKLE: (Joint.RIGHT_HEEL, Joint.RIGHT_FOOT_INDEX),
    Joint.LEFT_WRIST: (Joint.LEFT_PINKY, Joint.LEFT_INDEX, Joint.LEFT_THUMB),
    Joint.RIGHT_WRIST: (Joint.RIGHT_PINKY, Joint.RIGHT_INDEX, Joint.RIGHT_THUMB),
}
_LED: Final = np.array([joint for group in _FOLLOWS.values() for joint in group])
_LEADER: Final = np.array([leader for leader, group in _FOLLOWS.items() for _ in group])


class _Seen(NamedTuple):
    """A body with its joints side by side, so that numpy's loops are long: places are (2, 33) and (3, 33)."""

    xy_px: Points
    visibility: Points
    world_m: Points
    witness_px: Points
    witness_score: Points
    scatter_px: Points

    @classmethod
    def of(cls, body: Body) -> "_Seen":
        rows = np.ascontiguousarray(body.values.T)
        return cls(rows[0:2], rows[2], rows[4:7], rows[7:9], rows[9], rows[10])


class TrustMeter:
    """Trust in the joints of one followed person, frame by frame."""

    def __init__(self, size_px: tuple[float, float]) -> None:
        """Start with the picture's width and height in pixels."""
        size = np.array(size_px)[:, None]
        self._low, self._high = -0.02 * size, 1.02 * size
        self.reset()

    def reset(self) -> None:
        """Forget the person: equal to a new meter."""
        self._agreement = np.ones(N_JOINTS)
        self._agreed_until = np.full(N_JOINTS, -np.inf)
        self._swap = SwapMeter()
        self._scatter, self._measured = np.zeros(N_JOINTS), np.zeros(N_JOINTS, dtype=np.bool_)
        self._lengths: list[Points] = []
        self._known = np.zeros(_BONES.shape[1], dtype=np.int64)
        self._usual: Points | None = None
        self._anchor: Points | None = None
        self._anchor_s: Points | float = 0.0
        self._jumped: NDArray[np.int64] | int = 0

    def update(self, time_s: float, body: Body, others: Sequence[Body] = ()) -> Points:
        """Trust in each joint, (33,), 0..1; `others` are the people who may stand before this one."""
        size = trunk_px(body)
        if not size > 0:
            return np.zeros(N_JOINTS)
        seen = _Seen.of(body)
        trust = 0.6 + 0.4 * _within(seen.visibility / 0.6, 0.0, 1.0)
        trust *= self._steady(seen, size)
        trust *= self._agreed(time_s, seen, size)
        trust *= _uncovered(seen, others, size)
        trust *= self._plausible(seen, size)
        trust *= self._unjumped(time_s, seen, size)
        trust *= self._swap.update(time_s, body, size)
        trust[_LED] = np.minimum(trust[_LED], trust[_LEADER] + 0.1)
        trust[~_all((seen.xy_px >= self._low) & (seen.xy_px <= self._high))] = 0.0
        return trust

    def _steady(self, seen: _Seen, size: float) -> Points:
        """Falls with the spread over crops: the best single witness."""
        now = np.isfinite(seen.scatter_px)
        self._scatter, self._measured = np.where(now, seen.scatter_px, self._scatter), self._measured | now
        return _falling(self._scatter / size, _SCATTER_TRUNKS, _SCATTER_SOFT)

    def _agreed(self, time_s: float, seen: _Seen, size: float) -> Points:
        """Falls where the two networks put the joint far apart; a look is believed for a second and a half."""
        looked = seen.witness_score >= _WITNESS_SCORE
        if looked.any():
            apart = _length(seen.xy_px - seen.witness_px) / size
            agreement = np.maximum(_falling(apart, _APART_TRUNKS, _APART_SOFT), _APART_FLOOR)
            agreement[(apart > _GROSS_TRUNKS) & ~self._sure(seen, size)] = _DOUBT
            agreement[self._measured & (self._scatter < _EXACT_TRUNKS * size)] = 1.0
            self._agreement = np.where(looked, agreement, self._agreement)
            self._agreed_until = np.where(looked, time_s + _WITNESS_S, self._agreed_until)
        return np.where(time_s <= self._agreed_until, self._agreement, 1.0)

    def _sure(self, seen: _Seen, size: float) -> NDArray[np.bool_]:
        """Joints that all crops place alike and that lie no deeper than their counterparts.

        They are believed however far off the other network puts them. The hidden limb of the far side is placed alike
        and wrong at times.
        """
        depth = seen.world_m[2]
        alike = self._measured & (self._scatter < _ALIKE_TRUNKS * size)
        result: NDArray[np.bool_] = alike & ~(depth - depth[MIRROR] > _FAR_M)
        return result

    def _plausible(self, seen: _Seen, size: float) -> Points:
        """Falls where a limb's metric length departs grossly from its usual one.

        Only grossly: with crossed or stacked legs the network's depth shortens limbs that it places well in pixels.
        The usual length is that of frames in which both ends are steady; a limb that never was is not judged.
        """
        lengths = _length(seen.world_m.take(_BONES[0], axis=1) - seen.world_m.take(_BONES[1], axis=1))
        steady = (self._scatter < _STEADY_TRUNKS * size)[_BONES].all(axis=0) & (self._known < _BONE_FRAMES)
        if steady.any():
            self._lengths.append(np.where(steady, lengths, np.nan))
            self._known += steady
            if ((self._known % _BONE_LEAST == 0) & steady).any():
                self._usual = _middles(self._lengths, self._known >= _BONE_LEAST)
        if self._usual is None:
            return SURE
        gross = np.abs(lengths / self._usual - 1.0) > _BONE_GROSS
        if not gross.any():
            return SURE
        factor = np.ones(N_JOINTS)
        factor[_BONES[1, gross]] = _DOUBT
        return factor

    def _unjumped(self, time_s: float, seen: _Seen, size: float) -> Points:
        """Falls for up to three frames after a jump faster than a limb moves; then the new place is believed."""
        if self._anchor is None:
            self._anchor, self._anchor_s = seen.xy_px, time_s
            return SURE
        metres = _length(seen.xy_px - self._anchor) / size * 0.5
        far = metres / np.maximum(time_s - self._anchor_s, 1e-3) > _JUMP_M_S
        if not far.any():
            self._anchor, self._anchor_s, self._jumped = seen.xy_px, time_s, 0
            return SURE
        jumped = far & (self._jumped < _JUMP_FRAMES)
        self._anchor = np.where(jumped, self._anchor, seen.xy_px)
        self._anchor_s = np.where(jumped, self._anchor_s, time_s)
        self._jumped = np.where(jumped, self._jumped + 1, 0)
        return np.where(jumped, _DOUBT, 1.0)


def _uncovered(seen: _Seen, others: Sequence[Body], size: float) -> Points:
    """Falls for a limb on the far side of the body where another person's outline lies over it.

    There the network takes the other's limb for the hidden one; limbs of the near side are seen in front of it.
    Far is the limb that lies deeper than its counterpart.
    """
    depth = seen.world_m[2]
    far = _LIMBS[depth[_LIMBS] - depth[_COUNTERPARTS] > _FAR_M]
    if not others or not len(far):
        return SURE
    x, y = seen.xy_px.take(far, axis=1)[..., None]
    factor = np.ones(N_JOINTS)
    for other in others:
        factor[far[_covers(other, x, y, _LIMB_TRUNKS * size)]] = _COVERED
    return factor


def _covers(other: Body, x: Points, y: Points, limb_px: float) -> NDArray[np.bool_]:
    """Whether points, x and y (n, 1), lie within a limb's width of someone's bones or inside the trunk; (n,)."""
    xy = np.ascontiguousarray(other.xy_px.T)
    start = xy.take(_LINES[0], axis=1)
    along, off_x, off_y = xy.take(_LINES[1], axis=1) - start, x - start[0], y - start[1]
    near = _distance(off_x[:, :_BORDER], off_y[:, :_BORDER], along[:, :_BORDER]) < limb_px
    side = along[0, _BORDER:] * off_y[:, _BORDER:] - along[1, _BORDER:] * off_x[:, _BORDER:]
    covered: NDArray[np.bool_] = near | _all(side > 0, axis=1) | _all(side < 0, axis=1)
    return covered


def _distance(off_x: Points, off_y: Points, along: Points) -> Points:
    """Distance of points to the nearest of m bones, (n,), from where each starts, (n, m), and how it runs, (2, m)."""
    along_x, along_y = along
    part = (off_x * along_x + off_y * along_y) / np.maximum(np.add.reduce(along * along), 1e-9)
    part = _within(part, 0.0, 1.0)
    rest_x, rest_y = off_x - part * along_x, off_y - part * along_y
    nearest: Points = np.sqrt(np.minimum.reduce(rest_x * rest_x + rest_y * rest_y, axis=1))
    return nearest


def _middles(rows: Sequence[Points], known: NDArray[np.bool_]) -> Points:
    """Medians of columns without their NaN, NaN where they are not yet known."""
    columns = np.array(rows)[:, known]
    result = np.full(len(known), np.nan)
    result[known] = np.nanmedian(columns, axis=0)
    return result


def _falling(value: Points, middle: float, soft: float) -> Points:
    result: Points = 1.0 / (1.0 + np.exp(_within((value - middle) / soft, -30.0, 30.0)))
    return result


def _length(off: Points) -> Points:
    """Euclidean lengths, (d, n) -> (n,)."""
    result: Points = np.sqrt(np.add.reduce(off * off))
    return result


def _within(values: Points, low: float, high: float) -> Points:
    """What `np.clip` gives, in half of its time for so few values."""
    result: Points = np.minimum(np.maximum(values, low), high)
    return result
