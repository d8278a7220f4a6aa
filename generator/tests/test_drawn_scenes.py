"""Scenes for training: always the same by number, of development people only, and of every kind."""

from collections import Counter

import pytest

from bench import drawn_scenes, split
from bench.cast import PARTNER, RECIPIENT
from bench.scenario import STRETCHES

SOME = range(300)


@pytest.fixture(scope="module")
def scenes() -> list:
    return [drawn_scenes.scenario(number) for number in SOME]


def test_a_number_always_gives_the_same_scene() -> None:
    for number in (0, 7, 123):
        scene = drawn_scenes.scenario(number)
        assert scene == drawn_scenes.scenario(number)
        assert drawn_scenes.people(number, scene) == drawn_scenes.people(number, scene)
        assert drawn_scenes.room(number, scene) == drawn_scenes.room(number, scene)
        assert drawn_scenes.shots(number, scene, ("a", "b"), 9) == drawn_scenes.shots(number, scene, ("a", "b"), 9)


def test_nobody_is_shown_who_is_kept_for_the_test(scenes: list) -> None:
    kept = split.read()
    assert not {scene.subject for scene in scenes} & set(kept.subjects)
    assert not {scene.partner for scene in scenes} & set(kept.partners)
    assert {scene.subject for scene in scenes} == set(drawn_scenes.SUBJECTS)
    assert {scene.partner for scene in scenes} == {"", *drawn_scenes.PARTNERS}


def test_every_stretch_side_and_view_is_drawn(scenes: list) -> None:
    seen = Counter((scene.stretch, scene.side) for scene in scenes)
    assert {(stretch, side) for stretch in STRETCHES for side in ("left", "right")} == set(seen)
    assert {view.kind for view in drawn_scenes.VIEWS} == {scene.camera.kind for scene in scenes}
    assert {True, False} == {scene.partner_place.far for scene in scenes}


def test_clothes_and_colours_are_those_of_the_scene_alone() -> None:
    same = drawn_scenes.scenario(0)
    first, second = drawn_scenes.people(0, same), drawn_scenes.people(1, same)
    assert first[RECIPIENT].pants != second[RECIPIENT].pants
    assert first[RECIPIENT].shape == second[RECIPIENT].shape
    assert (PARTNER in first) == bool(same.partner)


def test_poses_are_at_rest_on_the_way_at_the_end_and_at_fault() -> None:
    scene = drawn_scenes.scenario(2)
    states = [shot.state for shot in drawn_scenes.shots(2, scene, ("ankle_slipped",), 200)]
    assert any(state.course == 0.0 for state in states)
    assert any(0.1 < state.course < 0.9 for state in states)
    assert any(state.course == 1.0 and not state.fault for state in states)
    assert {state.fault_kind for state in states if state.fault} == {"ankle_slipped"}


@pytest.mark.parametrize("several", [drawn_scenes.VIEWS, drawn_scenes.KINDS])
def test_shares_make_one(several: tuple) -> None:
    assert sum(one.share for one in several) == pytest.approx(1.0)
