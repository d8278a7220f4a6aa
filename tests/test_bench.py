"""The committed recordings of the bench are judged as well as they ever were."""

from pathlib import Path

import pytest

from stretchcheck.evaluate.clips import Manner
from stretchcheck.evaluate.floors import fallen, read_floors
from stretchcheck.evaluate.run import as_scores, evaluate

BENCH = Path(__file__).parents[1] / "bench"
DRAWS = 1
"""Floors are compared with values, not with intervals."""


@pytest.mark.slow
@pytest.mark.timeout(900)  # under two minutes of two cores; other tests run beside it
def test_no_figure_of_the_bench_falls_below_its_floor(tmp_path: Path) -> None:
    if not BENCH.is_dir():
        pytest.skip(f"the bench is not here, only a checkout of the repository has it: {BENCH}")
    manner = Manner(tmp_path)
    evaluation = evaluate([BENCH / "truth"], BENCH / "recordings", manner, processes=2)
    figures = as_scores(evaluation, manner, draws=DRAWS)["figures"]

    assert [] == evaluation.failures
    assert [] == fallen(read_floors(BENCH / "floors.toml"), figures)
