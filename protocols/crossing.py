"""Which ankle lies crossed over which knee: latched, so that legs that swap their names for a moment change nothing."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from protocols.thresholds import Settings
from protocols.ticks import TICK_S
from protocols.types import OTHER, Side

Array = NDArray[np.float64]

_LEG_COLUMNS: Final = ("thigh_trunk_{}_placed_deg", "thigh_lean_{}_deg", "contact_{}_shanks")

_SURELY: Final = 0.9
"""A leg below that is trusted so much is where it seems, and the one on top never lay there."""

_STAYS_SHANKS: Final = 0.25
"""Of its place: a slip that is a fault takes it 0.45 shanks and more away."""

_ALONG_SHARE: Final = 0.7
"""Two knees lean to one side together where one leans by this share of the other."""

_FOLLOWS: Final = 0.05
"""Of how far an ankle near its place has moved, so much is its place a tick later."""


@dataclass(frozen=True, slots=True, eq=False)
class SeenLeg:
    """One leg in some ticks of the picture.

    Attributes:
        shank: (n,) its seen length, shanks, where the camera stands so square that no lean is seen, NaN elsewhere.
        ankle_px: (n, 2) where its ankle is.
        shank_px: how long a shank is in the picture, square to the line of sight.
        trust: (n,) in the hip and the knee.
    """

    shank: Array
    ankle_px: Array
    shank_px: float
    trust: Array


class Crossing:
    """Tick by tick: an ankle near its place above the other knee, while its own knee points outward.

    With parallel legs the ankle of a drawn knee is near the other knee in the picture too; only the knee that points
    outward tells them apart. What was crossed stays so until both are clearly gone; one side follows the other only
    after a time with neither, since crossed legs are named the wrong way round now and then.
    """

    def __init__(self, settings: Settings) -> None:
        self._near = settings["fig4_contact_enter_shank"]
        self._close = settings["fig4_contact_close_shank"]
        self._far = settings["fig4_contact_gone_shank"]
        self._out, self._in = settings["fig4_outward_enter_deg"], settings["fig4_outward_gone_deg"]
        self._short, self._long = settings["fig4_short_shank"], settings["fig4_long_shank"]
        self._alike = settings["fig4_alike_deg"]
        self._enter = round(settings["fig4_crossed_s"] / TICK_S)
        self._leave = round(settings["fig4_uncrossed_s"] / TICK_S)
        self.reset()

    def reset(self) -> None:
        """Start anew: equal to a fresh latch."""
        self.side = 0
        self._run = {-1: 0, 1: 0}
        self._gone = 0
        self._place = [math.nan, math.nan]

    def extend(self, columns: dict[str, Array], legs: Mapping[Side, SeenLeg]) -> tuple[Array, NDArray[np.bool_]]:
        """The latched side of each tick, and in which ticks the knee below cannot be where it seems.

        Where the legs have swapped names their columns become unknown in place.

        Args:
            columns: contact and lean of each side by name, and the angles that become unknown with them.
            legs: both of them in the picture.
        """
        sides: dict[int, Side] = {-1: "left", 1: "right"}
        out = {sign: self._outward(columns, legs[side].shank, side) for sign, side in sides.items()}
        near = {sign: columns[f"contact_{side}_shanks"] <= self._near for sign, side in sides.items()}
        now = {sign: (near[sign] & out[sign]) | self._at_its_place(columns, side) for sign, side in sides.items()}
        gone = {sign: self._uncrossed(columns, legs[side].shank, side) for sign, side in sides.items()}
        away = {sign: columns[f"contact_{side}_shanks"] > self._near for sign, side in sides.items()}
        unsure = {sign: legs[sides[-sign]].trust < _SURELY for sign in sides}
        latched, (swapped, lost) = np.zeros(len(now[1])), np.zeros((2, len(now[1])), dtype=np.bool_)
        for tick in range(len(latched)):
            if self.side:
                leg = legs[sides[self.side]]
                ankle = leg.ankle_px[tick].tolist()
                lost[tick] = away[self.side][tick] and unsure[self.side][tick] and self._stays(ankle, leg.shank_px)
                if not away[self.side][tick]:
                    self._follow(ankle)
            self._step(now[-1][tick], now[1][tick], self.side != 0 and gone[self.side][tick] and not lost[tick])
            latched[tick] = self.side
            swapped[tick] = self.side != 0 and near[-self.side][tick] and not near[self.side][tick]
        if swapped.any():
            _blank(columns, swapped)
        return latched, lost

    def _stays(self, ankle: list[float], shank_px: float) -> bool:
        """Whether the ankle on top is where it lay: then nothing has come apart, and the hidden knee is misplaced."""
        return math.dist(ankle, self._place) < _STAYS_SHANKS * shank_px

    def _follow(self, ankle: list[float]) -> None:
        if not any(map(math.isnan, ankle)):
            before = ankle if math.isnan(self._place[0]) else self._place
            self._place = [old + _FOLLOWS * (new - old) for old, new in zip(before, ankle, strict=True)]

    def _outward(self, columns: dict[str, Array], shank: Array, side: Side) -> NDArray[np.bool_]:
        """The knee points outward, alone; square to the body that is only seen in the shank, which then looks short."""
        leans = (columns[f"thigh_lean_{side}_deg"] >= self._out) & ~self._both_aside(columns, side)
        result: NDArray[np.bool_] = leans | (shank <= self._short)
        return result

    def _at_its_place(self, columns: dict[str, Array], side: Side) -> NDArray[np.bool_]:
        """The ankle lies where a crossed one does, to within an error, and the knee points outward a little.

        From the side little of how far it points outward is seen; with a knee drawn up alone the ankle is not so near.
        """
        leans = (columns[f"thigh_lean_{side}_deg"] >= self._in) & ~self._both_aside(columns, side)
        result: NDArray[np.bool_] = leans & (columns[f"contact_{side}_shanks"] <= self._close)
        return result

    def _both_aside(self, columns: dict[str, Array], side: Side) -> NDArray[np.bool_]:
        """The other thigh leans along: both knees have gone down to this side."""
        own, other = columns[f"thigh_lean_{side}_deg"], columns[f"thigh_lean_{OTHER[side]}_deg"]
        along = np.fmin(self._alike, _ALONG_SHARE * np.maximum(own, 0.0))
        result: NDArray[np.bool_] = other < -np.maximum(along, self._in)
        return result

    def _uncrossed(self, columns: dict[str, Array], shank: Array, side: Side) -> NDArray[np.bool_]:
        """Clearly gone: far from its place, out of it with the knee no longer outward, or the other knee far along."""
        contact = columns[f"contact_{side}_shanks"]
        inward = (columns[f"thigh_lean_{side}_deg"] < self._in) & ~(shank <= self._long)
        both = columns[f"thigh_lean_{OTHER[side]}_deg"] < -self._alike
        result: NDArray[np.bool_] = (contact > self._far) | (inward & (contact > self._near)) | both
        return result

    def _step(self, left: bool, right: bool, gone: bool) -> None:
        for sign, seen in ((-1, left), (1, right)):
            self._run[sign] = self._run[sign] + 1 if seen else max(0, self._run[sign] - 1)
        if self.side == 0:
            best = max(self._run, key=lambda sign: self._run[sign])
            if self._run[best] >= self._enter:
                self.side, self._gone, self._place = best, 0, [math.nan, math.nan]
        else:
            self._gone = self._gone + 1 if gone else max(0, self._gone - 1)
            if self._gone >= self._leave:
                self.side, self._run = 0, {-1: 0, 1: 0}


def _blank(columns: dict[str, Array], where: NDArray[np.bool_]) -> None:
    for name in _LEG_COLUMNS:
        for side in ("left", "right"):
            columns[name.format(side)] = np.where(where, np.nan, columns[name.format(side)])
