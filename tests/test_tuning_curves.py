"""Curves of a swept threshold: points, operating point and area."""

from typing import Any

import pytest

from calibration.tuning.curves import Point, area, at_value, precision_recall, roc


def row(value: float, **counts: float) -> dict[str, Any]:
    """One value of a sweep: ten faults and twenty good checks, ten labelled events."""
    known = {"found": 0.0, "missed": 10.0, "invented": 0.0, "fault_fault": 0.0, "fault_all": 10.0, "good_fault": 0.0}
    return {"value": value, "score": 0.5, "se": 0.1, "false_per_min": None, "good_all": 20.0} | known | counts


def points(*places: tuple[float, float]) -> list[Point]:
    return [Point(float(number), x, y) for number, (x, y) in enumerate(places)]


def test_a_point_of_roc_is_the_red_share_of_faults_over_that_of_good_checks() -> None:
    found = roc([row(2.0, fault_fault=4.0, good_fault=1.0), row(1.0, fault_fault=9.0, good_fault=5.0)])

    assert [Point(1.0, 0.25, 0.9), Point(2.0, 0.05, 0.4)] == found


def test_a_point_of_precision_and_recall_is_of_events() -> None:
    assert [Point(1.0, 0.8, 8 / 12)] == precision_recall([row(1.0, found=8.0, missed=2.0, invented=4.0)])


def test_what_has_no_share_has_no_point() -> None:
    assert [] == roc([row(1.0, fault_all=0.0)]) == roc([row(1.0, good_all=0.0)])
    assert [] == precision_recall([row(1.0, found=0.0, invented=0.0)])
    assert [] == precision_recall([row(1.0, found=0.0, missed=0.0, invented=3.0)])
    assert [] == roc([{"value": 1.0}]) == precision_recall([{"value": 1.0}])


def test_the_area_of_a_whole_sweep_is_that_of_other_libraries() -> None:
    """The figure of scikit-learn 1.9, `auc` of the same points."""
    found = area(points((1.0, 1.0), (0.4, 0.9), (0.1, 0.7), (0.1, 0.5), (0.0, 0.0)))

    assert found is not None
    assert found.is_whole
    assert 0.835 == pytest.approx(found.value)


def test_the_area_of_a_part_is_of_that_part_and_says_so() -> None:
    found = area(points((0.4, 0.9), (0.2, 0.7)))

    assert found is not None
    assert (False, 0.2, 0.4) == (found.is_whole, found.low, found.high)
    assert (0.16, 0.8) == pytest.approx((found.value, found.mean))


@pytest.mark.parametrize(("low", "high", "is_whole"), [(0.0, 1.0, True), (0.1, 1.0, False), (0.0, 0.9, False)])
def test_a_sweep_is_whole_from_nothing_to_everything(low: float, high: float, is_whole: bool) -> None:
    found = area(points((low, 0.5), (high, 1.0)))

    assert found is not None
    assert is_whole == found.is_whole


@pytest.mark.parametrize("places", [(), ((0.3, 0.5),), ((0.3, 0.5), (0.3, 0.9))])
def test_a_sweep_that_does_not_move_has_no_area(places: tuple[tuple[float, float], ...]) -> None:
    assert area(points(*places)) is None


def test_the_operating_point_is_that_of_the_value_and_never_of_a_near_one() -> None:
    swept = points((0.1, 0.2), (0.3, 0.4))

    assert Point(1.0, 0.3, 0.4) == at_value(swept, 1.0 + 1e-12)
    assert at_value(swept, 0.9) is None
    assert at_value([], 1.0) is None
