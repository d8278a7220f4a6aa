"""Networks whose weights differ from those of a published file: what changed is small enough to come with the code.

A file of changes is a compressed .npz. Of each changed array of weights it holds where the array starts in the
published file (bytes), how many columns it has, whether its numbers are halves, and the change of each number in
steps; the length of a step is one for each row, or for each column where an array has one row a plane.
"""

from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

ITEMS = ("starts", "rows", "columns", "halves", "by_column", "lengths", "steps")
"""What the file holds: (n,) each of the first five; lengths (float32) and steps (int8) of all arrays, one by one."""


def applied(published: bytes, changes: Path) -> bytes:
    """The published file with its weights changed.

    The sums are made in float32 and rounded once, so that every machine gets the same file.

    Raises:
        ValueError: the file holds no changes, or those of another file.
    """
    content = bytearray(published)
    try:
        with changes.open("rb") as file, np.load(file) as arrays:
            _change(content, *(arrays[item] for item in ITEMS))
    except (OSError, EOFError, KeyError, TypeError, ValueError, BadZipFile) as error:
        raise ValueError(f"Expected changes of weights, but got {changes}: {error}") from error
    return bytes(content)


def _change(
    content: bytearray,
    starts: Array,
    rows: Array,
    columns: Array,
    halves: Array,
    by_column: Array,
    lengths: Array,
    steps: Array,
) -> None:
    length_at, step_at = 0, 0
    for start, height, width, half, columnwise in zip(starts, rows, columns, halves, by_column, strict=True):
        count = int(height) * int(width)
        values = np.frombuffer(content, np.float16 if half else np.float32, count, int(start)).reshape(height, width)
        own = lengths[length_at : length_at + (width if columnwise else height)]
        moved = steps[step_at : step_at + count].reshape(height, width) * (own if columnwise else own[:, None])
        values[:] = values.astype(np.float32) + moved
        length_at, step_at = length_at + own.size, step_at + count
