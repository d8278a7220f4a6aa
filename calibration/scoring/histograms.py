"""Errors as counts in fixed bins, so that medians of many clips pool exactly and scores stay small."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vision.types import Points

Counts = NDArray[np.int64]

_DECIMALS: Final = 9


@dataclass(frozen=True, slots=True)
class Bins:
    """Bins of equal width, their middles from `low` to `high`, and one more for what has no value.

    Values beyond the ends go to the ends.
    So a quantile is true to half a width, and one at an end means "that or beyond".
    """

    low: float
    high: float
    width: float

    @property
    def count(self) -> int:
        """Bins with a value."""
        return round((self.high - self.low) / self.width) + 1

    @property
    def total(self) -> int:
        """All bins; the last one counts what has no value."""
        return self.count + 1

    @property
    def values(self) -> Points:
        """(count,) the middles of the bins with a value."""
        middles: Points = np.round(self.low + self.width * np.arange(self.count), _DECIMALS)
        return middles

    def at(self, values: Points) -> Counts:
        """Bin of each value; NaN has none and goes to the last bin."""
        near = np.clip(np.round((np.nan_to_num(values) - self.low) / self.width), 0, self.count - 1)
        found: Counts = np.where(np.isnan(values), self.count, near).astype(np.int64)
        return found

    def quantile(self, counts: Counts, share: float = 0.5) -> float:
        """Least value that at least a share of the counted values do not exceed; NaN when none has a value."""
        summed = np.cumsum(counts[: self.count])
        if not summed[-1]:
            return float("nan")
        return float(self.values[np.searchsorted(summed, share * summed[-1])])

    def quantile_of_size(self, counts: Counts, share: float = 0.5) -> float:
        """The same of the sizes of the values, whatever their sign."""
        size = np.round(np.abs(self.values) / self.width).astype(np.int64)
        folded = np.bincount(size, weights=counts[: self.count]).astype(np.int64)
        return Bins(0.0, (len(folded) - 1) * self.width, self.width).quantile(np.append(folded, 0), share)


def share_of(part: float, whole: float) -> float:
    """A share, NaN of nothing."""
    return float(part) / float(whole) if whole else float("nan")


def sparse(counts: Counts) -> dict[str, list[int]]:
    """Counts as plain data: where they are not zero in the flat array, and how many."""
    flat = counts.ravel()
    (places,) = np.nonzero(flat)
    return {"places": places.tolist(), "counts": flat[places].tolist()}


def dense(table: Mapping[str, Any], shape: tuple[int, ...]) -> Counts:
    """Counts from plain data."""
    flat = np.zeros(math.prod(shape), dtype=np.int64)
    flat[np.array(table["places"], dtype=np.int64)] = table["counts"]
    return flat.reshape(shape)
