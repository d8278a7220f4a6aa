"""Gives the followed people their roles: the recipient lies on the back, the partner helps, the others are ignored."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from vision.places import MEMORY_S, Places
from vision.posture import lying
from vision.remembered import LOST_S, LYING, SURELY, Remembered, apart
from vision.trust import KNOWN, TrustMeter
from vision.types import Body, Observation, Points, Pose, Scene

_LOCK_S: Final = 2.0
_COUNTED_S: Final = 1.5
_DOUBLED_TRUNKS: Final = 1.0
_MARGIN: Final = 0.2
_NEAR_TRUNKS: Final = 0.8
_OVER_S: Final = 0.3


@dataclass(frozen=True, slots=True)
class PeopleSummary:
    """Who was who over a recording: `people` of result.json; the numbers are those of the recording.

    `lying_share` is the share of the recipient's frames in which they lay on their back.
    """

    recipient: int | None
    partner: int | None
    recipient_seen: float
    partner_seen: float
    others: int
    identity_switches: int
    lying_share: float


class People:
    """Turns observations into scenes; causal, one frame at a time.

    The person who fits lying on the back best, summed over the frames so far, is the recipient; after two seconds
    with a clear margin the choice is locked. A locked role moves to another number only when its holder has been lost
    for half a second and the other appears where the holder was, when one body is followed twice and the other number
    lies, or when the engine let the holder's number go over to the partner; each counts as an identity switch. Someone
    alone is the recipient. Of the others the one nearest to the recipient when the role is free is the partner; it is
    free again for who appears where a partner was lost, and after ten seconds for everyone.
    """

    def __init__(self, size_px: tuple[int, int]) -> None:
        """Start with the picture's width and height in pixels."""
        self._size, self._places = size_px, Places()
        self.reset()

    def reset(self) -> None:
        """Forget everyone: equal to a new instance."""
        self._known: dict[int, Remembered] = {}
        self._recipient: int | None = None
        self._partner: int | None = None
        self._former: set[int] = set()
        self._places.reset()
        self._gone_over, self._over_since = False, 0.0
        self._past = self._taken = (0, 0)
        self._locked = False
        self._first_s: float | None = None
        self._frames = self._recipient_frames = self._partner_frames = self._switches = 0

    @property
    def recipient(self) -> int | None:
        """Number of the recipient, None before anyone was seen and while that number is on the partner."""
        return None if self._gone_over else self._recipient

    @property
    def on_partner(self) -> bool:
        """Whether the engine let the recipient's number go over to the partner, and nobody is in their place yet."""
        return self._gone_over

    @property
    def partner(self) -> int | None:
        """Number of the partner, None while there is none."""
        return self._partner

    def update(self, observation: Observation) -> Scene:
        """One frame: the recipient and the partner with trust, unseen where they are not there."""
        now = observation.time_s
        if self._first_s is None:
            self._first_s = now
        bodies = {body.person: body for body in observation.bodies}
        trusts = {body.person: self._remember(now, body, observation.bodies) for body in observation.bodies}
        self._choose_recipient(now, bodies)
        self._choose_partner(now, bodies)
        self._follow_over(now, bodies)
        self._note_doubles(bodies)
        self._frames += 1
        shown = (self.recipient, self._partner)
        poses = [self._pose(bodies.get(p), trusts.get(p)) if p is not None else Pose.unseen() for p in shown]
        there = self.recipient in bodies
        self._recipient_frames += there
        self._partner_frames += self._partner in bodies
        lies = self._known[self._recipient].score if there and self._recipient is not None else float("nan")
        return Scene(now, poses[0], poses[1], lies)

    def _follow_over(self, now: float, bodies: dict[int, Body]) -> None:
        """Leave a number that the engine let go over from the recipient to the partner, for the one in its place."""
        if not self._locked or self._recipient is None:
            return
        held = bodies.get(self._recipient)
        self._gone_over = self._places.gone_over(held, lies=self._known[self._recipient].surely_lies)
        if not self._gone_over:
            self._over_since = now
        elif now - self._over_since >= _OVER_S:
            there = [p for p, body in bodies.items() if p != self._recipient and self._places.takes_up(body)]
            there = [p for p in there if p == self._partner or self._known[p].lasted]
            if there:
                new = min(there, key=lambda person: (-self._known[person].lately, person))
                if new == self._partner:
                    self._partner = self._recipient
                else:
                    self._former.add(self._recipient)
                self._hand_over(new)
                self._gone_over = self._places.gone_over(bodies[new], lies=False)
        partner = bodies.get(self._partner) if self._partner is not None else None
        self._places.note(now, bodies.get(self._recipient), partner)

    def _hand_over(self, person: int) -> None:
        """Give the recipient's role to another number, with what is remembered of how they lie."""
        assert self._recipient is not None
        old, new = self._known[self._recipient], self._known[person]
        self._past = self._lain()
        self._taken = new.supine_frames, new.frames
        old.seemed, new.seemed = min(old.seemed, new.seemed), max(old.seemed, new.seemed)
        if new.lay is None:
            new.lay, new.lay_size = old.lay, old.lay_size
        self._recipient = person
        self._switches += 1

    def _lain(self) -> tuple[int, int]:
        """Frames in which the recipient, under whichever number, lay on the back, and all that show them."""
        if self._recipient is None:
            return 0, 0
        known = self._known[self._recipient]
        lain, frames = known.supine_frames - self._taken[0], known.frames - self._taken[1]
        return self._past[0] + lain, self._past[1] + frames

    def _note_doubles(self, bodies: dict[int, Body]) -> None:
        roles = [self._known[person] for person in (self._recipient, self._partner) if person in bodies]
        for person in bodies.keys() - {self._recipient, self._partner}:
            known = self._known[person]
            known.doubled_frames += any(apart(role, known) < _DOUBLED_TRUNKS for role in roles)

    def summary(self) -> PeopleSummary:
        """Shares and counts over the frames so far; others count from 1.5 s on, and doubled bodies never."""
        frames = max(self._frames, 1)
        lain, seen = self._lain()
        whole_s = max((known.last_s for known in self._known.values()), default=0.0) - (self._first_s or 0.0)
        least_s = min(_COUNTED_S, whole_s / 4)
        lasting = [
            p for p, known in self._known.items() if known.last_s - known.first_s >= least_s and not known.doubled
        ]
        return PeopleSummary(
            self._recipient,
            self._partner,
            round(self._recipient_frames / frames, 3),
            round(self._partner_frames / frames, 3),
            len(set(lasting) - {self._recipient, self._partner} - self._former),
            self._switches,
            round(lain / max(seen, 1), 3),
        )

    def _remember(self, now: float, body: Body, everyone: Sequence[Body]) -> Points:
        if body.person not in self._known:
            self._known[body.person] = Remembered(TrustMeter(self._size), first_s=now)
        known = self._known[body.person]
        alone = lying(body)
        known.look(now, alone)
        score = known.score = known.still_lies(now, body, alone, may_stay=partial(self._seemed_to_lie_most, known))
        known.lying += score
        known.frames += 1
        known.lies = score > LYING
        known.supine_frames += known.lies
        known.last_s, known.body = now, body
        return known.trust.update(now, body, [other for other in everyone if other.person != body.person])

    def _seemed_to_lie_most(self, known: Remembered) -> bool:
        """More than everybody else, but for who is in the same place: one body may be followed twice."""
        rivals = (other for other in self._known.values() if other.lasted and other.seemed > known.seemed)
        return all(apart(other, known) < _DOUBLED_TRUNKS for other in rivals)

    def _choose_recipient(self, now: float, bodies: dict[int, Body]) -> None:
        if self._locked:
            self._relink_recipient(now, bodies)
            return
        if not bodies:
            return
        ranked = sorted(self._known, key=lambda person: (-self._known[person].lying, person))
        best = ranked[0]
        if self._known[best].lying == 0.0 and self._recipient is not None:
            return
        self._recipient = best
        assert self._first_s is not None
        # Someone who flashed up for a moment is no rival.
        rivals = [known for person, known in self._known.items() if person != best and known.lasted]
        others = [known.share for known in rivals]
        clear = self._known[best].share - max(others, default=0.0) > _MARGIN
        self._locked = now - self._first_s >= _LOCK_S and clear and self._known[best].share > LYING

    def _relink_recipient(self, now: float, bodies: dict[int, Body]) -> None:
        """The recipient came back under a new number, in the same place and lying, or is followed twice.

        Of two bodies in one place the one that lies is the recipient's: the other is a pose that the engine holds on to
        though nobody is in it.
        """
        assert self._recipient is not None
        old = self._known[self._recipient]
        if self._recipient not in bodies and now - old.last_s < LOST_S:
            return
        for person in bodies:
            if person not in (self._recipient, self._partner) and self._replaces_recipient(person, bodies):
                self._former.add(self._recipient)
                self._hand_over(person)
                return
        partner = bodies.get(self._partner) if self._partner is not None else None
        if self._recipient not in bodies and partner is not None and self._places.is_recipients(partner):
            assert self._partner is not None
            self._former.add(self._recipient)
            self._hand_over(self._partner)
            self._partner = None

    def _replaces_recipient(self, person: int, bodies: dict[int, Body]) -> bool:
        """Whether someone lies where the recipient was lost, or where the recipient no longer seems to lie."""
        assert self._recipient is not None
        held, known = self._known[self._recipient], self._known[person]
        if self._recipient not in bodies:
            lies_there = known.lies and apart(held, known) < _NEAR_TRUNKS
            return lies_there or (known.lasted and self._places.takes_up(bodies[person]))
        better = known.lasted and known.lately > SURELY > 1.0 - SURELY > held.lately
        return better and apart(held, known) < _NEAR_TRUNKS

    def _choose_partner(self, now: float, bodies: dict[int, Body]) -> None:
        if self._recipient is None:
            return
        if self._partner == self._recipient:
            self._partner = None
        others = [p for p in bodies if p != self._recipient and not self._replaces_recipient(p, bodies)]
        if self._partner is not None:
            others = self._partners_again(now, others)
        if not others:
            return
        holder = self._known[self._recipient]
        nearest = min(others, key=lambda person: (apart(holder, self._known[person]), person))
        if self._partner is not None and nearest != self._partner:
            self._former.add(self._partner)
            self._switches += 1
        self._partner = nearest

    def _partners_again(self, now: float, others: list[int]) -> list[int]:
        """Who may be the partner: nobody else while they are there, then who appears in their place, then all."""
        assert self._partner is not None
        old = self._known[self._partner]
        if now - old.last_s < LOST_S:
            return []
        there = [person for person in others if apart(old, self._known[person]) < _NEAR_TRUNKS]
        return there or (others if now - old.last_s >= MEMORY_S else [])

    def _pose(self, body: Body | None, trust: Points | None) -> Pose:
        if body is None or trust is None:
            return Pose.unseen()
        unknown = ~(trust >= KNOWN)
        xy, world_m = body.xy_px.copy(), body.world_m.copy()
        xy[unknown] = world_m[unknown] = np.nan
        return Pose(xy, trust, world_m)
