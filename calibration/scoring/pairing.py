"""Pairs what was found with what is true, one to one: as many pairs as can be, then the nearest ones."""

import numpy as np
from numpy.typing import ArrayLike


def pairs(errors: ArrayLike, allowed: ArrayLike) -> list[tuple[int, int]]:
    """Pairs of row and column, in order of rows.

    Args:
        errors: (n, m) how badly each row fits each column, not below 0.
        allowed: (n, m) which of them may be paired at all.
    """
    from scipy.optimize import linear_sum_assignment  # slow to load, and every command imports this file

    cost, may = np.asarray(errors, dtype=np.float64), np.asarray(allowed, dtype=np.bool_)
    if not may.any():
        return []
    refused = 1.0 + float(cost[may].sum())  # one pair more always outweighs all errors together
    rows, columns = linear_sum_assignment(np.where(may, cost, refused))
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if may[row, column]]
