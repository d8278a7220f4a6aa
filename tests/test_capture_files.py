"""Stills, moving picture files, and the clear refusal of everything that is no picture."""

import random
import struct
import sys
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from clips import clip, drawn, half_of, index_seen, packets_of, read, red_corner
from vision.capture import SourceError, open_source


@pytest.mark.parametrize("name", ["50%done %d.mp4", "übung ñ 伸展.mp4", "a:b.mp4", "img%03d.png"])
@pytest.mark.skipif(sys.platform == "win32", reason="these names are not allowed there")
def test_any_name_will_do(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative names too: there libav looks for protocols and numbered sequences."""
    monkeypatch.chdir(tmp_path)
    path = Path(name)
    if path.suffix == ".png":
        Path("img001.png").write_bytes(b"not the picture asked for")
        path.write_bytes(cv2.imencode(".png", drawn(0, 60, 40))[1].tobytes())
    else:
        clip(Path("plain.mp4")).rename(path)
    frames, info, _ = read(path)

    assert name == info.name
    assert 0 == index_seen(frames[0])


def exif(orientation: int, jpeg: bytes) -> bytes:
    tags = struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, 0x112, 3, 1, orientation, 0, 0)
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(tags) + 8) + b"Exif\0\0" + tags + jpeg[2:]


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [
        (1, "top left"),
        (2, "top right"),
        (3, "bottom right"),
        (4, "bottom left"),
        (5, "top left"),
        (6, "top right"),
        (7, "bottom right"),
        (8, "bottom left"),
    ],
)
def test_the_orientation_of_a_photograph_is_honoured(tmp_path: Path, orientation: int, corner: str) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(exif(orientation, cv2.imencode(".jpg", drawn(1, 96, 64))[1].tobytes()))
    frames, info, warnings = read(path)

    assert corner == red_corner(frames[0])
    assert ((96, 64) if orientation < 5 else (64, 96)) == (info.width, info.height)
    assert [] == warnings
    if orientation in (1, 3, 6, 8):
        assert {1: 0, 3: 180, 6: 90, 8: 270}[orientation] == info.rotation_deg


@pytest.mark.parametrize("suffix", ["jpg", "jpeg", "png", "webp", "bmp"])
def test_a_still_is_one_frame_without_time(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(cv2.imencode(f".{suffix}", drawn(2, 97, 61))[1].tobytes())
    frames, info, warnings = read(path)

    assert [(0.0, 0, (61, 97, 3))] == [(frame.time_s, frame.index, frame.image.shape) for frame in frames]
    assert 2 == index_seen(frames[0])
    assert (97, 61, 0.0, 0.0, 1, True) == (
        info.width,
        info.height,
        info.fps,
        info.duration_s,
        info.frames,
        info.is_still,
    )
    assert [] == warnings


def test_a_large_still_is_shrunk_like_a_film(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(cv2.imencode(".png", drawn(2, 2000, 3000))[1].tobytes())

    assert (1280, 853, 3) == read(path)[0][0].image.shape
    assert (3000, 2000, 3) == read(path, max_side_px=None)[0][0].image.shape


@pytest.mark.parametrize(("suffix", "codec", "pix_fmt"), [("gif", "gif", "rgb8"), ("png", "apng", "rgb24")])
def test_a_moving_picture_file_is_a_video(tmp_path: Path, suffix: str, codec: str, pix_fmt: str) -> None:
    path = tmp_path / f"a.{suffix}"
    options = {"f": "apng"} if codec == "apng" else None
    made = clip(tmp_path / f"a.{codec}", n=5, rate=10, codec=codec, pix_fmt=pix_fmt, options=options)
    made.rename(path)
    frames, info, _ = read(path)

    assert (5, False) == (info.frames, info.is_still)
    assert [0.0, 0.1, 0.2, 0.3, 0.4] == pytest.approx([frame.time_s for frame in frames], abs=0.011)


def refusal(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        open_source(path)
    line = str(caught.value)

    assert "\n" not in line
    assert line.startswith("Expected a video or a still picture, but ")
    assert line.endswith(f": {path}")
    return line


def test_what_is_no_video_is_refused_in_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("This is not a film.\n" * 100)
    (tmp_path / "notes.txt").write_text("Übungen\n" * 100, encoding="utf-8")
    (tmp_path / "art.ans").write_text("libav would draw these letters\n" * 100)
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "noise.mp4").write_bytes(random.Random(0).randbytes(5000))

    assert "no such file" in refusal(tmp_path / "gone.mp4")
    assert "got a folder" in refusal(tmp_path)
    assert "got an empty file" in refusal(tmp_path / "empty.mp4")
    assert "got a text file" in refusal(tmp_path / "text.mp4")
    assert "got a text file" in refusal(tmp_path / "notes.txt")
    assert "got a text file" in refusal(tmp_path / "art.ans")
    assert "something else or a damaged file" in refusal(tmp_path / "noise.mp4")


def test_sound_alone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000)
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), format="s16", layout="mono")
        sound.sample_rate = 8000
        container.mux(stream.encode(sound))

    assert "sound without pictures" in refusal(path)


def test_a_recording_that_was_never_finished_is_named_as_that(tmp_path: Path) -> None:
    assert "not finished or is cut off" in refusal(half_of(clip(tmp_path / "a.mp4", n=60)))


def test_a_film_of_which_no_frame_can_be_decoded_is_refused(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mkv", codec="ffv1", pix_fmt="yuv444p", n=2)
    content = path.read_bytes()
    for packet in packets_of(path):
        content = content.replace(packet, b"\xff" * len(packet))
    path.write_bytes(content)

    assert "not one frame can be decoded" in refusal(path)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "bmp"])
def test_a_still_that_is_cut_off_is_refused_without_noise(
    tmp_path: Path, suffix: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"a.{suffix}"
    noise = np.random.default_rng(0).integers(0, 255, (200, 300, 3), dtype=np.uint8)
    path.write_bytes(cv2.imencode(f".{suffix}", noise)[1].tobytes())

    assert refusal(half_of(path))
    assert ("", "") == capfd.readouterr()


@pytest.mark.skipif(not hasattr(cv2, "imwriteanimation"), reason="this OpenCV cannot write animations")
def test_an_animated_webp_is_refused_by_name(tmp_path: Path) -> None:
    moving = cv2.Animation()
    moving.frames = [drawn(index, 60, 40) for index in range(3)]
    moving.durations = [100, 100, 100]
    cv2.imwriteanimation(str(tmp_path / "a.webp"), moving)

    assert "animated WebP" in refusal(tmp_path / "a.webp")
