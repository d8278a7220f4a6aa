"""Spans of time and one-to-one pairs."""

import pytest

from calibration.scoring.pairing import pairs
from calibration.scoring.spans import free_s, gap_s, iou, overlaps


def test_as_many_pairs_as_can_be_are_made_where_taking_the_nearest_first_makes_fewer() -> None:
    errors = [[1.0, 0.0], [9.0, 2.0]]
    allowed = [[True, True], [False, True]]  # the nearest first takes (0, 1) and leaves row 1 alone

    assert [(0, 0), (1, 1)] == pairs(errors, allowed)


def test_of_equally_many_pairs_the_ones_with_least_error_are_made() -> None:
    assert [(0, 1), (1, 0)] == pairs([[3.0, 1.0], [1.0, 3.0]], [[True, True], [True, True]])


def test_two_bad_pairs_outweigh_one_good_pair() -> None:
    assert [(0, 0), (1, 1)] == pairs([[1e6, 0.0], [0.0, 1e6]], [[True, True], [False, True]])


@pytest.mark.parametrize("errors", [[], [[], []], [[1.0]]])
def test_nothing_that_may_be_paired_gives_no_pairs(errors: list[list[float]]) -> None:
    assert [] == pairs(errors, [[False] * len(row) for row in errors])


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [((0.0, 10.0), (0.0, 10.0), 1.0), ((0.0, 10.0), (5.0, 15.0), 1 / 3), ((0.0, 1.0), (2.0, 3.0), 0.0)],
)
def test_shared_time_counts_against_the_time_of_both(
    a: tuple[float, float], b: tuple[float, float], expected: float
) -> None:
    assert expected == iou(a, b)


def test_spans_that_touch_are_not_apart_and_share_nothing() -> None:
    assert 0.0 == gap_s((0.0, 1.0), (1.0, 2.0))
    assert not overlaps((0.0, 1.0), (1.0, 2.0))


def test_a_moment_lies_in_a_span() -> None:
    assert overlaps((0.5, 0.5), (0.0, 1.0))
    assert not overlaps((1.5, 1.5), (0.0, 1.0))


def test_time_that_is_taken_twice_is_taken_once_and_time_outside_is_not_taken() -> None:
    assert 10.0 - 5.0 - 1.0 == free_s((0.0, 10.0), [(6.0, 7.0), (1.0, 5.0), (2.0, 3.0), (-1.0, 1.0), (20.0, 30.0)])
