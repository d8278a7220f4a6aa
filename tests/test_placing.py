"""Thighs of known lean and bend, seen by a known camera, come back as far as that camera can show them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from materials import OVERHEAD as OVERHEAD_CAMERA
from materials import fed, knee_to_chest
from protocols.mat import SHANK_M, THIGH_M, Mat
from protocols.placer import INDEX
from protocols.placing import SEES_ASIDE, bend_deg, knee_flexion_deg, lean_deg, metres, sees_aside, thigh
from protocols.session import Session
from protocols.stretches import recognised

Array = NDArray[np.float64]

HIP = np.array([0.0, 0.11, 0.0])
HEIGHTS = (("shoulder", "sw"), ("hip", "sw"), ("ankle", "shanks"))
SCALE_PX_M, HIPS_PX = 300.0, (640.0, 360.0)


def camera(yaw_deg: float, elevation_deg: float, roll_deg: float = 0.0) -> Mat:
    """One that stands on the person's right side, seen from there without perspective."""
    return Mat(*np.radians([yaw_deg, elevation_deg, roll_deg]).tolist(), SCALE_PX_M, HIPS_PX, 0.0)


LEVEL, SIDE, HIGH_SIDE = camera(0, 5), camera(0, 12), camera(0, 25)
OBLIQUE, HIGH_OBLIQUE = camera(45, 20), camera(45, 25)
FOOT_END, OVERHEAD = camera(85, 35), camera(0, 80)


def pointing(lean: Array | float, bend: Array | float, size_m: float = THIGH_M) -> Array:
    """Thighs, (n, 3) metres: so far to the right of upright and so far bent, degrees."""
    to_right, bent = np.broadcast_arrays(*np.radians([*np.broadcast_arrays(np.atleast_1d(lean), np.atleast_1d(bend))]))
    return size_m * np.stack([-np.cos(bent), np.sin(bent) * np.sin(to_right), np.sin(bent) * np.cos(to_right)], axis=-1)


def picture(mat: Mat, points_m: Array) -> Array:
    return points_m @ mat.axes * mat.scale_px_m + np.array(mat.hips_px)


def grid(leans: Array, bends: Array) -> tuple[Array, Array]:
    lean, bend = np.meshgrid(leans, bends, indexing="ij")
    return lean.ravel(), bend.ravel()


BENT = np.arange(35.0, 116.0, 5.0)


@pytest.mark.parametrize(
    ("mat", "off_deg"),
    [(LEVEL, 2.0), (SIDE, 3.0), (HIGH_SIDE, 4.0), (OVERHEAD, 4.0), (FOOT_END, 9.0), (OBLIQUE, 9.0)],
    ids=["level", "side", "high side", "overhead", "foot-end", "oblique"],
)
def test_how_far_a_thigh_is_bent_comes_back_so_nearly(mat: Mat, off_deg: float) -> None:
    """Where the line of sight runs along a thigh its bend is hardly seen: from the feet when it is drawn up."""
    lean, bend = grid(np.array([-15.0, 0.0, 15.0]), BENT)
    found = thigh(mat, picture(mat, HIP + pointing(lean, bend)), HIP)

    assert np.abs(bend_deg(found) - bend).max() <= off_deg


@pytest.mark.parametrize(
    ("mat", "off_deg"),
    [(LEVEL, 2.0), (SIDE, 3.0), (HIGH_SIDE, 4.0), (OVERHEAD, 4.0), (FOOT_END, 6.0), (OBLIQUE, 10.0)],
    ids=["level", "side", "high side", "overhead", "foot-end", "oblique"],
)
def test_a_thigh_taken_to_move_along_the_body_keeps_its_bend(mat: Mat, off_deg: float) -> None:
    found = thigh(mat, picture(mat, HIP + pointing(0.0, BENT)), HIP, upright=True)

    assert np.abs(bend_deg(found) - BENT).max() <= off_deg
    assert np.abs(lean_deg(found)).max() <= 5.0


@pytest.mark.parametrize(
    ("mat", "leans", "off_deg"),
    [
        (FOOT_END, np.arange(-45.0, 46.0, 5.0), 9.0),
        (OVERHEAD, np.arange(-45.0, 46.0, 5.0), 12.0),
        (OBLIQUE, np.arange(0.0, 76.0, 5.0), 8.0),
        (HIGH_OBLIQUE, np.arange(0.0, 76.0, 5.0), 7.0),
        (HIGH_OBLIQUE, np.arange(-15.0, 1.0, 5.0), 10.0),
        (HIGH_SIDE, np.arange(0.0, 76.0, 5.0), 17.0),
    ],
    ids=["foot-end", "overhead", "oblique, toward", "high oblique, toward", "high oblique, away", "high side, toward"],
)
def test_how_far_a_thigh_leans_comes_back_so_nearly(mat: Mat, leans: Array, off_deg: float) -> None:
    """Leaning toward the camera is told better than leaning away from it."""
    lean, bend = grid(leans, BENT)
    found = thigh(mat, picture(mat, HIP + pointing(lean, bend)), HIP)

    assert np.abs(lean_deg(found) - lean).max() <= off_deg


def test_square_and_low_a_lean_is_hardly_told_and_never_made_up() -> None:
    """There a knee that leans only seems a little lower; the thigh is taken to lean less than it does."""
    leans = np.arange(0.0, 31.0, 5.0)
    found = thigh(LEVEL, picture(LEVEL, HIP + pointing(leans, 70.0)), HIP)

    assert (np.abs(lean_deg(found)) <= leans + 3.0).all()
    assert sees_aside(LEVEL) < sees_aside(SIDE) < SEES_ASIDE < sees_aside(OBLIQUE) < sees_aside(FOOT_END)


@pytest.mark.parametrize("mat", [LEVEL, SIDE, HIGH_SIDE, FOOT_END, OVERHEAD])
def test_a_thigh_that_is_drawn_up_evenly_is_never_placed_with_a_jump(mat: Mat) -> None:
    bends = np.arange(30.0, 125.0)
    for upright in (False, True):
        found = thigh(mat, picture(mat, HIP + pointing(0.0, bends)), HIP, upright=upright)
        steps = np.diff(bend_deg(found))

        assert -0.1 <= steps.min() <= steps.max() <= 1.5


@pytest.mark.parametrize("mat", [SIDE, HIGH_SIDE, OBLIQUE, HIGH_OBLIQUE, FOOT_END, OVERHEAD])
def test_a_thigh_that_goes_evenly_toward_the_camera_is_never_placed_with_a_jump(mat: Mat) -> None:
    found = thigh(mat, picture(mat, HIP + pointing(np.arange(0.0, 75.0), 75.0)), HIP)
    steps = np.diff(lean_deg(found))

    assert 0.0 <= steps.min() <= steps.max() <= 2.0


@pytest.mark.parametrize("size", [0.9, 0.95, 1.05, 1.1])
def test_a_thigh_of_another_length_is_placed_within_eleven_degrees(size: float) -> None:
    for mat in (SIDE, HIGH_SIDE, OVERHEAD):
        bends = np.arange(40.0, 111.0, 10.0)
        found = thigh(mat, picture(mat, HIP + pointing(0.0, bends, size * THIGH_M)), HIP, upright=True)

        assert np.abs(bend_deg(found) - bends).max() <= 11.0


def test_a_thigh_has_one_length_wherever_the_knee_is_seen() -> None:
    """A knee may be seen farther off than a thigh can reach, or on the hip itself."""
    for mat in (SIDE, OBLIQUE, OVERHEAD):
        for times in (0.0, 0.5, 3.0):
            places = picture(mat, HIP + pointing(0.0, np.array([40.0, 70.0, 100.0]), times * THIGH_M))

            lengths = np.linalg.norm(thigh(mat, places, HIP), axis=1)

            assert pytest.approx([lengths[0]] * 3) == lengths
            assert 0.9 * THIGH_M < lengths[0] <= THIGH_M + 1e-9


# -- knees


@pytest.mark.parametrize(("mat", "off_deg"), [(LEVEL, 8.0), (SIDE, 8.0), (OBLIQUE, 8.0), (FOOT_END, 8.0)])
def test_the_bend_of_a_knee_in_hook_lying_comes_back_to_eight_degrees(mat: Mat, off_deg: float) -> None:
    for thigh_deg, knee_deg in ((45.0, 85.0), (50.0, 90.0), (60.0, 100.0), (80.0, 100.0)):
        along, bent = np.radians([thigh_deg, knee_deg])
        front = np.array([np.sin(along), 0.0, np.cos(along)])
        upper = pointing(0.0, thigh_deg)
        shank = SHANK_M * (np.cos(bent) * upper / THIGH_M - np.sin(bent) * front)
        placed = thigh(mat, picture(mat, HIP + upper), HIP)
        found = knee_flexion_deg(mat, placed, HIP, picture(mat, HIP + upper + shank))

        assert abs(found[0] - knee_deg) <= off_deg


# -- what is unknown, how it is cut, and symmetry


@pytest.mark.parametrize("upright", [False, True])
def test_an_unknown_knee_is_an_unknown_thigh_and_changes_no_other(upright: bool) -> None:
    places = picture(OBLIQUE, HIP + pointing(np.array([0.0, 10.0, 20.0]), 60.0))
    holed = places.copy()
    holed[1] = np.nan
    whole, found = (thigh(OBLIQUE, each, HIP, upright=upright) for each in (places, holed))

    assert np.isnan(found[1]).all()
    assert np.isnan([lean_deg(found)[1], bend_deg(found)[1]]).all()
    assert (whole[[0, 2]] == found[[0, 2]]).all()
    assert np.isnan(knee_flexion_deg(OBLIQUE, found, HIP, places)[1])
    assert np.isnan(knee_flexion_deg(OBLIQUE, whole, HIP, holed)).tolist() == [False, True, False]


@settings(max_examples=40)
@given(seed=st.integers(0, 10**6), yaw=st.floats(-85, 89), elevation=st.floats(3, 85))
def test_a_block_gives_the_bits_of_its_single_frames(seed: int, yaw: float, elevation: float) -> None:
    mat = camera(yaw, elevation, 2.0)
    knees = np.array(HIPS_PX) + np.random.default_rng(seed).uniform(-130, 130, (40, 2))
    ankles = knees + 50.0
    for upright in (False, True):
        whole = thigh(mat, knees, HIP, upright=upright)
        single = np.concatenate([thigh(mat, knees[n : n + 1], HIP, upright=upright) for n in range(len(knees))])

        assert whole.tobytes() == single.tobytes()
        bends = [knee_flexion_deg(mat, whole[n : n + 1], HIP, ankles[n : n + 1]) for n in range(len(knees))]
        assert knee_flexion_deg(mat, whole, HIP, ankles).tobytes() == np.concatenate(bends).tobytes()


def test_a_mirror_image_leans_the_other_way() -> None:
    mirror = np.array([1.0, -1.0, 1.0])
    lean, bend = grid(np.arange(0.0, 61.0, 10.0), BENT)
    points = HIP + pointing(lean, bend)
    for yaw, elevation in ((0, 25), (45, 20), (85, 35)):
        there = camera(180 - yaw, elevation)
        plain = thigh(camera(yaw, elevation), picture(camera(yaw, elevation), points), HIP)
        mirrored = thigh(there, picture(there, points * mirror), HIP * mirror)

        assert np.allclose(plain, mirrored * mirror, atol=1e-3)


def test_angles_of_plain_directions_are_plain() -> None:
    straight, up, right, in_front = pointing(np.array([0.0, 0.0, 90.0, 0.0]), np.array([0.0, 90.0, 90.0, 180.0]))

    assert pytest.approx([0.0, 90.0, 90.0, 180.0]) == bend_deg(np.stack([straight, up, right, in_front])).tolist()
    assert pytest.approx([0.0, 90.0]) == lean_deg(np.stack([up, right])).tolist()


def test_metres_are_counted_from_the_hips() -> None:
    assert np.allclose([[0.0, 0.0], [1.0, -0.5]], metres(SIDE, np.array([HIPS_PX, (940.0, 210.0)])))


@pytest.mark.parametrize("mat", [LEVEL, SIDE, OBLIQUE, FOOT_END, OVERHEAD])
def test_thighs_of_both_sides_placed_at_once_are_those_placed_one_by_one_to_the_last_bit(mat: Mat) -> None:
    asked = [(hip, upright) for upright in (False, True) for hip in (HIP * [1, -1, 1], HIP)]
    places = [picture(mat, hip + pointing(12.0, np.arange(30.0, 120.0, 7.0))) for hip, _ in asked]
    alone = [thigh(mat, place, hip, upright=up) for place, (hip, up) in zip(places, asked, strict=True)]
    count = len(places[0])
    hips, uprights = np.repeat([hip for hip, _ in asked], count, axis=0), np.repeat([up for _, up in asked], count)
    at_once = thigh(mat, np.concatenate(places), hips, upright=uprights)

    assert np.concatenate(alone).tolist() == at_once.tolist()


@pytest.mark.parametrize(("elevation_deg", "known"), [(40.0, True), (60.0, True), (80.0, False), (88.0, False)])
def test_from_straight_above_nothing_is_known_of_heights(elevation_deg: float, known: bool) -> None:
    """There a metre of height is a few pixels, and noise in those was hips that left the floor."""
    session = Session(recognised())
    fed(session, knee_to_chest(camera=replace(OVERHEAD_CAMERA, elevation_deg=elevation_deg)))
    rows = session.ticks[1]
    names = [f"{joint}_height_{side}_{unit}" for joint, unit in HEIGHTS for side in ("left", "right")]
    seen = np.isfinite(rows[len(rows) // 2 :, [INDEX[name] for name in names]])

    assert seen.all() if known else not seen.any()
