"""Videos go through the networks once; what was recorded of them is found again."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import cv2
import pytest

from drawn_recording import write_recording
from evaluated import drawn, label
from stretchcheck.evaluate import watching
from stretchcheck.evaluate.clips import Manner
from stretchcheck.evaluate.run import evaluate
from stretchcheck.evaluate.watching import key_of, watched
from vision.models import FOLDER_VARIABLE, MODELS
from vision.recording import Recording

SAMPLE = Path(__file__).parents[1] / "sample_videos" / "ktc_good_right.mp4"


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Something that is called a video, of which a recording is kept already."""
    (tmp_path / "videos").mkdir()
    path = tmp_path / "videos" / "good.mp4"
    path.write_bytes(b"never looked into")
    (tmp_path / "cache").mkdir()
    key = key_of(path, engine="duo", model="full")
    write_recording(tmp_path / "cache" / f"good-{key}.poses.parquet", drawn())
    return path


def test_a_video_whose_recording_is_kept_is_scored_without_the_networks(
    video: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "no_models"))
    labels = label(tmp_path / "labels.csv", "good")
    evaluation = evaluate([labels], video.parent, Manner(tmp_path / "cache"))

    assert [] == evaluation.failures
    assert [True] == [row["score"]["stretch_right"] for row in evaluation.rows]
    assert not (tmp_path / "no_models").exists()


def test_a_video_that_cannot_be_read_is_told_and_the_others_are_scored(video: Path, tmp_path: Path) -> None:
    shutil.copy(video, video.with_name("changed.mp4"))
    video.with_name("changed.mp4").write_bytes(b"still no video")
    labels = label(tmp_path / "labels.csv", "good", "changed")
    evaluation = evaluate([labels], video.parent, Manner(tmp_path / "cache"))

    assert ["good"] == [row["clip"] for row in evaluation.rows]
    assert ["changed"] == [failure.split(":")[0] for failure in evaluation.failures]
    assert 1 == len(list((tmp_path / "cache").iterdir()))


def test_the_key_changes_with_the_video_the_network_and_the_program(
    video: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = key_of(video, engine="duo", model="full")

    assert first == key_of(video, engine="duo", model="full")
    assert first != key_of(video, engine="duo", model="heavy")
    video.write_bytes(b"another")

    assert first != key_of(video, engine="duo", model="full")
    video.write_bytes(b"never looked into")
    home = tmp_path / "vision"
    shutil.copytree(Path(watching.vision.__file__).parent, home)
    with (home / "estimators" / "voting.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    monkeypatch.setattr(watching.vision, "__file__", str(home / "__init__.py"))
    watching._program.cache_clear()

    assert first != key_of(video, engine="duo", model="full")
    watching._program.cache_clear()


def test_the_key_of_an_engine_changes_with_its_own_networks_alone(video: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = [key_of(video, engine=engine, model="full") for engine in ("duo", "mediapipe")]
    monkeypatch.setitem(MODELS, "pose_detection", replace(MODELS["pose_detection"], sha256="0" * 64))
    after = [key_of(video, engine=engine, model="full") for engine in ("duo", "mediapipe")]

    assert [True, False] == [a == b for a, b in zip(before, after, strict=True)]


def test_what_a_killed_run_left_long_ago_is_swept_and_what_is_new_stays(tmp_path: Path) -> None:
    import os

    recording = tmp_path / "clip[1]-0.poses.parquet"
    old, new, other = (tmp_path / f".{name}.part" for name in (f"{recording.name}.a", f"{recording.name}.b", "other.a"))
    for path in (old, new, other):
        path.touch()
    for path in (old, other):
        os.utime(path, (0, 0))
    watching._sweep(recording)

    assert [False, True, True] == [path.exists() for path in (old, new, other)]


@pytest.mark.model
def test_a_second_run_finds_what_the_networks_saw_in_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    video = first_frames(SAMPLE, tmp_path / "short.mp4", 12)
    said: list[str] = []
    made = watched(video, tmp_path / "cache", engine="duo", model="lite", threads=1, tell=said.append)
    seen = Recording(made)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "no_models"))
    changed_ns = made.stat().st_mtime_ns
    again = watched(video, tmp_path / "cache", engine="duo", model="lite", threads=1, tell=said.append)

    assert (made, changed_ns) == (again, again.stat().st_mtime_ns)
    assert 12 == len(list(seen))
    assert "lite" == seen.metadata["engine"]["model"]
    assert {"movenet", "pose_landmark_lite"} == set(seen.metadata["engine"]["models"])
    assert said
    assert json.dumps(said)


def first_frames(origin: Path, target: Path, count: int) -> Path:
    reader = cv2.VideoCapture(str(origin))
    size = (int(reader.get(cv2.CAP_PROP_FRAME_WIDTH)), int(reader.get(cv2.CAP_PROP_FRAME_HEIGHT)))
    writer = cv2.VideoWriter(str(target), cv2.VideoWriter.fourcc(*"mp4v"), 30.0, size)
    for _ in range(count):
        writer.write(reader.read()[1])
    writer.release()
    reader.release()
    return target
