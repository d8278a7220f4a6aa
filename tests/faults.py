"""How faults of drawn stretches are drawn and looked for: as something that comes and goes within the hold."""

from collections.abc import Callable
from typing import Any

import pytest

from courses import minimum_jerk
from drawn import Array, Camera
from materials import near, verdicts
from protocols.types import Event, Judgement

CAME_S, WENT_S = 14.0, 20.0
"""When a fault comes and when it goes again."""

either_side = pytest.mark.parametrize("side", ["left", "right"])


def seen_from(**cameras: Camera) -> Any:
    """A test for each of some cameras."""
    return pytest.mark.parametrize("camera", cameras.values(), ids=cameras)


def in_between(value: float, otherwise: float = 0.0, *, since_s: float = CAME_S) -> Callable[[Array], Array]:
    """A fault that comes and, six seconds later, goes again, a second each."""

    def over(times_s: Array) -> Array:
        came = minimum_jerk(times_s - since_s) - minimum_jerk(times_s - since_s - (WENT_S - CAME_S))
        return otherwise + (value - otherwise) * came

    return over


def came_and_went(event: Event) -> bool:
    return near(event, CAME_S + 0.5, WENT_S + 0.5)


def not_ok(found: Judgement) -> dict[str, str]:
    """Checks of the only repetition that are worse than ok and not unknown."""
    (scored,) = verdicts(found)
    return {name: verdict for name, verdict in scored.items() if verdict not in ("ok", "unknown")}
