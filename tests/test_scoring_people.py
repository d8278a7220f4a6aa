"""Roles against the truth: right, on another person, elsewhere or missing, and how often they change."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from calibration.scoring.matching import ELSEWHERE, MAIN, MISSING, match, trunk_px
from calibration.scoring.people import PeopleScore, people_figures, score_people
from calibration.truth import read_truth
from made_truth import (
    DEPTH_M,
    FPS,
    FRAMES,
    LYING_AT,
    SAMPLES,
    TOWARD_CAMERA,
    TRUNK_PX,
    UPRIGHT,
    blanked,
    figure,
    made_truth,
    people,
    person,
    pose,
    scenes,
)
from vision.joints import HIPS, MIRROR, SHOULDERS, Joint
from vision.types import Pose, Scene


def outcomes(right: int = 0, other_person: int = 0, elsewhere: int = 0, missing: int = 0) -> dict[str, int]:
    return {"right": right, "other_person": other_person, "elsewhere": elsewhere, "missing": missing}


def swapped(found: list[Scene], first: int, end: int) -> list[Scene]:
    """Roles exchanged in some frames."""
    turned = [replace(each, recipient=each.partner, partner=each.recipient) for each in found[first:end]]
    return [*found[:first], *turned, *found[end:]]


def test_poses_on_their_people_are_right_in_every_frame() -> None:
    truth = made_truth()

    score = score_people(scenes(truth), truth, own_switches=3)

    assert {"recipient": outcomes(FRAMES), "partner": outcomes(FRAMES)} == {r: s.frames for r, s in score.roles.items()}
    assert (FRAMES, 0, 0, 0, 3) == (
        score.frames, score.unmatched, score.alone_frames, score.ghost_frames, score.own_switches,
    )  # fmt: skip


@pytest.mark.parametrize(("moved_px", "outcome"), [(45.0, "right"), (55.0, "elsewhere")])
def test_a_pose_is_on_someone_up_to_half_a_trunk_length_away(moved_px: float, outcome: str) -> None:
    truth = made_truth()

    score = score_people(scenes(truth, moved_px=(0.0, -moved_px)), truth)

    assert outcomes(**{outcome: FRAMES}) == score.roles["recipient"].frames


def test_exchanged_people_are_role_errors_and_two_switches_each() -> None:
    truth = made_truth()

    score = score_people(swapped(scenes(truth), 20, 40), truth)

    for role in score.roles.values():
        assert outcomes(right=40, other_person=20) == role.frames
        assert (2, 2) == (role.switches, role.lasting_switches)


def test_a_flicker_is_a_switch_that_does_not_last() -> None:
    truth = made_truth()

    score = score_people(swapped(scenes(truth), 20, 23), truth)

    assert (2, 0) == (score.roles["partner"].switches, score.roles["partner"].lasting_switches)


def test_frames_without_a_pose_are_missing_and_no_switch() -> None:
    truth = made_truth()
    found = scenes(truth)
    found[10:15] = [replace(each, recipient=Pose.unseen()) for each in found[10:15]]

    role = score_people(found, truth).roles["recipient"]

    assert outcomes(right=FRAMES - 5, missing=5) == role.frames
    assert 0 == role.switches


def test_a_switch_over_missing_frames_counts_once() -> None:
    truth = made_truth()
    found = swapped(scenes(truth), 30, FRAMES)
    found[25:30] = [replace(each, recipient=Pose.unseen()) for each in found[25:30]]

    assert 1 == score_people(found, truth).roles["recipient"].switches


def test_the_first_right_frame_tells_how_long_the_roles_took() -> None:
    truth = made_truth()

    score = score_people(swapped(scenes(truth), 0, 12), truth)

    assert 12 / FPS == pytest.approx(score.roles["recipient"].first_right_s)
    assert 12 / FPS == pytest.approx(people_figures([score])["recipient_first_right_after_max_s"])


def test_a_passer_in_the_partners_role_is_a_role_error() -> None:
    truth = made_truth(people("recipient", "partner", "passer"))

    score = score_people(scenes(truth, partner="passer"), truth)

    assert outcomes(other_person=FRAMES) == score.roles["partner"].frames


def test_a_partner_of_someone_alone_is_a_ghost() -> None:
    truth = made_truth(people("recipient"), partner=None)
    found = scenes(truth, partner=None)
    found[:7] = [replace(each, partner=each.recipient) for each in found[:7]]

    score = score_people(found, truth)

    assert {"recipient"} == set(score.roles)
    assert (FRAMES, 7) == (score.alone_frames, score.ghost_frames)
    assert 7 / FRAMES == pytest.approx(people_figures([score])["ghost_share"])


def test_a_partner_is_a_ghost_before_the_true_one_comes_in() -> None:
    everyone = people("recipient", "partner")
    everyone["partner"].xy_px[:20] = np.nan
    everyone["partner"].world_m[:20] = np.nan
    truth = made_truth(everyone)
    found = scenes(truth)
    found[5] = replace(found[5], partner=found[30].partner)
    found[:5] = [replace(each, partner=Pose.unseen()) for each in found[:5]]
    found[6:20] = [replace(each, partner=Pose.unseen()) for each in found[6:20]]

    score = score_people(found, truth)

    assert (20, 1) == (score.alone_frames, score.ghost_frames)
    assert outcomes(right=40) == score.roles["partner"].frames
    assert 20 / FPS == pytest.approx(score.roles["partner"].first_shown_s)


def test_who_is_outside_of_the_picture_is_not_asked_for() -> None:
    truth = made_truth({**people("recipient"), "partner": person(figure() @ UPRIGHT.T, (3.0, 0.2))})

    score = score_people(scenes(truth, partner=None), truth)

    assert outcomes() == score.roles["partner"].frames
    assert np.isnan(people_figures([score])["partner_right_share"])
    assert 0.0 == people_figures([score])["partner_never_right_clips"]


@pytest.mark.parametrize("body", [figure(), figure() @ UPRIGHT.T, figure() @ TOWARD_CAMERA.T])
def test_the_unit_is_the_trunk_square_to_the_camera_however_it_lies(body: Any) -> None:
    assert np.full(FRAMES, TRUNK_PX) == pytest.approx(trunk_px(person(body, LYING_AT)))


def test_the_unit_does_not_depend_on_roll_and_shift_of_the_picture() -> None:
    own = person(figure(), LYING_AT)
    cos, sin = np.cos(0.2), np.sin(0.2)
    rolled = replace(own, xy_px=own.xy_px @ np.array([[cos, sin], [-sin, cos]]) + [13.0, -7.0])

    assert trunk_px(own) == pytest.approx(trunk_px(rolled))


def test_someone_nearer_has_a_longer_unit() -> None:
    own = person(figure(), LYING_AT)
    near = own.world_m - [0.0, 0.0, 1.0]
    nearer = replace(own, world_m=near, xy_px=600.0 * near[..., :2] / near[..., 2:] + [320.0, 240.0])

    assert np.full(FRAMES, TRUNK_PX * DEPTH_M / (DEPTH_M - 1.0)) == pytest.approx(trunk_px(nearer))


def test_a_trunk_that_points_at_the_camera_does_not_narrow_the_gate() -> None:
    truth = made_truth({**people("recipient"), "partner": person(figure() @ TOWARD_CAMERA.T, (0.5, -0.3))})

    score = score_people(scenes(truth, moved_px=(0.0, -40.0)), truth)

    assert outcomes(right=FRAMES) == score.roles["partner"].frames


def test_unknown_shoulders_and_hips_put_on_the_other_person_make_no_other_person() -> None:
    truth = made_truth()
    found = [blanked(each, "partner", SHOULDERS) for each in scenes(truth)]
    for each in found:
        each.partner.xy[list(HIPS)] = each.recipient.xy[list(HIPS)]

    assert outcomes(right=FRAMES) == score_people(found, truth).roles["partner"].frames


def test_arms_and_legs_gone_astray_are_no_role_error() -> None:
    truth = made_truth()
    found = scenes(truth)
    limbs = [joint for joint in MAIN if joint not in (*SHOULDERS, *HIPS)]
    for each in found:
        each.recipient.xy[limbs, 1] -= 2 * TRUNK_PX

    assert outcomes(right=FRAMES) == score_people(found, truth).roles["recipient"].frames


def test_left_and_right_exchanged_is_no_role_error() -> None:
    truth = made_truth()
    found = [replace(each, recipient=replace(each.recipient, xy=each.recipient.xy[MIRROR])) for each in scenes(truth)]

    assert outcomes(right=FRAMES) == score_people(found, truth).roles["recipient"].frames


def test_a_pose_with_only_feet_known_is_missing_and_far_from_all_is_elsewhere() -> None:
    truth = made_truth()
    found = scenes(truth, moved_px=(0.0, 150.0))
    known = [Joint.LEFT_HEEL, Joint.RIGHT_HEEL]
    found[0] = blanked(scenes(truth)[0], "recipient", [joint for joint in Joint if joint not in known])

    assert [MISSING] + [ELSEWHERE] * (FRAMES - 1) == match(found, truth).on["recipient"].tolist()


def test_frames_are_matched_within_half_a_frame() -> None:
    truth = made_truth()
    late = [replace(each, time_s=each.time_s + 0.4 / FPS) for each in scenes(truth)]
    after = [replace(late[0], time_s=truth.times_s[-1] + 0.6 / FPS)]

    matched, score = match(late + after, truth), score_people(late + after, truth)

    assert list(range(FRAMES)) == matched.frames.tolist()
    assert (FRAMES, 1) == (score.frames, score.unmatched)


def test_dropped_frames_leave_the_others_where_they_are() -> None:
    truth = made_truth()

    assert [3, 7, 8] == match([scenes(truth)[frame] for frame in (3, 7, 8)], truth).frames.tolist()


def test_a_clip_without_scenes_has_no_figures() -> None:
    truth = made_truth()

    figures = people_figures([score_people([], truth)])

    assert 0.0 == figures["recipient_shown_frames"]
    assert np.isnan(figures["recipient_right_share"])


def test_a_score_survives_as_plain_data() -> None:
    truth = made_truth()
    score = score_people(swapped(scenes(truth), 0, 5), truth, own_switches=1)

    assert score == PeopleScore.from_dict(json.loads(json.dumps(score.as_dict())))


def test_shares_are_pooled_over_frames_not_clips() -> None:
    truth = made_truth()
    long = score_people(scenes(truth), truth)
    short = score_people(swapped(scenes(truth), 0, FRAMES)[:20], truth)

    figures = people_figures([long, short])

    assert 60 / 80 == pytest.approx(figures["partner_right_share"])
    assert 20 / 80 == pytest.approx(figures["partner_other_person_share"])
    assert 1.0 == figures["partner_never_right_clips"]


def test_the_people_of_a_rendered_clip_are_found_where_they_are_and_not_half_a_trunk_beside() -> None:
    truth = read_truth(SAMPLES / "ktc_lunge_left.truth.json.gz")
    unit = {role: trunk_px(own) for role, own in truth.people.items()}

    for share, outcome in ((0.45, "right"), (0.55, "elsewhere")):
        found = [
            Scene(
                time_s,
                pose(truth.people["recipient"], frame, (share * unit["recipient"][frame], 0.0)),
                pose(truth.people["partner"], frame, (0.0, -share * unit["partner"][frame])),
            )
            for frame, time_s in enumerate(truth.times_s.tolist())
        ]

        score = score_people(found, truth)

        assert [outcomes(**{outcome: len(found)})] * 2 == [role.frames for role in score.roles.values()]
