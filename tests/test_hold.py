"""The hold clock, tried by scripts of ticks: o in pose, x out of it, . unseen, > deeper."""

import numpy as np
import pytest

from protocols.hold import HoldClock, Status, hold_verdict, no_hold
from protocols.thresholds import DEFAULTS, Settings
from protocols.ticks import TICK_S

REFERENCE_DEG = 110.0
ANGLES = {
    "o": REFERENCE_DEG,
    "x": REFERENCE_DEG - 10.0,
    "/": REFERENCE_DEG - 7.0,
    ".": np.nan,
    ">": REFERENCE_DEG + 12.0,
}


def clock(settings: Settings = DEFAULTS) -> HoldClock:
    started = HoldClock(settings)
    started.reset(REFERENCE_DEG)
    return started


def played(script: str, started: HoldClock | None = None) -> HoldClock:
    started = started or clock()
    for letter in script:
        started.update(ANGLES[letter], REFERENCE_DEG)
    return started


@pytest.mark.parametrize(
    ("script", "held", "unseen", "out"),
    [
        ("o" * 90, 90, 0, 0),
        ("o" * 30 + "." * 60 + "o" * 10, 40, 60, 0),
        ("o" * 30 + "x" * 20 + "o" * 10, 40, 0, 20),
        ("o" * 10 + "x" * 5 + "." * 7 + "x" * 5 + "o", 11, 7, 10),
        ("", 0, 0, 0),
    ],
)
def test_three_clocks_count_each_tick_once(script: str, held: int, unseen: int, out: int) -> None:
    state = played(script).state

    assert pytest.approx((held * TICK_S, unseen * TICK_S, out * TICK_S)) == (
        state.held_s,
        state.unseen_s,
        state.out_of_pose_s,
    )


def test_back_in_pose_only_when_three_quarters_back() -> None:
    assert Status.IN_POSE == played("o/").state.status
    assert Status.OUT_OF_POSE == played("ox/").state.status
    assert Status.IN_POSE == played("ox/o/").state.status


def test_unseen_is_never_out_of_pose() -> None:
    assert Status.UNSEEN == clock().update(np.nan, np.nan)
    assert 0.0 == played("o....").state.out_of_pose_s


def test_away_counts_from_the_last_tick_in_pose() -> None:
    assert pytest.approx(12 * TICK_S) == played("oo" + "x" * 12).state.away_s
    assert 0.0 == played("oo" + "x" * 12 + "o").state.away_s


def test_the_reference_creeps_in_slowly_and_not_too_far() -> None:
    started = clock()
    for _ in range(30):
        started.update(REFERENCE_DEG + 5.0, REFERENCE_DEG + 5.0)
    after_a_second = started.state.reference_deg
    for _ in range(3000):
        started.update(REFERENCE_DEG + 40.0, REFERENCE_DEG + 40.0)

    assert pytest.approx(REFERENCE_DEG + DEFAULTS["creep_deg_s"]) == after_a_second
    assert pytest.approx(REFERENCE_DEG + DEFAULTS["deeper_deg"]) == started.state.reference_deg


def test_the_reference_never_creeps_out() -> None:
    started = clock()
    for _ in range(300):
        started.update(REFERENCE_DEG - 5.0, REFERENCE_DEG - 5.0)

    assert REFERENCE_DEG == started.state.reference_deg


def test_after_a_push_the_next_counts_from_the_new_level_and_the_clocks_go_on() -> None:
    started = played("o" * 30 + ">")
    before = started.state
    started.rebase(ANGLES[">"])
    started.update(ANGLES[">"], REFERENCE_DEG)

    assert 12.0 == before.deeper_deg
    assert 0.0 == started.state.deeper_deg
    assert pytest.approx(32 * TICK_S) == started.state.held_s
    assert before.reference_deg <= started.state.reference_deg < REFERENCE_DEG + 1.0


def test_reset_equals_new() -> None:
    used = played("oox.>>o" * 9)
    used.reset(REFERENCE_DEG)

    assert clock().state == used.state
    assert played("ox/.o").state == played("ox/.o", used).state


def test_the_profile_moves_the_border() -> None:
    strict = clock(Settings({"drift_deg": 5.0}))

    assert Status.OUT_OF_POSE == played("o/", strict).state.status


@pytest.mark.parametrize(
    ("held_s", "unseen_s", "verdict"),
    [
        (29.9, 0.0, "short"),
        (30.0, 0.0, "met"),
        (65.0, 0.0, "met"),
        (65.1, 0.0, "long"),
        (28.0, 2.0, "unknown"),
        (28.0, 1.9, "short"),
        (66.0, 50.0, "long"),
        (0.0, 0.0, "short"),
    ],
)
def test_the_prescription_is_met_missed_or_not_to_be_told(held_s: float, unseen_s: float, verdict: str) -> None:
    assert verdict == hold_verdict(held_s, unseen_s, (30.0, 60.0), 5.0)


def test_without_a_hold_its_times_are_none_and_nothing_was_held() -> None:
    hold = no_hold((30.0, 60.0))

    assert (None, None, 0.0, "short") == (hold.start_s, hold.end_s, hold.held_s, hold.verdict)
