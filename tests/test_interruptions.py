"""What recordings are really like: cut anywhere, joints that flicker, legs that swap, people who arrive and leave."""

from dataclasses import asdict, replace

import numpy as np
import pytest

from courses import Course, Step, Wave
from materials import judged, kinds, knee_to_chest, only
from protocols.measures import measure
from protocols.session import Session
from protocols.stretches import recognised
from vision.joints import MIRROR, Joint
from vision.types import Scene

KNEE = (Joint.RIGHT_KNEE,)


def flickering(clip, every, joints=KNEE):
    """The joints unknown in one frame of so many."""
    for frame in range(0, len(clip.times_s), every):
        clip.recipient.hidden[frame, list(joints)] = True
    return clip


@pytest.mark.parametrize("end_s", [1.0, 2.9, 4.0, 7.5, 8.6, 9.0, 20.0, 43.9, 45.0, 48.0])
def test_a_recording_may_end_anywhere(end_s):
    clip = knee_to_chest()
    clip = clip.frames(clip.times_s < end_s)
    session = Session(recognised())
    session.extend(clip.times_s, measure(clip.scenes()))
    judgement = session.finish()
    followed = session.followed()

    assert len(followed.time_s) == len(followed.status)
    for repetition in judgement.repetitions:
        hold = repetition.hold
        span_s = hold.end_s - hold.start_s

        assert span_s == pytest.approx(hold.held_s + hold.unseen_s + hold.out_of_pose_s, abs=0.002)


@pytest.mark.parametrize("every", [5, 8, 9, 10, 15])
def test_a_knee_that_flickers_hides_no_repetition(every):
    judgement = judged(flickering(knee_to_chest(), every))

    assert 1 == len(judgement.repetitions)
    assert "fault" not in {str(check.verdict) for check in judgement.repetitions[0].checks}


def test_a_bounce_with_a_flickering_knee_is_never_called_steady():
    course = Course(waves=(Wave(20.0, 5.0, 1.2, 4.0),))

    assert "ok" != str(only(judged(flickering(knee_to_chest(course), 5)))["steady_hold"].verdict)


def test_no_value_is_ever_nan():
    course = Course(steps=(Step(22.9, -10.0, 1.0), Step(26.0, 10.0, 1.0), Step(30.0, 15.0, 1.5)))
    clip = flickering(knee_to_chest(course).hide(KNEE, 19.0, 22.8), 5)
    judgement = judged(clip)
    numbers = [check.value for rep in judgement.repetitions for check in rep.checks]
    numbers += [event.value for event in judgement.events]
    numbers += [value for rep in judgement.repetitions for value in asdict(rep.peak).values()]

    assert [] == [number for number in numbers if number is not None and not np.isfinite(number)]


def test_a_lunge_that_was_hidden_is_never_called_smooth():
    course = Course(steps=(Step(5.5, 28.0, 0.4),))
    smooth = only(judged(knee_to_chest(course).hide(KNEE, 5.3, 6.1)))["smooth_in"]

    assert "ok" != str(smooth.verdict)
    assert "glitch" not in kinds(judged(knee_to_chest(course)))


def test_a_lunge_with_a_short_gap_is_still_a_persons():
    course = Course(steps=(Step(5.5, 21.0, 0.3),))
    clip = knee_to_chest(course).hide(KNEE, 5.6, 5.78)

    assert "too_fast" not in kinds(judged(clip))
    assert "ok" != str(only(judged(clip))["smooth_in"].verdict)


def test_hiding_more_never_turns_ok_into_fault():
    def twice_up(times):
        return 0.2 * (((times > 14) & (times < 14.45)) | ((times > 26) & (times < 26.45)))

    clip = knee_to_chest(rise_m=twice_up)
    foot = (Joint.LEFT_ANKLE, Joint.LEFT_HEEL)

    assert "fault" != str(only(judged(clip))["other_foot_down"].verdict)
    assert "fault" != str(only(judged(clip.hide(foot, 14.46, 25.99)))["other_foot_down"].verdict)


def test_taking_up_the_start_pose_is_no_repetition():
    """Lying flat, both legs drawn up, a rest, then the stretch: only the stretch counts, on its own side."""
    flat = knee_to_chest(Course(start_deg=4.0, end_deg=50.0, setup_s=4.0, approach_s=3.0, hold_s=6.0), straight=True)
    stretch = knee_to_chest()
    first = measure(flat.scenes())[: (11 * 30)]
    from protocols.measures import INDEX

    for kind in ("image_", "mixed_", ""):
        first[:, INDEX[f"thigh_trunk_left_{kind}deg"]] = first[:, INDEX[f"thigh_trunk_right_{kind}deg"]]
    second = measure(stretch.scenes())
    rows = np.concatenate([first, second])
    session = Session(recognised())
    session.extend(np.arange(len(rows)) / 30, rows)
    (repetition,) = session.finish().repetitions

    assert "right" == repetition.side
    assert 36.0 == pytest.approx(repetition.hold.held_s, abs=1.5)
    assert "fault" not in {str(check.verdict) for check in repetition.checks}


def test_a_stop_of_five_seconds_on_the_way_is_not_pushed_deeper():
    course = Course(end_deg=84.0, approach_s=3.0, hold_s=44.0, steps=(Step(11.0, 28.0, 3.0),))
    judgement = judged(knee_to_chest(course))

    assert 1 == len(judgement.repetitions)
    assert "pushed_deeper" not in kinds(judgement)


def test_legs_that_swap_for_a_second_make_no_fault():
    from vision.people import People

    clip = knee_to_chest()
    people = People(clip.size_px)
    scenes: list[Scene] = []
    for observation in clip.observations():
        bodies = observation.bodies
        if 20.0 <= observation.time_s < 21.0:
            values = bodies[0].values.copy()
            legs = [joint for joint in Joint if joint >= Joint.LEFT_KNEE]
            values[legs] = bodies[0].values[MIRROR[legs]]
            bodies = (replace(bodies[0], values=values), *bodies[1:])
        scenes.append(people.update(replace(observation, bodies=bodies)))
    session = Session(recognised())
    session.extend(clip.times_s, measure(scenes))
    judgement = session.finish()
    (repetition,) = judgement.repetitions

    assert {"glitch"} >= set(kinds(judgement))
    assert "met" == repetition.hold.verdict
    assert 0.5 < repetition.hold.unseen_s < 1.6


def test_standing_up_afterwards_loses_nothing():
    clip = knee_to_chest()
    scenes = clip.scenes()
    stood = [
        replace(scene, time_s=scene.time_s + clip.times_s[-1] + 0.1, recipient_lies=0.0) for scene in scenes[:60] * 1
    ]
    both = [*scenes, *stood]
    session = Session(recognised())
    session.extend(np.array([scene.time_s for scene in both]), measure(both))

    assert 1 == len(session.finish().repetitions)


def test_whoever_surely_lies_while_moving_in_is_judged_though_the_first_look_saw_them_sit():
    scenes = [replace(scene, recipient_lies=0.3 if scene.time_s < 2.8 else 0.95) for scene in knee_to_chest().scenes()]
    session = Session(recognised())
    session.extend(np.array([scene.time_s for scene in scenes]), measure(scenes))

    assert 1 == len(session.finish().repetitions)


def test_someone_who_does_not_lie_is_not_judged():
    scenes = [replace(scene, recipient_lies=0.1) for scene in knee_to_chest().scenes()]
    session = Session(recognised())
    session.extend(np.array([scene.time_s for scene in scenes]), measure(scenes))
    judgement = session.finish()

    assert () == judgement.repetitions
    assert "does not lie on the back" in judgement.warnings[0]
