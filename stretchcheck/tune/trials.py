"""Trials: which settings are judged, proposed by Optuna without a look at any clip, and a log of them that outlives us.

Nothing that was judged decides what is judged next.
So the same trials serve every held-out person: a search that learns would have seen them all.
"""

import hashlib
import json
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from calibration.tuning.objectives import gain
from calibration.tuning.space import Search, Span, keeps_order
from protocols.thresholds import Settings

Array = NDArray[np.float64]
Values = Mapping[str, float]

STEPS: Final = 9
"""Values of each threshold's own curve, ends included."""

_EXTRA: Final = 'Tuning needs more libraries: pip install "stretchcheck[tune]"'
_GIVE_UP: Final = 20
"""So many times as many proposals as trials that are wanted, before the rest is let go."""


class TuningMissingError(RuntimeError):
    """Optuna is not installed."""


def optuna() -> ModuleType:
    """Optuna, told to be quiet.

    Raises:
        TuningMissingError: it is not installed.
    """
    try:
        import optuna as library
    except ImportError:
        raise TuningMissingError(_EXTRA) from None
    library.logging.set_verbosity(library.logging.WARNING)
    return library


def candidates(search: Search, base: Settings, *, trials: int, seed: int) -> list[dict[str, float]]:
    """Settings to judge, the same for the same seed: what is in force, each threshold's own curve, a Sobol sequence.

    A setting that would turn a pair round, such as a green limit beyond its red one, is left out.

    Args:
        search: what is searched.
        base: what is in force without tuning.
        trials: settings in all; more where the curves alone are more.
        seed: of the sequence.
    """
    start = {span.name: base[span.name] for span in search.spans}
    found = [start]
    for span in search.spans:
        for value in curve_of(span):
            _add(found, {**start, span.name: value}, base)
    for proposed in _sequence(search.spans, most=_GIVE_UP * trials, seed=seed) if len(found) < trials else ():
        _add(found, proposed, base)
        if len(found) >= trials:
            break
    return found


def curve_of(span: Span) -> list[float]:
    """Values from end to end."""
    return [round(span.value(step / (STEPS - 1)), span.digits) for step in range(STEPS)]


def _add(found: list[dict[str, float]], values: dict[str, float], base: Settings) -> None:
    if values not in found and keeps_order(values, base):
        found.append(values)


def _sequence(spans: Sequence[Span], *, most: int, seed: int) -> Any:
    library = optuna()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", library.exceptions.ExperimentalWarning)
        sampler = library.samplers.QMCSampler(qmc_type="sobol", scramble=True, seed=seed)
    study = library.create_study(sampler=sampler)
    asked = {span.name: library.distributions.FloatDistribution(span.low, span.high) for span in spans}
    for number in range(most):
        trial = study.ask(asked)
        if number:  # the first is proposed at random, before the sequence knows what it is to cover
            yield {span.name: round(trial.params[span.name], span.digits) for span in spans}
        study.tell(trial, 0.0)


class Log:
    """Trials that are finished, in a SQLite database of Optuna's; one that was killed misses at most a batch."""

    def __init__(self, path: Path) -> None:
        """Open the database, made when it is not there."""
        self._library = optuna()
        self._storage = self._library.storages.RDBStorage(f"sqlite:///{path}")

    def finished(self, name: str, settings: Sequence[Values]) -> dict[int, Array]:
        """(clips, quantities) counts by the number of the setting, of those whose values are still the same."""
        study = self._study(name)
        trials = study.get_trials(deepcopy=False, states=[self._library.trial.TrialState.COMPLETE])
        numbered = [(trial.user_attrs["setting"], trial) for trial in trials]
        return {
            number: np.array(trial.user_attrs["counts"], dtype=np.float64)
            for number, trial in numbered
            if number < len(settings) and trial.params == dict(settings[number])
        }

    def add(self, name: str, search: Search, made: Mapping[int, tuple[Values, Array]]) -> None:
        """Add trials: number of the setting to its values and (clips, quantities) counts."""
        study = self._study(name)
        for number, (values, counts) in made.items():
            score = float(gain(counts.sum(axis=0), search.objective))
            study.add_trial(
                self._library.trial.create_trial(
                    params=dict(values),
                    distributions={span.name: self._distribution(span, values[span.name]) for span in search.spans},
                    value=score if np.isfinite(score) else -1e9,
                    user_attrs={"setting": number, "counts": counts.tolist()},
                )
            )

    def close(self) -> None:
        """Let go of the file."""
        self._storage.remove_session()
        self._storage.engine.dispose()

    def _study(self, name: str) -> Any:
        return self._library.create_study(
            storage=self._storage, study_name=name, direction="maximize", load_if_exists=True
        )

    def _distribution(self, span: Span, value: float) -> Any:
        return self._library.distributions.FloatDistribution(min(span.low, value), max(span.high, value))


def study_name(search: Search, parts: Mapping[str, Any]) -> str:
    """A name that changes with whatever a trial depends on: the data, the program, what is searched and the seed."""
    spans = [[span.name, span.low, span.high] for span in search.spans]
    objective = [search.objective.kind, search.objective.events, search.objective.goal]
    told = json.dumps([spans, objective, STEPS, dict(parts)], sort_keys=True)
    return f"{search.objective.name}-{hashlib.sha256(told.encode()).hexdigest()[:16]}"
