"""A calibration of real pictures through the real network: two seconds of a shipped clip."""

import subprocess
import sys
from dataclasses import replace
from itertools import islice
from pathlib import Path

import av
import numpy as np
import pytest

from boards import SIZE, tour
from stretchcheck.calibrate.board import Boards
from stretchcheck.calibrate.guide import Asked
from stretchcheck.calibrate.measured import NobodyError
from stretchcheck.calibrate.run import Wanted, from_file
from vision.capture import open_source

pytestmark = [pytest.mark.model, pytest.mark.slow]

SAMPLE = Path(__file__).parents[1] / "sample_videos" / "ktc_good_right.mp4"
FRAMES = 75


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """The first two and a half seconds, in which nobody moves."""
    path = tmp_path_factory.mktemp("clip") / "short.mp4"
    with open_source(SAMPLE) as source, av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=30, options={"crf": "16"})
        stream.width, stream.height, stream.pix_fmt = source.info.width, source.info.height, "yuv420p"
        for frame in islice(source, FRAMES):
            target.mux(stream.encode(av.VideoFrame.from_ndarray(frame.image, format="bgr24")))
        target.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def measured(clip):
    wanted = Wanted(clip.with_suffix(".toml"), Asked(stretch="knee-to-chest"), model="lite")
    return from_file(clip, wanted, progress=lambda *_: None), wanted


def test_the_camera_of_a_short_clip_is_measured(measured):
    camera = {name: entry["value"] for name, entry in measured[0].camera.items()}

    assert ("side", 30.0) == (camera["view"], camera["fps"])
    assert 60 < camera["luma"] < 230
    assert abs(camera["roll_deg"]) < 4.0


def test_what_a_short_clip_does_not_show_is_asked_for_and_absent(measured):
    found, wanted = measured
    faults = {step.name for step in found.steps if step.grade == "fault"}

    assert {"lying still", "own range"} == faults
    assert {"limb"} == {name.split("_")[0] for name in found.person}
    assert wanted.out.is_file()


def test_every_picture_is_looked_at_so_that_the_noise_is_that_of_the_network(measured):
    (noise,) = [step for step in measured[0].steps if step.name == "noise"]

    assert "leaves out pictures" not in noise.said


def test_a_board_that_is_not_shown_is_said_to_be_missing(clip, measured):
    wanted = replace(measured[1], out=clip.with_name("board.toml"), asked=Asked(Boards((9, 6))))
    (lens, *_) = from_file(clip, wanted, progress=lambda *_: None).steps

    assert ("lens", "fault") == (lens.name, lens.grade)


@pytest.fixture(scope="module")
def boards(tmp_path_factory):
    """A video in which nobody but a checkerboard is seen, half a second a picture."""
    return filmed(tmp_path_factory.mktemp("boards") / "boards.mp4", tour(62.0))


def filmed(path, pictures):
    with av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=2, options={"crf": "12"})
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        for picture in pictures:
            target.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        target.mux(stream.encode(None))
    return path


def test_a_video_of_a_board_alone_gives_the_lens_alone(boards):
    wanted = Wanted(boards.with_suffix(".toml"), Asked(Boards(SIZE)), model="lite")
    found = from_file(boards, wanted, progress=lambda *_: None)

    assert {"hfov_deg", "width_px", "height_px"} == set(found.camera)
    assert 62.0 == pytest.approx(found.camera["hfov_deg"]["value"], abs=1.0)
    assert {} == found.person


def test_a_video_in_which_nobody_lies_is_named_when_it_is_refused(boards):
    wanted = Wanted(boards.with_suffix(".toml"), Asked(), model="lite")
    with pytest.raises(NobodyError, match=r"^Expected somebody who lies on the back.*boards\.mp4$"):
        from_file(boards, wanted, progress=lambda *_: None)


def test_a_video_with_neither_board_nor_person_ends_with_one_line_and_code_2(tmp_path):
    path = filmed(tmp_path / "grey.mp4", [np.full((720, 1280, 3), 120, np.uint8)] * 3)
    out = tmp_path / "a.toml"
    command = ["calibrate", "--source", path, "--checkerboard", "9x6", "--model", "lite", "--out", out]
    shown = subprocess.run(
        [sys.executable, "-m", "stretchcheck", *map(str, command)], capture_output=True, text=True, timeout=120
    )

    assert (2, "stretchcheck: Nothing was good enough to be written: lens.\n") == (shown.returncode, shown.stderr)
    assert not out.exists()
