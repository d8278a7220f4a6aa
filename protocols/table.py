"""Rows that grow, kept in one array."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Table:
    """A table of numbers to which rows are appended."""

    def __init__(self, columns: int) -> None:
        self._data = np.empty((256, columns))
        self._size = 0

    def append(self, rows: Array) -> None:
        """Add (n, columns) rows at the end."""
        need = self._size + len(rows)
        if need > len(self._data):
            grown = np.empty((max(need, 2 * len(self._data)), self._data.shape[1]))
            grown[: self._size] = self._data[: self._size]
            self._data = grown
        self._data[self._size : need] = rows
        self._size = need

    @property
    def rows(self) -> Array:
        """All rows so far, (n, columns)."""
        return self._data[: self._size]
