"""Surface materials: plain, mottled, floors and painted skin."""

from __future__ import annotations

import bpy
import numpy as np

from figure.basemesh import data_folder

Colour = tuple[float, float, float]
SKIN_PIXELS = 1024
SPECULAR = 0.25
FLOORS = {  # metres long, wide and of joint; brightness of every other piece
    "planks": (1.8, 0.16, 0.004, 0.80),
    "tiles": (0.5, 0.5, 0.012, 0.94),
}


def plain(name: str, colour: Colour, *, roughness: float = 0.6) -> bpy.types.Material:
    """One colour."""
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    shader = _shader(material)
    shader.inputs["Base Color"].default_value = (*colour, 1.0)
    shader.inputs["Roughness"].default_value = roughness
    shader.inputs["Specular IOR Level"].default_value = SPECULAR
    return material


def mottled(
    name: str, colour: Colour, *, roughness: float = 0.9, strength: float = 0.3,
    scale: float = 60.0, bump: float = 0.0, by: str = "Object",
) -> bpy.types.Material:  # fmt: skip
    """One colour darkened by noise, like cloth, plaster or hair.

    Args:
        name: Name of the material.
        colour: Linear RGB.
        roughness: 0 mirror to 1 chalk.
        strength: How much the noise darkens, 0 to 1.
        scale: Grains per unit of the coordinates `by`.
        bump: Height of the grain in the shading.
        by: Coordinates of the noise, "Object" (metres) or "UV" (stays on moving cloth).
    """
    material = plain(name, colour, roughness=roughness)
    tree, shader = material.node_tree, _shader(material)
    coordinates = tree.nodes.new("ShaderNodeTexCoord")
    noise = tree.nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value = scale
    noise.inputs["Detail"].default_value = 3.0
    mix = tree.nodes.new("ShaderNodeMixRGB")
    mix.blend_type = "MULTIPLY"
    mix.inputs["Fac"].default_value = strength
    mix.inputs["Color1"].default_value = (*colour, 1.0)
    tree.links.new(coordinates.outputs[by], noise.inputs["Vector"])
    tree.links.new(noise.outputs["Fac"], mix.inputs["Color2"])
    tree.links.new(mix.outputs["Color"], shader.inputs["Base Color"])
    if bump > 0.0:
        relief = tree.nodes.new("ShaderNodeBump")
        relief.inputs["Strength"].default_value = bump
        relief.inputs["Distance"].default_value = 0.01
        tree.links.new(noise.outputs["Fac"], relief.inputs["Height"])
        tree.links.new(relief.outputs["Normal"], shader.inputs["Normal"])
    return material


def floor(kind: str, colour: Colour) -> bpy.types.Material:
    """Floor of one kind: "planks", "tiles" or "carpet"."""
    if kind == "carpet":
        return mottled("floor", colour, roughness=0.95, strength=0.45, scale=220.0, bump=0.25)
    width, height, joint, shade = FLOORS[kind]
    material = plain("floor", colour, roughness=0.5)
    tree = material.node_tree
    coordinates = tree.nodes.new("ShaderNodeTexCoord")
    metres = tree.nodes.new("ShaderNodeMapping")
    metres.inputs["Scale"].default_value = (12.0, 12.0, 1.0)  # the floor is a unit square of 12 m
    bricks = tree.nodes.new("ShaderNodeTexBrick")
    bricks.offset = 0.5 if kind == "planks" else 0.0
    settings = {"Brick Width": width, "Row Height": height, "Scale": 1.0, "Mortar Size": joint}
    for key, value in settings.items():
        bricks.inputs[key].default_value = value
    for key, share in (("Color1", 1.0), ("Color2", shade), ("Mortar", 0.55)):
        bricks.inputs[key].default_value = (*(np.array(colour) * share), 1.0)
    tree.links.new(coordinates.outputs["Object"], metres.inputs["Vector"])
    tree.links.new(metres.outputs["Vector"], bricks.inputs["Vector"])
    tree.links.new(bricks.outputs["Color"], _shader(material).inputs["Base Color"])
    return material


def skin(name: str, tone: Colour) -> bpy.types.Material:
    """Skin with reddish face, ears, lips and nails where the data's masks say."""
    material = plain(name, tone, roughness=0.5)
    tree = material.node_tree
    texture = tree.nodes.new("ShaderNodeTexImage")
    texture.image = _skin_image(name, tone)
    tree.links.new(texture.outputs["Color"], _shader(material).inputs["Base Color"])
    return material


def _shader(material: bpy.types.Material) -> bpy.types.ShaderNode:
    return material.node_tree.nodes["Principled BSDF"]


def _skin_image(name: str, tone: Colour) -> bpy.types.Image:
    base = np.array(tone)
    grain = np.random.default_rng(0).normal(0.0, 0.012, (SKIN_PIXELS, SKIN_PIXELS, 1))
    pixels = base * (1.0 + grain)
    tints = {
        "face": (base * [1.06, 0.93, 0.90], 0.6),
        "ears": (base * [1.05, 0.85, 0.80], 0.5),
        "eyelids": (base * [0.85, 0.75, 0.72], 0.5),
        "lips": (base * [0.85, 0.52, 0.52], 0.75),
        "fingernails": (base * [1.15, 1.0, 1.0], 0.5),
        "toenails": (base * [1.15, 1.0, 1.0], 0.5),
    }
    for mask_name, (colour, strength) in tints.items():
        share = strength * _mask(mask_name)
        pixels = pixels * (1.0 - share) + colour * share
    image = bpy.data.images.new(name, SKIN_PIXELS, SKIN_PIXELS, float_buffer=True)
    image.colorspace_settings.name = "Linear Rec.709"
    rgba = np.ones((SKIN_PIXELS, SKIN_PIXELS, 4), np.float32)
    rgba[..., :3] = np.clip(pixels, 0.0, 1.0)
    image.pixels.foreach_set(rgba.ravel())
    image.update()
    image.pack()
    return image


def _mask(name: str) -> np.ndarray:
    """Mask (size, size, 1), 0 to 1."""
    image = bpy.data.images.load(str(data_folder() / "textures" / f"mpfb_{name}.jpg"))
    image.scale(SKIN_PIXELS, SKIN_PIXELS)
    pixels = np.array(image.pixels[:]).reshape(SKIN_PIXELS, SKIN_PIXELS, -1)[..., :1]
    bpy.data.images.remove(image)
    return pixels
