"""Errors of joints against the truth: in trunk lengths, by what hides them and by whether the engine knows."""

import json
from dataclasses import replace

import numpy as np
import pytest

from calibration.scoring.joints import HIDING, JointScore, joint_figures, score_joints
from calibration.scoring.matching import MAIN, trunk_px
from calibration.truth import read_truth
from made_truth import (
    FRAMES,
    LYING_AT,
    SAMPLES,
    TRUNK_PX,
    blanked,
    figure,
    made_truth,
    observed,
    people,
    person,
    pose,
    scenes,
)
from vision.joints import Joint
from vision.types import Pose, Scene

MOVED = (0.0, -12.5)
"""An eighth of a trunk length."""

KNEE = Joint.LEFT_KNEE


def astray(found: list[Scene], joint: Joint, off_px: float) -> list[Scene]:
    """The recipient's joint put aside in all frames."""
    for each in found:
        each.recipient.xy[joint, 1] += off_px
    return found


def test_the_error_is_the_distance_in_trunk_lengths() -> None:
    truth = made_truth()

    figures = joint_figures([score_joints(scenes(truth, moved_px=MOVED), truth)])

    for role in ("recipient", "partner"):
        assert 12 * FRAMES == figures[f"{role}_joints"]
        assert 12.5 / TRUNK_PX == pytest.approx(figures[f"{role}_median_trunks"])
        assert 1.0 == figures[f"{role}_pck_02"]


@pytest.mark.parametrize(("off_px", "pck"), [(19.5, 1.0), (20.5, 0.5)])
def test_a_joint_is_correct_below_a_fifth_of_the_trunk(off_px: float, pck: float) -> None:
    truth = made_truth()

    figures = joint_figures([score_joints(astray(scenes(truth), KNEE, off_px), truth)])

    assert pck == figures["recipient_knee_pck_02"]
    assert 1.0 == figures["recipient_hip_pck_02"]


def test_errors_are_told_apart_by_what_hides_the_joint() -> None:
    truth = made_truth()
    for index, joint in enumerate(MAIN[:5]):
        truth.people["recipient"].hidden_by[:, joint] = index
    found = scenes(truth)
    for index, joint in enumerate(MAIN[:5]):
        astray(found, joint, 10.0 * index + 5.5)

    figures = joint_figures([score_joints(found, truth)])

    assert [8 * FRAMES] + [FRAMES] * 4 == [figures[f"recipient_{name}_joints"] for name in HIDING]
    assert [0.155, 0.255, 0.355, 0.455] == [figures[f"recipient_{name}_median_trunks"] for name in HIDING[1:]]


def test_an_unknown_joint_has_the_place_of_the_observation() -> None:
    truth = made_truth()
    whole = astray(scenes(truth), KNEE, 30.5)
    observations = [observed(each, frame) for frame, each in enumerate(whole)]
    found = [blanked(each, "recipient", [KNEE]) for each in whole]

    figures = joint_figures([score_joints(found, truth, observations=observations)])

    assert 11 / 12 == pytest.approx(figures["recipient_known_share"])
    assert 1.0 == figures["recipient_known_pck_02"]
    assert 11 / 12 == pytest.approx(figures["recipient_pck_02"])
    assert (0.0, 0.0, 0.0) == (
        figures["recipient_known_off_share"],
        figures["recipient_good_unknown_share"],
        figures["recipient_off_known_share"],
    )


def test_trust_is_wrong_about_known_joints_that_are_off_and_good_ones_called_unknown() -> None:
    truth = made_truth()
    whole = astray(scenes(truth), KNEE, 30.5)
    observations = [observed(each, frame) for frame, each in enumerate(whole)]
    found = [blanked(each, "recipient", [Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE]) for each in whole]

    figures = joint_figures([score_joints(found, truth, observations=observations)])

    assert 1 / 10 == pytest.approx(figures["recipient_known_off_share"])
    assert 2 / 11 == pytest.approx(figures["recipient_good_unknown_share"])
    assert 1.0 == figures["recipient_off_known_share"]


def test_without_observations_unknown_joints_have_no_error_and_trust_in_them_is_not_judged() -> None:
    truth = made_truth()
    found = [blanked(each, "recipient", [KNEE]) for each in scenes(truth, moved_px=MOVED)]

    figures = joint_figures([score_joints(found, truth)])

    assert 11 / 12 == pytest.approx(figures["recipient_known_share"])
    assert 1.0 == figures["recipient_pck_02"]
    assert 0.125 == figures["recipient_knee_median_trunks"]
    assert np.isnan(figures["recipient_good_unknown_share"])
    assert 0.0 == figures["recipient_known_off_share"]


def test_joints_of_the_wrong_person_are_left_out() -> None:
    truth = made_truth()
    found = scenes(truth)
    found[:20] = [replace(each, recipient=each.partner, partner=Pose.unseen()) for each in found[:20]]

    figures = joint_figures([score_joints(found, truth)])

    assert (12 * 40, 12 * 40) == (figures["recipient_joints"], figures["partner_joints"])
    assert 0.005 == figures["recipient_median_trunks"]


def test_joints_outside_of_the_picture_are_left_out() -> None:
    truth = made_truth({**people("partner"), "recipient": person(figure(0.0), (1.0, 0.6))})

    figures = joint_figures([score_joints(scenes(truth), truth)])

    assert 10 * FRAMES == figures["recipient_joints"]
    assert 0 == figures["recipient_ankle_joints"]


def test_errors_beyond_two_trunk_lengths_count_as_two() -> None:
    truth = made_truth({"recipient": person(figure(), LYING_AT)})

    figures = joint_figures([score_joints(astray(scenes(truth, partner=None), KNEE, 400.0), truth)])

    assert 0.5 == figures["recipient_knee_pck_02"]
    assert 1 / 12 == pytest.approx(figures["recipient_known_off_share"])


def test_scores_pool_as_if_they_were_one_clip() -> None:
    truth = made_truth()
    found = scenes(truth, moved_px=MOVED)[:25] + scenes(truth)[25:]

    parts = joint_figures([score_joints(found[:25], truth), score_joints(found[25:], truth)])

    whole = joint_figures([score_joints(found, truth)])
    assert whole == pytest.approx(parts, nan_ok=True)


def test_a_score_survives_as_plain_data() -> None:
    truth = made_truth()
    score = score_joints(scenes(truth, moved_px=MOVED), truth)

    again = JointScore.from_dict(json.loads(json.dumps(score.as_dict())))

    assert score.clip == again.clip
    assert (score.counts == again.counts).all()
    assert 2 * 12 * FRAMES == again.counts.sum()


def test_an_observation_for_each_scene_is_asked_for() -> None:
    truth = made_truth()

    with pytest.raises(ValueError, match="Expected an observation for each of 60 scenes, but got 0"):
        score_joints(scenes(truth), truth, observations=[])


def test_the_joints_of_a_rendered_clip_moved_by_twelve_pixels_are_off_by_twelve_pixels() -> None:
    truth = read_truth(SAMPLES / "twist_good_right.truth.json.gz")
    recipient = truth.people["recipient"]
    found = [
        Scene(time_s, pose(recipient, frame, (12.0, 0.0)), Pose.unseen())
        for frame, time_s in enumerate(truth.times_s.tolist())
    ]

    figures = joint_figures([score_joints(found, truth)])

    assert 12.0 / np.median(trunk_px(recipient)) == pytest.approx(figures["recipient_median_trunks"], abs=0.006)
