"""Spares the networks pictures in which nobody moves: what lies between two looks is filled in."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vision.stillness import LEFT_CELLS, MOVED_CELLS, StillGate
from vision.types import Body, Estimator, Frame, Observation, Points, rounded

LONGEST_S: Final = 0.45
"""So long, in media time, the networks may go without a look, however still it is."""

REACH_S: Final = 2.25
"""Looks this near that belong to one stillness are taken together: so few of them would else wander visibly."""

_A_HAIR_S: Final = 1e-6
_WAIT_S: Final = 0.25
_FLATTER_S2: Final = 0.2
_FIRST_S: Final = 1.0
"""Every picture is looked at to begin with: the crops vote from memory, and the camera's noise must be known."""

_STRAY_LOOKS: Final = 5
_STRAY_TIMES: Final = 4.0
_STRAY_PX: Final = 4.0
"""Of at least so many looks, one so many times as far from their middle as usual, and this much more, is left out."""

_SCORES: Final = [2, 3, 10]
"""Visibility, presence and scatter know no direction: they are averaged, never led on along a line."""

_WITNESS: Final = slice(7, 10)
"""What the other network said belongs to its own frame alone."""


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """A frame that the networks saw.

    Attributes:
        seen: what they saw.
        spared: number and time of each frame since the look before.
        still: it belongs to the stillness of the look before.
    """

    seen: Observation
    spared: Sequence[tuple[int, float]]
    still: bool

    @property
    def time_s(self) -> float:
        """Of the frame."""
        return self.seen.time_s


class Sparing:
    """Looks at a picture when somebody has moved or half a second has gone by, and fills in the others.

    When somebody moves after a wait, the last picture before is looked at too, so that nothing is ever filled in across
    a movement. Where pictures were spared, a look becomes what the looks round it in the same stillness say together,
    and the frames without a look lie on the straight line from one to the next; where every picture was looked at,
    it stays as it was seen.
    Frames come out in order, some seconds late: not for live use.
    """

    def __init__(self, estimator: Estimator, *, every_picture: bool = False) -> None:
        """Wrap an estimator.

        Args:
            estimator: of a video; whoever made it closes it.
            every_picture: spare none.
        """
        self._estimator = estimator
        self._every_picture = every_picture
        self.reset()

    @property
    def looks(self) -> int:
        """Pictures the networks have seen so far."""
        return self._looks

    def reset(self) -> None:
        """Forget everything: equal to new around an estimator that was reset as well."""
        self._gate = StillGate()
        self._fill = _Fill()
        self._looks = 0
        self._started_s: float | None = None
        self._looked_s = 0.0
        self._came_s = 0.0
        self._people: tuple[int, ...] = ()
        self._spared: list[tuple[int, float]] = []
        self._before: Frame | None = None

    def __call__(self, frame: Frame) -> Iterator[Observation]:
        """The frames that are known once this one was seen, in order; perhaps none."""
        if self._every_picture:
            self._looks += 1
            yield self._estimator(frame)
            return
        if self._started_s is None:
            self._started_s = self._came_s = frame.time_s
            yield from self._look(frame, still=False)
            return
        next_s = 2 * frame.time_s - self._came_s  # as far off as the last one was
        self._came_s = frame.time_s
        moved_cells, away_cells = self._gate.moved_cells(frame.image)
        moved, began = moved_cells > MOVED_CELLS, frame.time_s - self._started_s < _FIRST_S
        if not moved and not began and next_s - self._looked_s <= LONGEST_S + _A_HAIR_S:
            self._spared.append((frame.index, frame.time_s))
            self._before = frame
            return
        if moved:
            yield from self._look_back()
        yield from self._look(frame, still=away_cells <= LEFT_CELLS)

    def rest(self) -> Iterator[Observation]:
        """Whatever is still waiting; nothing does afterwards."""
        yield from self._look_back()
        yield from self._fill.rest()

    def _look_back(self) -> Iterator[Observation]:
        """Look at the latest picture that was spared."""
        if self._before is not None:
            frame = self._before
            self._spared.pop()
            yield from self._look(frame, still=True)

    def _look(self, frame: Frame, *, still: bool) -> Iterator[Observation]:
        self._looks += 1
        waited = bool(self._spared) and frame.time_s - self._looked_s > _WAIT_S
        seen = self._estimator(replace(frame, after_wait=waited))
        people = tuple(body.person for body in seen.bodies)
        still = still and people == self._people
        if still:
            self._gate.keep(frame.image)
        else:
            self._gate.begin(frame.image, seen.bodies)
        self._people = people
        look = _Look(seen, self._spared, still)
        self._looked_s, self._spared, self._before = frame.time_s, [], None
        return self._fill.add(look)


class _Fill:
    """Frames from looks: those of one stillness steadied, and those between two filled in."""

    def __init__(self) -> None:
        self._stillness: deque[_Look] = deque()
        self._waiting: deque[_Look] = deque()
        self._given: Observation | None = None

    def add(self, look: _Look) -> Iterator[Observation]:
        """Take the next look; what can be told for certain by now."""
        if not look.still:
            yield from self._give_all(look)
            self._stillness.clear()
        self._stillness.append(look)
        self._waiting.append(look)
        # One look more than is in reach: it tells whether the one before stood alone.
        while len(self._waiting) > 2 and self._waiting[0].time_s + REACH_S <= self._waiting[-2].time_s:
            yield from self._give_next(self._waiting[1])

    def rest(self) -> Iterator[Observation]:
        """Everything that waits: no look comes any more."""
        yield from self._give_all(None)
        self._stillness.clear()

    def _give_all(self, after: _Look | None) -> Iterator[Observation]:
        while self._waiting:
            yield from self._give_next(self._waiting[1] if len(self._waiting) > 1 else after)

    def _give_next(self, after: _Look | None) -> Iterator[Observation]:
        look = self._waiting.popleft()
        seen = self._steadied(look) if look.spared or (after is not None and after.spared) else look.seen
        for index, time_s in look.spared:
            assert self._given is not None, "frames are spared after a look"
            yield between(self._given, seen, frame=index, time_s=time_s)
        yield seen
        self._given = seen
        while self._stillness[0].time_s < look.time_s - 2 * REACH_S:
            self._stillness.popleft()

    def _steadied(self, look: _Look) -> Observation:
        return _averaged(look.seen, [each.seen for each in self._stillness])


def _averaged(middle: Observation, stillness: Sequence[Observation]) -> Observation:
    """A frame with everybody where a straight line through frames near it puts them, but for strays."""
    bodies = []
    for body in middle.bodies:
        found = [(each.time_s, other) for each in stillness for other in each.bodies if other.person == body.person]
        off_s = np.array([time_s for time_s, _ in found]) - middle.time_s
        near = np.abs(off_s) <= REACH_S
        every = np.array([other.values for _, other in found])
        off_s, values = off_s[near], every[near]
        stray = _strays(every)[near]
        mean = _weighted(_shares(off_s), values)
        if stray.any():
            rest = _weighted(_spans(off_s), np.where(stray[:, :, None], np.nan, values))
            mean = np.where(stray.any(axis=0, keepdims=True).T, rest, mean)
        mean[:, _SCORES] = _weighted(_spans(off_s), values)[:, _SCORES]
        mean[:, _WITNESS] = body.values[:, _WITNESS]
        bodies.append(Body(body.person, rounded(mean)))
    return Observation(middle.time_s, middle.frame, tuple(bodies))


def _strays(values: Points) -> NDArray[np.bool_]:
    """(n, 33) where a single look of (n, 33, 11) puts a joint far from where the others do."""
    stray = np.zeros(values.shape[:2], dtype=np.bool_)
    if len(values) >= _STRAY_LOOKS:
        off_px: Points = np.hypot(*np.moveaxis(values[:, :, :2] - np.median(values[:, :, :2], axis=0), 2, 0))
        far = np.asarray(off_px > _STRAY_TIMES * np.median(off_px, axis=0) + _STRAY_PX)
        stray[1:-1] = far[1:-1] & ~far[:-2] & ~far[2:]  # more than one, or the last: somebody begins to move
    return stray


def _shares(off_s: Points) -> Points:
    """Weights (n,) of frames so far off, which sum to 1: about the value at 0 of the line fitted through them.

    A frame counts as much as the time it stands for. Where there are frames before and after, a steady drift moves
    nothing, however uneven they lie; at the ends of a stillness the line is kept flatter than it would be, because
    the noise of so few looks is more than anybody drifts.
    """
    weights = _spans(off_s)
    mean = float(weights @ off_s)
    spread = float(weights @ (off_s - mean) ** 2)
    shares: Points = weights * (1.0 - mean * (off_s - mean) / (spread + _FLATTER_S2))
    return shares


def _spans(off_s: Points) -> Points:
    """Share of the time (n,) that each of frames so far off stands for."""
    if len(off_s) < 2:
        return np.ones(len(off_s))
    gaps = np.diff(off_s) / 2
    spans = np.append(gaps, 0.0) + np.append(0.0, gaps)
    weights: Points = spans / spans.sum()
    return weights


def _weighted(shares: Points, values: Points) -> Points:
    """Sum of (n, 33, 11) values over n by their shares, NaN left out."""
    known = ~np.isnan(values)
    share = shares[:, None, None] * known
    total = share.sum(axis=0)
    summed = (np.where(known, values, 0.0) * share).sum(axis=0)
    mean: Points = np.divide(summed, total, out=np.full_like(total, np.nan), where=np.abs(total) > 0.5)
    return mean


def between(before: Observation, after: Observation, *, frame: int, time_s: float) -> Observation:
    """A frame on the straight line between two others.

    Who is in both runs along the line, who is only in the first stays as they were; nobody appears before they
    were seen. The other network's joints are left out.
    """
    share = (time_s - before.time_s) / (after.time_s - before.time_s)
    later = {body.person: body for body in after.bodies}
    return Observation(time_s, frame, tuple(_body(body, later.get(body.person), share) for body in before.bodies))


def _body(before: Body, after: Body | None, share: float) -> Body:
    start = before.values
    end = start if after is None else after.values
    values = np.where(np.isnan(end), start, start + share * (end - start))
    values[:, _WITNESS] = np.nan
    return Body(before.person, rounded(values))
