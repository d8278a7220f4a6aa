"""Scripted people in place of the two networks, so that following can be tested frame by frame."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from vision.estimators.blazepose import Landmarks
from vision.estimators.duo import Crops, Duo
from vision.estimators.movenet import Proposal
from vision.estimators.regions import Region
from vision.joints import COCO, Joint
from vision.types import Frame, Image, Observation, Points

TRUNK_PX = 100.0
SIZE_PX = (600, 1200)
ENGINE = {"name": "scripted", "model": "none", "models": {"nobody": "0" * 64}}

ONE_CROP = Crops(each_frame=1, after_wait=5)

Place = tuple[float, float]

# A standing figure facing the camera, trunk lengths from the mid-hip, y up.
_HALF = {
    "EYE_INNER": (0.05, 1.42),
    "EYE": (0.08, 1.43),
    "EYE_OUTER": (0.11, 1.42),
    "EAR": (0.16, 1.40),
    "SHOULDER": (0.36, 1.00),
    "ELBOW": (0.45, 0.45),
    "WRIST": (0.45, -0.05),
    "PINKY": (0.47, -0.15),
    "INDEX": (0.45, -0.18),
    "THUMB": (0.42, -0.12),
    "HIP": (0.20, 0.00),
    "KNEE": (0.22, -0.80),
    "ANKLE": (0.22, -1.60),
    "HEEL": (0.22, -1.68),
    "FOOT_INDEX": (0.26, -1.72),
}


def figure(place: Place = (0.0, 0.0), *, trunk: float = TRUNK_PX) -> Points:
    """(33, 2) joints of somebody whose mid-hip is at `place`, y down; their left is at the right of the picture."""
    joints = np.zeros((len(Joint), 2))
    for joint in Joint:
        name = joint.name.replace("MOUTH_LEFT", "LEFT_MOUTH").replace("MOUTH_RIGHT", "RIGHT_MOUTH")
        part = name.removeprefix("LEFT_").removeprefix("RIGHT_")
        x, y = {**_HALF, "NOSE": (0.0, 1.36), "MOUTH": (0.04, 1.30)}[part]
        joints[joint] = place[0] + (-x if name.startswith("RIGHT") else x) * trunk, place[1] - y * trunk
    return joints


@dataclass
class Stage:
    """Who stands where, and who is proposed; `jitter` says how a region moves what is seen in it, in pixels."""

    people: Callable[[float], Mapping[str, Place]]
    unproposed: Callable[[float], Sequence[str]] = lambda time_s: ()
    jitter: Callable[[Region], float] = lambda region: 0.0
    now_s: float = 0.0
    looks: list[float] = field(default_factory=list)
    crops: list[Region] = field(default_factory=list)

    def propose(self, image: Image) -> Sequence[Proposal]:
        self.looks.append(self.now_s)
        hidden = self.unproposed(self.now_s)
        return [_proposal(place) for name, place in self.people(self.now_s).items() if name not in hidden]

    def refine(self, image: Image, region: Region) -> Landmarks:
        self.crops.append(region)
        centre = (region.x_px, region.y_px)
        near = min(self.people(self.now_s).values(), key=lambda place: math.dist(place, centre), default=(1e9, 1e9))
        seen = math.dist(near, centre) < region.size_px / 4
        return _landmarks(near if seen else centre, region, float(seen), self.jitter(region))

    def play(
        self, times_s: Sequence[float], *, duo: Duo | None = None, picture: Callable[[float], int] = lambda t: 90
    ) -> list[Observation]:
        duo = duo or self.duo()
        seen = []
        for index, time_s in enumerate(times_s):
            self.now_s = time_s
            seen.append(duo(Frame(time_s, index, np.full((*SIZE_PX, 3), picture(time_s), np.uint8))))
        return seen

    def duo(self, *, crops: Crops = ONE_CROP, stills: bool = False) -> Duo:
        return Duo(self.propose, self.refine, engine=ENGINE, crops=crops, stills=stills)


def seconds(until_s: float, *, fps: float = 20.0, start_s: float = 0.0) -> list[float]:
    return [start_s + n / fps for n in range(round((until_s - start_s) * fps))]


def numbers(observation: Observation) -> list[int]:
    return [body.person for body in observation.bodies]


def hips(observation: Observation) -> dict[int, tuple[float, float]]:
    """Mid-hip of everyone by number."""
    middles = {body.person: body.xy_px[[Joint.LEFT_HIP, Joint.RIGHT_HIP]].mean(axis=0) for body in observation.bodies}
    return {number: (float(x), float(y)) for number, (x, y) in middles.items()}


def _proposal(place: Place) -> Proposal:
    return Proposal(figure(place)[list(COCO)], np.full(len(COCO), 0.7), 0.5)


def _landmarks(place: Place, region: Region, score: float, jitter_px: float) -> Landmarks:
    joints = figure(place)
    top = np.array([place[0], place[1] - 1.8 * TRUNK_PX])
    ones = np.ones(len(Joint))
    world = np.zeros((len(Joint), 3))
    return Landmarks(joints + [jitter_px, 0.0], np.array([place, top]), ones, ones, world, score, region)
