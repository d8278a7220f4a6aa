"""Networks whose weights differ from those of a published file: what changed is small enough to come with the code.

Weights are half floats. Of each changed array of them a file of changes, a compressed .npz, holds where it starts in
the published file (bytes), how many rows and columns it has, and the change of each number in steps. A step has one
length for each row, or for each column where the planes are the columns.
"""

import zlib
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

ITEMS = ("starts", "rows", "columns", "by_column", "lengths", "steps")
"""What the file holds: (n,) each of the first four; lengths (float32) and steps (int8) of all arrays, one by one."""


_UNREADABLE = (OSError, EOFError, KeyError, TypeError, ValueError, NotImplementedError, BadZipFile, zlib.error)


def applied(published: bytes, changes: Path) -> bytes:
    """The published file with its weights changed.

    Every operation is one of float32, in the same order, so that every machine gets the same file.

    Raises:
        ValueError: the file holds no changes, or those of another file.
    """
    content = bytearray(published)
    try:
        with changes.open("rb") as file, np.load(file) as arrays:
            _change(content, *(arrays[item] for item in ITEMS))
    except _UNREADABLE as error:
        raise ValueError(f"Expected changes of weights, but got another file ({error}): {changes}") from error
    return bytes(content)


def _change(
    content: bytearray,
    starts: Array,
    rows: Array,
    columns: Array,
    by_column: Array,
    lengths: Array,
    steps: Array,
) -> None:
    length_at, step_at = 0, 0
    for start, height, width, columnwise in zip(starts, rows, columns, by_column, strict=True):
        count = int(height) * int(width)
        values = np.frombuffer(content, np.float16, count, int(start)).reshape(height, width)
        own = lengths[length_at : length_at + (width if columnwise else height)]
        moved = steps[step_at : step_at + count].reshape(height, width) * (own if columnwise else own[:, None])
        values[:] = values.astype(np.float32) + moved
        length_at, step_at = length_at + own.size, step_at + count
