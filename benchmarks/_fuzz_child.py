"""Reads damaged files in a child process, which may crash or hang; whoever asks goes on with the next one."""

import contextlib
import multiprocessing
import os
import tempfile
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from benchmarks._fuzz_targets import damaged, outcome

_SPAWN: Final = multiprocessing.get_context("spawn")
_START_S: Final = 120.0
_GO_S: Final = 1.0
_NOISE_SHOWN: Final = 2000


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one damaged file.

    Attributes:
        kind: of file.
        number: that damages it the same way again.
        said: in a word.
        finding: what was wrong, at length; None where nothing was.
    """

    kind: str
    number: int
    said: str
    finding: str | None = None


def answers(kind: str, numbers: Iterable[int], *, limit_s: float, memory_mb: int) -> Iterator[Answer]:
    """Damage and read files one after the other in one process, and in a new one after each crash or hang."""
    child: _Child | None = None
    try:
        for number in numbers:
            child = child or _Child(kind, memory_mb)
            answer = child.ask(number, limit_s)
            if not child.is_alive:
                child = None
            yield answer
    finally:
        if child is not None:
            child.end()


class _Child:
    def __init__(self, kind: str, memory_mb: int) -> None:
        self._kind = kind
        self._here, there = _SPAWN.Pipe()
        self._process: BaseProcess = _SPAWN.Process(target=_serve, args=(there, kind, memory_mb), daemon=True)
        self._process.start()
        there.close()
        self.is_alive = True
        if not self._here.poll(_START_S):
            raise TimeoutError(f"Expected the child to start within {_START_S:.0f} s, but it did not.")
        self._here.recv()

    def ask(self, number: int, limit_s: float) -> Answer:
        self._here.send(number)
        if not self._here.poll(limit_s):
            self.end()
            return Answer(self._kind, number, "hang", f"nothing came within {limit_s:g} s")
        try:
            said, finding = self._here.recv()
        except (EOFError, OSError):
            self.end()
            return Answer(self._kind, number, "crash", f"the process died of {self._process.exitcode}")
        return Answer(self._kind, number, said, finding)

    def end(self) -> None:
        """Let it clean up and go; one that hangs does not listen."""
        self.is_alive = False
        self._here.close()
        self._process.join(_GO_S)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()


def _serve(connection: Connection, kind: str, memory_mb: int) -> None:
    with contextlib.suppress(ImportError):  # not on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    with tempfile.TemporaryDirectory(prefix="fuzz-") as scratch, contextlib.suppress(EOFError, BrokenPipeError):
        tempfile.tempdir = scratch  # so that nothing of a child outlives it
        noise = Path(scratch) / "stderr"
        os.dup2(os.open(noise, os.O_CREAT | os.O_RDWR | os.O_APPEND), 2)
        damaged(kind, 0)
        os.truncate(noise, 0)
        connection.send(None)
        while True:
            connection.send(_answered(kind, connection.recv(), Path(scratch), noise))


def _answered(kind: str, number: int, scratch: Path, noise: Path) -> tuple[str, str | None]:
    name, content = damaged(kind, number)
    path = scratch / name
    path.write_bytes(content)
    try:
        said = outcome(kind, path)
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return type(error).__name__, traceback.format_exc()
    finally:
        path.unlink(missing_ok=True)
    if noise.stat().st_size:
        heard = noise.read_text(errors="replace")[:_NOISE_SHOWN]
        os.truncate(noise, 0)
        return "noise", f"written to stderr: {heard}"
    return said, None
