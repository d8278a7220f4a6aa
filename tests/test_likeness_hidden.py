"""What a repetition looks like when the other leg cannot be seen."""

import math
from dataclasses import dataclass, field

import numpy as np
import pytest

from protocols.stretches.knee_to_chest import likeness
from protocols.thresholds import Settings
from protocols.types import Side

LEAST = Settings({})["likeness_least_share"]


@dataclass
class Held:
    """As much of a context as likeness asks for: ten ticks of rest, then ten of the hold."""

    raised_deg: float
    other_raised_deg: float
    aside_deg: float
    crossed: float = 0.0
    side: Side = "left"
    settings: Settings = field(default_factory=lambda: Settings({}))

    def angle_name(self, joint: str, side: Side) -> str:
        return f"{joint}_{side}"

    def ticks(self, phase: str) -> tuple[int, int]:
        return 10, 20

    def resting(self, name: str) -> float:
        return 45.0

    def column(self, name: str) -> np.ndarray:
        if name == "crossed":
            return np.full(20, self.crossed)
        if name.startswith("knee_flexion"):
            return np.full(20, 110.0)
        raised = {"thigh_trunk_left": self.raised_deg, "thigh_trunk_right": self.other_raised_deg}
        return np.full(20, 45.0 + raised.get(name, self.aside_deg))


@pytest.mark.parametrize("aside_deg", [10.0, 34.0])
def test_a_straying_knee_is_one_knee_though_the_other_leg_is_hidden(aside_deg: float) -> None:
    assert likeness(Held(60.0, math.nan, aside_deg)) >= LEAST  # type: ignore[arg-type]


def test_knees_that_go_aside_together_are_not_one_knee() -> None:
    assert likeness(Held(12.0, 10.0, 45.0)) < LEAST  # type: ignore[arg-type]


def test_a_straying_knee_beside_a_leg_that_is_seen_to_stay_is_one_knee() -> None:
    assert likeness(Held(60.0, 0.0, 45.0)) > 0.8  # type: ignore[arg-type]
