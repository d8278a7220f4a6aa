"""Slopes, spikes and medians of an angle: exact on lines, causal, the same however the ticks are cut."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.signals import ACCEL_LAG, FAST, LOOKAHEAD, SLOW, SignalMeter, Signals
from protocols.ticks import TICK_S

NAMES = [name for name in Signals.__dataclass_fields__ if name != "first"]
T = np.arange(300) * TICK_S


def signals(angle: np.ndarray) -> dict[str, np.ndarray]:
    """All signals of one angle, tick by tick."""
    meter = SignalMeter(1)
    parts = [meter.extend(np.asarray(angle, float)[:, None]), meter.flush()]
    return {name: np.concatenate([getattr(part, name) for part in parts])[:, 0] for name in NAMES}


def test_a_line_has_its_slope_and_no_acceleration() -> None:
    found = signals(10.0 + 7.0 * T)

    assert pytest.approx(10.0 + 7.0 * T[:-LOOKAHEAD]) == found["angle_deg"][:-LOOKAHEAD]
    assert pytest.approx(7.0) == found["slow_deg_s"][SLOW:-LOOKAHEAD]
    assert pytest.approx(7.0) == found["speed_deg_s"][FAST:-LOOKAHEAD]
    assert pytest.approx(0.0, abs=1e-6) == found["accel_deg_s2"][FAST + ACCEL_LAG : -LOOKAHEAD]
    assert pytest.approx(0.0, abs=1e-4) == found["rough_deg"][SLOW:-LOOKAHEAD]
    assert not found["glitch_deg"].any()


def test_a_parabola_has_its_acceleration() -> None:
    found = signals(20.0 * T**2)

    assert pytest.approx(40.0, rel=1e-6) == found["accel_deg_s2"][FAST + ACCEL_LAG : -LOOKAHEAD]


def test_the_spread_about_a_line_is_the_noise_on_it() -> None:
    found = signals(5.0 * T + np.random.default_rng(0).normal(0, 0.8, len(T)))

    assert pytest.approx(0.8, rel=0.2) == np.median(found["rough_deg"][SLOW:-LOOKAHEAD])


@pytest.mark.parametrize("ticks", [1, 2, 3])
def test_a_spike_of_up_to_three_ticks_is_taken_out_and_told(ticks: int) -> None:
    angle = 50.0 + 12.0 * T
    clean = angle.copy()
    angle[150 : 150 + ticks] += 40.0
    found = signals(angle)

    assert pytest.approx(clean[LOOKAHEAD:-LOOKAHEAD], abs=2.5) == found["angle_deg"][LOOKAHEAD:-LOOKAHEAD]
    assert list(range(150, 150 + ticks)) == np.flatnonzero(found["glitch_deg"] > 8).tolist()
    assert pytest.approx(40.0, abs=3.0) == found["glitch_deg"][150]


@pytest.mark.parametrize("slope", [0.0, 30.0, 100.0])
def test_a_movement_passes_unchanged(slope: float) -> None:
    angle = np.clip(slope * (T - 3.0), 0, 60)
    found = signals(angle)

    assert pytest.approx(angle[LOOKAHEAD:-LOOKAHEAD], abs=1.1) == found["angle_deg"][LOOKAHEAD:-LOOKAHEAD]


def test_medians_trail() -> None:
    found = signals(np.where(T < 5.0, 0.0, 10.0))

    assert (0.0, 10.0) == (found["median_deg"][150 + 12], found["median_deg"][150 + 16])
    assert (0.0, 10.0) == (found["long_median_deg"][150 + 42], found["long_median_deg"][150 + 46])


def test_what_is_unknown_stays_so_and_heals() -> None:
    angle = 20.0 + 3.0 * T
    angle[100:160] = np.nan
    found = signals(angle)

    assert np.isnan(found["angle_deg"][100:160]).all()
    assert np.isnan(found["slow_deg_s"][130:160]).all()
    for name in ("angle_deg", "slow_deg_s", "speed_deg_s", "median_deg", "smooth_deg", "rough_deg"):
        assert np.isfinite(found[name][160 + SLOW : -LOOKAHEAD]).all()
    assert pytest.approx(3.0) == found["slow_deg_s"][160 + SLOW : -LOOKAHEAD]


def test_too_little_known_has_no_slope() -> None:
    found = signals(np.where(np.arange(60) < 3, 1.0, np.nan))

    assert np.isnan(found["slow_deg_s"]).all()
    assert np.isnan(found["speed_deg_s"]).all()


def test_the_future_beyond_the_look_ahead_changes_nothing() -> None:
    angle = np.random.default_rng(2).normal(50, 2, 200)
    other = angle.copy()
    other[120:] += 30.0
    one, two = signals(angle), signals(other)
    for name in NAMES:
        assert np.array_equal(one[name][: 120 - LOOKAHEAD], two[name][: 120 - LOOKAHEAD], equal_nan=True)


@given(st.lists(st.integers(0, 250), max_size=8), st.integers(0, 3))
def test_the_cut_into_blocks_changes_no_bit(cuts: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    angles = 60 + np.cumsum(rng.normal(0, 1, (250, 2)), axis=0)
    angles[rng.uniform(size=angles.shape) < 0.05] = np.nan
    whole, meter = SignalMeter(2).extend(angles), SignalMeter(2)
    parts = [meter.extend(angles[a:b]) for a, b in pairwise([0, *sorted(cuts), 250])]
    for name in NAMES:
        together = np.concatenate([getattr(part, name) for part in parts])

        assert np.array_equal(getattr(whole, name), together, equal_nan=True)


def test_the_first_tick_of_each_block_is_named() -> None:
    meter = SignalMeter(1)
    firsts = [meter.extend(np.zeros((count, 1))) for count in (2, 5, 0, 10)]

    assert [0, 0, 3, 3] == [part.first for part in firsts]
    assert [0, 3, 0, 10] == [len(part.angle_deg) for part in firsts]


def test_reset_equals_new() -> None:
    meter = SignalMeter(1)
    meter.extend(np.random.default_rng(1).normal(50, 5, (120, 1)))
    meter.reset()
    angle = (40.0 + 3.0 * T)[:, None]
    one, two = SignalMeter(1).extend(angle), meter.extend(angle)

    assert one.first == two.first
    assert all(np.array_equal(getattr(one, name), getattr(two, name), equal_nan=True) for name in NAMES)
