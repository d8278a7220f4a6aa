"""Angles and frames of drawn bodies come out as they were drawn, in whatever way the camera is turned."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn import ALL, Camera, Clip, Figure, Leg, lying, upright
from materials import VIEWS, knee_to_chest
from protocols.geometry import angle_deg, cross, dot, length, midpoint, segment_frame, thigh_trunk_deg, unit
from protocols.measures import INDEX, MEASURES, measure
from vision.joints import Joint

NUMBERS = st.floats(-10, 10)
VECTORS = st.tuples(NUMBERS, NUMBERS, NUMBERS).filter(lambda v: np.hypot(np.hypot(v[0], v[1]), v[2]) > 0.1)


def row(*vector: float) -> np.ndarray:
    return np.array([vector], dtype=float)


def clip_of(left: Leg, right: Leg, camera: Camera) -> Clip:
    figure = Figure.drawn(lying(left, right), camera)
    return Clip(np.zeros(1), figure, Figure.drawn(upright(), camera), camera.size_px)


def measured(clip: Clip, name: str) -> float:
    return float(measure(clip.scenes())[0, INDEX[name]])


@pytest.mark.parametrize(("vector", "expected"), [((1, 0), 0), ((0, -3), 90), ((-2, 0), 180), ((1, 1), 45)])
def test_angles_are_those_of_school(vector: tuple[float, float], expected: float) -> None:
    assert pytest.approx([expected]) == angle_deg(row(5, 0), row(*vector))


def test_a_vector_without_length_or_unknown_has_no_angle() -> None:
    assert np.isnan(angle_deg(row(0, 0), row(1, 0))).all()
    assert np.isnan(angle_deg(row(np.nan, 1), row(1, 0))).all()
    assert np.isnan(unit(row(0, 0, 0))).all()


@given(VECTORS, VECTORS)
def test_products_are_those_of_numpy(a: tuple[float, ...], b: tuple[float, ...]) -> None:
    assert pytest.approx(np.dot(a, b), abs=1e-9) == dot(row(*a), row(*b))[0]
    assert pytest.approx(np.cross(a, b), abs=1e-9) == cross(row(*a), row(*b))[0]
    assert pytest.approx(1.0) == length(unit(row(*a)))[0]


@given(VECTORS, VECTORS, st.floats(0.1, 50))
def test_an_angle_knows_neither_scale_nor_order(a: tuple[float, ...], b: tuple[float, ...], scale: float) -> None:
    there = angle_deg(row(*a), row(*b))

    assert pytest.approx(there, abs=1e-4) == angle_deg(row(*b) * scale, row(*a))


def test_a_middle_with_one_end_unknown_is_the_other_end() -> None:
    gone = row(np.nan, np.nan)

    assert [[2.0, 3.0]] == midpoint(row(1, 2), row(3, 4)).tolist()
    assert [[1.0, 2.0]] == midpoint(row(1, 2), gone).tolist() == midpoint(gone, row(1, 2)).tolist()
    assert np.isnan(midpoint(gone, gone)).all()


@given(VECTORS, VECTORS)
def test_a_segments_axes_are_square_and_right_handed(cranial: tuple[float, ...], right: tuple[float, ...]) -> None:
    if angle_deg(row(*cranial), row(*right))[0] % 180 < 1 or angle_deg(row(*cranial), row(*right))[0] > 179:
        return
    anterior, superior, to_right = segment_frame(row(*cranial), row(0, 0, 0), row(*right))

    assert (
        pytest.approx(np.eye(3), abs=1e-6)
        == np.stack([anterior, superior, to_right])[:, 0] @ np.stack([anterior, superior, to_right])[:, 0].T
    )
    assert pytest.approx(cross(anterior, superior), abs=1e-6) == to_right


@pytest.mark.parametrize(
    ("thigh", "expected"),
    [
        ((0, -1, 0), 0.0),
        ((1, 0, 0), 90.0),
        ((1, 1, 0), 135.0),
        ((0, 1, 0), 180.0),
        ((-1, -1, 0), -45.0),
        ((-1, 1, 0), 225.0),
    ],
)
def test_thigh_to_trunk_grows_from_straight_to_the_chest(thigh: tuple[float, ...], expected: float) -> None:
    assert pytest.approx([expected]) == thigh_trunk_deg(row(*thigh), row(1, 0, 0), row(0, 1, 0))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("sees", ["left", "right"])
@pytest.mark.parametrize(("thigh", "knee", "sideways"), [(50.0, 100.0, 0.0), (112.0, 125.0, 0.3), (4.0, 8.0, -0.2)])
def test_a_drawn_leg_is_measured_as_it_was_drawn(
    thigh: float, knee: float, sideways: float, sees: str, view: str
) -> None:
    place = VIEWS[view]
    camera = Camera(place.yaw_deg, place.elevation_deg, roll_deg=7.0, sees=sees)
    clip = clip_of(Leg(thigh, knee, sideways), Leg(50.0, 90.0, 0.1), camera)

    assert pytest.approx(thigh, abs=0.01) == measured(clip, "thigh_trunk_left_deg")
    assert pytest.approx(knee, abs=0.01) == measured(clip, "knee_flexion_left_deg")
    assert pytest.approx(sideways, abs=0.001) == measured(clip, "knee_sideways_left_sw")
    assert pytest.approx(50.0, abs=0.01) == measured(clip, "thigh_trunk_right_deg")
    assert pytest.approx(0.1, abs=0.001) == measured(clip, "knee_sideways_right_sw")


@pytest.mark.parametrize("thigh", [50.0, 90.0, 120.0])
def test_a_square_view_shows_the_angle_in_the_picture(thigh: float) -> None:
    clip = clip_of(Leg(), Leg(thigh, 100.0), Camera(elevation_deg=0.0, distance_m=50.0))

    assert pytest.approx(thigh, abs=1.0) == measured(clip, "thigh_trunk_right_image_deg")
    assert pytest.approx(100.0, abs=1.0) == measured(clip, "knee_flexion_right_image_deg")


def test_an_oblique_view_distorts_the_angle_in_the_picture() -> None:
    """At yaw 45 and elevation 20 degrees a true right angle reads about 109."""
    clip = clip_of(Leg(), Leg(90.0, 90.0, 0.06), Camera(yaw_deg=45, elevation_deg=20, distance_m=50.0))

    assert pytest.approx(109.0, abs=4.0) == measured(clip, "thigh_trunk_right_image_deg")


@pytest.mark.parametrize("distance_m", [2.5, 3.2, 5.0])
def test_the_scale_is_that_of_the_lens(distance_m: float) -> None:
    focal = 1280 / 2 / np.tan(np.radians(31))
    clip = clip_of(Leg(), Leg(), Camera(distance_m=distance_m))

    assert pytest.approx(focal / distance_m, rel=0.05) == measured(clip, "scale_px_m")


def test_a_hidden_joint_hides_what_needs_it_and_nothing_else() -> None:
    clip = clip_of(Leg(), Leg(), Camera())
    rows = measure(clip.hide([Joint.RIGHT_KNEE]).scenes())[0]
    gone = {name for name in MEASURES if np.isnan(rows[INDEX[name]])}

    assert {f"{m}_right{s}_deg" for m in ("thigh_trunk", "knee_flexion") for s in ("", "_image")} <= gone
    assert {"knee_sideways_right_sw", "knee_lateral_right_sw"} <= gone
    assert not {name for name in gone if "thigh_trunk_left" in name or "ankle_right_y" in name or "camera" in name}


def test_of_someone_unseen_nothing_is_known_but_that() -> None:
    rows = measure(clip_of(Leg(), Leg(), Camera()).hide(ALL).scenes())[0]

    known = {name for name in MEASURES if np.isfinite(rows[INDEX[name]]) and not name.startswith("partner_")}

    assert {"recipient_seen"} == {name for name in known if "trust" not in name}
    assert all(rows[INDEX[name]] == 0.0 for name in known)
    assert (0.0, 1.0) == (rows[INDEX["recipient_seen"]], rows[INDEX["partner_seen"]])


def test_rows_do_not_depend_on_how_many_are_measured_together() -> None:
    scenes = knee_to_chest(camera=VIEWS["oblique"]).frames(slice(0, 40)).scenes()
    alone = np.concatenate([measure([scene]) for scene in scenes])

    assert np.array_equal(alone, measure(scenes), equal_nan=True)
