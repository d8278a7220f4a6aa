"""Every stretch that can be judged; adding one is a file here and a line in `STRETCHES`."""

from typing import Final

from protocols.stretch import Stretch
from protocols.stretches.figure_four import FIGURE_FOUR
from protocols.stretches.knee_to_chest import KNEE_TO_CHEST
from protocols.stretches.spinal_twist import SPINAL_TWIST

STRETCHES: Final[dict[str, Stretch]] = {stretch.name: stretch for stretch in (KNEE_TO_CHEST, SPINAL_TWIST, FIGURE_FOUR)}

__all__ = ["STRETCHES"]
