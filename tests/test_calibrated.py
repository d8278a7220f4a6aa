"""What analyze does with a profile that knows the camera and the person: it fills in, shows beside, never judges."""

from dataclasses import replace
from pathlib import Path

import pytest

from calibrating import gentle
from drawn import OBLIQUE
from drawn_recording import write_recording
from protocols.thresholds import Settings
from protocols.types import View
from stretchcheck import profiles
from stretchcheck.analyze import Options, analyze
from stretchcheck.batch import stamp
from stretchcheck.calibrated import PERSON, calibration_of, range_name, usual_ranges, view_or_calibrated
from stretchcheck.inputs import find
from stretchcheck.judging import judge
from stretchcheck.profiles import ProfileError
from stretchcheck.report.cards import usual_deg
from vision.joints import Joint
from vision.recording import Recording

PROFILE = """\
schema = 1
name = "Anna"
[thresholds]
drift_deg = 6
[camera]
view = {value = "side", source = "anna.mp4"}
yaw_deg = 3.0
elevation_deg = {value = 14}
roll_deg = {value = -1.5, source = "anna.mp4", date = "2026-11-28"}
width_px = 1280
height_px = 720
[person]
rest_thigh_trunk_left_mixed_deg = {value = 50.5, noise = 0.8}
rest_shoulder_height_left_sw = {value = 0.1, noise = 0.02}
limb_thigh_left_trunks = {value = 0.8, spread = 0.02}
range_knee_to_chest_right_deg = {value = 75.0, repetitions = 3, view = "side"}
range_spinal_twist_left_deg = {value = 50.0, repetitions = 3, view = "oblique"}
"""
UNKNOWN = View("unknown", None)
LEFT = [Joint.LEFT_SHOULDER, Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE]


@pytest.fixture
def settings(tmp_path):
    return profiles.load(written(tmp_path, PROFILE))


def written(folder, text):
    path = folder / "anna.toml"
    path.write_text(text, encoding="utf-8")
    return path


# -- reading


def test_a_calibrated_profile_still_changes_the_thresholds_it_names(settings):
    assert ("Anna", {"drift_deg": 6}) == (settings.profile, dict(settings.changed))


def test_what_was_calibrated_is_read_with_what_stands_beside_it(settings):
    calibration = calibration_of(settings)

    assert View("side", -1.5, 3.0, 14.0, ("knee-to-chest", "figure-four")) == calibration.view
    assert "2026-11-28" == calibration.camera["roll_deg"].beside["date"]
    assert 0.8 == calibration.noise_deg("thigh_trunk_left_mixed_deg")
    assert {"rest_thigh_trunk_left_mixed_deg", "limb_thigh_left_trunks"} < set(calibration.person)


def test_what_was_not_measured_is_not_a_number(settings):
    calibration = calibration_of(settings)

    assert calibration.noise_deg("thigh_trunk_right_mixed_deg") != calibration.noise_deg("thigh_trunk_right_mixed_deg")
    assert calibration.range_deg("knee-to-chest", "left", view="side") is None
    assert "hfov_deg" not in calibration.camera


def test_a_profile_without_these_tables_knows_nothing(tmp_path):
    calibration = calibration_of(profiles.load(written(tmp_path, "schema = 1\n")))

    assert (None, {}, {}) == (calibration.view, dict(calibration.camera), dict(calibration.person))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[camera]\nrol_deg = 1\n", "Expected an entry of camera such as .*'roll_deg'.* but got 'rol_deg'"),
        ("[person]\nlimb_thigh_trunks = 1\n", "such as .*'limb_thigh_left_trunks'.* but got 'limb_thigh_trunks'"),
        ("[camera]\nroll_deg = 'level'\n", "Expected a number for 'roll_deg', but got 'level'"),
        ("[camera]\nroll_deg = 200\n", "Expected -90 to 90 for 'roll_deg', but got 200"),
        ("[camera]\nroll_deg = nan\n", "Expected a number for 'roll_deg', but got nan"),
        ("[camera]\nview = 'sideways'\n", "Expected a view among .*'foot-end'.* but got 'sideways'"),
        ("[camera]\nview = 'unknown'\n", "Expected a view among"),
        ("[camera]\nview = []\n", "Expected a view among"),
        ("[person]\nrange_knee_to_chest_left_deg = 0\n", "Expected 1 to 180 for 'range_knee_to_chest_left_deg'"),
        ("[person]\nlimb_hips_trunks = {spread = 1}\n", "Expected a value in the table of limb_hips_trunks"),
        ("[person]\nlimb_hips_trunks = true\n", "Expected a number for 'limb_hips_trunks', but got True"),
        ("person = 4\n", "Expected person to be a table, but got person = 4"),
    ],
)
def test_a_mistake_in_what_was_calibrated_is_told_in_one_line_that_ends_with_the_file(tmp_path, text, message):
    path = written(tmp_path, f"schema = 1\n{text}")
    with pytest.raises(ProfileError, match=message) as told:
        profiles.load(path)

    assert str(told.value).endswith(str(path))
    assert 1 == len(str(told.value).splitlines())


def test_every_name_of_a_person_says_what_it_is():
    assert all(text and text[0].islower() for text in PERSON.values())


# -- using


def test_a_view_that_the_recording_cannot_tell_is_that_of_the_profile(settings):
    assert calibration_of(settings).view == view_or_calibrated(UNKNOWN, settings, (640, 360))


def test_a_view_that_the_recording_tells_itself_is_kept(settings):
    own = View("oblique", 4.0, 45.0, 20.0, ("spinal-twist",))

    assert own is view_or_calibrated(own, settings, (1280, 720))


def test_only_the_tilt_is_filled_in_where_only_the_tilt_is_not_known(settings):
    assert View("side", -1.5, 9.0, 20.0, ()) == view_or_calibrated(
        View("side", None, 9.0, 20.0, ()), settings, (1280, 720)
    )
    elsewhere = View("oblique", None, 45.0, 20.0, ())

    assert elsewhere is view_or_calibrated(elsewhere, settings, (1280, 720))


def test_pictures_of_another_shape_come_from_another_camera(settings):
    assert UNKNOWN is view_or_calibrated(UNKNOWN, settings, (640, 480))


def test_ranges_count_only_where_the_view_is_the_same(settings):
    assert {range_name("knee-to-chest", "right"): 75.0} == usual_ranges(settings, "side")
    assert {range_name("spinal-twist", "left"): 50.0} == usual_ranges(settings, "oblique")
    assert {} == usual_ranges(settings, "unknown")


def analysed(folder, settings, name):
    path = write_recording(folder / "gentle.poses.parquet", gentle((110.0,)))
    (outcome,) = analyze(find([str(path)]), Options(out=folder / name, settings=settings), progress=lambda *_: None)
    return outcome.result, (folder / name / "gentle" / "report.html").read_text(encoding="utf-8")


def test_a_calibration_changes_no_verdict_and_stands_beside_the_peak_in_the_report(tmp_path, settings):
    without, bare = analysed(tmp_path, uncalibrated(settings), "without")
    with_it, report = analysed(tmp_path, settings, "with")
    change = with_it["repetitions"][0]["peak"]["change_deg"]

    assert without["repetitions"] == with_it["repetitions"]
    assert without["events"] == with_it["events"]
    assert {"range_knee_to_chest_right_deg": 75.0} == {
        name: value for name, value in with_it["settings"].items() if name not in without["settings"]
    }
    assert f"{round(100 * change / 75.0)} % of your usual range" in report.replace("\u00a0", " ")
    assert "of your usual range" not in bare


def uncalibrated(settings):
    """The same thresholds without what was calibrated."""
    return Settings(settings.changed, settings.profile)


def test_a_side_that_was_not_calibrated_has_no_usual_range(settings):
    result = {"settings": usual_ranges(settings, "side")}

    assert 75.0 == usual_deg(result, {"stretch": "knee-to-chest", "side": "right"})
    assert usual_deg(result, {"stretch": "knee-to-chest", "side": "left"}) is None
    assert usual_deg(result, {"stretch": "spinal-twist", "side": "left"}) is None


def test_a_tilt_that_straight_legs_leave_open_is_taken_from_the_profile_and_that_is_said(tmp_path):
    settings = profiles.load(written(tmp_path, PROFILE.replace('"side", source', '"oblique", source')))
    clip = gentle((110.0,), camera=OBLIQUE, straight=True)
    path = write_recording(tmp_path / "straight.poses.parquet", clip)
    plain, filled = (
        judge(Recording(path), stretch="knee-to-chest", side="auto", settings=each).judgement
        for each in (uncalibrated(settings), settings)
    )

    assert ("oblique", None) == (plain.view.kind, plain.view.roll_deg)
    assert replace(plain.view, roll_deg=-1.5) == filled.view
    assert {"How far the picture is tilted could not be seen and is taken from the profile Anna."} == set(
        filled.warnings
    ) - set(plain.warnings)
    assert plain.repetitions == filled.repetitions


def test_a_recording_without_repetitions_takes_nothing_from_the_profile(tmp_path, settings):
    clip = gentle((110.0,)).hide(LEFT)
    path = write_recording(tmp_path / "hidden.poses.parquet", clip)
    judged = judge(Recording(path), stretch="knee-to-chest", side="auto", settings=settings).judgement

    assert ((), "unknown") == (judged.repetitions, judged.view.kind)


def test_a_changed_calibration_is_judged_anew_when_resumed(tmp_path, settings):
    path = write_recording(tmp_path / "gentle.poses.parquet", gentle((110.0,)))
    (given,) = find([str(path)])
    further = profiles.load(written(tmp_path, PROFILE.replace("75.0", "80.0")))
    keys = [stamp._judged_key("0" * 64, given, Options(out=Path("out"), settings=each)) for each in (settings, further)]

    assert keys[0] != keys[1]
