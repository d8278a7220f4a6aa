"""Networks whose weights differ from those of a published file: what changed is small enough to come with the code.

Weights are half floats. Of each changed array of them a file of changes, a compressed .npz, holds where it starts in
the published file (bytes), how many rows and columns it has, and the change of each number in steps. A step has one
length for each row, or for each column where the planes are the columns.
"""

from pathlib import Path

import numpy as np

ITEMS = ("starts", "rows", "columns", "by_column", "lengths", "steps")
"""What the file holds: (n,) each of the first four; lengths (float32) and steps (int8) of all arrays, one by one."""


def applied(published: bytes, changes: Path) -> bytes:
    """The published file with its weights changed.

    Every operation is one of float32, in the same order, so that every machine gets the same file. Both files are
    taken to be whole: whoever calls knows their sha256.
    """
    content, length_at, step_at = bytearray(published), 0, 0
    with np.load(changes) as file:
        starts, rows, columns, by_column, lengths, steps = (file[item] for item in ITEMS)
    for start, height, width, columnwise in zip(starts, rows, columns, by_column, strict=True):
        count = int(height) * int(width)
        values = np.frombuffer(content, np.float16, count, int(start)).reshape(height, width)
        own = lengths[length_at : length_at + (width if columnwise else height)]
        moved = steps[step_at : step_at + count].reshape(height, width) * (own if columnwise else own[:, None])
        values[:] = values.astype(np.float32) + moved
        length_at, step_at = length_at + own.size, step_at + count
    return bytes(content)
