"""Jobs run in processes of their own, and one that dies costs itself alone."""

import os
from typing import Any

import pytest

from evaluated import die_of_threes, leave_at_threes, own_process, square
from stretchcheck.evaluate.pool import Ended, run


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

    assert os.getpid() == alone.answer
    assert os.getpid() not in {each.answer for each in both}
    assert len({each.answer for each in both}) <= 2


def test_nothing_to_do_ends_at_once() -> None:
    assert ([], []) == ended(square, [], 4)
