"""Nothing of a live session is lost while the history cannot be written, and the session never waits for it."""

import json
import logging
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from postgres import running_server
from results import a_repetition, a_result
from stretchcheck.history import History, HistoryError, Keeper, apply_pending

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
FILES = "history-pending-*.jsonl"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


@pytest.fixture
def history(file: Path) -> Iterator[History]:
    with History(f"sqlite:///{file}", timeout_s=0.1) as history:
        yield history


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another program that holds the database for itself."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.close()


def a_keeper(history: History, folder: Path) -> Keeper:
    return Keeper(history, folder, first_retry_s=0.05, longest_retry_s=0.2)


def a_session(keeper: Keeper) -> str:
    session = keeper.begin(NOON, [{"hold_s": 30}], engine="duo", profile="default", folder="/nowhere", minutes=9)
    keeper.add_result(session, "1-knee", a_result(a_repetition("left")), sparc_out=[-1.5])
    keeper.add_check_in(session, at_s=50, stretch="knee-to-chest", side="left", score=3, answered_by="key")
    keeper.add_stop(session, at_s=60, by="key", after_s=0.1)
    keeper.end(session, NOON, stopped_by="key")
    return session


def whole(history: History) -> list[tuple[int, int, int, datetime | None]]:
    """Whether each session has all that `a_session` writes."""
    return [(len(s.repetitions), len(s.check_ins), len(s.stops), s.ended_at) for s in history.sessions()]


WHOLE = (1, 1, 1, NOON)


def until(true: Callable[[], object], timeout_s: float = 20.0) -> None:
    end = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < end, "Expected it to come true in time"
        time.sleep(0.02)


def test_what_is_put_in_is_written_in_order(history: History, tmp_path: Path) -> None:
    with a_keeper(history, tmp_path) as keeper:
        session = a_session(keeper)

        assert keeper.wait(20)
        assert (0, None) == (keeper.pending, keeper.last_error)
    assert [session] == [found.id for found in history.sessions()]
    assert [WHOLE] == whole(history)
    assert [] == list(tmp_path.glob(FILES))


def test_a_lock_delays_but_loses_nothing(history: History, file: Path, tmp_path: Path) -> None:
    history.sessions()
    with a_keeper(history, tmp_path) as keeper:
        with locked(file):
            started = time.monotonic()
            a_session(keeper)
            took_s = time.monotonic() - started
            until(lambda: keeper.last_error)

            assert took_s < 0.1
            assert 5 == keeper.pending
            assert "database is locked" in str(keeper.last_error)
        assert keeper.wait(20)
        until(lambda: keeper.last_error is None)
    assert [WHOLE] == whole(history)
    assert [] == list(tmp_path.glob(FILES))


def test_what_waits_is_on_disk_before_the_end(history: History, file: Path, tmp_path: Path) -> None:
    """A computer that goes down while the database is locked loses nothing."""
    history.sessions()
    with locked(file), a_keeper(history, tmp_path) as keeper:
        session = keeper.begin(NOON, [], engine="duo", profile="default", folder="/nowhere")
        until(lambda: lines(tmp_path) == ["begin"])
        keeper.add_stop(session, at_s=1, by="key")
        until(lambda: lines(tmp_path) == ["begin", "add_stop"])


def lines(folder: Path) -> list[str]:
    return [json.loads(line)["do"] for path in folder.glob(FILES) for line in path.read_text().splitlines()]


def test_what_cannot_be_written_by_the_end_is_applied_first_by_the_next(
    history: History, file: Path, tmp_path: Path
) -> None:
    history.sessions()
    with locked(file):
        keeper = a_keeper(history, tmp_path)
        a_session(keeper)
        keeper.close(5)

        assert ["begin", "add_result", "add_check_in", "add_stop", "end"] == lines(tmp_path)
        second = a_keeper(history, tmp_path)
        assert 1 == second.pending
        a_session(second)
    assert second.wait(20)
    second.close()
    assert [WHOLE, WHOLE] == whole(history)
    assert [] == list(tmp_path.glob(FILES))


def test_closing_tries_once_more_without_waiting_for_the_next_turn(
    history: History, file: Path, tmp_path: Path
) -> None:
    history.sessions()
    with locked(file):
        keeper = Keeper(history, tmp_path, first_retry_s=600)
        a_session(keeper)
        until(lambda: keeper.last_error)
    started = time.monotonic()
    keeper.close(20)

    assert time.monotonic() - started < 10
    assert [WHOLE] == whole(history)
    assert [] == list(tmp_path.glob(FILES))


def test_an_attempt_that_was_under_way_is_not_the_last(file: Path, tmp_path: Path) -> None:
    with History(f"sqlite:///{file}", timeout_s=1) as history:
        history.sessions()
        with locked(file):
            started = time.monotonic()
            keeper = a_keeper(history, tmp_path)
            a_session(keeper)
            time.sleep(0.2)
            keeper.close(20)

            assert time.monotonic() - started > 1.7


def test_closing_does_not_wait_longer_than_told(file: Path, tmp_path: Path) -> None:
    with History(f"sqlite:///{file}", timeout_s=3) as slow:
        slow.sessions()
        with locked(file):
            keeper = a_keeper(slow, tmp_path)
            a_session(keeper)
            started = time.monotonic()
            keeper.close(0.2)

            assert time.monotonic() - started < 1.5
            assert 5 == len(lines(tmp_path))
        until(lambda: keeper.pending == 0)
        until(lambda: not lines(tmp_path))


def test_what_will_never_be_taken_stands_in_nobodys_way(
    history: History, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with a_keeper(history, tmp_path) as keeper, caplog.at_level(logging.ERROR):
        keeper.add_stop("0" * 32, at_s=1, by="key")
        a_session(keeper)

        assert keeper.wait(20)
    assert [WHOLE] == whole(history)
    assert "not there or was deleted" in caplog.text


def test_damaged_lines_of_a_file_are_left_out(
    history: History, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    good = {"do": "begin", "started_at": NOON.isoformat(), "plan": [], "engine": "e", "profile": "p", "folder": "f"}
    bad = ["{", "[]", "3", '{"do": "remove", "session_ids": []}', '{"do": "end"}', '{"do": "begin", "started_at": 3}']
    path = tmp_path / "history-pending-1.jsonl"
    path.write_text("\n".join([*bad, json.dumps(good), "\ufffd"]))
    with caplog.at_level(logging.ERROR):
        apply_pending(history, tmp_path)

    assert 1 == len(history.sessions())
    assert len(bad) + 1 == len(caplog.records)
    assert not path.exists()


def test_a_second_application_of_the_same_file_changes_nothing(history: History, file: Path, tmp_path: Path) -> None:
    history.sessions()
    with locked(file):
        keeper = a_keeper(history, tmp_path)
        a_session(keeper)
        keeper.close(2)
    (path,) = tmp_path.glob(FILES)
    text = path.read_text()
    apply_pending(history, tmp_path)
    once = history.sessions()
    path.write_text(text)
    apply_pending(history, tmp_path)

    assert [WHOLE] == whole(history)
    assert once == history.sessions()


def test_a_keeper_that_is_closed_takes_nothing(history: History, tmp_path: Path) -> None:
    keeper = a_keeper(history, tmp_path)
    keeper.close()

    with pytest.raises(RuntimeError, match="Expected an open keeper"):
        a_session(keeper)


def test_neither_database_nor_folder_is_an_error_of_closing(history: History, file: Path, tmp_path: Path) -> None:
    history.sessions()
    blocked = tmp_path / "folder"
    with locked(file):
        keeper = a_keeper(history, blocked)
        blocked.write_text("a file where the folder should be")
        a_session(keeper)

        with pytest.raises(HistoryError, match="neither write the history nor keep it"):
            keeper.close(5)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("Only root of Linux can make a small disk")
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"A small disk cannot be made here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_delays_but_loses_nothing(small_disk: Path, tmp_path: Path) -> None:
    with History(f"sqlite:///{small_disk / 'history.sqlite'}", timeout_s=1) as history:
        history.sessions()
        ballast = small_disk / "ballast"
        with pytest.raises(OSError, match="No space left"):
            fill(ballast)
        with pytest.raises(HistoryError, match="full"):
            history.begin(NOON, ["x" * 9000], engine="e", profile="p", folder="f")
        with a_keeper(history, tmp_path) as keeper:
            session = keeper.begin(NOON, ["x" * 9000], engine="e", profile="p", folder="f")
            until(lambda: keeper.last_error)
            ballast.unlink()

            assert keeper.wait(20)
        assert [session] == [found.id for found in history.sessions()]


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


def test_a_killed_server_delays_but_loses_nothing(tmp_path: Path) -> None:
    with running_server() as server, History(server.new_database(), timeout_s=5) as history:
        with a_keeper(history, tmp_path) as keeper:
            first = a_session(keeper)

            assert keeper.wait(30)
            server.kill()
            second = a_session(keeper)
            until(lambda: keeper.last_error)
            with pytest.raises(HistoryError) as told:
                history.sessions()
            assert "\n" not in str(told.value)
            server.start()
            assert keeper.wait(60)
        assert {first, second} == {found.id for found in history.sessions()}
        assert [WHOLE, WHOLE] == whole(history)
        server.kill()
        third = a_keeper(history, tmp_path)
        a_session(third)
        third.close(10)
        assert 5 == len(lines(tmp_path))
        server.start()
        apply_pending(history, tmp_path)
        assert [WHOLE] * 3 == whole(history)
