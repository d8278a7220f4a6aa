"""Renders only the part of a picture where people are and lays it over the empty room, which is rendered once."""

from __future__ import annotations

import pathlib

import bpy
from PIL import Image

from bench.boxes import Box, weight
from stage.render import save_picture

SHARE = 0.6  # of the picture's width and height in rendered pixels: the networks look at 256 pixels of a person


class Photographer:
    """Takes pictures of people in a room that does not change."""

    def __init__(self, size_px: tuple[int, int]) -> None:
        self._size_px = size_px
        self._room: Image.Image | None = None

    def take_room(self, path: pathlib.Path) -> None:
        """Picture of the room while nobody is in sight; the file is kept for nothing else."""
        self._room = self._rendered(path, (0, 0, *self._size_px))

    def take(self, path: pathlib.Path, box: Box) -> None:
        """Picture with people inside a box, to a PNG that appears whole or not at all."""
        if self._room is None:
            raise RuntimeError("Expected the empty room to be taken first.")
        part = path.with_name(f".part_{path.name}")
        patch = self._rendered(part, box)
        part.unlink()
        whole = self._room.copy()
        whole.paste(patch, box[:2], Image.fromarray(weight(box, self._size_px)))
        whole.save(part, format="PNG", compress_level=1)
        part.replace(path)

    def _rendered(self, path: pathlib.Path, box: Box) -> Image.Image:
        render = bpy.context.scene.render
        width, height = self._size_px
        render.resolution_percentage = round(100 * SHARE)
        render.use_border = render.use_crop_to_border = True
        render.border_min_x, render.border_max_x = box[0] / width, box[2] / width
        render.border_min_y, render.border_max_y = 1.0 - box[3] / height, 1.0 - box[1] / height
        save_picture(path)
        with Image.open(path) as picture:
            size = (box[2] - box[0], box[3] - box[1])
            return picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)
