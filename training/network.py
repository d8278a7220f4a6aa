"""Reads a float .tflite network as a torch module whose weights can be trained, and writes them back in place.

Only the operations that BlazePose's landmark networks use are known. The torch module gives what the interpreter gives
(BlazePose full: landmarks to 0.002 pixels); weights that were not trained are written back to the last byte.
"""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from ai_edge_litert import schema_py_generated as schema
from torch.nn import functional

Tensor = torch.Tensor
Builtin = schema.BuiltinOperator
_TYPES = {0: np.float32, 1: np.float16, 2: np.int32}
_OPTIONS: dict[int, Any] = {
    Builtin.CONV_2D: schema.Conv2DOptions,
    Builtin.DEPTHWISE_CONV_2D: schema.DepthwiseConv2DOptions,
    Builtin.ADD: schema.AddOptions,
    Builtin.MAX_POOL_2D: schema.Pool2DOptions,
    Builtin.RESIZE_BILINEAR: schema.ResizeBilinearOptions,
}
_ACTIVATIONS: dict[int, Callable[[Tensor], Tensor]] = {0: lambda x: x, 1: functional.relu, 3: functional.relu6}
_SAME = 0  # tflite's padding that keeps the size


@dataclass(frozen=True)
class Step:
    """One operation: what it is, what it reads and writes, and how."""

    kind: int
    reads: list[int]
    writes: int
    options: Any
    act: Callable[[Tensor], Tensor] = field(default=_ACTIVATIONS[0])


class Network(torch.nn.Module):
    """A .tflite network; `forward` takes (n, 3, height, width) and gives its outputs by name."""

    def __init__(self, path: pathlib.Path, *, without: tuple[str, ...] = ("Identity_2",)) -> None:
        """Read a file; outputs in `without`, such as BlazePose's segmentation, are neither computed nor trained."""
        super().__init__()
        self._file = path.read_bytes()
        model = schema.Model.GetRootAs(self._file, 0)
        graph = model.Subgraphs(0)
        self.shapes = [_shape(graph.Tensors(i)) for i in range(graph.TensorsLength())]
        self._constants, self._buffers = _constants(model, graph)
        self._halves: dict[int, int] = {}
        steps = self._steps(model, graph)
        self._outputs = {
            graph.Tensors(i).Name().decode(): i for i in (int(graph.Outputs(k)) for k in range(graph.OutputsLength()))
        }
        for name in without:
            self._outputs.pop(name, None)
        self._input = int(graph.Inputs(0))
        self.steps = _needed(steps, set(self._outputs.values()))
        self._apart = {step.reads[1] for step in self.steps if step.kind == Builtin.DEPTHWISE_CONV_2D}
        self.weights = torch.nn.ParameterDict()
        for step in self.steps:
            if step.kind in (Builtin.CONV_2D, Builtin.DEPTHWISE_CONV_2D):
                for tensor in step.reads[1:]:
                    self.weights[str(tensor)] = torch.nn.Parameter(self._weight(tensor))

    def first_steps(self, least_px: int) -> list[Step]:
        """Steps, from the picture on, until the first that writes maps of fewer pixels a side than these."""
        small = (k for k, step in enumerate(self.steps) if self.shapes[step.writes][1] < least_px)
        return self.steps[: next(small, len(self.steps))]

    def freeze(self, steps: Sequence[Step]) -> None:
        """Leave the weights of some steps as they are."""
        for step in steps:
            for tensor in step.reads[1:]:
                if str(tensor) in self.weights:
                    self.weights[str(tensor)].requires_grad_(False)

    def forward(self, picture: Tensor) -> dict[str, Tensor]:
        """All outputs, pictures first; maps are (n, planes, height, width)."""
        values = {self._input: picture}
        for step in self.steps:
            values[step.writes] = step.act(self._done(step, values))
        return {name: values[tensor] for name, tensor in self._outputs.items()}

    def save(self, path: pathlib.Path) -> None:
        """The file again, with the weights as they are now."""
        content = bytearray(self._file)
        for start, _, values in self.stored():
            content[start : start + values.nbytes] = values.tobytes()
        unfinished = path.with_name(f".{path.name}")
        unfinished.write_bytes(content)
        unfinished.replace(path)

    def stored(self) -> Iterator[tuple[int, bool, np.ndarray]]:
        """Weights as the file holds them: first byte, whether planes are the last axis, values now."""
        model = schema.Model.GetRootAs(self._file, 0)
        for name, weight in self.weights.items():
            tensor = int(name)
            source = self._halves.get(tensor, tensor)
            values, apart = weight.detach().numpy(), tensor in self._apart
            if values.ndim == 4:
                values = values.transpose(1, 2, 3, 0) if apart else values.transpose(0, 2, 3, 1)
            values = np.ascontiguousarray(values).astype(self._constants[source].dtype)
            table = model.Buffers(self._buffers[source])._tab
            place = table.Offset(4)
            if table.VectorLen(place) != values.nbytes:
                raise ValueError(f"Expected {table.VectorLen(place)} bytes of weights, but got {values.nbytes}.")
            yield table.Vector(place), apart or values.ndim == 1, values

    def _steps(self, model: Any, graph: Any) -> list[Step]:
        found = []
        for number in range(graph.OperatorsLength()):
            operator = graph.Operators(number)
            code = model.OperatorCodes(operator.OpcodeIndex())
            kind = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
            reads, writes = [int(i) for i in operator.InputsAsNumpy()], int(operator.Outputs(0))
            if kind == Builtin.DEQUANTIZE:
                self._halves[writes] = reads[0]
                continue
            options = None
            if kind in _OPTIONS:
                options = _OPTIONS[kind]()
                table = operator.BuiltinOptions()
                options.Init(table.Bytes, table.Pos)
            act = getattr(options, "FusedActivationFunction", lambda: 0)()
            found.append(Step(kind, reads, writes, options, _ACTIVATIONS[act]))
        return found

    def _weight(self, tensor: int) -> Tensor:
        values = self._constants[self._halves.get(tensor, tensor)].astype(np.float32)
        if values.ndim == 4:
            values = values.transpose(3, 0, 1, 2) if tensor in self._apart else values.transpose(0, 3, 1, 2)
        return torch.tensor(np.ascontiguousarray(values))

    def _done(self, step: Step, values: dict[int, Tensor]) -> Tensor:
        given = values[step.reads[0]]
        if step.kind in (Builtin.CONV_2D, Builtin.DEPTHWISE_CONV_2D):
            return self._convolved(step, given)
        if step.kind == Builtin.ADD:
            return given + values[step.reads[1]]
        if step.kind == Builtin.PAD:
            _, rows, columns, planes = (tuple(map(int, pair)) for pair in self._constants[step.reads[1]])
            return functional.pad(given, (*columns, *rows, *planes))
        if step.kind == Builtin.MAX_POOL_2D:
            size, stride = step.options.FilterHeight(), step.options.StrideH()
            return functional.max_pool2d(_padded(given, size, stride, -torch.inf), size, stride)
        if step.kind == Builtin.RESIZE_BILINEAR:
            height, width = map(int, self._constants[step.reads[1]])
            return functional.interpolate(given, size=(height, width), mode="bilinear", align_corners=False)
        if step.kind == Builtin.RESHAPE:
            return given.permute(0, 2, 3, 1).reshape(len(given), -1)
        if step.kind == Builtin.LOGISTIC:
            return torch.sigmoid(given)
        raise ValueError(f"Expected an operation of BlazePose, but got number {step.kind}.")

    def _convolved(self, step: Step, given: Tensor) -> Tensor:
        weight, bias = self.weights[str(step.reads[1])], self.weights[str(step.reads[2])]
        size, stride = weight.shape[-1], step.options.StrideH()
        padding = 0
        if step.options.Padding() == _SAME:
            if stride == 1 and size % 2:
                padding = size // 2
            else:
                given = _padded(given, size, stride, 0.0)
        groups = len(weight) if step.kind == Builtin.DEPTHWISE_CONV_2D else 1
        return functional.conv2d(given, weight, bias, stride=stride, padding=padding, groups=groups)


def _padded(given: Tensor, size: int, stride: int, value: float) -> Tensor:
    """As much around it as tflite adds: the odd pixel to the right and below."""
    pads = []
    for length in (given.shape[-1], given.shape[-2]):
        missing = max((-(-length // stride) - 1) * stride + size - length, 0)
        pads += [missing // 2, missing - missing // 2]
    return functional.pad(given, pads, value=value)


def _needed(steps: list[Step], wanted: set[int]) -> list[Step]:
    """Steps that the wanted tensors depend on, in order."""
    found, wanted = [], set(wanted)
    for step in reversed(steps):
        if step.writes in wanted:
            found.append(step)
            wanted.update(step.reads)
    return found[::-1]


def _shape(tensor: Any) -> list[int]:
    return [int(size) for size in tensor.ShapeAsNumpy()] if tensor.ShapeLength() else []


def _constants(model: Any, graph: Any) -> tuple[dict[int, np.ndarray], dict[int, int]]:
    """Constant tensors by number, and the number of the buffer that holds each."""
    values, buffers = {}, {}
    for i in range(graph.TensorsLength()):
        tensor = graph.Tensors(i)
        raw = model.Buffers(tensor.Buffer()).DataAsNumpy()
        if isinstance(raw, np.ndarray) and raw.size:
            values[i] = np.frombuffer(raw.tobytes(), _TYPES[tensor.Type()]).reshape(_shape(tensor))
            buffers[i] = tensor.Buffer()
    return values, buffers
