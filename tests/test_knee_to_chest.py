"""Drawn faults of knee-to-chest are found where they are, and what only looks like one is not."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from courses import Course, Step, Wave, even_times, irregular_times, minimum_jerk
from drawn import ALL, Clip
from materials import FOOT_END, HEAD_END, OBLIQUE, OVERHEAD, SIDE, VIEWS, judged, knee_to_chest, verdicts
from numpy.typing import NDArray

from protocols.types import Check, Event, Judgement

COLLAR_S = 0.5
HOLD_COLLAR_S = 1.0
FPS = [20.0, 30.0, 60.0]
GOOD = Course()


def only(found: Judgement) -> dict[str, Check]:
    (repetition,) = found.repetitions
    return {check.name: check for check in repetition.checks}


def kinds(found: Judgement) -> list[str]:
    return [event.kind for event in found.events]


def the(found: Judgement, kind: str) -> Event:
    assert [kind] == kinds(found)
    return found.events[0]


def near(event: Event, start_s: float, end_s: float, collar_s: float = COLLAR_S) -> bool:
    return abs(event.start_s - start_s) <= collar_s and abs(event.end_s - end_s) <= collar_s


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


def test_a_short_sag_pauses_the_hold_and_does_not_end_it() -> None:
    course = with_steps(Step(18.0, -10.5, 0.8), Step(19.6, 10.5, 0.8), breath_deg=0.2)
    found = judged(knee_to_chest(course))
    hold = found.repetitions[0].hold

    assert near(Event("hold", hold.start_s, hold.end_s), *course.true_hold_s(), HOLD_COLLAR_S)
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
    assert near(Event("hold", *hold_of(found)), *course.true_hold_s(), HOLD_COLLAR_S)


def hold_of(found: Judgement) -> tuple[float, float]:
    (repetition,) = found.repetitions
    return repetition.hold.start_s, repetition.hold.end_s


@pytest.mark.parametrize("deg", [5.0, 8.0])
def test_slow_creep_into_the_stretch_is_no_push(deg: float) -> None:
    found = judged(knee_to_chest(with_steps(Step(10.0, deg, 20.0))))

    assert ([], "ok") == (kinds(found), only(found)["steady_hold"].verdict)


@pytest.mark.parametrize(
    ("hold_s", "verdict", "check", "events"),
    [
        (20.0, "short", "fault", ["hold_short"]),
        (28.0, "short", "fault", ["hold_short"]),
        (31.0, "met", "ok", []),
        (58.0, "met", "ok", []),
        (63.0, "met", "ok", []),
        (70.0, "long", "warn", ["hold_long"]),
    ],
)
def test_the_hold_is_measured_against_thirty_to_sixty_seconds(
    hold_s: float, verdict: str, check: str, events: list[str]
) -> None:
    course = Course(hold_s=hold_s)
    found = judged(knee_to_chest(course))

    assert (verdict, check, events) == (found.repetitions[0].hold.verdict, only(found)["hold"].verdict, kinds(found))
    assert near(Event("hold", *hold_of(found)), *course.true_hold_s(), HOLD_COLLAR_S)
    assert all(near(event, *course.true_hold_s(), HOLD_COLLAR_S) for event in found.events)


def test_a_hold_that_may_have_been_long_enough_is_unknown() -> None:
    found = judged(knee_to_chest(Course(hold_s=32.0)).hide(ALL, 20.0, 28.0))

    assert "unknown" == found.repetitions[0].hold.verdict == only(found)["hold"].verdict
    assert "hold_short" not in kinds(found)


# -- form


@pytest.mark.parametrize("camera", [SIDE, OBLIQUE], ids=["side", "oblique"])
def test_the_other_foot_leaving_the_floor_is_found(camera: Any) -> None:
    def rise_m(times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        return 0.22 * (minimum_jerk(times_s - 20.0) - minimum_jerk(times_s - 25.0))

    found = judged(knee_to_chest(rise_m=rise_m, camera=camera))
    event = the(found, "foot_up")

    assert near(event, 20.5, 25.5)
    assert ("hold", "shanks") == (event.phase, event.unit)
    assert "fault" == only(found)["other_foot_down"].verdict


@pytest.mark.parametrize("view", ["side", "oblique", "foot-end"])
def test_a_foot_that_shifts_a_little_stays_down(view: str) -> None:
    def rise_m(times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        return 0.03 * minimum_jerk(times_s - 20.0)

    assert "ok" == only(judged(knee_to_chest(rise_m=rise_m, camera=VIEWS[view])))["other_foot_down"].verdict


AIMS = [
    # sideways error in shoulder widths, knee_path, same_side, events
    (0.0, "ok", "ok", set()),
    (0.18, "ok", "ok", set()),
    (-0.2, "ok", "ok", set()),
    (0.32, "warn", "ok", set()),
    (0.55, "fault", "ok", {"off_path"}),
    (-0.55, "fault", "fault", {"off_path", "wrong_shoulder"}),
]


@pytest.mark.parametrize("camera", [FOOT_END, HEAD_END, OVERHEAD], ids=["foot-end", "head-end", "overhead"])
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(("sideways_sw", "path", "aim", "events"), AIMS)
def test_an_end_view_tells_whether_the_knee_goes_to_its_own_shoulder(
    sideways_sw: float, path: str, aim: str, events: set[str], side: str, camera: Any
) -> None:
    found = judged(knee_to_chest(sideways_sw=sideways_sw, side=side, camera=replace(camera, sees=side)))
    checks = only(found)

    assert (path, aim, events) == (checks["knee_path"].verdict, checks["same_side"].verdict, set(kinds(found)))
    assert abs(abs(sideways_sw) - checks["knee_path"].value) < 0.05
    assert all(near(event, 6.5, GOOD.true_hold_s()[1], 1.5) for event in found.events)


@pytest.mark.parametrize(("sideways_sw", "path", "aim", "events"), AIMS)
def test_an_oblique_view_warns_of_a_wrong_aim_at_most(
    sideways_sw: float, path: str, aim: str, events: set[str]
) -> None:
    found = judged(knee_to_chest(sideways_sw=sideways_sw, camera=OBLIQUE))
    weak = {"ok": "ok", "warn": "warn", "fault": "warn"}

    assert (weak[path], weak[aim]) == (only(found)["knee_path"].verdict, only(found)["same_side"].verdict)
    assert [] == kinds(found)


def test_a_side_view_says_nothing_about_the_aim() -> None:
    checks = only(judged(knee_to_chest(sideways_sw=-0.55)))

    assert ("unknown", "unknown") == (checks["knee_path"].verdict, checks["same_side"].verdict)


@pytest.mark.parametrize(
    ("end_deg", "verdict", "events"),
    [(82.0, "fault", ["too_shallow"]), (91.0, "warn", []), (99.0, "ok", []), (125.0, "ok", [])],
)
def test_depth_counts_from_ninety_five_degrees(end_deg: float, verdict: str, events: list[str]) -> None:
    course = Course(end_deg=end_deg)
    found = judged(knee_to_chest(course))

    assert (verdict, events) == (only(found)["depth"].verdict, kinds(found))
    assert abs(end_deg - only(found)["depth"].value) < 4.0
    assert all(near(event, *course.true_hold_s(), HOLD_COLLAR_S) for event in found.events)


def test_a_shallow_stretch_seen_obliquely_is_a_warning() -> None:
    found = judged(knee_to_chest(Course(end_deg=82.0), camera=OBLIQUE))

    assert ("warn", []) == (only(found)["depth"].verdict, kinds(found))


@pytest.mark.parametrize("camera", [SIDE, OBLIQUE], ids=["side", "oblique"])
def test_beginning_with_straight_legs_is_a_wrong_start(camera: Any) -> None:
    course = Course(start_deg=5.0)
    found = judged(knee_to_chest(course, straight=True, camera=camera))
    event = the(found, "wrong_start")

    assert near(event, 0.0, 3.0, HOLD_COLLAR_S)
    assert ("setup", "fault") == (event.phase, only(found)["start_pose"].verdict)


@pytest.mark.parametrize("start_deg", [35.0, 50.0, 57.0])
def test_feet_nearer_or_farther_are_a_right_start(start_deg: float) -> None:
    assert "ok" == only(judged(knee_to_chest(Course(start_deg=start_deg))))["start_pose"].verdict


def test_faults_on_the_same_repetition_do_not_hide_each_other() -> None:
    course = Course(hold_s=20.0, end_deg=108.0, steps=[Step(6.0, 20.0, 0.3)], waves=[Wave(14.0, 5.0, 1.2, 3.0)])
    found: Clip = knee_to_chest(course)

    assert {"jerk", "bounce", "hold_short"} == set(kinds(judged(found)))
    assert "ok" == verdicts(judged(found))[0]["depth"]
