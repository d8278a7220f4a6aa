"""People in front of a camera for a while, by number, and who `People` takes them for."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from drawn import Camera, Figure, Leg, lying, upright
from materials import SIDE
from vision.people import People
from vision.types import Body, Observation, Scene

SIZE = (1280, 720)
DOWN = lying(Leg(), Leg())
HELPER = upright()
Points = NDArray[np.float64]
Cast = Callable[[float], dict[int, Points]]


def shown(
    cast: Cast,
    *,
    seconds: float,
    people: People | None = None,
    camera: Camera = SIDE,
    seeming: Callable[[float], dict[int, Points]] = lambda _: {},
) -> tuple[People, list[Scene]]:
    """A recording at 30 frames a second of the bodies that `cast` puts there at each time, by number.

    `seeming` gives those whom the network takes for being in another pose, where they are.
    """
    people = people or People(SIZE)
    return people, [people.update(seen) for seen in film(cast, seconds=seconds, camera=camera, seeming=seeming)]


def film(
    cast: Cast,
    *,
    seconds: float,
    camera: Camera = SIDE,
    seeming: Callable[[float], dict[int, Points]] = lambda _: {},
) -> list[Observation]:
    """The same as observations."""
    observations = []
    for index in range(int(seconds * 30)):
        time_s = index / 30
        bodies = {number: Figure.drawn(points, camera).body(number, 0) for number, points in cast(time_s).items()}
        for number, points in seeming(time_s).items():
            bodies[number] = _posed(bodies[number], Figure.drawn(points, camera).body(number, 0))
        observations.append(Observation(time_s, index, tuple(bodies.values())))
    return observations


def middle_px(scene: Scene) -> float:
    """Where the recipient is in the picture, NaN where unseen."""
    known = scene.recipient.xy[np.isfinite(scene.recipient.xy).all(axis=1)]
    return float(known[:, 0].mean()) if len(known) else float("nan")


def _posed(body: Body, pose: Body) -> Body:
    """A body where it is in the picture, in the pose of another one."""
    values = body.values.copy()
    values[:, 4:7] = pose.values[:, 4:7]
    return Body(body.person, values)
