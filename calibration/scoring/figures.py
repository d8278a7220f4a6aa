"""The figures: what each is made from, by family of scopes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Totals = Mapping[str, Array]
"""Quantities of one scope: one value each for the whole and for each draw."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a figure is made, NaN where there is none, and what it rests on."""

    of: Callable[[Totals], Array]
    rests_on: Callable[[Totals], Array]


def ratio(part: Array, whole: Array) -> Array:
    """A share, NaN of nothing."""
    share: Array = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)
    return share


def f1(totals: Totals, prefix: str = "") -> Array:
    """Harmonic mean of precision and recall, from counts."""
    found, missed, invented = (totals[f"{prefix}{name}"] for name in ("found", "missed", "invented"))
    return ratio(2 * found, 2 * found + missed + invented)


def _share(*parts: str, of: tuple[str, ...]) -> Rule:
    def whole(totals: Totals) -> Array:
        return _sum(totals, of)

    return Rule(lambda totals: ratio(_sum(totals, parts), whole(totals)), whole)


def _sum(totals: Totals, names: tuple[str, ...]) -> Array:
    added: Array = np.sum([totals[name] for name in names], axis=0)
    return added


def _limit_of_agreement(sign: float) -> Rule:
    """Bias and 1.96 standard deviations of the errors; there is none of a single one."""

    def limit(totals: Totals) -> Array:
        count, added = totals["n"], totals["sum"]
        mean = ratio(added, count)
        spread = np.maximum(totals["square"] - added * np.nan_to_num(mean), 0.0)
        return mean + sign * 1.96 * np.sqrt(ratio(spread, count - 1))

    return Rule(limit, lambda totals: totals["n"])


def _event_rules(prefix: str) -> dict[str, Rule]:
    found, missed, invented = (f"{prefix}{name}" for name in ("found", "missed", "invented"))
    return {
        f"{prefix}precision": _share(found, of=(found, invented)),
        f"{prefix}recall": _share(found, of=(found, missed)),
        f"{prefix}f1": Rule(lambda totals: f1(totals, prefix), lambda totals: _sum(totals, (found, missed, invented))),
    }


_RIGHT: Final = _share("right", of=("all",))

FAMILIES: Final[Mapping[str, Mapping[str, Rule]]] = {
    "hold": {
        "mae_s": _share("abs", of=("n",)),
        "bias_s": _share("sum", of=("n",)),
        "loa_low_s": _limit_of_agreement(-1.0),
        "loa_high_s": _limit_of_agreement(1.0),
        "iou": _share("iou", of=("n",)),
        "length_mae_s": _share("length_abs", of=("n",)),
        "start_mae_s": _share("start_abs", of=("n",)),
        "end_mae_s": _share("end_abs", of=("n",)),
        "start_within": _share("start_within", of=("n",)),
        "end_within": _share("end_within", of=("n",)),
        "edges_within": _share("start_within", "end_within", of=("n", "n")),
    },
    "holds": {"missed": _share("missed", of=("true",)), "invented": _share("invented", of=("listed",))},
    "prescription": {"right": _RIGHT},
    "repetitions": {"right": _RIGHT},
    "stretch": {"right": _RIGHT},
    "side": {"right": _RIGHT},
    "events": _event_rules("") | _event_rules("edges_") | {"onset_mae_s": _share("onset_abs", of=("found",))},
    "alerts": {
        "per_min": _share("false", of=("minutes",)),
        "in_good_form_per_min": _share("in_good_form", of=("minutes",)),
    },
    "checks": {
        "wrong_green": _share("fault_ok", of=("fault_all",)),
        "fault_red": _share("fault_fault", of=("fault_all",)),
        "fault_warned": _share("fault_warn", of=("fault_all",)),
        "false_red": _share("good_fault", of=("good_all",)),
        "good_warned": _share("good_warn", of=("good_all",)),
        "unknown": _share("unknown", of=("listed",)),
    },
}
"""Rules by the first part of the scope and the last part of the figure's name."""
