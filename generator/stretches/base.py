"""What a stretch offers to the bank: tracks of states, and the pose of each state.

A state is a handful of named numbers that fixes both bodies completely:
`course` (0 set-up to 1 end of the stretch, a little beyond to push deeper), `breath` (-1 out to
1 in), `reach` (0 partner's hands on the own thighs to 1 hands on the recipient), and `fault` (0 none
to 1 in full) of the kind `fault_kind`.
A track is a line of states along one number, numbered in a unit of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from figure.character import Character
from figure.measures import Landmarks
from figure.rotation import Array, unit
from figure.skeleton import Leg, Pose

WAY_SAMPLES = 61
FARTHEST_COURSE = 1.5


@dataclass(frozen=True)
class State:
    """See the module's docstring."""

    course: float = 0.0
    breath: float = 0.0
    reach: float = 1.0
    fault: float = 0.0
    fault_kind: str = ""

    def fault_of(self, kind: str) -> float:
        """How far the fault of this kind is developed."""
        return self.fault if kind == self.fault_kind else 0.0


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

    @property
    def toward_partner(self) -> Array:
        """Level direction (3,) from the recipient to the partner."""
        return np.array([0.0, 1.0 if self.partner_far else -1.0, 0.0])


class Stretch(Protocol):
    """One stretch of one recipient.

    Attributes:
        faults: Kinds of faults that its poses can show.
        stops: Places of the course at which the movement comes to rest for a moment.
    """

    course: Course
    faults: tuple[str, ...]
    stops: tuple[float, ...]

    def pose(self, state: State) -> Pose:
        """Pose of the recipient."""

    def moving_deg(self, marks: Landmarks) -> tuple[float, ...]:
        """The angles that change on the way; the fastest of them times the path."""

    def grips(self, pose: Pose, state: State) -> tuple[Grip, Grip]:
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


def turned_leg(leg: Leg, *, flexion: float = 0.0, abduction: float = 0.0, rotation: float = 0.0) -> Leg:
    """Leg whose hip is moved by so many degrees."""
    hip = (leg.hip_deg[0] + flexion, leg.hip_deg[1] + abduction, leg.hip_deg[2] + rotation)
    return replace(leg, hip_deg=hip)


def between(first: Grip, last: Grip, share: float) -> Grip:
    """Grip on the way from one place to another."""
    point = first.point * (1.0 - share) + last.point * share
    outward = unit(first.outward * (1.0 - share) + last.outward * share)
    return Grip(point, outward, first.fingers * (1.0 - share) + last.fingers * share)


class Way:
    """The path of a stretch, counted in degrees of whichever angle changes fastest.

    It begins at the set-up angle, so that for a stretch of one leg it is that leg's angle; along it
    no angle of the stretch changes faster than the path itself.

    Attributes:
        end_deg: Where the stretch ends.
        stops_deg: Where the movement comes to rest for a moment.
    """

    def __init__(self, person: Character, stretch: Stretch) -> None:
        self._courses = np.linspace(0.0, FARTHEST_COURSE, WAY_SAMPLES)
        poses = [replace(stretch.pose(State(course=c)), arms={}) for c in self._courses]
        angles = np.array([stretch.moving_deg(person.landmarks(pose)) for pose in poses])
        steps = np.abs(np.diff(angles, axis=0)).max(axis=1)
        if np.any(steps <= 0.0):
            raise ValueError("Expected the pose to change all along the course, but it stands still.")
        self._degrees = stretch.course.start_deg + np.concatenate([[0.0], np.cumsum(steps)])
        self.end_deg = self.place_deg(1.0)
        self.stops_deg = [self.place_deg(stop) for stop in stretch.stops]

    def place_deg(self, course: float) -> float:
        """The place of a course on the path."""
        return float(np.interp(course, self._courses, self._degrees))

    def courses(self, degrees: Array) -> Array:
        """The `course` at these places of the path."""
        return np.interp(degrees, self._degrees, self._courses)
