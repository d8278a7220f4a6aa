"""How well raters agree with each other, and the checker with raters, beyond what chance alone would give."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from calibration.scoring.bootstrap import cluster_weights, interval
from calibration.scoring.reference import Reference
from calibration.tuning.splits import UNTOLD
from calibration.tuning.units import LEVELS, Unit, rater_units, system_units

Array = NDArray[np.float64]
Json = dict[str, Any]

EVERYTHING: Final = "all checks"
"""The row of all checks together."""

DRAWS: Final = 2000

_RED: Final = LEVELS.index("fault")
_LEAST_KNOWN: Final = 0.9
"""An interval needs a kappa in this share of draws; the rest would be left out of it unseen."""

_DECIMALS: Final = 6
_TINY: Final = 1e-9


def rater_pairs(
    references_by_rater: Mapping[str, Sequence[Reference]], *, draws: int = DRAWS, seed: int = 0
) -> list[Json]:
    """Agreement of every two raters on the repetitions that both labelled, a row a check.

    Args:
        references_by_rater: what each of them labelled.
        draws: of people, for the intervals.
        seed: of the draws.
    """
    names = list(references_by_rater)
    units: list[Unit] = []
    for at, first in enumerate(names):
        for second in names[at + 1 :]:
            units += rater_units(references_by_rater[first], references_by_rater[second], between=(first, second))
    return agreement(units, draws=draws, seed=seed)


def system_rater(
    results: Mapping[str, Mapping[str, Any]], references: Iterable[Reference], *, draws: int = DRAWS, seed: int = 0
) -> list[Json]:
    """Agreement of results with every rater of their clips, in views that show a check well, a row a check.

    Args:
        results: of schema 1, by the name of the clip.
        references: clips without a result are left aside.
        draws: of people, for the intervals.
        seed: of the draws.
    """
    units = [unit for one in references if one.clip in results for unit in system_units(results[one.clip], one)]
    return agreement(units, draws=draws, seed=seed)


def agreement(units: Iterable[Unit], *, draws: int = DRAWS, seed: int = 0) -> list[Json]:
    """`agreement` of tuning.json: for each pair a row of all checks together, then one for each.

    What is not defined is None: kappa where both only ever say the same one thing, an interval of a single person.
    `interval` is that of kappa, of draws of whole people.
    """
    rows: list[Json] = []
    by_pair: dict[tuple[str, str], list[Unit]] = {}
    for unit in units:
        by_pair.setdefault(unit.between, []).append(unit)
    for between, own in by_pair.items():
        checks = [unit for unit in own if unit.is_check]
        rows.append(_row(EVERYTHING, between, checks, draws=draws, seed=seed))
        for what in dict.fromkeys(unit.what for unit in own):
            rows.append(_row(what, between, [unit for unit in own if unit.what == what], draws=draws, seed=seed))
    return [row for row in rows if row["n"] + row["unjudged"]]


def observed(table: Array) -> Array:
    """(...) share of (..., k, k) units on which both say the same; NaN without units."""
    return _share(np.trace(table, axis1=-2, axis2=-1), table.sum(axis=(-2, -1)))


def kappa(table: Array, *, quadratic: bool = False) -> Array:
    """(...) Cohen's kappa of (..., k, k) counts, the first rater's categories down, the second's across.

    Args:
        table: counts.
        quadratic: categories are in order, and a disagreement counts by the square of its distance.

    Returns:
        NaN where chance would leave nothing to disagree about.
    """
    place = np.arange(table.shape[-1])
    off = np.abs(place[:, None] - place).astype(np.float64)
    weight = off**2 if quadratic else (off > 0).astype(np.float64)
    chance = table.sum(axis=-1, keepdims=True) * table.sum(axis=-2, keepdims=True)
    units = table.sum(axis=(-2, -1))
    return 1.0 - _share((weight * table).sum(axis=(-2, -1)) * units, (weight * chance).sum(axis=(-2, -1)))


def pabak(table: Array) -> Array:
    """(...) kappa adjusted for prevalence and bias: as if each category were as frequent as the others."""
    categories = table.shape[-1]
    adjusted: Array = (categories * observed(table) - 1.0) / (categories - 1.0)
    return adjusted


def red_or_not(table: Array) -> Array:
    """(..., 2, 2) counts of (..., 3, 3): amber is not red."""
    others = slice(0, _RED)
    return np.stack(
        [
            np.stack([table[..., others, others].sum(axis=(-2, -1)), table[..., others, _RED].sum(axis=-1)], axis=-1),
            np.stack([table[..., _RED, others].sum(axis=-1), table[..., _RED, _RED]], axis=-1),
        ],
        axis=-2,
    )


def _row(what: str, between: tuple[str, str], units: Sequence[Unit], *, draws: int, seed: int) -> Json:
    judged = [unit for unit in units if unit.levels]
    people, tables = _by_people(judged)
    whole = tables.sum(axis=0)
    both = red_or_not(whole)
    return {
        "what": what,
        "between": list(between),
        "n": len(judged),
        "unjudged": len(units) - len(judged),
        "clips": len({unit.clip for unit in judged}),
        "subjects": len(people),
        "both_fault": int(both[1, 1]),
        "only_first": int(both[1, 0]),
        "only_second": int(both[0, 1]),
        "agreed": _known(observed(both)),
        "kappa": _known(kappa(both)),
        "pabak": _known(pabak(both)),
        "weighted_kappa": _known(kappa(whole, quadratic=True)),
        "interval": _interval(tables, people, draws=draws, seed=seed),
    }


def _by_people(units: Sequence[Unit]) -> tuple[list[str], Array]:
    """Who is in them, and (people, 3, 3) counts of each."""
    people = sorted({unit.subject or UNTOLD for unit in units})
    tables = np.zeros((len(people), len(LEVELS), len(LEVELS)))
    for unit in units:
        tables[(people.index(unit.subject or UNTOLD), *unit.levels)] += 1
    return people, tables


def _interval(tables: Array, people: Sequence[str], *, draws: int, seed: int) -> list[float] | None:
    """The middle 95 % of kappa over draws of people.

    None for a single one, where many draws have no kappa, and where all have the same, as when the two never differ or
    only one of them ever says red: such draws do not know how far another person would lie.
    """
    if len(people) < 2 or not np.isfinite(kappa(red_or_not(tables.sum(axis=0)))):
        return None
    weights = cluster_weights([(one, "") for one in people], draws=draws, seed=seed)
    drawn = kappa(red_or_not(np.einsum("dp,pij->dij", weights, tables)))
    ends = interval(drawn)
    if ends is None or ends[1] - ends[0] < _TINY or np.isfinite(drawn).mean() < _LEAST_KNOWN:
        return None
    return [round(end, _DECIMALS) for end in ends]


def _share(part: Array, whole: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        share: Array = np.where(whole > 0, np.asarray(part, dtype=np.float64) / whole, np.nan)
    return share


def _known(number: Array) -> float | None:
    return round(float(number), _DECIMALS) if np.isfinite(number) else None
