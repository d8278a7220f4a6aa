"""Drawn faults of knee-to-chest are found where they are, and what only looks like one is not."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from courses import Course, Step, Wave, minimum_jerk
from drawn import ALL
from materials import (
    FOOT_END,
    HEAD_END,
    HOLD_COLLAR_S,
    OBLIQUE,
    OVERHEAD,
    SIDE,
    VIEWS,
    judged,
    kinds,
    knee_to_chest,
    near,
    only,
    the,
)
from vision.joints import Joint

GOOD = Course()


# -- the length of the hold


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
    assert near(found.repetitions[0].hold, *course.true_hold_s(), HOLD_COLLAR_S)
    assert all(near(event, *course.true_hold_s(), HOLD_COLLAR_S) for event in found.events)


def test_a_hold_first_seen_at_its_end_is_unknown() -> None:
    """The knee was hidden since it moved in: nobody knows for how long it has been there."""
    start_s, end_s = GOOD.true_hold_s()
    found = judged(knee_to_chest().hide(ALL, start_s - 2.0, end_s - 8.0))
    hold = found.repetitions[-1].hold

    assert "unknown" == hold.verdict == only(found)["hold"].verdict
    assert 20.0 < hold.unseen_s


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


@pytest.mark.parametrize("camera", [SIDE, OBLIQUE], ids=["side", "oblique"])
@pytest.mark.parametrize(("high_deg", "events"), [(25.0, ["foot_up"]), (5.0, [])])
def test_a_foot_that_is_hidden_is_told_by_its_thigh(high_deg: float, events: list[str], camera: Any) -> None:
    def lifts_deg(times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        return high_deg * (minimum_jerk(times_s - 20.0) - minimum_jerk(times_s - 25.0))

    foot = [Joint.LEFT_ANKLE, Joint.LEFT_HEEL, Joint.LEFT_FOOT_INDEX]
    found = judged(knee_to_chest(lifts_deg=lifts_deg, camera=camera).hide(foot, 19.0, 27.0))

    assert events == kinds(found)
    assert all(near(event, 20.5, 25.5) for event in found.events)


@pytest.mark.parametrize(("for_s", "verdict"), [(0.5, "ok"), (0.9, "fault")])
def test_a_form_fault_must_last(for_s: float, verdict: str) -> None:
    def rise_m(times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        return 0.22 * ((times_s >= 20.0) & (times_s < 20.0 + for_s))

    assert verdict == only(judged(knee_to_chest(rise_m=rise_m)))["other_foot_down"].verdict


@pytest.mark.parametrize(("gap_s", "count"), [(1.0, 1), (4.0, 2)])
def test_a_fault_that_is_back_within_a_moment_is_told_once(gap_s: float, count: int) -> None:
    def rise_m(times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        first, second = (times_s >= 20.0) & (times_s < 22.0), (times_s >= 22.0 + gap_s) & (times_s < 24.0 + gap_s)
        return 0.22 * (first | second)

    assert ["foot_up"] * count == kinds(judged(knee_to_chest(rise_m=rise_m)))


@pytest.mark.parametrize(("seen_share", "verdict"), [(0.55, "fault"), (0.4, "unknown")])
def test_a_fault_that_is_seen_stands_until_more_than_half_is_hidden(seen_share: float, verdict: str) -> None:
    """Hidden and seen again every four seconds, as a leg behind a partner's arms."""
    clip = knee_to_chest(sideways_sw=0.55, camera=FOOT_END)
    start_s, end_s = 6.0, GOOD.true_hold_s()[1]
    for at_s in np.arange(start_s, end_s, 4.0).tolist():
        clip = clip.hide([Joint.RIGHT_KNEE], at_s, at_s + 4.0 * (1.0 - seen_share))

    assert verdict == only(judged(clip))["knee_path"].verdict


@pytest.mark.parametrize("view", ["side", "oblique", "foot-end"])
def test_a_foot_that_shifts_a_little_stays_down(view: str) -> None:
    def rise_m(times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        return 0.03 * minimum_jerk(times_s - 20.0)

    assert "ok" == only(judged(knee_to_chest(rise_m=rise_m, camera=VIEWS[view])))["other_foot_down"].verdict


AIMS = [
    # sideways error in shoulder widths, knee_path, same_side, events
    (0.0, "ok", "ok", set()),
    (0.12, "ok", "ok", set()),
    (-0.14, "ok", "ok", set()),
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
    assert abs(abs(sideways_sw) - checks["knee_path"].value) < 0.12
    assert all(near(event, 6.5, GOOD.true_hold_s()[1], 1.5) for event in found.events)


@pytest.mark.parametrize(("sideways_sw", "path", "aim", "events"), AIMS)
def test_an_oblique_view_warns_of_a_wrong_aim_at_most(
    sideways_sw: float, path: str, aim: str, events: set[str]
) -> None:
    found = judged(knee_to_chest(sideways_sw=sideways_sw, camera=OBLIQUE))
    weak = {"ok": "ok", "warn": "warn", "fault": "warn"}

    assert (weak[path], weak[aim]) == (only(found)["knee_path"].verdict, only(found)["same_side"].verdict)
    assert [] == kinds(found)


@pytest.mark.parametrize("sideways_sw", [0.55, -0.6])
def test_a_knee_that_strays_for_a_while_is_no_jerk_no_drift_and_no_push_in_an_oblique_view(sideways_sw: float) -> None:
    """There it reads as an angle that changes by up to 28 degrees and comes back."""

    def aside_sw(times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        return sideways_sw * (minimum_jerk(times_s - 20.0) - minimum_jerk(times_s - 25.0))

    found = judged(knee_to_chest(sideways_sw=aside_sw, camera=OBLIQUE))

    assert [] == kinds(found)
    assert near(found.repetitions[0].hold, *GOOD.true_hold_s(), HOLD_COLLAR_S)


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
    found = judged(knee_to_chest(course))

    assert {"jerk", "bounce", "hold_short"} == set(kinds(found))
    assert "ok" == only(found)["depth"].verdict
