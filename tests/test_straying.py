"""A limb that goes aside in a hold: one camera reads that as an angle that falls, and it has not left the pose."""

import numpy as np
import pytest

from courses import Course, even_times, minimum_jerk
from protocols.hold import Status
from protocols.phases import PhaseMachine
from protocols.thresholds import DEFAULTS
from protocols.ticks import TICK_S
from protocols.trace import Trace
from stepping import ticks

COURSE = Course(hold_s=20.0, breath_deg=0.0)
AWAY_S = 14.0
STRAYS_SW = 0.4


def between(times_s: np.ndarray, start_s: float, end_s: float) -> np.ndarray:
    """0 outside, 1 inside, with edges of 0.3 s."""
    return minimum_jerk((times_s - start_s) / 0.3) - minimum_jerk((times_s - end_s) / 0.3)


def followed(
    *, falls_deg: float, aside_sw: float, released_sw: float = 0.0, hidden: bool = False, away_s: float = 4.0
) -> tuple[list[Trace], float]:
    """The repetitions of a limb that goes aside, and seconds in the pose of the first; it also is aside at rest."""
    times = even_times(COURSE.duration_s, 1 / TICK_S)
    away = between(times, AWAY_S, AWAY_S + away_s)
    angle = COURSE.angle_deg(times) - falls_deg * away
    aside = 0.3 + aside_sw * away - released_sw * (1.0 - COURSE.share(times))
    if hidden:
        aside[times > AWAY_S + 0.5] = np.nan
    machine = PhaseMachine({0: 1.0}, DEFAULTS, strays={0: 0.2})
    steps = ticks(angle[:, None])
    found, shown_s = [], 0.0
    for tick in steps:
        found.append(machine.step(tick, [0], {0: aside[tick.number]}))
        if machine.phase == "hold":
            shown_s = machine.clock.state.held_s
    found.append(machine.finish(len(steps) - 1))
    traces = [trace for trace in found if trace is not None]
    return traces, shown_s


@pytest.mark.parametrize("falls_deg", [20.0, 45.0, 50.0])
def test_a_limb_that_strays_and_comes_back_was_held_all_the_time(falls_deg: float) -> None:
    """However far its angle seems to fall, nearly to its rest or not."""
    (trace,), held_s = followed(falls_deg=falls_deg, aside_sw=STRAYS_SW)
    counted = trace.statuses[: trace.hold_end - trace.status_from - 30]

    assert counted.count(Status.OUT_OF_POSE) * TICK_S < 0.5

    assert pytest.approx(COURSE.true_hold_s()[1], abs=0.6) == trace.hold_end * TICK_S
    assert pytest.approx(20.0, abs=2.0) == held_s


@pytest.mark.parametrize("aside_sw", [0.0, 0.1, float("nan")])
def test_without_knowing_that_it_strayed_it_left_the_pose(aside_sw: float) -> None:
    traces, _ = followed(falls_deg=45.0, aside_sw=aside_sw)

    assert pytest.approx(AWAY_S, abs=0.6) == traces[0].hold_end * TICK_S


def test_less_of_a_fall_is_no_time_out_of_the_pose_either() -> None:
    _, out_s = followed(falls_deg=15.0, aside_sw=0.0)
    _, strayed_s = followed(falls_deg=15.0, aside_sw=STRAYS_SW)

    assert pytest.approx(4.0, abs=0.5) == strayed_s - out_s


@pytest.mark.parametrize("released_sw", [0.0, 0.35, 0.6])
def test_a_leg_that_is_let_down_has_left_the_pose_though_it_goes_aside(released_sw: float) -> None:
    (trace,), _ = followed(falls_deg=0.0, aside_sw=0.0, released_sw=released_sw)

    assert pytest.approx(COURSE.true_hold_s()[1], abs=0.6) == trace.hold_end * TICK_S
    assert pytest.approx(COURSE.still_to_s + 5.0, abs=1.0) == trace.release_end * TICK_S


@pytest.mark.parametrize("hidden", [False, True])
def test_a_limb_that_is_aside_for_long_or_never_seen_back_was_out_of_the_pose(hidden: bool) -> None:
    """By then it is no fault that comes and goes, and what is hidden for ever is not aside for ever."""
    traces, _ = followed(falls_deg=11.0, aside_sw=STRAYS_SW, away_s=11.0, hidden=hidden)

    assert traces[0].statuses.count(Status.OUT_OF_POSE) * TICK_S > 9.0


def test_a_leg_let_down_while_it_was_last_seen_aside_is_let_down() -> None:
    """It rests some degrees above where it began, and is not seen to be anywhere but aside."""
    course = Course(hold_s=20.0, breath_deg=0.0, rest_s=20.0)
    times = even_times(course.duration_s, 1 / TICK_S)
    let_down = minimum_jerk((times - course.still_to_s) / course.release_s)
    aside = np.where(times < course.still_to_s - 2.0, 0.3, 0.3 + STRAYS_SW)
    aside[times > course.still_to_s - 1.0] = np.nan
    machine = PhaseMachine({0: 1.0}, DEFAULTS, strays={0: 0.2})
    steps = ticks((course.angle_deg(times) + 9.0 * let_down)[:, None])
    found = [machine.step(tick, [0], {0: aside[tick.number]}) for tick in steps]

    assert [course.true_hold_s()[1]] == pytest.approx([each.hold_end * TICK_S for each in found if each], abs=0.6)
