"""Bones, poses, forward kinematics, arm reaching and linear skinning.

Frame of the resting body: x to the person's left, y to the back, z up; metres.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from figure.basemesh import BaseMesh, read_rig
from figure.rotation import (
    Array,
    about_axis,
    about_x,
    about_y,
    about_z,
    perpendicular,
    shortest_turn,
    signed_angle_rad,
    unit,
)

SIDES = ("left", "right")
TAIL = {"left": "_l", "right": "_r"}
SIGN = {"left": 1.0, "right": -1.0}  # the left is at +x
FINGERS = ("index", "middle", "ring", "pinky")
LONGEST_REACH = 0.995  # share of the arm's length; a fully straight elbow has no bend direction


@dataclass(frozen=True)
class Leg:
    """Joint angles in degrees.

    Attributes:
        hip_deg: Flexion, abduction, external rotation.
        knee_deg: Flexion.
        ankle_deg: Dorsiflexion, negative for a pointed foot.
    """

    hip_deg: tuple[float, float, float]
    knee_deg: float
    ankle_deg: float = 0.0


@dataclass(frozen=True, eq=False)
class Arm:
    """Where a hand goes, in room coordinates.

    Attributes:
        wrist: Position (3,) in metres.
        elbow: Direction (3,) toward which the elbow points.
        fingers: Direction (3,) from the wrist to the knuckles, or None to follow the forearm.
        palm: Direction (3,) the palm faces, or None.
        curl_deg: Bend of every finger joint.
    """

    wrist: Array
    elbow: Array
    fingers: Array | None = None
    palm: Array | None = None
    curl_deg: float = 12.0


@dataclass(frozen=True, eq=False)
class Pose:
    """A whole-body pose; triples are flexion, side bend and twist in degrees."""

    root_turn: Array
    root_m: Array
    legs: dict[str, Leg]
    spine_deg: tuple[float, float, float] = (0.0, 0.0, 0.0)
    neck_deg: tuple[float, float, float] = (0.0, 0.0, 0.0)
    head_deg: tuple[float, float, float] = (0.0, 0.0, 0.0)
    arms: dict[str, Arm] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Posed:
    """Bones in the room: `turns` (B, 3, 3) and positions of their heads `heads_m` (B, 3)."""

    turns: Array
    heads_m: Array


class Skeleton:
    """The bones of one body."""

    def __init__(self, mesh: BaseMesh, vertices: Array) -> None:
        rig, weights = read_rig()
        self.names = _parents_first(rig)
        self.number = {name: i for i, name in enumerate(self.names)}
        self.parents = [self.number.get(rig[name]["parent"], -1) for name in self.names]
        ends = {end: np.array([_bone_end(rig[n][end], mesh, vertices) for n in self.names]) for end in ("head", "tail")}
        self.heads, self.tails = ends["head"], ends["tail"]
        self.weights = np.zeros((len(vertices), len(self.names)))
        for name, pairs in weights.items():
            if name in self.number:
                rows, shares = zip(*pairs, strict=True) if pairs else ((), ())
                self.weights[list(rows), self.number[name]] = shares
        self.weights /= np.maximum(self.weights.sum(axis=1, keepdims=True), 1e-6)
        self._last: tuple[Pose, Posed] | None = None

    def columns(self, *prefixes: str) -> list[int]:
        """Numbers of the bones whose name starts with one of the words, before any `_`."""
        return [i for i, name in enumerate(self.names) if name.split("_")[0] in prefixes]

    def length(self, start: str, end: str) -> float:
        """Distance in metres between the heads of two bones at rest."""
        first, last = self.number[start], self.number[end]
        return float(np.linalg.norm(self.heads[last] - self.heads[first]))

    def arm_length(self) -> float:
        """Shoulder to wrist in metres, elbow straight."""
        upper = self.length("upperarm_l", "lowerarm_l")
        return upper + self.length("lowerarm_l", "hand_l")

    def solve(self, pose: Pose) -> Posed:
        """Place every bone; the pelvis joint goes to `pose.root_m`.

        The last pose is remembered: many things are asked of one pose, one after the other.
        """
        if self._last is None or self._last[0] is not pose:
            self._last = (pose, self._solved(pose))
        return self._last[1]

    def _solved(self, pose: Pose) -> Posed:
        local = self._local_turns(pose)
        turns = np.tile(np.eye(3), (len(self.names), 1, 1))
        heads = np.zeros((len(self.names), 3))
        turns[0] = pose.root_turn
        for i in range(1, len(self.names)):
            self._follow(i, local, turns, heads)
        heads += pose.root_m - heads[self.number["pelvis"]]
        for side, arm in pose.arms.items():
            self._reach(side, arm, turns, heads)
            hand = self.columns("thumb", *FINGERS)
            for i in (i for i in hand if self.names[i].endswith(TAIL[side])):
                self._follow(i, local, turns, heads)
        return Posed(turns, heads)

    def _follow(self, i: int, local: Array, turns: Array, heads: Array) -> None:
        parent = self.parents[i]
        turns[i] = turns[parent] @ local[i]
        heads[i] = heads[parent] + turns[parent] @ (self.heads[i] - self.heads[parent])

    def _local_turns(self, pose: Pose) -> Array:
        local = np.tile(np.eye(3), (len(self.names), 1, 1))
        flexion, bend, twist = np.radians(pose.spine_deg) / 3.0
        for name in ("spine_01", "spine_02", "spine_03"):
            local[self.number[name]] = about_x(flexion) @ about_y(bend) @ about_z(twist)
        for name, angles in (("neck_01", pose.neck_deg), ("head", pose.head_deg)):
            flexion, bend, twist = np.radians(angles)
            local[self.number[name]] = about_x(flexion) @ about_y(bend) @ about_z(twist)
        for side, leg in pose.legs.items():
            flexion, abduction, rotation = np.radians(leg.hip_deg)
            sign, tail = SIGN[side], TAIL[side]
            hip = about_x(-flexion) @ about_y(-sign * abduction) @ about_z(sign * rotation)
            local[self.number["thigh" + tail]] = hip
            local[self.number["calf" + tail]] = about_x(np.radians(leg.knee_deg))
            local[self.number["foot" + tail]] = about_x(np.radians(-leg.ankle_deg))
        for side in SIDES:
            curl = pose.arms[side].curl_deg if side in pose.arms else 12.0
            self._curl_fingers(side, curl, local)
        return local

    def _curl_fingers(self, side: str, curl_deg: float, local: Array) -> None:
        tail = TAIL[side]
        knuckles = self.heads[self.number["index_01" + tail]]
        knuckles = knuckles - self.heads[self.number["pinky_01" + tail]]
        turn = about_axis(knuckles, -SIGN[side] * np.radians(curl_deg))
        for finger in FINGERS:
            for joint in ("_01", "_02", "_03"):
                local[self.number[finger + joint + tail]] = turn

    def _reach(self, side: str, arm: Arm, turns: Array, heads: Array) -> None:
        """Two-bone reach: shoulder and elbow so that the wrist arrives at `arm.wrist`."""
        tail = TAIL[side]
        names = ("clavicle", "upperarm", "lowerarm", "hand")
        clavicle, upper, lower, hand = (self.number[name + tail] for name in names)
        upper_rest = self.heads[lower] - self.heads[upper]
        lower_rest = self.heads[hand] - self.heads[lower]
        a, b = float(np.linalg.norm(upper_rest)), float(np.linalg.norm(lower_rest))
        span = arm.wrist - heads[upper]
        distance = min(float(np.linalg.norm(span)), (a + b) * LONGEST_REACH)
        along = unit(span)
        cosine = np.clip((a * a + distance**2 - b * b) / (2.0 * a * distance), -1.0, 1.0)
        bend = perpendicular(arm.elbow, along) * np.sqrt(1.0 - cosine**2)
        upper_now = along * cosine + bend
        lower_now = unit(along * distance - a * upper_now)
        turns[upper] = shortest_turn(turns[clavicle] @ upper_rest, upper_now) @ turns[clavicle]
        turns[lower] = shortest_turn(turns[upper] @ lower_rest, lower_now) @ turns[upper]
        heads[lower] = heads[upper] + turns[upper] @ upper_rest
        turns[hand] = self._hand_turn(side, arm, turns, lower, lower_now)
        heads[hand] = heads[lower] + turns[lower] @ lower_rest

    def _hand_turn(self, side: str, arm: Arm, turns: Array, lower: int, forearm: Array) -> Array:
        """Turn of the hand; half of the roll that the palm asks for is given to the forearm."""
        knuckle, palm = self._hand_rest(side)
        fingers = turns[lower] @ knuckle if arm.fingers is None else unit(arm.fingers)
        turn = shortest_turn(turns[lower] @ knuckle, fingers) @ turns[lower]
        if arm.palm is None:
            return turn
        roll = signed_angle_rad(turn @ palm, arm.palm, fingers)
        turns[lower] = about_axis(forearm, 0.5 * roll) @ turns[lower]
        turn = shortest_turn(turns[lower] @ knuckle, fingers) @ turns[lower]
        return about_axis(fingers, signed_angle_rad(turn @ palm, arm.palm, fingers)) @ turn

    def _hand_rest(self, side: str) -> tuple[Array, Array]:
        """Directions wrist to knuckles and out of the palm, at rest."""
        tail = TAIL[side]
        wrist = self.heads[self.number["hand" + tail]]
        knuckle = self.heads[self.number["middle_01" + tail]]
        tip = self.tails[self.number["middle_03" + tail]]
        along = unit(knuckle - wrist)
        return along, perpendicular(tip - knuckle, along)  # relaxed fingers bend to the palm


def skinned(points: Array, weights: Array, skeleton: Skeleton, posed: Posed) -> Array:
    """Points (N, 3) of the resting body carried along by their bones' weights (N, B)."""
    shifts = posed.heads_m - np.einsum("bij,bj->bi", posed.turns, skeleton.heads)
    turns = np.tensordot(weights, posed.turns, axes=1)
    return np.einsum("nij,nj->ni", turns, points) + weights @ shifts


def _parents_first(rig: dict) -> list[str]:
    ordered: list[str] = []
    waiting = list(rig)
    while waiting:
        ready = [n for n in waiting if rig[n]["parent"] == "" or rig[n]["parent"] in ordered]
        ordered += ready
        waiting = [name for name in waiting if name not in ready]
    return ordered


def _bone_end(end: dict, mesh: BaseMesh, vertices: Array) -> Array:
    if end["strategy"] == "CUBE":
        corners = np.unique(mesh.faces[mesh.groups == end["cube_name"]])
        return vertices[corners].mean(axis=0)
    return vertices[end["vertex_indices"]].mean(axis=0)
