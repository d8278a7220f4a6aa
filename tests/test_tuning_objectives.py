"""Counts of a clip add up to the figures that evaluate shows, and each kind of objective keeps its promise."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from calibration.scoring.clip import ClipScore
from calibration.scoring.summary import summarise
from calibration.tuning.objectives import QUANTITIES, Objective, check_events, counts_of, gain, told, value
from protocols.thresholds import DEFAULTS
from stretchcheck.evaluate.clips import Manner
from stretchcheck.tune.gathered import Asked, gather_material

BENCH = Path(__file__).parents[1] / "bench"
CLIPS = ("fig4_oblique_left_1_form", "twist_oblique_left_1_form_left")


def sums(**named: float) -> np.ndarray:
    return np.array([named.get(name, 0.0) for name in QUANTITIES])


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> list[ClipScore]:
    labels = tuple(BENCH / "truth" / f"{clip}.truth.json.gz" for clip in CLIPS)
    manner = Manner(cache=tmp_path_factory.mktemp("none"), settings=DEFAULTS)
    parts = dict.fromkeys(CLIPS, "development")
    material = gather_material(
        Asked(labels, BENCH / "recordings", manner, parts=parts), progress=lambda done, of, doing: None
    )
    return [ready.scores[0] for ready in material.clips]


@pytest.mark.parametrize("event", ["ankle_slipped", "shoulder_lift", "unstacked", "arms_off"])
def test_f1_is_the_one_that_evaluate_shows(scores: list[ClipScore], event: str) -> None:
    objective = Objective("one", "f1", (event,))
    totals = np.sum([counts_of(score, objective) for score in scores], axis=0)

    assert summarise(scores, draws=10)[f"events.{event}.f1"].value == pytest.approx(float(value(totals, objective)))


def test_the_error_of_holds_is_the_one_that_evaluate_shows(scores: list[ClipScore]) -> None:
    objective = Objective("hold", "hold_mae")
    totals = np.sum([counts_of(score, objective) for score in scores], axis=0)

    assert summarise(scores, draws=10)["hold.mae_s"].value == pytest.approx(float(value(totals, objective)))


def test_a_missed_hold_is_wrong_by_all_of_it(scores: list[ClipScore]) -> None:
    hold, score = Objective("hold", "hold_mae"), scores[0]
    lost = replace(score, repetitions=tuple(replace(one, hold=None) for one in score.repetitions))
    length_s = np.mean([one.true_hold_s for one in score.repetitions])

    assert length_s == pytest.approx(float(value(counts_of(lost, hold), hold)))


def test_f1_of_no_labelled_fault_is_not_known_even_with_false_ones() -> None:
    assert np.isnan(value(sums(invented=3), Objective("one", "f1", ("jerk",))))


def test_sensitivity_below_its_goal_is_worse_than_any_specificity() -> None:
    safe = Objective("jerk", "sensitivity", ("jerk",), 0.95)
    poor = value(sums(found=20, good_fault=9, good_all=10), safe)
    missing = value(sums(found=18, missed=2, good_all=10), safe)

    assert 0.1 == pytest.approx(float(poor))
    assert -0.05 == pytest.approx(float(missing))


def test_false_alerts_beyond_the_goal_are_worse_than_finding_nothing() -> None:
    quiet = Objective("drift", "false_alerts", ("drift",), 0.2)
    deaf = value(sums(missed=5, minutes=10), quiet)
    loud = value(sums(found=5, invented=3, minutes=10), quiet)
    right = value(sums(found=4, missed=1, invented=2, minutes=10), quiet)

    assert (0.0, -0.1, 0.8) == pytest.approx((float(deaf), float(loud), float(right)))


def test_less_error_is_more_gain() -> None:
    hold = Objective("hold", "hold_mae")

    assert gain(sums(error_s=1, holds=2), hold) > gain(sums(error_s=2, holds=2), hold)


def test_a_setting_is_told_in_plain_numbers() -> None:
    named = told(sums(found=2, invented=3, minutes=6))

    assert (2.0, 3.0, 0.5) == (named["found"], named["invented"], named["false_per_min"])
    assert told(sums(found=2))["false_per_min"] is None


def test_a_twist_tells_nothing_of_an_ankle_and_an_unknown_stretch_may() -> None:
    ankle = Objective("ankle", "f1", ("ankle_slipped",))

    assert [False, True, True] == [ankle.concerns(each) for each in ("spinal-twist", "figure-four", None)]


def test_kinds_that_are_no_faults_are_refused() -> None:
    with pytest.raises(ValueError, match="but got 'stop_signal'"):
        check_events(["jerk", "stop_signal"])
