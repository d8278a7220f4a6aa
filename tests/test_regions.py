"""The geometry of regions: into the crop and back, turned, scaled and mirrored, in pixels and in metres."""

import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripted_people import figure
from vision.estimators.blazepose import BlazePose, Landmarks, refined
from vision.estimators.regions import CROP_PX, VARIANTS, Region, Variant, from_landmarks, from_trunk
from vision.joints import MIRROR
from vision.models import ensure
from vision.types import Image, Points

PHOTOGRAPH = Path(__file__).parents[2] / "shared" / "data" / "stills" / "warrior.jpg"

pixels = st.floats(-2000, 2000)
angles = st.floats(-math.pi, math.pi)
regions = st.builds(
    Region, x_px=pixels, y_px=pixels, size_px=st.floats(8, 4000), angle_rad=angles, mirrored=st.booleans()
)
patient = settings(deadline=None)  # a busy machine is no failure


def to_crop(region: Region, points: Points) -> Points:
    matrix = region.crop_matrix()
    there: Points = points @ matrix[:, :2].T
    return there + matrix[:, 2]


def turned(points: Points, angle_rad: float) -> Points:
    """Clockwise as seen, about the origin; y is down."""
    cos, sin = math.cos(angle_rad), math.sin(angle_rad)
    there: Points = points @ np.array([[cos, sin], [-sin, cos]])
    return there


@patient
@given(regions)
def test_what_is_cut_out_finds_its_way_back(region: Region) -> None:
    joints = figure((region.x_px, region.y_px))

    assert np.allclose(joints, region.to_picture(to_crop(region, joints)), atol=1e-6)


@patient
@given(pixels, pixels, st.floats(10, 500), angles)
def test_the_head_points_up_in_the_crop_whichever_way_it_lies(x: float, y: float, length: float, angle: float) -> None:
    """Landmark 34 stands straight above 33, on the circle that fills 1 / 1.25 of the crop."""
    hip = np.array([x, y])
    top = hip + turned(np.array([[0.0, -length]]), angle)[0]

    expected = np.array([[128.0, 128.0], [128.0, 128.0 - 128.0 / 1.25]])
    assert np.allclose(expected, to_crop(from_landmarks(hip, top), np.array([hip, top])), atol=1e-5)


@patient
@given(angles)
def test_turning_the_picture_turns_the_joints(angle: float) -> None:
    """A turned body in its own region looks the same to the network; its joints come back turned."""
    upright, fallen = figure(), turned(figure(), angle)
    here, there = (from_trunk(p[23:25].mean(axis=0), p[11:13].mean(axis=0), trunks=4.5) for p in (upright, fallen))
    seen = to_crop(here, upright)

    assert np.allclose(seen, to_crop(there, fallen), atol=1e-6)
    assert np.allclose(turned(here.to_picture(seen), angle), there.to_picture(seen), atol=1e-6)


@patient
@given(regions)
def test_a_mirrored_crop_is_the_mirror_image_of_the_crop(region: Region) -> None:
    joints = figure((region.x_px, region.y_px))
    plain, mirrored = to_crop(region, joints), to_crop(region.varied(Variant(mirrored=True)), joints)

    assert np.allclose([CROP_PX, 0] + plain * [-1, 1], mirrored, atol=1e-6)


@patient
@given(regions, st.sampled_from(VARIANTS))
def test_variants_keep_the_centre_and_come_back_to_the_same_joints(region: Region, variant: Variant) -> None:
    varied = region.varied(variant)
    joints = figure((region.x_px, region.y_px))

    assert np.allclose([[128, 128]], to_crop(varied, np.array([[region.x_px, region.y_px]])), atol=1e-6)
    assert np.allclose(joints, varied.to_picture(to_crop(varied, joints)), atol=1e-6)
    assert region.size_px * variant.scale == varied.size_px


@patient
@given(regions)
def test_metres_are_turned_back_as_pixels_are(region: Region) -> None:
    """What lies in one direction in the crop lies, in both units, in one direction of the picture; depth stays."""
    world = np.array([[0.3, 0.0, 0.5], [0.0, -0.4, -0.2], [0.1, 0.2, 0.0]])
    origin = region.to_picture(np.array([[128.0, 128.0]]))
    shift = region.to_picture(128 + 100 * world[:, :2]) - origin

    back = region.world_to_picture(world)
    assert np.allclose(shift / region.size_px * CROP_PX / 100, back[:, :2], atol=1e-6)
    assert np.array_equal(world[:, 2], back[:, 2])


@patient
@given(regions.filter(lambda region: not region.mirrored))
def test_the_matrix_is_the_one_that_was_measured(region: Region) -> None:
    """The recipe of `cv2.getRotationMatrix2D`: with the opposite sign the person would hang head down."""
    centre = (region.x_px, region.y_px)
    matrix = cv2.getRotationMatrix2D(centre, math.degrees(region.angle_rad), CROP_PX / region.size_px)
    expected = matrix.astype(np.float64)
    expected[:, 2] += CROP_PX / 2 - np.array(centre)

    assert np.allclose(expected, region.crop_matrix(), atol=0.02)  # cv2 rounds the centre to float32


@patient
@given(regions, regions, st.floats(0, 1))
def test_an_eased_region_stands_at_the_new_centre_between_both_sizes(a: Region, b: Region, share: float) -> None:
    eased = a.eased(b, share)

    assert (b.x_px, b.y_px) == (eased.x_px, eased.y_px)
    assert min(a.size_px, b.size_px) - 1e-6 <= eased.size_px <= max(a.size_px, b.size_px) + 1e-6


@patient
@given(regions, regions)
def test_an_eased_region_turns_the_short_way(a: Region, b: Region) -> None:
    half, whole = a.eased(b, 0.5), a.eased(b, 1.0)

    assert abs(half.angle_rad - a.angle_rad) <= math.pi / 2 + 1e-9
    assert math.isclose(math.cos(b.angle_rad), math.cos(whole.angle_rad), abs_tol=1e-9)
    assert math.isclose(math.sin(b.angle_rad), math.sin(whole.angle_rad), abs_tol=1e-9)


@pytest.mark.parametrize("size_px", [math.nan, math.inf, 0.0, 3.9])
def test_a_region_without_extent_is_not_usable(size_px: float) -> None:
    assert not Region(0.0, 0.0, size_px, 0.0).usable
    assert not Region(math.nan, 0.0, 100.0, 0.0).usable
    assert Region(0.0, 0.0, 100.0, 0.0).usable


def test_a_person_reduced_to_a_point_gives_no_usable_region() -> None:
    point = np.array([10.0, 20.0])

    assert not from_landmarks(point, point).usable
    assert not from_trunk(point, point, trunks=4.5).usable


def test_a_joint_moves_to_the_middle_of_its_heatmap() -> None:
    """Two equal cells: halfway between them; a cell is four pixels wide."""
    heatmap = np.full((64, 64, 3), -20.0, np.float32)
    heatmap[30, 21, 0] = heatmap[30, 22, 0] = 20.0
    heatmap[30, 21, 1] = -1.0
    heatmap[63, 63, 2] = 20.0
    joints = np.array([[88.0, 124.0], [88.0, 124.0], [250.0, 250.0]])

    moved = refined(joints, heatmap)
    assert np.allclose([[86.0, 120.0], [88.0, 124.0], [252.0, 252.0]], moved, atol=1e-3)


@pytest.mark.parametrize("place", [(-5.0, 100.0), (100.0, 256.0), (1e6, 1e6)])
def test_a_joint_off_the_crop_stays_where_it_is(place: tuple[float, float]) -> None:
    heatmap = np.full((64, 64, 1), 20.0, np.float32)

    assert np.array_equal([place], refined(np.array([place]), heatmap))


@pytest.fixture(scope="module")
def blazepose() -> BlazePose:
    return BlazePose(ensure("pose_landmark_full"))


@pytest.fixture(scope="module")
def photograph() -> Image:
    if not PHOTOGRAPH.exists():
        pytest.skip("needs a photograph of a standing person, which may not be shipped")
    image = cv2.imread(str(PHOTOGRAPH))
    assert image is not None
    return image.astype(np.uint8, copy=False)


def standing(image: Image) -> Region:
    height, width = image.shape[:2]
    return Region(0.49 * width, 0.62 * height, 0.9 * height, 0.0)


@pytest.mark.model
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_network_sees_a_turned_picture_as_the_same_body_turned(
    blazepose: BlazePose, photograph: Image, quarters: int
) -> None:
    region = standing(photograph)
    here = blazepose(photograph, region)
    middle = (np.array(photograph.shape[1::-1]) - 1) / 2
    picture = np.ascontiguousarray(np.rot90(photograph, -quarters))
    off = (np.array(picture.shape[1::-1]) - 1) / 2
    angle = quarters * math.pi / 2
    x, y = turned(np.array([[region.x_px, region.y_px]]) - middle, angle)[0] + off
    there = blazepose(picture, Region(float(x), float(y), region.size_px, angle))

    assert here.score > 0.9
    assert np.allclose(turned(here.xy_px - middle, angle) + off, there.xy_px, atol=2.0)
    assert np.allclose(turned(here.world_m[:, :2], angle), there.world_m[:, :2], atol=0.02)
    assert np.allclose(here.world_m[:, 2], there.world_m[:, 2], atol=0.02)


@pytest.mark.model
def test_network_sees_a_mirrored_region_as_a_mirrored_picture(blazepose: BlazePose, photograph: Image) -> None:
    """Same pixels either way: joints, metres and scores come back under the person's own left and right."""
    width = photograph.shape[1]
    region = standing(photograph)
    region = Region(float(round(region.x_px)), region.y_px, region.size_px, 0.3)
    flipped = np.ascontiguousarray(photograph[:, ::-1])
    there = Region(width - 1 - region.x_px, region.y_px, region.size_px, -0.3)

    inside = blazepose(photograph, region.varied(Variant(mirrored=True)))
    outside = blazepose(flipped, there)
    expected = np.array([width - 1, 0]) + outside.xy_px[MIRROR] * [-1, 1]
    assert np.allclose(expected, inside.xy_px, atol=0.5)
    assert np.allclose(outside.world_m[MIRROR] * [-1, 1, 1], inside.world_m, atol=0.01)
    assert np.allclose(outside.visibility[MIRROR], inside.visibility, atol=0.02)


@pytest.mark.model
def test_network_finds_the_same_joints_in_every_variant(blazepose: BlazePose, photograph: Image) -> None:
    region = standing(photograph)
    base = blazepose(photograph, region)

    assert {variant for variant in VARIANTS if far(base, blazepose(photograph, region.varied(variant)))} == set()


def far(a: Landmarks, b: Landmarks) -> bool:
    """Whether some shoulder, hip, knee or ankle is more than a tenth of the body's width off, or sides are swapped."""
    joints = [11, 12, 23, 24, 25, 26, 27, 28]
    return float(np.linalg.norm(a.xy_px[joints] - b.xy_px[joints], axis=1).max()) > 0.05 * a.region.size_px
