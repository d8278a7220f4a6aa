"""The phase machine, fed with clean angles of two legs: what begins, holds, ends and counts as a repetition."""

from collections.abc import Sequence

import numpy as np
import pytest

from courses import Course, Step, even_times, minimum_jerk
from protocols.phases import PhaseMachine
from protocols.resting import RestMeter
from protocols.thresholds import DEFAULTS, Settings
from protocols.ticks import TICK_S
from protocols.trace import Trace
from stepping import ticks

COURSE = Course(hold_s=10.0, breath_deg=0.0)


def legs(*courses: Course | None, seconds: float = 30.0) -> np.ndarray:
    """Angles of some legs, a column each; None rests at 50 degrees."""
    times = even_times(seconds, 1 / TICK_S)
    return np.stack([c.angle_deg(times) if c else np.full(len(times), 50.0) for c in courses], axis=1)


def traces(
    angles: np.ndarray, *, active: Sequence[int] | None = None, machine: PhaseMachine | None = None
) -> list[Trace]:
    machine = machine or PhaseMachine(dict.fromkeys(range(angles.shape[1]), 1.0), DEFAULTS)
    active = range(angles.shape[1]) if active is None else active
    steps = ticks(angles)
    found = [machine.step(tick, active) for tick in steps]
    found.append(machine.finish(len(steps) - 1))
    return [trace for trace in found if trace is not None]


def seconds_of(trace: Trace) -> list[float]:
    return [edge * TICK_S for edge in (trace.onset, trace.hold_start, trace.hold_end, trace.release_end)]


def test_a_repetition_has_its_edges_where_they_are() -> None:
    (trace,) = traces(legs(COURSE, None))
    start_s, end_s = COURSE.true_hold_s()

    assert pytest.approx([3.5, start_s, end_s, 22.5], abs=0.6) == seconds_of(trace)
    assert (0, 0) == (trace.candidate, trace.setup)
    assert pytest.approx(50.0) == trace.baseline_deg


@pytest.mark.parametrize("leg", [0, 1])
def test_the_leg_that_moves_is_the_side(leg: int) -> None:
    (trace,) = traces(legs(*((COURSE, None) if leg == 0 else (None, COURSE))))

    assert leg == trace.candidate


def test_the_leg_that_goes_far_is_the_side_and_not_the_one_that_twitched_first() -> None:
    twitch = Course(setup_s=2.0, approach_s=1.0, hold_s=3.0, release_s=1.0, end_deg=62.0)
    (trace,) = traces(legs(twitch, Course(setup_s=3.0, hold_s=10.0)))

    assert 1 == trace.candidate


@pytest.mark.parametrize("twitches_s", [1.6, 2.0, 2.4, 2.8])
def test_a_leg_that_twitched_and_stays_there_does_not_hide_the_one_that_is_still_on_its_way(twitches_s: float) -> None:
    twitch = Course(setup_s=twitches_s, approach_s=0.4, hold_s=25.0, end_deg=60.0, breath_deg=0.0)
    (trace,) = traces(legs(twitch, Course(setup_s=3.0, approach_s=4.0, hold_s=10.0)))

    assert 1 == trace.candidate


def test_an_inactive_leg_begins_nothing() -> None:
    assert [] == traces(legs(COURSE, None), active=[1])


@pytest.mark.parametrize(("end_deg", "count"), [(56.0, 0), (66.0, 1)])
def test_a_departure_is_more_than_eight_degrees(end_deg: float, count: int) -> None:
    assert count == len(traces(legs(Course(end_deg=end_deg, hold_s=10.0, breath_deg=0.0))))


def test_without_stillness_there_is_no_repetition() -> None:
    assert [] == traces(legs(Course(approach_s=1.5, hold_s=0.0, release_s=1.5, end_deg=80.0, breath_deg=0.0)))
    assert [] == traces(legs(COURSE)[:180])


def test_a_recording_that_begins_in_the_hold_has_no_repetition_to_measure() -> None:
    assert [] == traces(legs(COURSE)[300:])


def test_a_recording_that_ends_in_the_hold_ends_the_repetition_there() -> None:
    (trace,) = traces(legs(COURSE)[:450])

    assert trace.hold_end == trace.release_end == 450 - 4


def test_a_gap_in_the_hold_does_not_end_it() -> None:
    angles = legs(COURSE)
    angles[330:450] = np.nan
    (trace,) = traces(angles)

    assert pytest.approx(COURSE.true_hold_s(), abs=0.6) == seconds_of(trace)[1:3]


def test_the_set_up_hidden_for_a_moment_changes_no_edge() -> None:
    angles = legs(COURSE)
    angles[20:50] = np.nan
    (trace,) = traces(angles)

    assert pytest.approx(COURSE.true_hold_s(), abs=0.6) == seconds_of(trace)[1:3]


def test_sagging_is_no_release_and_coming_back_no_second_repetition() -> None:
    for back_s in (1.5, 6.0):
        course = Course(hold_s=20.0, steps=[Step(14.0, -10.5, 0.8), Step(14.0 + back_s, 10.5, 0.8)], breath_deg=0.0)
        (trace,) = traces(legs(course, seconds=40.0))

        assert pytest.approx(course.still_to_s + 5.0, abs=0.8) == seconds_of(trace)[3]
        assert pytest.approx(course.true_hold_s()[1], abs=0.6) == seconds_of(trace)[2]


def test_a_hold_whose_last_seconds_were_hidden_lasts_until_the_leg_is_seen_leaving() -> None:
    """Seen again where it was, for too short a time to tell a speed, and then on the way out."""
    angles = legs(COURSE)
    end_s = COURSE.true_hold_s()[1]
    angles[round((end_s - 3.0) / TICK_S) : round((end_s - 0.1) / TICK_S)] = np.nan
    (trace,) = traces(angles)

    assert pytest.approx(end_s, abs=0.6) == seconds_of(trace)[2]


def test_half_way_out_and_in_again_is_a_second_repetition() -> None:
    """The turn lies twenty degrees above the rest, which is left again without a pause."""
    times = even_times(34.0, 1 / TICK_S)
    pairs = ((3.0, 62.0, 4.0), (15.0, -42.0, 2.5), (17.5, 42.0, 3.0), (28.0, -62.0, 4.0))
    angle = 50.0 + sum(deg * minimum_jerk((times - at_s) / over_s) for at_s, deg, over_s in pairs)
    found = traces(angle[:, None])

    assert 2 == len(found)
    assert pytest.approx([7.0, 15.0, 20.5, 28.0], abs=1.0) == [e for trace in found for e in seconds_of(trace)[1:3]]


def test_a_leg_stretched_out_afterwards_ends_the_release() -> None:
    angles = legs(COURSE)
    times = even_times(30.0, 1 / TICK_S)
    angles[:, 0] -= 40.0 * np.clip((times - 21.0) / 3.0, 0, 1)
    (trace,) = traces(angles)

    assert seconds_of(trace)[3] < 26.0


def test_the_baseline_follows_a_set_up_that_settles() -> None:
    """Ten degrees of settling before the departure, slow enough to be rest, belong to the baseline."""
    times = even_times(32.0, 1 / TICK_S)
    angles = legs(Course(setup_s=9.0, hold_s=10.0, breath_deg=0.0), seconds=32.0)
    angles[:, 0] -= 6.0 * np.clip(1 - times / 3.0, 0, 1)
    (trace,) = traces(angles)

    assert pytest.approx(50.0, abs=1.5) == trace.baseline_deg


def test_phases_are_told_as_they_go() -> None:
    machine = PhaseMachine({0: 1.0}, DEFAULTS)
    told = {}
    for tick in ticks(legs(COURSE)):
        machine.step(tick, [0])
        told[round(tick.number * TICK_S, 2)] = machine.phase

    assert ("setup", "moving_in", "hold", "release", "setup") == tuple(told[s] for s in (1.0, 5.5, 14.0, 20.5, 27.0))


def test_the_profile_moves_the_definition_of_a_departure() -> None:
    angles = legs(Course(end_deg=60.0, hold_s=10.0, breath_deg=0.0))
    strict = PhaseMachine({0: 1.0}, Settings({"departure_deg": 12.0}))

    assert (1, 0) == (len(traces(angles)), len(traces(angles, machine=strict)))


def test_reset_equals_new() -> None:
    machine = PhaseMachine({0: 1.0, 1: 1.0}, DEFAULTS)
    for tick in ticks(legs(None, COURSE))[:400]:
        machine.step(tick, [0, 1])
    machine.reset()

    assert traces(legs(COURSE, None)) == traces(legs(COURSE, None), machine=machine)


def rest() -> RestMeter:
    return RestMeter(still_ticks=30, enter_deg_s=3.0, depart_deg=8.0, depart_ticks=9)


def rested(meter: RestMeter, angle: float, *, ticks: int, slow: float = 0.0) -> RestMeter:
    for number in range(ticks):
        meter.update(number, angle=angle, slow=slow, speed=slow, median=angle)
    return meter


def test_a_rest_needs_a_second_of_stillness() -> None:
    assert np.isnan(rested(rest(), 50.0, ticks=29).baseline_deg)
    assert 50.0 == rested(rest(), 50.0, ticks=31).baseline_deg


def test_a_moving_or_unknown_angle_teaches_nothing() -> None:
    assert np.isnan(rested(rest(), 50.0, ticks=90, slow=20.0).baseline_deg)
    assert np.isnan(rested(rest(), np.nan, ticks=90).baseline_deg)
    assert np.isnan(rested(rest(), 50.0, ticks=90, slow=np.nan).baseline_deg)


def test_after_a_repetition_the_next_rest_outweighs_the_last() -> None:
    meter = rested(rest(), 50.0, ticks=300)
    meter.renew()

    assert 50.0 == meter.baseline_deg
    assert 55.0 == rested(meter, 55.0, ticks=30).baseline_deg


def test_a_reset_rest_is_a_new_one() -> None:
    meter = rested(rest(), 50.0, ticks=300)
    meter.reset()

    assert np.isnan(meter.baseline_deg)
    assert np.isnan(meter.noise_deg)
    assert rested(rest(), 40.0, ticks=60).baseline_deg == rested(meter, 40.0, ticks=60).baseline_deg


def test_a_hold_that_is_cut_ends_where_it_was_over() -> None:
    machine = PhaseMachine({0: 1.0}, DEFAULTS)
    for tick in ticks(legs(COURSE, seconds=15.0)):
        machine.step(tick, [0])
    trace = machine.cut(449, at=360)

    assert trace is not None
    assert (360, 449, "setup") == (trace.hold_end, trace.release_end, machine.phase)


def test_a_hold_shorter_than_what_it_took_to_know_that_it_was_over_was_none() -> None:
    machine = PhaseMachine({0: 1.0}, DEFAULTS)
    for tick in ticks(legs(COURSE, seconds=13.0)):
        machine.step(tick, [0])
    assert "hold" == machine.phase

    assert None is machine.cut(389, at=260)
    assert "setup" == machine.phase
    assert None is machine.trace


@pytest.mark.parametrize(("limit_deg", "count"), [(None, 0), (5.5, 1)])
def test_a_push_counts_from_the_limit_of_its_angle(limit_deg: float | None, count: int) -> None:
    angles = legs(Course(hold_s=20.0, breath_deg=0.0), seconds=40.0)
    angles[:, 0] += 7.0 * minimum_jerk((even_times(40.0, 1 / TICK_S) - 15.0) / 1.0)
    machine = PhaseMachine({0: 1.5}, DEFAULTS, push_deg={} if limit_deg is None else {0: limit_deg})
    (trace,) = traces(angles, machine=machine)

    assert count == len(trace.pushes)
