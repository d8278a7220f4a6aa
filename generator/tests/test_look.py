"""What the camera adds, and that the truth follows it."""

import numpy as np
import pytest

from bench.clip import Look
from bench.look import Move, Sensor, Wander


@pytest.mark.parametrize("move", [Move(5.0, 1.1, (3.0, -4.0)), Move(-8.0, 1.0, (0.0, 6.0)), Move(0.0, 1.3, (0.0, 0.0))])
def test_a_dot_is_where_the_truth_says(move):
    picture = np.zeros((120, 160, 3), np.uint8)
    picture[78:82, 98:102] = 255
    moved = move.picture(picture)[..., 0].astype(float)
    rows, columns = np.indices(moved.shape) + 0.5
    seen = np.array([(columns * moved).sum(), (rows * moved).sum()]) / moved.sum()

    assert np.allclose(seen, move.pixels(np.array([[100.0, 80.0]]), (160, 120))[0], atol=0.3)


def test_a_roll_turns_the_picture_and_the_axes_clockwise():
    move = Move(90.0, 1.0, (0.0, 0.0))

    assert np.allclose(move.pixels(np.array([[90.0, 60.0]]), (160, 120)), [[80.0, 70.0]])
    assert np.allclose(move.camera_axes(np.array([[1.0, 0.0, 2.0]])), [[0.0, 1.0, 2.0]])


def test_a_still_camera_changes_nothing():
    picture = np.random.default_rng(0).integers(0, 255, (48, 64, 3), dtype=np.uint8)

    assert (picture == Wander(Look(), 4).at(3.0).picture(picture)).all()


def test_a_shaken_camera_wanders_as_far_as_it_says():
    wander = Wander(Look(shake_px=1.0, shake_deg=0.1), 4)
    moves = [wander.at(t) for t in np.arange(0.0, 60.0, 0.05)]
    across = np.array([move.shift_px[0] for move in moves])

    assert np.std(across) == pytest.approx(1.0, abs=0.25)
    assert np.abs(np.diff(across)).max() < 1.0


def test_no_two_exposures_are_alike_and_the_same_seed_gives_the_same():
    picture = np.full((48, 64, 3), 120, np.uint8)
    one, other = Sensor(Look(), 5), Sensor(Look(), 5)
    first, second = one.expose(picture), one.expose(picture)

    assert (first != second).any()
    assert (first == other.expose(picture)).all()


def test_noise_and_gain_are_as_asked_for():
    picture = np.full((240, 320, 3), 120, np.uint8)
    quiet, loud = (Sensor(Look(noise=n, gain=0.8), 6).expose(picture).astype(float) for n in (0.5, 2.0))

    assert quiet.mean() == pytest.approx(96.0, abs=2.5)
    assert loud.std() > 3.0 * quiet.std()
