"""What comes of a search: the choice, how it does on people it never saw, and whether it is worth taking over."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from calibration.tuning.choice import Choice, choice_intervals, choose, standard_errors, widest
from calibration.tuning.nested import Estimate, Fold, Scores, folds, score
from calibration.tuning.objectives import told, value
from calibration.tuning.space import Span
from protocols.thresholds import THRESHOLDS
from stretchcheck.tune.searching import Searched
from stretchcheck.tune.trials import curve_of

Array = NDArray[np.float64]
Json = dict[str, Any]

_DECIMALS: Final = 6
_NOWHERE: Final = Estimate(None, None)


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """A search that is done.

    Attributes:
        searched: with everything that was judged.
        choice: of all people; None where there was nothing to choose by.
        intervals: (thresholds, 2) in their units, where other people could have put the choice.
        folds: what the others chose for each group that was held out.
        scores: of default and choice.
        is_adopted: whether the choice is worth taking over.
        reason: why, or why not.
    """

    searched: Searched
    choice: Choice | None
    intervals: Array | None
    folds: list[Fold]
    scores: Scores
    is_adopted: bool
    reason: str

    @property
    def values(self) -> dict[str, float]:
        """The chosen value of each threshold."""
        index = None if self.choice is None else self.choice.index
        return self.searched.settings[index or 0]


def chosen_of(searched: Searched, *, draws: int, seed: int) -> Chosen:
    """Choose, hold everybody out in turn, and decide whether to adopt."""
    judged, objective = searched.judged, searched.search.objective
    if judged is None:
        what = f"labelled {', '.join(objective.events)}" if objective.events else "labelled hold"
        reason = f"There is no {what} to choose by where the view shows it well."
        return Chosen(searched, None, None, [], Scores(*[_NOWHERE] * 4), False, reason)
    choice, left_out = choose(judged), folds(judged)
    scores = score(
        judged, choice, left_out, value=lambda totals: value(totals, objective), default=0, draws=draws, seed=seed
    )
    shares = choice_intervals(judged, choice.se, draws=draws, seed=seed)
    is_adopted, reason = _adopted(choice, scores)
    return Chosen(searched, choice, _in_units(searched, shares), left_out, scores, is_adopted, reason)


def _adopted(choice: Choice, scores: Scores) -> tuple[bool, str]:
    difference = scores.difference
    if choice.plateau[0]:
        return False, "The value in force is within one standard error of the best."
    if difference.value is None or difference.interval is None:
        return False, "Everything is of one person, so nothing could be held out."
    said = f"{difference.value:+.3f} ({difference.interval[0]:+.3f} to {difference.interval[1]:+.3f})"
    if difference.value <= 0 or difference.interval[0] < 0:
        return False, f"On people it never saw it is not surely better than the value in force: {said}."
    return True, f"On people it never saw it is better than the value in force: {said}."


def _in_units(searched: Searched, shares: Array | None) -> Array | None:
    """Intervals in the units of each threshold, wide enough to hold the choice."""
    if shares is None:
        return None
    spans = searched.search.spans
    return np.array([[span.value(end) for end in ends] for span, ends in zip(spans, shares, strict=True)])


def threshold_rows(chosen: Chosen) -> list[Json]:
    """`thresholds` of tuning.json."""
    rows = []
    for place, span in enumerate(chosen.searched.search.spans):
        found = chosen.values[span.name]
        ends = None if chosen.intervals is None else chosen.intervals[place]
        rows.append({
            "name": span.name,
            "default": chosen.searched.settings[0][span.name],
            "low": span.low,
            "high": span.high,
            "chosen": found,
            "interval": None if ends is None else [_round(min(ends[0], found)), _round(max(ends[1], found))],
            "adopted": chosen.is_adopted,
            "reason": chosen.reason,
            "objective": chosen.searched.search.objective.name,
            "source": THRESHOLDS[span.name].source,
            **_curve(chosen.searched, span),
        })  # fmt: skip
    return rows


def _curve(searched: Searched, span: Span) -> Json:
    """The threshold alone, the others as in force: its scores, and the widest interval within one SE of the best."""
    judged, start = searched.judged, searched.settings[0]
    if judged is None:
        return {"sensitivity": [], "plateau": None}
    wanted = sorted({*curve_of(span), start[span.name]})
    settings = [{**start, span.name: each} for each in wanted]
    places = [searched.settings.index(each) for each in settings if each in searched.settings]
    values = np.array([searched.settings[place][span.name] for place in places])
    errors, totals = standard_errors(judged), judged.counts.sum(axis=0)
    gains = judged.gain(totals)[places]
    best = places[int(np.nanargmax(gains))]
    low, high = widest(values, gains >= np.nanmax(gains) - errors[best] - 1e-9)
    objective = searched.search.objective
    rows = [
        {
            "value": float(each),
            "score": _known(value(totals[place], objective)),
            "se": _known(errors[place]),
            **told(totals[place]),
        }
        for each, place in zip(values, places, strict=True)
    ]
    return {"sensitivity": rows, "plateau": [low, high]}


def score_row(chosen: Chosen) -> Json:
    """One row of `scores` of tuning.json; after "default" and the like come what they are made of."""
    scores = chosen.scores
    return {
        "objective": chosen.searched.search.objective.name,
        "adopted": chosen.is_adopted,
        "subjects": len(chosen.searched.groups),
        "clips": len(chosen.searched.clips),
        "trials": len(chosen.searched.settings),
        **{name: _estimate(getattr(scores, name)) for name in ("default", "nested", "resubstituted", "difference")},
    }


def fold_rows(each: list[Chosen]) -> list[Json]:
    """`folds` of tuning.json: everybody who was held out, over all objectives."""
    rows: dict[str, Json] = {}
    for chosen in each:
        searched = chosen.searched
        name, objective = searched.search.objective.name, searched.search.objective
        for fold in chosen.folds:
            assert searched.judged is not None
            group = searched.groups[fold.held_out]
            row = rows.setdefault(group, {"held_out": group.split("+"), "chosen": {}, "default": {}, "tuned": {}})
            row["chosen"] |= searched.settings[fold.chosen or 0]
            own = searched.judged.counts[fold.held_out]
            row["default"][name] = _known(value(own[0], objective))
            row["tuned"][name] = _known(value(own[fold.chosen or 0], objective))
    return [rows[group] for group in sorted(rows)]


def _estimate(estimate: Estimate) -> Json:
    ends = estimate.interval
    return {"value": _known(estimate.value), "interval": None if ends is None else [_known(end) for end in ends]}


def _known(number: Any) -> float | None:
    """A number for JSON, None where there is none."""
    return None if number is None or not np.isfinite(number) else _round(number)


def _round(number: Any) -> float:
    return round(float(number), _DECIMALS)
