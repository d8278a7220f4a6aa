"""What each stretch asks of the partner: data only."""

from dataclasses import dataclass
from typing import Final

from protocols.mat import TRUNK_M

Spots = tuple[tuple[str, str], ...]
"""Places on the legs, such as `("ankle", "side")`: a target of `partner_measures` and whose, `side` or `other`."""


@dataclass(frozen=True, slots=True)
class Guide:
    """How a partner helps with one stretch.

    Attributes:
        own_side: the partner belongs on the side of the stretch, not on either.
        both_legs: both legs are moved, not that of the side alone.
        footward_m: how far from the hips toward the feet is as good as level with them.
        hands: the spots of one hand and those of the other, whichever is which; one of its spots is enough for a hand.
    """

    own_side: bool
    both_legs: bool
    footward_m: float
    hands: tuple[Spots, Spots]
    place_cue: str
    hands_cue: str


_KNEES: Final[Spots] = (("knee", "side"), ("knee", "other"))
_LEGS: Final[Spots] = tuple((target, leg) for target in ("knee", "ankle", "thigh") for leg in ("side", "other"))

GUIDES: Final[dict[str, Guide]] = {
    "knee-to-chest": Guide(
        own_side=True,
        both_legs=False,
        footward_m=0.0,
        hands=((("knee", "side"), ("thigh", "side")), (("ankle", "side"),)),
        place_cue="Kneel next to the hip of the leg you move.",
        hands_cue="Keep one hand behind the knee and the other at the ankle.",
    ),
    "spinal-twist": Guide(
        own_side=False,
        both_legs=True,
        footward_m=0.0,
        hands=(_KNEES, _KNEES),
        place_cue="Kneel beside the hips.",
        hands_cue="Keep both hands over the knees.",
    ),
    "figure-four": Guide(
        own_side=False,
        both_legs=True,
        footward_m=TRUNK_M,
        hands=((("ankle", "side"),), (("thigh", "other"),)),
        place_cue="Kneel beside the hips or the knees, not at the head.",
        hands_cue="Keep one hand at the crossed ankle and the other behind the thigh of the leg below.",
    ),
}
OTHERWISE: Final = Guide(
    own_side=False,
    both_legs=True,
    footward_m=TRUNK_M,
    hands=(_LEGS, _LEGS),
    place_cue="Kneel beside the hips or the knees.",
    hands_cue="Keep both hands on the leg you move.",
)
"""For a stretch that has no guide of its own."""
