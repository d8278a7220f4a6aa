"""Where MediaPipe's 33 landmarks sit on the body: joints of the rig and points of the skin.

The networks' own idea of a hip or a shoulder is not a joint centre (it sits headward by up to a
fifth of the trunk), so expect a few degrees between these and any network.
"""

from __future__ import annotations

import numpy as np

from figure.rotation import Array
from figure.skeleton import Posed, skinned
from figure.wardrobe import EYE_RADIUS_M, Body

BONE_HEADS = {
    11: "upperarm_l", 12: "upperarm_r", 13: "lowerarm_l", 14: "lowerarm_r",
    15: "hand_l", 16: "hand_r", 17: "pinky_01_l", 18: "pinky_01_r",
    19: "index_01_l", 20: "index_01_r", 21: "thumb_02_l", 22: "thumb_02_r",
    23: "thigh_l", 24: "thigh_r", 25: "calf_l", 26: "calf_r", 27: "foot_l", 28: "foot_r",
}  # fmt: skip
SHOULDER = {"left": 11, "right": 12}
ELBOW = {"left": 13, "right": 14}
WRIST = {"left": 15, "right": 16}
HIP = {"left": 23, "right": 24}
KNEE = {"left": 25, "right": 26}
ANKLE = {"left": 27, "right": 28}
HEEL = {"left": 29, "right": 30}
TOE = {"left": 31, "right": 32}


class LandmarkFinder:
    """Finds the landmarks of one body in any pose."""

    def __init__(self, body: Body) -> None:
        self._skeleton = body.skeleton
        vertices = body.vertices
        found = {**_face_vertices(body), **_foot_vertices(body)}
        self._numbers = list(found)
        rows = np.array(list(found.values()))
        self._points, self._weights = vertices[rows], body.skeleton.weights[rows]
        self._add_eyes(body)

    def _add_eyes(self, body: Body) -> None:
        """Eye corners and centres, fixed to the head bone: 1-3 left, 4-6 right, inner first."""
        weights = np.zeros((6, len(body.skeleton.names)))
        weights[:, body.skeleton.number["head"]] = 1.0
        front = body.eye() + [0.0, -EYE_RADIUS_M, 0.0]
        points = [
            (front + [shift, 0.0, 0.0]) * [mirror, 1.0, 1.0] for mirror in (1.0, -1.0) for shift in (-0.014, 0.0, 0.014)
        ]
        self._numbers += [1, 2, 3, 4, 5, 6]
        self._points = np.concatenate([self._points, points])
        self._weights = np.concatenate([self._weights, weights])

    def locate(self, posed: Posed) -> dict[int, Array]:
        """Landmarks by MediaPipe number, (3,) each, in room metres."""
        on_skin = skinned(self._points, self._weights, self._skeleton, posed)
        found = dict(zip(self._numbers, on_skin, strict=True))
        for number, bone in BONE_HEADS.items():
            found[number] = posed.heads_m[self._skeleton.number[bone]]
        return dict(sorted(found.items()))


def _body_vertices(body: Body, *bones: str, share: float) -> np.ndarray:
    rows = np.unique(body.mesh.faces[body.faces("body")])
    weights = body.skeleton.weights[rows][:, body.skeleton.columns(*bones)].sum(axis=1)
    return rows[weights > share]


def _face_vertices(body: Body) -> dict[int, int]:
    rows = _body_vertices(body, "head", share=0.5)
    x, y, z = body.vertices[rows].T
    eye = body.eye()
    found = {0: rows[np.argmin(y + 3.0 * np.abs(x))]}
    for number, sign in ((7, 1.0), (8, -1.0)):
        found[number] = rows[np.argmax(sign * x - np.abs(z - eye[2] + 0.01))]
    for number, sign in ((9, 1.0), (10, -1.0)):
        corner = np.hypot(x - sign * 0.024, z - (eye[2] - 0.068))
        found[number] = rows[np.argmin(corner + 0.5 * y)]
    return found


def _foot_vertices(body: Body) -> dict[int, int]:
    rows = _body_vertices(body, "foot", "ball", share=0.6)
    found = {}
    for heel, toe, sign in ((29, 31, 1.0), (30, 32, -1.0)):
        own = rows[sign * body.vertices[rows, 0] > 0.0]
        _, back, up = body.vertices[own].T
        found[heel] = own[np.argmax(back - 0.5 * up)]
        found[toe] = own[np.argmin(back)]
    return found
