"""Real photographs through the real networks: the stretches are recognised, what only looks like one is not."""

from pathlib import Path
from typing import Any

import pytest

from stretchcheck.analyze import Options, analyze
from stretchcheck.inputs import find

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.timeout(300)]

STILLS = Path(__file__).parents[2] / "shared" / "data" / "stills"
LIES_NOT = ["prone_arms_out", "prone_partner", "seated_partner", "twist_prone_lookalike", "warrior"]
RECOGNISED = {
    "ktc_partner_a": ("knee-to-chest", "left"),
    "ktc_partner_b": ("knee-to-chest", "left"),
    "ktc_single_self": ("knee-to-chest", "left"),
    "fig4": ("figure-four", "left"),
}
OTHER_EXERCISES = [
    "bridge_a", "bridge_b", "deadbug", "hamstring_partner_a", "hamstring_partner_b", "ktc_double", "ktc_single_legup",
    "reverse_crunch", "singleleg_bridge", "windmill_a", "windmill_b",
]  # fmt: skip
STARTS = ["fig4_start", "twist_self_start"]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    if not STILLS.is_dir():
        pytest.skip("needs the photographs, which may not be shipped")
    out = tmp_path_factory.mktemp("photographs")
    outcomes = analyze(find([str(STILLS)]), Options(out=out), progress=lambda *_: None)
    return {outcome.input.stem: outcome.result for outcome in outcomes if outcome.result is not None}


@pytest.mark.parametrize("name", LIES_NOT)
def test_who_does_not_lie_on_the_back_is_refused_and_told_so(results: dict[str, Any], name: str) -> None:
    assert [] == results[name]["repetitions"]
    assert "Nobody lies on their back, so there is no stretch to judge." in results[name]["warnings"]


@pytest.mark.parametrize("name", RECOGNISED)
def test_a_stretch_is_recognised_with_its_side(results: dict[str, Any], name: str) -> None:
    (repetition,) = results[name]["repetitions"]

    assert RECOGNISED[name] == (repetition["stretch"], repetition["side"])
    assert "unknown" == repetition["hold"]["verdict"]


@pytest.mark.parametrize("name", [*OTHER_EXERCISES, *STARTS])
def test_another_exercise_is_none_of_them_and_told_so(results: dict[str, Any], name: str) -> None:
    assert [] == results[name]["repetitions"]
    assert results[name]["warnings"]


def test_every_photograph_was_tried(results: dict[str, Any]) -> None:
    assert {*LIES_NOT, *RECOGNISED, *OTHER_EXERCISES, *STARTS} == set(results)
