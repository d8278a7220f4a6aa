"""Scores of repetitions and holds."""

from typing import Any

import pytest

from calibration.labels import Label
from calibration.scoring.clip import score_clip
from calibration.scoring.reference import Reference
from calibration.scoring.summary import confusion, summarise
from scored_results import a_reference, a_repetition, a_result, phases, scored

TWO = (*phases((8.0, 40.0)), *phases((60.0, 100.0), setup_s=44.0))


def test_errors_of_a_hold_are_found_less_true() -> None:
    (one,) = scored(a_reference(), [a_repetition((8.5, 39.75), held_s=30.0)]).repetitions

    assert one.hold is not None
    assert (0.5, -0.25, -2.0, 31.25 / 32.0) == (one.hold.start_s, one.hold.end_s, one.hold.held_s, one.hold.iou)


def test_two_holds_give_exactly_their_mean_error_bias_overlap_and_limits_of_agreement() -> None:
    found = [a_repetition((8.0, 40.0), held_s=33.0), a_repetition((60.0, 90.0), held_s=37.0)]
    figures = summarise([scored(a_reference(*TWO), found)])
    expected = {"mae_s": 2.0, "bias_s": -1.0, "iou": (1.0 + 0.75) / 2, "length_mae_s": 5.0, "end_mae_s": 5.0}
    spread = 1.96 * 8.0**0.5  # of +1 and -3

    assert expected == {name: figures[f"hold.{name}"].value for name in expected}
    assert pytest.approx((-1.0 - spread, -1.0 + spread)) == (
        figures["hold.loa_low_s"].value, figures["hold.loa_high_s"].value,
    )  # fmt: skip


def test_a_single_hold_has_no_limits_of_agreement() -> None:
    assert "hold.loa_low_s" not in summarise([scored(a_reference(), [a_repetition((8.0, 40.0))])])


@pytest.mark.parametrize(("off_s", "share"), [(1.0, 1.0), (1.01, 0.5)])
def test_an_edge_a_second_off_is_right_and_one_further_off_is_not(off_s: float, share: float) -> None:
    figures = summarise([scored(a_reference(), [a_repetition((8.0 + off_s, 40.0))])])

    assert (share, 2) == (figures["hold.edges_within"].value, figures["hold.edges_within"].n)


def test_a_hold_split_in_two_is_found_once_and_invented_once() -> None:
    score = scored(a_reference(), [a_repetition((8.0, 12.0)), a_repetition((15.0, 40.0))])

    assert (0, 1) == (score.missed_holds, score.invented_holds)
    assert [7.0] == [one.hold.start_s for one in score.repetitions if one.hold]


def test_one_hold_over_two_true_ones_is_found_once_and_missed_once() -> None:
    score = scored(a_reference(*TWO), [a_repetition((8.0, 100.0))])

    assert (1, 0) == (score.missed_holds, score.invented_holds)
    assert [False, True] == [one.found for one in score.repetitions]


def test_holds_that_share_no_time_are_missed_and_invented() -> None:
    score = scored(a_reference(), [a_repetition((41.0, 50.0))])

    assert (1, 1) == (score.missed_holds, score.invented_holds)
    assert ("missing", (), None) == (
        score.repetitions[0].prescription, score.repetitions[0].checks, score.repetitions[0].side_right,
    )  # fmt: skip


def test_a_repetition_without_a_hold_is_found_by_its_movement_and_its_hold_is_missed() -> None:
    score = scored(a_reference(), [a_repetition(None)])

    assert (True, None, 1, 0) == (
        score.repetitions[0].found, score.repetitions[0].hold, score.missed_holds, score.invented_holds,
    )  # fmt: skip


@pytest.mark.parametrize(("end_s", "expected"), [(37.99, "short"), (38.0, "met"), (73.0, "met"), (73.01, "long")])
def test_the_true_prescription_follows_the_true_length(end_s: float, expected: str) -> None:
    reference = a_reference(*phases((8.0, end_s)))

    assert {(expected, "met"): 1} == confusion([scored(reference, [a_repetition((8.0, 39.0))])])


def test_the_target_is_that_of_the_result_when_it_names_the_right_stretch() -> None:
    reference = a_reference(*phases((8.0, 34.0)))  # enough for a twist
    planned, wrong = a_repetition((8.0, 34.0)), a_repetition((8.0, 34.0), stretch="spinal-twist")
    planned["hold"] |= {"target_s": [25.0, 60.0], "verdict": "met"}

    assert [{("met", "met"): 1}, {("short", "met"): 1}] == [
        confusion([scored(reference, [one])]) for one in (planned, wrong)
    ]


@pytest.mark.parametrize("said", ["unknown", "short", "long"])
def test_only_the_true_prescription_is_right_and_unknown_is_not(said: str) -> None:
    found = a_repetition((8.0, 40.0))
    found["hold"]["verdict"] = said

    assert 0.0 == summarise([scored(a_reference(), [found])])["prescription.right"].value


def test_a_clip_is_right_when_count_stretch_and_side_are() -> None:
    names = ("repetitions.right", "stretch.right", "side.right")
    cases: dict[str, list[dict[str, Any]]] = {
        "right": [a_repetition((8.0, 40.0))],
        "one too many": [a_repetition((8.0, 40.0)), a_repetition((50.0, 55.0), side="right")],
        "other stretch": [a_repetition((8.0, 40.0), stretch="figure-four")],
        "other side": [a_repetition((8.0, 40.0), side="right")],
        "nothing": [],
    }
    figures = {name: summarise([scored(a_reference(), found)]) for name, found in cases.items()}

    assert {
        "right": [1, 1, 1],
        "one too many": [0, 1, 1],
        "other stretch": [1, 0, 1],
        "other side": [1, 1, 0],
        "nothing": [0, 0, 0],
    } == {name: [own[figure].value for figure in names] for name, own in figures.items()}


def test_labels_without_phases_score_no_repetitions_and_no_checks() -> None:
    reference = Reference("clip", (Label("clip", 5.0, 6.0, "jerk", side="left"),), side="left")
    score = scored(reference, [a_repetition((8.0, 40.0))])

    assert (None, (), 0, True, None) == (
        score.true_repetitions, score.repetitions, score.invented_holds, score.side_right, score.stretch_right,
    )  # fmt: skip
    assert {"side", "events", "alerts"} == {name.split(".")[0] for name in summarise([score])}


def test_another_schema_is_refused_with_the_name_of_the_clip() -> None:
    with pytest.raises(ValueError, match=r"Expected a result of schema 1, but got 2: clip"):
        score_clip(a_result(schema=2), a_reference())
