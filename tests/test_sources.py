"""Pictures of the server's own: a file plays as it was filmed, a camera that is away is waited for."""

import time
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from clips import clip, half_of
from serving import Served, eventually, serving, to_session
from stretchcheck.live import sources
from stretchcheck.live.frametime import awake_s
from stretchcheck.live.sources import Shot, Source
from vision.capture import SourceError, open_source
from vision.types import Frame, Image

STEP = 40


def grey(shot: Shot) -> float:
    """Of a frame of `clip`; its index modulo six."""
    image = cv2.imdecode(np.frombuffer(shot.jpeg, np.uint8), cv2.IMREAD_COLOR)
    return (float(image[-5:, -5:].mean()) - 20) / STEP


def played(source: Source, seconds: float) -> list[tuple[float, Shot]]:
    """What came and when, from the first frame on."""
    got: list[tuple[float, Shot]] = []
    end = awake_s() + seconds
    while awake_s() < end:
        shot = source.newest(0.1)
        if shot is not None:
            got.append((awake_s(), shot))
    return got


@pytest.fixture
def opened() -> Iterator[list[Source]]:
    """Sources that are closed in the end."""
    kept: list[Source] = []
    yield kept
    for source in kept:
        source.close()


def started(opened: list[Source], source: Source) -> Source:
    opened.append(source)
    source.start()
    return source


@pytest.mark.parametrize("rate", [30, 12, Fraction(30000, 1001)])
def test_a_file_plays_at_its_own_speed(tmp_path: Path, opened: list[Source], rate: int | Fraction) -> None:
    source = started(opened, sources.file(clip(tmp_path / "clip.mp4", n=int(2 * rate), rate=rate)))
    got = played(source, 2.2)
    first_s = got[0][1].taken_s
    places = [round((shot.taken_s - first_s) * float(rate), 3) for _, shot in got]

    assert len(got) > 1.5 * rate
    assert all(abs(place - round(place)) < 0.05 for place in places)
    assert [round(place) % 6 for place in places] == [round(grey(shot)) for _, shot in got]
    assert all(-0.01 <= came_s - shot.taken_s < 0.1 for came_s, shot in got)


def test_times_that_are_not_even_are_kept(tmp_path: Path, opened: list[Source]) -> None:
    ticks = [0, 1, 2, 10, 11, 30, 31]
    source = started(opened, sources.file(clip(tmp_path / "clip.mp4", ticks=ticks, rate=30)))
    got = played(source, 1.4)

    assert [tick / 30 for tick in ticks] == pytest.approx(
        [shot.taken_s - got[0][1].taken_s for _, shot in got], abs=0.01
    )


def test_whoever_is_slow_gets_the_newest_frame_and_never_an_old_one(tmp_path: Path, opened: list[Source]) -> None:
    source = started(opened, sources.file(clip(tmp_path / "clip.mp4", n=60)))
    assert source.newest(5.0)
    for _ in range(4):
        time.sleep(0.3)
        shot = source.newest(1.0)

        assert shot is not None
        assert awake_s() - shot.taken_s < 0.1


def test_rewinding_begins_anew_at_once_even_in_a_long_pause(tmp_path: Path, opened: list[Source]) -> None:
    source = started(opened, sources.file(clip(tmp_path / "clip.mp4", ticks=[0, 1, 2, 3, 900])))
    before = played(source, 0.5)
    start_s = awake_s()
    source.rewind()
    shot = source.newest(5.0)

    assert 4 == len(before)
    assert shot is not None
    assert shot.taken_s - start_s < 0.3
    assert 0 == round(grey(shot))
    assert shot.taken_s > before[-1][1].taken_s


def test_a_file_that_ends_says_so_and_can_be_played_again(tmp_path: Path, opened: list[Source]) -> None:
    source = started(opened, sources.file(clip(tmp_path / "clip.mp4", n=5)))
    eventually(lambda: source.problem == "The recording is over.", 3.0)
    played(source, 0.1)

    assert None is source.newest(0.2)
    assert not source.over
    source.rewind()
    assert source.newest(3.0)
    assert source.problem is None or "over" in source.problem


def test_a_file_that_breaks_off_plays_up_to_there(tmp_path: Path, opened: list[Source]) -> None:
    whole = clip(tmp_path / "clip.mkv", n=60, noise=True)
    source = started(opened, sources.file(half_of(whole)))
    got = played(source, 1.8)

    assert 15 < len(got) < 55
    assert "The recording is over." == source.problem


@pytest.mark.parametrize("name", ["missing.mp4", "letter.mp4", "folder"])
def test_a_file_that_cannot_be_read_is_refused_before_anything_begins(tmp_path: Path, name: str) -> None:
    (tmp_path / "letter.mp4").write_text("Dear reader" * 100)
    (tmp_path / "folder").mkdir()
    with pytest.raises(SourceError, match=name):
        sources.file(tmp_path / name)


def test_a_file_that_vanishes_is_told_and_ends_the_source(tmp_path: Path, opened: list[Source]) -> None:
    path = clip(tmp_path / "clip.mp4", n=5)
    source = started(opened, sources.file(path))
    eventually(lambda: source.problem, 3.0)
    path.unlink()
    source.rewind()
    eventually(lambda: source.over, 3.0)

    assert source.problem is not None
    assert "clip.mp4" in source.problem


def slowly(frames: Iterable[Frame]) -> Iterator[Frame]:
    for frame in frames:
        time.sleep(0.03)
        yield frame


def test_a_computer_that_reads_too_slowly_falls_behind_but_shows_something(
    opened: list[Source], tmp_path: Path
) -> None:
    path = clip(tmp_path / "clip.mp4", n=200, rate=100)

    def shots(source: Source) -> Iterator[tuple[float, Image]]:
        with open_source(path) as frames:
            yield from sources.in_time(source, slowly(frames))

    source = started(opened, Source(shots))
    got = played(source, 3.0)

    assert len(got) > 40
    assert max(later[0] - earlier[0] for earlier, later in pairwise(got)) < 1.5
    assert source.problem is not None
    assert "slowly" in source.problem


def test_pictures_are_at_most_640_pixels_and_keep_their_shape() -> None:
    for size in ((1920, 1080), (1080, 1920), (640, 480), (320, 240)):
        jpeg = sources.encoded(np.zeros((size[1], size[0], 3), np.uint8))
        height, width = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR).shape[:2]

        assert max(width, height) == min(640, max(size))
        assert abs(width / height - size[0] / size[1]) < 0.01


def test_a_camera_that_is_not_there_is_told_and_tried_again_and_closes_quickly(opened: list[Source]) -> None:
    source = started(opened, sources.camera(93))
    told = eventually(lambda: source.problem, 5.0)
    start_s = time.monotonic()

    assert "Camera 93 gives no pictures" in told
    assert None is source.newest(0.1)
    assert not source.over
    source.close()
    assert time.monotonic() - start_s < 2.0
    assert source.over


def test_a_source_that_never_began_can_be_closed(tmp_path: Path) -> None:
    sources.file(clip(tmp_path / "clip.mp4", n=3)).close()


# -- behind a server


def test_the_server_sends_every_page_the_picture_and_then_its_answer(tmp_path: Path) -> None:
    path = clip(tmp_path / "clip.mp4", n=90, size=(320, 240))
    with serving(tmp_path, source=sources.file(path)) as served, served.open("/ws/frames") as first:
        with served.open("/ws/frames") as second:
            for client in (first, second):
                picture = client.socket.recv(timeout=10)
                answer = client.receive()

                assert isinstance(picture, bytes)
                assert b"\xff\xd8" == picture[:2]
                assert {"t", "people", "size", "age_ms", "fps"} <= set(answer)
        assert first.receive()
        assert [] == served.tracebacks()


def test_a_page_may_not_send_pictures_where_the_server_has_them(tmp_path: Path) -> None:
    path = clip(tmp_path / "clip.mp4", n=30, size=(320, 240))
    with serving(tmp_path, source=sources.file(path)) as served, served.open("/ws/frames") as frames:
        frames.socket.send(bytes(100))

        assert 1003 == frames.closed()


@pytest.mark.parametrize(("n", "size", "said"), [(5, (320, 240), "over"), (30, (96, 48), "64 to 1280 pixels")])
def test_what_is_wrong_with_the_source_is_told_on_the_page(
    tmp_path: Path, n: int, size: tuple[int, int], said: str
) -> None:
    path = clip(tmp_path / "clip.mp4", n=n, size=size)
    with serving(tmp_path, source=sources.file(path)) as served, served.control() as page:
        eventually(lambda: any(said in line for line in page.fresh()["warnings"]))
        assert [] == served.tracebacks()


def test_a_session_begins_with_the_first_frame_of_the_file(tmp_path: Path) -> None:
    path = clip(tmp_path / "clip.mp4", n=10, size=(320, 240))
    with serving(tmp_path, source=sources.file(path)) as served:
        _over(served)
        with served.control() as page, served.open("/ws/frames") as frames:
            to_session(page)

            assert isinstance(frames.socket.recv(timeout=5), bytes)


def _over(served: Served) -> None:
    eventually(lambda: "over" in served.room.notes.get("source", ""))
