"""Stop signals tick by tick: exactly when each is complete, and what a gap, a rest or a second signal does."""

from collections.abc import Sequence

import numpy as np
import pytest

from live_scripts import (
    brief,
    signals,
)
from protocols.measures import INDEX, MEASURES
from protocols.stops import FOREARM_M, StopMeter, StopSignal
from protocols.thresholds import DEFAULTS

SCALE = 300.0
HELD_PX, OFF_PX = 20.0, 120.0


def row(left: float = -0.2, right: float = -0.2, hands_px: tuple[float, float] = (HELD_PX, HELD_PX)) -> list[float]:
    """Measures of one tick: forearms of each wrist over its shoulder, and pixels to each helping hand."""
    values = np.full(len(MEASURES), np.nan)
    values[INDEX["scale_px_m"]] = SCALE
    for side, height in (("left", left), ("right", right)):
        values[INDEX[f"shoulder_{side}_x_px"]] = values[INDEX[f"shoulder_{side}_y_px"]] = 5000.0
        values[INDEX[f"wrist_{side}_x_px"]] = 5000.0
        values[INDEX[f"wrist_{side}_y_px"]] = 5000.0 - height * FOREARM_M * SCALE
    for hand, apart_px in zip(("left", "right"), hands_px, strict=True):
        known = 100.0 if apart_px == apart_px else np.nan
        values[INDEX[f"partner_wrist_{hand}_x_px"]] = values[INDEX[f"partner_wrist_{hand}_y_px"]] = known
        values[INDEX[f"partner_{hand}_hand_to_knee_right_px"]] = apart_px
    return [float(value) for value in values]


def metered(rows: Sequence[list[float]], *, under_way: bool = True, meter: StopMeter | None = None) -> list[StopSignal]:
    meter = meter or StopMeter(DEFAULTS)
    found = [meter.update(n, each, mat=None, under_way=under_way) for n, each in enumerate(rows)]
    return [signal for signal in found if signal is not None]


def arm(*spans: tuple[int, float]) -> list[list[float]]:
    """The right arm at some heights for so many ticks each, after two seconds at rest."""
    return [row(right=height) for count, height in ((60, -0.2), *spans) for _ in range(count)]


def hands(*spans: tuple[int, float]) -> list[list[float]]:
    return [row(hands_px=(px, px)) for count, px in spans for _ in range(count)]


def test_a_raised_arm_is_complete_on_the_thirteenth_tick_over_the_limit() -> None:
    assert [StopSignal("raised_hand", 60, 72, "right", 0.8)] == metered(arm((13, 0.8), (30, -0.2)))
    assert [] == metered(arm((12, 0.8), (30, -0.2)))


def test_an_arm_that_stays_up_is_one_signal_until_it_has_sunk() -> None:
    waving = [(20, 0.8), (6, 0.45)] * 5
    again = [*waving, (15, -0.2), (20, 0.8)]

    assert [60] == [signal.start for signal in metered(arm((300, 0.8)))]
    assert [60] == [signal.start for signal in metered(arm(*waving))]
    assert [60, 205] == [signal.start for signal in metered(arm(*again))]


def test_an_arm_that_rests_high_is_none_and_counts_from_there() -> None:
    high = [row(right=0.7)] * 120

    assert [] == metered(high)
    assert [] == metered([*high, *[row(right=1.1)] * 30])
    assert [120] == [signal.start for signal in metered([*high, *[row(right=1.4)] * 30])]


@pytest.mark.parametrize("side", ["left", "right"])
def test_each_arm_signals_for_itself(side: str) -> None:
    up = [row(**{side: 0.9})] * 20

    assert [side] == [signal.side for signal in metered([*arm(), *up])]


def test_a_blink_of_the_tracker_ends_no_raised_arm_but_a_long_gap_does() -> None:
    blink, gap = ([(6, 0.8), (n, float("nan")), (10, 0.8), (30, -0.2)] for n in (5, 6))

    assert [60] == [signal.start for signal in metered(arm(*blink))]
    assert [] == metered(arm(*gap))


def test_two_falls_count_up_to_a_second_and_a_half_apart() -> None:
    def fallen(apart: int) -> list[StopSignal]:
        tap = [(6, 0.3), (apart - 6, -0.2)]
        return metered(arm(*tap, *tap))

    assert ["tapping"] == [signal.kind for signal in fallen(45)]
    assert [] == fallen(46)


def test_taps_in_the_set_up_are_none() -> None:
    taps_ = [(6, 0.3), (10, -0.2)] * 4

    assert [] == metered(arm(*taps_), under_way=False)
    assert metered(arm(*taps_))


def test_a_third_and_fourth_tap_are_a_second_signal() -> None:
    taps_ = [(6, 0.3), (10, -0.2)] * 4

    assert ["tapping"] * 2 == [signal.kind for signal in metered(arm(*taps_))]


def test_who_is_never_helped_is_never_let_go() -> None:
    assert [] == signals(brief(partner=False))
    assert [] == metered(hands((200, OFF_PX)))


def test_hands_that_are_off_count_to_the_tick_after_a_second() -> None:
    assert [StopSignal("hands_off", 20, 50, None, 1.0)] == metered(hands((20, HELD_PX), (31, OFF_PX)))
    assert [] == metered(hands((20, HELD_PX), (30, OFF_PX), (20, HELD_PX)))


def test_hands_that_held_in_one_repetition_are_not_missed_in_the_next() -> None:
    meter = StopMeter(DEFAULTS)
    metered(hands((60, HELD_PX)), meter=meter)
    metered(hands((60, OFF_PX)), meter=meter, under_way=False)

    assert [] == metered(hands((90, OFF_PX)), meter=meter)


def test_one_hand_that_stays_holds() -> None:
    one = [row(hands_px=(HELD_PX, OFF_PX))] * 90

    assert [] == metered([*hands((20, HELD_PX)), *one])


def test_a_hand_that_is_not_known_is_not_off() -> None:
    unknown = [row(hands_px=(float("nan"), OFF_PX))] * 90

    assert [] == metered([*hands((20, HELD_PX)), *unknown])
    assert [20] == [s.start for s in metered([*hands((20, HELD_PX), (15, OFF_PX)), *unknown[:5], *hands((11, OFF_PX))])]
    assert [] == metered([*hands((20, HELD_PX), (15, OFF_PX)), *unknown[:6], *hands((30, OFF_PX))])


def test_hands_that_let_go_are_told_once_until_they_held_again() -> None:
    rows = hands((20, HELD_PX), (120, OFF_PX), (10, HELD_PX), (40, OFF_PX))

    assert [20, 150] == [signal.start for signal in metered(rows)]


def test_a_meter_that_was_reset_is_new() -> None:
    used = StopMeter(DEFAULTS)
    metered([*arm((200, 0.9)), *hands((20, HELD_PX), (15, OFF_PX))], meter=used)
    used.reset()
    rows = [*hands((20, HELD_PX), (40, OFF_PX)), *arm((20, 0.3), (10, -0.2), (20, 0.3), (10, -0.2), (30, 0.9))]

    assert metered(rows) == metered(rows, meter=used)
    assert metered(rows)
