"""`stretchcheck history`: list, export and delete as a user types them."""

import csv
import io
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from results import a_figure_four, a_repetition, a_result, an_event, with_check
from stretchcheck.cli.history import app
from stretchcheck.history import History, Keeper

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "storage"
    monkeypatch.setenv("STRETCHCHECK_DATA", str(folder))
    monkeypatch.delenv("STRETCHCHECK_HISTORY", raising=False)
    return folder


def run(*arguments: object, answer: str = "") -> Result:
    return CliRunner(env={"COLUMNS": "160"}).invoke(app, [*map(str, arguments)], input=answer)


def a_session(storage: Path, *, day: int = 0, stop: str | None = None) -> str:
    folder = storage / f"day-{day}"
    (folder / "1-knee").mkdir(parents=True)
    at = NOON + timedelta(days=day)
    with History() as history:
        session = history.begin(at, [], engine="duo full", profile="default", folder=folder, minutes=9)
        short = a_repetition("right")
        short["hold"] |= {"verdict": "short", "held_s": 12.5}
        knee = a_result(
            with_check(a_repetition("left"), "depth", verdict="fault"),
            short,
            events=[an_event("jerk", 6.1, 6.5, repetition=1), an_event("glitch", 7, 7, repetition=None)],
        )
        history.add_result(session, "1-knee", knee)
        history.add_result(session, "2-four", a_result(a_figure_four("left"), events=[an_event("bounce", 9, 9.5)]))
        history.add_check_in(session, at_s=50, stretch="knee-to-chest", side="left", score=6, answered_by="key")
        history.add_check_in(session, at_s=90, stretch="figure-four", side="left", score=None, answered_by="none")
        if stop:
            history.add_stop(session, at_s=95, by=stop)
        history.end(session, at + timedelta(minutes=8), stopped_by=stop)
    return session


def test_an_empty_history_says_so() -> None:
    done = run("list")

    assert (0, "The history is empty: no live session was kept yet.\n") == (done.exit_code, done.stdout)
    assert (0, 1) == (run("export").exit_code, run("export").stdout.count("\n"))
    assert (0, "[]\n") == (run("export", "--format", "json").exit_code, run("export", "--format", "json").stdout)
    assert "no session to delete" in run("delete", "--all", "--yes").stdout


def test_the_list_shows_sessions_newest_first(storage: Path) -> None:
    older, newer = a_session(storage), a_session(storage, day=2, stop="safe [word]")
    rows = [line for line in run("list").stdout.splitlines() if "2026-" in line]

    assert [newer[:8], older[:8]] == [row.split("│")[1].strip() for row in rows]
    assert ["knee-to-chest left, right; figure-four left", "2 of 3", "6", "safe [word]"] == [
        cell.strip() for cell in rows[0].split("│")[3:7]
    ]
    assert "none" == rows[1].split("│")[6].strip()
    assert 1 == run("list", "--limit", 1).stdout.count("2026-")


def test_the_csv_has_one_row_a_repetition(storage: Path) -> None:
    session = a_session(storage, stop="key")
    done = run("export")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))

    assert 0 == done.exit_code
    assert [("1-knee", "0", "left"), ("1-knee", "1", "right"), ("2-four", "0", "left")] == [
        (row["set"], row["repetition"], row["side"]) for row in rows
    ]
    assert {(session, "2026-11-03T12:00:00+00:00", "9.0", "1", "key", "6")} == {
        tuple(row[name] for name in ("session", "started_at", "minutes", "stops", "stopped_by", "highest_score"))
        for row in rows
    }
    assert ("short", "12.5", "", "jerk", "") == tuple(
        rows[1][name] for name in ("hold_verdict", "held_s", "faults", "events", "score")
    )
    assert ("met", "depth", "", "6") == tuple(rows[0][name] for name in ("hold_verdict", "faults", "events", "score"))


def test_every_format_holds_the_same(storage: Path, tmp_path: Path) -> None:
    a_session(storage)
    a_session(storage, day=1)
    for form in ("csv", "json", "parquet"):
        assert 0 == run("export", "--format", form, "--out", tmp_path / f"table.{form}").exit_code
    from_json = json.loads((tmp_path / "table.json").read_text())
    from_parquet = pq.read_table(tmp_path / "table.parquet").to_pylist()
    with (tmp_path / "table.csv").open(newline="") as file:
        from_csv = list(csv.DictReader(file))

    assert run("export", "--format", "json").stdout == (tmp_path / "table.json").read_text()
    assert run("export").stdout == (tmp_path / "table.csv").read_text()
    assert 6 == len(from_json)
    assert [list(row) for row in from_json] == [list(row) for row in from_parquet] == [list(row) for row in from_csv]
    assert from_json == [
        {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
        for row in from_parquet
    ]
    assert [row["held_s"] for row in from_json] == [float(row["held_s"]) for row in from_csv]


def test_text_that_is_no_text_stops_nothing(tmp_path: Path) -> None:
    with History() as history:
        session = history.begin(NOON, [], engine='\0\n,"', profile="\udc80", folder="=1+1")
        history.add_stop(session, at_s=1, by="\x1b[31m\ud83e")
    (row,) = csv.DictReader(io.StringIO(run("export").stdout, newline=""))

    assert ('\0\n,"', "?", "=1+1") == (row["engine"], row["profile"], row["folder"])
    assert "\ufffd[31m\ufffd" in run("list").stdout
    for form in ("csv", "json", "parquet"):
        assert 0 == run("export", "--format", form, "--out", tmp_path / f"table.{form}").exit_code


def test_a_session_without_a_repetition_has_a_row_of_its_own() -> None:
    with History() as history:
        session = history.begin(NOON, [], engine="e", profile="p", folder="f")
    (row,) = json.loads(run("export", "--format", "json").stdout)

    assert (session, None, None) == (row["session"], row["set"], row["held_s"])


def test_a_table_that_cannot_be_written_leaves_nothing(storage: Path, tmp_path: Path) -> None:
    a_session(storage)
    (tmp_path / "taken.csv").mkdir()
    done = run("export", "--out", tmp_path / "taken.csv")

    assert (2, 1) == (done.exit_code, done.stderr.count("\n"))
    assert done.stderr.startswith("Could not write the table: ")
    assert {"storage", "taken.csv"} == {path.name for path in tmp_path.iterdir()}


def test_parquet_is_not_printed() -> None:
    done = run("export", "--format", "parquet")

    assert (2, "Expected --out FILE with --format parquet, which is not text\n") == (done.exit_code, done.stderr)


def test_delete_asks_and_takes_no_for_an_answer(storage: Path) -> None:
    session = a_session(storage)
    done = run("delete", session[:8], answer="n\n")

    assert (0, True) == (done.exit_code, (storage / "day-0").exists())
    assert "Nothing was deleted." in done.stdout
    assert 2 == run("delete", session[:8]).exit_code
    assert session in run("export").stdout
    assert 0 == run("delete", session[:8], answer="y\n").exit_code
    assert not (storage / "day-0").exists()
    assert session not in run("export").stdout


def test_delete_before_a_day_keeps_that_day(storage: Path) -> None:
    a_session(storage)
    kept = a_session(storage, day=3)
    done = run("delete", "--before", "2026-11-05", "--yes")

    assert (0, "Deleted 1 session.\n") == (done.exit_code, done.stdout)
    assert [kept] == sorted({row["session"] for row in json.loads(run("export", "--format", "json").stdout)})
    assert (storage / "day-3").exists()


def test_delete_all_names_what_it_left_alone(storage: Path, tmp_path: Path) -> None:
    a_session(storage)
    (tmp_path / "elsewhere").mkdir()
    with History() as history:
        history.begin(NOON, [], engine="e", profile="p", folder=tmp_path / "elsewhere")
    done = run("delete", "--all", "--yes")

    assert (0, "Deleted 2 sessions.\n") == (done.exit_code, done.stdout)
    assert f"Left alone, not a folder of this session alone below {storage}: '{tmp_path / 'elsewhere'}'" in done.stderr
    assert (tmp_path / "elsewhere").exists()
    assert not (storage / "day-0").exists()


@pytest.mark.parametrize(
    "arguments", [["delete"], ["delete", "abcd", "--all"], ["delete", "ffff", "--yes"], ["delete", "--before", "May"]]
)
def test_what_means_nothing_deletes_nothing(storage: Path, arguments: list[str]) -> None:
    a_session(storage)
    done = run(*arguments)

    assert 2 == done.exit_code
    assert (storage / "day-0").exists()


def test_what_a_session_could_not_write_is_listed_too(storage: Path) -> None:
    storage.mkdir()
    blocked = storage / "blocked.sqlite"
    blocked.mkdir()
    with History(f"sqlite:///{blocked}") as away, Keeper(away, first_retry_s=0.05) as keeper:
        keeper.begin(NOON, [], engine="e", profile="p", folder="f")
    assert 1 == len(list(storage.glob("history-pending-*")))

    assert 1 == run("list").stdout.count("2026-")
    assert [] == list(storage.glob("history-pending-*"))


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("STRETCHCHECK_HISTORY", "postgresql://me:secret@127.0.0.1:1/x", "Could not use the history: "),
        ("STRETCHCHECK_HISTORY", "mysql://x", "Expected a history in sqlite or postgresql"),
        ("STRETCHCHECK_DATA", __file__, "Could not use the folder of sessions: File exists: "),
    ],
)
def test_a_history_that_cannot_be_used_is_one_line(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    monkeypatch.setenv(variable, value)
    for arguments in (["list"], ["export"], ["delete", "--all"]):
        done = run(*arguments)

        assert (2, "", 1) == (done.exit_code, done.stdout, done.stderr.count("\n"))
        assert done.stderr.startswith(told)
        assert "secret" not in done.stderr


def test_without_the_optional_parts_it_says_how_to_get_them() -> None:
    code = "import sys; sys.modules['sqlalchemy'] = None; from stretchcheck.cli.history import app; app(['list'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)

    assert (2, 'The history needs the parts of live sessions: pip install "stretchcheck[live]"\n') == (
        done.returncode, done.stderr
    )  # fmt: skip


def test_the_command_line_alone_loads_no_database() -> None:
    code = "import sys, stretchcheck.cli.main, stretchcheck.cli.history; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert "False\n" == done.stdout
