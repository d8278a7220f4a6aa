"""Figures of many clips together, each with a bootstrap interval and what it rests on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from calibration.scoring.bootstrap import Array, Cluster, cluster_weights, interval
from calibration.scoring.clip import ClipScore
from calibration.scoring.columns import sums_of
from calibration.scoring.figures import FAMILIES, f1, ratio
from calibration.scoring.kinds import FAULT_KINDS


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Attributes:
        value: of all clips together.
        low, high: middle 95 % of the draws; None where it rests on a single cluster.
        n: what it rests on: repetitions, edges, clips, faults, events or minutes, as its rule says.
    """

    value: float
    low: float | None
    high: float | None
    n: float


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Sums over clusters by scope and quantity, and how often each cluster is in each draw."""

    sums: dict[str, dict[str, Array]]
    weights: Array

    def totals(self, scope: str) -> dict[str, Array]:
        """One value for the whole and one for each draw, by quantity."""
        return {name: np.concatenate([[own.sum()], self.weights @ own]) for name, own in self.sums[scope].items()}


def summarise(scores: Sequence[ClipScore], *, draws: int = 2000, seed: int = 0) -> dict[str, Figure]:
    """Every figure that rests on something, by its dotted name.

    A name is a scope and a figure of `figures.FAMILIES`: `hold.mae_s`, `events.jerk.f1`, `checks.depth.side.unknown`.
    Scopes of events and checks without a view take the views that show the check well; `weak` and `hidden` are the
    others. `events.macro` is the mean over kinds that were labelled.

    Args:
        scores: of any clips; filter them first for figures of a view, a split or a stretch.
        draws: of the bootstrap; subjects are drawn, banks within them, with all clips of a bank.
        seed: of the draws.
    """
    if not scores:
        return {}
    table = _table(scores, draws=draws, seed=seed)
    figures: dict[str, Figure] = {}
    for scope, clusters in table.sums.items():
        totals = table.totals(scope)
        for name, rule in FAMILIES[scope.split(".")[0]].items():
            figure = _figure(rule.of(totals), rule.rests_on(clusters))
            if figure is not None:
                figures[f"{scope}.{name}"] = figure
    return figures | _macro(table)


def confusion(scores: Sequence[ClipScore]) -> dict[tuple[str, str], int]:
    """How often each prescription verdict was given, by the true one and what was said."""
    return dict(
        Counter(
            (one.true_prescription, one.prescription)
            for score in scores
            for one in score.repetitions
            if one.true_prescription is not None
        )
    )


def _table(scores: Sequence[ClipScore], *, draws: int, seed: int) -> _Table:
    """Sums of each cluster; a clip without a bank is one of its own, a bank without a subject has its own."""
    places: dict[Cluster, int] = {}
    rows = [places.setdefault(cluster_of(score), len(places)) for score in scores]
    sums: dict[str, dict[str, Array]] = {}
    for row, score in zip(rows, scores, strict=True):
        for (scope, quantity), value in sums_of(score).items():
            own = sums.setdefault(scope, {}).setdefault(quantity, np.zeros(len(places)))
            own[row] += value
    return _Table(sums, cluster_weights(list(places), draws=draws, seed=seed))


def cluster_of(score: ClipScore) -> Cluster:
    """What a clip is drawn with: its subject and its bank, or itself where it has none."""
    bank = f"clip {score.clip}" if score.bank is None else f"bank {score.bank}"
    return bank if score.subject is None else f"subject {score.subject}", bank


def _figure(values: Array, rests_on: Array) -> Figure | None:
    """A figure of its values, the whole first and then each draw; None where there is none.

    Args:
        values: (1 + draws,).
        rests_on: (clusters,) what it rests on.
    """
    if not np.isfinite(values[0]):
        return None
    several = np.count_nonzero(rests_on) > 1
    low, high = (interval(values[1:]) if several else None) or (None, None)
    return Figure(float(values[0]), low, high, float(rests_on.sum()))


def _macro(table: _Table) -> dict[str, Figure]:
    """Means of F1 over the kinds that were labelled; a draw without a kind leaves it out."""
    figures: dict[str, Figure] = {}
    for prefix in ("", "edges_"):
        each, rests_on = [], []
        for kind in FAULT_KINDS:
            sums = table.sums.get(f"events.{kind}")
            labelled = None if sums is None else sums["found"] + sums["missed"]
            if labelled is not None and labelled.any():
                each.append(f1(table.totals(f"events.{kind}"), prefix))
                rests_on.append(labelled)
        if each:
            values = np.array(each)
            known = np.isfinite(values)
            mean = ratio(np.where(known, values, 0.0).sum(axis=0), known.sum(axis=0))
            figure = _figure(mean, np.sum(rests_on, axis=0))
            if figure is not None:
                figures[f"events.macro.{prefix}f1"] = figure
    return figures
