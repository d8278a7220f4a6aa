"""`stretchcheck live` as a user types it: help, one clear line, and an end that keeps what was recorded."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clips import clip
from serving import Command, commanded, eventually, to_session
from stretchcheck.cli.main import app
from stretchcheck.history import History
from stretchcheck.live import plan as plans

SAMPLE = Path(__file__).parents[1] / "sample_videos" / "twist_good_right.mp4"
PROCESSES = Path("/proc")
LONGEST_END_S = 5.0
"""About 1.2 s as a rule; 3 s are promised, and a busy machine must not turn this red."""
NETWORKS_S = 60.0
"""The networks are there after a second or two, on a busy machine later."""


def run(data: Path, *arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "stretchcheck", "live", *map(str, arguments)]
    environment = {**os.environ, "STRETCHCHECK_DATA": str(data), "COLUMNS": "100"}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)


def test_the_help_teaches(tmp_path: Path) -> None:
    shown = run(tmp_path, "--help")
    words = " ".join(shown.stdout.split())

    assert (0, "") == (shown.returncode, shown.stderr)
    for option in ("--camera", "--source", "--plan", "--profile", "--model", "--host-only", "--port"):
        assert option in words
    assert "stretchcheck live --plan evening.toml" in words
    assert "nothing is sent anywhere" in words
    assert [] == list(tmp_path.iterdir())


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


BAD = {
    "no file": lambda folder: ["--source", folder / "missing.mp4"],
    "no video": lambda folder: ["--source", write(folder / "letter.mp4", "Dear reader")],
    "a folder": lambda folder: ["--source", folder],
    "both": lambda folder: ["--camera", 0, "--source", clip(folder / "clip.mp4", n=3)],
    "no plan": lambda folder: ["--plan", folder / "missing.toml"],
    "plan of words": lambda folder: ["--plan", write(folder / "plan.toml", "knee to chest please")],
    "plan of another kind": lambda folder: ["--plan", write(folder / "plan.toml", "schema = 2")],
    "plan without steps": lambda folder: ["--plan", write(folder / "plan.toml", "schema = 1")],
    "plan is no text": lambda folder: ["--plan", write_bytes(folder / "plan.toml", b"\xff\xfe\x00")],
    "no profile": lambda folder: ["--profile", folder / "missing.toml"],
    "bad profile": lambda folder: ["--profile", write(folder / "profile.toml", "nonsense = [")],
    "model": lambda folder: ["--model", "enormous"],
}


def write_bytes(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def told(*arguments: object) -> list[str]:
    """What is said on stderr when it cannot begin."""
    done = CliRunner().invoke(app, ["live", "--host-only", *map(str, arguments)])

    assert (2, "") == (done.exit_code, done.stdout)
    return done.stderr.splitlines()


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_used_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("STRETCHCHECK_DATA", str(tmp_path / "data"))
    (line,) = told(*BAD[name](tmp_path))

    assert line.startswith("stretchcheck: ")
    assert "Expected" in line or "such file" in line or "no picture" in line.lower(), line


@pytest.mark.parametrize("arguments", [("--camera", -1), ("--camera", "front"), ("--port", 70000), ("clip.mp4",)])
def test_a_line_that_cannot_be_understood_ends_with_2(arguments: tuple[object, ...]) -> None:
    assert any("Error" in line or "Invalid" in line or "unexpected" in line for line in told(*arguments))


def test_a_port_that_is_taken_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRETCHCHECK_DATA", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        assert [f"stretchcheck: Port {port} cannot be used: address already in use."] == told("--port", port)


def test_a_place_for_sessions_that_is_a_file_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRETCHCHECK_DATA", str(write(tmp_path / "file", "in the way")))
    (line,) = told()

    assert str(tmp_path / "file") in line


def descendants(pid: int) -> set[int]:
    """Processes that it began, and those that they began."""
    found: set[int] = set()
    for task in (PROCESSES / str(pid) / "task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # a thread that has just ended
            for child in map(int, task.read_text().split()):
                found |= {child} | descendants(child)
    return found


def lives(pid: int) -> bool:
    try:
        return (PROCESSES / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def left(pids: set[int]) -> set[int]:
    """Those that still live a moment later."""
    end = time.monotonic() + 2.0
    while (living := {pid for pid in pids if lives(pid)}) and time.monotonic() < end:
        time.sleep(0.05)
    return living


def in_the_middle(command: Command, data: Path, *, seconds: float) -> set[int]:
    """A session that has been recorded for a while; its processes."""
    plan_pids: set[int] = set()
    with command.page().control() as page:
        to_session(page)
        eventually(lambda: any(data.glob("sessions/*/*/.poses.parquet.*.part")), NETWORKS_S)
        time.sleep(seconds)
        assert "session" == page.fresh()["stage"]
        plan_pids = descendants(command.process.pid)
    assert plan_pids
    return plan_pids


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(plans.dumps(plans.from_rows([{"stretch": "spinal-twist", "side": "right", "hold_s": 20.0}])))
    return path


@pytest.mark.model
@pytest.mark.parametrize(
    ("by", "code"),
    [
        (signal.SIGINT, 130),
        pytest.param(signal.SIGTERM, 143, marks=pytest.mark.thorough),
        pytest.param(signal.SIGHUP, 0, marks=pytest.mark.thorough),
    ],
)
def test_an_end_from_outside_is_quick_and_keeps_what_was_recorded(
    tmp_path: Path, plan: Path, by: signal.Signals, code: int
) -> None:
    with commanded(tmp_path / "data", "--source", SAMPLE, "--plan", plan, "--model", "lite") as command:
        pids = in_the_middle(command, tmp_path / "data", seconds=3.0)
        ended, took_s, said = command.ended(by, 20)

    assert "Traceback" not in said
    assert (code, ["Ctrl-C ends it."]) == (ended, said.splitlines())
    assert took_s < LONGEST_END_S
    assert set() == left(pids)
    (folder,) = (tmp_path / "data" / "sessions").iterdir()
    assert (folder / "1-spinal-twist" / "poses.parquet").stat().st_size > 1000
    assert (folder / "1-spinal-twist" / "report.html").is_file()
    assert (folder / "summary.csv").is_file()
    with History(f"sqlite:///{tmp_path / 'data' / 'history.sqlite'}") as history:
        (session,) = history.sessions()
    assert session.ended_at is not None
    assert {"history.sqlite", "sessions"} == {path.name for path in (tmp_path / "data").iterdir()}


def test_an_end_right_after_the_start_is_quick_and_leaves_nothing_running(tmp_path: Path) -> None:
    with commanded(tmp_path, "--source", SAMPLE) as command:
        pids = eventually(lambda: descendants(command.process.pid))
        code, took_s, said = command.ended(signal.SIGINT, 20)

    assert (130, set()) == (code, left(pids))
    assert "Traceback" not in said
    assert took_s < LONGEST_END_S


def test_ctrl_c_in_the_terminal_reaches_every_process_and_is_as_quiet(tmp_path: Path) -> None:
    with commanded(tmp_path, "--source", SAMPLE) as command:
        pids = eventually(lambda: descendants(command.process.pid))
        time.sleep(0.2)
        os.killpg(command.process.pid, signal.SIGINT)
        _, said = command.process.communicate(timeout=20)

    assert (130, set()) == (command.process.returncode, left(pids))
    assert ["Ctrl-C ends it."] == said.splitlines()


@pytest.mark.model
def test_an_engine_that_hangs_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with commanded(tmp_path, "--source", SAMPLE, "--model", "lite") as command:
        with command.page().open("/ws/frames") as frames:
            frames.until(lambda got: "size" in got, 60)
        pids = descendants(command.process.pid)
        (engine,) = [pid for pid in pids if b"spawn_main" in (PROCESSES / str(pid) / "cmdline").read_bytes()]
        os.kill(engine, signal.SIGSTOP)
        time.sleep(0.5)
        code, took_s, said = command.ended(signal.SIGINT, 30)

    assert (130, set(), ["Ctrl-C ends it."]) == (code, left(pids), said.splitlines())
    assert took_s < LONGEST_END_S


def test_a_server_that_is_killed_leaves_no_engine_behind(tmp_path: Path) -> None:
    with commanded(tmp_path, "--source", SAMPLE, "--model", "lite") as command:
        pids = eventually(lambda: descendants(command.process.pid))
        command.process.kill()
        command.process.wait()

        assert set() == {pid for pid in pids if not eventually(lambda pid=pid: not lives(pid), 20)}


def test_a_camera_that_is_not_there_is_told_on_the_page_and_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with commanded(tmp_path, "--camera", 93) as command:
        with command.page().control() as page:
            page.until(lambda got: any("Camera 93" in line for line in got.get("warnings", [])), 20)
        code, took_s, _ = command.ended(signal.SIGINT, 20)

    assert 130 == code
    assert took_s < LONGEST_END_S


def test_networks_that_cannot_be_had_are_told_once_on_stderr_and_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRETCHCHECK_MODELS", str(write(tmp_path / "file", "in the way")))
    with commanded(tmp_path / "data", "--source", SAMPLE) as command:
        with command.page().control() as page:
            page.until(lambda got: any("could not be started" in line for line in got.get("warnings", [])), 20)
            time.sleep(1.0)
        _, _, said = command.ended(signal.SIGINT, 20)

    assert 1 == said.count("could not be started")
    assert 2 == len(said.splitlines())
