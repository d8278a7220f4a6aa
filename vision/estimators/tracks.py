"""Who is who: followed people, their numbers, and the memory of people just lost. Geometry only, no network."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np

from vision.estimators.blazepose import Landmarks
from vision.estimators.movenet import Proposal
from vision.estimators.voting import Votes
from vision.joints import COCO, HIPS, MIRROR, SHOULDERS, Joint
from vision.types import Points

AGREES: Final = 0.75
"""A proposal is about a person when shoulders and hips are this near on average, in trunk lengths."""
SAME_BODY: Final = 0.4
"""Two tracks sit on one body when their joints are this near on average, in trunk lengths."""
RETURNS_WITHIN: Final = 1.0
"""A lost person may come back this far from where they were, in trunk lengths."""
MEMORY_S: Final = 4.0
"""... and this long after."""
MAX_PEOPLE: Final = 6

_TRAIL_S: Final = 0.5
_LEAPS_MORE: Final = 0.1
_TRUNK: Final = (*SHOULDERS, *HIPS)
_COCO_TRUNK: Final = tuple(COCO.index(joint) for joint in _TRUNK)
_SWAPPED: Final = (1, 0, 3, 2)
_LIMBS: Final = np.arange(Joint.LEFT_SHOULDER, Joint.LEFT_HEEL)
_SHOULDERS_TO_TRUNK: Final = 1.3  # a trunk seen from the feet is short, then the shoulders give its length


@dataclass(slots=True, eq=False)
class Track:
    """One followed person.

    Attributes:
        number: never reused.
        landmarks: of the latest frame.
        agreed: (4, 2) shoulders and hips when both networks last agreed on this person, pixels.
        witness: MoveNet's view of the person in the latest frame, where it looked.
        votes: what varied crops said of the joints so far.
        varied: how many varied crops were looked at so far.
        trail: times and shoulders and hips of the last half second, the latest last.
        admitted_s: when following began.
        beside: number of the person near whom that was.
    """

    number: int
    landmarks: Landmarks
    agreed: Points
    witness: Proposal | None = None
    votes: Votes = field(default_factory=Votes)
    varied: int = 0
    trail: list[tuple[float, Points]] = field(default_factory=list)
    admitted_s: float = 0.0
    beside: int | None = None

    def carry(self, landmarks: Landmarks, time_s: float) -> None:
        """Take the next frame's landmarks."""
        self.landmarks, self.witness = landmarks, None
        recent = [(then_s, trunk) for then_s, trunk in self.trail if time_s - then_s <= _TRAIL_S]
        self.trail = [*recent, (time_s, body_trunk(landmarks))]

    def replace(self, landmarks: Landmarks, time_s: float) -> None:
        """Take better landmarks of the same person in the same frame: nothing of the old ones counts any more."""
        self.landmarks = landmarks
        self.votes.reset()
        self.trail = [(time_s, body_trunk(landmarks))]

    @property
    def leap(self) -> float:
        """Longest way from one frame to the next in the last half second, in trunk lengths."""
        trunks = [trunk for _, trunk in self.trail]
        return max((apart(a, b) for a, b in pairwise(trunks)), default=0.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Lost:
    number: int
    places: tuple[Points, ...]
    lost_s: float


class Crowd:
    """Everyone followed and everyone just lost.

    A person is lost when told so; if within 4 s somebody is admitted within one trunk length of where the
    person was last, half a second earlier, or when last agreed on, it is the same person and the number comes back.
    Likewise somebody admitted as near as that to a person whose landmarks had slipped off, who is then lost within 4 s.
    Everyone else gets a new number. At most six people are followed.
    """

    def __init__(self) -> None:
        self.tracks: list[Track] = []
        self._lost: list[_Lost] = []
        self._next = 0

    @property
    def full(self) -> bool:
        """Whether nobody more can be followed."""
        return len(self.tracks) >= MAX_PEOPLE

    def someone_missing(self, time_s: float) -> bool:
        """Whether somebody was lost so recently that they may still come back under their number."""
        return any(time_s - lost.lost_s <= MEMORY_S for lost in self._lost)

    def admit(self, landmarks: Landmarks, proposal: Proposal, time_s: float) -> Track:
        """Follow somebody new, or somebody lost who has come back."""
        trunk = body_trunk(landmarks)
        near = [(apart(trunk, other.agreed), other.number) for other in self.tracks]
        distance, number = min(near, default=(math.inf, -1))
        track = Track(
            self._number_for(trunk, time_s), landmarks, trunk, proposal, trail=[(time_s, trunk)], admitted_s=time_s,
            beside=number if distance <= RETURNS_WITHIN else None,
        )  # fmt: skip
        self.tracks = sorted([*self.tracks, track], key=lambda each: each.number)
        return track

    def lose(self, track: Track, time_s: float) -> None:
        """Stop following; the number goes to who took the place, or is remembered for a while."""
        self.tracks.remove(track)
        for heir in self.tracks:
            if heir.beside == track.number and time_s - heir.admitted_s <= MEMORY_S:
                heir.number, heir.beside = track.number, None
                self.tracks.sort(key=lambda each: each.number)
                return
        self._lost.append(_Lost(track.number, (track.agreed, track.trail[0][1], track.trail[-1][1]), time_s))

    def part(self, time_s: float) -> None:
        """Where two tracks sit on one body, lose the one that leapt there, or else the younger."""
        for older in tuple(self.tracks):
            for younger in tuple(self.tracks):
                both = older in self.tracks and younger in self.tracks and older.number < younger.number
                if both and same_body(older.landmarks, younger.landmarks):
                    self.lose(older if older.leap > younger.leap + _LEAPS_MORE else younger, time_s)

    def forget(self, *, keep: Iterable[Track] = ()) -> None:
        """Drop everyone but a few for good: their numbers do not come back."""
        kept = {track.number for track in keep}
        self.tracks = [track for track in self.tracks if track.number in kept]
        self._lost.clear()

    def _number_for(self, trunk: Points, time_s: float) -> int:
        self._lost = [lost for lost in self._lost if time_s - lost.lost_s <= MEMORY_S]
        near = [(min(apart(trunk, place) for place in lost.places), lost) for lost in self._lost]
        distance, nearest = min(near, key=lambda each: each[0], default=(math.inf, None))
        if nearest is not None and distance <= RETURNS_WITHIN:
            self._lost.remove(nearest)
            return nearest.number
        self._next += 1
        return self._next - 1


def matched(tracks: Sequence[Track], proposals: Sequence[Proposal]) -> list[tuple[Track, Proposal]]:
    """Tracks and the proposals that agree with them, nearest first, each used once."""
    near = [(gap(t.landmarks, p), i, j) for i, t in enumerate(tracks) for j, p in enumerate(proposals)]
    pairs: list[tuple[int, int]] = []
    for distance, i, j in sorted(near):
        if distance <= AGREES and all(i != other_i and j != other_j for other_i, other_j in pairs):
            pairs.append((i, j))
    return [(tracks[i], proposals[j]) for i, j in pairs]


def body_trunk(landmarks: Landmarks) -> Points:
    """(4, 2) left and right shoulder, left and right hip, pixels."""
    return landmarks.xy_px[list(_TRUNK)]


def proposal_trunk(proposal: Proposal) -> Points:
    """(4, 2) left and right shoulder, left and right hip, pixels."""
    return proposal.joints_px[list(_COCO_TRUNK)]


def length_px(trunk: Points) -> float:
    """Length of a trunk, from its shoulder width where it is foreshortened; never zero."""
    along = math.dist(trunk[:2].mean(axis=0), trunk[2:].mean(axis=0))
    return max(along, _SHOULDERS_TO_TRUNK * math.dist(trunk[0], trunk[1]), 1e-6)


def gap(landmarks: Landmarks, proposal: Proposal) -> float:
    """How far the two networks are apart on a person, in trunk lengths of the proposal, sides interchangeable."""
    trunk = proposal_trunk(proposal)
    return _distance(body_trunk(landmarks), trunk) / length_px(trunk)


def apart(a: Points, b: Points) -> float:
    """Mean distance of shoulders and hips, in lengths of the longer trunk, sides interchangeable."""
    return _distance(a, b) / max(length_px(a), length_px(b))


def same_body(a: Landmarks, b: Landmarks) -> bool:
    """Whether two sets of landmarks describe one person."""
    scale = min(length_px(body_trunk(a)), length_px(body_trunk(b)))
    straight = _mean_distance(a.xy_px[_LIMBS], b.xy_px[_LIMBS])
    swapped = _mean_distance(a.xy_px[_LIMBS], b.xy_px[MIRROR][_LIMBS])
    return min(straight, swapped) <= SAME_BODY * scale


def _distance(a: Points, b: Points) -> float:
    return min(_mean_distance(a, b), _mean_distance(a, b[list(_SWAPPED)]))


def _mean_distance(a: Points, b: Points) -> float:
    return float(np.linalg.norm(a - b, axis=1).mean())
