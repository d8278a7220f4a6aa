"""The steady clock: whatever the frame rate, the same values at the same times, and gaps stay gaps."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import irregular_times
from protocols.ticks import BRIDGE_S, TICK_S, Ticker


def ticked(times: list[float] | np.ndarray, values: list[float] | np.ndarray) -> np.ndarray:
    return Ticker().extend(np.asarray(times, float), np.asarray(values, float)[:, None])[:, 0]


def test_frames_at_the_clocks_own_rate_pass_unchanged() -> None:
    values = np.arange(50.0) ** 2

    assert values.tolist() == ticked(7.3 + np.arange(50) * TICK_S, values).tolist()


@pytest.mark.parametrize("fps", [12.0, 20.0, 25.0, 29.97, 60.0, 120.0])
@pytest.mark.parametrize("start_s", [0.0, 1234.5])
def test_a_straight_line_stays_one_at_every_frame_rate(fps: float, start_s: float) -> None:
    times = start_s + np.arange(100) / fps
    found = ticked(times, 3.0 * (times - start_s))

    assert pytest.approx(3.0 * np.arange(len(found)) * TICK_S, abs=1e-6) == found
    assert abs(len(found) - 99 / fps / TICK_S) <= 1.001


def test_uneven_times_are_used_as_they_are() -> None:
    times = irregular_times(20.0, seed=3)
    found = ticked(times, 2.0 * times)
    wanted = 2.0 * (times[0] + np.arange(len(found)) * TICK_S)

    assert pytest.approx(wanted, abs=1e-6) == found


def test_a_short_gap_is_bridged_and_a_long_one_is_not() -> None:
    for gap_s, bridged in ((BRIDGE_S - 0.01, True), (BRIDGE_S + 0.05, False)):
        times = np.concatenate([np.arange(31) / 30, 1.0 + gap_s + np.arange(31) / 30])
        found = ticked(times, times)
        inside = slice(32, 38)

        assert bridged == bool(np.isfinite(found[inside]).all())
        assert np.isfinite(found[:31]).all()
        assert np.isfinite(found[-30:]).all()


def test_a_value_unknown_in_one_frame_is_unknown_around_it_only() -> None:
    values = np.arange(20.0)
    values[9] = np.nan
    found = ticked(np.arange(20) / 30, values)

    assert [9] == np.flatnonzero(np.isnan(found)).tolist()


def test_the_nearer_frame_speaks_where_only_it_knows() -> None:
    found = ticked([0.0, 0.025, 0.06, 0.1], [1.0, 2.0, np.nan, np.nan])

    assert [1.0, 2.0] == found[:2].tolist()
    assert np.isnan(found[2:]).all()


def test_the_first_tick_lies_on_the_first_frame_even_at_zero() -> None:
    for start_s in (0.0, 5.0):
        assert [4.0] == ticked([start_s], [4.0]).tolist()


@pytest.mark.parametrize("times", [[0.0, 0.1, 0.1], [0.0, 0.2, 0.1]])
def test_times_that_do_not_rise_are_refused(times: list[float]) -> None:
    with pytest.raises(ValueError, match="strictly rising"):
        ticked(times, [1.0, 2.0, 3.0])


def test_times_that_fall_between_two_blocks_are_refused() -> None:
    ticker = Ticker()
    ticker.extend(np.array([0.0, 1.0]), np.zeros((2, 1)))
    with pytest.raises(ValueError, match="strictly rising"):
        ticker.extend(np.array([0.5]), np.zeros((1, 1)))


@given(st.lists(st.integers(0, 400), max_size=8), st.integers(0, 5))
def test_the_cut_into_blocks_changes_no_bit(cuts: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    times = irregular_times(14.0, seed=seed)
    rows = rng.normal(size=(len(times), 3))
    rows[rng.uniform(size=rows.shape) < 0.05] = np.nan
    ticker = Ticker()
    edges = [0, *sorted(min(cut, len(times)) for cut in cuts), len(times)]
    parts = np.concatenate([ticker.extend(times[a:b], rows[a:b]) for a, b in pairwise(edges)])

    assert np.array_equal(Ticker().extend(times, rows), parts, equal_nan=True)


def test_reset_equals_new() -> None:
    ticker = Ticker()
    ticker.extend(np.array([0.3, 0.9, 2.0]), np.ones((3, 2)))
    ticker.reset()
    times, rows = np.array([1.0, 1.05, 1.2]), np.arange(6.0).reshape(3, 2)

    assert np.array_equal(Ticker().extend(times, rows), ticker.extend(times, rows), equal_nan=True)
