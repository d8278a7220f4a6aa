"""A few processes that stay: each looks after its own clips, whose measures it keeps."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from threading import Thread
from typing import Any, Final, TypeVar

Answer = TypeVar("Answer")

MOST: Final = 4
_SPAWN: Final = multiprocessing.get_context("spawn")


class Workers:
    """Processes by number; a job that is given to one waits for those that it has."""

    def __init__(self, count: int) -> None:
        """Name how many; each starts with its first job."""
        self._each = [_executor() for _ in range(max(1, min(count, MOST)))]

    def __len__(self) -> int:
        return len(self._each)

    async def run(self, number: int, work: Callable[..., Answer], *given: Any) -> Answer:
        """Do a job in the process of this number; one that dies is replaced and the job tried once more.

        Raises:
            BrokenProcessPool: it died twice of this job.
        """
        place = number % len(self._each)
        executor = self._each[place]
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(executor, work, *given)
        except BrokenProcessPool:
            if self._each[place] is executor:
                executor.shutdown(wait=False)
                self._each[place] = _executor()
        return await loop.run_in_executor(self._each[place], work, *given)

    def close(self) -> None:
        """End the processes; what they are at is finished, the rest let go."""
        for executor in self._each:
            executor.shutdown(wait=True, cancel_futures=True)


def count() -> int:
    """As many processes as there are processors for them."""
    return max(1, min(MOST, os.cpu_count() or 1))


def _executor() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=_SPAWN, initializer=_settle)


def _settle() -> None:
    """Ctrl-C is for the server, which ends its processes; and nobody outlives it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
