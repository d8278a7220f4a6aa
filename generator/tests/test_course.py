"""Which pose each moment shows."""

import numpy as np
import pytest

from bench.clip import parsed
from bench.course import BenchCourse, check, frame_times_s
from bench.shots import held_track
from conftest import SHARES
from test_motion import TIMING

WAYS = {name: ("foot_up", share) for name, share in SHARES.items()}


def clip(**changes: object):
    return parsed("a_bank", {"name": "a", "theme": "a", "fps": 20.0, "seed": 3, "timing": TIMING} | changes)


def course_of(bank, **changes: object) -> BenchCourse:
    return BenchCourse(clip(**changes), bank, WAYS)


def test_a_careful_clip_goes_through_rest_reach_path_and_end(make_bank):
    course = course_of(make_bank())
    tracks = [course.cue(t).track for t in (0.5, 2.0, 5.0, 20.0, 41.0)]

    assert ["rest", "reach", "path", "end", "path"] == tracks


def test_a_held_fault_comes_stays_and_goes(make_bank):
    course = course_of(make_bank(), held_faults=[{"variant": "high", "at_s": 5.0, "lasts_s": 4.0, "fade_s": 1.0}])
    start = course.motion.hold_from_s + 5.0
    cues = [course.cue(start + since) for since in (0.5, 3.0, 5.5)]

    assert ["foot_up", held_track("foot_up", 0.8), "foot_up"] == [cue.track for cue in cues]
    assert cues[0].value == pytest.approx(0.4)


def test_a_wrong_start_shows_straight_legs_and_joins_the_path(make_bank):
    bank = make_bank()
    course = course_of(bank, wrong_start=True)
    times = np.arange(0.0, 9.0, 0.02)
    cues = [course.cue(float(t)) for t in times]
    order = list(dict.fromkeys(cue.track for cue in cues))

    assert ["wrong_rest", "wrong_reach", "wrong_path", "path", "end"] == order
    assert max(cue.value for cue in cues if cue.track == "wrong_path") <= 0.0


def test_without_a_partner_there_is_no_reach(make_bank):
    course = course_of(make_bank(partner=""))
    tracks = {course.cue(float(t)).track for t in np.arange(0.0, course.motion.duration_s, 0.1)}

    assert {"rest", "path", "end"} == tracks


def test_knees_left_away_from_the_middle_keep_the_hands_on(make_bank):
    course = course_of(make_bank(), short_of_start_deg=30.0)
    last = course.cue(course.motion.duration_s - 0.2)

    assert "path" == last.track
    assert last.value == pytest.approx(80.0, abs=1.0)


def test_what_the_bank_does_not_hold_is_refused(make_bank):
    bank = make_bank()
    own = clip(passes_s=[5.0])
    course = BenchCourse(own, bank, WAYS)

    with pytest.raises(ValueError, match="pass_end"):
        check(own, course, bank, frame_times_s(own, course.motion.duration_s))


def test_overlapping_events_are_refused(make_bank):
    bank = make_bank()
    faults = [{"variant": name, "at_s": at, "lasts_s": 4.0} for name, at in (("low", 4.0), ("high", 8.0))]
    own = clip(held_faults=faults)
    course = BenchCourse(own, bank, WAYS)

    with pytest.raises(ValueError, match="overlap"):
        check(own, course, bank, frame_times_s(own, course.motion.duration_s))


def test_a_fault_of_the_end_pose_needs_a_hold_at_the_end(make_bank):
    bank = make_bank()
    own = clip(short_of_end_deg=20.0, held_faults=[{"variant": "low", "at_s": 4.0, "lasts_s": 4.0}])
    course = BenchCourse(own, bank, WAYS)

    with pytest.raises(ValueError, match="path's end"):
        check(own, course, bank, frame_times_s(own, course.motion.duration_s))


@pytest.mark.parametrize(("jitter", "dropped"), [(0.0, 0.0), (0.8, 0.1)])
def test_frame_times_rise_and_start_at_zero(jitter, dropped):
    times = frame_times_s(clip(frame_jitter=jitter, dropped_share=dropped), 12.0)

    assert 0.0 == times[0]
    assert (np.diff(times) > 0.0).all()
    assert (len(times) < 240) == (dropped > 0.0)
