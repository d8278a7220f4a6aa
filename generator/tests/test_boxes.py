"""The box around people, and its weight over the room."""

from __future__ import annotations

from bench.boxes import FEATHER_PX, GRID_PX, MARGIN_PX, box_around, weight

SIZE = (640, 480)


def test_a_box_holds_every_point_with_its_margin_and_lies_on_the_grid():
    box = box_around([(200.3, 150.0), (333.3, 301.0, 7.0)], SIZE)

    assert box[0] <= 200.3 - MARGIN_PX
    assert box[3] >= 301.0 + MARGIN_PX
    assert [0, 0, 0, 0] == [edge % GRID_PX for edge in box]


def test_a_box_ends_at_the_border_of_the_picture():
    assert (0, 0, *SIZE) == box_around([(-50.0, -9.0), (700.0, 478.0)], SIZE)


def test_the_weight_falls_to_the_room_inside_the_picture_and_not_at_its_border():
    shares = weight((0, 100, 640, 300), SIZE)

    assert (200, 640) == shares.shape
    assert 255 == shares[100, 0] == shares[100, 639]
    assert shares[0, 320] < shares[FEATHER_PX // 2, 320] < shares[FEATHER_PX + 1, 320] == 255
