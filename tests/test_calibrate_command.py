"""What a user sees of `stretchcheck calibrate`: a line a step, a profile for analyze, one clear line of trouble."""

import io
import json
import subprocess
import sys
import tomllib
from contextlib import redirect_stderr, redirect_stdout

import cv2
import numpy as np
import pytest

from calibrating import REACHES, gentle
from courses import even_times
from drawn import OBLIQUE, Clip, Figure
from drawn_recording import write_recording
from stretchcheck import profiles
from stretchcheck.calibrated import calibration_of
from stretchcheck.cli import main


def run(*arguments):
    """The command in this process: starting one takes longer than most of what is tried here."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["stretchcheck", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
    code = int(left.value.code or 0)
    return subprocess.CompletedProcess(sys.argv, code, out.getvalue(), err.getvalue())


def run_apart(*arguments):
    code = "from stretchcheck.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, timeout=120
    )


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    return write_recording(tmp_path_factory.mktemp("recording") / "anna.poses.parquet", gentle())


@pytest.fixture(scope="module")
def done(recording, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "anna.toml"
    keep = out.with_name("kept.poses.parquet")
    return run_apart("calibrate", "--source", recording, "--out", out, "--name", "Anna", "--keep", keep), out, keep


def test_without_a_terminal_every_step_is_one_line_and_the_last_one_names_the_profile(done):
    shown, out, _ = done
    lines = shown.stdout.splitlines()

    assert (0, "") == (shown.returncode, shown.stderr)
    assert f"profile: {out}" == lines[-1]
    assert ["light", "frame rate", "whole body", "view", "level", "lying still", "noise", "limb lengths"] == [
        line.split(":")[0] for line in lines[:8]
    ]
    assert lines[8].startswith("own range, knee-to-chest right: ok: 60 degrees")


def test_the_profile_holds_camera_and_person_and_where_each_number_comes_from(done):
    _, out, _ = done
    data = tomllib.loads(out.read_text(encoding="utf-8"))

    assert (1, "Anna", {"schema", "name", "camera", "person"}) == (data["schema"], data["name"], set(data))
    entry = data["person"]["range_knee_to_chest_right_deg"]
    assert ("anna.mp4", "2" * 64, 3) == (entry["source"], entry["data_sha256"], entry["repetitions"])
    assert f"--out {out}" in entry["command"]


def test_the_landmarks_that_were_measured_can_be_kept(done, recording):
    assert recording.read_bytes() == done[2].read_bytes()


def test_analyze_reads_the_profile(done, recording, tmp_path):
    shown = run("analyze", recording, "--out", tmp_path / "out", "--profile", done[1], "--json")
    result = json.loads(shown.stdout)

    assert 0 == shown.returncode, shown.stderr
    assert "Anna" == result["settings"]["profile"]
    assert 60.0 == pytest.approx(result["settings"]["range_knee_to_chest_right_deg"], abs=2.0)


def test_a_profile_that_is_there_keeps_its_thresholds_and_comments(recording, tmp_path):
    out = tmp_path / "anna.toml"
    out.write_text("schema = 1\n# tuned in spring\n[thresholds]\ndrift_deg = 6 # stricter\n", encoding="utf-8")
    shown = run("calibrate", "--source", recording, "--out", out)
    settings = profiles.load(out)

    assert 0 == shown.returncode, shown.stderr
    assert (6.0, "side") == (settings["drift_deg"], calibration_of(settings).camera["view"].value)
    assert "# tuned in spring\n" in out.read_text(encoding="utf-8")
    assert "# stricter" in out.read_text(encoding="utf-8")


def test_what_was_calibrated_before_does_not_colour_what_is_measured_now(tmp_path):
    recording = write_recording(
        tmp_path / "straight.poses.parquet", gentle((110.0,), camera=OBLIQUE, straight=True)
    )  # which tells the view but not the tilt
    out = tmp_path / "anna.toml"
    before = "schema = 1\n[camera]\nview = 'oblique'\nroll_deg = 7\nwidth_px = 1280\nheight_px = 720\n"
    out.write_text(before, encoding="utf-8")
    shown = run("calibrate", "--source", recording, "--out", out)
    camera = calibration_of(profiles.load(out))

    assert "level: unknown: How far the picture is tilted could not be told." in shown.stdout
    assert (7.0, None) == (camera.camera["roll_deg"].value, camera.view.roll_deg)  # kept, but of another recording


def test_too_few_repetitions_are_told_and_the_rest_is_written(tmp_path):
    recording = write_recording(tmp_path / "two.poses.parquet", gentle(REACHES[:2]))
    shown = run("calibrate", "--source", recording, "--out", tmp_path / "two.toml")

    assert 1 == shown.returncode
    assert "own range, knee-to-chest right: fault: 2 of 3 repetitions. Do gentle repetitions" in shown.stdout
    assert (tmp_path / "two.toml").is_file()


def test_pictures_that_are_not_good_enough_keep_the_person_out_of_the_profile(tmp_path):
    recording = write_recording(tmp_path / "noisy.poses.parquet", gentle(noise_px=9.0))
    shown = run("calibrate", "--source", recording, "--out", tmp_path / "noisy.toml")

    assert 1 == shown.returncode
    assert "not written: anything about the person, because of: noise" in shown.stdout
    assert {"schema", "camera"} == set(tomllib.loads((tmp_path / "noisy.toml").read_text(encoding="utf-8")))


# -- trouble


def refused(shown, words):
    """Whether it ended with one clear line and exit code 2."""
    assert (2, "") == (shown.returncode, shown.stdout)
    (line,) = shown.stderr.splitlines()
    assert words in line
    assert line.startswith("stretchcheck: ")


def test_a_file_that_is_not_there(tmp_path):
    refused(run("calibrate", "--source", tmp_path / "no.mp4", "--out", tmp_path / "a.toml"), "no.mp4")
    refused(run("calibrate", "--source", tmp_path / "no.poses.parquet", "--out", tmp_path / "a.toml"), "no.poses")
    assert [] == list(tmp_path.iterdir())


def test_a_text_that_is_called_a_video(tmp_path):
    (tmp_path / "text.mp4").write_text("not a video", encoding="utf-8")
    refused(run("calibrate", "--source", tmp_path / "text.mp4", "--out", tmp_path / "a.toml"), "text.mp4")
    assert ["text.mp4"] == [path.name for path in tmp_path.iterdir()]


def test_a_single_picture(tmp_path):
    cv2.imwrite(str(tmp_path / "one.png"), np.zeros((240, 320, 3), np.uint8))
    refused(run("calibrate", "--source", tmp_path / "one.png", "--out", tmp_path / "a.toml"), "a single picture")


def test_nobody_in_view(tmp_path):
    times = even_times(3.0, 30.0)
    nobody = Clip(times, Figure.nobody(len(times)), Figure.nobody(len(times)), (1280, 720))
    recording = write_recording(tmp_path / "empty.poses.parquet", nobody)
    refused(run("calibrate", "--source", recording, "--out", tmp_path / "a.toml"), "saw nobody in view")
    assert not (tmp_path / "a.toml").exists()


def test_a_camera_that_is_not_there(tmp_path):
    refused(run("calibrate", "--camera", "93", "--out", tmp_path / "a.toml"), "Expected camera 93, but got none")


def test_a_place_that_cannot_be_written(recording, tmp_path):
    refused(run("calibrate", "--source", recording, "--out", tmp_path / "no" / "a.toml"), "Expected a folder")
    refused(run("calibrate", "--source", recording, "--out", tmp_path), "a folder of that name")
    refused(run("calibrate", "--source", recording, "--out", "/proc/a.toml"), "/proc/a.toml")
    refused(run("calibrate", "--source", recording, "--out", tmp_path / "a.toml", "--keep", "/proc/a.parquet"), "/proc")


def test_a_file_in_its_place_that_is_no_profile(recording, tmp_path):
    (tmp_path / "a.toml").write_text("schema = 2\n", encoding="utf-8")
    refused(run("calibrate", "--source", recording, "--out", tmp_path / "a.toml"), "Expected schema = 1")


def test_options_that_do_not_go_together(recording, tmp_path):
    out = ["--out", tmp_path / "a.toml"]
    refused(run("calibrate", "--camera", "0", "--source", recording, *out), "Expected --camera or --source")
    refused(run("calibrate", "--source", recording, "--checkerboard", "9x6", *out), "a recording holds no pictures")
    refused(run("calibrate", "--source", recording, "--checkerboard", "nine", *out), "such as 9x6")
