"""Lunges stand out in the speed of an angle; a slope, haste, noise, a tracker's step and what is hidden do not."""

import numpy as np
import pytest
from numpy.typing import NDArray

from protocols.surges import surges
from protocols.ticks import TICK_S

Array = NDArray[np.float64]

LIMIT_DEG_S = 35.0
TICKS = 600


def eased(way: Array) -> Array:
    """A minimum-jerk course from 0 to 1."""
    x = way.clip(0.0, 1.0)
    return x**3 * (10.0 - 15.0 * x + 6.0 * x**2)


def moved(deg: float, lasts_s: float, *, at_s: float = 10.0, begin_deg: float = 60.0) -> Array:
    times = np.arange(TICKS) * TICK_S
    return begin_deg + deg * eased((times - at_s) / lasts_s)


@pytest.mark.parametrize("deg", [9.0, 14.0, -12.0, 24.0])
def test_a_lunge_of_a_third_of_a_second_is_found_where_it_is(deg: float) -> None:
    (burst,) = surges(moved(deg, 0.35), limit_deg_s=LIMIT_DEG_S)

    assert 9.7 <= burst.start * TICK_S <= burst.end * TICK_S <= 10.7
    assert np.sign(deg) == np.sign(burst.moved_deg)
    assert burst.accel_deg_s2 > 90.0


@pytest.mark.parametrize("slope_deg_s", [-15.0, 0.0, 15.0])
def test_a_lunge_on_the_way_is_one_beside_the_way(slope_deg_s: float) -> None:
    ramp = slope_deg_s * np.arange(TICKS) * TICK_S

    assert 1 == len(surges(moved(14.0, 0.35) + ramp, limit_deg_s=LIMIT_DEG_S))
    assert [] == surges(moved(0.0, 1.0) + ramp, limit_deg_s=LIMIT_DEG_S)


@pytest.mark.parametrize(("deg", "lasts_s"), [(60.0, 1.2), (60.0, 3.0), (30.0, 1.0), (4.0, 0.3)])
def test_what_lasts_longer_or_goes_less_far_is_no_lunge(deg: float, lasts_s: float) -> None:
    assert [] == surges(moved(deg, lasts_s), limit_deg_s=LIMIT_DEG_S)


def test_a_step_within_a_frame_is_the_trackers() -> None:
    jumped = moved(0.0, 1.0)
    jumped[300:] += 14.0

    assert [] == surges(jumped, limit_deg_s=LIMIT_DEG_S)


def test_what_was_hidden_meanwhile_is_not_told() -> None:
    course = moved(14.0, 0.35)
    course[303:306] = np.nan

    assert [] == surges(course, limit_deg_s=LIMIT_DEG_S)


@pytest.mark.parametrize("seen_s", [10.1, 10.3, 10.5, 10.7, 11.0])
@pytest.mark.parametrize(("deg", "lasts_s"), [(60.0, 1.2), (60.0, 2.0), (14.0, 0.35)])
def test_what_is_under_way_is_no_lunge_unless_it_is_one_in_the_end(deg: float, lasts_s: float, seen_s: float) -> None:
    course = moved(deg, lasts_s)
    whole = surges(course, limit_deg_s=LIMIT_DEG_S)

    assert len(surges(course[: round(seen_s / TICK_S)], limit_deg_s=LIMIT_DEG_S)) <= len(whole)


@pytest.mark.parametrize("gap_at", range(296, 340, 4))
@pytest.mark.parametrize(("deg", "lasts_s"), [(60.0, 1.2), (60.0, 2.0), (40.0, 1.0)])
def test_a_gap_makes_no_lunge_of_a_longer_movement(deg: float, lasts_s: float, gap_at: int) -> None:
    course = moved(deg, lasts_s)
    course[gap_at : gap_at + 5] = np.nan

    assert [] == surges(course, limit_deg_s=LIMIT_DEG_S)


@pytest.mark.parametrize("seed", range(5))
def test_noise_alone_is_none_and_hides_no_lunge_of_fourteen_degrees(seed: int) -> None:
    noise = np.random.default_rng(seed).normal(0.0, 0.7, TICKS)

    assert [] == surges(moved(0.0, 1.0) + noise, limit_deg_s=LIMIT_DEG_S)
    assert 1 == len(surges(moved(14.0, 0.35) + noise, limit_deg_s=LIMIT_DEG_S))


def test_a_later_or_mirrored_lunge_is_the_same_one() -> None:
    (here,), (later,), (mirrored,) = (
        surges(course, limit_deg_s=LIMIT_DEG_S)
        for course in (moved(14.0, 0.35), moved(14.0, 0.35, at_s=12.0), 180.0 - moved(14.0, 0.35))
    )

    assert (here.start + 60, here.end + 60) == (later.start, later.end)
    assert (here.start, here.end, -here.moved_deg) == (mirrored.start, mirrored.end, pytest.approx(mirrored.moved_deg))


def test_of_nothing_there_is_none() -> None:
    assert [] == surges(np.empty(0), limit_deg_s=LIMIT_DEG_S)
    assert [] == surges(np.full(TICKS, np.nan), limit_deg_s=LIMIT_DEG_S)
