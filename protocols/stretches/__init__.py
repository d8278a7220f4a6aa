"""Every stretch that can be judged; adding one is a file here and a line in `STRETCHES`."""

from typing import Final

from protocols.stretch import Stretch
from protocols.stretches.knee_to_chest import KNEE_TO_CHEST

STRETCHES: Final[dict[str, Stretch]] = {stretch.name: stretch for stretch in (KNEE_TO_CHEST,)}

__all__ = ["STRETCHES"]
