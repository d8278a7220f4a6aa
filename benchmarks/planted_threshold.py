"""How often the interval of a chosen threshold covers a best value that was planted.

    python benchmarks/planted_threshold.py [--repeat 200] [--people 8]

Made data: each person shows faults and good repetitions, whose measure differs by person and by repetition.
The best threshold of all such people together is known from the distributions; few of them are drawn, and choose.
Besides the interval in use it prints that of the choice alone, which leaves out how flat the top is.
"""

import argparse
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from calibration.scoring.bootstrap import cluster_weights, interval
from calibration.tuning.choice import Judged, choice_intervals, choose
from calibration.tuning.nested import folds, score
from calibration.tuning.objectives import QUANTITIES, Objective, gain, value

Array = NDArray[np.float64]

OBJECTIVE: Final = Objective("planted", "f1", ("jerk",))
LOW, HIGH = -1.0, 5.0
STEPS: Final = 61
THRESHOLDS: Final[Array] = np.linspace(LOW, HIGH, STEPS)


@dataclass(frozen=True, slots=True)
class Planted:
    """People to draw from: measures of good repetitions lie round 0, of faults round `apart`.

    Attributes:
        faults, good: repetitions of each kind a person.
        apart: distance of the two kinds.
        fault_spread, good_spread: between repetitions of a person.
        people_spread: between people.
    """

    faults: int = 6
    good: int = 14
    apart: float = 2.5
    fault_spread: float = 1.0
    good_spread: float = 0.8
    people_spread: float = 0.35

    @property
    def best(self) -> float:
        """The threshold with the highest F1 of endlessly many people."""
        fine = np.linspace(LOW, HIGH, 6001)
        found = self.faults * norm.sf(fine, self.apart, np.hypot(self.fault_spread, self.people_spread))
        invented = self.good * norm.sf(fine, 0.0, np.hypot(self.good_spread, self.people_spread))
        return float(fine[np.argmax(2 * found / (found + self.faults + invented))])

    def judged(self, people: int, seed: int) -> Judged:
        """Some people, judged by every threshold."""
        random = np.random.default_rng(seed)
        counts = np.zeros((people, STEPS, len(QUANTITIES)))
        for own in counts:
            lean = random.normal(0.0, self.people_spread)
            faults = self.apart + lean + random.normal(0.0, self.fault_spread, self.faults)
            good = lean + random.normal(0.0, self.good_spread, self.good)
            found = (faults > THRESHOLDS[:, None]).sum(axis=1)
            own[:, QUANTITIES.index("found")] = found
            own[:, QUANTITIES.index("missed")] = self.faults - found
            own[:, QUANTITIES.index("invented")] = (good > THRESHOLDS[:, None]).sum(axis=1)
        points = ((THRESHOLDS - LOW) / (HIGH - LOW))[:, None]
        return Judged(points, counts, lambda totals: gain(totals, OBJECTIVE))


CASES: Final = {
    "as it is": Planted(),
    "far apart": Planted(apart=4.0),
    "people differ": Planted(people_spread=1.0),
    "few repetitions": Planted(faults=1, good=3),
    "few, far apart": Planted(faults=2, good=3, apart=4.0),
    "many repetitions": Planted(faults=20, good=40),
}


@dataclass(frozen=True, slots=True)
class Repetition:
    """What one draw of people gave: the chosen value, its interval, that of the choice alone, and three scores."""

    chosen: float
    interval: tuple[float, float]
    alone: tuple[float, float]
    nested: float
    resubstituted: float
    true: float


def repeat(planted: Planted, *, people: int, seed: int, draws: int) -> Repetition:
    """Draw people, choose by them, and look how good the choice truly is."""
    judged = planted.judged(people, seed)
    choice, left_out = choose(judged), folds(judged)
    assert choice.index is not None
    ends = choice_intervals(judged, choice.se, draws=draws, seed=seed)
    assert ends is not None
    scores = score(
        judged, choice, left_out, value=lambda totals: value(totals, OBJECTIVE), default=0, draws=1, seed=seed
    )
    low, high = (LOW + (HIGH - LOW) * end for end in ends[0])
    true = planted.judged(400, seed=10_000_000 + seed)
    return Repetition(
        float(THRESHOLDS[choice.index]), (low, high), _alone(judged, draws=draws, seed=seed),
        scores.nested.value or 0.0, scores.resubstituted.value or 0.0,
        float(true.gain(true.counts.sum(axis=0))[choice.index]),
    )  # fmt: skip


def _alone(judged: Judged, *, draws: int, seed: int) -> tuple[float, float]:
    """The interval of the choice itself over draws of people."""
    weights = cluster_weights([(str(person), "") for person in range(len(judged.counts))], draws=draws, seed=seed)
    drawn = [choose(Judged(judged.points, own[:, None, None] * judged.counts, judged.gain)).index for own in weights]
    low, high = interval(THRESHOLDS[[each for each in drawn if each is not None]]) or (np.nan, np.nan)
    return low, high


def covers(ends: tuple[float, float], best: float) -> bool:
    """Whether an interval covers the planted value."""
    return ends[0] - 1e-9 <= best <= ends[1] + 1e-9


def main() -> None:
    """Print coverage, width and the three scores of each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=200)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--draws", type=int, default=400)
    asked = parser.parse_args()
    print(f"{asked.people} people, {asked.repeat} repetitions, {asked.draws} draws of people in each")
    print("case               best  chosen (sd)   covered  width   choice alone   F1 nested  seen  true")
    for name, planted in CASES.items():
        best = planted.best
        done = [repeat(planted, people=asked.people, seed=seed, draws=asked.draws) for seed in range(asked.repeat)]
        chosen = np.array([each.chosen for each in done])
        own, alone = [each.interval for each in done], [each.alone for each in done]
        rates = [
            f"{np.mean([covers(e, best) for e in ends]):6.1%} {np.mean(np.diff(ends)):7.2f}" for ends in (own, alone)
        ]
        scores = [np.mean([getattr(each, what) for each in done]) for what in ("nested", "resubstituted", "true")]
        print(
            f"{name:18s} {best:4.2f}   {chosen.mean():4.2f} ({chosen.std():4.2f})  {rates[0]}  {rates[1]}      "
            + "  ".join(f"{score:.3f}" for score in scores)
        )


if __name__ == "__main__":
    main()
