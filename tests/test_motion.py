"""Jerk, haste, bounce and glitch are told apart on clean signals."""

from dataclasses import replace

import numpy as np
import pytest

from courses import minimum_jerk
from protocols.jolts import _ends
from protocols.motion import Burst, Pace, accel_limits, bounces, burst_kind, bursts, runs
from protocols.signals import SignalMeter
from protocols.thresholds import DEFAULTS
from protocols.ticks import TICK_S

T = np.arange(360) * TICK_S


def found(angle: np.ndarray, limit: float = 90.0) -> list:
    signals = SignalMeter(1).extend(angle[:, None])
    return bursts(signals.angle_deg[:, 0], signals.speed_deg_s[:, 0], signals.accel_deg_s2[:, 0], limit=limit)


def step(deg: float, over_s: float, at_s: float = 5.0) -> np.ndarray:
    return 50.0 + deg * minimum_jerk((T - at_s) / over_s)


@pytest.mark.parametrize("over_s", [0.2, 0.3, 0.5])
def test_a_sudden_step_is_one_burst_where_it_is(over_s: float) -> None:
    (burst,) = found(step(20.0, over_s))

    assert abs(burst.start * TICK_S - 5.0) < 0.2
    assert abs(burst.end * TICK_S - 5.0 - over_s) < 0.2
    assert pytest.approx(20.0, abs=2.0) == burst.moved_deg
    assert "jerk" == burst_kind(burst, 62.0, DEFAULTS)


@pytest.mark.parametrize("over_s", [4.0, 6.0, 10.0])
def test_a_slow_movement_has_no_burst(over_s: float) -> None:
    assert [] == found(step(60.0, over_s, at_s=1.0))


def test_fast_but_smooth_is_the_movement_itself() -> None:
    (burst,) = found(step(60.0, 1.3))

    assert "too_fast" == burst_kind(burst, 60.0, DEFAULTS)
    assert "jerk" == burst_kind(burst, float("nan"), DEFAULTS)


def test_a_jump_is_the_trackers() -> None:
    angle = step(0.0, 1.0)
    angle[150:156] += 40.0
    (burst,) = found(angle)

    assert "glitch" == burst_kind(burst, 62.0, DEFAULTS)


def test_a_lunge_with_one_step_that_noise_makes_too_long_stays_a_jerk() -> None:
    angle = step(34.0, 0.3)
    fastest = int(np.argmax(np.diff(angle)))
    angle[fastest + 1] += 1.05 * DEFAULTS["glitch_speed_deg_s"] / 30 - float(np.diff(angle)[fastest])
    (burst,) = found(angle)

    assert burst.step_deg_s > DEFAULTS["glitch_speed_deg_s"]
    assert "jerk" == burst_kind(burst, 62.0, DEFAULTS)


def test_two_steps_apart_are_two_bursts() -> None:
    assert 2 == len(found(step(20.0, 0.3, at_s=3.0) + step(20.0, 0.3, at_s=7.0)))


def test_a_burst_in_the_unknown_is_the_trackers() -> None:
    angle = step(20.0, 0.3)
    angle[138:162] = np.nan
    kinds = {burst_kind(burst, 62.0, DEFAULTS) for burst in found(angle)}

    assert kinds <= {"glitch"}


def test_noise_raises_the_limits_by_half() -> None:
    amber, red = DEFAULTS["accel_amber_deg_s2"], DEFAULTS["accel_red_deg_s2"]

    assert (amber, red) == accel_limits(DEFAULTS, 0.5) == accel_limits(DEFAULTS, float("nan"))
    assert (1.5 * amber, 1.5 * red) == accel_limits(DEFAULTS, 2.0)


def test_a_hair_more_noise_raises_the_limits_by_a_hair() -> None:
    at = DEFAULTS["accel_noise_deg"]
    (quiet, _), (noisy, _) = accel_limits(DEFAULTS, at - 0.01), accel_limits(DEFAULTS, at + 0.01)

    assert 0 < noisy - quiet < 1.0


@pytest.mark.parametrize(
    ("script", "at_least", "bridge", "expected"),
    [
        ("..xxx..", 3, 0, [(2, 5)]),
        ("..xxx..", 4, 0, []),
        ("xx.xx", 5, 1, [(0, 5)]),
        ("xx..xx", 3, 1, []),
        ("xx..xx", 2, 1, [(0, 2), (4, 6)]),
        (".....", 1, 0, []),
        ("x", 1, 0, [(0, 1)]),
    ],
)
def test_runs_are_half_open_and_bridge_short_gaps(
    script: str, at_least: int, bridge: int, expected: list[tuple[int, int]]
) -> None:
    assert expected == runs(np.array([letter == "x" for letter in script]), at_least, bridge)


def wave(hz: float, deg: float, for_s: float = 5.0) -> np.ndarray:
    return 110.0 + np.where((T > 3.0) & (T < 3.0 + for_s), deg * np.sin(2 * np.pi * hz * (T - 3.0)), 0.0)


@pytest.mark.parametrize("hz", [0.8, 1.2, 2.5])
def test_bouncing_is_one_span_with_its_swing(hz: float) -> None:
    (span,) = bounces(wave(hz, 3.0), swing_deg=2.5, window_s=3.0)

    assert abs(span.start * TICK_S - 3.0) < 0.5
    assert abs(span.end * TICK_S - 8.0) < 0.5
    assert pytest.approx(6.0, abs=0.5) == span.value


@pytest.mark.parametrize(("hz", "deg"), [(0.25, 3.0), (0.6, 3.0), (1.2, 1.0), (6.0, 3.0)])
def test_breathing_small_swings_and_trembling_are_no_bouncing(hz: float, deg: float) -> None:
    assert [] == bounces(wave(hz, deg), swing_deg=2.5, window_s=3.0)


@pytest.mark.parametrize(("swings", "count"), [(1.0, 0), (1.5, 0), (3.0, 1)])
def test_bouncing_is_to_and_fro_and_to_and_fro(swings: float, count: int) -> None:
    """A single sway is none, whatever makes it."""
    assert count == len(bounces(wave(1.2, 3.0, for_s=swings / 1.2), swing_deg=2.5, window_s=3.0))


def test_drift_is_no_bouncing() -> None:
    assert [] == bounces(110.0 - 3.0 * T, swing_deg=2.5, window_s=3.0)


def test_a_gap_in_a_bounce_does_not_hide_it() -> None:
    angle = wave(1.2, 3.0)
    angle[170:175] = np.nan

    assert 1 == len(bounces(angle, swing_deg=2.5, window_s=3.0))


@pytest.mark.parametrize("noise_deg", [0.0, 1.5])
def test_a_hasty_way_in_is_one_whole_movement_however_noisy(noise_deg: float) -> None:
    noise = noise_deg * np.random.default_rng(3).standard_normal(len(T))
    first = found(step(90.0, 1.2) + noise)[0]

    assert "too_fast" == burst_kind(first, 90.0, DEFAULTS)
    assert abs(first.pace.moved_deg) > 0.8 * 90.0
    assert pytest.approx(0.63 * 1.2, abs=0.15) == (first.pace.end - first.pace.start) * TICK_S


def test_a_lunge_in_a_slow_way_in_is_no_whole_movement() -> None:
    (burst,) = found(step(60.0, 6.0, at_s=2.0) + 20.0 * minimum_jerk((T - 5.0) / 0.4))

    assert "jerk" == burst_kind(burst, 80.0, DEFAULTS)


def test_a_yank_that_keeps_its_speed_is_a_jerk_though_it_is_the_whole_way() -> None:
    angle = 40.0 + np.clip(50.0 * (T - 5.0), 0.0, 80.0)

    assert "jerk" == burst_kind(found(angle)[0], 80.0, DEFAULTS)


@pytest.mark.parametrize(
    ("changes", "is_its_stop"),
    [
        ({}, True),
        ({"brakes": False}, False),
        ({"moved_deg": 24.0}, False),
        ({"start": 230, "end": 240}, False),
    ],
)
def test_what_ends_a_whole_movement_brakes_at_its_end_and_hardly_moves(
    changes: dict[str, float], is_its_stop: bool
) -> None:
    whole = Burst(150, 200, 150.0, 85.0, 66.0, 90.0, 1.0, False, Pace(150, 200, 80.0, 85.0))
    last = replace(Burst(195, 205, 160.0, 24.0, 9.0, 90.0, 1.0, True, Pace(180, 205, 12.0, 24.0)), **changes)

    assert is_its_stop == _ends((whole, "too_fast", "moving_in"), last)
    assert not _ends((whole, "jerk", "moving_in"), last)
