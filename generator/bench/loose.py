"""People who lie, sit, kneel or stand as in no stretch, among those who stretch.

A network that has only seen the stretches puts every leg and arm where a stretch would have it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bench.cast import RECIPIENT, STRAIGHT, Cast
from bench.drawn_scenes import Draw, Span, one_of, people, within
from bench.scenario import Scenario
from bench.shots import Shot
from figure.character import Character
from figure.landmarks import ANKLE, ELBOW, HEEL, HIP, KNEE, TOE, WRIST
from figure.posture import supine_turn
from figure.rotation import Array, about_x, about_z, unit
from figure.skeleton import FINGERS, SIDES, SIGN, TAIL, Arm, Leg, Pose

LOOSE_LEGS, ANYHOW = 0.35, 0.35
"""Shares of poses: on the back with legs as in no stretch, and of all kinds; the rest stretches."""

FLAT, OWN_ARMS, HUGS = 0.4, 0.7, 0.5
"""Shares: of legs on the back, straight on the mat; of poses with loose legs, arms elsewhere, as always in those of all
kinds; of arms elsewhere, hands that hold a leg."""

ABOVE_M, SUNK_M, TRIES = 0.03, 0.05, 30
"""Joints of a leg or an arm are so high above the floor; nothing is so much lower than the trunk; tries until so."""

ARMS = ("upperarm", "lowerarm", "hand", "thumb", *FINGERS)


@dataclass(frozen=True)
class Way:
    """A way to be on a mat: how far the trunk is up, turned about itself and in the room, and the legs."""

    name: str
    share: float
    up_deg: Span
    roll_deg: Span
    yaw_deg: Span
    flexion_deg: Span
    abduction_deg: Span
    rotation_deg: Span
    knee_deg: Span
    rests: bool = False


ON_THE_BACK = Way(
    "on the back", 0.20, (0, 12), (-25, 25), (-30, 30), (0, 115), (-12, 42), (-25, 45), (0, 140), rests=True
)
WAYS = (
    ON_THE_BACK,
    Way("on a side", 0.14, (-5, 5), (60, 120), (-30, 30), (-5, 110), (-5, 15), (-15, 20), (0, 130)),
    Way("on the front", 0.10, (-6, 14), (165, 195), (-30, 30), (-12, 10), (0, 25), (-20, 30), (0, 110)),
    Way("sits, legs long", 0.14, (55, 110), (-8, 8), (-90, 90), (65, 100), (0, 35), (-10, 35), (0, 45)),
    Way("sits, legs crossed", 0.10, (65, 105), (-8, 8), (-90, 90), (80, 115), (15, 45), (20, 60), (80, 135)),
    Way("kneels", 0.14, (70, 170), (-8, 8), (-90, 90), (10, 110), (0, 20), (-10, 15), (75, 145)),
    Way("stands", 0.18, (75, 150), (-8, 8), (-180, 180), (-5, 75), (0, 25), (-15, 25), (0, 60)),
)


class Loose(Cast):
    """The people of a scene, whose recipient may be as in no stretch."""

    def __init__(self, number: int, scene: Scenario) -> None:
        """The people of the scene of this number."""
        super().__init__(scene, people(number, scene))
        self._number = number
        self._drawn: dict[Shot, Pose] = {}

    def loosen(self, shots: list[Shot]) -> None:
        """From now on some of these shots show a pose of their own."""
        draw = np.random.default_rng([self._number, 4])
        for shot in shots:
            what = draw.random()
            if what < LOOSE_LEGS:
                pose = self._with_loose_legs(draw, super().recipient(shot))
            elif what < LOOSE_LEGS + ANYHOW:
                pose = self._anyhow(draw)
            else:
                continue
            if pose is not None:
                self._drawn[shot] = pose

    def recipient(self, shot: Shot) -> Pose:
        """The person on the mat."""
        return self._drawn.get(shot) or super().recipient(shot)

    def _with_loose_legs(self, draw: Draw, usual: Pose) -> Pose | None:
        person = self.characters[RECIPIENT]
        joints = [joint for several in (KNEE, ANKLE, HEEL, TOE) for joint in several.values()]
        for _ in range(TRIES):
            lying = self._lying.lie({side: _leg(draw, ON_THE_BACK) for side in SIDES})
            pose = replace(lying, arms=usual.arms, neck_deg=usual.neck_deg, head_deg=usual.head_deg)
            marks = person.landmarks(replace(pose, arms={}))
            if min(float(marks[joint][2]) for joint in joints) > ABOVE_M:
                return self._with_arms(draw, pose) if draw.random() < OWN_ARMS else pose
        return None

    def _anyhow(self, draw: Draw) -> Pose | None:
        way: Way = one_of(draw, WAYS)
        person = self.characters[RECIPIENT]
        trunk = person.patch("shirt", "spine_01", "spine_02", "spine_03", "pelvis")
        for _ in range(TRIES):
            pose = _posture(draw, way, supine_turn(self.scenario.near_side))
            lowest = lowest_m(person, pose)
            if way.rests and person.lowest_m(pose, trunk) - lowest > SUNK_M:
                continue
            return self._with_arms(draw, replace(pose, root_m=pose.root_m - [0.0, 0.0, lowest]))
        return None

    def _with_arms(self, draw: Draw, pose: Pose) -> Pose:
        bare = replace(pose, arms={})
        held = str(draw.choice(SIDES)) if draw.random() < HUGS else ""
        arms: dict[str, Arm] = {}
        for side in SIDES:
            for _ in range(TRIES):
                arm = self._arm(draw, bare, side, held)
                marks = self.characters[RECIPIENT].landmarks(replace(bare, arms={side: arm}))
                if min(float(marks[joint[side]][2]) for joint in (ELBOW, WRIST)) > ABOVE_M:
                    break
            arms[side] = arm
        return replace(pose, arms=arms)

    def _arm(self, draw: Draw, bare: Pose, side: str, held: str) -> Arm:
        """Hand on the knee, shin or thigh of a leg that it reaches, else anywhere before or beside the trunk."""
        person = self.characters[RECIPIENT]
        outward, front, up = SIGN[side] * bare.root_turn[:, 0], -bare.root_turn[:, 1], bare.root_turn[:, 2]
        shoulder = person.bone_m(bare, "upperarm" + TAIL[side])
        length_m = person.skeleton.arm_length()
        elbow = unit(outward * draw.uniform(0.2, 1.2) - front * draw.uniform(0.0, 1.0) - up * draw.uniform(0.0, 0.6))
        wrist = self._on_leg(draw, bare, side, held) if held else None
        if wrist is None or np.linalg.norm(wrist - shoulder) > length_m:
            along = unit(
                outward * draw.uniform(-0.5, 1.3) + front * draw.uniform(-0.3, 1.2) + up * draw.normal(-0.3, 0.8)
            )
            wrist = shoulder + along * length_m * draw.uniform(0.4, 0.98)
        return Arm(np.maximum(wrist, [-np.inf, -np.inf, 0.04]), elbow, curl_deg=float(draw.uniform(5.0, 45.0)))

    def _on_leg(self, draw: Draw, bare: Pose, side: str, leg: str) -> Array:
        marks = self.characters[RECIPIENT].landmarks(bare)
        hip, knee, ankle = marks[HIP[leg]], marks[KNEE[leg]], marks[ANKLE[leg]]
        ends = (hip, knee) if draw.random() < 0.4 else (ankle, knee)
        aside = SIGN[side] * bare.root_turn[:, 0]
        return ends[0] + draw.uniform(0.6, 1.0) * (ends[1] - ends[0]) + 0.09 * unit(aside + unit(knee - hip))


def lowest_m(person: Character, pose: Pose) -> float:
    """Height of the lowest point of all but the arms, which are drawn later."""
    columns = person.skeleton.columns(*ARMS)
    surfaces = person.surfaces(replace(pose, arms={}))
    body = {name: person.parts[name].weights[:, columns].sum(axis=1) < 0.3 for name in surfaces}
    return min(float(points[body[name], 2].min()) for name, points in surfaces.items() if body[name].any())


def _posture(draw: Draw, way: Way, lying: Array) -> Pose:
    """On no floor yet."""
    roll_deg = within(draw, way.roll_deg) * (1.0 if draw.random() < 0.5 else -1.0)
    turn = about_z(np.radians(within(draw, way.yaw_deg))) @ lying
    turn = turn @ about_x(np.radians(within(draw, way.up_deg))) @ about_z(np.radians(roll_deg))
    head = [draw.normal(0.0, spread) for spread in (14.0, 8.0, 22.0)]
    return Pose(
        root_turn=turn,
        root_m=np.array([draw.normal(0.0, 0.12), draw.normal(0.0, 0.10), 0.5]),
        legs={side: _leg(draw, way) for side in SIDES},
        spine_deg=(within(draw, (-8.0, 35.0)), draw.normal(0.0, 8.0), draw.normal(0.0, 14.0)),
        neck_deg=(0.4 * head[0], 0.4 * head[1], 0.4 * head[2]),
        head_deg=(0.6 * head[0], 0.6 * head[1], 0.6 * head[2]),
    )


def _leg(draw: Draw, way: Way) -> Leg:
    if way.rests and draw.random() < FLAT:
        return STRAIGHT
    hip = (within(draw, way.flexion_deg), within(draw, way.abduction_deg), within(draw, way.rotation_deg))
    return Leg(hip, within(draw, way.knee_deg), within(draw, (-45.0, 15.0)))
