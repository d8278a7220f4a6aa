"""Zero-lag numbers for the report: SPARC against its reference, peaks of known movements."""

import numpy as np
import pytest

from courses import minimum_jerk
from protocols.smoothness import bridged, low_pass, peak, sparc
from protocols.ticks import TICK_S

T = np.arange(600) * TICK_S


def test_sparc_gives_the_published_value_of_its_reference() -> None:
    times = np.arange(-1, 1, 0.01)

    assert pytest.approx(-1.41403, abs=1e-5) == sparc(np.exp(-5 * times**2), 100.0)


def test_sparc_of_a_minimum_jerk_movement() -> None:
    times = np.arange(0, 4, 0.01)

    assert pytest.approx(-1.40, abs=0.02) == sparc(np.gradient(minimum_jerk(times / 4), times), 100.0)


def test_a_movement_in_pieces_is_less_smooth() -> None:
    times = np.arange(0, 4, 0.01)
    one, two, four = (
        sparc(np.gradient(sum(minimum_jerk(times * n / 4 - i) for i in range(n)), times), 100.0) for n in (1, 2, 4)
    )

    assert one > two > four


def test_sparc_knows_no_scale() -> None:
    speed = np.exp(-5 * np.arange(-1, 1, 0.01) ** 2)

    assert pytest.approx(sparc(speed, 100.0)) == sparc(7.0 * speed, 100.0)


@pytest.mark.parametrize(("hz", "kept"), [(0.3, 1.0), (2.0, 2**-0.5), (10.0, 0.0)])
def test_the_low_pass_halves_power_at_its_cut_off_without_delay(hz: float, kept: float) -> None:
    found = low_pass(np.cos(2 * np.pi * hz * T), 2.0)[150:450]

    assert pytest.approx(kept * np.cos(2 * np.pi * hz * T)[150:450], abs=0.03) == found


@pytest.fixture(params=[0, 1, 2])
def noise(request: pytest.FixtureRequest) -> np.ndarray:
    return np.random.default_rng(request.param).normal(0, 0.5, len(T))


def test_peaks_of_a_minimum_jerk_movement_are_those_of_its_formula(noise: np.ndarray) -> None:
    found = peak(50 + 60 * minimum_jerk((T - 3) / 4) + noise, onset=90, hold=(210, 590), baseline_deg=50.0)

    assert pytest.approx(1.875 * 60 / 4, rel=0.12) == found.speed_deg_s
    assert pytest.approx((60.0, 110.0), abs=0.5) == (found.change_deg, found.angle_deg)
    assert found.accel_deg_s2 < 60
    assert found.sparc > -2.2


def test_a_lunge_shows_in_the_peak_acceleration(noise: np.ndarray) -> None:
    smooth = 50 + 60 * minimum_jerk((T - 3) / 4)
    lunging = 50 + 40 * minimum_jerk((T - 3) / 4) + 20 * minimum_jerk((T - 5.4) / 0.3)
    one, two = (peak(a + noise, onset=90, hold=(210, 590), baseline_deg=50.0) for a in (smooth, lunging))

    assert two.accel_deg_s2 > 2 * one.accel_deg_s2


def test_gaps_are_bridged_and_too_little_is_no_movement() -> None:
    line = np.arange(100.0)
    holed = np.where((line > 30) & (line < 40), np.nan, line)

    assert line.tolist() == bridged(holed).tolist()
    assert bridged(np.where(line < 60, np.nan, line)) is None
    assert bridged(line[:20]) is None


def test_without_a_movement_the_depth_is_still_told() -> None:
    angle = np.where(T < 5, np.nan, 110.0)
    found = peak(angle, onset=60, hold=(150, 590), baseline_deg=50.0)

    assert (60.0, 110.0, None, None, None) == (
        found.change_deg,
        found.angle_deg,
        found.speed_deg_s,
        found.accel_deg_s2,
        found.sparc,
    )


def test_of_nothing_nothing_is_told() -> None:
    found = peak(np.full(300, np.nan), onset=60, hold=(150, 290), baseline_deg=50.0)

    assert {None} == {found.change_deg, found.angle_deg, found.speed_deg_s, found.accel_deg_s2, found.sparc}
