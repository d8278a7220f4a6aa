"""Clears away half files that runs which were killed left in a results folder."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

try:
    import fcntl
except ImportError:  # Windows has no such locks
    fcntl = None  # type: ignore[assignment]

_PART: Final = re.compile(r"\..+\.[0-9a-f]{32}\.part")
_SURELY_DEAD_S: Final = 86400.0


@contextmanager
def tidied(out: Path) -> Iterator[None]:
    """Hold a results folder while writing to it; half files of dead runs are removed before and after.

    Whoever holds the folder alone may remove every half file. While another run holds it too, or where the system
    cannot tell, only those go that nobody has touched for a day. A run that dies lets go by itself.
    """
    with _opened(out) as folder:
        sweep(out, younger=_hold(folder, alone=True))
        _hold(folder, alone=False)
        try:
            yield
        finally:
            sweep(out, younger=_hold(folder, alone=True))


def sweep(out: Path, *, younger: bool) -> None:
    """Remove half files, also those that may still be written to where `younger` is true."""
    with suppress(OSError):
        for left in (*out.glob(".*.part"), *out.glob("*/.*.part")):
            with suppress(OSError):
                is_old = time.time() - left.stat().st_mtime > _SURELY_DEAD_S
                if _PART.fullmatch(left.name) and (younger or is_old):
                    left.unlink()


@contextmanager
def _opened(out: Path) -> Iterator[int | None]:
    if fcntl is None:
        yield None
        return
    folder = os.open(out, os.O_RDONLY)
    try:
        yield folder
    finally:
        os.close(folder)


def _hold(folder: int | None, *, alone: bool) -> bool:
    """Whether the folder could be held: alone, which never waits, or beside others."""
    if folder is None:
        return False
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
    except OSError:
        return False
    return True
