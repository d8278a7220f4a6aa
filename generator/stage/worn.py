"""What makes clothes look worn: folds, blotches, and socks."""

from __future__ import annotations

import bpy
import numpy as np

from figure.character import Character
from stage import materials

SOCKS, FOLDED, BLOTCHED = 0.6, 0.6, 0.35
"""Shares: of people, in socks; of shirts and trousers, with folds, and with blotches."""

FEET = ("foot_l", "ball_l", "foot_r", "ball_r")


def wear(draw: np.random.Generator, role: str, person: Character) -> None:
    """Make the clothes of one person on the stage differ from everybody's."""
    for part in ("shirt", "pants"):
        _crumple(draw, bpy.data.materials[f"{role}:{part}"])
    if draw.random() < SOCKS:
        _put_on_socks(draw, role, person)


def _crumple(draw: np.random.Generator, cloth: bpy.types.Material) -> None:
    nodes = {node.bl_idname: node for node in cloth.node_tree.nodes}
    noise, mix, relief = (nodes[f"ShaderNode{name}"] for name in ("TexNoise", "MixRGB", "Bump"))
    if draw.random() < FOLDED:
        noise.inputs["Scale"].default_value = 10.0 ** draw.uniform(0.8, 1.7)
        relief.inputs["Strength"].default_value = draw.uniform(0.3, 1.0)
        relief.inputs["Distance"].default_value = draw.uniform(0.02, 0.08)
    if draw.random() < BLOTCHED:
        mix.inputs["Fac"].default_value = draw.uniform(0.4, 1.0)


def _put_on_socks(draw: np.random.Generator, role: str, person: Character) -> None:
    skin = person.parts["skin"]
    columns = [person.skeleton.number[name] for name in FEET]
    covered = skin.weights[skin.faces][:, :, columns].sum(axis=2).mean(axis=1) > 0.5
    mesh = bpy.data.objects[f"{role}:skin"].data
    shade = 10.0 ** draw.uniform(-1.9, -0.1) * np.exp(draw.normal(0.0, 0.3, 3))
    mesh.materials.append(materials.plain(f"{role}:socks", tuple(np.clip(shade, 0.004, 0.8)), roughness=0.9))
    mesh.polygons.foreach_set("material_index", covered.astype(np.int32))
