"""Drawn faults of the figure-four are found where they are, and what only looks like one is not."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from courses import Step, Wave, minimum_jerk
from drawn import ALL
from drawn_figure_four import COURSE, figure_four
from materials import FOOT_END, HEAD_END, HOLD_COLLAR_S, OBLIQUE, OVERHEAD, SIDE, judged, kinds, near, only, the
from protocols.follower import Follower, columns_of
from protocols.placer import COLUMNS, INDEX
from protocols.record import asides
from protocols.stretches import recognised
from protocols.thresholds import DEFAULTS
from vision.joints import Joint

HOLD = COURSE.true_hold_s()


def for_a_while(size: float, at_s: float = 20.0, for_s: float = 8.0) -> Any:
    """A fault that comes within a second, stays and goes again."""
    return lambda times_s: size * (minimum_jerk(times_s - at_s) - minimum_jerk(times_s - at_s - for_s))


@pytest.mark.parametrize(
    ("hold_s", "verdict", "check", "events"),
    [
        (20.0, "short", "fault", ["hold_short"]),
        (32.0, "met", "ok", []),
        (48.0, "met", "ok", []),
        (55.0, "long", "warn", ["hold_long"]),
    ],
)
def test_the_hold_is_measured_against_thirty_to_forty_five_seconds(
    hold_s: float, verdict: str, check: str, events: list[str]
) -> None:
    course = replace(COURSE, hold_s=hold_s)
    found = judged(figure_four(course, camera=OBLIQUE))

    assert (verdict, check, events) == (found.repetitions[0].hold.verdict, only(found)["hold"].verdict, kinds(found))
    assert near(found.repetitions[0].hold, *course.true_hold_s(), HOLD_COLLAR_S)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("camera", [SIDE, OBLIQUE, FOOT_END, OVERHEAD], ids=["side", "oblique", "foot-end", "overhead"])
def test_which_ankle_is_crossed_is_told_in_every_view_that_shows_it(camera: Any, side: str) -> None:
    found = judged(figure_four(side=side, camera=replace(camera, sees=side)))

    assert [("figure-four", side)] == [(repetition.stretch, repetition.side) for repetition in found.repetitions]
    assert "ok" == only(found)["ankle_crossed"].verdict


def test_a_leg_crossed_from_the_start_is_followed_too() -> None:
    found = judged(figure_four(crossed_from_start=True, camera=OBLIQUE))

    assert [("figure-four", "right")] == [(repetition.stretch, repetition.side) for repetition in found.repetitions]


@pytest.mark.parametrize("camera", [OBLIQUE, OVERHEAD], ids=["oblique", "overhead"])
def test_an_ankle_that_slips_in_the_hold_is_found_and_told_once(camera: Any) -> None:
    found = judged(figure_four(slip=for_a_while(1.2), camera=camera))
    event = the(found, "ankle_slipped")

    assert near(event, 20.5, 28.5)
    assert ("hold", "shanks") == (event.phase, event.unit)
    assert ("fault", "ok") == (only(found)["ankle_crossed"].verdict, only(found)["steady_hold"].verdict)


def test_an_ankle_first_seen_as_it_slips_is_measured_from_where_it_lies_crossed() -> None:
    """Hidden from the way in until the slip has begun: what is seen first is not its place."""
    clip = figure_four(slip=for_a_while(0.6), camera=OBLIQUE).hide([Joint.RIGHT_ANKLE], 9.0, 22.0)
    event = the(judged(clip), "ankle_slipped")

    assert near(event, 22.0, 28.5)


@pytest.mark.parametrize("slip", [0.1, 0.15])
def test_an_ankle_that_shifts_a_little_is_still_crossed(slip: float) -> None:
    found = judged(figure_four(slip=for_a_while(slip), camera=OBLIQUE))

    assert "ok" == only(found)["ankle_crossed"].verdict


def test_from_the_head_end_nobody_sees_the_ankle() -> None:
    assert "unknown" == only(judged(figure_four(camera=HEAD_END)))["ankle_crossed"].verdict


@pytest.mark.parametrize("camera", [SIDE, OBLIQUE], ids=["side", "oblique"])
def test_a_bottom_foot_that_is_drawn_in_has_left_the_floor(camera: Any) -> None:
    assert "ok" == only(judged(figure_four(camera=camera)))["foot_lifted"].verdict


@pytest.mark.parametrize(("camera", "verdict"), [(SIDE, "fault"), (OBLIQUE, "warn")], ids=["side", "oblique"])
def test_legs_hardly_drawn_in_are_found_and_only_warned_of_obliquely(camera: Any, verdict: str) -> None:
    found = judged(figure_four(replace(COURSE, end_deg=65.0), camera=camera))

    assert verdict == only(found)["drawn_in"].verdict
    assert ("not_drawn_in" in kinds(found)) == (verdict == "fault")


@pytest.mark.parametrize("end_deg", [98.0, 115.0])
def test_legs_drawn_past_square_are_in(end_deg: float) -> None:
    assert "ok" == only(judged(figure_four(replace(COURSE, end_deg=end_deg), camera=SIDE)))["drawn_in"].verdict


def test_a_lunge_while_drawing_in_is_a_jerk() -> None:
    at_s = COURSE.setup_s + 2.5
    found = judged(figure_four(replace(COURSE, steps=[Step(at_s, 20.0, 0.3)]), camera=SIDE))

    assert any(event.kind == "jerk" and abs(event.start_s - at_s) < 0.7 for event in found.events)
    assert "fault" == only(found)["smooth_in"].verdict


def test_bouncing_in_the_hold_is_found() -> None:
    found = judged(figure_four(replace(COURSE, waves=[Wave(25.0, 6.0, 1.2, 4.0)]), camera=SIDE))

    assert "bounce" in kinds(found)
    assert "fault" == only(found)["steady_hold"].verdict


def test_pulling_deeper_after_the_stop_is_found() -> None:
    found = judged(figure_four(replace(COURSE, end_deg=95.0, steps=[Step(25.0, 20.0, 1.5)]), camera=SIDE))

    assert "pushed_deeper" in kinds(found)


def test_a_bottom_leg_hidden_with_the_ankle_on_it_for_most_of_the_hold_is_unknown_time() -> None:
    hidden = [Joint.LEFT_KNEE, Joint.RIGHT_ANKLE]
    found = judged(figure_four(camera=OBLIQUE).hide(hidden, HOLD[0] + 3.0, HOLD[1] - 3.0))

    assert "unknown" == found.repetitions[0].hold.verdict == only(found)["hold"].verdict


@pytest.mark.parametrize("camera", [SIDE, OBLIQUE], ids=["side", "oblique"])
def test_a_bottom_knee_that_is_hidden_is_where_the_ankle_lies(camera: Any) -> None:
    """The leg on top hides it as soon as both are drawn in."""
    found = judged(figure_four(camera=camera).hide([Joint.LEFT_KNEE], HOLD[0] - 1.0, HOLD[1] + 1.0))

    assert ("ok", []) == (only(found)["hold"].verdict, kinds(found))
    assert near(found.repetitions[0].hold, *HOLD, HOLD_COLLAR_S)


def test_a_slip_that_nobody_sees_but_by_the_ankle_moves_no_hidden_leg() -> None:
    clip = figure_four(slip=for_a_while(1.2), camera=OBLIQUE).hide([Joint.LEFT_KNEE], HOLD[0] + 3.0, HOLD[1] - 3.0)
    found = judged(clip)

    assert {"drift", "pushed_deeper", "jerk", "bounce"}.isdisjoint(kinds(found))


def test_each_follower_watches_its_own_ankle() -> None:
    """Two of them follow one thigh: that of the leg below, and that of the leg on top of the other side."""
    followers = [Follower(stretch, columns_of(recognised()), DEFAULTS, side="auto") for stretch in recognised()]
    row = np.full((1, len(COLUMNS)), np.nan)
    for name in ("thigh_lean_{}_deg", "contact_{}_shanks"):
        row[0, [INDEX[name.format(side)] for side in ("left", "right")]] = 1.0, 2.0
    told = asides(row, followers)
    found = [
        (follower.candidate(slot).progress.side, value)
        for follower, (one,) in zip(followers, told, strict=True)
        if follower.stretch.name == "figure-four"
        for slot, value in one.items()
    ]

    assert [("left", 1.0), ("left", 1.0), ("right", 2.0), ("right", 2.0)] == sorted(found)


@pytest.mark.parametrize(("hold_s", "count"), [(30.0, 1), (6.0, 0)])
def test_legs_that_are_only_crossed_are_a_figure_four_if_they_are_held(hold_s: float, count: int) -> None:
    """For a moment, as anybody crosses the legs, they are none."""
    course = replace(COURSE, approach_s=1.0, hold_s=hold_s, release_s=1.0, end_deg=COURSE.start_deg + 2.0)
    found = judged(figure_four(course, foot_lift=False, camera=SIDE))

    assert ["figure-four"] * count == [repetition.stretch for repetition in found.repetitions]
    assert {"foot_not_lifted", "not_drawn_in"} >= set(kinds(found))
    for repetition in found.repetitions:
        checks = {check.name: check.verdict for check in repetition.checks}
        assert ("fault", "fault") == (checks["foot_lifted"], checks["drawn_in"])


def test_legs_named_the_wrong_way_round_for_a_moment_change_nothing() -> None:
    clip = figure_four(camera=OBLIQUE)
    legs = [Joint[f"{side}_{joint}"] for joint in ("KNEE", "ANKLE", "HEEL", "FOOT_INDEX") for side in ("LEFT", "RIGHT")]
    others = [
        Joint[f"{side}_{joint}"] for joint in ("KNEE", "ANKLE", "HEEL", "FOOT_INDEX") for side in ("RIGHT", "LEFT")
    ]
    swapped = clip.between(25.0, 25.4)
    for values in (clip.recipient.xy, clip.recipient.world):
        values[:, legs] = [v[others] if s else v[legs] for v, s in zip(values, swapped, strict=True)]
    found = judged(clip)

    assert [("figure-four", "right")] == [(repetition.stretch, repetition.side) for repetition in found.repetitions]
    assert {"glitch"} >= set(kinds(found))
    assert near(found.repetitions[0].hold, *HOLD, HOLD_COLLAR_S)


def test_nobody_seen_in_the_crossing_is_no_wrong_side() -> None:
    found = judged(figure_four(camera=OBLIQUE).hide(ALL, COURSE.setup_s - 2.5, COURSE.setup_s - 1.0))

    assert {"right"} >= {repetition.side for repetition in found.repetitions}
