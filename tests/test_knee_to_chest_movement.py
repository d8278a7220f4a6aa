"""How a drawn knee-to-chest moves: every fault of movement is found when it happens, its near miss is not."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from courses import Course, Step, Wave, even_times, irregular_times
from materials import FOOT_END, HOLD_COLLAR_S, OBLIQUE, SIDE, judged, kinds, knee_to_chest, near, only, the
from protocols.types import Event, Judgement
from vision.joints import Joint

FPS = [20.0, 30.0, 60.0]
GOOD = Course()


def with_steps(*steps: Step, **course: Any) -> Course:
    return Course(steps=steps, **course)


def lunge(at_s: float = 6.0, deg: float = 20.0, over_s: float = 0.3) -> Course:
    return with_steps(Step(at_s, deg, over_s))


# -- movement


@pytest.mark.parametrize("fps", FPS)
@pytest.mark.parametrize("at_s", [4.5, 6.0, 7.3])
def test_a_lunge_on_the_way_in_is_a_jerk(at_s: float, fps: float) -> None:
    found = judged(knee_to_chest(lunge(at_s), fps=fps))
    event = the(found, "jerk")

    assert near(event, at_s, at_s + 0.3)
    assert ("moving_in", "right", 0, "deg_s2") == (event.phase, event.side, event.repetition, event.unit)
    assert ("fault", "ok") == (only(found)["smooth_in"].verdict, only(found)["smooth_out"].verdict)


@pytest.mark.parametrize("camera", [SIDE, OBLIQUE], ids=["side", "oblique"])
def test_a_jerk_is_found_on_a_webcams_uneven_times(camera: Any) -> None:
    for seed in range(4):
        times = irregular_times(GOOD.duration_s, seed=seed)
        event = the(judged(knee_to_chest(lunge(), camera=camera, times_s=times, seed=seed)), "jerk")

        assert near(event, 6.0, 6.3)


def test_a_jerk_from_an_end_is_a_warning_without_event() -> None:
    found = judged(knee_to_chest(lunge(), camera=FOOT_END))

    assert ([], "warn") == (kinds(found), only(found)["smooth_in"].verdict)


@pytest.mark.parametrize("fps", FPS)
def test_a_jerk_on_the_way_out_is_one_of_the_release(fps: float) -> None:
    at_s = GOOD.still_to_s + 2.0
    found = judged(knee_to_chest(with_steps(Step(at_s, -20.0, 0.3)), fps=fps))
    event = the(found, "jerk")

    assert near(event, at_s, at_s + 0.3)
    assert "release" == event.phase
    assert ("ok", "fault") == (only(found)["smooth_in"].verdict, only(found)["smooth_out"].verdict)


@pytest.mark.parametrize("fps", FPS)
def test_fast_but_smooth_is_too_fast_and_no_jerk(fps: float) -> None:
    course = Course(approach_s=1.3, end_deg=110.0)
    event = the(judged(knee_to_chest(course, fps=fps)), "too_fast")

    assert near(event, 3.0, 4.3)
    assert "moving_in" == event.phase


def test_letting_go_at_once_is_too_fast() -> None:
    course = Course(release_s=1.3, end_deg=110.0)
    event = the(judged(knee_to_chest(course)), "too_fast")

    assert near(event, course.still_to_s, course.still_to_s + 1.3)
    assert "release" == event.phase


@pytest.mark.parametrize("approach_s", [4.0, 5.0, 8.0, 15.0])
def test_a_slow_smooth_approach_is_fine(approach_s: float) -> None:
    for seed in range(3):
        found = judged(knee_to_chest(Course(approach_s=approach_s, release_s=approach_s), seed=seed))

        assert ([], "ok", "ok") == (kinds(found), only(found)["smooth_in"].verdict, only(found)["smooth_out"].verdict)


@pytest.mark.parametrize("approach_s", [2.0, 2.5])
def test_a_quick_smooth_approach_is_a_warning_at_most(approach_s: float) -> None:
    found = judged(knee_to_chest(Course(approach_s=approach_s)))

    assert [] == kinds(found)
    assert "warn" == only(found)["smooth_in"].verdict


# -- the hold


@pytest.mark.parametrize("fps", FPS)
def test_bouncing_is_found_where_it_is(fps: float) -> None:
    found = judged(knee_to_chest(Course(waves=[Wave(20.0, 5.0, 1.2, 3.0)]), fps=fps))
    event = the(found, "bounce")

    assert near(event, 20.0, 25.0)
    assert "fault" == only(found)["steady_hold"].verdict


@pytest.mark.parametrize("deg", [1.0, 1.5])
def test_breathing_is_no_bouncing(deg: float) -> None:
    for hz in (0.2, 0.25, 0.33):
        found = judged(knee_to_chest(Course(breath_hz=hz, breath_deg=deg)))

        assert ([], "ok") == (kinds(found), only(found)["steady_hold"].verdict)


def test_one_wobble_is_no_bouncing() -> None:
    found = judged(knee_to_chest(Course(waves=[Wave(20.0, 0.8, 1.25, 3.0)])))

    assert "bounce" not in kinds(found)


@pytest.mark.parametrize("ramp_s", [0.8, 1.5, 3.0])
def test_sagging_out_of_the_stretch_and_back_is_a_drift_in_one_repetition(ramp_s: float) -> None:
    course = with_steps(Step(18.0, -10.0, ramp_s), Step(18.0 + ramp_s + 4.0, 10.0, ramp_s), breath_deg=0.2)
    found = judged(knee_to_chest(course))
    event = the_drift(found)
    out = np.flatnonzero(course.clean_deg(times := even_times(40.0, 100.0)) < GOOD.end_deg - 8.0)
    out = out[times[out] > 10.0]

    assert near(event, times[out[0]], times[out[-1]], 0.7)
    assert "fault" == only(found)["steady_hold"].verdict
    assert event.value < -8.0


def the_drift(found: Judgement) -> Event:
    """Sagging for longer than the grace ends the hold, so that it may be short as well."""
    assert {"drift"} <= set(kinds(found)) <= {"drift", "hold_short"}
    (drift,) = (event for event in found.events if event.kind == "drift")
    return drift


def test_sagging_and_never_coming_back_is_a_drift_too() -> None:
    course = with_steps(Step(36.0, -10.0, 1.5), breath_deg=0.2)
    event = the_drift(judged(knee_to_chest(course)))

    assert abs(event.start_s - 37.0) < 0.5
    assert event.end_s <= course.still_to_s + 1.5


@pytest.mark.parametrize("release_s", [3.0, 5.0, 12.0])
def test_letting_go_is_no_drift(release_s: float) -> None:
    assert [] == kinds(judged(knee_to_chest(Course(release_s=release_s))))


def test_a_short_sag_pauses_the_hold_and_does_not_end_it() -> None:
    course = with_steps(Step(18.0, -10.5, 0.8), Step(19.6, 10.5, 0.8), breath_deg=0.2)
    found = judged(knee_to_chest(course))
    hold = found.repetitions[0].hold

    assert near(hold, *course.true_hold_s(), HOLD_COLLAR_S)
    assert 0.7 < hold.out_of_pose_s < 2.0
    assert "met" == hold.verdict


def test_a_sag_within_the_margin_is_none() -> None:
    course = with_steps(Step(18.0, -5.0, 2.0), Step(26.0, 5.0, 2.0))
    found = judged(knee_to_chest(course))

    assert ([], "met") == (kinds(found), found.repetitions[0].hold.verdict)


@pytest.mark.parametrize("at_s", [14.0, 20.0, 35.0])
def test_a_push_after_the_stop_is_found(at_s: float) -> None:
    course = with_steps(Step(at_s, 14.0, 2.0), end_deg=105.0)
    found = judged(knee_to_chest(course))
    event = the(found, "pushed_deeper")

    assert near(event, at_s, at_s + 2.0, 0.6)
    assert 9.0 < event.value < 16.0
    assert "fault" == only(found)["steady_hold"].verdict
    assert near(found.repetitions[0].hold, *course.true_hold_s(), HOLD_COLLAR_S)


@pytest.mark.parametrize("deg", [5.0, 8.0])
def test_slow_creep_into_the_stretch_is_no_push(deg: float) -> None:
    found = judged(knee_to_chest(with_steps(Step(10.0, deg, 20.0))))

    assert ([], "ok") == (kinds(found), only(found)["steady_hold"].verdict)


# -- what is the tracker's and not a person's


@pytest.mark.parametrize("at_s", [1.5, 5.5, 20.0, 46.5], ids=["set-up", "moving in", "hold", "release"])
@pytest.mark.parametrize("frames", [1, 2, 3, 6])
@pytest.mark.parametrize("deg", [40.0, -40.0])
@pytest.mark.thorough
def test_a_jump_of_the_tracker_and_back_is_never_a_jerk(deg: float, frames: int, at_s: float) -> None:
    found = judged(knee_to_chest(glitch=(at_s, frames, deg)))

    assert set(kinds(found)) <= {"glitch"}
    assert {"ok"} == {only(found)[name].verdict for name in ("smooth_in", "steady_hold", "smooth_out", "hold")}
    assert near(found.repetitions[0].hold, *GOOD.true_hold_s(), HOLD_COLLAR_S)


def test_a_glitch_in_the_hold_is_told_as_the_trackers() -> None:
    event = the(judged(knee_to_chest(glitch=(20.0, 3, 40.0))), "glitch")

    assert near(event, 20.0, 20.1)
    assert ("tracker", "hold") == (event.who, event.phase)


@pytest.mark.parametrize("at_s", [5.5, 20.0])
def test_a_jerk_beside_a_glitch_is_still_found(at_s: float) -> None:
    found = judged(knee_to_chest(lunge(6.5), glitch=(at_s, 2, 40.0)))

    assert "jerk" in kinds(found)
    assert "fault" == only(found)["smooth_in"].verdict


def test_a_jerk_in_the_hold_is_one_of_the_hold() -> None:
    found = judged(knee_to_chest(with_steps(Step(20.0, 7.0, 0.15), Step(20.4, -7.0, 0.15))))

    assert {"jerk"} == set(kinds(found))
    assert all(event.phase == "hold" and 19.5 <= event.start_s <= 21.0 for event in found.events)
    assert ("ok", "fault") == (only(found)["smooth_in"].verdict, only(found)["steady_hold"].verdict)


@pytest.mark.parametrize(
    ("joints", "found"), [((Joint.RIGHT_KNEE,), False), ((Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE), True)]
)
def test_a_knee_that_moves_alone_is_the_trackers_and_one_that_takes_its_ankle_along_is_a_jerk(
    joints: tuple[Joint, ...], found: bool
) -> None:
    clip = knee_to_chest()
    way = ((clip.times_s - 20.0) / 0.3).clip(0.0, 1.0)
    xy = clip.recipient.xy.copy()
    for joint in joints:
        xy[:, joint] += 90.0 * (way**2 * (3.0 - 2.0 * way))[:, None] * np.array([0.8, 0.6])
    moved = replace(clip, recipient=replace(clip.recipient, xy=xy))

    assert found == ("jerk" in kinds(judged(moved)))


def test_a_push_that_is_taken_back_leaves_the_hold_whole() -> None:
    course = with_steps(Step(20.0, 14.0, 2.0), Step(25.0, -14.0, 2.0), end_deg=105.0)
    found = judged(knee_to_chest(course))

    assert "pushed_deeper" in kinds(found)
    assert near(found.repetitions[0].hold, *course.true_hold_s(), HOLD_COLLAR_S)


def test_noise_of_a_poor_picture_makes_no_event() -> None:
    for seed in range(5):
        found = judged(knee_to_chest(noise_px=3.0, noise_m=0.012, seed=seed))

        assert set(kinds(found)) <= {"glitch"}
        assert "fault" not in {check.verdict for check in only(found).values()}


@pytest.mark.parametrize(("hidden_s", "found"), [(0.0, True), (1.0, False)])
def test_what_a_leg_did_as_it_came_into_sight_is_no_jerk(hidden_s: float, found: bool) -> None:
    course = Course(steps=[Step(25.0, 14.0, 0.35)])
    clip = knee_to_chest(course, camera=SIDE).hide([Joint.RIGHT_KNEE], 25.05 - hidden_s, 25.05)

    assert found == ("jerk" in kinds(judged(clip)))
