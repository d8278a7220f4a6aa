"""Which movements are repetitions of knee-to-chest, and what is told about people who get lost."""

from dataclasses import replace

import pytest

from courses import Course, Step, even_times
from drawn import ALL, Clip, Figure, Leg, lying
from materials import HOLD_COLLAR_S, OBLIQUE, SIDE, judged, kinds, knee_to_chest, near, only, the, verdicts
from protocols.measures import measure
from protocols.session import Session
from protocols.stretches import recognised
from vision.people import People

GOOD = Course()


@pytest.mark.parametrize(("up_s", "deg"), [(1.5, 25.0), (2.0, 40.0), (1.0, 12.0)])
def test_an_aborted_departure_is_no_repetition(up_s: float, deg: float) -> None:
    aborted = Course(approach_s=up_s, hold_s=0.0, release_s=up_s, end_deg=50.0 + deg, breath_deg=0.0, rest_s=3.0)

    assert ((), ()) == (judged(knee_to_chest(aborted)).repetitions, judged(knee_to_chest(aborted)).events)
    assert ["ok"] == [rep["hold"] for rep in verdicts(judged(knee_to_chest(aborted).then(knee_to_chest())))]


@pytest.mark.parametrize("stop_s", [1.0, 2.0, 3.0])
def test_a_stop_on_the_way_in_is_not_the_hold(stop_s: float) -> None:
    course = Course(approach_s=2.5 + stop_s + 2.5, end_deg=112.0, steps=stopping(3.0, stop_s))
    found = judged(knee_to_chest(course))
    (repetition,) = found.repetitions

    assert abs(repetition.hold.start_s - course.still_from_s) < HOLD_COLLAR_S
    assert ("met", []) == (repetition.hold.verdict, kinds(found))


def stopping(start_s: float, stop_s: float) -> tuple[Step, Step]:
    """All of the way in as two halves with a stop between them."""
    return Step(start_s, 31.0, 2.5), Step(start_s + 2.5 + stop_s, 31.0, 2.5)


@pytest.mark.parametrize("rest_s", [1.5, 2.5, 8.0])
def test_left_and_right_after_each_other_are_two_repetitions(rest_s: float) -> None:
    first = knee_to_chest(Course(rest_s=rest_s), side="left")
    found = judged(first.then(knee_to_chest(Course(setup_s=1.0, hold_s=20.0), side="right", seed=7)))

    assert ["left", "right"] == [rep.side for rep in found.repetitions]
    assert ["met", "short"] == [rep.hold.verdict for rep in found.repetitions]
    assert [("hold_short", 1, "right")] == [(event.kind, event.repetition, event.side) for event in found.events]
    assert all(rep.phases[0].name == "setup" and len(rep.phases) == 4 for rep in found.repetitions)


def test_the_same_leg_three_times_is_three_repetitions() -> None:
    course = Course(setup_s=1.5, rest_s=1.5)
    clips = [knee_to_chest(course, seed=seed) for seed in range(3)]
    found = judged(clips[0].then(clips[1]).then(clips[2]))

    assert ["right"] * 3 == [rep.side for rep in found.repetitions]
    for number, repetition in enumerate(found.repetitions):
        start_s, end_s = (number * course.duration_s + edge for edge in course.true_hold_s())
        assert near(repetition.hold, start_s, end_s, HOLD_COLLAR_S)


def test_a_recording_that_ends_in_the_hold_has_a_repetition_without_release() -> None:
    found = judged(knee_to_chest().frames(slice(0, 1200)))
    (repetition,) = found.repetitions

    assert ["setup", "moving_in", "hold"] == [phase.name for phase in repetition.phases]
    assert "unknown" == only(found)["smooth_out"].verdict
    assert "met" == repetition.hold.verdict


def test_a_recipient_lost_for_three_seconds_is_told() -> None:
    for start_s in (1.0, 20.0):
        event = the(judged(knee_to_chest().hide(ALL, start_s, start_s + 3.0)), "lost")

        assert near(event, start_s, start_s + 3.0, 0.1)
        assert ("tracker", None) == (event.who, event.repetition)


def test_a_recipient_lost_for_a_moment_is_not_told() -> None:
    assert [] == kinds(judged(knee_to_chest().hide(ALL, 20.0, 20.8)))


def test_a_straight_leg_raised_is_another_exercise() -> None:
    found = judged(raised(), named=False)

    assert ((), 1) == (found.repetitions, len(found.warnings))


def test_a_named_stretch_is_not_questioned() -> None:
    assert ["knee-to-chest"] == [rep.stretch for rep in judged(raised(), stretch="knee-to-chest").repetitions]


def raised() -> Clip:
    """A leg raised straight, the other bent."""
    times = even_times(GOOD.duration_s, 30.0)
    leg = Leg(GOOD.angle_deg(times), 50.0 * (1 - GOOD.share(times)) + 8.0)
    points = lying(Leg(), leg, n=len(times))
    return replace(knee_to_chest(), recipient=Figure.drawn(points, SIDE, noise_px=0.5, noise_m=0.004))


def test_the_whole_way_from_observations_gives_the_same() -> None:
    """With roles, trust and rounding before it, and for either number of the recipient."""
    clip = knee_to_chest(Course(steps=[Step(6.0, 20.0, 0.3)]), camera=OBLIQUE)
    for recipient, partner in ((0, 1), (1, 0)):
        people = People(clip.size_px)
        scenes = [people.update(seen) for seen in clip.observations(recipient=recipient, partner=partner)]
        session = Session(recognised())
        session.extend(clip.times_s, measure(scenes))
        found = session.finish()

        assert near(the(found, "jerk"), 6.0, 6.3)
        assert verdicts(judged(clip)) == verdicts(found)
