"""Scores a choice by people that it never saw: each group is held out in turn while the others choose."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.scoring.bootstrap import cluster_weights, interval
from calibration.tuning.choice import Choice, Gain, Judged, choose

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fold:
    """One group held out.

    Attributes:
        held_out: its place among the groups.
        chosen: the setting that the other groups chose; None where they had nothing to choose by.
    """

    held_out: int
    chosen: int | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval over draws of people; None where there is nothing to make it of."""

    value: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Scores:
    """What tuning gives.

    Attributes:
        default: the first setting, on all groups.
        nested: on each group, the setting that the others chose.
        resubstituted: the setting that all groups chose, on the same groups: too good.
        difference: nested less default, in the same draws; more is better whatever the direction.
    """

    default: Estimate
    nested: Estimate
    resubstituted: Estimate
    difference: Estimate


def folds(judged: Judged) -> list[Fold]:
    """Leave every group out in turn; none where there are not two."""
    groups = len(judged.counts)
    if groups < 2:
        return []
    return [Fold(group, choose(_without(judged, group)).index) for group in range(groups)]


def score(
    judged: Judged, choice: Choice, left_out: Sequence[Fold], *, value: Gain, default: int, draws: int, seed: int
) -> Scores:
    """Score the default, the nested and the final choice.

    Where the others had nothing to choose by, a held-out group keeps the default.

    Args:
        judged: what was judged.
        choice: of all groups.
        left_out: see `folds`.
        value: of sums, as it is shown.
        default: the setting that is in force without tuning.
        draws: of groups.
        seed: of the draws.
    """
    groups = len(judged.counts)
    weights = cluster_weights([(str(group), "") for group in range(groups)], draws=draws, seed=seed)
    weights = np.concatenate([np.ones((1, groups)), weights])
    kept = weights @ judged.counts[:, default]
    tuned = judged.counts[:, default if choice.index is None else choice.index]
    own = [default if fold.chosen is None else fold.chosen for fold in left_out]
    honest = weights @ judged.counts[np.arange(groups), own] if own else np.full(kept.shape, np.nan)
    return Scores(
        default=_estimate(value(kept), groups),
        nested=_estimate(value(honest), groups) if own else Estimate(None, None),
        resubstituted=_estimate(value(weights @ tuned), groups),
        difference=_estimate(judged.gain(honest) - judged.gain(kept), groups) if own else Estimate(None, None),
    )


def _without(judged: Judged, group: int) -> Judged:
    others = np.arange(len(judged.counts)) != group
    return Judged(judged.points, judged.counts[others], judged.gain)


def _estimate(values: Array, groups: int) -> Estimate:
    """An estimate of its values, of all groups first and then of each draw."""
    if not np.isfinite(values[0]):
        return Estimate(None, None)
    return Estimate(float(values[0]), interval(values[1:]) if groups > 1 else None)
