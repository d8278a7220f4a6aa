"""Agreement of raters with each other and of the checker with raters: what counts, and the numbers."""

import itertools
from typing import Any

import numpy as np
import pytest

from calibration.scoring.kinds import FAULT_KINDS
from calibration.scoring.reference import Reference, references_from_labels
from calibration.tuning.agreement import agreement, kappa, observed, pabak, rater_pairs, red_or_not, system_rater
from calibration.tuning.units import CHECKER, Unit, checks_of, rater_units, score_units, system_units
from scored_results import a_reference, a_repetition, a_result, an_event, labels, perfect, phases, scored

TWO_BY_TWO = np.array([[20.0, 5.0], [10.0, 15.0]])
THREE_BY_THREE = np.array([[31.0, 4.0, 3.0], [2.0, 0.0, 5.0], [1.0, 2.0, 17.0]])


def by(rater: str, *spans: tuple[str, float, float], **changes: Any) -> Reference:
    return a_reference(*spans, rater=rater, subject="ada", **changes)


def rows(*units: tuple[int | None, int | None], what: str = "depth", **known: Any) -> list[dict[str, Any]]:
    """Agreement on units of one check, each of one person unless told otherwise."""
    who = known.pop("who", "a" * len(units))
    made = [Unit(what, ("r", "s"), "clip", one, *both) for one, both in zip(who, units, strict=True)]
    return agreement(made, draws=known.pop("draws", 200), **known)


def units_of(table: np.ndarray[Any, Any], who: str = "a") -> list[Unit]:
    """As many units as a table of three by three counts, their people in turn."""
    cells = [place for place in itertools.product(range(3), range(3)) for _ in range(int(table[place]))]
    turn = itertools.cycle(who)
    return [Unit("depth", ("r", "s"), "clip", next(turn), *cell) for cell in cells]


@pytest.mark.parametrize(
    ("table", "plain", "quadratic"),
    [(TWO_BY_TWO, 0.4, 0.4), (THREE_BY_THREE, 0.5378502718527813, 0.7411069907979673)],
)
def test_kappa_is_that_of_other_libraries(table: Any, plain: float, quadratic: float) -> None:
    """Figures of scikit-learn 1.9 and statsmodels 0.15, which agree with each other."""

    assert plain == pytest.approx(float(kappa(table)), abs=1e-12)
    assert quadratic == pytest.approx(float(kappa(table, quadratic=True)), abs=1e-12)


def test_kappa_of_many_tables_at_once_is_that_of_each() -> None:
    many = np.stack([THREE_BY_THREE, 2 * np.eye(3), THREE_BY_THREE.T])

    assert [float(kappa(one)) for one in many] == pytest.approx(list(kappa(many)))


def test_adjusted_kappa_of_two_categories_is_twice_the_agreement_less_one() -> None:
    assert (0.7, 0.4) == pytest.approx((float(observed(TWO_BY_TWO)), float(pabak(TWO_BY_TWO))))


def test_amber_is_not_red() -> None:
    assert [[37.0, 8.0], [3.0, 17.0]] == red_or_not(THREE_BY_THREE).tolist()


def test_two_who_only_ever_say_good_agree_wholly_and_have_no_kappa() -> None:
    (_, row) = rows((0, 0), (0, 0), who="ab")

    assert (1.0, 1.0) == (row["agreed"], row["pabak"])
    assert [None] * 3 == [row[name] for name in ("kappa", "weighted_kappa", "interval")]


def test_nothing_judged_by_both_is_told_and_has_no_agreement() -> None:
    (_, row) = rows((None, 0), (None, 2))

    assert (0, 2, None, None) == (row["n"], row["unjudged"], row["agreed"], row["pabak"])


def test_a_row_counts_who_said_what() -> None:
    (_, row) = rows((2, 2), (2, 2), (2, 0), (1, 2), (0, 2), (0, 0))

    assert (2, 1, 2, 6) == (row["both_fault"], row["only_first"], row["only_second"], row["n"])


def test_kappa_of_a_row_is_of_red_and_the_weighted_one_of_all_three() -> None:
    (_, row) = agreement(units_of(THREE_BY_THREE))

    assert (0.628571, 0.741107) == pytest.approx((row["kappa"], row["weighted_kappa"]), abs=1e-6)


def test_one_person_gives_no_interval_and_several_give_one_around_kappa() -> None:
    (_, alone), (_, several) = agreement(units_of(THREE_BY_THREE)), agreement(units_of(THREE_BY_THREE, "abcde"))
    low, high = several["interval"]

    assert alone["interval"] is None
    assert low < several["kappa"] < high


def test_an_interval_is_of_whole_people() -> None:
    """Everybody is alike inside and unlike the others; drawing units would see less spread than there is."""
    agreed, not_agreed = [(0, 0), (2, 2)] * 20, [(0, 2), (2, 0)] * 20
    (_, clustered) = rows(*agreed, *not_agreed, who="a" * 40 + "b" * 40)
    (_, mixed) = rows(*agreed, *not_agreed, who=("abcdefg" * 12)[:80])

    assert [-1.0, 1.0] == clustered["interval"]
    assert mixed["interval"][1] - mixed["interval"][0] < 0.5


def test_an_interval_is_left_out_where_many_draws_have_no_kappa() -> None:
    (_, row) = rows((2, 2), (0, 0), (0, 0), (0, 0), who="abcd")

    assert (1.0, None) == (row["kappa"], row["interval"])


@pytest.mark.parametrize(("second", "expected"), [((0, 2), 1.0), ((0, 0), 0.0)])
def test_two_who_never_differ_or_of_whom_one_never_says_red_have_no_interval(
    second: tuple[int, int], expected: float
) -> None:
    (_, row) = rows(*zip((0, 2) * 20, second * 20, strict=True), who="aabbccddee" * 4)

    assert (expected, None) == (row["kappa"], row["interval"])


def test_the_same_seed_gives_the_same_interval() -> None:
    first, same, other = (agreement(units_of(THREE_BY_THREE, "abcdefg"), seed=seed)[1] for seed in (1, 1, 2))

    assert first["interval"] == same["interval"] != other["interval"]


def test_raters_who_mark_the_same_faults_agree_on_every_check() -> None:
    spans = [("off_path", 4.0, 8.0), ("jerk", 20.0, 21.0)]
    found = {row["what"]: row for row in rater_pairs({"ann": [by("ann", *spans)], "ben": [by("ben", *spans)]})}

    assert {1.0} == {row["agreed"] for row in found.values()}
    assert [1, 1, 1, 0] == [found[what]["both_fault"] for what in ("knee_path", "steady_hold", "jerk", "bounce")]
    assert (9, 2) == (found["all checks"]["n"], found["all checks"]["both_fault"])


def test_a_fault_that_one_rater_marks_is_told_on_the_right_side() -> None:
    pair = rater_pairs({"ann": [by("ann", ("foot_up", 10.0, 20.0))], "ben": [by("ben", ("bounce", 10.0, 20.0))]})
    found = {row["what"]: (row["only_first"], row["only_second"]) for row in pair}

    assert ((1, 0), (0, 1), (0, 1)) == (found["other_foot_down"], found["steady_hold"], found["bounce"])


def test_three_raters_are_three_pairs_and_a_clip_that_one_did_not_see_counts_for_the_others() -> None:
    told = {"ann": [by("ann")], "ben": [by("ben")], "cy": []}
    three = {"ann": [by("ann")], "ben": [by("ben")], "cy": [by("cy")]}

    assert {("ann", "ben")} == {tuple(row["between"]) for row in rater_pairs(told)}
    assert [("ann", "ben"), ("ann", "cy"), ("ben", "cy")] == list(
        dict.fromkeys(tuple(row["between"]) for row in rater_pairs(three))
    )


def test_repetitions_are_laid_beside_each_other_by_their_holds() -> None:
    two = [*phases((8.0, 20.0)), *phases((30.0, 50.0), setup_s=24.0)]
    only_second = [*phases((31.0, 49.0)), ("foot_up", 35.0, 40.0)]
    units = list(
        rater_units([by("ann", *two, ("foot_up", 35.0, 40.0))], [by("ben", *only_second)], between=("ann", "ben"))
    )

    assert [(2, 2)] == [(one.first, one.second) for one in units if one.what == "other_foot_down"]


def test_raters_who_name_different_stretches_have_nothing_to_agree_on() -> None:
    other = by("ben", stretch="spinal-twist")

    assert [] == list(rater_units([by("ann")], [other], between=("ann", "ben")))


def test_without_a_stretch_the_checks_that_every_stretch_has_are_compared() -> None:
    spans = [("moving_in", 4.0, 8.0), ("hold", 8.0, 40.0), ("off_path", 5.0, 6.0), ("jerk", 20.0, 21.0)]
    own = [references_from_labels(labels(*spans, stretch=None, rater=name))["clip"][0] for name in ("ann", "ben")]
    units = list(rater_units(own[:1], own[1:], between=("ann", "ben")))

    assert ["start_pose", "smooth_in", "steady_hold", "hold", "smooth_out"] == [
        one.what for one in units if one.is_check
    ]


def test_a_perfect_result_agrees_with_its_rater() -> None:
    reference = by("ann", ("foot_up", 10.0, 20.0), ("jerk", 5.0, 6.0))
    found = {row["what"]: row for row in system_rater({"clip": perfect(reference)}, [reference])}

    assert (1.0, 1.0, 0) == tuple(found["all checks"][name] for name in ("agreed", "kappa", "unjudged"))
    assert {(CHECKER, "ann")} == {tuple(row["between"]) for row in found.values()}
    assert (1, 1, 0) == tuple(found[what]["both_fault"] for what in ("smooth_in", "jerk", "bounce"))


def test_a_check_that_the_view_does_not_show_well_is_no_unit() -> None:
    units = list(system_units(perfect(by("ann")), by("ann")))

    assert {"knee_path", "same_side"}.isdisjoint(one.what for one in units)


def test_what_the_checker_could_not_judge_is_counted_apart() -> None:
    result = a_result([a_repetition((8.0, 40.0), verdicts={"depth": "unknown", "steady_hold": "unknown"})])
    found = {row["what"]: (row["n"], row["unjudged"]) for row in system_rater({"clip": result}, [by("ann")])}

    assert ((0, 1), (0, 1), (1, 0), (5, 2)) == tuple(found[what] for what in ("depth", "bounce", "jerk", "all checks"))


def test_amber_counts_as_half_way_in_the_weighted_kappa_alone() -> None:
    result = a_result([a_repetition((8.0, 40.0), verdicts={"depth": "warn"})])
    (unit,) = (one for one in system_units(result, by("ann", ("too_shallow", 8.0, 40.0))) if one.what == "depth")

    assert (1, 2) == (unit.first, unit.second)


def test_a_kind_that_the_checker_found_in_the_repetition_is_red() -> None:
    events = [an_event("bounce", 20.0, 22.0), an_event("jerk", 50.0, 51.0)]
    result = a_result([a_repetition((8.0, 40.0), verdicts={"steady_hold": "fault"})], events)
    said = {one.what: one.first for one in system_units(result, by("ann")) if not one.is_check}

    assert (2, 0, 0) == (said["bounce"], said["jerk"], said["drift"])


def test_a_repetition_that_was_not_found_is_no_unit_and_a_clip_without_result_is_left_aside() -> None:
    assert [] == list(system_units(a_result(), by("ann")))
    assert [] == system_rater({}, [by("ann")])


def test_checks_come_out_of_a_score_as_out_of_the_result_that_was_scored() -> None:
    reference, repetition = by("ann", ("foot_up", 10.0, 20.0)), a_repetition((8.0, 40.0))
    of_score = list(score_units(scored(reference, [repetition])))

    assert of_score == [one for one in system_units(a_result([repetition]), reference) if one.is_check]
    assert len(of_score) > 0


@pytest.mark.parametrize("kind", FAULT_KINDS)
def test_every_kind_of_fault_fails_some_check(kind: str) -> None:
    expected = 3 if kind in ("jerk", "too_fast") else 1

    assert expected == len(checks_of(kind))
