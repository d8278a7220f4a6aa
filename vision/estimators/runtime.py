"""Opens networks in the LiteRT runtime: without its greeting on the terminal, and without outputs nobody reads."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter


def opened(weights: Path, *, threads: int, unread: str | None = None) -> Interpreter:
    """A network with its tensors allocated, computing all of its outputs but the one named `unread`."""
    content = weights.read_bytes()
    if unread is not None:
        content = without_output(content, unread)
    with _quiet():
        network = Interpreter(model_content=content, num_threads=threads)
        network.allocate_tensors()
    return network


def without_output(content: bytes, name: str) -> bytes:
    """The same network without one output and the operators that only feed it; the others keep every bit.

    Leaving out BlazePose's segmentation saves 14 (heavy) to 55 % (lite) of its time.
    """
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(content, 0))
    graph = model.subgraphs[0]
    kept = [index for index in graph.outputs if graph.tensors[index].name != name.encode()]
    needed, operators = set(kept), []
    for operator in reversed(graph.operators):
        if needed.intersection(operator.outputs.tolist()):
            operators.append(operator)
            needed.update(operator.inputs.tolist())
    graph.operators, graph.outputs = operators[::-1], np.array(kept, dtype=np.int32)
    builder = flatbuffers.Builder(len(content))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


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
