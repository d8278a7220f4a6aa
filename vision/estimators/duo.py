"""The two-person engine: MoveNet proposes people, BlazePose follows each of them."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, Final, NamedTuple, NoReturn

import cv2
import numpy as np

from vision.estimators.acquire import PRESENT, Refiner, acquired, merit, next_region, settled
from vision.estimators.blazepose import Landmarks
from vision.estimators.movenet import Proposal
from vision.estimators.regions import VARIANTS, Region
from vision.estimators.tracks import AGREES, Crowd, Track, apart, body_trunk, gap, matched, same_body
from vision.joints import COCO, N_JOINTS
from vision.types import VALUE_NAMES, Body, Frame, Image, Observation, Points, rounded

Proposer = Callable[[Image], Sequence[Proposal]]
AtOnce = Callable[[Callable[[Region], Landmarks], Iterable[Region]], Iterable[Landmarks]]

_LOOK_EVERY_S: Final = 1.0
_LOOK_EVERY_IN_DOUBT_S: Final = 0.2
_REANCHOR: Final = 0.35  # apart in trunk lengths: ask whether the proposal leads to a better body
_BETTER: Final = 0.15
_STAYS: Final = 0.3  # trunk lengths: nobody moves further while the lights change
_EASE_S: Final = 0.1  # time constant of the region's size and turn
_AFTER_A_WAIT: Final = 0.3  # the region follows one look's noise no more than it does from frame to frame
_CUT: Final = 28.0  # mean change of the thumbnail, grey levels of 255
_THUMBNAIL_PX: Final = 24
_MIN_TRUNK_SHARE: Final = 0.02  # of the region's side; below it the body has collapsed into a point


class Crops(NamedTuple):
    """How many varied crops of one person are looked at beside the base crop, five at most."""

    each_frame: int
    after_wait: int


CROPS: Final = Crops(each_frame=2, after_wait=len(VARIANTS))


class Duo:
    """Follows up to six entangled people; frames in rising time, one instance a recording or session.

    Identity is by construction: each person's next region comes from their own last landmarks.
    MoveNet looks at the whole picture once a second of media time, five times a second while the
    number of people is in doubt, and at once when someone is lost or the picture changes suddenly.
    A look confirms, re-anchors or admits people, but never moves a person onto a body it does not agree with.
    Whom it does not see stays followed as long as the landmark network sees them.
    Lost is who is not present in their own region, collapses, leaves the picture, or comes to sit on somebody
    else's body; `Crowd` says under which number they come back.

    Every frame each person is cut out a little differently too, in some of five variations in turn, and the crops vote:
    `Votes` gives the joints and `scatter_px`. The region of the next frame follows from the base crop alone.
    After a wait, in which nobody moved, more variations are looked at: so few looks must each be better.
    """

    def __init__(
        self,
        propose: Proposer,
        refine: Refiner,
        *,
        engine: Mapping[str, Any],
        stills: bool = False,
        crops: Crops = CROPS,
        at_once: AtOnce = map,
    ) -> None:
        """Build from two networks.

        Args:
            propose: finds people in a picture, such as `MoveNet`.
            refine: finds the joints of the person in a region, such as `BlazePose`.
            engine: what to say about them in results.
            stills: every frame is a picture of its own: nobody is followed, and eight crops vote on every joint.
            crops: how many varied crops of each person a frame of video takes.
            at_once: like `map`; how to look at several regions of one picture, perhaps in several threads.
        """
        self._propose = propose
        self._refine = refine
        self._engine = dict(engine)
        self._stills = stills
        self._crops = crops
        self._at_once = at_once
        self.reset()

    @property
    def engine(self) -> Mapping[str, Any]:
        """Name, model and sha256 of both networks."""
        return self._engine

    def reset(self) -> None:
        """Forget everyone: equal to a new instance."""
        self._crowd = Crowd()
        self._thumbnail: Points | None = None
        self._looked_s: float | None = None
        self._carried_s = -math.inf
        self._doubt = False
        self._numbered = 0
        self._crops_now = self._crops.each_frame
        self._varied: dict[int, list[Landmarks]] = {}

    def close(self) -> None:
        """Free the networks."""
        self._propose, self._refine, self._at_once = _closed, _closed, map

    def __call__(self, frame: Frame) -> Observation:
        """Everyone seen in the frame, by rising number."""
        bodies = self._still(frame) if self._stills else self._follow(frame)
        return Observation(frame.time_s, frame.index, bodies)

    def _still(self, frame: Frame) -> tuple[Body, ...]:
        found: list[Landmarks] = []
        bodies: list[Body] = []
        for proposal in self._propose(frame.image):
            base = acquired(self._refine, frame.image, proposal, rounds=2)
            if base is None or any(same_body(base, other) for other in found):
                continue
            found.append(base)
            joints, spread = settled(self._refine, frame.image, base)
            bodies.append(_body(self._numbered, joints, proposal, spread))
            self._numbered += 1
        return tuple(bodies)

    def _follow(self, frame: Frame) -> tuple[Body, ...]:
        cut = self._cut(frame.image)
        before = {track.number: body_trunk(track.landmarks) for track in self._crowd.tracks}
        lost = self._carry(frame)
        if cut or lost or self._due(frame.time_s):
            self._look(frame)
        if cut:
            self._doubt_everyone(before, frame)
        return self._voted(frame.image)

    def _carry(self, frame: Frame) -> bool:
        """Refine everyone in the region their last landmarks give; True when someone was lost."""
        before = len(self._crowd.tracks)
        waited_s = max(frame.time_s - self._carried_s, 0.0)
        share = _AFTER_A_WAIT if frame.after_wait else 1.0 - math.exp(-waited_s / _EASE_S)
        self._carried_s = frame.time_s
        self._crops_now = self._crops.after_wait if frame.after_wait else self._crops.each_frame
        tracks = tuple(self._crowd.tracks)
        regions = [next_region(track.landmarks, share=share) for track in tracks]
        seen = self._seen(frame.image, [self._cuts(*each) for each in zip(tracks, regions, strict=True)])
        self._varied = {track.number: crops for track, crops in zip(tracks, seen, strict=True)}
        for track, crops in zip(tracks, seen, strict=True):
            if not crops or not _plausible(crops[0], frame.image):
                self._crowd.lose(track, frame.time_s)
                continue
            track.carry(crops[0], frame.time_s)
        self._crowd.part(frame.time_s)
        return len(self._crowd.tracks) < before

    def _cuts(self, track: Track, region: Region) -> list[Region]:
        """The region of a frame and its variations whose turn it is; none where there is nothing to cut out."""
        if not region.usable:
            return []
        return [region, *(region.varied(VARIANTS[variant]) for variant in self._turns(track))]

    def _turns(self, track: Track) -> list[int]:
        return [(track.varied + number) % len(VARIANTS) for number in range(self._crops_now)]

    def _seen(self, image: Image, cuts: Sequence[Sequence[Region]]) -> list[list[Landmarks]]:
        """What the landmark network sees in regions of one picture, all looked at together."""
        found = iter(self._at_once(partial(self._refine, image), [region for each in cuts for region in each]))
        return [list(islice(found, len(each))) for each in cuts]

    def _due(self, time_s: float) -> bool:
        if self._looked_s is None or not self._crowd.tracks:
            return True
        doubt = self._doubt or self._crowd.someone_missing(time_s)
        return time_s - self._looked_s >= (_LOOK_EVERY_IN_DOUBT_S if doubt else _LOOK_EVERY_S) - 1e-6

    def _doubt_everyone(self, before: Mapping[int, Points], frame: Frame) -> None:
        """After a sudden change only those stay whom both networks see where they just were: lights, not a cut."""
        stay = [
            track
            for track in self._crowd.tracks
            if track.witness is not None
            and (track.number not in before or apart(before[track.number], body_trunk(track.landmarks)) <= _STAYS)
        ]
        gone = len(stay) < len(self._crowd.tracks)
        self._crowd.forget(keep=stay)
        if gone:
            self._look(frame)

    def _look(self, frame: Frame) -> None:
        proposals = self._propose(frame.image)
        pairs = matched(self._crowd.tracks, proposals)
        for track, proposal in pairs:
            self._confirm(track, proposal, frame)
        taken = [proposal for _, proposal in pairs]
        unknown = [proposal for proposal in proposals if all(proposal is not known for known in taken)]
        admitted = [self._admit(proposal, frame) for proposal in unknown]
        self._looked_s = frame.time_s
        self._doubt = not all(admitted) or any(track.witness is None for track in self._crowd.tracks)

    def _confirm(self, track: Track, proposal: Proposal, frame: Frame) -> None:
        if gap(track.landmarks, proposal) > _REANCHOR:
            again = acquired(self._refine, frame.image, proposal, rounds=1)
            if again is not None and merit(again, proposal) > merit(track.landmarks, proposal) + _BETTER:
                track.replace(again, frame.time_s)
        track.witness = proposal
        track.agreed = body_trunk(track.landmarks)

    def _admit(self, proposal: Proposal, frame: Frame) -> bool:
        """Follow whom a proposal means; True when that settles the proposal."""
        if self._crowd.full:
            return True
        landmarks = acquired(self._refine, frame.image, proposal, rounds=2)
        if landmarks is None or not _plausible(landmarks, frame.image) or gap(landmarks, proposal) > AGREES:
            return False
        if any(same_body(landmarks, track.landmarks) for track in self._crowd.tracks):
            return True
        self._crowd.admit(landmarks, proposal, frame.time_s)
        return True

    def _voted(self, image: Image) -> tuple[Body, ...]:
        """Everyone with the votes of their crops; who has other landmarks than those carried on is cut out anew."""
        tracks = self._crowd.tracks
        anew = [track for track in tracks if not self._is_carried(track)]
        cuts = [self._cuts(track, track.landmarks.region)[1:] for track in anew]
        varied = {track.number: crops[1:] for track in tracks if (crops := self._varied.get(track.number))}
        varied |= dict(zip((track.number for track in anew), self._seen(image, cuts), strict=True))
        return tuple(self._body(track, varied[track.number]) for track in tracks)

    def _is_carried(self, track: Track) -> bool:
        crops = self._varied.get(track.number, [])
        return bool(crops) and crops[0] is track.landmarks

    def _body(self, track: Track, varied: Sequence[Landmarks]) -> Body:
        joints, spread = track.votes.count(track.landmarks, list(zip(self._turns(track), varied, strict=True)))
        track.varied += len(varied)
        return _body(track.number, joints, track.witness, spread)

    def _cut(self, image: Image) -> bool:
        before, self._thumbnail = self._thumbnail, _thumbnail(image)
        return before is not None and float(np.abs(self._thumbnail - before).mean()) > _CUT


def _closed(*_: Any) -> NoReturn:
    raise RuntimeError("Expected an open estimator, but got one that was closed; load a new one.")


def _plausible(landmarks: Landmarks, image: Image) -> bool:
    height, width = image.shape[:2]
    trunk = body_trunk(landmarks)
    x, y = trunk.mean(axis=0)
    reach = landmarks.region.size_px / 4
    extended = float(np.ptp(trunk, axis=0).max()) >= _MIN_TRUNK_SHARE * landmarks.region.size_px
    near = -reach <= x <= width + reach and -reach <= y <= height + reach
    return landmarks.score >= PRESENT and extended and bool(near)


def _thumbnail(image: Image) -> Points:
    step = max(1, max(image.shape[:2]) // (8 * _THUMBNAIL_PX))
    small = cv2.resize(image[::step, ::step], (_THUMBNAIL_PX, _THUMBNAIL_PX), interpolation=cv2.INTER_AREA)
    grey: Points = small.astype(np.float64).mean(axis=2)
    return grey


def _body(number: int, landmarks: Landmarks, witness: Proposal | None, spread: Points) -> Body:
    values = np.full((N_JOINTS, len(VALUE_NAMES)), np.nan)
    values[:, 0:2] = landmarks.xy_px
    values[:, 2] = landmarks.visibility
    values[:, 3] = landmarks.presence
    values[:, 4:7] = landmarks.world_m
    if witness is not None:
        values[COCO, 7:9] = witness.joints_px
        values[COCO, 9] = witness.scores
    values[:, 10] = spread
    return Body(number, rounded(values))
