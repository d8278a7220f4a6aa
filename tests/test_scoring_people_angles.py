"""Errors of the recipient's angles: themselves and their change since the set-up, in the picture and in space."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from calibration.labels import Label
from calibration.scoring.angles import AngleScore, angle_figures, score_angles, scored_sides
from calibration.truth import Truth, read_truth
from made_truth import FPS, FRAMES, LYING_AT, SAMPLES, figure, made_truth, people, person, pose, scenes, turn
from protocols.placer import PLACED
from vision.joints import Joint
from vision.types import Pose, Scene

SETUP_END_S = 0.5
SETUP_FRAMES = round(SETUP_END_S * FPS)
THIGH_DEG = 30.0


def lying(stretch: str = "knee-to-chest", side: str = "right", **measures: Any) -> Truth:
    """Someone whose thighs stay at 30 degrees, with a set-up of half a second."""
    true = {f"thigh_trunk_deg_{each}": np.full(FRAMES, THIGH_DEG) for each in ("left", "right")}
    phases = (Label("made", 0.0, SETUP_END_S, "setup"), Label("made", 1.8, 2.0, "setup"))
    return made_truth(
        {"recipient": person(figure(THIGH_DEG), LYING_AT)},
        stretch=stretch, side=side, labels=phases, measures={**true, **measures},
    )  # fmt: skip


def raised(found: list[Scene], side: str, deg: Any) -> list[Scene]:
    """The recipient's thigh measured higher by so many degrees, in the picture and in space."""
    hip, knee = Joint[f"{side}_hip".upper()], Joint[f"{side}_knee".upper()]
    for each, more in zip(found, np.broadcast_to(deg, len(found)).tolist(), strict=True):
        xy, world = each.recipient.xy, each.recipient.world_m
        xy[knee] = xy[hip] + turn(more)[:2, :2] @ (xy[knee] - xy[hip])
        world[knee] = world[hip] + turn(more) @ (world[knee] - world[hip])
    return found


def test_true_poses_have_no_error() -> None:
    figures = angle_figures([score_angles(scenes(lying()), lying())])

    for name in ("image_angle", "body_angle", "image_change", "body_change"):
        assert 0.0 == figures[f"{name}_error_median_deg"]
        assert 0.0 == figures[f"{name}_unknown_share"]


@pytest.mark.parametrize("off_deg", [8.0, -8.0])
def test_a_thigh_measured_off_all_the_time_has_a_wrong_angle_and_a_right_change(off_deg: float) -> None:
    figures = angle_figures([score_angles(raised(scenes(lying()), "right", off_deg), lying())])

    for name in ("image", "body"):
        assert 8.0 == pytest.approx(figures[f"{name}_angle_error_median_deg"])
        assert off_deg == pytest.approx(figures[f"{name}_angle_bias_median_deg"])
        assert 0.0 == figures[f"{name}_change_error_median_deg"]


def test_a_thigh_measured_off_after_the_setup_has_a_wrong_change_in_all_frames_after_it() -> None:
    off = np.where(np.arange(FRAMES) < SETUP_FRAMES, 3.0, 8.0)

    figures = angle_figures([score_angles(raised(scenes(lying()), "right", off), lying())])

    for name in ("image", "body"):
        assert 5.0 == pytest.approx(figures[f"{name}_change_error_median_deg"])
        assert FRAMES - SETUP_FRAMES == figures[f"{name}_change_frames"]
        assert FRAMES == figures[f"{name}_angle_frames"]


@pytest.mark.parametrize(
    ("stretch", "sides"),
    [("knee-to-chest", ("right",)), ("figure-four", ("left",)), ("spinal-twist", ("left", "right"))],
)
def test_the_scored_leg_is_the_one_that_tells_of_the_stretch(stretch: str, sides: tuple[str, ...]) -> None:
    truth = lying(stretch)

    errors = {
        side: angle_figures([score_angles(raised(scenes(truth), side, 8.0), truth)])["image_angle_error_p90_deg"]
        for side in ("left", "right")
    }

    assert sides == scored_sides(truth)
    assert {side: 8.0 if side in sides else 0.0 for side in errors} == pytest.approx(errors)


def test_an_unknown_knee_is_an_unknown_angle_not_an_error() -> None:
    found = scenes(lying())
    for each in found[20:50]:
        each.recipient.xy[Joint.RIGHT_KNEE] = np.nan
        each.recipient.world_m[Joint.RIGHT_KNEE] = np.nan

    figures = angle_figures([score_angles(found, lying())])

    assert 30 / FRAMES == figures["image_angle_unknown_share"] == figures["body_angle_unknown_share"]
    assert 0.0 == figures["body_angle_error_p90_deg"]


def test_a_knee_unknown_in_the_setup_leaves_every_change_unknown() -> None:
    found = scenes(lying())
    for each in found[:SETUP_FRAMES]:
        each.recipient.xy[Joint.RIGHT_KNEE] = np.nan

    figures = angle_figures([score_angles(found, lying())])

    assert 1.0 == figures["image_change_unknown_share"]
    assert np.isnan(figures["image_change_error_median_deg"])


def test_frames_with_the_wrong_recipient_are_left_out() -> None:
    truth = lying()
    both = replace(truth, people={**truth.people, **people("partner")})
    found = scenes(both)
    found[20:30] = [replace(each, recipient=each.partner, partner=Pose.unseen()) for each in found[20:30]]

    assert FRAMES - 10 == angle_figures([score_angles(found, both)])["image_angle_frames"]


@pytest.mark.parametrize(("side", "sign"), [("left", -1.0), ("right", 1.0)])
def test_the_fall_of_the_knees_counts_toward_the_side_of_the_twist(side: str, sign: float) -> None:
    truth = lying("spinal-twist", side, knee_drop_room_deg=np.full(FRAMES, sign * 50.0))
    placed = np.full((FRAMES, len(PLACED)), np.nan)
    placed[:, PLACED.index(f"knee_drop_{side}_deg")] = 44.0

    figures = angle_figures([score_angles(scenes(truth), truth, placed=placed)])

    assert (-6.0, FRAMES) == (figures["knee_drop_angle_bias_median_deg"], figures["knee_drop_angle_frames"])


def test_angles_on_both_sides_of_a_half_turn_are_near() -> None:
    truth = lying("spinal-twist", knee_drop_room_deg=np.full(FRAMES, 179.0))
    placed = np.full((FRAMES, len(PLACED)), -178.0)

    assert 3.0 == angle_figures([score_angles(scenes(truth), truth, placed=placed)])["knee_drop_angle_error_median_deg"]


def test_placed_measures_for_each_scene_are_asked_for() -> None:
    with pytest.raises(ValueError, match="Expected placed measures of shape"):
        score_angles(scenes(lying()), lying(), placed=np.zeros((FRAMES - 1, len(PLACED))))


def test_scores_pool_as_if_they_were_one_clip_and_survive_as_plain_data() -> None:
    first = score_angles(raised(scenes(lying()), "right", 8.0), lying())
    second = score_angles(raised(scenes(lying())[:40], "right", -2.0), lying())

    again = [AngleScore.from_dict(json.loads(json.dumps(score.as_dict()))) for score in (first, second)]

    figures = angle_figures(again)
    assert angle_figures([first, second]) == pytest.approx(figures, nan_ok=True)
    assert FRAMES + 40 == figures["image_angle_frames"]
    assert (8.0, 8.0) == pytest.approx(
        (figures["image_angle_error_median_deg"], figures["image_angle_bias_median_deg"])
    )


def test_an_even_spread_of_errors_has_no_bias_and_a_median_size() -> None:
    off = np.where(np.arange(FRAMES) % 3 == 0, 0.0, np.where(np.arange(FRAMES) % 3 == 1, 4.0, -4.0))

    figures = angle_figures([score_angles(raised(scenes(lying()), "right", off), lying())])

    assert (0.0, 4.0) == pytest.approx(
        (figures["image_angle_bias_median_deg"], figures["image_angle_error_median_deg"])
    )


def test_the_true_landmarks_of_a_rendered_clip_have_its_true_angles_wherever_they_are_moved() -> None:
    truth = read_truth(SAMPLES / "fig4_slipped_right.truth.json.gz")
    found = [
        Scene(time_s, pose(truth.people["recipient"], frame, (9.0, -14.0)), Pose.unseen())
        for frame, time_s in enumerate(truth.times_s.tolist())
    ]

    figures = angle_figures([score_angles(found, truth)])

    assert len(found) == figures["image_angle_frames"]
    assert 0.0 == figures["image_angle_error_p90_deg"]
    assert figures["body_angle_error_p90_deg"] <= 0.3
    assert figures["body_change_error_p90_deg"] <= 0.3
