"""The search space: what ships can be read, what cannot be searched is refused, and the same seed asks the same."""

from pathlib import Path

import pytest

from calibration.tuning.space import DEFAULT, SpaceError, keeps_order, narrowed, read_space
from protocols.thresholds import DEFAULTS, THRESHOLDS, Settings
from stretchcheck.tune.trials import STEPS, candidates, curve_of

HEAD = "schema = 1\n[objective.jerk]\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "space.toml"
    path.write_text(text)
    return path


def test_what_ships_names_thresholds_once_and_leaves_the_limits_of_speed() -> None:
    names = [span.name for search in read_space() for span in search.spans]

    assert sorted(set(names)) == sorted(names)
    assert set(names) <= set(THRESHOLDS)
    assert not {"speed_amber_deg_s", "speed_red_deg_s"} & set(names)


def test_true_takes_the_span_of_the_table_and_numbers_their_own(tmp_path: Path) -> None:
    path = written(
        tmp_path, HEAD + 'kind = "f1"\nevents = ["jerk"]\nthresholds = {drift_deg = true, fault_s = [0.4, 0.9]}'
    )
    (search,) = read_space(path)
    known = THRESHOLDS["drift_deg"]

    assert [(known.low, known.high), (0.4, 0.9)] == [(span.low, span.high) for span in search.spans]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("schema = 2\n", "Expected schema = 1, but got 2"),
        ("schema = 1\n", r"Expected schema and tables such as \[objective.jerk\]"),
        (HEAD + 'kind = "auc"\n', "Expected kind to be one of f1, .*but got 'auc'"),
        (HEAD + 'kind = "f1"\nevents = ["jolt"]\nthresholds = {drift_deg = true}', "but got 'jolt'"),
        (HEAD + 'kind = "f1"\nthresholds = {drift_deg = true}', "Expected a list of events in jerk"),
        (HEAD + 'kind = "f1"\nevents = ["jerk"]\nthresholds = {drif_deg = true}', "such as drift_deg"),
        (HEAD + 'kind = "f1"\nevents = ["jerk"]\nthresholds = {drift_deg = [9, 5]}', "Expected low to be below high"),
        (HEAD + 'kind = "f1"\nevents = ["jerk"]\nthresholds = {drift_deg = [5, 900]}', "for 'drift_deg', but got 900"),
        (HEAD + 'kind = "f1"\nevents = ["jerk"]\nthresholds = {drift_deg = 5}', r"Expected \[low, high\] or true"),
        (
            HEAD + 'kind = "f1"\nevents = ["jerk"]\ngoal = 0.9\nthresholds = {drift_deg = true}',
            "Expected a goal only of",
        ),
        (HEAD + 'kind = "f1"\nevents = ["jerk"]\nthresholds = {}', "Expected 1 to 6 thresholds"),
        (HEAD + "king = 3\n", r"Expected kind, events, goal and thresholds in \[objective.jerk\]"),
        ("schema = = 1", "Expected a search space in TOML"),
    ],
)
def test_what_cannot_be_searched_is_refused_with_its_path(tmp_path: Path, text: str, says: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SpaceError, match=says) as raised:
        read_space(path)

    assert str(raised.value).endswith(str(path))


def test_a_threshold_under_two_objectives_is_refused(tmp_path: Path) -> None:
    one = 'kind = "f1"\nevents = ["jerk"]\nthresholds = {drift_deg = true}\n'
    path = written(tmp_path, f"{HEAD}{one}[objective.drift]\n{one}")
    with pytest.raises(SpaceError, match="drift_deg is under two"):
        read_space(path)


def test_objectives_and_thresholds_can_be_picked() -> None:
    space = read_space(DEFAULT)
    (one,) = narrowed(space, objectives=[], thresholds=["fig4_slid_red_shank"])

    assert ("ankle", ["fig4_slid_red_shank"]) == (one.objective.name, [span.name for span in one.spans])
    with pytest.raises(SpaceError, match="but got 'jerks'"):
        narrowed(space, objectives=["jerks"], thresholds=[])
    with pytest.raises(SpaceError, match="but fig4_slid_red_shank is of another"):
        narrowed(space, objectives=["jerk"], thresholds=["fig4_slid_red_shank"])


def test_green_never_passes_red_nor_the_other_way_round() -> None:
    assert not keeps_order({"twist_lift_red_sw": 0.15}, DEFAULTS)
    assert keeps_order({"twist_lift_red_sw": 0.15}, Settings({"twist_lift_green_sw": 0.1}))
    assert keeps_order({"twist_lift_red_sw": 0.15, "twist_lift_green_sw": 0.1}, DEFAULTS)
    assert not keeps_order({"fig4_lift_red_shank": 0.3}, DEFAULTS)


def test_the_same_seed_proposes_the_same_and_more_trials_only_add() -> None:
    (search,) = narrowed(read_space(), objectives=["ankle"], thresholds=[])
    few, many = (candidates(search, DEFAULTS, trials=count, seed=3) for count in (30, 50))
    other = candidates(search, DEFAULTS, trials=30, seed=4)

    assert (30, 50) == (len(few), len(many))
    assert few == many[:30]
    assert few != other


def test_the_values_in_force_come_first_and_then_each_curve_alone() -> None:
    (search,) = narrowed(read_space(), objectives=["drift"], thresholds=[])
    proposed = candidates(search, DEFAULTS, trials=1, seed=0)
    start = {span.name: DEFAULTS[span.name] for span in search.spans}

    assert start == proposed[0]
    assert all(sum(values[name] != start[name] for name in start) == 1 for values in proposed[1:])
    assert STEPS == len(curve_of(search.spans[0]))


def test_proposals_cover_the_whole_span() -> None:
    (search,) = narrowed(read_space(), objectives=["drift"], thresholds=[])
    proposed = candidates(search, DEFAULTS, trials=100, seed=0)[1 + 2 * STEPS :]
    for span in search.spans:
        shares = sorted(span.share(values[span.name]) for values in proposed)

        assert max(b - a for a, b in zip([0.0, *shares], [*shares, 1.0], strict=True)) < 0.06
