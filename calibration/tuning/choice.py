"""Chooses among settings that were judged: the middle of the plateau, and how far another set of people would move it.

Counts are added up by group of people before anything here, so that a group is drawn or left out whole.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.scoring.bootstrap import LEVEL, cluster_weights, interval

Array = NDArray[np.float64]
Gain = Callable[[Array], Array]
"""(..., quantities) sums to (...) how good they are, more is better, NaN for nothing."""

_TINY: Final = 1e-9
_AT_ONCE: Final = 4_000_000
"""Numbers in memory at a time while draws are added up."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Settings that were judged.

    Attributes:
        points: (settings, thresholds) from 0 to 1 over the span of each threshold; a default may lie outside.
        counts: (groups, settings, quantities) what is counted in each group of people.
        gain: see `Gain`.
    """

    points: Array
    counts: Array
    gain: Gain


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What is chosen.

    Attributes:
        index: of the setting; None where there is nothing to choose by.
        gains: (settings,) of each.
        se: standard error of the best gain, by people.
        plateau: (settings,) whether each is within one standard error of the best.
    """

    index: int | None
    gains: Array
    se: float
    plateau: NDArray[np.bool_]


def standard_errors(judged: Judged) -> Array:
    """(settings,) jackknife over groups; one that holds all there is to score does not count, and one alone gives 0."""
    without = judged.gain(judged.counts.sum(axis=0) - judged.counts)
    without = without[np.isfinite(without).all(axis=1)]
    groups = len(without)
    if groups < 2:
        return np.zeros(len(judged.points))
    spread: Array = np.sqrt((groups - 1) / groups * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    return spread


def choose(judged: Judged) -> Choice:
    """Choose the setting that lies deepest inside what is within one standard error of the best.

    For one threshold that is the middle of the widest interval within one standard error of the best.
    """
    gains = judged.gain(judged.counts.sum(axis=0))
    if not np.isfinite(gains).any():
        return Choice(None, gains, float("nan"), np.zeros(len(gains), dtype=bool))
    best = int(np.nanargmax(gains))
    se = float(standard_errors(judged)[best])
    plateau = gains >= gains[best] - se - _TINY
    return Choice(deepest(judged.points, plateau), gains, se, plateau)


def deepest(points: Array, inside: NDArray[np.bool_]) -> int:
    """Index of the point of a set that is farthest from every point outside of it and from the ends of the span.

    Args:
        points: (settings, thresholds), 0 to 1.
        inside: (settings,) which belong to the set; at least one.
    """
    members = np.flatnonzero(inside)
    own, others = points[members], points[~inside]
    room = np.minimum(own, 1.0 - own).min(axis=1)
    for place, point in enumerate(own):
        if len(others):
            room[place] = min(room[place], float(np.sqrt(((others - point) ** 2).sum(axis=1).min())))
    return int(members[np.argmax(room)])


def widest(values: Array, inside: NDArray[np.bool_]) -> tuple[float, float]:
    """Ends of the widest run of neighbouring values that are inside; at least one is."""
    steps = np.diff(np.concatenate([[0], inside.astype(np.int8), [0]]))
    first, last = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1) - 1
    run = int(np.argmax(values[last] - values[first]))
    return float(values[first[run]]), float(values[last[run]])


def choice_intervals(judged: Judged, se: float, *, draws: int, seed: int) -> Array | None:
    """(thresholds, 2) where the choice could have fallen, from 0 to 1: the middle 95 % of draws of people.

    Each draw has its own best and plateau (within `se` of it) and gives one setting of that plateau by chance, not its
    middle: people decide where the plateau lies, and nothing decides where on it the best is.
    With the middle alone the interval is too narrow; see `benchmarks/planted_threshold.py`.

    Args:
        judged: what was judged.
        se: standard error of the best gain of all people; see `choose`.
        draws: of groups of people.
        seed: of the draws.

    Returns:
        None where there are not two groups or nothing to choose by.
    """
    groups, settings, quantities = judged.counts.shape
    if groups < 2:
        return None
    random = np.random.default_rng(seed)
    weights = cluster_weights([(str(group), "") for group in range(groups)], draws=draws, seed=seed)
    drawn: list[Array] = []
    for some in np.array_split(weights, max(1, draws * settings * quantities // _AT_ONCE)):
        gains = judged.gain(np.einsum("dg,gsq->dsq", some, judged.counts))
        gains = gains[np.isfinite(gains).all(axis=1)]
        plateau = gains >= gains.max(axis=1, keepdims=True) - se - _TINY
        chance = random.uniform(size=plateau.shape)
        drawn.append(judged.points[np.where(plateau, chance, -1.0).argmax(axis=1)])
    points = np.concatenate(drawn)
    ends = [interval(points[:, column]) for column in range(points.shape[1])]
    return None if not len(points) else np.array([each or (np.nan, np.nan) for each in ends])


__all__ = [
    "LEVEL", "Choice", "Gain", "Judged", "choice_intervals", "choose", "deepest", "standard_errors", "widest",
]  # fmt: skip
