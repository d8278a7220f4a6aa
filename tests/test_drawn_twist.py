"""A drawn spinal twist is what was asked for: drop, gap, shear, lift and arms come out as they went in."""

from typing import Any

import numpy as np
import pytest

from bodies import OTHER, SIGN, joint
from courses import Course, minimum_jerk
from drawn import OBLIQUE, Array
from drawn_twist import COURSE, spinal_twist
from truth import (
    between_deg,
    in_room,
    knee_drop_deg,
    knee_flexion_deg,
    knee_gap_femurs,
    knee_shear_femurs,
    middle,
    pelvis_roll_deg,
    shoulder_lift_sw,
    thigh_trunk_deg,
)

FPS = 10
HELD = int(FPS * (COURSE.still_from_s + 2))


def twisted(course: Course | None = None, **options: Any) -> Array:
    course = course or Course(hold_s=25.0, start_deg=0.0, end_deg=60.0, breath_deg=0.0)
    clip = spinal_twist(course, camera=OBLIQUE, fps=FPS, noise_px=0.0, noise_m=0.0, **options)
    return in_room(clip.recipient, OBLIQUE)


@pytest.mark.parametrize("side", SIGN)
@pytest.mark.parametrize("drop_deg", [20.0, 40.0, 60.0, 80.0])
@pytest.mark.parametrize(("gap", "shear"), [(0.28, 0.1), (0.28, 0.0), (0.45, 0.3), (0.7, 0.1)])
def test_drop_gap_and_shear_come_out_as_they_went_in(gap: float, shear: float, drop_deg: float, side: str) -> None:
    course = Course(hold_s=25.0, start_deg=0.0, end_deg=drop_deg, breath_deg=0.0)
    points = twisted(course, side=side, gap_femurs=gap, shear_femurs=shear)[HELD : HELD + 1]

    assert pytest.approx(SIGN[side] * drop_deg) == knee_drop_deg(points)[0]
    assert pytest.approx(gap) == knee_gap_femurs(points)[0]
    assert pytest.approx(shear, abs=1e-9) == knee_shear_femurs(points)[0]


def test_the_drop_follows_its_course_all_the_way() -> None:
    clip = spinal_twist(camera=OBLIQUE, noise_px=0.0, noise_m=0.0)

    assert np.allclose(COURSE.angle_deg(clip.times_s), knee_drop_deg(in_room(clip.recipient, OBLIQUE)), atol=1e-6)


@pytest.mark.parametrize("side", SIGN)
def test_good_form_is_tucked_stacked_and_lies_on_both_shoulders(side: str) -> None:
    points = twisted(side=side)

    for leg in SIGN:
        assert pytest.approx(85.0, abs=1.0) == thigh_trunk_deg(points, leg)[HELD]
        assert pytest.approx(85.0) == knee_flexion_deg(points, leg)[HELD]
        assert np.abs(shoulder_lift_sw(points, leg)).max() < 1e-9
    assert 0.7 < pelvis_roll_deg(points)[HELD] / knee_drop_deg(points)[HELD] < 0.8
    assert (points[..., 2] > -0.1).all()


@pytest.mark.parametrize("side", SIGN)
def test_the_upper_knee_lies_square_over_the_lower_thigh_less_the_shear(side: str) -> None:
    """Thighs that are down by 60 degrees are square to a line 30 degrees off the vertical."""
    for shear in (0.0, 0.1):
        points = twisted(side=side, shear_femurs=shear)
        over = joint(points, OTHER[side], "knee") - joint(points, side, "knee")
        sheared = np.degrees(np.arcsin(shear / 0.28))

        assert pytest.approx(30.0 + sheared, abs=0.1) == between_deg(over, np.array([0.0, 0.0, 1.0]))[HELD]


def test_the_feet_stand_until_the_knees_go_down_and_then_lift() -> None:
    heights = joint(twisted(), "right", "ankle")[:, 2]

    assert np.allclose(heights[0], heights[: FPS * 3], atol=1e-6)
    assert 0.1 < heights[HELD] - heights[0] < 0.3


@pytest.mark.parametrize("side", SIGN)
@pytest.mark.parametrize("lift_sw", [0.1, 0.25])
def test_only_the_shoulder_away_from_the_knees_rises(lift_sw: float, side: str) -> None:
    points = twisted(side=side, lift_sw=lift_sw)

    assert pytest.approx(lift_sw) == shoulder_lift_sw(points, OTHER[side])[HELD]
    assert pytest.approx(0.0, abs=1e-9) == shoulder_lift_sw(points, side)[HELD]
    assert pytest.approx(0.36) == np.linalg.norm(np.diff(points[HELD, 11:13], axis=0))


@pytest.mark.parametrize(
    ("option", "measured"),
    [
        ("lift_sw", lambda points: shoulder_lift_sw(points, "left")),
        ("gap_femurs", knee_gap_femurs),
        ("shear_femurs", knee_shear_femurs),
    ],
)
def test_a_fault_can_come_and_go_in_the_hold(option: str, measured: Any) -> None:
    def fault(times_s: Array) -> Array:
        return 0.28 + 0.1 * (minimum_jerk(times_s - 15.0) - minimum_jerk(times_s - 20.0))

    options = {"gap_femurs": 0.45, option: fault}
    values = measured(twisted(**options))

    assert pytest.approx([0.28, 0.38, 0.28]) == values[[140, 180, 220]].tolist()


def test_a_knee_that_slides_goes_toward_the_feet() -> None:
    stacked, slid = (twisted(gap_femurs=0.6, slide_deg=deg)[HELD] for deg in (0.0, 70.0))
    thighs = [thigh_trunk_deg(slid[None], side)[0] for side in SIGN]

    assert joint(slid[None], "left", "knee")[0, 0] < joint(stacked[None], "left", "knee")[0, 0] - 0.1
    assert thighs[0] < thighs[1] - 25.0


@pytest.mark.parametrize("side", SIGN)
@pytest.mark.parametrize("centred_deg", [25.0, -20.0])
def test_the_knees_can_come_to_rest_off_the_centre_with_the_feet_standing(centred_deg: float, side: str) -> None:
    points = twisted(side=side, centred_deg=centred_deg, shear_femurs=0.0)
    feet = middle(points, "ankle")

    assert (
        pytest.approx([0.0, SIGN[side] * 60.0, SIGN[side] * centred_deg])
        == knee_drop_deg(points)[[0, HELD, -1]].tolist()
    )
    assert np.linalg.norm(feet[-1] - feet[0]) < 0.05
