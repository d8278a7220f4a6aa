"""What a stretch offers to the bank: tracks of states, and the pose of each state.

A state is a handful of named numbers that fixes both bodies completely:
`course` (0 set-up to 1 end of the stretch), `breath` (-1 out to 1 in) and `reach` (0 partner's
hands on the own thighs to 1 hands on the recipient).
A track is a line of states along one number, numbered in a unit of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from figure.character import Character
from figure.measures import Landmarks
from figure.rotation import Array
from figure.skeleton import Leg, Pose


@dataclass(frozen=True)
class State:
    """See the module's docstring."""

    course: float = 0.0
    breath: float = 0.0
    reach: float = 1.0


@dataclass(frozen=True)
class Grip:
    """Where one hand of the partner takes hold.

    Attributes:
        point: Place on the skin (3,) in room metres.
        outward: Direction (3,) out of the skin.
        fingers: Direction (3,) in which the fingers lie.
    """

    point: Array
    outward: Array
    fingers: Array


@dataclass(frozen=True)
class Course:
    """The recipient's way from set-up to the end of the stretch."""

    stretch: str
    side: str
    near_side: str
    partner_far: bool
    start_deg: float
    end_deg: float

    @property
    def other(self) -> str:
        """The side that is not stretched."""
        return "left" if self.side == "right" else "right"


class Stretch(Protocol):
    """One stretch of one recipient."""

    course: Course

    def pose(self, state: State) -> Pose:
        """Pose of the recipient."""

    def angle_deg(self, marks: Landmarks) -> float:
        """The angle by which the path is stepped and timed."""

    def grips(self, pose: Pose) -> tuple[Grip, Grip]:
        """The partner's head-side and foot-side hand."""

    def measures(self, marks: Landmarks) -> dict[str, object]:
        """The truth of one pose, by the key of the truth file."""


def blended(first: Leg, last: Leg, share: float, *, knee_bulge_deg: float = 0.0) -> Leg:
    """Leg between two; the knee bends `knee_bulge_deg` more than that half way."""
    hip = np.array(first.hip_deg) * (1.0 - share) + np.array(last.hip_deg) * share
    knee = first.knee_deg * (1.0 - share) + last.knee_deg * share
    ankle = first.ankle_deg * (1.0 - share) + last.ankle_deg * share
    knee += 4.0 * share * (1.0 - share) * knee_bulge_deg
    return Leg((float(hip[0]), float(hip[1]), float(hip[2])), float(knee), float(ankle))


def course_for_angles(person: Character, stretch: Stretch, angles_deg: Array) -> Array:
    """The `course` at which the stretch's angle takes each of the given values."""
    courses = np.linspace(0.0, 1.0, 61)
    found = np.array(
        [
            stretch.angle_deg(person.landmarks(replace(stretch.pose(State(course=c)), arms={})))
            for c in courses
        ]
    )
    if np.any(np.diff(found) <= 0.0):
        raise ValueError("Expected the angle to rise all along the course, but it turns back.")
    return np.interp(angles_deg, found, courses)
