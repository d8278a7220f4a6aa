"""The history of live sessions: what is written is read back, in a SQLite file and on a PostgreSQL server alike."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from postgres import Server, running_server
from results import a_figure_four, a_repetition, a_result, an_event
from stretchcheck.history import History, HistoryError, RefusedError, migrations, new_id
from stretchcheck.history.records import CheckIn, Event, Stop

NOON = datetime(2026, 11, 3, 12, 0, 0, 123456, tzinfo=UTC)
HOSTILE = "'; DROP TABLE session; --\" \0 \\ \u241b \u241b0000 \ud83e 🧘 ; \x1b[31m"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'data' / 'history.sqlite'}"
    made: Server = request.getfixturevalue("server")
    return made.new_database()


@pytest.fixture
def history(url: str) -> Iterator[History]:
    with History(url) as history:
        yield history


def begin(history: History, at: datetime = NOON, **changes: Any) -> str:
    about = {"plan": [], "engine": "duo full", "profile": "default", "folder": "/nowhere"}
    return history.begin(at, **about | changes)


def everything(history: History, session: str) -> None:
    """What a session writes, of every kind."""
    result = a_result(
        a_repetition("left"), a_figure_four("right"), events=[an_event("jerk", 6.1, 6.5, repetition=1, who="partner")]
    )
    history.add_result(session, "1-both", result, sparc_out=[-1.5])
    history.add_check_in(session, at_s=61.25, stretch="figure-four", side="right", score=4, answered_by="voice")
    history.add_stop(session, at_s=70.5, by="safe word", after_s=0.42)
    history.end(session, NOON + timedelta(minutes=9), stopped_by="safe word")


def test_a_session_is_read_back_with_all_that_belongs_to_it(history: History) -> None:
    plan = [{"stretch": "knee-to-chest", "side": "left", "hold_s": 30}]
    session = begin(history, plan=plan, minutes=11.5, folder=Path("/data/one"))
    everything(history, session)
    (found,) = history.sessions()

    assert (session, plan, 11.5, "duo full", "default") == (
        found.id, found.plan, found.minutes, found.engine, found.profile
    )  # fmt: skip
    assert (NOON, NOON + timedelta(minutes=9), str(Path("/data/one"))) == (
        found.started_at, found.ended_at, found.folder
    )  # fmt: skip
    assert [CheckIn(61.25, "figure-four", "right", 4, "voice")] == found.check_ins
    assert [Stop(70.5, "safe word", 0.42)] == found.stops
    assert [Event("1-both", 0, "jerk", 6.1, 6.5, "partner", 1)] == found.events
    assert ("safe word", 2, 4) == (found.stopped_by, found.holds_met, found.highest_score)


def test_a_repetition_keeps_the_numbers_of_its_result(history: History) -> None:
    session = begin(history)
    made = a_repetition("left")
    history.add_result(session, "1-knee", a_result(made), sparc_out=[-1.5])
    (found,) = history.sessions()[0].repetitions

    assert (made["stretch"], "left", made["hold"]["verdict"]) == (found.stretch, found.side, found.hold_verdict)
    assert made["hold"]["held_s"] == found.held_s
    assert made["hold"]["target_s"] == [found.target_low_s, found.target_high_s]
    assert made["peak"]["change_deg"] == found.change_deg
    assert (made["peak"]["sparc"], -1.5) == (found.sparc_in, found.sparc_out)
    assert [{"name": check["name"], "verdict": check["verdict"]} for check in made["checks"]] == found.checks


def test_writing_everything_again_changes_nothing(history: History) -> None:
    session = begin(history)
    everything(history, session)
    once = history.sessions()
    begin(history, session_id=session)
    everything(history, session)

    assert once == history.sessions()


def test_a_result_given_again_replaces_the_one_before(history: History) -> None:
    session = begin(history)
    history.add_result(session, "1", a_result(a_repetition("left"), a_repetition("right")))
    history.add_result(session, "2", a_result(a_repetition("left")))
    history.add_result(session, "1", a_result(a_repetition("right")))

    assert [("1", "right"), ("2", "left")] == [(r.stem, r.side) for r in history.sessions()[0].repetitions]


def test_beginning_again_keeps_the_end(history: History) -> None:
    session = begin(history)
    history.end(session, NOON)
    begin(history, session_id=session)

    assert NOON == history.sessions()[0].ended_at


def test_sessions_come_newest_first_and_only_as_many_as_asked(history: History) -> None:
    ids = [begin(history, NOON + timedelta(days=day)) for day in (1, 3, 2)]

    assert [ids[1], ids[2], ids[0]] == [session.id for session in history.sessions()]
    assert [ids[1]] == [session.id for session in history.sessions(limit=1)]
    assert [ids[0]] == [session.id for session in history.sessions(ids=[ids[0]])]


def test_more_sessions_than_one_statement_names_are_all_filled(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stretchcheck.history.store._AT_ONCE", 2)
    for day in range(5):
        history.add_stop(begin(history, NOON + timedelta(days=day)), at_s=float(day), by="key")

    assert [4.0, 3.0, 2.0, 1.0, 0.0] == [session.stops[0].at_s for session in history.sessions()]


def test_moments_of_any_offset_are_the_same_moment(history: History) -> None:
    begin(history, NOON.astimezone(timezone(timedelta(hours=-9))))

    assert (NOON, timedelta(0)) == (history.sessions()[0].started_at, history.sessions()[0].started_at.utcoffset())


def test_hostile_text_is_kept_as_data(history: History) -> None:
    session = begin(history, plan={HOSTILE: HOSTILE}, engine=HOSTILE, profile=HOSTILE, folder=HOSTILE)
    history.add_result(session, HOSTILE, a_result(a_repetition()))
    history.add_result(session, HOSTILE, a_result(a_repetition()))
    history.add_check_in(session, at_s=1, stretch=HOSTILE, side=HOSTILE, score=None, answered_by="none")
    history.add_stop(session, at_s=1, by=HOSTILE)
    (found,) = history.sessions()

    assert {HOSTILE: HOSTILE} == found.plan
    assert [HOSTILE] * 3 == [found.engine, found.profile, found.folder]
    assert [HOSTILE] == [repetition.stem for repetition in found.repetitions]
    assert (HOSTILE, HOSTILE) == (found.check_ins[0].stretch, found.stops[0].by)


@pytest.mark.parametrize(
    ("change", "told"),
    [({"score": 11}, "Expected a score of 0 to 10"), ({"answered_by": "nod"}, "Expected an answer by voice, key")],
)
def test_a_check_in_that_cannot_be_is_refused(history: History, change: dict[str, Any], told: str) -> None:
    session = begin(history)
    good: dict[str, Any] = {"at_s": 1.0, "stretch": "s", "side": "left", "score": 10, "answered_by": "key"}
    history.add_check_in(session, **good)

    with pytest.raises(RefusedError, match=told):
        history.add_check_in(session, **good | change)


def test_what_belongs_to_no_session_is_refused(history: History) -> None:
    with pytest.raises(RefusedError, match="not there or was deleted"):
        history.add_result(new_id(), "1", a_result(a_repetition()))

    with pytest.raises(RefusedError, match="Expected the name of a session"):
        begin(history, session_id="../../etc")


def test_a_moment_without_offset_is_refused_in_one_line(history: History) -> None:
    with pytest.raises(RefusedError, match="offset from UTC") as told:
        begin(history, datetime(2026, 11, 3))  # noqa: DTZ001

    assert "\n" not in str(told.value)


def test_removing_a_session_removes_all_that_belongs_to_it(history: History, url: str) -> None:
    going, staying = begin(history), begin(history)
    everything(history, going)
    everything(history, staying)
    history.remove([going])

    assert [staying] == [session.id for session in history.sessions()]
    assert {"session": 1, "repetition": 2, "event": 1, "check_in": 1, "stop": 1, "schema_version": 1} == counts(url)


def counts(url: str) -> dict[str, int]:
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        found = {name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) for name in names}
    engine.dispose()
    return {name: number or 0 for name, number in found.items()}


def set_version(url: str, version: int) -> None:
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE schema_version SET version = :version"), {"version": version})
    engine.dispose()


def test_a_newer_history_is_refused_in_one_line(history: History, url: str) -> None:
    begin(history)
    set_version(url, 7)

    with pytest.raises(HistoryError, match="of version 1 or older, but a newer stretchcheck made version 7") as told:
        history.sessions()
    assert "\n" not in str(told.value)


def test_an_older_history_is_brought_up_to_date_once(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(history)
    steps: list[str] = []

    def add_a_column(connection: sa.Connection) -> None:
        connection.execute(sa.text("ALTER TABLE session ADD COLUMN note TEXT"))
        steps.append("added")

    monkeypatch.setattr(migrations, "MIGRATIONS", [add_a_column])
    stamped = [(begin(history), tuple(steps)) for _ in range(2)]

    assert [("added",), ("added",)] == [done for _, done in stamped]


def test_two_processes_make_the_tables_and_write_at_once(url: str, tmp_path: Path) -> None:
    code = """
import sys
from datetime import UTC, datetime
from stretchcheck.history import History
with History(sys.argv[1], timeout_s=60) as history:
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(25):
        session = history.begin(datetime.now(UTC), [], engine="e", profile="p", folder="f")
        history.add_stop(session, at_s=number, by=sys.argv[2])
"""
    command = [sys.executable, "-c", code, url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    both = [subprocess.Popen([*command, name], text=True, **pipes) for name in ("one", "two")]
    assert ["ready\n"] * 2 == [process.stdout.readline() for process in both if process.stdout]
    for process in both:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in both:
        process.communicate(timeout=120)
    with History(url) as history:
        stops = [(session.stops[0].by, session.stops[0].at_s) for session in history.sessions()]

    assert [0, 0] == [process.returncode for process in both]
    assert sorted((name, float(number)) for name in ("one", "two") for number in range(25)) == sorted(stops)


def test_the_default_is_a_private_file_in_the_storage_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRETCHCHECK_DATA", str(tmp_path / "kept"))
    monkeypatch.delenv("STRETCHCHECK_HISTORY", raising=False)
    with History() as history:
        begin(history)
    file = tmp_path / "kept" / "history.sqlite"

    assert file.exists()
    if os.name == "posix":
        assert (0o700, 0o600) == (stat.S_IMODE(file.parent.stat().st_mode), stat.S_IMODE(file.stat().st_mode))


def test_another_database_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRETCHCHECK_HISTORY", f"sqlite:///{tmp_path / 'other.sqlite'}")
    with History() as history:
        begin(history)

    assert (tmp_path / "other.sqlite").exists()


def test_deleted_words_are_not_left_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite"
    with History(f"sqlite:///{file}") as history:
        session = begin(history, profile="a private matter")
        before = file.read_bytes()
        history.remove([session])

    assert b"a private matter" in before
    assert b"a private matter" not in file.read_bytes()


def test_a_locked_file_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite"
    with History(f"sqlite:///{file}", timeout_s=0.1) as history:
        begin(history)
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(HistoryError, match=r"^Could not use the history: database is locked: .*\.sqlite$"):
            begin(history)
        other.close()

        assert 1 == len(history.sessions())


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite"
    file.write_text("not a database, but long enough to be looked at as one\n" * 99)
    with History(f"sqlite:///{file}") as history, pytest.raises(HistoryError, match="file is not a database"):
        history.sessions()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://root:secret@localhost/x", "Expected a history in sqlite or postgresql"),
        ("my secret", "Expected the address of a database"),
    ],
)
def test_an_address_that_is_none_is_one_line_without_its_secrets(url: str, told: str) -> None:
    with pytest.raises(HistoryError, match=told) as error:
        History(url)

    assert "secret" not in str(error.value)


def test_a_server_that_is_away_is_one_line_without_the_password() -> None:
    with History("postgresql://me:secret@127.0.0.1:1/x") as history, pytest.raises(HistoryError) as error:
        history.sessions()

    assert "Connection refused" in str(error.value)
    assert "\n" not in str(error.value)
    assert "secret" not in str(error.value)
