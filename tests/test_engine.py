"""The engine in a process of its own: whatever becomes of the process costs a picture, never the session."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

import lookers
from serving import eventually, picture
from stretchcheck.live import jpeg
from stretchcheck.live.engine import MOST_SIDE_PX, BadPictureError, Engine, EngineLostError

PROCESSES = Path("/proc")
ANSWER_S = 1.0


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine(looker=lookers.quick, answer_s=ANSWER_S, again_s=0.5)
    yield engine
    engine.close()


def people(engine: Engine, time_s: float) -> set[int]:
    return {body.person for body in engine.look(picture(), time_s).observation.bodies}


def lives(pid: int) -> bool:
    try:
        return "Z" != Path(PROCESSES, str(pid), "stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def kill(engine: Engine) -> None:
    """As the system does when memory runs out."""
    pid = engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: not lives(pid) and threads(pid) <= 1)
    time.sleep(0.2)  # who waits for the process learns of it a moment later


def threads(pid: int) -> int:
    """Threads a process still has: one whose leader has died is not gone before the others are."""
    folder = Path(f"/proc/{pid}/task")
    return len(list(folder.iterdir())) if folder.exists() else 0


def children() -> set[int]:
    """Processes that this one began and that still live; a thread may end while its folder is read."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            found |= set(map(int, (task / "children").read_text().split()))
    return found


def test_an_engine_starts_with_the_first_picture_and_says_what_it_is(engine: Engine) -> None:
    assert (None, -1) == (engine.pid, engine.restarts)
    seen = engine.look(picture(), 1.5)

    assert ((320, 240), 1.5, 0) == (seen.size_px, seen.observation.time_s, engine.restarts)
    assert ("duo", "full") == (engine.engine["name"], engine.engine["model"])


def test_a_process_that_is_killed_costs_one_picture_and_numbers_of_persons_are_never_used_again(engine: Engine) -> None:
    used: set[int] = set()
    for restart in range(3):
        now = people(engine, restart + 0.5)

        assert not used & now
        assert now == people(engine, restart + 0.6)
        used |= now
        kill(engine)
    assert 2 == engine.restarts


def test_a_process_that_is_killed_while_it_looks_is_told_at_once(engine: Engine) -> None:
    engine.look(picture(), 0.0)
    slow = Engine(looker=lookers.quick, answer_s=30.0)
    slow.start()
    pid = slow.pid
    assert pid is not None
    threading.Timer(0.2, os.kill, (pid, signal.SIGKILL)).start()
    start_s = time.monotonic()
    with pytest.raises(EngineLostError, match="lost"):
        slow.look(picture(width=lookers.HANGS_PX), 1.0)

    assert time.monotonic() - start_s < 5.0
    assert people(slow, 2.0)
    slow.close()


@pytest.mark.parametrize("size", ["small", "larger than what a pipe holds"])
def test_a_process_that_hangs_is_replaced_after_its_time(engine: Engine, size: str) -> None:
    engine.look(picture(), 0.0)
    pid = engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    sent = picture() if size == "small" else picture() + bytes(500_000)
    start_s = time.monotonic()
    with pytest.raises(EngineLostError):
        engine.look(sent, 1.0)
    took_s = time.monotonic() - start_s

    assert ANSWER_S <= took_s + 0.05
    assert took_s < ANSWER_S + 3.0
    assert not lives(pid)
    assert people(engine, 2.0)
    assert 1 == engine.restarts


def test_a_picture_that_takes_too_long_is_given_up(engine: Engine) -> None:
    with pytest.raises(EngineLostError):
        engine.look(picture(width=lookers.HANGS_PX), 0.0)

    assert people(engine, 1.0)


@pytest.mark.parametrize(
    ("looker", "why"), [(lookers.missing, "stretchcheck models fetch"), (lookers.crashing, "it ended")]
)
def test_an_engine_that_cannot_start_says_why_in_one_line_and_is_not_tried_with_every_picture(
    looker: Any, why: str
) -> None:
    engine = Engine(looker=looker, again_s=30.0)
    with pytest.raises(EngineLostError, match=why) as told:
        engine.start()
    start_s = time.monotonic()
    for _ in range(20):
        with pytest.raises(EngineLostError, match=why):
            engine.look(picture(), 0.0)

    assert 1 == len(str(told.value).splitlines())
    assert time.monotonic() - start_s < 0.2
    assert engine.pid is None
    engine.close()


@pytest.mark.parametrize("doing", ["nothing", "looking", "starting", "hanging"])
def test_closing_leaves_no_process_behind_whatever_it_does(doing: str) -> None:
    before = children()
    engine = Engine(looker=lookers.quick, answer_s=30.0)
    work = threading.Thread(target=_work, args=(engine, doing))
    if doing != "starting":
        engine.start()
    work.start()
    pid = eventually(lambda: engine.pid)
    if doing == "hanging":
        os.kill(pid, signal.SIGSTOP)
    start_s = time.monotonic()
    engine.close()
    work.join(5.0)

    assert time.monotonic() - start_s < 2.0
    assert not work.is_alive()
    assert not lives(pid)
    assert len(children() - before) <= 1  # the helper of multiprocessing stays
    with pytest.raises(EngineLostError, match="closed"):
        engine.look(picture(), 9.0)
    assert engine.pid is None


def _work(engine: Engine, doing: str) -> None:
    try:
        if doing != "nothing":
            engine.look(picture(width=lookers.HANGS_PX if doing == "looking" else 320), 0.0)
    except EngineLostError:
        return


# -- what is a picture


@pytest.mark.parametrize(("width", "height"), [(64, 64), (640, 360), (1280, 720), (360, 640)])
@pytest.mark.parametrize("options", [[], [cv2.IMWRITE_JPEG_PROGRESSIVE, 1], [cv2.IMWRITE_JPEG_RST_INTERVAL, 4]])
def test_the_size_of_a_picture_is_read_from_its_header(width: int, height: int, options: list[int]) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (height, width, 3), dtype=np.uint8)

    assert (width, height) == jpeg.size_px(cv2.imencode(".jpg", noise, options)[1].tobytes())


def test_a_header_that_is_cut_anywhere_is_no_picture() -> None:
    whole = picture()
    start = whole.index(b"\xff\xda")

    assert (320, 240) == jpeg.size_px(whole)
    assert {None} == {jpeg.size_px(whole[:end]) for end in range(start + 3)}


def test_no_bytes_upset_the_reading_of_a_header() -> None:
    rng = np.random.default_rng(0)
    whole = np.frombuffer(picture(), np.uint8)
    for _ in range(3000):
        broken = whole.copy()
        broken[rng.integers(2, len(broken), 8)] = rng.choice([0xFF, 0xC0, 0xC2, 0xDA, 0x00, 0x01], 8)
        found = jpeg.size_px(broken.tobytes())

        assert found is None or len(found) == 2
    assert None is jpeg.size_px(b"\xff\xd8" + b"\xff" * 500_000)


def test_a_few_hundred_bytes_that_announce_gigabytes_never_reach_the_process(engine: Engine) -> None:
    good = picture()
    at = good.index(b"\xff\xc0")
    bomb = good[: at + 5] + b"\x75\x30\x75\x30" + good[at + 9 :]

    assert (30_000, 30_000) == jpeg.size_px(bomb)
    with pytest.raises(BadPictureError, match="30000 x 30000"):
        engine.look(bomb, 0.0)
    assert engine.pid is None
    twice = good[: at + 2] + good[at + 2 :].replace(b"\xff\xda", good[at : at + 19] + b"\xff\xda", 1)
    assert None is jpeg.size_px(twice)


@pytest.mark.parametrize("size", [(MOST_SIDE_PX + 1, 100), (100, MOST_SIDE_PX + 1), (63, 640), (640, 63)])
def test_a_picture_that_is_too_large_or_too_thin_is_refused(engine: Engine, size: tuple[int, int]) -> None:
    with pytest.raises(BadPictureError, match="x".join(f" ?{side} ?" for side in size)):
        engine.look(picture(*size), 0.0)


# -- with the networks


@pytest.mark.model
def test_the_networks_answer_pictures_and_survive_what_is_none() -> None:
    engine = Engine(model="lite")
    try:
        assert (320, 240) == engine.look(picture(), 0.0).size_px
        assert abs(90 - engine.look(picture(), 0.1).luma) < 2
        pid = engine.pid
        whole = picture(640, 480)
        for number, broken in enumerate((whole[: len(whole) // 2], whole.replace(b"\xff\xc4", b"\xff\xfe"))):
            try:
                engine.look(broken, 1.0 + number)
            except BadPictureError:
                continue
        assert (pid, 0) == (engine.pid, engine.restarts)
        kill(engine)
        assert (320, 240) == engine.look(picture(), 3.0).size_px
        assert ("duo", "lite") == (engine.engine["name"], engine.engine["model"])
    finally:
        engine.close()


@pytest.mark.parametrize("variable", ["STRETCHCHECK_MODELS"])
def test_networks_that_cannot_be_had_are_told_in_one_line(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(variable, str(tmp_path / "file"))
    engine = Engine()
    with pytest.raises(EngineLostError, match="could not be started") as told:
        engine.start()
    engine.close()

    assert 1 == len(str(told.value).splitlines())
    assert variable in str(told.value)
