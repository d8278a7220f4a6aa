"""Which ankle lies crossed over which knee: how near it must lie, and what tells that it has come apart."""

from typing import Any

import numpy as np
import pytest

from protocols.crossing import Crossing, SeenLeg
from protocols.thresholds import DEFAULTS
from protocols.types import Side

N = 90
SHANK_PX = 80.0
SIDES: tuple[Side, Side] = ("left", "right")


def columns(*, contact: Any, lean: Any) -> dict[str, np.ndarray]:
    """The right ankle so far from its place above the left knee, the right knee so far outward; the left leg low."""
    told = {"contact_right_shanks": contact, "thigh_lean_right_deg": lean}
    told |= {"contact_left_shanks": 1.5, "thigh_lean_left_deg": 0.0}
    told |= {f"thigh_trunk_{side}_placed_deg": 60.0 for side in SIDES}
    return {name: np.broadcast_to(np.asarray(value, dtype=float), N).copy() for name, value in told.items()}


def legs(*, ankle_moves_shanks: Any = 0.0, trust_below: float = 0.7) -> dict[Side, SeenLeg]:
    unseen, still = np.full(N, np.nan), np.zeros((N, 2))
    moved = np.stack([np.broadcast_to(np.asarray(ankle_moves_shanks, dtype=float), N), np.zeros(N)], axis=1)
    return {
        "left": SeenLeg(unseen, still, SHANK_PX, np.full(N, trust_below)),
        "right": SeenLeg(unseen, moved * SHANK_PX, SHANK_PX, np.full(N, 0.9)),
    }


def after(since: int, value: float, before: float) -> np.ndarray:
    return np.where(np.arange(N) >= since, value, before)


@pytest.mark.parametrize(
    ("contact", "lean_deg", "crossed"),
    [
        (0.4, 30.0, 1.0),  # rather near, and the knee clearly outward
        (0.2, 14.0, 1.0),  # at its place, as it is seen from the side
        (0.4, 14.0, 0.0),  # a knee drawn up alone
        (0.2, 4.0, 0.0),  # parallel legs that cover each other
    ],
)
def test_an_ankle_at_its_place_needs_a_knee_that_is_only_a_little_outward(
    contact: float, lean_deg: float, crossed: float
) -> None:
    found, lost = Crossing(DEFAULTS).extend(columns(contact=contact, lean=lean_deg), legs())

    assert crossed == found[-1]
    assert not lost.any()


def test_an_ankle_that_has_not_moved_is_still_crossed_and_the_knee_below_is_misplaced() -> None:
    found, lost = Crossing(DEFAULTS).extend(columns(contact=after(40, 1.2, 0.2), lean=30.0), legs())

    assert 1.0 == found[-1]
    assert (np.flatnonzero(lost) == np.arange(40, N)).all()


@pytest.mark.parametrize(
    "seen", [{"ankle_moves_shanks": after(40, 0.8, 0.0)}, {"trust_below": 0.95}], ids=["it moved", "the knee is sure"]
)
def test_an_ankle_far_from_its_place_has_come_off(seen: dict[str, Any]) -> None:
    found, lost = Crossing(DEFAULTS).extend(columns(contact=after(40, 1.2, 0.2), lean=30.0), legs(**seen))

    assert (1.0, 0.0) == (found[39], found[-1])
    assert not lost.any()


def test_an_ankle_that_goes_along_with_the_knee_keeps_its_place() -> None:
    drawn_in = np.linspace(0.0, 1.5, N)
    found, lost = Crossing(DEFAULTS).extend(columns(contact=0.2, lean=30.0), legs(ankle_moves_shanks=drawn_in))

    assert 1.0 == found[-1]
    assert not lost.any()


def test_cut_into_pieces_it_tells_the_same() -> None:
    told, seen = columns(contact=after(40, 1.2, 0.2), lean=30.0), legs()
    whole, crossing = Crossing(DEFAULTS).extend({**told}, seen)[0], Crossing(DEFAULTS)
    parts = [
        crossing.extend(
            {name: values[a:b] for name, values in told.items()},
            {side: SeenLeg(leg.shank[a:b], leg.ankle_px[a:b], SHANK_PX, leg.trust[a:b]) for side, leg in seen.items()},
        )[0]
        for a, b in ((0, 7), (7, 41), (41, N))
    ]

    assert (whole == np.concatenate(parts)).all()


@pytest.mark.parametrize(("other_lean_deg", "crossed"), [(0.0, 1.0), (-12.0, 1.0), (-20.0, 0.0), (-28.0, 0.0)])
def test_two_knees_that_go_to_one_side_cross_no_ankle(other_lean_deg: float, crossed: float) -> None:
    """As a twist begins both lean by 25 degrees, short of what tells it in its hold, and the ankle nears the knee."""
    told = columns(contact=0.4, lean=26.0)
    told["thigh_lean_left_deg"][:] = other_lean_deg
    found, _ = Crossing(DEFAULTS).extend(told, legs())

    assert crossed == found[-1]


def test_what_seemed_crossed_is_not_once_both_knees_are_far_to_one_side() -> None:
    told = columns(contact=0.4, lean=30.0)
    told["thigh_lean_left_deg"][:] = after(45, -40.0, 0.0)
    found, _ = Crossing(DEFAULTS).extend(told, legs())

    assert (1.0, 0.0) == (found[40], found[-1])
