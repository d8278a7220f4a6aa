"""Which ankle lies crossed over which knee: latched, so that legs that swap their names for a moment change nothing."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from protocols.thresholds import Settings
from protocols.ticks import TICK_S

Array = NDArray[np.float64]

_LEG_COLUMNS: Final = ("thigh_trunk_{}_placed_deg", "thigh_lean_{}_deg", "contact_{}_shanks")


class Crossing:
    """Tick by tick: an ankle near its place above the other knee, while its own knee points outward.

    With parallel legs the ankle of a drawn knee is near the other knee in the picture too; only the knee that points
    outward tells them apart. What was crossed stays so until both are clearly gone; one side follows the other only
    after a time with neither, since crossed legs are named the wrong way round now and then.
    """

    def __init__(self, settings: Settings) -> None:
        self._near = settings["fig4_contact_enter_shank"]
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

    def extend(self, columns: dict[str, Array], shanks: Mapping[str, Array]) -> Array:
        """The latched side of each tick; where the legs have swapped names, their columns become unknown in place.

        Args:
            columns: contact and lean of each side by name, and the angles that become unknown with them.
            shanks: seen lengths of the shanks where the camera stands so square that no lean is seen, NaN elsewhere.
        """
        sides = {-1: "left", 1: "right"}
        out = {sign: self._outward(columns, shanks[side], side) for sign, side in sides.items()}
        near = {sign: columns[f"contact_{side}_shanks"] <= self._near for sign, side in sides.items()}
        now = {sign: near[sign] & out[sign] for sign in sides}
        gone = {sign: self._uncrossed(columns, shanks[side], side) for sign, side in sides.items()}
        latched, swapped = np.zeros(len(now[1])), np.zeros(len(now[1]), dtype=np.bool_)
        for tick in range(len(latched)):
            self._step(bool(now[-1][tick]), bool(now[1][tick]), gone, tick)
            latched[tick] = self.side
            swapped[tick] = self.side != 0 and near[-self.side][tick] and not near[self.side][tick]
        if swapped.any():
            _blank(columns, swapped)
        return latched

    def _outward(self, columns: dict[str, Array], shank: Array, side: str) -> NDArray[np.bool_]:
        """The knee points outward, alone; square to the body that is only seen in the shank, which then looks short."""
        other = columns[f"thigh_lean_{'left' if side == 'right' else 'right'}_deg"]
        leans = (columns[f"thigh_lean_{side}_deg"] >= self._out) & ~(other < -self._alike)
        result: NDArray[np.bool_] = leans | (shank <= self._short)
        return result

    def _uncrossed(self, columns: dict[str, Array], shank: Array, side: str) -> NDArray[np.bool_]:
        """Clearly gone: far from its place, or out of it with the knee no longer outward."""
        contact = columns[f"contact_{side}_shanks"]
        inward = (columns[f"thigh_lean_{side}_deg"] < self._in) & ~(shank <= self._long)
        result: NDArray[np.bool_] = (contact > self._far) | (inward & (contact > self._near))
        return result

    def _step(self, left: bool, right: bool, gone: dict[int, NDArray[np.bool_]], tick: int) -> None:
        for sign, seen in ((-1, left), (1, right)):
            self._run[sign] = self._run[sign] + 1 if seen else max(0, self._run[sign] - 1)
        if self.side == 0:
            best = max(self._run, key=lambda sign: self._run[sign])
            if self._run[best] >= self._enter:
                self.side, self._gone = best, 0
        else:
            self._gone = self._gone + 1 if gone[self.side][tick] else max(0, self._gone - 1)
            if self._gone >= self._leave:
                self.side, self._run = 0, {-1: 0, 1: 0}


def _blank(columns: dict[str, Array], where: NDArray[np.bool_]) -> None:
    for name in _LEG_COLUMNS:
        for side in ("left", "right"):
            columns[name.format(side)] = np.where(where, np.nan, columns[name.format(side)])
