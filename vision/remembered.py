"""What is remembered of one followed person: whether they seem to lie, since when, and where."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from vision.joints import HIPS, SHOULDERS
from vision.posture import trunk_px
from vision.trust import TrustMeter
from vision.types import Body, Points

LYING: Final = 0.5
LOST_S: Final = 0.5
SURELY: Final = 0.8
"""How well somebody lies who surely does."""

_LAIN_S: Final = 1.0
_LATELY_S: Final = 1.0
_STAYS_TRUNKS: Final = 0.5
_SHOULDERS: Final = slice(SHOULDERS[0], SHOULDERS[1] + 1)


@dataclass(slots=True)
class Remembered:
    """What is remembered of one followed person.

    Attributes:
        trust: in their joints.
        score, lying: how well they lie, of the last frame and summed over all, with what `still_lies` makes of it.
        seems, seemed, lately: how well they lie by the frame alone, of the last one, summed, and over the last second.
        lies, supine_frames: whether the last frame shows them lying, and how many did.
        frames, first_s, last_s: how often and when they were seen.
        body: as last seen.
        lain_s, lay, lay_size: how long they lie by now, where the shoulders were then (2, 2), and a trunk's pixels.
        doubled_frames: in how many they were where the recipient or the partner was.
    """

    trust: TrustMeter
    lying: float = 0.0
    score: float = 0.0
    first_s: float = 0.0
    lies: bool = False
    frames: int = 0
    supine_frames: int = 0
    last_s: float = 0.0
    body: Body | None = None
    seems: float = 0.0
    seemed: float = 0.0
    lately: float = 0.0
    lain_s: float = 0.0
    lay: Points | None = None
    lay_size: float = 1.0
    doubled_frames: int = 0

    @property
    def doubled(self) -> bool:
        """Mostly where the recipient or the partner was: the engine followed one body twice."""
        return self.doubled_frames > self.frames / 2

    @property
    def lasted(self) -> bool:
        """Followed for half a second at least."""
        return self.last_s - self.first_s >= LOST_S

    @property
    def share(self) -> float:
        """Of the frames they were seen in, how much they lay."""
        return self.lying / self.frames if self.frames else 0.0

    @property
    def surely_lies(self) -> bool:
        """In the last frame and mostly in the last second, each by itself."""
        return self.seems > LYING and self.lately > SURELY

    def look(self, now: float, score: float) -> None:
        """Take the score of one frame by itself."""
        self.seems = score
        share = 1.0 - math.exp(-max(0.0, now - self.last_s) / _LATELY_S) if self.frames else 1.0
        self.seemed, self.lately = self.seemed + score, self.lately + share * (score - self.lately)

    def still_lies(self, now: float, body: Body, score: float, *, may_stay: Callable[[], bool]) -> float:
        """The score of this frame, or 1 for who lay for a second and whose shoulders have stayed where they were.

        Seen from the feet a network turns someone lying into someone sitting as soon as a knee comes up. Who sits up
        takes the shoulders along, and who rolls over changes their sides. A partner who kneels still and whom the
        network once took for lying must not pass for that: only who seemed to lie most `may_stay` so.
        """
        shoulders = body.xy_px[_SHOULDERS]
        self.lain_s = self.lain_s + max(0.0, now - self.last_s) if score > LYING and self.frames else 0.0
        if self.lain_s >= _LAIN_S:
            self.lay, self.lay_size = shoulders, trunk_px(body)
            return score
        if self.lay is None or not self.lay_size > 0:
            return score
        moved_px = (math.sqrt(x * x + y * y) for x, y in (shoulders - self.lay).tolist())
        stays = all(each / self.lay_size < _STAYS_TRUNKS for each in moved_px)
        return 1.0 if stays and may_stay() else score


def apart(a: Remembered, b: Remembered) -> float:
    """Distance of two trunks as last seen, trunk lengths of the first."""
    if a.body is None or b.body is None or not (size := trunk_px(a.body)) > 0:
        return math.inf
    off = _middle(a.body) - _middle(b.body)
    return math.sqrt(off @ off) / size


def _middle(body: Body) -> Points:
    xy = body.xy_px
    middle: Points = (xy[SHOULDERS[0]] + xy[SHOULDERS[1]] + xy[HIPS[0]] + xy[HIPS[1]]) / 4
    return middle
