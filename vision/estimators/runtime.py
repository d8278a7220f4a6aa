"""Opens networks in the LiteRT runtime without its greeting on the terminal."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ai_edge_litert.interpreter import Interpreter


def opened(weights: Path, *, threads: int) -> Interpreter:
    """A network with its tensors allocated."""
    with _quiet():
        network = Interpreter(str(weights), num_threads=threads)
        network.allocate_tensors()
    return network


@contextmanager
def _quiet() -> Iterator[None]:
    """The runtime's native code greets on the process's own stderr, past `sys.stderr`."""
    try:
        kept = os.dup(2)
    except OSError:  # no stderr at all, as under a window system
        yield
        return
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        sys.stderr.flush()
        os.dup2(sink, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(sink)
