"""Builds a room: floor, two walls, mat, furniture of boxes, lamps."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from mathutils import Vector

from stage import materials

WALL_Y_M = 2.4
END_WALL_X_M = 2.9
LAMP_SIZE_M = 1.1


def build_room(room: dict[str, Any], headward: float, *, foot_wall: bool = False) -> None:
    """Fill the scene; `headward` is +1 if the recipient's head is at +x, else -1."""
    ground = materials.floor(room["floor"], tuple(room["floor_colour"]))
    _plane("floor", (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), ground)
    wall = materials.mottled("wall", tuple(room["wall_colour"]), strength=0.1, scale=2.5)
    upright = np.pi / 2.0
    _plane("wall", (0.0, WALL_Y_M, 2.5), (upright, 0.0, 0.0), wall)
    _plane("end_wall", (END_WALL_X_M * headward, 0.0, 2.5), (upright, 0.0, upright), wall)
    if foot_wall:
        _plane("foot_wall", (-END_WALL_X_M * headward, 0.0, 2.5), (upright, 0.0, upright), wall)
    paler = tuple(0.5 * np.array(room["wall_colour"]) + 0.3)
    skirting = materials.plain("skirting", paler, roughness=0.5)
    _box("skirting", (12.0, 0.03, 0.09), (0.0, WALL_Y_M - 0.02, 0.045), skirting)
    mat = materials.mottled("mat", tuple(room["mat_colour"]), scale=180.0, bump=0.1)
    _box("mat", (1.95, 0.75, 0.012), (0.08 * headward, 0.0, 0.006), mat)
    for i, piece in enumerate(room["boxes"]):
        x, y, z = piece["at"]
        colour = tuple(piece["colour"])
        cover = materials.mottled(f"box{i}", colour, roughness=0.7, strength=0.2, scale=30.0)
        _box(f"box{i}", tuple(piece["size"]), (x * headward, y, z), cover, bevel_m=piece["bevel"])
    _light(room, headward)


def _light(room: dict[str, Any], headward: float) -> None:
    world = bpy.data.worlds.new("sky")
    bpy.context.scene.world = world
    world.use_nodes = True
    background = world.node_tree.nodes["Background"]
    background.inputs["Color"].default_value = (0.85, 0.88, 1.0, 1.0)
    background.inputs["Strength"].default_value = room["sky"]
    for i, lamp in enumerate(room["lamps"]):
        light = bpy.data.lights.new(f"lamp{i}", "AREA")
        light.energy, light.size, light.color = lamp["watts"], LAMP_SIZE_M, lamp["colour"]
        thing = bpy.data.objects.new(f"lamp{i}", light)
        x, y, z = lamp["at"]
        thing.location = (x * headward, y, z)
        aim = Vector((0.0, 0.0, 0.3)) - thing.location
        thing.rotation_euler = aim.to_track_quat("-Z", "Y").to_euler()
        bpy.context.collection.objects.link(thing)


def _plane(name: str, at: tuple, turn: tuple, material: bpy.types.Material) -> None:
    bpy.ops.mesh.primitive_plane_add(size=1.0, location=at, rotation=turn)
    thing = bpy.context.object
    thing.name = name
    thing.scale = (12.0, 12.0 if name == "floor" else 5.0, 1.0)
    thing.data.materials.append(material)


def _box(name: str, size: tuple, at: tuple, material: bpy.types.Material, *, bevel_m: float = 0.006) -> None:
    bpy.ops.mesh.primitive_cube_add(size=1.0, location=at)
    thing = bpy.context.object
    thing.name = name
    thing.scale = size
    bpy.ops.object.transform_apply(location=False, rotation=False, scale=True)
    thing.data.materials.append(material)
    bevel = thing.modifiers.new("bevel", "BEVEL")
    bevel.width, bevel.segments = bevel_m, 3
    bpy.ops.object.shade_smooth_by_angle()
