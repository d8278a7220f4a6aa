"""A knee that the leg on top hides is where the ankle lies that is crossed over it."""

from typing import Any

import numpy as np
import pytest

from protocols.measures import INDEX, MEASURES
from protocols.under_ankle import KneeUnderAnkle

N, SEEN = 60, 20
HIP, KNEE, ANKLE = (100.0, 300.0), (140.0, 200.0), (141.0, 206.0)
"""Of the left leg below, and the right ankle that lies 5 and -4 pixels off its place above that knee."""


def rows(*, hidden_from: int = SEEN) -> np.ndarray:
    """Measures of a figure-four whose bottom knee is hidden from one tick on."""
    table = np.full((N, len(MEASURES)), np.nan)
    for name, place in (("hip_left", HIP), ("knee_left", KNEE), ("ankle_right", ANKLE)):
        table[:, [INDEX[f"{name}_{axis}_px"] for axis in "xy"]] = place
    table[hidden_from:, [INDEX["knee_left_x_px"], INDEX["knee_left_y_px"]]] = np.nan
    return table


def told(table: np.ndarray, *, crossed: Any = 1.0, lean_deg: Any = 30.0, lost: Any = False) -> Any:
    spread = [np.broadcast_to(np.asarray(each), N).copy() for each in (crossed, lost, lean_deg)]
    return KneeUnderAnkle().extend(
        table, spread[0].astype(float), spread[1].astype(bool), spread[2].astype(float), "left"
    )


def test_it_is_where_the_ankle_says_as_that_lay_before() -> None:
    knee, guessed = told(rows())

    assert (np.flatnonzero(guessed) == np.arange(SEEN, N)).all()
    assert pytest.approx(KNEE, abs=1.5) == tuple(knee[-1])


def test_it_moves_with_the_ankle_and_a_little_farther() -> None:
    """The ankle lies a tenth of the way up the thigh."""
    table = rows()
    table[SEEN + 10 :, INDEX["ankle_right_y_px"]] -= 45.0
    knee, _ = told(table)

    assert pytest.approx(-50.0) == knee[-1][1] - knee[SEEN + 9][1]


@pytest.mark.parametrize("crossed", [0.0, -1.0])
def test_of_legs_that_are_not_crossed_so_nothing_is_told(crossed: float) -> None:
    assert not told(rows(), crossed=crossed)[1].any()


def test_a_knee_that_cannot_be_where_it_seems_is_hidden_too() -> None:
    lost = np.arange(N) >= SEEN
    table = rows(hidden_from=N)
    table[SEEN:, INDEX["knee_left_x_px"]] += 200.0

    assert pytest.approx(KNEE, abs=1.5) == tuple(told(table, lost=lost)[0][-1])


def test_where_the_knee_on_top_comes_up_the_ankle_may_have_slipped() -> None:
    lean_deg = np.where((np.arange(N) >= 35) & (np.arange(N) < 50), 18.0, 30.0)
    guessed = told(rows(), lean_deg=lean_deg)[1]

    assert not guessed[35:50].any()
    assert guessed[SEEN:35].all()
    assert guessed[50:].all()


def test_cut_into_pieces_it_tells_the_same_and_reset_equals_new() -> None:
    table, ones = rows(), np.ones(N)
    lost, lean_deg = np.zeros(N, dtype=bool), np.linspace(35.0, 20.0, N)
    under = KneeUnderAnkle()
    whole = under.extend(table, ones, lost, lean_deg, "left")
    under.reset()
    parts = [
        under.extend(table[a:b], ones[a:b], lost[a:b], lean_deg[a:b], "left") for a, b in ((0, 11), (11, 12), (12, N))
    ]

    assert np.array_equal(whole[0], np.concatenate([knee for knee, _ in parts]), equal_nan=True)
    assert (whole[1] == np.concatenate([guessed for _, guessed in parts])).all()
