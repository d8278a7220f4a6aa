"""One dressed person: body, clothes, skeleton and landmarks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from figure.basemesh import Shape, load_base_mesh, shaped_vertices
from figure.landmarks import LandmarkFinder
from figure.rotation import Array
from figure.skeleton import Pose, Skeleton, skinned
from figure.wardrobe import Body, Outfit, dress


@dataclass(frozen=True, eq=False)
class Patch:
    """A few surface points watched for contact: points (N, 3), the bones that move them (K,), weights (N, K)."""

    points: Array
    bones: np.ndarray
    weights: Array


class Character:
    """A person who can be posed."""

    def __init__(self, shape: Shape, outfit: Outfit) -> None:
        mesh = load_base_mesh()
        vertices = shaped_vertices(shape)
        self.skeleton = Skeleton(mesh, vertices)
        body = Body(mesh, vertices, self.skeleton)
        self.parts = dress(body, outfit)
        self._finder = LandmarkFinder(body)

    def landmarks(self, pose: Pose) -> dict[int, Array]:
        """MediaPipe's landmarks (3,) in room metres."""
        return self._finder.locate(self.skeleton.solve(pose))

    def surfaces(self, pose: Pose) -> dict[str, Array]:
        """Vertices (N, 3) of every part in room metres."""
        posed = self.skeleton.solve(pose)
        return {name: skinned(part.vertices, part.weights, self.skeleton, posed) for name, part in self.parts.items()}

    def patch(self, part: str, *names: str) -> Patch:
        """The surface points that mostly follow the given bones (exact names)."""
        piece = self.parts[part]
        columns = [self.skeleton.number[name] for name in names]
        near = piece.weights[:, columns].sum(axis=1) > 0.6
        bones = np.flatnonzero(piece.weights[near].any(axis=0))
        return Patch(piece.vertices[near], bones, piece.weights[near][:, bones])

    def lowest_m(self, pose: Pose, patch: Patch) -> float:
        """Height of the lowest point of a patch."""
        posed = self.skeleton.solve(pose)
        up = posed.turns[patch.bones, 2]
        shifts = posed.heads_m[patch.bones, 2] - np.einsum("bj,bj->b", up, self.skeleton.heads[patch.bones])
        return float((np.einsum("nj,nj->n", patch.weights @ up, patch.points) + patch.weights @ shifts).min())

    def bone_m(self, pose: Pose, bone: str) -> Array:
        """Position (3,) of a bone's head."""
        return self.skeleton.solve(pose).heads_m[self.skeleton.number[bone]]

    def bone_axes(self, pose: Pose, bone: str) -> Array:
        """Axes (3, 3) of a bone: columns left, back and up of the resting body."""
        return self.skeleton.solve(pose).turns[self.skeleton.number[bone]]
