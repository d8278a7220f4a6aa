"""The field of view comes back from rendered pictures of a checkerboard, or it is said why it does not."""

import numpy as np
import pytest

from boards import SIZE, shown, tour
from stretchcheck.calibrate.board import LEAST, Boards, lens_of, lens_step, size_of


def looked(pictures, size=SIZE):
    boards = Boards(size)
    for picture in pictures:
        boards.look(picture)
    return boards


@pytest.mark.parametrize(
    ("hfov_deg", "size_px"), [(45.0, (1280, 720)), (62.0, (1280, 720)), (78.0, (1280, 720)), (62.0, (640, 480))]
)
def test_the_field_of_view_comes_back_within_a_degree(hfov_deg, size_px):
    step, entries = lens_step(looked(tour(hfov_deg, size_px=size_px)))
    found = entries["hfov_deg"]

    assert "ok" == step.grade
    assert hfov_deg == pytest.approx(found["value"], abs=1.0)
    assert 0.0 < found["reprojection_px"] < 0.5
    assert LEAST <= found["pictures"]


def test_the_interval_holds_the_true_field_of_view_and_is_not_endless():
    lens = lens_of(looked(tour(62.0)))

    assert abs(lens.hfov_deg - 62.0) < 1.0
    assert 0.0 < lens.sd_deg < 0.5


def test_too_few_pictures_are_told():
    step, entries = lens_step(looked(tour(62.0)[: LEAST - 1]))

    assert ("fault", {}) == (step.grade, entries)
    assert f"{LEAST - 1} differ; {LEAST} are needed" in step.said
    with pytest.raises(ValueError, match=f"Expected {LEAST} pictures of the board, but got {LEAST - 1}"):
        lens_of(looked(tour(62.0)[: LEAST - 1]))


def test_the_same_picture_again_counts_once():
    boards = looked([shown(62.0, (0, 0, 0.6), (20, 0, 0), seed=seed) for seed in range(8)])
    step, entries = lens_step(boards)

    assert (8, 1) == (boards.shown, len(boards.kept))
    assert ("fault", {}) == (step.grade, entries)
    assert "of which 1 differ" in step.said


def test_a_board_that_is_never_tilted_is_too_similar():
    places = [(x, y, z) for z in (0.6, 0.7) for x in (-0.12, 0.0, 0.12) for y in (-0.06, 0.06)]
    step, entries = lens_step(looked([shown(62.0, place, (0, 0, 0)) for place in places]))

    assert ("fault", {}) == (step.grade, entries)
    assert "too similar" in step.said
    assert "Tilt the board" in step.mend


def test_without_a_board_it_is_said_that_none_was_seen():
    grey = np.full((720, 1280, 3), 120, np.uint8)
    step, entries = lens_step(looked([grey, grey]))

    assert ("fault", {}) == (step.grade, entries)
    assert "No board of 9x6 inner corners was seen." == step.said


def test_a_board_of_another_size_is_not_taken_for_the_one_named():
    assert 0 == looked(tour(62.0)[:2], size=(8, 5)).shown


def test_pictures_of_another_size_are_left_out():
    boards = looked([shown(62.0, (0, 0, 0.6), (20, 0, 0)), shown(62.0, (0.1, 0, 0.6), (0, 25, 0), size_px=(640, 480))])

    assert (1, (1280, 720)) == (len(boards.kept), boards.size_px)


@pytest.mark.parametrize("text", ["9x6", "9X6", " 9x6 "])
def test_the_size_of_a_board_is_read(text):
    assert (9, 6) == size_of(text)


@pytest.mark.parametrize("text", ["", "9", "9x", "2x6", "9x6x3", "-9x6", "nine by six", "100x6"])
def test_another_text_is_no_size_of_a_board(text):
    with pytest.raises(ValueError, match=r"^Expected the inner corners of the board such as 9x6"):
        size_of(text)
