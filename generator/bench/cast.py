"""The people of a scenario and the poses they take in every shot; no Blender."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bench.scenario import Scenario
from bench.shots import WRONG_JOIN_COURSE, Shot
from bench.solo import SoloArms
from bench.walking import Walker, Walkway, between_poses
from figure.character import Character
from figure.rotation import Array
from figure.skeleton import SIDES, SIGN, Leg, Pose
from film.config import Person, load_person
from stretches.base import Course, State, Way, blended
from stretches.figure_four import FigureFour
from stretches.hook_lying import HookLying
from stretches.knee_to_chest import KneeToChest
from stretches.partner import KneelingPartner, Place
from stretches.spinal_twist import SpinalTwist

RECIPIENT, PARTNER, PASSER = "recipient", "partner", "passer"
KINDS = {"knee-to-chest": KneeToChest, "spinal-twist": SpinalTwist, "figure-four": FigureFour}
STRAIGHT = Leg(hip_deg=(3.0, 4.0, 4.0), knee_deg=6.0, ankle_deg=-25.0)
PASSERS = ("oskar", "amara", "lena", "marek")
PASS_Y_M = {"front": -0.85, "behind": 1.15}
PASS_HALF_M = 2.3
CROSSES_Y_M = -0.75
KNEELS_FROM = 0.8  # of the way in: from here the partner goes down on the knees
FIDGET_HEAD_DEG, FIDGET_ARM_M, FIDGET_NECK_DEG = 11.0, 0.05, 4.0
NECK_SHARE = 0.45  # of a turned face; the head does the rest


class Cast:
    """Recipient, partner and passer of a scenario."""

    def __init__(self, scenario: Scenario, people: dict[str, Person] | None = None) -> None:
        """Everybody; `people` by role instead of those that the scenario names."""
        self.scenario = scenario
        self.people = _people(scenario) if people is None else people
        self.characters = {role: Character(p.shape, p.outfit) for role, p in self.people.items()}
        place = scenario.partner_place
        course = Course(
            scenario.stretch, scenario.side, scenario.near_side, place.far, scenario.start_deg, scenario.end_deg
        )
        recipient = self.characters[RECIPIENT]
        self.stretch = KINDS[scenario.stretch](recipient, course)
        self._lying = HookLying(recipient, course)
        self._join_legs = self.stretch.pose(State(WRONG_JOIN_COURSE)).legs
        self._solo = SoloArms(recipient, scenario) if not scenario.partner else None
        if scenario.partner:
            spot = Place(place.far, place.x_m, place.distance_m, scenario.headward)
            self._kneeling = KneelingPartner(self.characters[PARTNER], spot)
        self._walker = Walker(self.characters[PASSER]) if PASSER in self.people else None

    def way(self) -> Way:
        """The path of the stretch."""
        return Way(self.characters[RECIPIENT], self.stretch)

    def wrong_way_deg(self) -> float:
        """Length of the way from the wrong start to where it meets the path, in degrees of the fastest angle."""
        recipient = self.characters[RECIPIENT]
        marks = [
            recipient.landmarks(replace(self.recipient(shot), arms={}))
            for shot in (Shot(State(WRONG_JOIN_COURSE * s), start=1.0 - s) for s in np.linspace(0.0, 1.0, 21))
        ]
        angles = np.array([self.stretch.moving_deg(found) for found in marks])
        return float(np.abs(np.diff(angles, axis=0)).max(axis=1).sum())

    def poses(self, shot: Shot) -> dict[str, Pose]:
        """Everybody in the picture."""
        recipient = self.recipient(shot)
        found = {RECIPIENT: recipient}
        if self.scenario.partner:
            found[PARTNER] = self._partner(recipient, shot)
        if self._walker:
            found[PASSER] = self._passer(max(shot.passing, 0.0))
        return found

    def recipient(self, shot: Shot) -> Pose:
        """The person on the mat."""
        state = shot.state
        pose = self._wrong(shot) if shot.start > 0.0 else self.stretch.pose(state)
        away = -self.scenario.head_turn_deg * SIGN[self.scenario.near_side]
        neck, head = np.array(pose.neck_deg), np.array(pose.head_deg)
        neck[2] += NECK_SHARE * away + FIDGET_NECK_DEG * shot.fidget
        head[2] += (1.0 - NECK_SHARE) * away + FIDGET_HEAD_DEG * shot.fidget
        pose = replace(pose, neck_deg=tuple(map(float, neck)), head_deg=tuple(map(float, head)))
        if self._solo:
            pose = self._solo.placed(pose, state)
        side = self.scenario.near_side
        moved = pose.arms[side].wrist + [FIDGET_ARM_M * shot.fidget * self.scenario.headward, 0.0, 0.0]
        return replace(pose, arms={**pose.arms, side: replace(pose.arms[side], wrist=moved)})

    def _wrong(self, shot: Shot) -> Pose:
        """Legs on the way from lying straight to the place where the path is met."""
        state, share = shot.state, 1.0 - shot.start
        right = self.stretch.pose(replace(state, course=WRONG_JOIN_COURSE * share))
        legs = dict(right.legs)
        for side in self._straight():
            legs[side] = blended(STRAIGHT, self._join_legs[side], share)
        if self.scenario.stretch == "spinal-twist":
            return replace(right, legs=legs)
        return replace(self._lying.lie(legs, breath=state.breath), arms=right.arms)

    def _straight(self) -> tuple[str, ...]:
        """The legs that lie straight in the wrong start."""
        side = self.scenario.side
        other = "left" if side == "right" else "right"
        return {"knee-to-chest": (side,), "spinal-twist": SIDES, "figure-four": (other,)}[self.scenario.stretch]

    def _partner(self, recipient: Pose, shot: Shot) -> Pose:
        state = shot.state
        grips = self.stretch.grips(replace(recipient, arms={}), state)
        if shot.entering >= 1.0:
            pose = self._kneeling.pose(grips, reach=state.reach, breath=state.breath)
            turned = replace(pose, head_deg=(pose.head_deg[0], 0.0, 0.8 * FIDGET_HEAD_DEG * shot.fidget))
            return turned if shot.fidget else pose
        kneeling = self._kneeling.pose(grips, reach=0.0, breath=0.0)
        walker, way = Walker(self.characters[PARTNER]), self._way_in(kneeling)
        walked = way.length_m * min(shot.entering / KNEELS_FROM, 1.0)
        place, heading = way.at(walked)
        if shot.entering <= KNEELS_FROM:
            facing = -kneeling.root_turn[:2, 1]
            turned = np.clip((way.length_m - walked) / 0.4, 0.0, 1.0)  # the last steps turn toward the mat
            heading = heading * turned + facing / np.linalg.norm(facing) * (1.0 - turned)
            return walker.at(place, heading, walked, pace=float(np.clip((way.length_m - walked) / 0.3, 0.0, 1.0)))
        standing = walker.at(place, -kneeling.root_turn[:2, 1], walked, pace=0.0)
        share = (shot.entering - KNEELS_FROM) / (1.0 - KNEELS_FROM)
        return between_poses(self.characters[PARTNER], standing, kneeling, float(share))

    def _way_in(self, kneeling: Pose) -> Walkway:
        """Across the picture before the mat, round the recipient's feet, to the place of kneeling."""
        x, y = float(kneeling.root_m[0]), float(kneeling.root_m[1])
        head = self.scenario.headward
        corners = [(2.1 * head, CROSSES_Y_M), (-1.15 * head, CROSSES_Y_M)]
        if self.scenario.partner_place.far:
            corners += [(-1.35 * head, 0.0), (-1.1 * head, y)]
        return Walkway([*corners, (x, y)])

    def _passer(self, share: float) -> Pose:
        along: Array = np.array([1.0, 0.0]) * self.scenario.headward
        walked = 2.0 * PASS_HALF_M * share
        place = along * (walked - PASS_HALF_M) + [0.0, PASS_Y_M[self.scenario.passing]]
        assert self._walker is not None
        return self._walker.at(place, along, walked)


def _people(scenario: Scenario) -> dict[str, Person]:
    people = {RECIPIENT: load_person("subjects", scenario.subject)}
    if scenario.partner:
        people[PARTNER] = load_person("partners", scenario.partner)
    if scenario.passing in PASS_Y_M:
        stranger = next(name for name in PASSERS if name != scenario.partner)
        people[PASSER] = load_person("partners", stranger)
    return people
