"""Damaged files of every kind, a few hundred of each: `benchmarks/fuzz.py` does thousands."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator

import pytest

from benchmarks._fuzz_child import answers
from benchmarks._fuzz_targets import TARGETS, damaged

pytestmark = pytest.mark.slow

COUNTS = {"media": 400, "recording": 60, "result": 80, "profile": 300, "labels": 300}


def test_every_kind_of_file_is_damaged() -> None:
    assert set(COUNTS) == set(TARGETS)


@pytest.mark.parametrize("kind", COUNTS)
def test_a_damaged_file_is_read_or_refused_in_one_line(kind: str) -> None:
    came = list(answers(kind, range(COUNTS[kind]), limit_s=20.0, memory_mb=4096))

    assert [] == [answer for answer in came if answer.finding is not None]
    assert {True, False} == {answer.said.startswith("refused") for answer in came}


def test_the_same_number_damages_a_file_the_same_way() -> None:
    assert damaged("profile", 7) == damaged("profile", 7)
    assert damaged("profile", 7) != damaged("profile", 8)


@pytest.mark.skipif(sys.platform == "win32", reason="stops a process by signal")
def test_a_file_that_takes_too_long_is_a_finding_and_the_next_one_is_read() -> None:
    others = {child.pid for child in multiprocessing.active_children()}

    def numbers() -> Iterator[int]:
        yield 0
        (reader,) = [child.pid for child in multiprocessing.active_children() if child.pid not in others]
        assert reader is not None
        os.kill(reader, signal.SIGSTOP)
        yield from (1, 2)

    before, late, after = answers("profile", numbers(), limit_s=2.0, memory_mb=4096)

    assert ("hang", "nothing came within 2 s") == (late.said, late.finding)
    assert (0, 1, 2) == (before.number, late.number, after.number)
    assert (None, None) == (before.finding, after.finding)
