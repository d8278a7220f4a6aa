"""Drawn faults of the spinal twist are found where they are, and what only looks like one is not.

The camera stands on the side that the knees go to, as the page on filming asks; the names of the tests say what size of
fault is found.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bodies import OTHER
from courses import Course
from drawn import ALL, Camera, Clip
from drawn_twist import COURSE, spinal_twist
from faults import came_and_went, either_side, in_between, not_ok, seen_from
from materials import FOOT_END, HEAD_END, HOLD_COLLAR_S, OBLIQUE, OVERHEAD, SIDE, judged, kinds, near, only, the
from vision.joints import Joint

HOLD_S = COURSE.true_hold_s()
WELL = {"side": SIDE, "oblique": OBLIQUE, "foot-end": FOOT_END}


def twist(side: str = "right", camera: Camera = OBLIQUE, course: Course | None = None, **options: Any) -> Clip:
    """Seen by a camera on the side that the knees go to."""
    return spinal_twist(course, side=side, camera=replace(camera, sees=side), **options)


# -- the length of the hold


@either_side
@pytest.mark.parametrize(
    ("hold_s", "verdict", "check", "events"),
    [
        (14.0, "short", "fault", ["hold_short"]),
        (18.0, "short", "fault", ["hold_short"]),
        (21.0, "met", "ok", []),
        (29.0, "met", "ok", []),
        (33.0, "met", "ok", []),
        (38.0, "long", "warn", ["hold_long"]),
    ],
)
def test_the_hold_is_measured_against_twenty_to_thirty_seconds(
    hold_s: float, verdict: str, check: str, events: list[str], side: str
) -> None:
    course = replace(COURSE, hold_s=hold_s)
    found = judged(twist(side, course=course))

    assert (verdict, check, events) == (found.repetitions[0].hold.verdict, only(found)["hold"].verdict, kinds(found))
    assert near(found.repetitions[0].hold, *course.true_hold_s(), HOLD_COLLAR_S)


def test_a_hold_that_may_have_been_long_enough_is_unknown() -> None:
    found = judged(twist(course=replace(COURSE, hold_s=21.0)).hide(ALL, 14.0, 22.0))

    assert "unknown" == found.repetitions[0].hold.verdict == only(found)["hold"].verdict
    assert "hold_short" not in kinds(found)


# -- where it begins


@either_side
@seen_from(side=SIDE, oblique=OBLIQUE)
def test_beginning_with_the_legs_nearly_straight_is_a_wrong_start(camera: Camera, side: str) -> None:
    found = judged(twist(side, camera, rest_deg=5.0))
    (event,) = (each for each in found.events if each.kind == "wrong_start")

    assert near(event, 0.0, 3.0, 2.5)
    assert ("setup", side, "fault") == (event.phase, event.side, only(found)["start_pose"].verdict)


@pytest.mark.parametrize("rest_deg", [35.0, 50.0, 57.0])
def test_feet_nearer_or_farther_are_a_right_start(rest_deg: float) -> None:
    for camera in WELL.values():
        assert "ok" == only(judged(twist(camera=camera, rest_deg=rest_deg)))["start_pose"].verdict


# -- the arms


@either_side
@seen_from(oblique=OBLIQUE, foot_end=FOOT_END, head_end=HEAD_END, overhead=OVERHEAD)
@pytest.mark.parametrize(
    "arms",
    [{"arms_deg": 20.0}, {"arms_deg": 40.0}, {"elbow_deg": 90.0}],
    ids=["at the sides", "half at the sides", "bent"],
)
def test_arms_that_are_no_t_are_found_from_the_onset_to_the_end_of_the_hold(
    arms: dict[str, float], camera: Camera, side: str
) -> None:
    found = judged(twist(side, camera, **arms))
    event = the(found, "arms_off")

    assert near(event, COURSE.setup_s + 0.5, HOLD_S[1], 1.0)
    assert ("deg", "fault") == (event.unit, only(found)["arms_t"].verdict)


@either_side
@seen_from(oblique=OBLIQUE, foot_end=FOOT_END, head_end=HEAD_END, overhead=OVERHEAD)
def test_arms_that_leave_the_t_for_a_while_are_found_while_they_do(camera: Camera, side: str) -> None:
    assert came_and_went(the(judged(twist(side, camera, arms_deg=in_between(30.0, 90.0))), "arms_off"))


@either_side
def test_one_arm_alone_is_found_if_the_camera_faces_it(side: str) -> None:
    """On the far side the partner's arms may be taken for the person's; from an end both are faced."""
    near_off, far_off = ({arm: 30.0, OTHER[arm]: 90.0} for arm in (side, OTHER[side]))

    assert ["arms_off"] == kinds(judged(twist(side, OBLIQUE, arms_deg=near_off)))
    assert [] == kinds(judged(twist(side, OBLIQUE, arms_deg=far_off)))
    assert ["arms_off"] == kinds(judged(twist(side, FOOT_END, arms_deg=far_off)))


@either_side
def test_a_side_view_warns_of_the_arms_at_most(side: str) -> None:
    found = judged(twist(side, SIDE, arms_deg=20.0))

    assert ({"arms_t": "warn"}, []) == (not_ok(found), kinds(found))


@seen_from(oblique=OBLIQUE, foot_end=FOOT_END)
@pytest.mark.parametrize("arms_deg", [75.0, 90.0, 100.0])
def test_arms_that_are_nearly_a_t_are_right(arms_deg: float, camera: Camera) -> None:
    assert "ok" == only(judged(twist(camera=camera, arms_deg=arms_deg)))["arms_t"].verdict


# -- the shoulder


@either_side
@seen_from(side=SIDE, oblique=OBLIQUE, foot_end=FOOT_END, head_end=HEAD_END)
@pytest.mark.parametrize("lift_sw", [0.25, 0.35])
def test_a_shoulder_that_lifts_by_a_quarter_of_the_shoulder_width_is_found_while_it_does(
    lift_sw: float, camera: Camera, side: str
) -> None:
    found = judged(twist(side, camera, lift_sw=in_between(lift_sw)))
    event = the(found, "shoulder_lift")

    assert came_and_went(event)
    assert abs(event.value - lift_sw) < 0.07
    assert ("hold", "shoulder_widths", {"shoulder_anchored": "fault"}) == (event.phase, event.unit, not_ok(found))


@either_side
def test_a_shoulder_that_lifts_for_a_while_is_found_by_where_it_lay_before(side: str) -> None:
    """By as little as the reading of one that stays down may rise on the way in, and stay."""
    found = judged(twist(side, OBLIQUE, lift_sw=in_between(0.16)))

    assert came_and_went(the(found, "shoulder_lift"))
    assert {"shoulder_anchored": "fault"} == not_ok(found)


@seen_from(side=SIDE, oblique=OBLIQUE, foot_end=FOOT_END, head_end=HEAD_END)
@pytest.mark.parametrize("lift_sw", [0.0, 0.1])
def test_a_shoulder_that_lifts_a_little_is_anchored(lift_sw: float, camera: Camera) -> None:
    assert {} == not_ok(judged(twist(camera=camera, lift_sw=lift_sw)))


def test_from_above_nothing_is_said_about_the_shoulder() -> None:
    check = only(judged(twist(camera=OVERHEAD, lift_sw=0.35)))["shoulder_anchored"]

    assert ("unknown", "The view from above does not show it.") == (check.verdict, check.why_unknown)


# -- what is hidden, and several faults


def test_knees_that_are_hidden_are_unknown_and_the_arms_are_still_judged() -> None:
    found = judged(twist().hide((Joint.LEFT_KNEE, Joint.RIGHT_KNEE), HOLD_S[0] + 2.5, HOLD_S[1] - 1.0))
    checks = only(found)

    assert {"unknown"} == {checks[name].verdict for name in ("knees_stacked", "depth", "steady_hold", "hold")}
    assert ("ok", "ok") == (checks["arms_t"].verdict, checks["shoulder_anchored"].verdict)


def test_faults_on_the_same_repetition_do_not_hide_each_other() -> None:
    course = replace(COURSE, hold_s=15.0)
    found = judged(twist(course=course, lift_sw=0.3, arms_deg=30.0, centred_deg=30.0))

    assert {"hold_short", "shoulder_lift", "arms_off", "not_centred"} == set(kinds(found))
    assert np.isfinite([event.value for event in found.events]).all()
