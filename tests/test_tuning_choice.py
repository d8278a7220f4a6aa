"""The choice is the middle of the plateau, its interval covers what was planted, and nobody scores their own choice."""

from collections.abc import Callable

import numpy as np
import pytest

from benchmarks.planted_threshold import CASES, HIGH, LOW, covers, repeat
from calibration.tuning.choice import Judged, choice_intervals, choose, deepest, standard_errors, widest
from calibration.tuning.nested import folds, score
from calibration.tuning.objectives import QUANTITIES, Objective, gain, value

SHARE = np.linspace(0.0, 1.0, 11)
ONE = Objective("one", "f1", ("jerk",))


def judged(found: np.ndarray, missed: np.ndarray, invented: np.ndarray) -> Judged:
    """Groups and settings, (groups, settings) of each count."""
    counts = np.zeros((*found.shape, len(QUANTITIES)))
    for name, values in (("found", found), ("missed", missed), ("invented", invented)):
        counts[..., QUANTITIES.index(name)] = values
    points = np.linspace(0.0, 1.0, found.shape[1])[:, None]
    return Judged(points, counts, lambda totals: gain(totals, ONE))


def test_one_threshold_takes_the_middle_of_the_widest_interval() -> None:
    inside = np.array([1, 1, 0, 0, 1, 1, 1, 1, 1, 0, 0], dtype=bool)

    assert 0.6 == pytest.approx(SHARE[deepest(SHARE[:, None], inside)])
    assert (0.4, 0.8) == pytest.approx(widest(SHARE, inside))


def test_the_end_of_the_span_ends_a_plateau_too() -> None:
    inside = SHARE >= 0.4

    assert 0.65 == pytest.approx(SHARE[deepest(SHARE[:, None], inside)], abs=0.051)


def test_of_two_thresholds_the_point_farthest_from_the_brink_is_taken() -> None:
    grid = np.stack(np.meshgrid(SHARE, SHARE), axis=-1).reshape(-1, 2)
    inside = ((grid > 0.25) & (grid < 0.75)).all(axis=1)

    assert (0.5, 0.5) == pytest.approx(tuple(grid[deepest(grid, inside)]))


def test_a_sharp_best_is_left_for_a_plateau_that_is_as_good_within_an_error() -> None:
    """Two people disagree about the single best value, and agree about a wide one."""
    found = np.array([[0, 8, 0, 7, 7, 7, 7, 7, 0, 0, 0], [0, 6, 0, 6, 6, 6, 6, 6, 0, 0, 0]], dtype=float)
    choice = choose(judged(found, 8 - found, np.zeros_like(found)))

    assert 1 == np.argmax(choice.gains)
    assert 5 == choice.index


def test_the_error_of_one_person_is_not_known() -> None:
    one = judged(np.array([[3.0, 4.0]]), np.array([[1.0, 0.0]]), np.zeros((1, 2)))

    assert [0.0, 0.0] == standard_errors(one).tolist()
    assert choice_intervals(one, 0.0, draws=50, seed=0) is None
    assert [] == folds(one)


def test_without_a_labelled_fault_nothing_is_chosen() -> None:
    nothing = judged(np.zeros((3, 4)), np.zeros((3, 4)), np.ones((3, 4)))

    assert choose(nothing).index is None


def test_the_jackknife_is_the_error_of_a_mean() -> None:
    """For a score that is a plain mean it is the textbook standard error."""
    errors_s = np.array([0.2, 0.5, 0.9, 1.4])
    counts = np.zeros((4, 1, len(QUANTITIES)))
    counts[:, 0, QUANTITIES.index("error_s")], counts[..., QUANTITIES.index("holds")] = errors_s, 1.0
    hold = Objective("hold", "hold_mae")
    own = Judged(np.zeros((1, 1)), counts, lambda totals: gain(totals, hold))

    assert np.std(errors_s, ddof=1) / 2 == pytest.approx(standard_errors(own)[0])


def scored(one: Judged, draws: int = 200) -> tuple[float, float]:
    scores = score(
        one, choose(one), folds(one), value=lambda totals: value(totals, ONE), default=0, draws=draws, seed=1
    )
    assert scores.nested.value is not None
    assert scores.resubstituted.value is not None
    return scores.nested.value, scores.resubstituted.value


def by_chance(people: int, settings: int, seed: int) -> Judged:
    """Settings that find faults by the toss of a coin: none is better than another."""
    random = np.random.default_rng(seed)
    found = random.binomial(4, 0.5, (people, settings)).astype(float)
    return judged(found, 4 - found, 4 - random.binomial(4, 0.5, found.shape))


def test_a_choice_among_equals_looks_better_on_its_own_people_only() -> None:
    """The leak: 40 settings of chance, the best of which shines on the people that chose it and on nobody else."""
    both = np.array([scored(by_chance(6, 40, seed)) for seed in range(60)])
    nested, resubstituted = both.mean(axis=0)

    assert resubstituted - nested > 0.03
    assert abs(nested - 0.5) < 0.03


def test_who_is_held_out_has_no_say_in_the_choice() -> None:
    one = by_chance(5, 30, 3)
    before = [fold.chosen for fold in folds(one)]
    for group in range(5):
        counts = one.counts.copy()
        counts[group] = counts[group][::-1] * 7
        after = folds(Judged(one.points, counts, one.gain))[group]

        assert before[group] == after.chosen


def test_the_nested_score_is_made_of_the_held_out_counts_alone() -> None:
    one = by_chance(4, 12, 5)
    held_out = sum(one.counts[fold.held_out, fold.chosen or 0] for fold in folds(one))

    assert float(value(np.asarray(held_out), ONE)) == pytest.approx(scored(one)[0])


@pytest.mark.parametrize(
    ("case", "least", "widest", "off"), [("as it is", 0.86, 0.25, 0.05), ("few, far apart", 0.86, 0.35, 0.08)]
)
def test_the_interval_covers_a_planted_best_value(case: str, least: float, widest: float, off: float) -> None:
    """50 draws of 8 people, binomially 0.95 +- 0.06; `benchmarks/planted_threshold.py` does 200 of six kinds.

    An interval that covers everything would say nothing, so how wide it is counts too; `widest` and `off` are shares.
    """
    planted = CASES[case]
    done = [repeat(planted, people=8, seed=seed, draws=100) for seed in range(50)]

    assert least <= np.mean([covers(each.interval, planted.best) for each in done])
    span = HIGH - LOW
    assert np.mean([each.interval[1] - each.interval[0] for each in done]) < widest * span
    assert np.mean([abs(each.chosen - planted.best) for each in done]) < off * span


def test_the_choice_alone_would_be_too_sure_of_itself() -> None:
    planted = CASES["few, far apart"]
    done = [repeat(planted, people=8, seed=seed, draws=100) for seed in range(50)]

    assert 0.86 > np.mean([covers(each.alone, planted.best) for each in done])


@pytest.mark.parametrize("change", [lambda counts: counts[::-1], lambda counts: counts * 3], ids=["order", "size"])
def test_neither_the_order_of_people_nor_more_of_the_same_moves_the_choice(
    change: Callable[[np.ndarray], np.ndarray],
) -> None:
    one = CASES["as it is"].judged(8, 4)

    assert choose(one).index == choose(Judged(one.points, change(one.counts), one.gain)).index
