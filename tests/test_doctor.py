"""What the doctor finds, part by part."""

import os
import time
import tomllib
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from stretchcheck.doctor import Diagnosis, Finding, cameras, codecs, extras, machine, networks, speed
from vision.models import FOLDER_VARIABLE, MODELS
from vision.overlay import OverlayWriter

ROOT = Path(__file__).parents[1]
CLIP = ROOT / "sample_videos/ktc_good_right.mp4"


def by_name(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings}


def exit_code(*findings: Finding) -> int:
    return Diagnosis({"any": findings}).exit_code


# -- networks


def test_a_damaged_network_is_named_with_its_file_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    path = tmp_path / MODELS["movenet"].file
    path.write_bytes(b"x" * MODELS["movenet"].size)
    found = by_name(networks.examine())

    assert ("broken", f"damaged: {path}") == (found["movenet"].status, found["movenet"].said)
    assert "models fetch movenet" in found["movenet"].advice
    assert {"missing"} == {each.status for name, each in found.items() if name != "movenet"}
    assert path.stat().st_size == MODELS["movenet"].size, "the doctor touches nothing"


def test_networks_that_can_still_be_fetched_hinder_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "not" / "yet"))

    assert exit_code(*networks.examine()) == 1
    assert not (tmp_path / "not").exists()


def test_networks_that_cannot_be_fetched_hinder_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "file" / "models"))
    found = networks.examine()

    assert ["movenet", "pose_landmark_full"] == [each.name for each in Diagnosis({"any": tuple(found)}).hindrances]
    assert FOLDER_VARIABLE in by_name(found)["movenet"].advice


def test_a_file_in_place_of_the_cache_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(CLIP))

    assert exit_code(*networks.examine()) == 2
    assert str(CLIP) in networks.examine()[0].said


# -- codecs


def test_every_usual_codec_is_decoded_and_overlays_encoded() -> None:
    found = by_name(codecs.examine())

    assert {"ok"} == {finding.status for finding in found.values()}
    assert {"decode h264", "decode hevc", "decode vp9", "decode av1", "decode mjpeg", "encode h264"} == set(found)


@pytest.mark.parametrize("name", ["h264.mp4", "hevc.mp4", "vp9.webm", "av1.webm", "mjpeg.avi"])
def test_a_sample_that_lost_its_end_is_not_taken_for_whole(tmp_path: Path, name: str) -> None:
    data = files("stretchcheck.doctor").joinpath("samples", name).read_bytes()
    (tmp_path / name).write_bytes(data[: len(data) * 2 // 3])

    assert codecs.wrong_with(tmp_path / name)


def test_a_decoder_that_gives_other_greys_is_told(tmp_path: Path) -> None:
    path = tmp_path / "other.mp4"
    with OverlayWriter(path) as writer:
        for number, grey in enumerate((60, 140, 180)):
            writer.write(np.full((64, 64, 3), grey, dtype=np.uint8), number / 30)
    said = codecs.wrong_with(path) or ""

    assert "expected pictures of the greys (60, 120, 180)" in said
    assert "[57, 137, 177]" in said or "[60, 140, 180]" in said


# -- cameras


def test_no_camera_is_said_and_is_no_damage(tmp_path: Path) -> None:
    found = cameras.judged(cameras.look(cameras.listed(tmp_path), limit_s=1.0))

    assert [("warn", "no camera found")] == [(each.status, each.said) for each in found]
    assert exit_code(*found) == 0


def test_cameras_are_listed_by_number(tmp_path: Path) -> None:
    for name in ("video10", "video2", "video0", "videofoo", "vbi0"):
        (tmp_path / name).touch()

    assert ("0", "2", "10") == cameras.listed(tmp_path)


def test_a_camera_that_gives_pictures_is_measured() -> None:
    answer = cameras.look([str(CLIP)], limit_s=30.0)[str(CLIP)]

    assert answer is not None
    assert (True, 640, 480) == (answer["opened"], answer["width"], answer["height"])
    assert answer["frames"] > 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_camera_that_hangs_is_ended_in_time_and_said(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    begun_s = time.monotonic()
    answers = cameras.look([str(pipe)], limit_s=2.0)
    found = cameras.judged(answers)

    assert {str(pipe): None} == answers
    assert time.monotonic() - begun_s < 5.0
    assert [("broken", "hangs")] == [(each.status, each.said) for each in found]
    assert exit_code(*found) == 1


def test_what_is_no_camera_counts_only_where_there_is_no_other() -> None:
    closed = {"opened": False, "frames": 0, "fps": 0.0, "width": 0, "height": 0}
    gives = {"opened": True, "frames": 50, "fps": 30.0, "width": 1280, "height": 720}

    assert ["camera 0"] == [each.name for each in cameras.judged({"0": gives, "1": closed})]
    assert ["warn"] == [each.status for each in cameras.judged({"1": closed})]


@pytest.mark.parametrize(
    ("frames", "fps", "status"), [(40, 30.0, "ok"), (40, 20.0, "ok"), (20, 12.5, "warn"), (0, 0.0, "broken")]
)
def test_a_camera_is_good_from_twenty_frames_a_second_on(frames: int, fps: float, status: str) -> None:
    answer = {"opened": True, "frames": frames, "fps": fps, "width": 640, "height": 480}

    assert [status] == [each.status for each in cameras.judged({"0": answer})]


def test_a_camera_process_that_dies_is_a_camera_without_pictures(tmp_path: Path) -> None:
    """A number that is none makes the process fail before it says anything."""
    answer = cameras.look(["9" * 30], limit_s=30.0)

    assert [("broken", "gives no pictures")] == [(each.status, each.said) for each in cameras.judged(answer)]


# -- speed


@pytest.mark.model
def test_the_speed_is_measured_with_both_people_of_the_picture() -> None:
    rates = speed.measured("lite")

    assert 0.2 < rates.live_fps < rates.batch_fps < 2000.0


def test_nothing_is_measured_nor_fetched_without_networks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "none"))

    assert ["missing"] == [finding.status for finding in speed.examine()]
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("full_fps", "lite_fps", "status", "advice"),
    [
        (20.0, 40.0, "ok", ""),
        (12.8, 25.0, "warn", "use --model lite live"),
        (6.0, 15.0, "warn", "analyze a recording"),
        (4.0, 9.0, "warn", "--model lite for long clips"),
    ],
)
def test_lite_is_advised_where_it_reaches_what_jerks_need(
    full_fps: float, lite_fps: float, status: str, advice: str
) -> None:
    rates = {"full": speed.Rates(full_fps, full_fps), "lite": speed.Rates(lite_fps, lite_fps)}
    got, said = speed.advised("full", rates)

    assert status == got
    assert advice in said
    assert bool(said) == (status == "warn")


# -- machine and extras


def test_a_folder_counts_as_writable_when_it_could_be_made_and_is_not_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch(mode=0o755)

    assert machine.writable(tmp_path / "a" / "b")
    assert not machine.writable(tmp_path / "file" / "b")
    assert not (tmp_path / "a").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_not_writable(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    assert not machine.writable(tmp_path)


def test_a_folder_of_sessions_that_cannot_be_is_broken_but_hinders_no_clip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("STRETCHCHECK_DATA", str(tmp_path / "file" / "sessions"))
    found = by_name(machine.examine())

    assert "broken" == found["folder of sessions"].status
    assert exit_code(found["folder of sessions"]) == 1


def test_every_package_of_the_core_install_is_told_with_its_version() -> None:
    told = by_name(machine.examine())["packages"].numbers
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert {machine.package(line) for line in project["dependencies"]} <= set(told)
    assert all(told.values())


def test_every_extra_says_what_it_adds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert set(project["optional-dependencies"]) == set(extras.ADDS) | extras.FOR_DEVELOPERS


@pytest.mark.parametrize(
    ("line", "extra"),
    [
        ("h5py>=3.12; extra == 'export'", "export"),
        ('mediapipe>=0.10; (platform_machine != "i386") and extra == "bench"', "bench"),
    ],
)
def test_the_extra_of_a_requirement_is_read(line: str, extra: str) -> None:
    assert extra == extras.extra_of(line)


# -- together


def test_the_exit_code_follows_the_worst_that_matters() -> None:
    fine, weak, gone = (Finding("a", status, "") for status in ("ok", "warn", "missing"))
    broken = Finding("a", "broken", "")

    assert exit_code(fine, weak, gone) == 0
    assert exit_code(fine, broken) == 1
    assert exit_code(Finding("a", "missing", "", needed=True)) == 1
    assert exit_code(Finding("a", "warn", "", needed=True)) == 0
    assert exit_code(broken, Finding("a", "broken", "", needed=True)) == 2
