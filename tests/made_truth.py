"""Truths of clips never rendered, and their scenes: people laid out in metres, seen through a pinhole."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.truth import People, Truth
from vision.joints import N_JOINTS, Joint
from vision.types import VALUE_NAMES, Body, Observation, Pose, Scene

Array = NDArray[np.float64]

SAMPLES = Path(__file__).parents[1] / "sample_videos"
FOCAL_PX, DEPTH_M, FPS, FRAMES = 600.0, 3.0, 30.0, 60
SIZE_PX = (640, 480)
TRUNK_PX = 100.0
"""Half a metre at a depth of three."""

LYING_AT, UPRIGHT_AT, PASSER_AT = (-0.2, 0.6), (0.5, 0.2), (-0.8, 0.0)
UPRIGHT = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]).T
"""Turns who lies with the head to the left so that the head is up."""

TOWARD_CAMERA = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [-1.0, 0.0, 0.0]]).T
"""Turns the trunk into the line of sight, the head toward the camera."""

_ALONG = {"SHOULDER": -0.5, "ELBOW": -0.25, "WRIST": 0.0, "HIP": 0.0, "KNEE": 0.4, "ANKLE": 0.8}
_FOOT, _HAND, _HEAD = 0.85, 0.08, -0.7


def figure(thigh_deg: float = 30.0) -> Array:
    """(33, 3) metres about the hips: head to the left, front up, the right side near; both thighs raised as told."""
    body = np.zeros((N_JOINTS, 3))
    for joint in Joint:
        name = joint.name.replace("LEFT_", "").replace("RIGHT_", "")
        along = _ALONG.get(name, _HEAD if joint < Joint.LEFT_SHOULDER else _HAND if joint < Joint.LEFT_HIP else _FOOT)
        aside = 0.0 if joint == Joint.NOSE else -0.15 if "RIGHT" in joint.name else 0.15
        body[joint] = along, 0.0, aside
    legs = slice(Joint.LEFT_KNEE, N_JOINTS)
    body[legs] = body[legs] @ turn(thigh_deg).T
    return body


def turn(deg: float) -> Array:
    """Turns the feet up, as seen in the picture."""
    cos, sin = np.cos(np.radians(deg)), np.sin(np.radians(deg))
    return np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])


def person(body: Array, at: Sequence[float], *, frames: int = FRAMES) -> People:
    """Someone in the same pose in all frames; the middle of the trunk is at the usual depth."""
    trunk = [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.LEFT_HIP, Joint.RIGHT_HIP]
    world = body + [*at, DEPTH_M - body[trunk, 2].mean()]
    xy = FOCAL_PX * world[:, :2] / world[:, 2:] + np.array(SIZE_PX) / 2
    still = np.zeros((frames, N_JOINTS), dtype=np.int64)
    return People(np.tile(xy, (frames, 1, 1)), still, np.tile(world, (frames, 1, 1)))


def people(*roles: str) -> dict[str, People]:
    everyone = {
        "recipient": person(figure(), LYING_AT),
        "partner": person(figure() @ UPRIGHT.T, UPRIGHT_AT),
        "passer": person(figure() @ UPRIGHT.T, PASSER_AT),
    }
    return {role: everyone[role] for role in roles}


def made_truth(everyone: Mapping[str, People] | None = None, **changes: Any) -> Truth:
    """Two seconds of somebody lying and, unless told otherwise, a partner."""
    own = Truth(
        clip="made", stretch="knee-to-chest", side="right", fps=FPS, width=SIZE_PX[0], height=SIZE_PX[1], bank=None,
        split=None, theme="", subject="a", partner="b", partner_side="far", view="side", yaw_deg=0.0,
        elevation_deg=0.0, labels=(), sizes={}, hazards=(), near_misses=(), times_s=np.arange(FRAMES) / FPS,
        people=people("recipient", "partner") if everyone is None else everyone, measures={},
    )  # fmt: skip
    return replace(own, **changes)


def pose(person: People, frame: int, moved_px: Sequence[float] = (0.0, 0.0)) -> Pose:
    """The true pose of a frame, moved in the picture."""
    hips = person.world_m[frame, [Joint.LEFT_HIP, Joint.RIGHT_HIP]].mean(axis=0)
    return Pose(person.xy_px[frame] + moved_px, np.full(N_JOINTS, 0.9), person.world_m[frame] - hips)


def scenes(
    truth: Truth, recipient: str | None = "recipient", partner: str | None = "partner", *, moved_px: Any = (0.0, 0.0)
) -> list[Scene]:
    """Scenes whose roles are filled by true people, or by nobody; all poses moved."""

    def filled(who: str | None, frame: int) -> Pose:
        return pose(truth.people[who], frame, moved_px) if who and who in truth.people else Pose.unseen()

    return [
        Scene(time_s, filled(recipient, frame), filled(partner, frame))
        for frame, time_s in enumerate(truth.times_s.tolist())
    ]


def blanked(scene: Scene, role: str, joints: Sequence[Joint]) -> Scene:
    """The scene with some joints of a role unknown."""
    own: Pose = getattr(scene, role)
    xy, trust = own.xy.copy(), own.trust.copy()
    xy[list(joints)], trust[list(joints)] = np.nan, 0.1
    changed = Pose(xy, trust, own.world_m)
    return replace(scene, recipient=changed) if role == "recipient" else replace(scene, partner=changed)


def observed(scene: Scene, frame: int) -> Observation:
    """What a scene without unknown joints was made from."""
    bodies = []
    for number, own in enumerate((scene.partner, scene.recipient)):
        values = np.full((N_JOINTS, len(VALUE_NAMES)), np.nan)
        values[:, :2] = own.xy
        bodies.append(Body(number, values))
    return Observation(scene.time_s, frame, tuple(bodies))
