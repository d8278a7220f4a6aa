"""Draws truth landmarks into pictures, for looking at."""

from __future__ import annotations

import pathlib

from PIL import Image, ImageDraw

BONES = [
    (11, 12), (11, 23), (12, 24), (23, 24), (11, 13), (13, 15), (12, 14), (14, 16), (23, 25),
    (25, 27), (24, 26), (26, 28), (27, 29), (29, 31), (28, 30), (30, 32), (15, 19), (16, 20),
]  # fmt: skip
LINE = {"recipient": (0, 230, 0), "partner": (0, 190, 255)}
DOT = {0: (255, 255, 0), 1: (255, 0, 0), 2: (255, 0, 255), 3: (255, 255, 255), 4: (255, 140, 0)}


def mark_people(picture: Image.Image, people: dict[str, dict[str, list[float]]]) -> None:
    """Draw {role: {number: [x_px, y_px, occluded_by]}}; dots tell what hides a landmark."""
    pen = ImageDraw.Draw(picture)
    for role, marks in people.items():
        for first, last in BONES:
            ends = [tuple(marks[str(i)][:2]) for i in (first, last) if str(i) in marks]
            if len(ends) == 2:
                pen.line([*ends[0], *ends[1]], fill=LINE[role], width=1)
        for x, y, hidden_by in marks.values():
            pen.ellipse([x - 1.5, y - 1.5, x + 1.5, y + 1.5], fill=DOT[int(hidden_by)])


def draw_landmarks(source: pathlib.Path, truth: dict, out: pathlib.Path) -> None:
    """Copy a bank picture with its landmarks drawn in."""
    picture = Image.open(source).convert("RGB")
    people = {
        role: {key: [*mark["px"], mark["hidden_by"]] for key, mark in truth[role].items()}
        for role in ("recipient", "partner")
    }
    mark_people(picture, people)
    picture.save(out)
