"""What a hold tells of its followed angle, beside faults of form that move it, after gaps, and on a slow way out."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from protocols import steady
from protocols.follower import Follower, columns_of
from protocols.hold import Status
from protocols.motion import Burst, Pace
from protocols.steady import steady_check
from protocols.stretches import STRETCHES
from protocols.thresholds import DEFAULTS
from protocols.ticks import TICK_S
from protocols.trace import Tick, Trace
from protocols.types import Event, View

TICKS = 1500
START, END = 300, 1300


def hold(angle: np.ndarray, *, pushes: tuple[int, ...] = (), statuses: Any = (), speed: Any = 0.0) -> Any:
    """As much of a context as the checks of a hold ask for, with an angle of `TICKS` ticks."""
    trace = Trace(0, 40.0, 0.3, 0, 200, START, END, TICKS, list(statuses), START, list(pushes), 1.0, 5.5)
    spans = {"moving_in": (200, START), "hold": (START, END), "release": (END, TICKS)}
    return SimpleNamespace(
        ticks=spans.__getitem__, trace=trace, smooth_deg=angle, angle_deg=angle, settings=DEFAULTS, side="left",
        speed_deg_s=np.full(TICKS, speed), noise_deg=0.3, bursts=(), time_s=lambda tick: tick * TICK_S,
        hold=SimpleNamespace(start_s=START * TICK_S), view=View("side", 0.0), stretch=STRETCHES["knee-to-chest"],
    )  # fmt: skip


def bounced(from_s: float) -> np.ndarray:
    """A quiet angle that bounces for two seconds."""
    t = np.arange(TICKS) * TICK_S
    return 90.0 + np.where((t >= from_s) & (t < from_s + 2.0), 5.0 * np.sin(2 * np.pi * 1.5 * (t - from_s)), 0.0)


def kinds(context: Any, *told: tuple[float, float]) -> list[str]:
    return [e.kind for e in steady_check(context, told=[Event("foot_up", a, b) for a, b in told]).events]


def test_a_bounce_as_a_fault_comes_or_goes_is_not_told_again() -> None:
    assert ["bounce"] == kinds(hold(bounced(20.0)))
    assert [] == kinds(hold(bounced(20.0)), (20.5, 35.0))
    assert [] == kinds(hold(bounced(20.0)), (12.0, 20.5))


def test_a_bounce_in_the_midst_of_a_lasting_fault_is_told() -> None:
    assert ["bounce"] == kinds(hold(bounced(20.0)), (11.0, 40.0))


@pytest.mark.parametrize(("at_s", "found"), [(20.6, []), (27.0, ["jerk"])])
def test_a_jerk_as_a_fault_comes_or_goes_is_not_told_again_and_one_beside_it_is(at_s: float, found: list[str]) -> None:
    tick = round(at_s / TICK_S)
    burst = Burst(tick, tick + 8, 160.0, 30.0, 6.0, 80.0, 1.0, False, Pace(tick, tick + 8, 6.0, 30.0))
    context = hold(np.full(TICKS, 90.0))
    context.bursts = ((burst, "jerk", "hold"),)

    assert found == kinds(context, (20.0, 35.0))


def test_a_leg_let_down_that_seems_to_come_back_for_a_moment_has_not_drifted() -> None:
    angle = np.full(TICKS, 90.0)
    statuses = np.full(TICKS - START, Status.IN_POSE)
    angle[END:], statuses[END - START :] = 60.0, Status.OUT_OF_POSE
    angle[END + 60 : END + 70], statuses[END - START + 60 : END - START + 70] = 90.0, Status.IN_POSE

    assert [] == steady._drift_events(hold(angle, statuses=statuses.tolist(), speed=-8.0))


@pytest.mark.parametrize("hidden", [False, True])
def test_a_push_is_told_though_the_leg_was_hidden_before_it(hidden: bool) -> None:
    angle = np.where(np.arange(TICKS) < 750, 90.0, 99.0)
    if hidden:
        angle[630:735] = np.nan

    assert ["pushed_deeper"] == kinds(hold(angle, pushes=(777,)))


def test_a_rise_that_is_mostly_creep_is_no_push() -> None:
    angle = np.where(np.arange(TICKS) < 750, 90.0, 93.2)

    assert [] == kinds(hold(angle, pushes=(777,)))


@pytest.mark.parametrize(("speed", "count"), [(-8.0, 0), (0.0, 1)])
def test_a_release_that_passes_through_is_no_drift_and_one_that_lingers_is(speed: float, count: int) -> None:
    out_from = 1250
    angle = np.full(TICKS, 90.0)
    angle[out_from:] = 80.5
    statuses = [Status.IN_POSE if START + n < out_from else Status.OUT_OF_POSE for n in range(TICKS - START)]

    assert count == len(steady._drift_events(hold(angle, statuses=statuses, speed=speed)))


def followed(led: Any) -> tuple[Follower, list[Trace]]:
    """A figure-four whose bottom leg comes up within four seconds and stays; `led` by tick tells the crossed side."""
    stretch = STRETCHES["figure-four"]
    columns = columns_of([stretch])
    follower = Follower(stretch, columns, DEFAULTS, side="auto")
    found = []
    for number in range(TICKS):
        deg = 40.0 + 55.0 * min(max((number - 150) / 120, 0.0), 1.0)
        moving = 55.0 / 4.0 if 150 < number < 270 else 0.0
        flat = [deg] * len(columns)
        tick = Tick(number, flat, [moving] * len(columns), [moving] * len(columns), flat, flat, [0.1] * len(columns))
        trace = follower.step(tick, "image", led(number))
        if trace is not None:
            found.append(trace)
    return follower, found


def test_an_ankle_that_stays_off_ends_the_hold_where_it_came_off() -> None:
    _, (trace,) = followed(lambda n: 1.0 if n < 900 else 0.0)

    assert trace.is_cut
    assert 900 - 60 <= trace.hold_end <= 900


def test_an_ankle_put_back_in_time_ends_nothing() -> None:
    follower, found = followed(lambda n: 0.0 if 900 <= n < 1050 else 1.0)

    assert [] == found
    assert "hold" == follower.machine.phase


def test_an_ankle_that_was_never_seen_crossed_ends_nothing() -> None:
    follower, found = followed(lambda n: 0.0)

    assert [] == found
    assert "hold" == follower.machine.phase
