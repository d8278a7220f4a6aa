"""How drawn twists and figure-fours move: faults of movement are found on angles that are placed on the mat, too.

What such an angle cannot be told apart from its own error is no fault: drift counts from 12 degrees, depth from 15.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from courses import Course, Step, Wave, even_times, irregular_times
from drawn import Camera, Clip
from faults import either_side, not_ok, seen_from
from materials import FOOT_END, HOLD_COLLAR_S, MATERIALS, OBLIQUE, SIDE, Material, judged, kinds, near, only, the
from protocols.types import Event, Judgement


@dataclass(frozen=True)
class Placed:
    """A stretch whose angle is placed; `pushed_deg` is where a hold ends that leaves room for a push."""

    name: str
    pushed_deg: float

    @property
    def material(self) -> Material:
        return MATERIALS[self.name]

    def course(self, *steps: Step, waves: tuple[Wave, ...] = (), **numbers: float) -> Course:
        return replace(self.material.course, steps=steps, waves=waves, **numbers)

    def clip(self, course: Course, camera: Camera = OBLIQUE, side: str = "right", **options: Any) -> Clip:
        return self.material.draw(course, side=side, camera=replace(camera, sees=side), **options)

    @property
    def onset_s(self) -> float:
        return self.material.course.setup_s


both = pytest.mark.parametrize(
    "placed", [Placed("spinal-twist", 45.0), Placed("figure-four", 92.0)], ids=lambda placed: placed.name
)
square_and_oblique = seen_from(side=SIDE, oblique=OBLIQUE)


def the_drift(found: Judgement) -> Event:
    """Sagging for longer than the grace ends the hold, so that it may be short as well."""
    assert {"drift"} <= set(kinds(found)) <= {"drift", "hold_short"}
    (drift,) = (event for event in found.events if event.kind == "drift")
    return drift


# -- in and out


@both
@square_and_oblique
@either_side
@pytest.mark.parametrize("deg", [15.0, 20.0])
def test_a_lunge_of_fifteen_degrees_on_the_way_in_is_a_jerk(
    deg: float, side: str, camera: Camera, placed: Placed
) -> None:
    at_s = placed.onset_s + 3.0
    found = judged(placed.clip(placed.course(Step(at_s, deg, 0.3)), camera, side))
    event = the(found, "jerk")

    assert near(event, at_s, at_s + 0.3)
    assert ("moving_in", side, 0, "deg_s2") == (event.phase, event.side, event.repetition, event.unit)
    assert {"smooth_in": "fault"} == not_ok(found)


@both
@pytest.mark.parametrize("fps", [20.0, 60.0])
def test_a_lunge_is_found_at_other_frame_rates(fps: float, placed: Placed) -> None:
    at_s = placed.onset_s + 3.0

    assert near(the(judged(placed.clip(placed.course(Step(at_s, 20.0, 0.3)), fps=fps)), "jerk"), at_s, at_s + 0.3)


@both
def test_a_lunge_is_found_on_a_webcams_uneven_times(placed: Placed) -> None:
    at_s = placed.onset_s + 3.0
    course = placed.course(Step(at_s, 20.0, 0.3))
    for seed in range(3):
        clip = placed.clip(course, times_s=irregular_times(course.duration_s, seed=seed), seed=seed)

        assert near(the(judged(clip), "jerk"), at_s, at_s + 0.3)


@both
@square_and_oblique
@either_side
def test_a_jerk_on_the_way_out_is_one_of_the_release(side: str, camera: Camera, placed: Placed) -> None:
    at_s = placed.material.course.still_to_s + 2.0
    found = judged(placed.clip(placed.course(Step(at_s, -20.0, 0.3)), camera, side))
    event = the(found, "jerk")

    assert near(event, at_s, at_s + 0.3)
    assert ("release", {"smooth_out": "fault"}) == (event.phase, not_ok(found))


@both
@either_side
def test_obliquely_fast_but_smooth_is_too_fast_and_no_jerk(side: str, placed: Placed) -> None:
    into = judged(placed.clip(placed.course(approach_s=1.3), side=side))
    out = judged(placed.clip(placed.course(release_s=1.3), side=side))
    end_s = placed.material.course.still_to_s

    assert near(the(into, "too_fast"), placed.onset_s, placed.onset_s + 1.3)
    assert near(the(out, "too_fast"), end_s, end_s + 1.3)


@both
def test_from_the_side_haste_is_found_as_one_or_the_other(placed: Placed) -> None:
    found = judged(placed.clip(placed.course(approach_s=1.3), SIDE))

    assert set(kinds(found)) < {"too_fast", "jerk"}
    assert {"smooth_in": "fault"} == not_ok(found)


@both
@square_and_oblique
@pytest.mark.parametrize("approach_s", [5.0, 8.0, 15.0])
def test_a_slow_smooth_approach_is_fine(approach_s: float, camera: Camera, placed: Placed) -> None:
    found = judged(placed.clip(placed.course(approach_s=approach_s, release_s=approach_s), camera))

    assert ([], {}) == (kinds(found), not_ok(found))


@both
def test_from_the_feet_a_jerk_is_a_warning_without_event(placed: Placed) -> None:
    at_s = placed.material.course.still_to_s + 2.0
    found = judged(placed.clip(placed.course(Step(at_s, -20.0, 0.3)), FOOT_END))

    assert ({"smooth_out": "warn"}, []) == (not_ok(found), kinds(found))


# -- the hold


@both
@square_and_oblique
@either_side
@pytest.mark.parametrize("deg", [2.0, 3.0, 6.0])
def test_bouncing_is_found_where_it_is(deg: float, side: str, camera: Camera, placed: Placed) -> None:
    found = judged(placed.clip(placed.course(waves=(Wave(18.0, 5.0, 1.2, deg),)), camera, side))
    event = the(found, "bounce")

    assert near(event, 18.0, 23.0)
    assert {"steady_hold": "fault"} == not_ok(found)


@both
@square_and_oblique
@pytest.mark.parametrize("breath_deg", [1.0, 1.5])
def test_breathing_is_no_bouncing(breath_deg: float, camera: Camera, placed: Placed) -> None:
    found = judged(placed.clip(placed.course(breath_deg=breath_deg), camera))

    assert ([], {}) == (kinds(found), not_ok(found))


@both
@square_and_oblique
@either_side
def test_sagging_by_fifteen_degrees_and_back_is_a_drift_in_one_repetition(
    side: str, camera: Camera, placed: Placed
) -> None:
    course = placed.course(Step(17.0, -15.0, 1.5), Step(22.5, 15.0, 1.5), breath_deg=0.2)
    found = judged(placed.clip(course, camera, side))
    times = even_times(30.0, 100.0)
    out = times[(course.clean_deg(times) < course.end_deg - 12.0) & (times > 16.0)]
    event = the_drift(found)

    assert near(event, out[0], out[-1], 0.7)
    assert event.value < -12.0
    assert "fault" == only(found)["steady_hold"].verdict


@both
@square_and_oblique
@pytest.mark.parametrize("deg", [5.0, 7.0])
def test_a_sag_within_the_error_of_the_angle_is_none(deg: float, camera: Camera, placed: Placed) -> None:
    course = placed.course(Step(17.0, -deg, 1.5), Step(22.5, deg, 1.5))
    found = judged(placed.clip(course, camera))

    assert ([], "met") == (kinds(found), found.repetitions[0].hold.verdict)


@both
def test_a_short_sag_pauses_the_hold_and_does_not_end_it(placed: Placed) -> None:
    course = placed.course(Step(17.0, -14.0, 0.8), Step(18.6, 14.0, 0.8), breath_deg=0.2)
    hold = judged(placed.clip(course)).repetitions[0].hold

    assert near(hold, *course.true_hold_s(), HOLD_COLLAR_S)
    assert 0.7 < hold.out_of_pose_s < 2.0
    assert "met" == hold.verdict


@both
@either_side
@pytest.mark.parametrize("at_s", [14.0, 20.0])
def test_a_push_of_twenty_degrees_after_the_stop_is_found_obliquely(at_s: float, side: str, placed: Placed) -> None:
    course = placed.course(Step(placed.onset_s + at_s, 20.0, 2.0), end_deg=placed.pushed_deg)
    found = judged(placed.clip(course, side=side))
    event = the(found, "pushed_deeper")

    assert near(event, placed.onset_s + at_s, placed.onset_s + at_s + 2.0, 0.6)
    assert 15.0 < event.value < 30.0
    assert {"steady_hold": "fault"} == not_ok(found)
    assert near(found.repetitions[0].hold, *course.true_hold_s(), HOLD_COLLAR_S)


@both
@square_and_oblique
@pytest.mark.parametrize("deg", [5.0, 8.0])
def test_slow_creep_into_the_stretch_is_no_push(deg: float, camera: Camera, placed: Placed) -> None:
    course = placed.course(Step(placed.onset_s + 6.0, deg, 15.0), end_deg=placed.pushed_deg)
    found = judged(placed.clip(course, camera))

    assert ([], "ok") == (kinds(found), only(found)["steady_hold"].verdict)


@both
@square_and_oblique
def test_a_jerk_in_the_hold_is_one_of_the_hold(camera: Camera, placed: Placed) -> None:
    found = judged(placed.clip(placed.course(Step(20.0, 10.0, 0.15), Step(20.4, -10.0, 0.15)), camera))

    assert {"jerk"} == set(kinds(found))
    assert all(event.phase == "hold" and 19.5 <= event.start_s <= 21.0 for event in found.events)
    assert {"steady_hold": "fault"} == not_ok(found)


# -- the tracker


@both
@square_and_oblique
@pytest.mark.parametrize("at_s", [1.5, 20.0])
@pytest.mark.parametrize("deg", [40.0, -40.0])
def test_a_jump_of_the_tracker_and_back_is_never_a_jerk(
    deg: float, at_s: float, camera: Camera, placed: Placed
) -> None:
    found = judged(placed.clip(placed.material.course, camera, glitch=(at_s, 3, deg)))

    assert set(kinds(found)) <= {"glitch"}
    assert {} == not_ok(found)
    assert near(found.repetitions[0].hold, *placed.material.course.true_hold_s(), HOLD_COLLAR_S)


@both
@square_and_oblique
def test_noise_of_a_poor_picture_makes_no_event(camera: Camera, placed: Placed) -> None:
    for seed in range(3):
        found = judged(placed.clip(placed.material.course, camera, noise_px=3.0, noise_m=0.012, seed=seed))

        assert set(kinds(found)) <= {"glitch"}
        assert "fault" not in not_ok(found).values()
        assert np.isfinite([check.value for check in only(found).values() if check.verdict == "ok"]).all()
