"""Where the knee is that an ankle lies crossed over: the leg on top hides it, and its own ankle shows where it is."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from protocols.measures import above_knee, place_px
from protocols.types import OTHER, Side

Array = NDArray[np.float64]

_LEARNED: Final = 0.1
"""Of how the ankle lies to its place above the knee, so much is learned in a tick that shows both."""

_SLIDES_DEG: Final = 6.0
"""A slip of half a shank takes the knee on top 11 to 26 degrees inward."""

_FOLLOWS: Final = 0.01
"""Of how far it leans otherwise, so much is usual a tick later: a slip of a second leaves that as it was."""

_CROSSED: Final[dict[Side, float]] = {"left": -1.0, "right": 1.0}
_UP: Final = float(above_knee(np.zeros(1), np.ones(1))[0])


class KneeUnderAnkle:
    """Tick by tick, how the ankle on top lies to the knee under it, and so where that is while it is hidden."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget both legs: equal to a new one."""
        self._legs: dict[Side, _Usual] = {side: _Usual() for side in OTHER}

    def extend(
        self, rows: Array, crossed: Array, lost: NDArray[np.bool_], lean_deg: Array, side: Side
    ) -> tuple[Array, NDArray[np.bool_]]:
        """The knee of this side in the picture, (n, 2), and in which ticks the other ankle tells where it is.

        Not where the knee on top comes up from where it points outward: then the ankle may have slid off its place.
        Drawn in or let down it goes on pointing there.

        Args:
            rows: (n, len(MEASURES)), the next ticks.
            crossed: (n,) the latched side of the ankle on top: -1 left, 1 right, 0 neither.
            lost: (n,) whether the knee cannot be where it seems.
            lean_deg: (n,) how far outward the thigh on top leans.
            side: of the knee.
        """
        top = OTHER[side]
        knee, hip, ankle = place_px(rows, "knee", side), place_px(rows, "hip", side), place_px(rows, "ankle", top)
        off = ankle - above_knee(knee, hip)
        lies = crossed == _CROSSED[top]
        hidden = lost | np.isnan(knee).any(axis=1)
        seen = lies & ~hidden & np.isfinite(off).all(axis=1)
        told: NDArray[np.bool_] = lies & hidden & np.isfinite(ankle + hip).all(axis=1)
        usual, place = self._legs[side], np.zeros_like(off)
        if len(rows) and not lies.any():
            usual.forget()
            return knee, told
        for tick in range(len(rows)):
            if not lies[tick]:
                usual.forget()
                continue
            if seen[tick]:
                x, y = off[tick].tolist()
                usual.learn(x, y, float(lean_deg[tick]))
            else:
                told[tick] &= usual.keeps(float(lean_deg[tick]))
            place[tick] = usual.off_px
        under = (ankle - place - _UP * hip) / (1.0 - _UP)
        return np.where(told[:, None], under, knee), told


class _Usual:
    """How the ankle on top mostly lies to the knee below, and how far the knee on top leans outward."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """No ankle lies there."""
        self.off_px = (0.0, 0.0)
        self._lean = float("nan")

    def learn(self, x_px: float, y_px: float, lean_deg: float) -> None:
        """How it is in a tick that shows both legs."""
        x, y = self.off_px
        self.off_px = x + _LEARNED * (x_px - x), y + _LEARNED * (y_px - y)
        if lean_deg == lean_deg:
            before = self._lean if self._lean == self._lean else lean_deg
            self._lean = before + _LEARNED * (lean_deg - before)

    def keeps(self, lean_deg: float) -> bool:
        """Whether the knee on top leans about as far outward as it did; that may change slowly."""
        if self._lean != self._lean:
            self._lean = lean_deg
        if not lean_deg > self._lean - _SLIDES_DEG:
            return False
        self._lean += _FOLLOWS * (lean_deg - self._lean)
        return True
