"""What a calibration finds in drawn people whose angles, limbs and camera are known, and what it refuses to say."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from calibrating import REACHES, gentle, grades, measured
from courses import Course, Step, even_times
from drawn import FOOT_END, OBLIQUE, SIDE, Clip, Figure
from drawn_recording import write_recording
from materials import knee_to_chest
from protocols.thresholds import DEFAULTS
from stretchcheck.calibrate.measured import NobodyError, measure
from stretchcheck.calibrate.pictures import Pictures
from vision.joints import Joint
from vision.recording import Recording, RecordingWriter

BENCH = Path(__file__).parents[1] / "bench" / "recordings"
LIMBS = {
    "thigh_left": 0.86, "thigh_right": 0.86, "shank_left": 0.8, "shank_right": 0.8, "upper_arm_left": 0.56,
    "upper_arm_right": 0.56, "forearm_left": 0.52, "forearm_right": 0.52, "shoulders": 0.72, "hips": 0.36,
}  # fmt: skip
"""Of the drawn body, trunks."""


@pytest.fixture(scope="module")
def side(tmp_path_factory):
    return measured(tmp_path_factory.mktemp("side"), gentle())


def values(entries):
    return {name: entry["value"] for name, entry in entries.items()}


# -- the camera


@pytest.mark.parametrize(
    ("camera", "view", "yaw_deg", "elevation_deg"),
    [(SIDE, "side", 0.0, 12.0), (OBLIQUE, "oblique", 45.0, 20.0), (FOOT_END, "foot-end", 85.0, 35.0)],
)
def test_where_the_camera_stands_is_found_within_five_degrees(tmp_path, camera, view, yaw_deg, elevation_deg):
    found = values(measured(tmp_path, gentle(camera=camera)).camera)

    assert view == found["view"]
    assert (yaw_deg, elevation_deg) == pytest.approx((found["yaw_deg"], found["elevation_deg"]), abs=5.0)


@pytest.mark.parametrize("roll_deg", [-6.0, 0.0, 6.0])
def test_the_tilt_of_the_picture_and_the_line_of_the_floor_are_found_within_two_degrees(tmp_path, roll_deg):
    found = values(measured(tmp_path, gentle(camera=replace(SIDE, roll_deg=roll_deg))).camera)
    fall_px = (found["floor_right_share"] - found["floor_left_share"]) * 720
    line_deg = np.degrees(np.arctan(fall_px / 1280))

    assert -roll_deg == pytest.approx(found["roll_deg"], abs=2.0)
    assert -roll_deg == pytest.approx(line_deg, abs=2.0)


@pytest.mark.parametrize(("roll_deg", "lift"), [(11.0, "right"), (-15.0, "left")])
def test_a_tilt_of_more_than_eight_degrees_is_refused_with_the_side_to_lift(tmp_path, roll_deg, lift):
    found = measured(tmp_path, gentle(camera=replace(SIDE, roll_deg=roll_deg)))
    (level,) = [step for step in found.steps if step.name == "level"]

    assert "fault" == level.grade
    assert f"Lift the {lift} side" in level.mend
    assert ({"width_px", "height_px", "fps"}, {}) == (set(found.camera), found.person)


def test_the_floor_line_is_absent_where_the_body_does_not_lie_along_it(tmp_path):
    found = measured(tmp_path, gentle(camera=OBLIQUE)).camera

    assert set() == {name for name in found if name.startswith("floor")}


@pytest.mark.parametrize(("fps", "grade"), [(30.0, None), (12.0, "warn"), (4.0, "fault")])
def test_too_few_pictures_a_second_are_told_and_far_too_few_refused(tmp_path, fps, grade):
    clip = gentle()
    path = write_recording(tmp_path / "slow.poses.parquet", clip)
    found = measure(_with_source(path, fps=fps), None, stretch="knee-to-chest", side="auto", settings=DEFAULTS)

    assert grade == grades(found).get("frame rate")
    assert (grade == "fault") == (found.person == {})


def _with_source(path, **changes):
    """The recording with other words about its source."""
    recording = Recording(path)
    target = path.with_name("changed.poses.parquet")
    metadata = {**recording.metadata, "source": {**recording.metadata["source"], **changes}}
    with RecordingWriter(target, metadata) as writer:
        for observation in recording:
            writer.write(observation)
    return Recording(target)


@pytest.mark.parametrize(("luma", "grade"), [(30.0, "fault"), (60.0, "warn"), (120.0, None), (240.0, "warn")])
def test_light_is_judged_by_the_pictures_and_darkness_withholds_the_person(tmp_path, luma, grade):
    found = measured(tmp_path, gentle(), pictures=Pictures(lumas=[luma] * 5))

    assert grade == grades(found).get("light")
    assert luma == found.camera["luma"]["value"]
    assert (grade == "fault") == (found.person == {})


def test_landmarks_alone_do_not_tell_the_light(side):
    assert {"light": "unknown"} == grades(side)
    assert "luma" not in side.camera


def test_somebody_who_is_cut_off_is_refused(tmp_path):
    found = measured(tmp_path, gentle(camera=replace(SIDE, target=(-1.2, 0.0, 0.25))))

    assert "fault" == grades(found)["whole body"]
    assert {} == found.person
    assert ("whole body",) == found.withheld


# -- the person


def test_limb_lengths_are_those_of_the_drawn_body(side):
    found = {name: side.person[f"limb_{name}_trunks"]["value"] for name in LIMBS}

    assert LIMBS == pytest.approx(found, abs=0.05)
    assert 0.008 < side.person["limb_thigh_left_trunks"]["spread"] < 0.025  # 4 mm of noise in half a metre of trunk


def test_limb_lengths_are_shares_that_no_scale_changes(tmp_path, side):
    clip = gentle()
    scaled = replace(clip, recipient=replace(clip.recipient, world=1.25 * clip.recipient.world))
    found = measured(tmp_path, scaled)

    for name in LIMBS:
        ours, theirs = (each.person[f"limb_{name}_trunks"]["value"] for each in (side, found))
        assert ours == pytest.approx(theirs, abs=0.002)


def test_a_limb_that_is_never_seen_is_absent(tmp_path):
    found = measured(tmp_path, gentle().hide([Joint.LEFT_WRIST, Joint.LEFT_ELBOW]))

    assert {"limb_upper_arm_left_trunks", "limb_forearm_left_trunks"} == {
        f"limb_{name}_trunks" for name in LIMBS if f"limb_{name}_trunks" not in found.person
    }


def test_the_resting_angles_are_those_of_the_drawn_body(side):
    for leg in ("left", "right"):
        assert 50.0 == pytest.approx(side.person[f"rest_thigh_trunk_{leg}_mixed_deg"]["value"], abs=2.0)


def test_noise_is_measured_and_grows_with_that_of_the_picture(tmp_path):
    quiet, loud = (
        measured(tmp_path, gentle(noise_px=noise_px)).person["rest_thigh_trunk_right_image_deg"]["noise"]
        for noise_px in (0.5, 2.0)
    )

    assert 4.0 == pytest.approx(loud / quiet, rel=0.25)


def test_landmarks_that_tremble_too_much_are_refused(tmp_path):
    found = measured(tmp_path, gentle(noise_px=9.0))

    assert "fault" == grades(found)["noise"]
    assert {} == found.person


def test_noise_is_not_told_of_a_recording_that_leaves_out_still_pictures(tmp_path):
    path = write_recording(tmp_path / "spared.poses.parquet", gentle())
    recording = Recording(path)
    target = tmp_path / "fewer.poses.parquet"
    with RecordingWriter(target, {**recording.metadata, "looks": 300}) as writer:
        for observation in recording:
            writer.write(observation)
    found = measure(Recording(target), None, stretch="knee-to-chest", side="auto", settings=DEFAULTS)

    assert "unknown" == grades(found)["noise"]
    assert "value" in found.person["rest_thigh_trunk_left_mixed_deg"]
    assert set() == {name for name, entry in found.person.items() if "noise" in entry}


def test_somebody_who_hardly_lies_still_has_no_resting_place(tmp_path):
    clip = knee_to_chest(times_s=even_times(2.5, 30.0), partner=False)
    found = measured(tmp_path, clip)

    assert "fault" == grades(found)["lying still"]
    assert set() == {name for name in found.person if name.startswith("rest_")}


# -- the own range of motion


def test_the_own_range_is_the_median_over_the_repetitions_with_its_spread(side):
    found = side.person["range_knee_to_chest_right_deg"]
    changes = [reach - 50.0 for reach in REACHES]

    assert float(np.median(changes)) == pytest.approx(found["value"], abs=2.0)
    assert [min(changes), max(changes)] == pytest.approx(found["interval"], abs=2.0)
    assert float(np.std(changes, ddof=1)) == pytest.approx(found["spread"], abs=0.5)
    assert (3, "side") == (found["repetitions"], found["view"])
    assert "range_knee_to_chest_left_deg" not in side.person


def test_two_repetitions_are_too_few(tmp_path):
    found = measured(tmp_path, gentle(REACHES[:2]))
    (step,) = [step for step in found.steps if step.name.startswith("own range")]

    assert ("fault", "2 of 3 repetitions.") == (step.grade, step.said)
    assert set() == {name for name in found.person if name.startswith("range_")}
    assert "rest_thigh_trunk_left_mixed_deg" in found.person
    assert not found.good


def test_a_repetition_with_a_jolt_on_the_way_in_does_not_count(tmp_path):
    rough = knee_to_chest(
        replace(
            Course(setup_s=5.0, approach_s=5.0, hold_s=4.0, release_s=5.0, rest_s=3.0), steps=[Step(7.0, 25.0, 0.25)]
        ),
        partner=False,
    )
    found = measured(tmp_path, gentle(REACHES[:2]).then(rough))
    (step,) = [step for step in found.steps if step.name.startswith("own range")]

    assert ("fault", "2 of 3 repetitions, 1 not gentle.") == (step.grade, step.said)


def test_a_view_that_does_not_show_the_depth_gives_no_range(tmp_path):
    found = measured(tmp_path, gentle(camera=FOOT_END))

    assert set() == {name for name in found.person if name.startswith("range_")}
    assert any("foot-end does not show" in step.said for step in found.steps)


def test_mirrored_pictures_swap_left_and_right(tmp_path, side):
    found = measured(tmp_path, gentle(camera=replace(SIDE, roll_deg=4.0)).mirrored())
    plain = measured(tmp_path, gentle(camera=replace(SIDE, roll_deg=4.0)))

    assert plain.camera["roll_deg"]["value"] == pytest.approx(-found.camera["roll_deg"]["value"], abs=0.3)
    assert plain.camera["floor_left_share"]["value"] == pytest.approx(
        found.camera["floor_right_share"]["value"], abs=0.002
    )
    for right, left in (
        ("limb_thigh_right_trunks", "limb_thigh_left_trunks"),
        ("range_knee_to_chest_right_deg", "range_knee_to_chest_left_deg"),
        ("rest_thigh_trunk_right_mixed_deg", "rest_thigh_trunk_left_mixed_deg"),
    ):
        assert plain.person[right]["value"] == pytest.approx(found.person[left]["value"], abs=0.3)
    assert "range_knee_to_chest_right_deg" not in found.person


def test_nobody_in_view_is_refused(tmp_path):
    times = even_times(3.0, 30.0)
    nobody = Clip(times, Figure.nobody(len(times)), Figure.nobody(len(times)), (1280, 720))
    with pytest.raises(NobodyError, match="saw nobody in view"):
        measured(tmp_path, nobody)


def test_every_number_says_where_it_comes_from(side):
    changes = side.changes({"name": "anna.mp4", "sha256": "2" * 64}, command="stretchcheck calibrate --source anna.mp4")

    assert {"camera", "person"} == set(changes)
    for entries in changes.values():
        for entry in entries.values():
            assert {"value", "source", "date", "command", "data_sha256"} <= set(entry)


def test_a_bench_recording_is_measured_without_networks():
    recording = Recording(BENCH / "ktc_side_left_1_good.poses.parquet")
    found = measure(recording, None, stretch="knee-to-chest", side="auto", settings=DEFAULTS)

    assert "side" == found.camera["view"]["value"]
    assert 3.0 == pytest.approx(abs(found.camera["roll_deg"]["value"]), abs=3.5)  # rendered with 3 degrees
    assert 0.4 < found.person["limb_shank_left_trunks"]["value"] < 1.2
    assert not found.good


@pytest.mark.parametrize(("noise_m", "grade"), [(0.004, "ok"), (0.06, "warn")])
def test_limbs_whose_length_is_not_known_well_are_named(tmp_path, noise_m, grade):
    found = measured(tmp_path, gentle(noise_m=noise_m))
    (step,) = [step for step in found.steps if step.name == "limb lengths"]

    assert grade == step.grade
    assert (grade == "warn") == ("uncertain by more than 10%: thigh left" in step.said)
