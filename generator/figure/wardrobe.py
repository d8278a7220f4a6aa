"""Cuts clothes, visible skin, hair and eyes out of a shaped body."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from figure.basemesh import BaseMesh, read_target
from figure.parts import Part, ball, cut_out, vertex_normals
from figure.rotation import Array
from figure.skeleton import Skeleton

HEM_OVERLAP_M = 0.09  # the shirt hangs this far over the trousers
EYE_RADIUS_M = 0.0136
HAND = ("hand", "thumb", "index", "middle", "ring", "pinky")


@dataclass(frozen=True)
class Outfit:
    """How clothes and hair are cut.

    Attributes:
        sleeve: 0 none, 0.5 above the elbow, 1 to the elbow, 2 to the wrist.
        leg: 0 at the hip, 0.5 to the knee, 1 to the ankle.
        looseness_m: Distance between skin and cloth.
        hair: "short" or "bun".
    """

    sleeve: float = 0.55
    leg: float = 1.0
    looseness_m: float = 0.006
    hair: str = "short"


@dataclass(frozen=True, eq=False)
class Body:
    """A shaped body before it is dressed."""

    mesh: BaseMesh
    vertices: Array
    skeleton: Skeleton

    def faces(self, group: str) -> np.ndarray:
        """Numbers of the faces of one group."""
        return np.flatnonzero(self.mesh.groups == group)

    def centres(self, faces: np.ndarray) -> Array:
        """Middle points (F, 3) of the faces."""
        return self.vertices[self.mesh.faces[faces]].mean(axis=1)

    def shares(self, faces: np.ndarray, *bones: str) -> Array:
        """How much of each face (F,) belongs to the bones with these first words."""
        weights = self.skeleton.weights[:, self.skeleton.columns(*bones)].sum(axis=1)
        return weights[self.mesh.faces[faces]].mean(axis=1)

    def eye(self) -> Array:
        """Centre (3,) of the left eye; the right one is its mirror image."""
        corners = np.unique(self.mesh.faces[self.faces("helper-l-eye")])
        return self.vertices[corners].mean(axis=0)

    def joint(self, bone: str) -> Array:
        """Head (3,) of a bone at rest."""
        return self.skeleton.heads[self.skeleton.number[bone]]


def dress(body: Body, outfit: Outfit) -> dict[str, Part]:
    """All visible parts by name: skin, shirt, pants, hair, eye_left, eye_right (and bun)."""
    cloth = body.faces("helper-tights")
    labels = _garment_of(body, cloth, outfit)
    parts = _garments(body, cloth, labels, outfit)
    weights = body.skeleton.weights
    skin = _uncovered(body, cloth, labels)
    parts["skin"] = cut_out(body.mesh, body.vertices, weights, skin)
    parts.update(_hair(body, outfit))
    bones = len(body.skeleton.names)
    head = body.skeleton.number["head"]
    for side, mirror in (("left", 1.0), ("right", -1.0)):
        centre = body.eye() * [mirror, 1.0, 1.0]
        parts[f"eye_{side}"] = ball(centre, EYE_RADIUS_M, np.array([0.0, -1.0, 0.0]), head, bones)
    return parts


def _garment_of(body: Body, cloth: np.ndarray, outfit: Outfit) -> np.ndarray:
    """Name of the garment of each cloth face (F,), "" where there is none."""
    centres = body.centres(cloth)
    on_arm = body.shares(cloth, "upperarm", "lowerarm", *HAND)
    on_forearm = body.shares(cloth, "lowerarm", "hand") > 0.6
    left = np.abs(centres) * [1.0, 0.0, 0.0] + centres * [0.0, 1.0, 1.0]  # mirrored to the left
    down_upper = _along(left, body.joint("upperarm_l"), body.joint("lowerarm_l"))
    down_lower = 1.0 + _along(left, body.joint("lowerarm_l"), body.joint("hand_l"))
    sleeve = np.where(on_forearm, down_lower, down_upper) < outfit.sleeve
    hip, knee, ankle = (body.joint(bone)[2] for bone in ("thigh_l", "calf_l", "foot_l"))
    ends = np.interp(outfit.leg, [0.0, 0.5, 1.0], [hip, knee, ankle + 0.03])
    waist = body.joint("spine_01")[2] - 0.01
    trunk = np.where(centres[:, 2] > waist, "shirt", np.where(centres[:, 2] > ends, "pants", ""))
    return np.where(on_arm > 0.5, np.where(sleeve, "shirt", ""), trunk)


def _along(points: Array, start: Array, end: Array) -> Array:
    """Place of each point along a line, 0 at its start and 1 at its end."""
    line = end - start
    return (points - start) @ line / (line @ line)


def _garments(body: Body, cloth: np.ndarray, labels: np.ndarray, outfit: Outfit) -> dict[str, Part]:
    normals = vertex_normals(body.vertices, body.mesh.faces[cloth])
    waist = body.joint("spine_01")[2] - 0.01
    centres = body.centres(cloth)
    hem = (labels == "pants") & (centres[:, 2] > waist - HEM_OVERLAP_M)
    low = np.clip((waist + 0.02 - body.vertices[:, 2]) / 0.06, 0.0, 1.0)[:, None]
    over = body.vertices + normals * (outfit.looseness_m + 0.004 + 0.006 * low)
    under = body.vertices + normals * outfit.looseness_m
    weights = body.skeleton.weights
    shirt = cloth[(labels == "shirt") | hem]
    return {
        "shirt": cut_out(body.mesh, over, weights, shirt),
        "pants": cut_out(body.mesh, under, weights, cloth[labels == "pants"]),
    }


def _uncovered(body: Body, cloth: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Numbers of the skin faces that no garment hides; head, hands and feet always stay."""
    skin = body.faces("body")
    centres = body.centres(skin)
    worn, bare = body.centres(cloth[labels != ""]), body.centres(cloth[labels == ""])
    to_worn, to_bare = _nearest(centres, worn), _nearest(centres, bare)
    hidden = (to_worn < 0.03) & (to_worn < to_bare - 0.012)
    head = body.shares(skin, "head", "neck") > 0.55
    ends = body.shares(skin, *HAND, "ball") > 0.5
    return skin[head | ends | ~hidden]


def _nearest(points: Array, others: Array) -> Array:
    """Distance (N,) of each point to the nearest of the others; infinite if there are none."""
    if len(others) == 0:
        return np.full(len(points), np.inf)
    found = [
        np.linalg.norm(chunk[:, None] - others[None], axis=2).min(axis=1)
        for chunk in np.array_split(points, max(len(points) // 500, 1))
    ]
    return np.concatenate(found)


def _hair(body: Body, outfit: Outfit) -> dict[str, Part]:
    """A cap of scalp faces pushed outward, and a bun where asked for."""
    skin = body.faces("body")
    eye = body.eye()
    brow = body.vertices[read_target("eyebrows/eyebrows-trans-up")[0]]
    x, y, z = body.centres(skin).T
    hairline = np.median(brow[:, 2]) + 0.045
    back = np.clip((y - (eye[1] - 0.01)) / 0.17, 0.0, 1.0)  # 0 at the face, 1 at the nape
    lowest = hairline - (hairline - (eye[2] - 0.075)) * np.clip((back - 0.12) / 0.5, 0.0, 1.0)
    ear = (np.abs(x) > 0.066) & (z < eye[2] + 0.03) & (back > 0.25) & (back < 0.75)
    scalp = skin[(body.shares(skin, "head") > 0.5) & (z > lowest) & ~ear]
    normals = vertex_normals(body.vertices, body.mesh.faces[skin])
    thickness = 0.011 + 0.004 * np.random.default_rng(1).random((len(normals), 1))
    raised = body.vertices + normals * thickness
    parts = {"hair": cut_out(body.mesh, raised, body.skeleton.weights, scalp)}
    if outfit.hair == "bun":
        top = body.vertices[np.unique(body.mesh.faces[skin]), 2].max()
        centre = np.array([0.0, eye[1] + 0.20, top - 0.075])
        head = body.skeleton.number["head"]
        pole = np.array([0.0, 1.0, 0.3])
        parts["bun"] = ball(centre, 0.042, pole, head, len(body.skeleton.names))
    return parts
