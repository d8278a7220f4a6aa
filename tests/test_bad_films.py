"""Films that are broken, odd or upside down: what can be saved is, and the rest is told in one line."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from bad_files import analyzed, cut_in_the_last_frame, film, headless, people, recording, refusal
from clips import clip, drawn, read
from courses import Course
from drawn import Clip, Figure
from materials import knee_to_chest
from vision._mediatime import LONGEST_S
from vision.capture import open_source
from vision.upside_down import UpsideDown

only_posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")


# -- films that are refused


@only_posix
def test_a_link_that_leads_nowhere_is_told_from_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "broken.mp4").symlink_to("nowhere.mp4")
    (tmp_path / "loop.mp4").symlink_to("loop.mp4")

    for name in ("broken.mp4", "loop.mp4"):
        assert "got a link to a file that is not there" in refusal(tmp_path / name, tmp_path / "out")


@only_posix
def test_a_pipe_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")

    assert "got neither a file nor a folder" in refusal(tmp_path / "pipe.mp4", tmp_path / "out")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems hold no such names")
def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    for name in (b"bad\xff.mp4", b"bad\xff.poses.parquet"):
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
        path.write_bytes(clip(tmp_path / "sound.mp4", n=2).read_bytes())

        assert "no text in UTF-8; rename the file" in refusal(path, tmp_path / "out")


def test_a_film_without_a_single_frame_is_refused(tmp_path: Path) -> None:
    assert "a file without pictures or sound" in refusal(headless(tmp_path / "zero.mp4"), tmp_path / "out")


def test_a_film_in_an_unknown_format_is_refused(tmp_path: Path) -> None:
    path = clip(tmp_path / "new.mp4", n=3)
    path.write_bytes(path.read_bytes().replace(b"avc1", b"zzzz").replace(b"avcC", b"zzzC"))

    assert "pictures in a format that is not known" in refusal(path, tmp_path / "out")


# -- films that are mended


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_film_cut_off_behind_its_index_gives_every_whole_frame(tmp_path: Path, share: float) -> None:
    path, whole = cut_in_the_last_frame(tmp_path / "cut.mp4", share)
    frames, info, warnings = read(path)

    assert list(range(whole)) == [frame.index for frame in frames]
    assert [f"file breaks off at {info.duration_s:.1f} s: its last frame is cut off"] == warnings


def test_a_time_stamp_beyond_an_hour_is_damage_and_costs_no_time(tmp_path: Path) -> None:
    ticks = [0, 1, 2, 3 + 30 * 4000, 4 + 30 * 4000]
    frames, _, warnings = read(clip(tmp_path / "jump.mkv", ticks=ticks))

    assert [0.0, 1 / 30, 2 / 30, 3 / 30, 4 / 30] == pytest.approx([frame.time_s for frame in frames], abs=0.002)
    assert ["time stamps that jump by more than an hour, taken for damage and left out: 1"] == warnings


def test_a_film_longer_than_can_be_judged_ends_at_the_limit(tmp_path: Path) -> None:
    frames, info, warnings = read(clip(tmp_path / "long.mkv", ticks=[n * 30 * 3000 for n in range(10)]))

    assert [n * 3000.0 for n in range(8)] == [frame.time_s for frame in frames]
    assert 21000.0 == pytest.approx(info.duration_s, abs=0.1)
    assert info.duration_s <= LONGEST_S
    (told,) = [warning for warning in warnings if "breaks off" in warning]
    assert "more than 6 hours cannot be judged in one piece" in told


def test_a_title_that_is_no_text_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "titled.mkv"
    with av.open(str(path), "w") as container:
        container.metadata["title"] = "TITLE"
        stream = container.add_stream("ffv1", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv444p"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(drawn(0, 64, 48), format="bgr24")))
        container.mux(stream.encode(None))
    path.write_bytes(path.read_bytes().replace(b"TITLE", b"\xff\xfe\xff\xfe\xff"))

    assert 1 == len(read(path)[0])


def test_a_jpeg_that_had_to_be_mended_says_so_in_a_warning_and_nowhere_else(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    jpeg = cv2.imencode(".jpg", np.random.default_rng(0).integers(0, 255, (64, 96, 3), dtype=np.uint8))[1].tobytes()
    path = tmp_path / "a.jpg"
    path.write_bytes(jpeg[:-400] + jpeg[-2:])
    with open_source(path) as source:
        assert 1 == len(list(source))
        assert ["damaged picture that the decoder mended by guessing"] == source.warnings

    assert ("", "") == capfd.readouterr()


# -- films that only look bad


def test_a_clip_that_is_too_short_says_so(tmp_path: Path) -> None:
    short = recording(tmp_path / "short.poses.parquet", table=lambda rows: rows.slice(0, 66 * 20))
    (warning,) = analyzed(short, tmp_path / "out").result["warnings"]

    assert "No repetition was found: the clip is too short for one (0.6 s)." == warning


@pytest.mark.model
def test_unusual_films_are_analysed(tmp_path: Path) -> None:
    frames = people()
    small = [cv2.resize(frame, (320, 240)) for frame in frames]
    films = {
        "one frame": film(tmp_path / "one.mp4", frames[:1]),
        "nobody": film(tmp_path / "nobody.mp4", [np.full((240, 320, 3), 100 + n, np.uint8) for n in range(3)]),
        "variable": film(tmp_path / "vfr.mp4", frames[:6], rate=600, ticks=[0, 20, 50, 130, 260, 400]),
        "5 a second": film(tmp_path / "slow.mp4", frames[:3], rate=5),
        "120 a second": film(tmp_path / "fast.mp4", frames[:3], rate=120),
        "4K": film(tmp_path / "large.mp4", [cv2.resize(frame, (3840, 2160)) for frame in frames[:2]]),
        "odd": film(
            tmp_path / "odd.mkv",
            [cv2.resize(frame, (333, 251)) for frame in frames[:3]],
            codec="ffv1",
            pix_fmt="yuv444p",
        ),
        "one pixel": film(
            tmp_path / "dot.mkv", [frame[:1, :1] for frame in frames[:2]], codec="ffv1", pix_fmt="yuv444p"
        ),
        "turned": film(tmp_path / "turned.mp4", [np.rot90(frame) for frame in frames[:3]], rotation_deg=270),
        "no time stamps": film(tmp_path / "raw.h264", small[:3], container_format="h264"),
        "crowd": film(tmp_path / "crowd.mp4", [np.hstack([frame, frame]) for frame in frames[:3]]),
    }
    results = {name: analyzed(path, tmp_path / "out", model="lite").result for name, path in films.items()}
    sizes = {name: (made["source"]["width"], made["source"]["height"]) for name, made in results.items()}

    assert ["Nobody was found."] == results["nobody"]["warnings"]
    assert 1 == results["one frame"]["source"]["frames"]
    assert (5.0, 120.0) == (results["5 a second"]["source"]["fps"], results["120 a second"]["source"]["fps"])
    assert [(1280, 720), (333, 251), (1, 1), (640, 480)] == [
        sizes[name] for name in ("4K", "odd", "one pixel", "turned")
    ]
    assert results["turned"]["people"]["recipient_seen"] > 0.5
    assert "frames without a time stamp, timed by 25 a second: 3" in results["no time stamps"]["warnings"]
    assert any("were seen and ignored" in warning for warning in results["crowd"]["warnings"])


@pytest.mark.model
def test_a_film_taken_upside_down_is_asked_about(tmp_path: Path) -> None:
    upside_down = film(tmp_path / "hung.mp4", [frame[::-1, ::-1] for frame in people(8)])
    warnings = analyzed(upside_down, tmp_path / "out", model="lite").result["warnings"]

    assert "Nobody lies on their back, so there is no stretch to judge." == warnings[0]
    assert "turned upside down" in warnings[1]


def test_who_lies_under_a_camera_that_hangs_upside_down_would_lie_once_turned() -> None:
    def likely(drawn_clip: Clip) -> bool:
        upside_down = UpsideDown()
        for observation in drawn_clip.observations():
            upside_down.update(observation)
        return upside_down.likely

    upright = knee_to_chest(Course(hold_s=2.0), fps=15.0)
    alone = replace(upright, partner=Figure.nobody(len(upright.times_s)))
    hung = replace(alone, recipient=replace(alone.recipient, world=alone.recipient.world * (-1, -1, 1)))

    assert [False, True] == [likely(alone), likely(hung)]
