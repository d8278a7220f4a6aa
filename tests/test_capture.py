"""Reading of videos and stills: true times, upright pictures, honest ends, clear refusals."""

import hashlib
import random
import weakref
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from clips import GREY_STEP, clip, half_of, index_seen, packets_of, read, red_corner
from vision._mediatime import MediaClock
from vision.capture import open_source
from vision.types import Frame

CLIPS = Path(__file__).parents[2] / "shared" / "data" / "clips"


def test_every_frame_comes_once_in_order_with_its_time(tmp_path: Path) -> None:
    frames, info, warnings = read(clip(tmp_path / "a.mp4"))

    assert list(range(20)) == [frame.index for frame in frames]
    assert [index % 6 for index in range(20)] == [index_seen(frame) for frame in frames]
    assert [index / 30 for index in range(20)] == pytest.approx([frame.time_s for frame in frames], abs=1e-9)
    assert ("a.mp4", 96, 64, 30.0, 20, False, 0) == (
        info.name,
        info.width,
        info.height,
        info.fps,
        info.frames,
        info.is_still,
        info.rotation_deg,
    )
    assert pytest.approx(20 / 30) == info.duration_s
    assert [] == warnings


def test_the_hash_is_that_of_the_file(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4")
    _, info, _ = read(path)

    assert hashlib.sha256(path.read_bytes()).hexdigest() == info.sha256


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "avi"])
def test_29_97_frames_a_second_stay_29_97(tmp_path: Path, suffix: str) -> None:
    frames, info, warnings = read(clip(tmp_path / f"a.{suffix}", rate=Fraction(30000, 1001)))

    assert pytest.approx(30000 / 1001, abs=1e-9) == info.fps
    assert pytest.approx(19 * 1001 / 30000, abs=1e-3) == frames[-1].time_s
    assert [] == warnings


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_a_variable_frame_rate_keeps_the_containers_times_from_the_first_frame_on(tmp_path: Path, suffix: str) -> None:
    ticks = [90, 91, 93, 94, 101, 102, 110]
    frames, info, _ = read(clip(tmp_path / f"a.{suffix}", ticks=ticks))

    assert [(tick - 90) / 30 for tick in ticks] == pytest.approx([frame.time_s for frame in frames], abs=1e-3)
    assert pytest.approx(6 / (20 / 30), rel=0.02) == info.fps


def test_frames_whose_time_does_not_rise_are_dropped_with_one_warning() -> None:
    clock = MediaClock(Fraction(30))
    times = [clock.tick(pts, Fraction(1, 30)) for pts in (7, 8, 8, 6, 9)]

    assert [0.0, pytest.approx(1 / 30), None, None, pytest.approx(2 / 30)] == times
    assert ["frames dropped because their time stamps do not rise: 2"] == clock.warnings


def test_a_time_stamp_that_is_missing_is_derived_from_the_rate_with_one_warning() -> None:
    clock = MediaClock(Fraction(10))
    times = [clock.tick(pts, Fraction(1, 10)) for pts in (None, None, 52, None, 54)]

    assert [0.0, 0.1, 0.2, pytest.approx(0.3), pytest.approx(0.4)] == times
    assert ["frames without a time stamp, timed by 10 a second: 3"] == clock.warnings


def test_a_stream_without_any_time_stamps_is_timed_by_its_rate(tmp_path: Path) -> None:
    frames, info, warnings = read(clip(tmp_path / "a.h264"))

    assert 20 == info.frames
    assert [index / info.fps for index in range(20)] == pytest.approx([frame.time_s for frame in frames], abs=1e-9)
    assert any("without a time stamp" in warning for warning in warnings)


def test_a_gap_without_frames_is_told(tmp_path: Path) -> None:
    _, _, warnings = read(clip(tmp_path / "a.mp4", ticks=[0, 1, 2, 62, 63]))

    assert ["no frames from 0.1 to 2.1 s"] == warnings


@pytest.mark.parametrize(
    ("counterclockwise_deg", "corner", "size", "clockwise_deg"),
    [
        (0, "top left", (96, 64), 0),
        (90, "bottom left", (64, 96), 270),
        (180, "bottom right", (96, 64), 180),
        (270, "top right", (64, 96), 90),
    ],
)
def test_rotation_metadata_makes_the_frames_upright(
    tmp_path: Path, counterclockwise_deg: int, corner: str, size: tuple[int, int], clockwise_deg: int
) -> None:
    path = clip(tmp_path / "a.mp4", prepare=lambda stream: stream.set_display_rotation(counterclockwise_deg))
    frames, info, warnings = read(path)

    assert {corner} == {red_corner(frame) for frame in frames}
    assert size == (info.width, info.height)
    assert clockwise_deg == info.rotation_deg
    assert [] == warnings


def test_a_file_that_asks_to_be_mirrored_is_and_says_so(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", prepare=lambda stream: stream.set_display_rotation(0, hflip=True))
    frames, info, warnings = read(path)

    assert "top right" == red_corner(frames[0])
    assert 0 == info.rotation_deg
    assert any("mirrored" in warning for warning in warnings)


def test_odd_sizes_are_delivered_as_they_are(tmp_path: Path) -> None:
    frames, info, _ = read(clip(tmp_path / "a.mkv", size=(97, 61), codec="ffv1", pix_fmt="yuv444p"))

    assert (97, 61) == (info.width, info.height)
    assert (61, 97, 3) == frames[-1].image.shape
    assert frames[-1].image.flags.c_contiguous


@pytest.mark.parametrize(("aspect", "size"), [(Fraction(2), (192, 64)), (Fraction(1, 2), (96, 128))])
def test_pixels_are_made_square(tmp_path: Path, aspect: Fraction, size: tuple[int, int]) -> None:
    def prepare(stream: Any) -> None:
        stream.codec_context.sample_aspect_ratio = aspect

    frames, info, _ = read(clip(tmp_path / "a.mp4", prepare=prepare))

    assert size == (info.width, info.height)
    assert (size[1], size[0], 3) == frames[0].image.shape


def test_a_4k_film_is_shrunk_unless_full_size_is_asked_for(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", n=2, size=(3840, 2160), options={"preset": "ultrafast"})

    assert (1280, 720) == (read(path)[1].width, read(path)[1].height)
    assert (720, 1280, 3) == read(path)[0][0].image.shape
    assert (2160, 3840, 3) == read(path, max_side_px=None)[0][0].image.shape
    assert (360, 640, 3) == read(path, max_side_px=640)[0][0].image.shape
    with pytest.raises(ValueError, match="at least 1"):
        open_source(path, max_side_px=0)


def test_a_change_of_size_in_the_middle_keeps_the_first_size(tmp_path: Path) -> None:
    first = clip(tmp_path / "a.ts", ticks=range(10))
    second = clip(tmp_path / "b.ts", ticks=range(10, 20), size=(64, 64))
    joined = tmp_path / "joined.ts"
    joined.write_bytes(first.read_bytes() + second.read_bytes())
    frames, _, warnings = read(joined)

    assert {(64, 96, 3)} == {frame.image.shape for frame in frames}
    assert any("another size" in warning for warning in warnings)
    assert 0 == frames[-1].image[:, :10].max()


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_a_file_that_is_cut_off_delivers_what_it_has_and_says_so(tmp_path: Path, suffix: str) -> None:
    options = {"movflags": "faststart"} if suffix == "mp4" else None
    frames, info, warnings = read(half_of(clip(tmp_path / f"a.{suffix}", n=90, noise=True, options=options)))

    assert 40 < len(frames) < 70
    assert len(frames) == info.frames
    assert pytest.approx(len(frames) / 30, abs=0.01) == info.duration_s
    assert any(w.startswith(f"file breaks off at {info.duration_s:.1f} s: ") for w in warnings)


def test_a_transport_stream_may_begin_and_end_anywhere(tmp_path: Path) -> None:
    whole = clip(tmp_path / "a.ts", n=90, noise=True).read_bytes()
    middle = tmp_path / "middle.ts"
    middle.write_bytes(whole[188 * 100 : len(whole) * 2 // 3 + 17])
    frames, _, _ = read(middle)

    assert 0.0 == frames[0].time_s
    assert 20 < len(frames) < 60


def test_a_file_that_is_damaged_in_the_middle_delivers_everything_before(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = clip(tmp_path / "a.mp4", n=90, noise=True, options={"movflags": "faststart"})
    content, rng = bytearray(path.read_bytes()), random.Random(1)
    start = len(content) // 2
    content[start : start + 20000] = rng.randbytes(20000)
    path.write_bytes(content)
    frames, _, warnings = read(path)

    assert 30 < len(frames) < 60
    assert all(index % 6 == index_seen_in_noise(frame) for index, frame in enumerate(frames[:30]))
    assert 1 == len([w for w in warnings if w.startswith("file breaks off at")])
    assert ("", "") == capfd.readouterr()


def index_seen_in_noise(frame: Frame) -> int:
    return round((float(frame.image[20:, 30:].mean()) - 10 - 49.5) / (GREY_STEP / 2))


def test_every_frame_before_a_damaged_packet_is_delivered_even_those_that_wait_in_the_decoder(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mkv", n=90, noise=True)
    bad = packets_of(path)[45]
    path.write_bytes(path.read_bytes().replace(bad, b"\xff" * len(bad)))
    frames, _, warnings = read(path)

    assert 45 == len(frames)
    assert ["file breaks off at 1.5 s: invalid data found when processing input"] == warnings


def test_damage_before_the_first_frame_only_costs_the_beginning(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mkv", codec="ffv1", pix_fmt="yuv444p")
    bad = packets_of(path)[0]
    path.write_bytes(path.read_bytes().replace(bad, b"\xff" * len(bad), 1))
    frames, info, _ = read(path)

    assert 0.0 == frames[0].time_s
    assert 10 < info.frames < 20


def test_one_frame_is_enough(tmp_path: Path) -> None:
    frames, info, _ = read(clip(tmp_path / "a.mp4", n=1))

    assert [0.0] == [frame.time_s for frame in frames]
    assert (1, 30.0, False) == (info.frames, info.fps, info.is_still)


def test_only_the_frame_in_hand_and_the_next_one_are_alive(tmp_path: Path) -> None:
    alive: list[Any] = []
    with open_source(clip(tmp_path / "a.mp4", n=40)) as source:
        for frame in source:
            alive.append(weakref.ref(frame.image))
            del frame

            assert len([image for image in alive if image() is not None]) <= 1


def test_the_size_is_known_before_the_first_frame_is_read_and_closing_ends_the_frames(tmp_path: Path) -> None:
    source = open_source(clip(tmp_path / "a.mp4"))

    assert (96, 64, 0) == (source.info.width, source.info.height, source.info.frames)
    assert pytest.approx(20 / 30, abs=0.01) == source.info.duration_s
    next(source)
    source.close()
    source.close()
    assert [] == list(source)


def test_real_clips_are_read_whole() -> None:
    paths = sorted(CLIPS.glob("*.m*"))
    if not paths:
        pytest.skip(f"no real clips here: {CLIPS}")
    for path in paths:
        with open_source(path) as source:
            times = [frame.time_s for frame in source]
            info = source.info

        assert times == sorted(set(times)), path.name
        assert (0.0, len(times)) == (times[0], info.frames), path.name
        assert max(info.width, info.height) <= 1280, path.name
        assert pytest.approx(info.frames / info.fps, rel=0.02) == info.duration_s, path.name
        assert [] == source.warnings, path.name
