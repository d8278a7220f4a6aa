"""Where the knees of a drawn spinal twist are: on each other, far enough down, and back at the centre."""

from dataclasses import replace

import pytest

from drawn import Camera
from drawn_twist import COURSE
from faults import came_and_went, either_side, in_between, not_ok, seen_from
from materials import FOOT_END, HEAD_END, HOLD_COLLAR_S, OBLIQUE, OVERHEAD, SIDE, judged, kinds, near, only, the
from test_spinal_twist import HOLD_S, WELL, twist

# -- the knees


@either_side
@seen_from(oblique=OBLIQUE, foot_end=FOOT_END)
def test_knees_a_thigh_apart_are_found_while_they_are(camera: Camera, side: str) -> None:
    found = judged(twist(side, camera, gap_femurs=in_between(1.0, 0.28)))

    assert came_and_went(the(found, "unstacked"))
    assert {"knees_stacked": "fault"} == not_ok(found)


@either_side
def test_knees_that_part_by_less_than_a_thigh_are_found_by_how_they_lay_before(side: str) -> None:
    found = judged(twist(side, OBLIQUE, gap_femurs=in_between(0.72, 0.28)))

    assert came_and_went(the(found, "unstacked"))
    assert {"knees_stacked": "fault"} == not_ok(found)


@either_side
def test_a_knee_that_has_slid_off_the_other_is_found_from_the_feet(side: str) -> None:
    found = judged(twist(side, FOOT_END, gap_femurs=0.8, slide_deg=90.0))
    event = the(found, "unstacked")

    assert near(event, *HOLD_S)
    assert {"knees_stacked": "fault"} == not_ok(found)


@either_side
@seen_from(oblique=OBLIQUE, foot_end=FOOT_END)
@pytest.mark.parametrize(
    "loose", [{"gap_femurs": 0.6, "shear_femurs": 0.4}, {"gap_femurs": 0.6, "slide_deg": 90.0}], ids=["shear", "slide"]
)
def test_a_knee_that_lies_a_little_off_the_other_is_a_warning(
    loose: dict[str, float], camera: Camera, side: str
) -> None:
    found = judged(twist(side, camera, **loose))

    assert ({"knees_stacked": "warn"}, []) == (not_ok(found), kinds(found))


def test_a_side_view_warns_of_knees_apart_at_most() -> None:
    found = judged(twist(camera=SIDE, gap_femurs=in_between(1.0, 0.28)))

    assert ({"knees_stacked": "warn"}, []) == (not_ok(found), kinds(found))


def test_a_view_from_the_head_says_nothing_about_the_knees() -> None:
    check = only(judged(twist(camera=HEAD_END, gap_femurs=in_between(1.0, 0.28))))["knees_stacked"]

    assert ("unknown", "The head-end view does not show it.") == (check.verdict, check.why_unknown)


@seen_from(**WELL)
@pytest.mark.parametrize("gap_femurs", [0.2, 0.28, 0.4])
def test_knees_that_rest_on_each_other_are_stacked(gap_femurs: float, camera: Camera) -> None:
    assert {} == not_ok(judged(twist(camera=camera, gap_femurs=gap_femurs)))


# -- depth


@either_side
def test_of_a_named_twist_knees_that_sink_by_twenty_two_degrees_are_too_shallow(side: str) -> None:
    """Unnamed, so small a turn might be anything."""
    clip = twist(side, SIDE, course=replace(COURSE, end_deg=22.0))
    found = judged(clip, stretch="spinal-twist")

    assert near(the(found, "too_shallow"), *HOLD_S, HOLD_COLLAR_S)
    assert {"depth": "fault"} == not_ok(found)
    assert ((), 1) == (judged(clip).repetitions, len(judged(clip).warnings))


@either_side
def test_knees_that_sink_by_thirty_degrees_are_nearly_there_and_by_forty_there(side: str) -> None:
    for end_deg, wanted in ((30.0, "warn"), (40.0, "ok")):
        found = judged(twist(side, SIDE, course=replace(COURSE, end_deg=end_deg)))

        assert ([], wanted) == (kinds(found), only(found)["depth"].verdict)


def test_obliquely_too_shallow_is_a_warning_and_from_the_feet_unknown() -> None:
    for camera, wanted in ((OBLIQUE, "warn"), (FOOT_END, "unknown")):
        found = judged(twist(camera=camera, course=replace(COURSE, end_deg=22.0)), stretch="spinal-twist")

        assert ([], wanted) == (kinds(found), only(found)["depth"].verdict)


@either_side
@pytest.mark.parametrize("end_deg", [24.0, 28.0])
def test_a_twist_that_is_too_shallow_is_recognised_as_one(end_deg: float, side: str) -> None:
    found = judged(twist(side, OBLIQUE, course=replace(COURSE, end_deg=end_deg)))

    assert [("spinal-twist", side)] == [(each.stretch, each.side) for each in found.repetitions]
    assert "warn" == only(found)["depth"].verdict


@either_side
def test_knees_that_go_aside_for_a_moment_are_no_twist(side: str) -> None:
    found = judged(twist(side, OBLIQUE, course=replace(COURSE, hold_s=3.0)))

    assert () == found.repetitions


@pytest.mark.parametrize("centred_deg", [20.0, 25.0])
def test_a_release_that_ends_well_short_of_the_middle_is_no_drift(centred_deg: float) -> None:
    course = replace(COURSE, end_deg=48.0, release_s=2.0)

    assert "drift" not in kinds(judged(twist(camera=OBLIQUE, course=course, centred_deg=centred_deg)))


# -- back at the centre


@either_side
@seen_from(oblique=OBLIQUE, foot_end=FOOT_END, overhead=OVERHEAD)
@pytest.mark.parametrize("centred_deg", [25.0, 35.0])
def test_knees_that_come_to_rest_aside_are_not_centred(centred_deg: float, camera: Camera, side: str) -> None:
    found = judged(twist(side, camera, centred_deg=centred_deg))
    event = the(found, "not_centred")

    assert COURSE.still_to_s + 1.0 < event.start_s < event.end_s <= COURSE.duration_s
    assert "fault" == only(found)["returned_to_centre"].verdict
    assert 20.0 < event.value < 55.0


@either_side
def test_knees_that_go_beyond_the_centre_are_not_centred_either_seen_from_the_feet(side: str) -> None:
    assert ["not_centred"] == kinds(judged(twist(side, FOOT_END, centred_deg=-30.0)))


@seen_from(**WELL)
@pytest.mark.parametrize("centred_deg", [-5.0, 5.0, 10.0])
def test_knees_that_come_back_nearly_are_centred(centred_deg: float, camera: Camera) -> None:
    assert {} == not_ok(judged(twist(camera=camera, centred_deg=centred_deg)))


def test_a_side_view_warns_of_knees_that_did_not_come_back_at_most() -> None:
    found = judged(twist(camera=SIDE, centred_deg=35.0))

    assert ({"returned_to_centre": "warn"}, []) == (not_ok(found), kinds(found))


def test_a_recording_that_ends_too_early_says_nothing_about_the_centre() -> None:
    check = only(judged(twist().frames(slice(0, 1050))))["returned_to_centre"]

    assert ("unknown", "The recording ends before the knees are back.") == (check.verdict, check.why_unknown)
