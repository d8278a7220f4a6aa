"""Times of frames: a page's own clock, placed on the session's and checked against it."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stretchcheck.live.frametime import FrameTimes, Rate, awake_s


def placed(frames: list[tuple[float, float]], times: FrameTimes | None = None) -> list[float | None]:
    times = times or FrameTimes()
    return [times.place(steady_s, now_s) for steady_s, now_s in frames]


def test_the_first_frame_is_now_and_the_next_ones_keep_the_pages_distances() -> None:
    late = [0.0, 0.3, 0.05, 0.9, 0.1]
    found = placed([(500.0 + n / 30, 7.0 + n / 30 + wait) for n, wait in enumerate(late)])

    assert [7.0 + n / 30 for n in range(5)] == pytest.approx(found)


@given(
    st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0, 1e6)), max_size=40),
)
def test_times_rise_strictly_whatever_the_clocks_do(frames: list[tuple[float, float]]) -> None:
    found = [time_s for time_s in placed(frames) if time_s is not None]

    assert all(b - a >= 0.001 - 1e-9 for a, b in itertools.pairwise(found))


def test_a_frame_that_is_not_newer_is_none() -> None:
    assert [7.0, None, None, 7.1] == placed([(1.0, 7.0), (1.0, 7.1), (0.5, 7.1), (1.1, 7.1)])


def test_the_same_frame_again_is_not_newer_however_late_it_comes() -> None:
    assert [7.0, None, None, 9.5] == pytest.approx(placed([(1.0, 7.0), (1.0, 9.0), (1.0, 60.0), (3.5, 9.5)]))


def test_a_clock_that_was_set_or_slept_is_anchored_anew() -> None:
    assert [7.0, 7.1, 9.3] == pytest.approx(placed([(1.0, 7.0), (1.1, 7.1), (5000.0, 9.3)]))


def test_a_frame_from_before_now_waits_until_time_has_passed_it() -> None:
    """A page's clock that was put back an hour: its frames are placed by ours again."""
    found = placed([(5000.0, 7.0), (1400.0, 7.1), (1400.1, 7.2)])

    assert [7.0, 7.1, 7.2] == pytest.approx(found)


def test_a_new_connection_may_have_another_clock_and_time_goes_on() -> None:
    times = FrameTimes()
    placed([(100.0, 7.0), (100.5, 7.5)], times)
    times.reconnected()

    assert [8.0, 8.1] == pytest.approx(placed([(100.2, 8.0), (100.3, 8.1)], times))


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_time_that_is_no_number_is_refused_and_spoils_nothing(bad: float) -> None:
    times = FrameTimes()
    times.place(1.0, 7.0)
    with pytest.raises(ValueError, match="Expected a time"):
        times.place(bad, 7.1)

    assert 7.2 == pytest.approx(times.place(1.2, 7.2))


@pytest.mark.parametrize("fps", [5.0, 24.0, 60.0])
def test_the_rate_is_that_of_the_last_three_seconds(fps: float) -> None:
    rate = Rate()
    for n in range(20):
        rate.add(n * 0.5)
    for n in range(1, int(4 * fps) + 1):
        rate.add(9.5 + n / fps)

    assert fps == pytest.approx(rate.fps)


def test_the_rate_of_none_or_one_frame_is_none() -> None:
    rate = Rate()

    assert 0.0 == rate.fps
    rate.add(3.0)

    assert 0.0 == rate.fps


def test_this_machines_clock_rises() -> None:
    assert awake_s() <= awake_s()
