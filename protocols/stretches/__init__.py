"""Every stretch that can be judged; adding one is a file here and a line in `STRETCHES`."""

from typing import Final

from protocols.stretch import Stretch
from protocols.stretches.figure_four import FIGURE_FOUR, UNDRAWN
from protocols.stretches.knee_to_chest import KNEE_TO_CHEST
from protocols.stretches.spinal_twist import SPINAL_TWIST

STRETCHES: Final[dict[str, Stretch]] = {stretch.name: stretch for stretch in (KNEE_TO_CHEST, SPINAL_TWIST, FIGURE_FOUR)}


def recognised() -> list[Stretch]:
    """What a movement may turn out to be where no stretch was named.

    A stretch done so wrongly that another limb moves has a follower of its own, under the same name.
    """
    return [*STRETCHES.values(), UNDRAWN]


__all__ = ["STRETCHES", "recognised"]
