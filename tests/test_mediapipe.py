"""The engine that is MediaPipe alone: pixels, numbers, times, and what becomes of its process."""

import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from clips import clip
from stretchcheck.analyze import Options, analyze
from stretchcheck.inputs import find
from vision.estimators import load_estimator, networks_of
from vision.estimators.mediapipe import FencedProcess, MediaPipe, MediaPipeError, Numbering, made_bundle
from vision.joints import Joint
from vision.models import MODELS, ModelMissing, ensure
from vision.types import Frame, Image, Observation, Points

SIZE_PX = (96, 64)
TRUNK_PX = 20.0
ENGINE = {"name": "mediapipe", "model": "full", "models": {}}


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
    """Sees what it was told to, frame by frame, from the beginning again when it forgets; notes when it was asked."""

    def __init__(self, *frames: list[Points]) -> None:
        self._frames = frames
        self.times_ms: list[int] = []

    def __call__(self, image: Image, time_ms: int) -> Points:
        people = self._frames[len(self.times_ms)]
        self.times_ms.append(time_ms)
        return np.array([as_mediapipe(person) for person in people]).reshape(-1, 33, 7)

    def forget(self) -> None:
        self.times_ms = []

    def close(self) -> None:
        pass


def at(*times_s: float) -> list[Frame]:
    width, height = SIZE_PX
    return [Frame(time_s, n, np.zeros((height, width, 3), np.uint8)) for n, time_s in enumerate(times_s)]


def numbers(seen: Sequence[Observation]) -> list[list[int]]:
    return [[body.person for body in each.bodies] for each in seen]


# -- values


def test_an_angle_of_45_degrees_in_the_picture_is_one_in_the_result() -> None:
    diagonal = np.zeros((33, 2))
    diagonal[Joint.LEFT_KNEE] = 30.0
    (body,) = MediaPipe(Script([diagonal]), engine=ENGINE)(at(0.0)[0]).bodies

    assert [30.0, 30.0] == body.xy_px[Joint.LEFT_KNEE].tolist()


def test_nothing_is_made_up_where_mediapipe_has_no_second_look() -> None:
    (body,) = MediaPipe(Script([standing(40.0)]), engine=ENGINE)(at(0.0)[0]).bodies

    assert np.isnan(body.values[:, 7:]).all()
    assert np.isfinite(body.values[:, :7]).all()


def test_mediapipe_is_asked_at_rising_milliseconds_even_when_frames_share_one() -> None:
    look = Script([], [], [], [])
    estimator = MediaPipe(look, engine=ENGINE)
    for frame in at(0.0, 0.0001, 0.0002, 0.004):
        estimator(frame)

    assert [0, 1, 2, 4] == look.times_ms


# -- numbers


def test_two_people_keep_their_numbers_when_their_order_changes() -> None:
    estimator = MediaPipe(Script([standing(20.0), standing(80.0)], [standing(79.0), standing(22.0)]), engine=ENGINE)
    seen = [estimator(frame) for frame in at(0.0, 0.03)]

    assert [[0, 1], [0, 1]] == numbers(seen)
    assert [22.0, 79.0] == [body.xy_px[0, 0] for body in seen[1].bodies]


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


def test_everybody_in_another_still_is_somebody_else() -> None:
    script = Script([standing(20.0)], [standing(20.0), standing(80.0)])
    estimator = MediaPipe(script, engine=ENGINE, stills=True)

    assert [[0], [1, 2]] == numbers([estimator(frame) for frame in at(0.0, 1.0)])


def test_after_a_reset_time_and_numbers_begin_anew() -> None:
    look = Script([standing(20.0)], [standing(80.0)])
    estimator = MediaPipe(look, engine=ENGINE)
    first = numbers([estimator(frame) for frame in at(5.0, 6.0)])
    estimator.reset()

    assert first == numbers([estimator(frame) for frame in at(0.0, 1.0)])
    assert [0, 1000] == look.times_ms


# -- the process


def script(folder: Path, text: str) -> Path:
    path = folder / "script.py"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_fenced_process_knows_no_way_out_but_a_closed_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "HTTP_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "example.org")
    text = """
import json, os, socket
proxies = {name: way for name, way in os.environ.items() if name.lower().endswith("_proxy")}
port = int(proxies["https_proxy"].rpartition(":")[2])
print(json.dumps([proxies, socket.socket().connect_ex(("127.0.0.1", port))]), flush=True)
"""
    process = FencedProcess(script(tmp_path, text))
    proxies, refused = json.loads(process.line())
    process.close()

    assert {"http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"} == set(proxies)
    assert 1 == len(set(proxies.values()))
    assert proxies["https_proxy"].startswith("http://127.0.0.1:")
    assert 0 != refused


def test_a_library_that_cannot_be_loaded_is_told_by_its_last_line(tmp_path: Path) -> None:
    process = FencedProcess(script(tmp_path, "raise OSError('libGLESv2.so.2: cannot open shared object file')"))

    with pytest.raises(MediaPipeError, match=r"but OSError: libGLESv2.so.2: cannot open shared object file; --engine"):
        process.line()
    process.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to be killed by")
def test_a_process_that_was_killed_is_told_with_the_signal_not_with_what_it_said_before(tmp_path: Path) -> None:
    text = "import os, sys; print('hello', file=sys.stderr, flush=True); os.kill(os.getpid(), 9)"
    process = FencedProcess(script(tmp_path, text))

    with pytest.raises(MediaPipeError, match="it was killed by SIGKILL"):
        process.line()
    process.close()


def test_an_interpreter_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MediaPipeError, match=r"none could not be started: No such file"):
        FencedProcess(script(tmp_path, ""), python=str(tmp_path / "none"))


def test_without_mediapipe_one_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mediapipe", None)
    video = clip(tmp_path / "made.mp4", n=3, size=SIZE_PX)
    options = Options(out=tmp_path / "out", engine="mediapipe")
    (outcome,) = analyze(find([str(video)]), options, progress=lambda *_: None)

    assert outcome.error == (
        "Expected mediapipe to be installed for --engine mediapipe, but it is not here; "
        'pip install "stretchcheck[mediapipe]"'
    )
    assert [] == list((tmp_path / "out").glob("*/*"))


# -- with mediapipe


@pytest.fixture
def mediapipe() -> MediaPipe:
    """The engine itself, lite."""
    pytest.importorskip("mediapipe", reason="needs the extra mediapipe")
    engine = load_estimator("mediapipe", model="lite")
    assert isinstance(engine, MediaPipe)
    return engine


@pytest.mark.model
def test_the_engine_names_its_detector_and_its_landmark_network(mediapipe: MediaPipe) -> None:
    expected = {name: MODELS[name].sha256 for name in ("pose_detection", "pose_landmark_lite")}
    mediapipe.close()

    assert {"name": "mediapipe", "model": "lite", "models": expected} == mediapipe.engine


@pytest.mark.model
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to be killed by")
def test_a_process_that_dies_ends_the_video_with_one_line_and_no_traceback(mediapipe: MediaPipe) -> None:
    os.kill(pid_of(mediapipe), signal.SIGKILL)

    with pytest.raises(ModelMissing, match=r"^Expected MediaPipe to run .* but it was killed by SIGKILL; --engine duo"):
        mediapipe(at(0.0)[0])
    mediapipe.close()


@pytest.mark.model
def test_a_closed_engine_leaves_no_process_and_says_that_it_is_closed(mediapipe: MediaPipe) -> None:
    pid = pid_of(mediapipe)
    mediapipe.close()
    mediapipe.close()

    with pytest.raises(RuntimeError, match="got one that was closed"):
        mediapipe(at(0.0)[0])
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.model
def test_members_of_the_bundle_are_stored_whole_and_aligned() -> None:
    import io
    import zipfile

    detector, landmarks = (ensure(name) for name in networks_of("mediapipe", "lite"))
    content = made_bundle(detector=detector, landmarks=landmarks)
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        members = {name: bundle.read(name) for name in bundle.namelist()}

    assert ["pose_detector.tflite", "pose_landmarks_detector.tflite"] == list(members)
    assert [0, 0] == [content.index(member) % 4 for member in members.values()]
    assert all(b"TFLITE_METADATA" in member for member in members.values())


def pid_of(engine: MediaPipe) -> int:
    pid: int = engine._look._process._process.pid  # type: ignore[attr-defined]
    return pid
