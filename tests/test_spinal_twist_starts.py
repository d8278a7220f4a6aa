"""Twists that begin with flat legs, and a fault told by two measures at once."""

from dataclasses import replace

import pytest

from drawn import ALL, Camera
from drawn_twist import COURSE
from faults import either_side, in_between, seen_from
from materials import FOOT_END, OBLIQUE, judged, kinds, near, only, the
from test_spinal_twist import HOLD_S, twist


@either_side
@pytest.mark.parametrize("rest_deg", [4.0, 8.0])
def test_a_twist_that_begins_with_flat_legs_is_found_and_its_start_is_a_fault(rest_deg: float, side: str) -> None:
    found = judged(twist(side, rest_deg=rest_deg, noise_px=2.0))

    assert [("spinal-twist", side)] == [(one.stretch, one.side) for one in found.repetitions]
    assert near(found.repetitions[0].hold, *HOLD_S, 1.0)
    assert "fault" == only(found)["start_pose"].verdict


@either_side
@seen_from(oblique=OBLIQUE, foot_end=FOOT_END)
def test_knees_that_are_apart_and_spread_at_once_are_one_event(camera: Camera, side: str) -> None:
    found = judged(twist(side, camera, gap_femurs=in_between(1.3, 0.28)))

    assert the(found, "unstacked").start_s > COURSE.true_hold_s()[0]
    assert ["unstacked"] == kinds(found)


def test_a_leg_seen_elsewhere_for_less_than_half_a_second_and_then_hidden_is_no_short_hold() -> None:
    """What is seen for a moment of a leg that is hidden before and after is what the network takes for it."""
    course = replace(COURSE, hold_s=24.0)
    seen = twist(course=course, glitch=(16.0, 14, -30.0))
    found = judged(seen.hide(ALL, 16.46, course.still_to_s + 4.0))

    assert "unknown" == found.repetitions[0].hold.verdict
    assert "hold_short" not in kinds(found)
