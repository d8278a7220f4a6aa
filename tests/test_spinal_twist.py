"""Drawn faults of the spinal twist are found where they are, and what only looks like one is not."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from courses import Course, Step, Wave, minimum_jerk
from drawn_twist import COURSE, spinal_twist
from materials import FOOT_END, HEAD_END, HOLD_COLLAR_S, OBLIQUE, OVERHEAD, SIDE, VIEWS, judged, kinds, near, only, the

Times = NDArray[np.float64]


def for_a_while(size: float, at_s: float = 15.0, for_s: float = 6.0) -> Any:
    """A fault that comes within a second, stays and goes again."""
    return lambda times_s: size * (minimum_jerk(times_s - at_s) - minimum_jerk(times_s - at_s - for_s))


@pytest.mark.parametrize(
    ("hold_s", "verdict", "check", "events"),
    [
        (14.0, "short", "fault", ["hold_short"]),
        (22.0, "met", "ok", []),
        (33.0, "met", "ok", []),
        (39.0, "long", "warn", ["hold_long"]),
    ],
)
def test_the_hold_is_measured_against_twenty_to_thirty_seconds(
    hold_s: float, verdict: str, check: str, events: list[str]
) -> None:
    course = replace(COURSE, hold_s=hold_s)
    found = judged(spinal_twist(course, camera=OBLIQUE))

    assert (verdict, check, events) == (found.repetitions[0].hold.verdict, only(found)["hold"].verdict, kinds(found))
    assert near(found.repetitions[0].hold, *course.true_hold_s(), HOLD_COLLAR_S)


@pytest.mark.parametrize("camera", [SIDE, OBLIQUE, FOOT_END], ids=["side", "oblique", "foot-end"])
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_far_shoulder_that_leaves_the_floor_is_found(camera: Any, side: str) -> None:
    found = judged(spinal_twist(lift_sw=for_a_while(0.35), side=side, camera=replace(camera, sees=side)))
    event = the(found, "shoulder_lift")

    assert near(event, 15.5, 21.5)
    assert ("hold", "shoulder_widths", "fault") == (event.phase, event.unit, only(found)["shoulder_anchored"].verdict)


def test_from_above_nobody_sees_a_shoulder_lift() -> None:
    found = judged(spinal_twist(lift_sw=for_a_while(0.35), camera=OVERHEAD))

    assert "unknown" == only(found)["shoulder_anchored"].verdict
    assert "shoulder_lift" not in kinds(found)


@pytest.mark.parametrize("view", ["side", "oblique", "foot-end"])
def test_a_shoulder_that_gives_a_little_stays_anchored(view: str) -> None:
    found = judged(spinal_twist(lift_sw=for_a_while(0.08), camera=VIEWS[view]))

    assert "ok" == only(found)["shoulder_anchored"].verdict


def test_a_shoulder_lifted_for_a_moment_only_is_no_fault() -> None:
    def lift_sw(times_s: Times) -> Times:
        return 0.35 * ((times_s >= 15.0) & (times_s < 15.4))

    assert "shoulder_lift" not in kinds(judged(spinal_twist(lift_sw=lift_sw, camera=OBLIQUE)))


@pytest.mark.parametrize("camera", [OBLIQUE, FOOT_END], ids=["oblique", "foot-end"])
def test_knees_that_come_apart_are_found(camera: Any) -> None:
    found = judged(spinal_twist(gap_femurs=for_a_while(1.0), camera=camera))

    assert "unstacked" in kinds(found)
    assert "fault" == only(found)["knees_stacked"].verdict


def test_knees_apart_seen_from_the_side_are_a_warning_without_event() -> None:
    found = judged(spinal_twist(gap_femurs=1.1, camera=SIDE))

    assert "unstacked" not in kinds(found)
    assert "fault" != only(found)["knees_stacked"].verdict


def test_from_the_head_end_nobody_sees_whether_knees_are_stacked() -> None:
    assert "unknown" == only(judged(spinal_twist(camera=HEAD_END)))["knees_stacked"].verdict


@pytest.mark.parametrize("camera", [OBLIQUE, FOOT_END, OVERHEAD], ids=["oblique", "foot-end", "overhead"])
def test_arms_at_the_sides_are_no_t(camera: Any) -> None:
    found = judged(spinal_twist(arms_deg=25.0, camera=camera))

    assert "arms_off" in kinds(found)
    assert "fault" == only(found)["arms_t"].verdict


@pytest.mark.parametrize("arms_deg", [80.0, 90.0, 100.0])
def test_arms_nearly_square_are_a_t(arms_deg: float) -> None:
    assert "ok" == only(judged(spinal_twist(arms_deg=arms_deg, camera=OBLIQUE)))["arms_t"].verdict


@pytest.mark.parametrize("side", ["left", "right"])
def test_knees_that_hardly_go_down_are_too_shallow(side: str) -> None:
    course = replace(COURSE, end_deg=20.0)
    found = judged(spinal_twist(course, side=side, camera=replace(OBLIQUE, sees=side)))

    assert [side] == [repetition.side for repetition in found.repetitions]
    assert "warn" == only(found)["depth"].verdict


@pytest.mark.parametrize("camera", [SIDE, OBLIQUE], ids=["side", "oblique"])
def test_depth_counts_from_twenty_five_degrees(camera: Any) -> None:
    assert "ok" == only(judged(spinal_twist(replace(COURSE, end_deg=40.0), camera=camera)))["depth"].verdict


@pytest.mark.parametrize("camera", [OBLIQUE, FOOT_END], ids=["oblique", "foot-end"])
@pytest.mark.parametrize("side", ["left", "right"])
def test_knees_left_off_the_centre_are_found(camera: Any, side: str) -> None:
    course = replace(COURSE, rest_s=6.0)
    found = judged(spinal_twist(course, centred_deg=28.0, side=side, camera=replace(camera, sees=side)))

    assert "not_centred" in kinds(found)
    assert "fault" == only(found)["returned_to_centre"].verdict


def test_knees_nearly_at_the_centre_have_returned() -> None:
    course = replace(COURSE, rest_s=6.0)

    assert "ok" == only(judged(spinal_twist(course, centred_deg=6.0, camera=OBLIQUE)))["returned_to_centre"].verdict


def test_a_recording_that_ends_on_the_way_back_cannot_tell_the_centre() -> None:
    clip = spinal_twist(camera=OBLIQUE)
    found = judged(clip.frames(clip.times_s < COURSE.still_to_s + 2.0))

    assert "unknown" == only(found)["returned_to_centre"].verdict


@pytest.mark.parametrize(("at_s", "check"), [(6.0, "smooth_in"), (36.0, "smooth_out")])
def test_a_lunge_on_the_way_is_a_jerk(at_s: float, check: str) -> None:
    sign = 1.0 if check == "smooth_in" else -1.0
    course = replace(COURSE, steps=[Step(at_s, sign * 22.0, 0.3)])
    found = judged(spinal_twist(course, camera=OBLIQUE))

    assert "fault" == only(found)[check].verdict
    assert any(event.kind == "jerk" and abs(event.start_s - at_s) < 0.7 for event in found.events)


def test_bouncing_in_the_hold_is_found() -> None:
    course = replace(COURSE, waves=[Wave(16.0, 6.0, 1.2, 4.0)])
    found = judged(spinal_twist(course, camera=OBLIQUE))

    assert "bounce" in kinds(found)
    assert "fault" == only(found)["steady_hold"].verdict


def test_sinking_out_of_the_hold_and_coming_back_is_a_drift() -> None:
    course = replace(COURSE, steps=[Step(14.0, -20.0, 1.0), Step(16.5, 20.0, 1.0)])
    found = judged(spinal_twist(course, camera=OBLIQUE))

    assert "drift" in kinds(found)


def test_the_first_side_is_unknown_and_both_are_ok_once_the_other_was_done() -> None:
    right, left = (spinal_twist(side=side, camera=OBLIQUE) for side in ("right", "left"))

    assert "unknown" == only(judged(right))["both_sides"].verdict
    found = judged(right.then(left))
    assert ["right", "left"] == [repetition.side for repetition in found.repetitions]
    assert {"ok"} == {check.verdict for rep in found.repetitions for check in rep.checks if check.name == "both_sides"}


def test_courses_of_the_material_are_what_these_tests_say() -> None:
    assert isinstance(COURSE, Course)
    assert (8.0, 33.0) == (COURSE.still_from_s, COURSE.still_to_s)
