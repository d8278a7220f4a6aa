"""Turns scored clips into figures: of all of them, and of those that share a stretch, a view and so on."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final, TypeVar

import numpy as np

from calibration.scoring.angles import AngleScore, angle_figures
from calibration.scoring.bootstrap import cluster_weights, interval
from calibration.scoring.clip import ClipScore
from calibration.scoring.joints import JointScore, joint_figures
from calibration.scoring.people import PeopleScore, people_figures
from calibration.scoring.reference import UNKNOWN_PARTNER
from calibration.scoring.summary import cluster_of, summarise
from stretchcheck.evaluate.bars import ALL

Json = dict[str, Any]
Score = TypeVar("Score", PeopleScore, AngleScore)

MOST_DRAWS: Final = 400
"""Of the figures that are made draw by draw, which takes milliseconds each."""


def grouped_figures(rows: Sequence[Json], *, draws: int, seed: int) -> dict[str, dict[str, Json]]:
    """Figures by group and name, each with value, low, high and n."""
    groups: dict[str, list[Json]] = defaultdict(list)
    for row in rows:
        for group in groups_of(row):
            groups[group].append(row)
    return {group: figures(groups[group], draws=draws, seed=seed) for group in sorted(groups, key=_order)}


def groups_of(row: Json) -> list[str]:
    """The groups of a scored clip."""
    score = row["score"]
    found = [ALL, f"view {score['view']}"]
    if score["stretch"] is not None:
        found.append(f"stretch {score['stretch']}")
    if score["partner"] != UNKNOWN_PARTNER:
        found.append("without partner" if score["partner"] is None else "with partner")
    if score["split"] is not None:
        found.append(f"split {score['split']}")
    return found


def figures(rows: Sequence[Json], *, draws: int, seed: int) -> dict[str, Json]:
    """Figures of some scored clips together; those that rest on nothing are left out."""
    scores = [ClipScore.from_dict(row["score"]) for row in rows]
    found = {name: asdict(figure) for name, figure in summarise(scores, draws=draws, seed=seed).items()}
    true = [row for row in rows if row["truth"] is not None]
    if true:
        weights = _weights([ClipScore.from_dict(row["score"]) for row in true], draws=min(draws, MOST_DRAWS), seed=seed)
        people = [PeopleScore.from_dict(row["truth"]["people"]) for row in true]
        angles = [AngleScore.from_dict(row["truth"]["angles"]) for row in true]
        joints = [JointScore.from_dict(row["truth"]["joints"]) for row in true]
        found |= _prefixed("people", _drawn(people, people_figures, weights))
        found |= _prefixed("angles", _drawn(angles, angle_figures, weights))
        found |= _prefixed("joints", _plain(joint_figures(joints), len(joints)))
    return found


def _weights(scores: Sequence[ClipScore], *, draws: int, seed: int) -> list[list[int]]:
    """For each draw, the places of the clips in it, each as often as it was drawn."""
    clusters = [cluster_of(score) for score in scores]
    names = list(dict.fromkeys(clusters))
    if len(names) < 2:
        return []
    drawn = cluster_weights(names, draws=draws, seed=seed).astype(np.int64)
    own = np.array([names.index(cluster) for cluster in clusters])
    return [np.repeat(np.arange(len(own)), weights[own]).tolist() for weights in drawn]


def _drawn(
    scores: Sequence[Score], of: Callable[[Sequence[Score]], Mapping[str, float]], draws: Iterable[Sequence[int]]
) -> dict[str, Json]:
    """Figures with the interval of their draws."""
    found = _plain(of(scores), len(scores))
    drawn = [of([scores[place] for place in places]) for places in draws]
    for name, figure in found.items():
        values = np.array([each[name] for each in drawn], dtype=np.float64)
        figure["low"], figure["high"] = (interval(values) if len(values) else None) or (None, None)
    return found


def _plain(found: Mapping[str, float], clips: int) -> dict[str, Json]:
    return {
        name: {"value": value, "low": None, "high": None, "n": clips}
        for name, value in found.items()
        if np.isfinite(value)
    }


def _prefixed(prefix: str, found: Mapping[str, Json]) -> dict[str, Json]:
    return {f"{prefix}.{name}": figure for name, figure in found.items()}


def _order(group: str) -> tuple[int, str]:
    """All first, then the rest by name."""
    return (0 if group == ALL else 1), group
