"""Somebody who stretches alone: where the own hands are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bench.scenario import Scenario
from figure.character import Character
from figure.landmarks import ANKLE, HIP, KNEE
from figure.posture import supine_turn
from figure.rotation import Array, perpendicular, unit
from figure.skeleton import SIDES, SIGN, TAIL, Arm, Pose
from stretches.base import State

REACHES_FROM, REACHES_TO = 0.45, 0.85  # of the course: meanwhile the hands go from the floor to the leg
BELOW_KNEE_M, SHIN_RADIUS_M = 0.085, 0.070
ALONG_THIGH, THIGH_RADIUS_M = 0.72, 0.085
HAND_M = 0.075


class SoloArms:
    """Takes hold of the own leg as it comes up; in the twist the arms stay on the floor."""

    def __init__(self, person: Character, scenario: Scenario) -> None:
        self._person = person
        self._scenario = scenario

    def placed(self, pose: Pose, state: State) -> Pose:
        """The pose with its arms."""
        if self._scenario.stretch == "spinal-twist":
            return pose
        share = float(np.clip((state.course - REACHES_FROM) / (REACHES_TO - REACHES_FROM), 0.0, 1.0))
        if share <= 0.0:
            return pose
        share = share * share * (3.0 - 2.0 * share)
        return replace(pose, arms={side: self._arm(pose, side, share) for side in SIDES})

    def _arm(self, pose: Pose, side: str, share: float) -> Arm:
        resting = pose.arms[side]
        place, fingers, palm = self._hold(pose, side)
        wrist = place - HAND_M * fingers
        lift = np.array([0.0, 0.0, 0.30 * share * (1.0 - share)])
        outward = SIGN[side] * supine_turn(self._scenario.near_side)[:, 0]
        return Arm(
            wrist=resting.wrist * (1.0 - share) + wrist * share + lift,
            elbow=outward + np.array([0.0, 0.0, -0.5]),
            fingers=unit(_or_forearm(resting.fingers, fingers) * (1.0 - share) + fingers * share),
            palm=unit(np.array([0.0, 0.0, -1.0]) * (1.0 - share) + palm * share),
            curl_deg=34.0 * share,
        )

    def _hold(self, pose: Pose, side: str) -> tuple[Array, Array, Array]:
        """Place on the skin, direction of the fingers and of the palm of one hand."""
        marks = self._person.landmarks(replace(pose, arms={}))
        lying = supine_turn(self._scenario.near_side)
        aside = SIGN[side] * lying[:, 0]
        if self._scenario.stretch == "knee-to-chest":
            leg = self._scenario.side
            knee, ankle = marks[KNEE[leg]], marks[ANKLE[leg]]
            shin = unit(ankle - knee)
            front = perpendicular(-self._person.bone_axes(pose, "calf" + TAIL[leg])[:, 1], shin)
            out = perpendicular(0.8 * front + 0.75 * aside, shin)
            return knee + BELOW_KNEE_M * shin + SHIN_RADIUS_M * out, perpendicular(-aside + 0.3 * shin, out), -out
        leg = "left" if self._scenario.side == "right" else "right"
        hip, knee = marks[HIP[leg]], marks[KNEE[leg]]
        thigh = unit(knee - hip)
        back = perpendicular(self._person.bone_axes(pose, "thigh" + TAIL[leg])[:, 1], thigh)
        out = perpendicular(0.5 * back + aside, thigh)
        return hip + ALONG_THIGH * (knee - hip) + THIGH_RADIUS_M * out, perpendicular(back - 0.4 * aside, out), -out


def _or_forearm(fingers: Array | None, other: Array) -> Array:
    return other if fingers is None else unit(fingers)
