"""Jobs for a pool; nothing is imported for them that a process would take long to load."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def square(job: int, tell: Callable[[Any], None]) -> int:
    tell(f"squaring {job}")
    return job * job


def die_of_threes(job: int, tell: Callable[[Any], None]) -> int:
    """Every third job kills its process on the spot."""
    if job % 3 == 0:
        os._exit(7)
    return square(job, tell)


def leave_at_threes(job: int, tell: Callable[[Any], None]) -> int:
    if job % 3 == 0:
        raise SystemExit(9)
    return square(job, tell)


def own_process(job: int, tell: Callable[[Any], None]) -> int:
    return os.getpid()


def sleep(job: str, tell: Callable[[object], None]) -> None:
    """A job for a pool that says in a file which process it is in, and takes long."""
    part = Path(f"{job}.part")
    part.write_text(str(os.getpid()), encoding="utf-8")
    part.replace(job)
    time.sleep(120)
