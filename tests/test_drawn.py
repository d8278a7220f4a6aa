"""Drawn bodies are what was asked for: angles in, the same angles out, in bodies whose bones keep their lengths."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bodies import HOOK, OTHER, SIGN, THIGH_M, between, joint, lying, upright
from courses import Course
from drawn import OBLIQUE, SIDE, VIEWS, Array, Clip, Figure
from drawn_figure_four import FIGURE_FOUR, figure_four
from drawn_knee_to_chest import KNEE_TO_CHEST, knee_to_chest
from drawn_lookalikes import LOOKALIKES
from drawn_partner import at_knee_and_ankle, beside
from drawn_session import mixed_session, parts
from drawn_twist import SPINAL_TWIST, spinal_twist
from truth import (
    ankle_contact_shanks,
    arm_away_deg,
    between_deg,
    bones_m,
    elbow_flexion_deg,
    in_room,
    knee_drop_deg,
    knee_flexion_deg,
    middle,
    mirror_image,
    thigh_trunk_deg,
)

CLEAN = {"noise_px": 0.0, "noise_m": 0.0}
STRETCHES = {"knee-to-chest": KNEE_TO_CHEST, "spinal-twist": SPINAL_TWIST, "figure-four": FIGURE_FOUR}
DRAWINGS = {name: material.draw for name, material in STRETCHES.items()} | LOOKALIKES
Draw = Callable[..., Clip]


def in_the_room(draw: Draw, **options: Any) -> Array:
    """Joints of the one lying down about the mid-hip, without noise."""
    return in_room(draw(camera=OBLIQUE, **CLEAN, **options).recipient, OBLIQUE)


# -- every drawing


@pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)
def test_bones_keep_their_lengths_in_every_frame(draw: Draw) -> None:
    camera = replace(OBLIQUE, sees="left")
    clip = draw(camera=camera, **CLEAN)
    for figure in (clip.recipient, clip.partner):
        assert np.ptp(bones_m(in_room(figure, camera)), axis=0).max() < 1e-9


@pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)
def test_left_and_right_are_mirror_images(draw: Draw) -> None:
    left, right = (in_the_room(draw, side=side) for side in SIGN)

    assert np.allclose(left, mirror_image(right), atol=1e-9)


@pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)
def test_nobody_moves_by_jumps(draw: Draw) -> None:
    """Three metres a second is beyond any joint that is moved with care, the helping hands included."""
    clip = draw(camera=OBLIQUE, **CLEAN)
    for figure in (clip.recipient, clip.partner):
        steps = np.linalg.norm(np.diff(in_room(figure, OBLIQUE), axis=0), axis=2)

        assert steps.max() * 30 < 1.5


@pytest.mark.parametrize("draw", LOOKALIKES.values(), ids=LOOKALIKES)
def test_what_looks_alike_is_held_and_comes_back(draw: Draw) -> None:
    points = in_the_room(draw, partner=False)

    assert np.allclose(points[0], points[-1], atol=1e-9)
    assert np.abs(points[0] - points[450]).max() > 0.2


@pytest.mark.parametrize("name", STRETCHES)
def test_a_drawing_without_partner_shows_one_person(name: str) -> None:
    clip = STRETCHES[name].draw(partner=False).frames(slice(0, 3))

    assert [1, 1, 1] == [len(seen.bodies) for seen in clip.observations()]
    assert not any(scene.partner.trust.any() for scene in clip.scenes())


@pytest.mark.parametrize("name", STRETCHES)
def test_a_stretch_begins_and_ends_in_hook_lying(name: str) -> None:
    rest = lying(HOOK, HOOK) - [0.0, 0.0, 0.1]
    points = in_the_room(STRETCHES[name].draw, arms_deg=90.0)
    legs = [part for side in SIGN for part in ("hip", "knee", "ankle")]
    for frame in (0, -1):
        for side in SIGN:
            for part in legs:
                assert np.allclose(joint(rest, side, part)[0], joint(points, side, part)[frame], atol=0.002)


@pytest.mark.parametrize("name", STRETCHES)
def test_the_arms_lie_as_they_are_told(name: str) -> None:
    bent = {"left": 40.0, "right": lambda times_s: np.minimum(times_s, 30.0)}
    points = in_the_room(STRETCHES[name].draw, arms_deg={"left": 60.0, "right": 90.0}, elbow_deg=bent)

    assert pytest.approx(60.0, abs=0.5) == arm_away_deg(points, "left")[0]
    assert pytest.approx(90.0, abs=0.5) == arm_away_deg(points, "right")[0]
    assert pytest.approx(40.0, abs=0.5) == elbow_flexion_deg(points, "left")[-1]
    assert pytest.approx([0.0, 10.0, 20.0], abs=0.5) == elbow_flexion_deg(points, "right")[[0, 300, 600]].tolist()


@pytest.mark.parametrize(
    ("name", "angle"),
    [
        ("knee-to-chest", lambda points: thigh_trunk_deg(points, "right")),
        ("spinal-twist", knee_drop_deg),
        ("figure-four", lambda points: thigh_trunk_deg(points, "left")),
    ],
)
def test_a_glitch_is_so_many_frames_of_so_many_degrees(name: str, angle: Callable[[Array], Array]) -> None:
    draw = STRETCHES[name].draw
    wrong = angle(in_the_room(draw, glitch=(20.0, 3, -25.0))) - angle(in_the_room(draw))

    assert [600, 601, 602] == np.flatnonzero(np.abs(wrong) > 0.01).tolist()
    assert pytest.approx([-25.0] * 3, abs=0.01) == wrong[600:603].tolist()


@pytest.mark.parametrize("name", STRETCHES)
def test_the_joints_that_move_are_those_of_the_followed_angle(name: str) -> None:
    for side, joints in STRETCHES[name].moving.items():
        points = in_the_room(STRETCHES[name].draw, side=side)
        course = STRETCHES[name].course
        before, held = (int(30 * time_s) for time_s in (course.setup_s, course.still_from_s))

        assert all(np.linalg.norm(points[held, number] - points[before, number]) > 0.2 for number in joints)


# -- parts


@pytest.mark.parametrize("camera", VIEWS.values(), ids=VIEWS)
def test_metric_landmarks_turn_back_into_the_room(camera: Any) -> None:
    body = lying(HOOK, HOOK)
    figure = Figure.drawn(body, replace(camera, roll_deg=5.0))

    assert np.allclose(body - middle(body, "hip")[:, None], in_room(figure, replace(camera, roll_deg=5.0)), atol=1e-12)


def test_a_limb_bends_where_it_is_told_and_reaches_its_end() -> None:
    start, end, up = np.zeros((1, 3)), np.array([[0.5, 0.0, 0.0]]), np.array([[0.0, 0.0, 1.0]])
    knee = between(start, end, lengths_m=(0.3, 0.4), toward=up)

    assert pytest.approx([0.18, 0.0, 0.24]) == knee[0].tolist()
    assert pytest.approx(90.0) == between_deg(knee - start, end - knee)[0]
    assert (
        pytest.approx([0.3, 0.0, 0.0], abs=1e-3) == between(start, 2 * end, lengths_m=(0.3, 0.4), toward=up)[0].tolist()
    )


def test_hands_go_to_their_places_and_nothing_else_of_the_body_moves() -> None:
    plain, place = upright(n=2), np.array([[0.2, 0.25, 0.5], [0.1, 0.2, 0.4]])
    held = upright(n=2, hands={"left": place})
    arm = [joint for joint in range(33) if not np.allclose(plain[:, joint], held[:, joint])]

    assert np.allclose(place, joint(held, "left", "wrist"))
    assert np.allclose(
        joint(plain, "left", "index") - joint(plain, "left", "wrist"), joint(held, "left", "index") - place
    )
    assert [13, 15, 17, 19, 21] == arm


@pytest.mark.parametrize("side", SIGN)
def test_a_partner_beside_goes_from_rest_to_the_places_to_hold(side: str) -> None:
    body = lying(HOOK, HOOK, n=2)
    foot, knee = joint(body, side, "ankle"), joint(body, side, "knee")
    points = beside(side, np.array([0.0, 1.0]), footward=foot + [0, 0, 0.05], headward=knee)

    assert np.allclose(
        upright(at=(-0.1, 0.5 * SIGN[side]), facing=(0, -SIGN[side]), lean=15.0)[0, :13], points[0, :13], atol=1e-3
    )
    assert np.allclose(foot[1] + [0, 0, 0.05], joint(points, side, "wrist")[1])
    assert np.allclose(knee[1], joint(points, OTHER[side], "wrist")[1])


def test_knee_to_chest_is_held_behind_the_knee_and_at_the_ankle() -> None:
    body = lying(HOOK, HOOK)
    helper = at_knee_and_ankle(body, "right", np.ones(1), kneels="right")
    knee = joint(helper, "left", "wrist") - joint(body, "right", "knee")

    assert pytest.approx(0.06) == np.linalg.norm(knee)
    assert between_deg(knee, joint(body, "right", "hip") - joint(body, "right", "knee"))[0] < 60.0
    assert np.linalg.norm(joint(helper, "right", "wrist") - joint(body, "right", "ankle")) < 0.07


# -- one after the other


def test_recordings_of_different_pictures_cannot_be_joined() -> None:
    small = knee_to_chest(camera=replace(SIDE, size_px=(640, 360)))

    with pytest.raises(ValueError, match="Expected a recording of"):
        knee_to_chest().then(small)


def test_times_go_on_evenly_where_recordings_are_joined() -> None:
    first, later = knee_to_chest(Course(hold_s=5.0)), spinal_twist(Course(end_deg=60.0, start_deg=0.0, hold_s=5.0))
    joined = first.then(later).then(figure_four())

    assert np.allclose(1 / 30, np.diff(joined.times_s))


def test_a_mixed_session_is_six_repetitions_without_a_jump_between_them() -> None:
    clip, order = mixed_session(**CLEAN), parts()
    for figure in (clip.recipient, clip.partner):
        moved = np.linalg.norm(np.diff(figure.xy, axis=0), axis=2).max(axis=1)
        seams = [np.searchsorted(clip.times_s, part.start_s - 0.01) - 1 for part in order[1:]]

        assert moved[seams].max() < 0.5
        assert moved.max() < 15.0
    assert abs(clip.times_s[-1] + 1 / 30 - 300.0) < 0.01


def test_a_mixed_session_is_where_its_parts_say() -> None:
    clip = mixed_session(camera=OBLIQUE, **CLEAN)
    points = in_room(clip.recipient, OBLIQUE)
    shown = {
        "knee-to-chest": lambda side: thigh_trunk_deg(points, side) > 105.0,
        "spinal-twist": lambda side: SIGN[side] * knee_drop_deg(points) > 50.0,
        "figure-four": lambda side: (
            (ankle_contact_shanks(points, side) < 0.25) & (knee_flexion_deg(points, side) > 110)
        ),
    }
    for part in parts():
        held = clip.between(*part.hold_s)

        assert shown[part.stretch](part.side)[held].all()
        assert not shown[part.stretch](part.side)[clip.between(part.start_s, part.start_s + 3.0)].any()


def test_a_bone_is_as_long_as_it_is_said() -> None:
    points = in_the_room(figure_four)

    assert (
        pytest.approx(THIGH_M)
        == np.linalg.norm(joint(points, "right", "knee") - joint(points, "right", "hip"), axis=1).max()
    )
