"""Tells whether somebody would lie on their back if the picture were turned by half a turn."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from vision.posture import lying
from vision.types import VALUE_NAMES, Body, Observation

_EVERY: Final = 15
"""Frames from one that is looked at to the next."""

_SURE: Final = 0.9
"""Rendered clips: who lies reads 0.95 to 1.0 once turned, but a partner who bends over reads 0.8 to 1.0 as well."""

_MOSTLY: Final = 0.5

_HALF_TURN: Final = np.ones(len(VALUE_NAMES))
_HALF_TURN[[VALUE_NAMES.index("x_m"), VALUE_NAMES.index("y_m")]] = -1.0


@dataclass(slots=True)
class _Fit:
    looks: int = 0
    as_is: float = 0.0
    turned: float = 0.0


class UpsideDown:
    """Follows how everyone fits lying on the back, as the picture stands and turned.

    From the body alone, someone who bends over or lies face down under an upright camera cannot be told from someone
    on the back under one that hangs upside down, not even by how high the feet are. So this is a reason to ask where
    nobody lies as the picture stands, never one to turn it.
    """

    def __init__(self) -> None:
        self._frames = 0
        self._fits: dict[int, _Fit] = {}

    def update(self, observation: Observation) -> None:
        """Take the next frame."""
        if self._frames % _EVERY == 0:
            for body in observation.bodies:
                fit = self._fits.setdefault(body.person, _Fit())
                fit.looks += 1
                fit.as_is += lying(body)
                fit.turned += lying(Body(body.person, body.values * _HALF_TURN))
        self._frames += 1

    @property
    def likely(self) -> bool:
        """Somebody who was there half of the time would lie if the picture were turned, and does not as it stands."""
        looks = -(-self._frames // _EVERY)
        return any(
            fit.looks >= _MOSTLY * looks and fit.turned > _SURE * fit.looks and fit.as_is < _MOSTLY * fit.looks
            for fit in self._fits.values()
        )
