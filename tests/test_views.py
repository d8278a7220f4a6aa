"""Where the camera stands is recovered from drawn bodies, and the table of views is the promised one."""

import numpy as np
import pytest

from drawn import ALL, Camera
from materials import VIEWS, knee_to_chest
from protocols.measures import MEASURES, measure
from protocols.types import View
from protocols.views import KINDS, estimate, grade, table

PROMISED = """
check             side oblique foot-end head-end overhead
start_pose        y    y       w        w        w
hold              y    y       w        w        w
smooth_in         y    y       w        w        w
smooth_out        y    y       w        w        w
steady_hold       y    y       w        w        w
depth             y    w       -        -        -
drawn_in          y    w       -        -        -
knee_path         -    w       y        y        y
same_side         -    w       y        y        y
other_foot_down   y    y       w        -        -
foot_lifted       y    y       w        -        -
arms_t            w    y       y        y        y
knees_stacked     w    y       y        -        y
shoulder_anchored y    y       y        y        -
returned_to_centre w   y       y        w        y
ankle_crossed     w    y       y        -        y
"""
HEAD, *ROWS = [line.split() for line in PROMISED.strip().splitlines()]


def seen(camera: Camera, **drawing: object) -> View:
    return estimate(measure(knee_to_chest(camera=camera, **drawing).frames(slice(0, 60)).scenes()))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_table_is_the_promised_one_cell_by_cell(row: list[str]) -> None:
    assert row[1:] == [grade(row[0], kind) for kind in HEAD[1:]]
    assert dict(zip(HEAD[1:], row[1:], strict=True)) == table()[row[0]]


def test_the_table_has_no_other_rows() -> None:
    assert {row[0] for row in ROWS} == set(table())


def test_an_unknown_view_shows_everything_weakly() -> None:
    assert {"w"} == {grade(row[0], "unknown") for row in ROWS}


@pytest.mark.parametrize("sees", ["left", "right"])
@pytest.mark.parametrize("roll", [-5.0, 0.0, 5.0])
@pytest.mark.parametrize(
    ("yaw", "elevation"),
    [(0, 0), (0, 12), (25, 20), (-25, 20), (45, 20), (50, 40), (75, 35), (88, 30), (-60, 35), (-85, 40), (30, 75)],
)
def test_yaw_and_elevation_are_recovered(yaw: float, elevation: float, roll: float, sees: str) -> None:
    view = seen(Camera(yaw, elevation, roll, sees=sees))

    assert pytest.approx((yaw, elevation), abs=2.0) == (view.yaw_deg, view.elevation_deg)


@pytest.mark.parametrize(
    ("yaw", "elevation", "kind"),
    [
        (0, 0, "side"),
        (28, 20, "side"),
        (-28, 20, "side"),
        (36, 20, "oblique"),
        (58, 30, "oblique"),
        (66, 30, "foot-end"),
        (90, 45, "foot-end"),
        (-40, 30, "head-end"),
        (-90, 35, "head-end"),
        (0, 64, "overhead"),
        (60, 80, "overhead"),
    ],
)
def test_kinds_follow_from_yaw_and_elevation(yaw: float, elevation: float, kind: str) -> None:
    assert kind == seen(Camera(yaw, elevation)).kind


def test_the_drawn_views_have_their_names() -> None:
    assert list(VIEWS) == [seen(camera).kind for camera in VIEWS.values()] == list(KINDS[:-1])


@pytest.mark.parametrize("sees", ["left", "right"])
@pytest.mark.parametrize("roll", [-8.0, -3.0, 0.0, 5.0])
def test_a_side_view_tells_its_roll(roll: float, sees: str) -> None:
    """Turned clockwise the camera sees the floor fall to the left: negative."""
    assert pytest.approx(-roll, abs=0.7) == seen(Camera(roll_deg=roll, elevation_deg=5.0, sees=sees)).roll_deg


@pytest.mark.parametrize("view", ["oblique", "foot-end", "head-end", "overhead"])
def test_other_views_tell_no_roll(view: str) -> None:
    assert seen(VIEWS[view]).roll_deg is None


def test_noise_does_not_turn_the_camera() -> None:
    view = seen(VIEWS["oblique"], noise_m=0.02, noise_px=3.0)

    assert pytest.approx((45.0, 20.0), abs=4.0) == (view.yaw_deg, view.elevation_deg)


def test_of_someone_unseen_the_view_is_unknown_and_suits_nothing() -> None:
    hidden = measure(knee_to_chest().frames(slice(0, 30)).hide(ALL).scenes())
    for rows in (hidden, np.empty((0, len(MEASURES)))):
        assert View("unknown", None) == estimate(rows)


def test_views_suit_the_stretches_they_show() -> None:
    assert "knee-to-chest" in seen(VIEWS["side"]).suits
    assert ("spinal-twist",) == seen(VIEWS["foot-end"]).suits
