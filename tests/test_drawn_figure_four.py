"""A drawn figure-four is what was asked for: the support leg's angle, and an ankle that lies where it should."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bodies import OTHER, SHANK_M, SIGN, THIGH_M, joint
from courses import minimum_jerk
from drawn import OBLIQUE, Array
from drawn_figure_four import COURSE, figure_four
from truth import ankle_contact_shanks, between_deg, in_room, knee_flexion_deg, thigh_trunk_deg

FPS = 10
CALM = replace(COURSE, breath_deg=0.0)
HELD = int(FPS * (COURSE.still_from_s + 2))
CROSSED = slice(int(FPS * COURSE.setup_s), int(FPS * (COURSE.still_to_s + COURSE.release_s)))
ON_PLACE_SHANKS = 0.2213


def drawn(**options: Any) -> Array:
    clip = figure_four(options.pop("course", CALM), camera=OBLIQUE, fps=FPS, noise_px=0.0, noise_m=0.0, **options)
    return in_room(clip.recipient, OBLIQUE)


@pytest.mark.parametrize("side", SIGN)
@pytest.mark.parametrize("end_deg", [80.0, 104.0, 115.0])
def test_the_support_leg_follows_its_course(end_deg: float, side: str) -> None:
    course = replace(CALM, end_deg=end_deg)
    points = drawn(course=course, side=side)

    assert np.allclose(course.angle_deg(np.arange(len(points)) / FPS), thigh_trunk_deg(points, OTHER[side]), atol=1e-6)
    assert pytest.approx(84.0) == knee_flexion_deg(points, OTHER[side])[HELD]


@pytest.mark.parametrize("side", SIGN)
def test_the_ankle_keeps_its_place_on_the_thigh_while_the_legs_are_drawn(side: str) -> None:
    contact = ankle_contact_shanks(drawn(side=side), side)

    assert np.allclose(ON_PLACE_SHANKS, contact[CROSSED], atol=1e-4)
    assert contact[0] > 0.9 < contact[-1]


def test_the_crossed_leg_is_open_and_square_to_the_other_thigh() -> None:
    points = drawn()[HELD][None]
    hip, knee, ankle = (joint(points, "right", name)[0] for name in ("hip", "knee", "ankle"))
    support = (joint(points, "left", "knee") - joint(points, "left", "hip"))[0]
    across = support / THIGH_M @ (ankle - joint(points, "left", "hip")[0])

    assert pytest.approx(29.0, abs=1.0) == np.degrees(np.arcsin((knee - hip)[1] / THIGH_M))
    assert pytest.approx(90.0, abs=2.0) == between_deg(ankle - knee, support)
    assert pytest.approx(0.09) == THIGH_M - across
    assert ankle[1] < 0.0 < knee[1]
    assert pytest.approx(124.0, abs=1.0) == knee_flexion_deg(points, "right")[0]


def test_nothing_passes_through_the_floor_or_the_other_thigh() -> None:
    points = drawn()
    hip, knee = (joint(points, "left", name) for name in ("hip", "knee"))
    share = np.clip(((joint(points, "right", "ankle") - hip) * (knee - hip)).sum(axis=1) / THIGH_M**2, 0, 1)
    away = joint(points, "right", "ankle") - hip - share[:, None] * (knee - hip)

    assert (points[..., 2] > -0.1).all()
    assert np.linalg.norm(away, axis=1).min() > 0.065


@pytest.mark.parametrize(("slip", "contact"), [(0.0, 0.221), (0.5, 0.295), (0.9, 0.506), (1.2, 0.770)])
def test_a_slip_takes_the_ankle_off_its_place(slip: float, contact: float) -> None:
    assert pytest.approx(contact, abs=0.002) == ankle_contact_shanks(drawn(slip=slip), "right")[HELD]


def test_a_slip_is_the_way_that_the_ankle_goes() -> None:
    points = drawn(slip=lambda times_s: 1.1 * minimum_jerk((times_s - 20.0) / 5.0))
    steps = np.diff(joint(points, "right", "ankle")[200:251], axis=0)

    assert pytest.approx(1.1 * SHANK_M, rel=0.02) == np.linalg.norm(steps, axis=1).sum()
    assert ankle_contact_shanks(points, "right")[[190, 260]].tolist() == pytest.approx([0.221, 0.680], abs=0.005)


def test_the_ankle_crosses_when_it_is_told() -> None:
    asked = ankle_contact_shanks(drawn(cross_s=(1.0, 2.0)), "right")
    paused = ankle_contact_shanks(drawn(pause_s=1.5), "right")

    assert (asked[:10] > 0.9).all()
    assert (asked[30:60] < 0.23).all()
    assert (paused[:15] > 0.9).all()
    assert (paused[45:60] < 0.23).all()
    assert paused[30] > 0.23


def test_an_ankle_crossed_from_the_start_stays_so() -> None:
    assert np.allclose(ON_PLACE_SHANKS, ankle_contact_shanks(drawn(crossed_from_start=True), "right"), atol=1e-4)


def test_a_foot_that_is_not_lifted_stays_on_the_floor() -> None:
    points = drawn(foot_lift=False)
    lifted, standing = (joint(drawn(foot_lift=lift), "left", "ankle")[HELD] for lift in (True, False))

    assert np.ptp(joint(points, "left", "ankle")[:, 2]) < 1e-6
    assert pytest.approx(60.0) == thigh_trunk_deg(points, "left").max()
    assert lifted[2] - standing[2] > 0.4
    assert np.allclose(ON_PLACE_SHANKS, ankle_contact_shanks(points, "right")[CROSSED], atol=1e-4)
