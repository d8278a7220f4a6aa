"""A character's meshes in Blender."""

from __future__ import annotations

import bpy
import numpy as np

from figure.character import Character
from figure.parts import Part
from figure.rotation import Array
from film.config import Person
from stage import materials

CLOTH_THICKNESS_M = 0.004


class Actor:
    """Shows a character in whatever pose it is given."""

    def __init__(self, role: str, person: Person, character: Character) -> None:
        covers = _covers(role, person)
        self._meshes = {}
        for name, part in character.parts.items():
            thing = _mesh_object(f"{role}:{name}", part)
            for material in covers["eye" if name.startswith("eye") else name]:
                thing.data.materials.append(material)
            if part.bands is not None and name.startswith("eye"):
                rings = np.select([part.bands < 1, part.bands < 2], [2, 1], 0)
                thing.data.polygons.foreach_set("material_index", rings.astype(np.int32))
            if name in ("shirt", "pants", "hair"):
                _thicken(thing)
            self._meshes[name] = thing.data

    def show(self, surfaces: dict[str, Array]) -> None:
        """Move every vertex to its place in the room."""
        for name, points in surfaces.items():
            mesh = self._meshes[name]
            mesh.vertices.foreach_set("co", points.astype(np.float32).ravel())
            mesh.update()


def _covers(role: str, person: Person) -> dict[str, list[bpy.types.Material]]:
    hair = materials.mottled(f"{role}:hair", person.hair, roughness=0.55, strength=0.8, scale=160.0, bump=0.6)
    shirt = materials.mottled(f"{role}:shirt", person.shirt, strength=0.35, scale=90.0, bump=0.15, by="UV")
    pants = materials.mottled(f"{role}:pants", person.pants, strength=0.25, scale=120.0, bump=0.1, by="UV")
    return {
        "skin": [materials.skin(f"{role}:skin", person.skin)],
        "shirt": [shirt],
        "pants": [pants],
        "hair": [hair],
        "bun": [hair],
        "eye": [
            materials.plain(f"{role}:sclera", (0.85, 0.83, 0.80), roughness=0.15),
            materials.plain(f"{role}:iris", (0.14, 0.08, 0.04), roughness=0.1),
            materials.plain(f"{role}:pupil", (0.005, 0.005, 0.005), roughness=0.05),
        ],
    }


def _mesh_object(name: str, part: Part) -> bpy.types.Object:
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(part.vertices.tolist(), [], part.faces.tolist())
    layer = mesh.uv_layers.new()
    layer.data.foreach_set("uv", part.uvs.astype(np.float32).ravel())
    mesh.polygons.foreach_set("use_smooth", np.ones(len(part.faces), bool))
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.collection.objects.link(thing)
    return thing


def _thicken(thing: bpy.types.Object) -> None:
    finer = thing.modifiers.new("finer", "SUBSURF")
    finer.levels, finer.render_levels = 0, 1  # what hides a landmark is asked of the coarse cloth
    shell = thing.modifiers.new("shell", "SOLIDIFY")
    shell.thickness, shell.offset = CLOTH_THICKNESS_M, -1.0
