"""The network calls of an analysis: noted as they are made, and made again."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a network: how its interpreter was made, and the shape of its input."""

    made: tuple[tuple[str, Any], ...]
    shape: tuple[int, ...]

    @property
    def name(self) -> str:
        """The weights and the input shape."""
        given = dict(self.made)
        weights = given["model_path"] and Path(given["model_path"]).stem
        return f"{weights or 'network from memory'} {'x'.join(map(str, self.shape))}"


class Calls:
    """Notes every network call of this process, and one input of each kind.

    It watches the interpreter rather than the estimator, so that it holds however the estimator is built.
    """

    def __init__(self) -> None:
        self.made: list[Call] = []
        self.inputs: dict[Call, np.ndarray] = {}
        self.inside_s = 0.0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Forget what was noted and note until the end."""
        self.made, self.inside_s = [], 0.0
        init, resize, invoke = Interpreter.__init__, Interpreter.resize_tensor_input, Interpreter.invoke

        def noting_init(net: Any, model_path: str | None = None, **given: Any) -> None:
            init(net, model_path, **given)
            net.noted_made = (("model_path", model_path), *sorted(given.items()))
            net.noted_call = None

        def noting_resize(net: Any, *args: Any, **given: Any) -> None:
            resize(net, *args, **given)
            net.noted_call = None

        def noting_invoke(net: Any) -> None:
            call = net.noted_call = net.noted_call or self._call(net)
            start = time.perf_counter()
            invoke(net)
            self.inside_s += time.perf_counter() - start
            self.made.append(call)

        replaced = {"__init__": noting_init, "resize_tensor_input": noting_resize, "invoke": noting_invoke}
        try:
            for name, function in replaced.items():
                setattr(Interpreter, name, function)
            yield
        finally:
            for name, function in zip(replaced, (init, resize, invoke), strict=True):
                setattr(Interpreter, name, function)

    def _call(self, net: Any) -> Call:
        details = net.get_input_details()[0]
        call = Call(net.noted_made, tuple(int(n) for n in details["shape"]))
        self.inputs.setdefault(call, net.get_tensor(details["index"]).copy())
        return call


def built(call: Call, given: np.ndarray) -> Any:
    """A fresh interpreter, called once."""
    net = Interpreter(**dict(call.made))
    index = net.get_input_details()[0]["index"]
    net.resize_tensor_input(index, call.shape, strict=False)
    net.allocate_tensors()
    net.set_tensor(index, given)
    net.invoke()
    return net
