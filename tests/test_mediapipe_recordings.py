"""Recordings of what MediaPipe sees: pixels, numbers, times and resuming without it, one clip with it."""

import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks._clips import beginning
from benchmarks._mediapipe_bundle import MediaPipeError, make_bundle
from benchmarks._mediapipe_landmarks import landmarker
from benchmarks.mediapipe_recordings import Numbering, engine_of, is_made, record, values_of
from clips import clip
from stretchcheck.analyze import Options, analyze
from stretchcheck.inputs import find
from vision.joints import Joint
from vision.models import ensure
from vision.recording import Recording
from vision.types import Image, Points

MEDIAPIPE_PYTHON = os.environ.get("MEDIAPIPE_PYTHON", sys.executable)
SAMPLE = Path(__file__).parents[1] / "sample_videos" / "ktc_good_right.mp4"
SIZE_PX = (96, 64)
TRUNK_PX = 20.0


def standing(x_px: float, y_px: float = 30.0) -> Points:
    """Joints in pixels of somebody upright, trunk 20 px, shoulders and hips 10 px wide."""
    joints = np.full((33, 2), (x_px, y_px))
    joints[[Joint.LEFT_SHOULDER, Joint.LEFT_HIP], 0] += 5.0
    joints[[Joint.RIGHT_SHOULDER, Joint.RIGHT_HIP], 0] -= 5.0
    joints[[Joint.LEFT_HIP, Joint.RIGHT_HIP], 1] += TRUNK_PX
    return joints


def as_mediapipe(joints_px: Points) -> Points:
    """(33, 7) as the landmarker gives it."""
    width, height = SIZE_PX
    rest = np.tile([0.9, 0.99, 0.1, -0.2, 0.3], (33, 1))
    return np.hstack([joints_px / (width, height), rest])


class Script:
    """A look that sees what it was told to, frame by frame, and notes the times it was asked for."""

    def __init__(self, *frames: list[Points]) -> None:
        self._frames = frames
        self.times_ms: list[int] = []

    def __call__(self, image: Image, time_ms: int) -> Points:
        if len(self.times_ms) == len(self._frames):
            raise MediaPipeError("it stopped")
        people = self._frames[len(self.times_ms)]
        self.times_ms.append(time_ms)
        return np.array([as_mediapipe(person) for person in people]).reshape(-1, 33, 7)


def recorded(tmp_path: Path, *frames: list[Points], **options: Any) -> tuple[Path, Script]:
    path, look = tmp_path / "made.poses.parquet", Script(*frames)
    video = clip(tmp_path / "made.mp4", n=len(frames), size=SIZE_PX, **options)
    record(video, path, look=look, engine=engine_of("full"))
    return path, look


def test_an_angle_of_45_degrees_in_the_picture_is_one_in_the_recording() -> None:
    joints = np.zeros((33, 7))
    joints[Joint.LEFT_KNEE, :2] = 90 / 1280, 90 / 720

    values = values_of(joints, 1280, 720)

    assert [90.0, 90.0] == values[Joint.LEFT_KNEE, :2].tolist()


def test_nothing_is_made_up_where_mediapipe_has_no_second_look() -> None:
    values = values_of(as_mediapipe(standing(40.0)), *SIZE_PX)

    assert np.isnan(values[:, 7:]).all()
    assert np.isfinite(values[:, :7]).all()


def test_two_people_keep_their_numbers_when_their_order_changes() -> None:
    numbering = Numbering()
    numbering([standing(20.0), standing(80.0)], 0.0)

    assert [1, 0] == numbering([standing(79.0), standing(22.0)], 0.03)


def test_a_pair_is_chosen_together_not_whoever_comes_first() -> None:
    numbering = Numbering()
    numbering([standing(20.0), standing(36.0)], 0.0)  # both now move left by 10 px: the first is nearest to both

    assert [0, 1] == numbering([standing(10.0), standing(26.0)], 0.03)


@pytest.mark.parametrize(("trunks", "number"), [(0.9, 0), (1.1, 1)])
def test_somebody_farther_than_a_trunk_length_is_somebody_new(trunks: float, number: int) -> None:
    numbering = Numbering()
    numbering([standing(20.0)], 0.0)

    assert [number] == numbering([standing(20.0 + trunks * TRUNK_PX)], 0.03)


@pytest.mark.parametrize(("away_s", "number"), [(3.9, 0), (4.1, 1)])
def test_somebody_unseen_for_four_seconds_is_somebody_new(away_s: float, number: int) -> None:
    numbering = Numbering()
    numbering([standing(20.0)], 0.0)
    numbering([], 1.0)

    assert [number] == numbering([standing(20.0)], away_s)


def test_a_recording_holds_everyone_of_every_frame_under_their_number(tmp_path: Path) -> None:
    path, _ = recorded(tmp_path, [standing(20.0), standing(80.0)], [], [standing(80.0), standing(20.0)])

    bodies = [[(body.person, body.xy_px[0, 0]) for body in each.bodies] for each in Recording(path)]

    assert [[(0, 20.0), (1, 80.0)], [], [(0, 20.0), (1, 80.0)]] == bodies


def test_mediapipe_is_asked_at_rising_milliseconds_even_when_frames_share_one(tmp_path: Path) -> None:
    _, look = recorded(tmp_path, [], [], [], [], rate=10_000, ticks=[0, 1, 2, 40])

    assert [0, 1, 2, 4] == look.times_ms


def test_a_recording_that_could_not_be_finished_leaves_nothing(tmp_path: Path) -> None:
    video = clip(tmp_path / "made.mp4", n=5, size=SIZE_PX)
    (tmp_path / "out").mkdir()

    with pytest.raises(MediaPipeError):
        record(video, tmp_path / "out" / "made.poses.parquet", look=Script([], []), engine=engine_of("full"))

    assert [] == list((tmp_path / "out").iterdir())


def test_only_a_recording_of_this_video_and_these_networks_counts_as_made(tmp_path: Path) -> None:
    path, _ = recorded(tmp_path, [], [])
    other = clip(tmp_path / "other.mp4", n=3, size=SIZE_PX)
    broken = tmp_path / "broken.poses.parquet"
    broken.write_bytes(path.read_bytes()[:-20])
    video = tmp_path / "made.mp4"

    assert is_made(path, video, engine_of("full"))
    assert not is_made(path, video, engine_of("lite"))
    assert not is_made(path, other, engine_of("full"))
    assert not is_made(broken, video, engine_of("full"))
    assert not is_made(tmp_path / "none.poses.parquet", video, engine_of("full"))


def test_analyze_takes_a_recording_of_mediapipe_and_says_whose_it_is(tmp_path: Path) -> None:
    path, _ = recorded(tmp_path, *([[standing(20.0)]] * 10))

    (outcome,) = analyze(find([str(path)]), Options(out=tmp_path / "out"), progress=lambda *_: None)

    assert outcome.result is not None
    assert engine_of("full") == outcome.result["engine"]


def test_an_interpreter_without_mediapipe_says_so(tmp_path: Path) -> None:
    if importlib.util.find_spec("mediapipe") is not None:
        pytest.skip("this interpreter has mediapipe")

    with (
        pytest.raises(MediaPipeError, match="No module named 'mediapipe'"),
        landmarker(sys.executable, tmp_path / "none.task", log=tmp_path / "log"),
    ):
        pass


@pytest.mark.model
@pytest.mark.slow
def test_mediapipe_sees_one_or_two_people_in_every_frame_of_a_sample(tmp_path: Path) -> None:
    if "MEDIAPIPE_PYTHON" not in os.environ and importlib.util.find_spec("mediapipe") is None:
        pytest.skip("needs mediapipe: the extra 'bench', or MEDIAPIPE_PYTHON naming an interpreter that has it")
    bundle = tmp_path / "pose_landmarker.task"
    make_bundle(bundle, detector=ensure("pose_detection"), landmarks=ensure("pose_landmark_lite"))
    path = tmp_path / "sample.poses.parquet"

    with landmarker(MEDIAPIPE_PYTHON, bundle, log=tmp_path / "log") as look:
        counted = record(beginning(SAMPLE, 200, tmp_path), path, look=look, engine=engine_of("lite"))

    observations = list(Recording(path))
    values = np.concatenate([body.values for each in observations for body in each.bodies])
    assert counted.frames == len(observations) >= 200
    assert {1, 2} >= {len(each.bodies) for each in observations}
    assert (values[:, 2:4] >= 0).all()
    assert (values[:, 2:4] <= 1).all()
    assert np.abs(values[:, 4:7]).max() < 1.5
