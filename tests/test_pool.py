"""Jobs run in processes of their own, and one that dies costs itself alone."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from jobs import die_of_threes, leave_at_threes, own_process, square
from stretchcheck.pool import Ended, run


def ended(work: Any, todo: list[int], processes: int) -> tuple[list[Ended[int, int]], list[tuple[int, str]]]:
    said: list[tuple[int, str]] = []
    found = list(run(work, todo, processes=processes, tell=lambda job, what: said.append((job, what))))
    return sorted(found, key=lambda each: each.job), sorted(said)


@pytest.mark.parametrize("processes", [1, 2])
def test_every_job_is_done_once_and_what_it_tells_is_heard(processes: int) -> None:
    found, said = ended(square, [1, 2, 3, 4, 5], processes)

    assert [(job, job * job, None) for job in range(1, 6)] == [(e.job, e.answer, e.died_of) for e in found]
    assert [(job, f"squaring {job}") for job in range(1, 6)] == said


@pytest.mark.parametrize(("work", "code"), [(die_of_threes, 7), (leave_at_threes, 9)])
def test_a_job_that_kills_its_process_is_told_and_the_others_are_done(work: Any, code: int) -> None:
    found, _ = ended(work, [1, 2, 3, 4, 5, 6, 7], 2)
    died_of = f"exit code {code}"

    assert [1, 4, None, 16, 25, None, 49] == [each.answer for each in found]
    assert [None, None, died_of, None, None, died_of, None] == [each.died_of for each in found]


def test_one_process_is_this_one_and_two_are_two_others() -> None:
    (alone,), _ = ended(own_process, [1], 1)
    both, _ = ended(own_process, list(range(6)), 2)
    (apart,) = run(own_process, [1], processes=1, tell=lambda *_: None, apart=True)

    assert os.getpid() == alone.answer
    assert os.getpid() != apart.answer
    assert os.getpid() not in {each.answer for each in both}
    assert len({each.answer for each in both}) <= 2


def test_nothing_to_do_ends_at_once() -> None:
    assert ([], []) == ended(square, [], 4)


STARTS = """
import sys
sys.path.insert(0, sys.argv[1])
from jobs import sleep
from stretchcheck.pool import run
list(run(sleep, sys.argv[2:], processes=2, tell=lambda *_: None))
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
def test_processes_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    """Else they would go on writing beside the run that comes next."""
    jobs = [tmp_path / "one", tmp_path / "two"]
    code = [sys.executable, "-c", STARTS, str(Path(__file__).parent), *map(str, jobs)]
    with subprocess.Popen(code) as process:
        assert within_s(60, lambda: all(job.exists() for job in jobs))
        process.kill()
    pids = [job.read_text(encoding="utf-8") for job in jobs]

    assert within_s(20, lambda: not any(alive(pid) for pid in pids))


def within_s(seconds: float, seen: Any) -> bool:
    until_s = time.monotonic() + seconds
    while not seen() and time.monotonic() < until_s:
        time.sleep(0.05)
    return bool(seen())


def alive(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
