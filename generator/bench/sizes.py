"""How far a fault must be developed so that its measure has the wanted size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bench.cast import RECIPIENT, Cast
from bench.measures import arm_off_t_deg, knee_lateral_sw
from bench.scenario import Scenario, Variant
from bench.shots import Shot
from figure.landmarks import ANKLE, SHOULDER
from figure.measures import Landmarks, ankle_contact_shank, knee_gap_femur, knee_sideways_sw, shoulder_width_m
from stretches.base import State

MOST_SHARE, STEPS = 3.6, 37
ACROSS = "off_path"  # the stretch's own name of the way toward the other shoulder


def size_of(scenario: Scenario, way: str, marks: Landmarks, resting: Landmarks) -> float:
    """The size of a fault in the unit of its way.

    `off_path`: knee outward of the body's midline in shoulder widths; `outward`: of the line to its
    shoulder; `foot_up` and `shoulder_lift`: rise in shanks and shoulder widths; `unstacked`: gap in
    femurs; `arms_off`: degrees; `ankle_slipped`: shanks.
    """
    side = scenario.side
    other = "left" if side == "right" else "right"
    shank = float(np.linalg.norm(resting[27] - resting[25]))
    if way == ACROSS:
        return knee_lateral_sw(marks, side)
    if way == "outward":
        return knee_sideways_sw(marks, side)
    if way == "foot_up":
        return float(marks[ANKLE[other]][2] - resting[ANKLE[other]][2]) / shank
    if way == "shoulder_lift":
        return float(marks[SHOULDER[other]][2] - resting[SHOULDER[other]][2]) / shoulder_width_m(resting)
    if way == "unstacked":
        return knee_gap_femur(marks)
    if way == "arms_off":
        return max(arm_off_t_deg(marks, one) for one in (side, other))
    return ankle_contact_shank(marks, side)


def shares(cast: Cast) -> dict[str, float]:
    """For every variant of the scenario, by name."""
    person = cast.characters[RECIPIENT]
    resting = person.landmarks(cast.recipient(Shot(State(0.0, 0.0, 0.0))))
    grid = np.linspace(0.0, MOST_SHARE, STEPS)
    curves = {}
    for way in {variant.way for variant in cast.scenario.variants}:
        full = Shot(State(1.0, 0.0, 1.0, fault_kind=way))
        found = [person.landmarks(cast.recipient(replace(full, state=replace(full.state, fault=s)))) for s in grid]
        curves[way] = np.array([size_of(cast.scenario, way, marks, resting) for marks in found])
    return {v.name: _share(v, grid, curves[v.way], cast.scenario.name) for v in cast.scenario.variants}


def _share(variant: Variant, grid: np.ndarray, curve: np.ndarray, scenario: str) -> float:
    """The smallest share at which the curve passes the wanted size."""
    above = curve >= variant.size
    crossing = np.flatnonzero(above[1:] != above[:-1])
    if len(crossing) == 0:
        span = f"{curve.min():.2f} to {curve.max():.2f}"
        raise ValueError(f"Expected {variant.name} between {span}, but got {variant.size}: {scenario}")
    i = int(crossing[0])
    part = (variant.size - curve[i]) / (curve[i + 1] - curve[i])
    return round(float(grid[i] + part * (grid[i + 1] - grid[i])), 4)
