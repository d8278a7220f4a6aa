"""The poses of a bench bank: which there are, on which tracks, and what fixes each of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from bench.scenario import Scenario
from film.bank import END, PATH, REACH, REST, breathing_in, path_angles_deg
from stretches.base import State, Way

FIDGET, AT_REST, AT_END = "fidget", "rest", "end"
WRONG_REST, WRONG_REACH, WRONG_PATH = "wrong_rest", "wrong_reach", "wrong_path"
PASS, ENTER = "pass", "enter"
FIDGET_POSES, PASS_POSES, ENTER_POSES = 5, 26, 44
VARIANT_STEPS, VARIANT_BREATHS = 9, 4
WRONG_JOIN_COURSE = 0.55  # of the course: here the way from the wrong start meets the right one
WRONG_STEP_DEG = 2.5
WRONG_BREATHS, WRONG_REACHES = 5, 9


@dataclass(frozen=True)
class Shot:
    """All that fixes one picture.

    Attributes:
        state: See `stretches.base`.
        fidget: 0 at ease to 1 head and arm moved a little.
        start: How wrong the start still is, 1 legs straight to 0 the right path.
        passing: Where the person who walks by is, 0 to 1 across the picture; none below 0.
        entering: How far the partner has come in, 0 outside to 1 kneeling.
    """

    state: State = field(default_factory=State)
    fidget: float = 0.0
    start: float = 0.0
    passing: float = -1.0
    entering: float = 1.0


@dataclass(frozen=True)
class Entry:
    """One pose of a bank; see `film.bank.Entry`."""

    picture: str
    track: str
    value: float
    shot: Shot


def plan(scenario: Scenario, way: Way, shares: dict[str, float], wrong_deg: float) -> list[Entry]:
    """All poses of a bank, most needed first; equal shots share a picture.

    Args:
        scenario: Of the bank.
        way: The path of the stretch.
        shares: For every variant how far its fault is developed.
        wrong_deg: Length of the way from the wrong start to where it meets the path.
    """
    ready = 1.0 if scenario.partner else 0.0
    wanted = _base(scenario, way, ready)
    for way_name, sizes in ways(scenario, shares).items():
        wanted += _faulty(way_name, sizes, ready)
    if scenario.wrong_start:
        wanted += _wrong(wrong_deg, ready)
    wanted += _passers(scenario, ready)
    pictures: dict[Shot, str] = {}
    entries = []
    for track, value, exact in wanted:
        shot = rounded(exact)
        picture = pictures.setdefault(shot, f"{track}_{len(pictures):04d}")
        entries.append(Entry(picture, track, round(float(value), 4), shot))
    return entries


def ways(scenario: Scenario, shares: dict[str, float]) -> dict[str, list[float]]:
    """For every way of the variants the shares at which it is held, rising."""
    found: dict[str, list[float]] = {}
    for variant in scenario.variants:
        found.setdefault(variant.way, []).append(shares[variant.name])
    return {name: sorted(set(values)) for name, values in found.items()}


def held_track(way_name: str, share: float) -> str:
    """Track of breathing in a fault of one size."""
    return breathing_in(f"{way_name}_{round(1000.0 * share):04d}")


def _base(scenario: Scenario, way: Way, ready: float) -> list[tuple[str, float, Shot]]:
    plan_ = scenario.bank
    breaths = np.linspace(-1.0, 1.0, plan_.breath_poses)
    fidgets = np.linspace(0.0, 1.0, FIDGET_POSES)
    degrees = path_angles_deg(scenario.scene, way)
    wanted = [(PATH, d, Shot(State(c, 0.0, ready))) for d, c in zip(degrees, way.courses(degrees), strict=True)]
    wanted += [(REST, b, Shot(State(0.0, b, 0.0))) for b in breaths]
    wanted += [(END, b, Shot(State(1.0, b, ready))) for b in breaths]
    if scenario.partner:
        reaches = np.linspace(0.0, 1.0, plan_.reach_poses)
        wanted += [(REACH, r, Shot(State(0.0, 0.0, r))) for r in reaches]
    wanted += [(f"{FIDGET}_{AT_REST}", f, Shot(State(0.0, 0.0, 0.0), fidget=f)) for f in fidgets]
    wanted += [(f"{FIDGET}_{AT_END}", f, Shot(State(1.0, 0.0, ready), fidget=f)) for f in fidgets]
    return wanted


def _faulty(way_name: str, held: list[float], ready: float) -> list[tuple[str, float, Shot]]:
    full = State(1.0, 0.0, ready, fault_kind=way_name)
    places = np.unique(np.concatenate([np.linspace(0.0, held[-1], VARIANT_STEPS), held]).round(4))
    wanted = [(way_name, share, Shot(replace(full, fault=share))) for share in places]
    breaths = np.linspace(-1.0, 1.0, VARIANT_BREATHS)
    return wanted + [
        (held_track(way_name, share), b, Shot(replace(full, fault=share, breath=b))) for share in held for b in breaths
    ]


def _wrong(length_deg: float, ready: float) -> list[tuple[str, float, Shot]]:
    """The wrong start and the way from it, counted in degrees before the place where it meets the path."""
    breaths, reaches = np.linspace(-1.0, 1.0, WRONG_BREATHS), np.linspace(0.0, 1.0, WRONG_REACHES)
    wanted = [(WRONG_REST, b, Shot(State(0.0, b, 0.0), start=1.0)) for b in breaths]
    if ready:
        wanted += [(WRONG_REACH, r, Shot(State(0.0, 0.0, r), start=1.0)) for r in reaches]
    shares = np.linspace(0.0, 1.0, max(round(length_deg / WRONG_STEP_DEG), 2) + 1)
    return wanted + [
        (WRONG_PATH, (s - 1.0) * length_deg, Shot(State(WRONG_JOIN_COURSE * s, 0.0, ready), start=1.0 - s))
        for s in shares
    ]


def _passers(scenario: Scenario, ready: float) -> list[tuple[str, float, Shot]]:
    if scenario.passing == "partner":
        shares = np.linspace(0.0, 1.0, ENTER_POSES)
        return [(ENTER, s, Shot(State(0.0, 0.0, 0.0), entering=s)) for s in shares]
    if not scenario.passing:
        return []
    shares = np.linspace(0.0, 1.0, PASS_POSES)
    ends = (AT_REST, State(0.0, 0.0, 0.0)), (AT_END, State(1.0, 0.0, ready))
    return [(f"{PASS}_{name}", s, Shot(state, passing=s)) for name, state in ends for s in shares]


def rounded(shot: Shot) -> Shot:
    """The shot in five decimals; without a fault its kind does not matter."""
    state = {k: v if isinstance(v, str) else round(float(v), 5) + 0.0 for k, v in asdict(shot.state).items()}
    if not state["fault"]:
        state["fault_kind"] = ""
    numbers = {k: round(float(getattr(shot, k)), 5) + 0.0 for k in ("fidget", "start", "passing", "entering")}
    return Shot(State(**state), **numbers)


def shot_from(table: dict[str, Any]) -> Shot:
    """A shot as it was saved."""
    return Shot(**{**table, "state": State(**table["state"])})
