"""What a session leaves: reports, a summary and the history; a report that fails costs only itself."""

import csv
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drawn_recording import write_recording
from protocols.thresholds import DEFAULTS
from serving import PLAN, eventually, message, picture, serving, to_session
from stretchcheck.history import History, Keeper
from stretchcheck.live.archive import Archive
from stretchcheck.live.coach import Answer
from stretchcheck.live.running import Closed, Stop

ENGINE = {"name": "duo", "model": "full"}


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_recording(tmp_path_factory.mktemp("drawn") / "poses.parquet").read_bytes()


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with History(f"sqlite:///{tmp_path / 'history.sqlite'}") as history:
        yield history


def begun(root: Path, diary: Any = None) -> Archive:
    archive = Archive(root, diary)
    assert archive.begin(PLAN, engine=ENGINE, settings=DEFAULTS) is not None
    return archive


def take(archive: Archive, stem: str, recording: bytes) -> Closed:
    """A take as it is when it was closed."""
    assert archive.folder is not None
    path = archive.folder / stem / "poses.parquet"
    path.parent.mkdir()
    path.write_bytes(recording)
    return Closed(stem, "knee-to-chest", path, 1)


def finished(archive: Archive) -> None:
    eventually(lambda: not archive.busy, 60)


def test_every_take_gets_its_report_once_and_the_summary_has_all(tmp_path: Path, recording: bytes) -> None:
    archive = begun(tmp_path)
    first = take(archive, "1-knee-to-chest", recording)
    archive.closed([first])
    assert archive.busy
    archive.closed([first])
    second = take(archive, "2-knee-to-chest", recording)
    archive.closed([first, second])
    finished(archive)
    archive.closed([first, second])
    assert archive.folder is not None

    assert not archive.busy
    assert [f"/report/{stem}/report.html" for stem in ("1-knee-to-chest", "2-knee-to-chest")] == [
        each["url"] for each in archive.reports
    ]
    with (archive.folder / "summary.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert ["1-knee-to-chest", "2-knee-to-chest"] == sorted(next(iter(row.values())) for row in rows)
    archive.close()


def test_a_report_that_cannot_be_written_costs_only_itself(tmp_path: Path, recording: bytes) -> None:
    archive = begun(tmp_path)
    takes = [take(archive, f"{number}-take", recording) for number in (1, 2, 3)]
    assert takes[0].recording is not None
    assert takes[1].recording is not None
    (takes[0].recording.parent / "report.html").mkdir()
    takes[1].recording.unlink()
    takes[1].recording.parent.rmdir()
    archive.closed(takes)
    finished(archive)

    assert ["/report/3-take/report.html"] == [each["url"] for each in archive.reports]
    assert 2 == len(archive.failures)
    assert all(len(text.splitlines()) == 1 and "knee to chest" in text.lower() for text in archive.failures)
    assert (None, None) == (archive.report("1-take"), archive.report("2-take"))
    archive.close()


def test_a_recording_that_is_damaged_costs_its_report(tmp_path: Path, recording: bytes) -> None:
    archive = begun(tmp_path)
    archive.closed([take(archive, "1-take", recording[: len(recording) // 2]), take(archive, "2-take", recording)])
    finished(archive)

    assert (1, 1) == (len(archive.failures), len(archive.reports))
    archive.close()


def test_a_place_that_takes_no_folder_is_told_and_the_session_goes_on(tmp_path: Path) -> None:
    (tmp_path / "sessions").write_text("in the way")
    archive = Archive(tmp_path, None)

    assert None is archive.begin(PLAN, engine=ENGINE, settings=DEFAULTS)
    assert "Nothing is recorded" in archive.failures[0]
    archive.closed([Closed("1-take", "knee-to-chest", None, 0)])
    archive.end(stopped_by=None)
    assert not archive.busy
    assert [] == archive.reports
    archive.close()


def test_a_take_without_a_recording_is_passed_over(tmp_path: Path) -> None:
    archive = begun(tmp_path)
    archive.closed([Closed("1-take", "knee-to-chest", None, 0)])

    assert (False, [], []) == (archive.busy, archive.reports, archive.failures)
    archive.close()


def test_the_folder_of_a_session_is_its_owners_alone(tmp_path: Path) -> None:
    archive = begun(tmp_path)
    assert archive.folder is not None

    assert 0o700 == archive.folder.stat().st_mode & 0o777
    archive.close()


def test_a_new_session_begins_with_nothing_of_the_last_one(tmp_path: Path, recording: bytes) -> None:
    archive = begun(tmp_path)
    old = archive.folder
    assert old is not None
    archive.closed([take(archive, "1-old", recording)])
    archive.begin(PLAN, engine=ENGINE, settings=DEFAULTS)
    assert archive.folder is not None
    archive.closed([take(archive, "1-new", recording)])
    finished(archive)
    archive.close()

    assert ["/report/1-new/report.html"] == [each["url"] for each in archive.reports]
    assert None is archive.report("1-old")
    for folder, stem in ((old, "1-old"), (archive.folder, "1-new")):
        with (folder / "summary.csv").open(encoding="utf-8") as file:
            assert [stem] == [next(iter(row.values())) for row in csv.DictReader(file)]


def test_the_history_gets_everything_once(tmp_path: Path, recording: bytes, history: History) -> None:
    with Keeper(history, tmp_path) as keeper:
        archive = begun(tmp_path, keeper)
        archive.check_in(Answer(31.0, "knee-to-chest", "left", 3, "key"))
        archive.stop(Stop("safe word", 40.0, 0.4))
        takes = [take(archive, "1-knee-to-chest", recording)]
        archive.closed(takes)
        archive.closed(takes)
        archive.end(stopped_by="safe word")
        finished(archive)
        archive.close()
        assert keeper.wait(10)
    (session,) = history.sessions()

    assert [1, 1, 1] == [len(session.check_ins), len(session.stops), len(session.repetitions)]
    assert "safe word" == session.stopped_by
    assert session.ended_at is not None
    assert str(archive.folder) == str(session.folder)


def test_what_takes_too_long_in_the_end_is_given_up_and_named(
    tmp_path: Path, recording: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    archive = begun(tmp_path)
    takes = [take(archive, f"{number}-take", recording) for number in range(12)]
    archive.closed(takes)
    start_s = time.monotonic()
    with caplog.at_level(logging.WARNING):
        archive.close(wait_s=0.1)

    assert time.monotonic() - start_s < 2.5
    assert str(takes[-1].recording) in caplog.text
    assert all(closed.recording is not None and closed.recording.is_file() for closed in takes)


def test_a_server_that_ends_in_the_middle_of_a_session_keeps_its_recording(tmp_path: Path) -> None:
    with serving(tmp_path) as served, served.control() as page, served.open("/ws/frames") as frames:
        to_session(page)
        for number in range(10):
            frames.socket.send(message(1000.0 + 40 * number, picture()))
            frames.receive()
    (folder,) = (tmp_path / "sessions").iterdir()

    assert "after" == served.room.stage
    assert {"poses.parquet", "report.html"} <= {path.name for path in folder.glob("1-*/*")}
    assert [] == served.tracebacks()
