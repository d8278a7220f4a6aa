"""A piece of surface (skin, shirt, hair, eye) that moves with the bones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from figure.basemesh import BaseMesh
from figure.rotation import Array, shortest_turn


@dataclass(frozen=True, eq=False)
class Part:
    """Surface of quads.

    Attributes:
        vertices: (N, 3) in metres, at rest.
        weights: Shares of the bones (N, B).
        faces: (F, 4) rows of `vertices`.
        uvs: Texture coordinates of the face corners, (4 F, 2).
        bands: Ring number of each face of a ball, (F,), else None.
    """

    vertices: Array
    weights: Array
    faces: np.ndarray
    uvs: Array
    bands: np.ndarray | None = None


def cut_out(mesh: BaseMesh, vertices: Array, weights: Array, keep: np.ndarray) -> Part:
    """The part made of the faces `keep` (numbers), renumbered."""
    used, corners = np.unique(mesh.faces[keep], return_inverse=True)
    uvs = mesh.uvs[mesh.face_uvs[keep].ravel()]
    return Part(vertices[used], weights[used], corners.reshape(-1, 4), uvs)


def vertex_normals(vertices: Array, faces: np.ndarray) -> Array:
    """Unit normals (N, 3); zero where no face touches a vertex."""
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    face_normals = np.cross(b - a, c - a)
    normals = np.zeros_like(vertices)
    for corner in range(4):
        np.add.at(normals, faces[:, corner], face_normals)
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)


def ball(centre: Array, radius_m: float, pole: Array, bone: int, bone_count: int) -> Part:
    """A sphere fixed to one bone; its bands count from the pole."""
    slices, bands = 24, 16
    turn = shortest_turn([0.0, 0.0, 1.0], pole)
    polar = np.repeat(np.pi * np.arange(bands + 1) / bands, slices)
    around = np.tile(2.0 * np.pi * np.arange(slices) / slices, bands + 1)
    rings = np.sin(polar)
    points = np.stack([rings * np.cos(around), rings * np.sin(around), np.cos(polar)], axis=1)
    row, column = np.divmod(np.arange(bands * slices), slices)
    after = (column + 1) % slices
    start, below = row * slices, (row + 1) * slices
    faces = np.stack([start + column, below + column, below + after, start + after], axis=1)
    weights = np.zeros((len(points), bone_count))
    weights[:, bone] = 1.0
    uvs = np.zeros((4 * len(faces), 2))
    return Part(centre + radius_m * points @ turn.T, weights, faces, uvs, row)
