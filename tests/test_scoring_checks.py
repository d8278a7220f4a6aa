"""Scores of checks."""

import pytest

from calibration.scoring.checks import CheckScore
from calibration.scoring.clip import ClipScore
from calibration.scoring.summary import summarise
from scored_results import a_reference, a_repetition, scored

SHALLOW = ("too_shallow", 8.0, 40.0)


def judged(*spans: tuple[str, float, float], view: str = "side", **verdicts: str) -> ClipScore:
    return scored(a_reference(*spans, view=view), [a_repetition((8.0, 40.0), verdicts=verdicts)])


def check(score: ClipScore, name: str) -> CheckScore:
    return next(one for one in score.repetitions[0].checks if one.name == name)


def test_a_true_fault_judged_ok_is_a_wrong_green() -> None:
    figures = summarise([judged(SHALLOW), judged(SHALLOW, depth="fault")])

    assert (0.5, 2.0) == (figures["checks.depth.wrong_green"].value, figures["checks.depth.wrong_green"].n)
    assert figures["checks.wrong_green"] == figures["checks.depth.wrong_green"]


@pytest.mark.parametrize(("verdict", "name"), [("warn", "fault_warned"), ("fault", "fault_red")])
def test_a_true_fault_that_is_noticed_is_no_wrong_green(verdict: str, name: str) -> None:
    figures = summarise([judged(SHALLOW, depth=verdict)])

    assert (0.0, 1.0) == (figures["checks.wrong_green"].value, figures[f"checks.{name}"].value)


def test_a_true_fault_that_could_not_be_judged_is_no_wrong_green_and_still_counts() -> None:
    figures = summarise([judged(SHALLOW, depth="unknown"), judged(SHALLOW)])

    assert (0.5, 2.0) == (figures["checks.wrong_green"].value, figures["checks.wrong_green"].n)
    assert 0.5 == figures["checks.depth.unknown"].value


def test_a_wrong_green_in_a_view_that_shows_it_weakly_is_apart() -> None:
    figures = summarise([judged(SHALLOW, view="oblique")])

    assert "checks.wrong_green" not in figures
    assert (1.0, 1.0) == (
        figures["checks.weak.wrong_green"].value, figures["checks.depth.oblique.wrong_green"].value,
    )  # fmt: skip


def test_a_fault_seen_where_there_is_none_is_a_false_red_and_a_warning_is_not() -> None:
    figures = summarise([judged(depth="fault", smooth_in="warn")])  # 7 checks are seen well from the side

    assert (1 / 7, 1 / 7) == (figures["checks.false_red"].value, figures["checks.good_warned"].value)
    assert (1.0, 0.0) == (figures["checks.depth.false_red"].value, figures["checks.smooth_in.false_red"].value)


def test_what_could_not_be_judged_is_counted_by_how_well_the_view_shows_it() -> None:
    figures = summarise(
        [judged(knee_path="unknown", same_side="unknown", depth="unknown"), judged(knee_path="unknown")]
    )

    assert {"checks.unknown": 1 / 14, "checks.hidden.unknown": 3 / 4, "checks.same_side.side.unknown": 0.5} == {
        name: figures[name].value
        for name in ("checks.unknown", "checks.hidden.unknown", "checks.same_side.side.unknown")
    }


def test_partner_advice_and_both_sides_are_not_scored() -> None:
    reference = a_reference(stretch="figure-four")
    score = scored(reference, [a_repetition((8.0, 40.0), stretch="figure-four")])

    assert [
        *("start_pose", "ankle_crossed", "foot_lifted", "drawn_in"),
        *("smooth_in", "steady_hold", "hold", "smooth_out"),
    ] == [one.name for one in score.repetitions[0].checks]


def test_a_stretch_that_labels_do_not_name_has_the_scored_checks_of_the_result() -> None:
    score = scored(a_reference(stretch=None), [a_repetition((8.0, 40.0))])

    assert (9, None) == (len(score.repetitions[0].checks), score.repetitions[0].true_prescription)
    assert "partner_back" not in [one.name for one in score.repetitions[0].checks]


def test_a_check_that_the_result_lacks_is_missing_and_neither_unknown_nor_green() -> None:
    score = scored(a_reference(SHALLOW), [a_repetition((8.0, 40.0), stretch="figure-four")])
    figures = summarise([score])

    assert CheckScore("depth", "y", True, "missing") == check(score, "depth")
    assert 0.0 == figures["checks.depth.wrong_green"].value
    assert "checks.depth.unknown" not in figures


def test_a_jerk_fails_the_check_of_its_phase_alone() -> None:
    score = judged(("jerk", 41.0, 41.4))

    assert ["smooth_out"] == [one.name for one in score.repetitions[0].checks if one.fault]
