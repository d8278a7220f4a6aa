"""Scores against the truth of the sample clips."""

from typing import Any

import pytest

from calibration.scoring.clip import ClipScore, score_clip
from calibration.scoring.reference import Reference, reference_from_truth
from calibration.scoring.summary import summarise
from calibration.truth import read_truth
from made_truth import SAMPLES
from scored_results import perfect


@pytest.fixture(scope="module")
def references() -> list[Reference]:
    return [reference_from_truth(read_truth(path)) for path in sorted(SAMPLES.glob("*.truth.json.gz"))]


def figures(references: list[Reference], results: list[dict[str, Any]]) -> dict[str, float]:
    scores: list[ClipScore] = [score_clip(*both) for both in zip(results, references, strict=True)]
    return {name: figure.value for name, figure in summarise(scores, draws=20).items()}


def test_a_perfect_result_has_perfect_figures(references: list[Reference]) -> None:
    found = figures(references, [perfect(reference) for reference in references])
    none = ("mae_s", "bias_s", "per_min", "wrong_green", "false_red", "missed", "invented")
    whole = ("right", "f1", "iou", "precision", "recall", "edges_within")

    assert 6 == len(references)
    assert {0.0} == {found[name] for name in found if name.endswith(none)}
    assert {1.0} == {found[name] for name in found if name.endswith(whole)}
    assert (0.0, 1.0) == (found["checks.unknown"], found["checks.hidden.unknown"])


def test_every_fault_of_the_samples_is_in_the_f1_of_its_kind(references: list[Reference]) -> None:
    scores = [score_clip(perfect(reference), reference) for reference in references]
    kinds = {name.split(".")[1] for name in summarise(scores, draws=0) if name.endswith(".f1") and name.count(".") == 2}

    assert {"jerk", "shoulder_lift", "ankle_slipped"} <= kinds


def test_a_result_that_says_nothing_misses_every_fault_and_every_hold(references: list[Reference]) -> None:
    silent = [perfect(reference) | {"repetitions": [], "events": [], "stretch": None} for reference in references]
    found = figures(references, silent)

    assert (0.0, 1.0, 0.0, 0.0, 0.0) == tuple(
        found[name] for name in ("events.f1", "holds.missed", "prescription.right", "repetitions.right", "side.right")
    )
