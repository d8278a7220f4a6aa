"""Which stretch it is, and which side: told repetition by repetition, refused where it is none, never guessed."""

from functools import cache

import pytest

from courses import Course
from drawn import Camera, Clip
from drawn_figure_four import figure_four
from drawn_knee_to_chest import knee_to_chest
from drawn_lookalikes import LOOKALIKES
from drawn_session import mixed_session, parts
from drawn_twist import spinal_twist
from materials import FOOT_END, OBLIQUE, SIDE, VIEWS, judged, verdicts
from protocols.choice import Refusal, told
from protocols.measures import measure
from protocols.session import Session
from protocols.sides import with_both_sides
from protocols.stretches import STRETCHES, recognised
from protocols.types import Judgement
from vision.joints import Joint
from vision.people import People

LEGS = [Joint[f"{side}_{joint}"] for side in ("LEFT", "RIGHT") for joint in ("ANKLE", "HEEL", "FOOT_INDEX")]
DRAW = {"knee-to-chest": knee_to_chest, "spinal-twist": spinal_twist, "figure-four": figure_four}


def through_people(clip: Clip) -> Judgement:
    """Judged the whole way from what the networks would give, with roles and trust."""
    people, session = People(clip.size_px), Session(recognised())
    session.extend(clip.times_s, measure([people.update(observation) for observation in clip.observations()]))
    return session.finish()


@cache
def lookalike(name: str, camera: Camera) -> Judgement:
    return through_people(LOOKALIKES[name](camera=camera))


@pytest.fixture(scope="module")
def mixed() -> Judgement:
    return through_people(mixed_session())


def test_a_mixed_recording_gives_its_repetitions_in_order(mixed: Judgement) -> None:
    expected = [(part.stretch, part.side) for part in parts()]

    assert expected == [(repetition.stretch, repetition.side) for repetition in mixed.repetitions]
    assert () == mixed.warnings


def test_the_holds_of_a_mixed_recording_lie_where_they_are(mixed: Judgement) -> None:
    for part, repetition in zip(parts(), mixed.repetitions, strict=True):
        collar_s = 2.0 if (part.stretch, part.side) == ("spinal-twist", "left") else 1.0  # away from the camera

        assert part.hold_s == pytest.approx((repetition.hold.start_s, repetition.hold.end_s), abs=collar_s)


def test_a_mixed_recording_shows_both_sides(mixed: Judgement) -> None:
    found = [check.verdict for rep in mixed.repetitions for check in rep.checks if check.name == "both_sides"]

    assert ["ok"] * 4 == found


@pytest.mark.parametrize("camera", [SIDE, OBLIQUE, FOOT_END], ids=["side", "oblique", "foot-end"])
@pytest.mark.parametrize("name", LOOKALIKES)
def test_what_only_looks_like_a_stretch_is_none(name: str, camera: Camera) -> None:
    assert () == lookalike(name, camera).repetitions


@pytest.mark.parametrize("view", VIEWS)
def test_a_straight_leg_that_is_held_up_for_long_is_none(view: str) -> None:
    """From above its ankle lies before the other knee, as one does that is crossed over it."""
    long = Course(hold_s=25.0, start_deg=4.0, end_deg=80.0)

    assert () == through_people(LOOKALIKES["straight_leg_raise"](long, camera=VIEWS[view])).repetitions


@pytest.mark.parametrize("name", ["straight_leg_raise", "both_knees", "leg_crossing_only"])
def test_a_movement_that_is_none_is_told_with_its_time_once(name: str) -> None:
    (warning,) = lookalike(name, SIDE).warnings

    assert warning.startswith("The movement at 3.")
    assert warning.endswith("s is not judged: it is none of the stretches known.")


def test_sitting_up_is_told_as_what_it_is() -> None:
    (warning,) = lookalike("sit_up", SIDE).warnings

    assert "the shoulders leave the floor" in warning


def test_a_crossing_that_nobody_could_see_is_no_figure_four() -> None:
    hidden = figure_four(camera=OBLIQUE).hide([*LEGS, Joint.RIGHT_KNEE])

    assert "figure-four" not in {repetition.stretch for repetition in judged(hidden).repetitions}


@pytest.mark.parametrize("name", STRETCHES)
def test_a_named_stretch_is_not_questioned(name: str) -> None:
    session = Session([STRETCHES[name]], named=True)
    clip = knee_to_chest(camera=SIDE, side="right")
    session.extend(clip.times_s, measure(clip.scenes()))

    assert {name} >= {repetition.stretch for repetition in session.finish().repetitions}


@pytest.mark.parametrize("name", STRETCHES)
def test_done_alone_a_stretch_is_judged_alike_and_nobody_is_advised(name: str) -> None:
    helped, alone = (judged(DRAW[name](camera=OBLIQUE, partner=partner)) for partner in (True, False))

    assert verdicts(helped) == verdicts(alone)
    assert [] == [check.name for rep in alone.repetitions for check in rep.checks if not check.scored]
    assert 5 == len([check for rep in helped.repetitions for check in rep.checks if not check.scored])


@pytest.mark.parametrize("name", STRETCHES)
def test_advice_never_is_a_fault_and_always_comes_last(name: str) -> None:
    (repetition,) = judged(DRAW[name](camera=OBLIQUE)).repetitions
    advice = [check for check in repetition.checks if not check.scored]

    assert list(repetition.checks[-5:]) == advice
    assert {"ok", "warn", "unknown"} >= {check.verdict for check in advice}


def test_a_live_update_names_the_stretch_under_way() -> None:
    clip = figure_four(camera=OBLIQUE)
    session = Session(recognised())
    updates = [session.update(scene) for scene in clip.scenes()]
    held = [update.stretch for update in updates if 20.0 < update.time_s < 40.0]

    assert {"figure-four"} == set(held)
    assert {None} == {update.stretch for update in updates if update.time_s < 2.0}


def test_refusals_on_the_way_into_a_repetition_are_not_told() -> None:
    crossing, other = Refusal(3.0, 6.0, "it is none"), Refusal(60.0, 65.0, "it is none")

    assert ["The movement at 60.0 s is not judged: it is none."] == told([crossing, other, other], [(8.0, 40.0)])


def test_one_side_alone_stays_unknown_whatever_another_stretch_did() -> None:
    right = judged(spinal_twist(side="right", camera=OBLIQUE)).repetitions
    left = judged(figure_four(side="left", camera=OBLIQUE)).repetitions
    found = with_both_sides([*right, *left])

    assert ["unknown", "unknown"] == [c.verdict for rep in found for c in rep.checks if c.name == "both_sides"]
