"""Intervals by drawing whole clusters: subjects, and within them banks, since clips of one bank are alike."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Cluster = tuple[str, str]
"""Who is in it, and from which bank."""

LEVEL: Final = 0.95


def cluster_weights(clusters: Sequence[Cluster], *, draws: int, seed: int) -> Array:
    """(draws, clusters) how often each cluster is in each draw.

    As many subjects as there are, drawn with replacement; for each time that one is drawn, as many of that subject's
    banks as there are, with replacement.
    """
    random = np.random.default_rng(seed)
    subjects: dict[str, list[int]] = {}
    for index, (subject, _) in enumerate(clusters):
        subjects.setdefault(subject, []).append(index)
    weights = np.zeros((draws, len(clusters)))
    times = random.multinomial(len(subjects), np.full(len(subjects), 1 / len(subjects)), size=draws)
    for drawn, own in zip(times.T, subjects.values(), strict=True):
        weights[:, own] = random.multinomial(drawn * len(own), np.full(len(own), 1 / len(own)))
    return weights


def interval(drawn: Array) -> tuple[float, float] | None:
    """The middle 95 % of the draws in which the figure exists; None where it exists in none."""
    known = drawn[np.isfinite(drawn)]
    if not len(known):
        return None
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
