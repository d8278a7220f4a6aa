"""What every stretch promises, whatever it is: plain functions, each of one claim, crossed with every stretch."""

from dataclasses import replace

import numpy as np
import pytest

from courses import even_times, irregular_times
from drawn import ALL, Camera, Clip
from materials import MATERIALS, SIDE, VIEWS, fed, judged, verdicts
from protocols.measures import measure
from protocols.session import Session
from protocols.still import judge_still
from protocols.stretch import Stretch
from protocols.stretches import recognised
from protocols.thresholds import DEFAULTS
from protocols.types import Check, Judgement, Verdict

ORDER = {
    "knee-to-chest": "start_pose knee_path same_side other_foot_down depth smooth_in steady_hold hold smooth_out",
    "spinal-twist": "start_pose arms_t knees_stacked shoulder_anchored depth smooth_in steady_hold hold smooth_out "
    "returned_to_centre both_sides",
    "figure-four": "start_pose ankle_crossed foot_lifted drawn_in smooth_in steady_hold hold smooth_out both_sides",
}
GAP_S = (20.0, 22.0)


def good(stretch: Stretch, **drawing: object) -> Clip:
    return MATERIALS[stretch.name].draw(MATERIALS[stretch.name].course, **drawing)


def checks_of(judgement: Judgement) -> list[Check]:
    return [check for repetition in judgement.repetitions for check in repetition.checks if check.scored]


def good_form_is_one_repetition_of_the_right_side_without_fault_or_event(stretch: Stretch) -> None:
    """Good form, seen from anywhere, is one repetition of the side stretched, nothing in it to complain about."""
    for side in ("left", "right"):
        for camera in VIEWS.values():
            found = judged(good(stretch, side=side, camera=replace(camera, sees=side)))

            assert [(stretch.name, side)] == [(rep.stretch, rep.side) for rep in found.repetitions]
            assert () == found.events
            assert set(verdicts(found)[0].values()) <= {"ok", "unknown"}
            assert () == found.warnings


def good_form_is_ok_in_all_that_a_view_shows_well(stretch: Stretch) -> None:
    """From a side view every check the view shows at all is ok, not merely unknown."""
    found = verdicts(judged(good(stretch)))[0]

    assert {"start_pose", "smooth_in", "steady_hold", "hold", "smooth_out"} <= {
        n for n, v in found.items() if v == "ok"
    }


def the_hold_is_found_to_half_a_second(stretch: Stretch) -> None:
    """At half a pixel of noise both edges of the hold and the time held are right within half a second."""
    course = MATERIALS[stretch.name].course
    start_s, end_s = course.true_hold_s()
    for seed in range(4):
        hold = judged(good(stretch, seed=seed)).repetitions[0].hold

        assert abs(hold.start_s - start_s) <= 0.5
        assert abs(hold.end_s - end_s) <= 0.5
        assert abs(hold.held_s - (end_s - start_s)) <= 0.5
        assert (0.0, 0.0) == (hold.unseen_s, hold.out_of_pose_s)


def a_shift_in_time_changes_nothing_but_times(stretch: Stretch) -> None:
    """A recording that begins at 1000.123 s is judged like one that begins at 0."""
    clip = good(stretch)
    early, late = judged(clip), judged(replace(clip, times_s=clip.times_s + 1000.123))

    assert verdicts(early) == verdicts(late)
    for before, after in zip(early.repetitions[0].phases, late.repetitions[0].phases, strict=True):
        assert (before.name, True, True) == (
            after.name,
            abs(after.start_s - before.start_s - 1000.123) < 0.002,
            abs(after.end_s - before.end_s - 1000.123) < 0.002,
        )
    assert early.repetitions[0].hold.held_s == late.repetitions[0].hold.held_s
    for before, after in zip(checks_of(early), checks_of(late), strict=True):
        assert replace(before, at_s=None) == replace(after, at_s=None)
    assert early.view == late.view


def a_larger_picture_changes_no_verdict(stretch: Stretch) -> None:
    """Twice the pixels, twice the noise in pixels: nothing else."""
    large = replace(SIDE, size_px=(2560, 1440))

    assert verdicts(judged(good(stretch))) == verdicts(judged(good(stretch, camera=large, noise_px=1.0)))


def a_mirrored_picture_is_the_other_side_with_the_same_verdicts(stretch: Stretch) -> None:
    """The mirror image of a right leg is a left leg, judged alike in every view."""
    for camera in VIEWS.values():
        clip = good(stretch, camera=camera)
        plain, mirrored = judged(clip), judged(clip.mirrored())

        assert ["right"] == [rep.side for rep in plain.repetitions]
        assert ["left"] == [rep.side for rep in mirrored.repetitions]
        assert verdicts(plain) == verdicts(mirrored)
        assert plain.view.kind == mirrored.view.kind


def the_frame_rate_changes_no_verdict(stretch: Stretch) -> None:
    """20, 25, 30, 60 frames a second and a webcam's uneven times give the same verdicts and hold."""
    course = MATERIALS[stretch.name].course
    wanted = verdicts(judged(good(stretch)))
    start_s, end_s = course.true_hold_s()
    uneven = [irregular_times(course.duration_s, seed=seed) for seed in range(3)]
    for times in [even_times(course.duration_s, fps) for fps in (20, 25, 29.97, 60)] + uneven:
        found = judged(good(stretch, times_s=times))

        assert wanted == verdicts(found)
        assert abs(found.repetitions[0].hold.held_s - (end_s - start_s)) <= 0.5
        assert () == found.events


def a_roll_of_the_camera_changes_no_verdict(stretch: Stretch) -> None:
    """A camera tilted by five degrees either way sees the same in every view, and a side view says by how much."""
    for camera in VIEWS.values():
        wanted = verdicts(judged(good(stretch, camera=camera)))
        for roll in (-5.0, 5.0):
            assert wanted == verdicts(judged(good(stretch, camera=replace(camera, roll_deg=roll))))
    rolls = [judged(good(stretch, camera=replace(SIDE, roll_deg=roll))).view.roll_deg for roll in (-5.0, 5.0)]

    assert [5.0, -5.0] == pytest.approx(rolls, abs=1.5)


def a_gap_in_the_hold_is_unseen_time_and_nothing_else(stretch: Stretch) -> None:
    """Two seconds without the moving leg, or without anybody, are unseen seconds of the hold; no verdict changes."""
    clip = good(stretch)
    whole = judged(clip)
    leg = MATERIALS[stretch.name].moving["right"]
    for joints, events in ((leg, set()), (ALL, {"lost"})):
        found = judged(clip.hide(joints, *GAP_S))
        hold = found.repetitions[0].hold

        assert verdicts(whole) == verdicts(found)
        assert abs(hold.unseen_s - 2.0) < 0.1
        assert abs(hold.held_s + hold.unseen_s - whole.repetitions[0].hold.held_s) < 0.1
        assert 0.0 == hold.out_of_pose_s
        assert events == {event.kind for event in found.events}


def missing_frames_are_a_gap_too(stretch: Stretch) -> None:
    """Two seconds without any frame count like two seconds in which nothing was seen."""
    clip = good(stretch)
    found = judged(clip.frames(~clip.between(*GAP_S)))

    assert verdicts(judged(clip)) == verdicts(found)
    assert abs(found.repetitions[0].hold.unseen_s - 2.0) < 0.1


def nobody_seen_is_no_repetition_and_no_verdict(stretch: Stretch) -> None:
    """A recording in which everything is hidden says nothing at all, good or bad."""
    found = judged(good(stretch).hide(ALL))

    assert () == found.repetitions
    assert {"lost"} == {event.kind for event in found.events}
    assert "unknown" == found.view.kind


def no_frames_are_no_repetition(stretch: Stretch) -> None:
    """An empty recording and one of a single frame can be judged: there is nothing in them."""
    clip = good(stretch)
    for kept in (slice(0, 0), slice(0, 1), slice(0, 3)):
        rows = clip.frames(kept)
        session = Session([stretch])
        if len(rows.times_s):
            session.extend(rows.times_s, measure(rows.scenes()))

        found = session.finish()

        assert ((), ()) == (found.repetitions, found.events)
        assert len(rows.times_s) == len(session.followed().angle_deg)


def reset_equals_new(stretch: Stretch) -> None:
    """A session that judged one recording and was reset judges the next like a new one."""
    session = Session([stretch])
    fed(session, good(stretch, side="left", seed=5).frames(slice(0, 700)))
    session.reset()
    clip = good(stretch)

    assert judged(clip) == fed(session, clip)


def the_cut_into_blocks_changes_nothing(stretch: Stretch) -> None:
    """Frame by frame, in sevens, in blocks of 300 or at once: equal judgements to the last bit."""
    clip = good(stretch, camera=VIEWS["oblique"], times_s=irregular_times(MATERIALS[stretch.name].course.duration_s))
    clip = clip.hide(ALL, *GAP_S)
    whole = judged(clip)
    for block in (1, 7, 300):
        assert whole == judged(clip, block=block)


def live_updates_tell_what_the_judgement_tells(stretch: Stretch) -> None:
    """Frames fed one by one with `update` return each repetition and event once, equal to the final judgement."""
    clip = good(stretch).hide(ALL, *GAP_S)
    session = Session(recognised())
    updates = [session.update(scene) for scene in clip.scenes()]
    found = session.finish()

    assert found == judged(clip)
    assert found.repetitions == tuple(rep for update in updates for rep in update.finished)
    assert list(found.events) == sorted((e for u in updates for e in u.events), key=lambda e: (e.start_s, e.kind))


def checks_come_in_the_promised_order(stretch: Stretch) -> None:
    """Every check of the closed list is there, in its order, in a recording and in a single picture."""
    clip = good(stretch)
    still = judge_still(
        measure(clip.frames(slice(600, 601)).scenes()), [stretch], side="auto", settings=DEFAULTS, named=True
    )
    for found in (judged(clip), still):
        assert ORDER[stretch.name].split() == [check.name for check in checks_of(found)]


def blinded(stretch: Stretch) -> list[Judgement]:
    """Recordings and pictures of which each hides something: views, legs, time."""
    material = MATERIALS[stretch.name]
    found = [judged(good(stretch, camera=camera)) for camera in VIEWS.values()]
    found.append(judged(good(stretch, fps=12)))
    for seen in ((-1, 0), (14, 40), (9, 30), (12, 39)):
        found.append(judged(good(stretch).hide(material.moving["right"], *seen)))
    found.append(judged(good(stretch).hide(ALL, 10, 42)))
    picture = measure(good(stretch).frames(slice(600, 601)).scenes())
    found.append(judge_still(picture, [stretch], side="auto", settings=DEFAULTS, named=True))
    return found


def every_check_can_be_unknown_and_then_says_why(stretch: Stretch) -> None:
    """For each check there is a recording or picture that does not show it; the check then gives the reason."""
    unknown = [check for found in blinded(stretch) for check in checks_of(found) if check.verdict == Verdict.UNKNOWN]

    assert set(ORDER[stretch.name].split()) == {check.name for check in unknown}
    assert all(check.why_unknown and check.why_unknown.endswith(".") for check in unknown)
    assert all(check.cue is None for check in unknown)


def a_check_that_was_judged_says_by_what(stretch: Stretch) -> None:
    """A verdict other than unknown comes with value, limit and unit, and with no reason for being unknown."""
    judged_checks = [c for found in blinded(stretch) for c in checks_of(found) if c.verdict != Verdict.UNKNOWN]

    assert all(None not in (check.value, check.limit, check.unit) for check in judged_checks)
    assert all(check.why_unknown is None and check.unknown_share < 1.0 for check in judged_checks)
    assert all(np.isfinite([check.value, check.limit]).all() for check in judged_checks)


def what_was_hidden_all_the_time_is_never_ok_or_fault(stretch: Stretch) -> None:
    """The hold hidden from its beginning to its end: what is judged on it is unknown."""
    clip = good(stretch)
    start_s, end_s = MATERIALS[stretch.name].course.true_hold_s()
    found = judged(clip.hide(ALL, start_s + 2.5, end_s - 1.0))
    by_name = {check.name: check.verdict for check in checks_of(found)}

    assert "unknown" == by_name["steady_hold"] == by_name["hold"]
    assert "unknown" == found.repetitions[0].hold.verdict


def below_twenty_frames_a_second_smoothness_is_never_ok(stretch: Stretch) -> None:
    """A jerk can hide between the frames of a slow recording, so that smooth is not said of it."""
    for fps in (8.0, 12.0, 15.0, 19.0):
        found = verdicts(judged(good(stretch, fps=fps)))[0]

        assert {"unknown"} == {found["smooth_in"], found["smooth_out"]}
        assert "ok" == found["hold"]


def a_named_side_is_the_only_one_judged(stretch: Stretch) -> None:
    """With the side given, a repetition of the other side is none."""
    clip = good(stretch, side="right")

    assert ["right"] == [rep.side for rep in judged(clip, side="right").repetitions]
    assert () == judged(clip, side="left").repetitions


def the_far_leg_is_judged_like_the_near_one(stretch: Stretch) -> None:
    """A camera on the other side of the body sees the same repetition."""
    camera = Camera(sees="left")

    assert verdicts(judged(good(stretch, side="right"))) == verdicts(judged(good(stretch, side="right", camera=camera)))
