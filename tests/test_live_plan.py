"""A plan: what it may hold, how it is kept as TOML, grouped by where the camera stands and fitted to a time."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.stretches import STRETCHES
from stretchcheck.live import plan as plans
from stretchcheck.live.plan import MOST_STEPS, Plan, PlanError, Step, default_plan, fitted, from_rows, grouped

GOOD = {"stretch": "knee-to-chest", "side": "left", "hold_s": 35}


def steps_of_any_kind() -> st.SearchStrategy[Plan]:
    def step(stretch: str) -> st.SearchStrategy[Step]:
        low, high = STRETCHES[stretch].hold_target_s
        return st.builds(Step, st.just(stretch), st.sampled_from(["left", "right"]), st.integers(int(low), int(high)))

    return st.lists(st.sampled_from(list(STRETCHES)).flatmap(step), min_size=1, max_size=MOST_STEPS).map(grouped)


def rows_of(plan: Plan) -> list[dict[str, object]]:
    return [{"stretch": step.stretch, "side": step.side, "hold_s": step.hold_s} for step in plan.steps]


def names(plan: Plan) -> list[str]:
    return list(dict.fromkeys(step.stretch for step in plan.steps))


def saved(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


# -- what it holds


def test_the_plan_without_a_plan_is_every_stretch_on_both_sides_with_its_shortest_hold() -> None:
    plan = default_plan()

    assert {(name, side) for name in STRETCHES for side in ("left", "right")} == {
        (step.stretch, step.side) for step in plan.steps
    }
    assert [step.range_s[0] for step in plan.steps] == [step.hold_s for step in plan.steps]
    assert all(("left", "right") == plan.sides(name) for name in STRETCHES)


def test_sides_are_those_that_are_planned() -> None:
    plan = Plan((Step("figure-four", "right", 30), Step("knee-to-chest", "left", 30)))

    assert [("right",), ("left",), ()] == [plan.sides(n) for n in ("figure-four", "knee-to-chest", "spinal-twist")]


def test_every_stretch_has_a_place_for_the_camera_that_is_told_in_words_and_suits_it() -> None:
    from protocols.views import SUITS

    for name in STRETCHES:
        view = Step(name, "left", 30).view

        assert name in SUITS[view]
        assert plans.VIEW_TITLES[view]
        assert plans.VIEW_TEXTS[view].endswith(".")


@given(steps_of_any_kind())
def test_steps_of_one_view_come_together_in_the_order_in_which_they_were_wanted(plan: Plan) -> None:
    shuffled = plan.steps[::2] + plan.steps[1::2]
    found = grouped(shuffled)
    changes = sum(a.view != b.view for a, b in pairwise(found.steps))

    assert sorted(map(repr, shuffled)) == sorted(map(repr, found.steps))
    assert changes == len({step.view for step in shuffled}) - 1
    assert found.steps[0] == shuffled[0]
    for view in {step.view for step in shuffled}:
        assert [s for s in shuffled if s.view == view] == [s for s in found.steps if s.view == view]


def test_a_plan_says_how_long_it_takes_with_the_moves_of_the_laptop() -> None:
    one, both = (
        Plan((Step("knee-to-chest", "left", 30),)),
        Plan((Step("knee-to-chest", "left", 30), Step("spinal-twist", "left", 20))),
    )

    assert one.minutes * 60 == pytest.approx(65)
    assert both.minutes * 60 == pytest.approx(65 + 55 + 60)


# -- fitted to a time


@given(steps_of_any_kind(), st.floats(1, 60))
def test_a_fitted_plan_keeps_the_first_stretch_its_order_and_every_shortest_hold(plan: Plan, minutes: float) -> None:
    short = fitted(plan, minutes)
    kept = [(step.stretch, step.side) for step in short.steps]
    before = [(step.stretch, step.side) for step in plan.steps if step.stretch in names(short)]

    assert before == kept
    assert names(plan)[: len(names(short))] == names(short)
    assert all(step.range_s[0] <= step.hold_s for step in short.steps)
    assert short.minutes <= minutes or 1 == len(names(short))
    assert all(a.hold_s <= b.hold_s for a, b in zip(short.steps, plan.steps, strict=False) if a.stretch == b.stretch)


@given(steps_of_any_kind(), st.floats(1, 60))
def test_no_stretch_is_left_out_while_holds_can_be_shortened(plan: Plan, minutes: float) -> None:
    short = fitted(plan, minutes)

    if len(names(short)) < len(names(plan)):
        assert all(step.hold_s == step.range_s[0] for step in short.steps)
    shortest = Plan(tuple(Step(s.stretch, s.side, s.range_s[0]) for s in plan.steps))
    if shortest.minutes <= minutes:
        assert names(plan) == names(short)


def test_with_time_enough_a_plan_stays_as_it_is() -> None:
    plan = default_plan()

    assert plan is fitted(plan, plan.minutes)
    assert plan is fitted(plan, 120)


def test_all_holds_give_way_by_the_same_share() -> None:
    plan = Plan((Step("knee-to-chest", "left", 60), Step("figure-four", "left", 45)))
    short = fitted(plan, plan.minutes - 22.5 / 60)

    assert [45, 37] == [step.hold_s for step in short.steps]


def test_a_time_too_short_for_anything_leaves_the_first_stretch_on_both_sides() -> None:
    short = fitted(default_plan(), 1)

    assert [("knee-to-chest", "left", 30.0), ("knee-to-chest", "right", 30.0)] == [
        (step.stretch, step.side, step.hold_s) for step in short.steps
    ]


# -- rows from a page


@pytest.mark.parametrize(
    "rows",
    [None, [], {}, "knee-to-chest", b"x", 7, True, [None], [[]], ["left"], [{}], [GOOD, 3], [GOOD] * (MOST_STEPS + 1)],
    ids=repr,
)
def test_rows_that_are_no_plan_are_refused_in_words(rows: object) -> None:
    with pytest.raises(PlanError, match=r"^Expected .*, but got .*\.$"):
        from_rows(rows)


@pytest.mark.parametrize(
    "change",
    [
        {"side": "both"}, {"side": None}, {"side": ["left"]}, {"stretch": 3}, {"stretch": None}, {"stretch": "x" * 999},
        {"hold_s": 29.9}, {"hold_s": 60.1}, {"hold_s": float("nan")}, {"hold_s": float("inf")}, {"hold_s": "30"},
        {"hold_s": True}, {"hold_s": None}, {"hold_s": 10**400}, {"hold": 30}, {"__class__": 1}, {1: 2}, {None: 2},
    ],
    ids=lambda change: f"{change!r:.30}",
)  # fmt: skip
def test_a_hostile_step_is_refused_with_its_number_and_a_short_text(change: dict[object, object]) -> None:
    with pytest.raises(PlanError, match="step 2") as refusal:
        from_rows([GOOD, {**GOOD, **change}])

    assert 200 > len(str(refusal.value))


def test_a_name_that_is_nearly_right_is_answered_with_the_right_one() -> None:
    with pytest.raises(PlanError, match="such as 'spinal-twist' in step 1, but got 'spinal_twist'"):
        from_rows([{"stretch": "spinal_twist", "side": "left", "hold_s": 20}])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    )
)
def test_nothing_that_json_can_say_raises_anything_but_a_plan_error(rows: object) -> None:
    try:
        found = from_rows(rows)
    except PlanError:
        return
    assert found.steps


def test_a_step_without_a_hold_has_the_shortest() -> None:
    assert 20.0 == from_rows([{"stretch": "spinal-twist", "side": "left"}]).steps[0].hold_s


# -- on disk


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plans")


@given(plan=steps_of_any_kind())
def test_a_plan_comes_back_from_toml_as_it_was(plan: Plan, folder: Path) -> None:
    path = folder / "kept.toml"
    plans.save(plan, path)

    assert plan == plans.load(path)
    assert [path] == list(folder.iterdir())


def test_the_file_says_what_it_is_and_may_be_commented_by_hand(tmp_path: Path) -> None:
    text = plans.dumps(default_plan())

    assert text.startswith("# A plan")
    assert default_plan() == plans.load(saved(tmp_path, "# ours\n" + text.replace("side", "side", 1) + "\n# end\n"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "schema = 1"),
        ("schema = 2\n", "schema = 1, but got 2"),
        ("schema = 1\n", "at least one step"),
        ("schema = 1\nstep = []\n", "at least one step"),
        ("schema = 1\nname = 'x'\n", "tables [[step]], but got 'name'"),
        ("schema = 1\n[[step]]\nstretch = 'figure-for'\nside = 'left'\n", "such as 'figure-four'"),
        ("schema = 1\n[[step]]\nstretch = 'figure-four'\nside = 'left'\nhold = 30\n", "but got 'hold'"),
        ("schema = 1\n[step]\nstretch = 'figure-four'\n", "at least one step"),
        ("schema = \n", "plan in TOML"),
        ("schema = 1\nschema = 1\n", "plan in TOML"),
        ("\x00", "plan in TOML"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_what_was_expected_and_its_path(
    tmp_path: Path, text: str, told: str
) -> None:
    path = saved(tmp_path, text)
    with pytest.raises(PlanError, match=re.escape(told)) as refusal:
        plans.load(path)

    assert str(path) in str(refusal.value)


def test_a_missing_file_a_folder_and_wrong_letters_are_refused_too(tmp_path: Path) -> None:
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b"schema = 1 # \xe4\n")
    for path in (tmp_path / "none.toml", tmp_path, latin):
        with pytest.raises(PlanError, match=r"^Expected a plan in TOML"):
            plans.load(path)


def test_saving_replaces_the_file_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    plans.save(default_plan(), path)
    with pytest.raises(OSError, match="none"):
        plans.save(default_plan(), tmp_path / "none" / "plan.toml")

    assert [path] == list(tmp_path.iterdir())
