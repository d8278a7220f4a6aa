"""Strokes, markers and words on a picture, sized in pixels; what `vision.overlay` is made of."""

import unicodedata
from typing import Final, Literal

import cv2
import numpy as np

from vision.types import Image, Points

Role = Literal["recipient", "partner", "other"]
Tone = Literal["ok", "warn", "fault", "unknown", "neutral"]
Colour = tuple[int, int, int]

COLOURS: Final[dict[Role, Colour]] = {"recipient": (0, 159, 230), "partner": (233, 180, 86), "other": (175, 175, 175)}
"""BGR of each role: orange and sky blue of the palette by Okabe and Ito, and grey."""

TONES: Final[dict[Tone, Colour]] = {
    "ok": (140, 205, 60),
    "warn": (66, 215, 245),
    "fault": (85, 95, 255),
    "unknown": (215, 190, 200),
    "neutral": (245, 245, 245),
}
DARK: Final = (24, 22, 20)
WHITE: Final = (245, 245, 245)
_FONT: Final = cv2.FONT_HERSHEY_SIMPLEX
_SUBPIXEL_BITS: Final = 4
_PLAINER: Final = {"\u00b0": " deg", "\u2013": "-", "\u2014": "-", "\u2019": "'", "\u2026": "..."}
"""Degree sign, dashes, apostrophe and dots, in letters that every version of the drawing library has."""
_BACKING: Final = 0.68
"""How much of a panel's darkness covers the picture."""


def line(canvas: Image, start: Points, end: Points, width: float, colour: Colour) -> None:
    """A line with dark edges; `width` in pixels, at least 2."""
    points = [fine(start), fine(end)]
    thick = max(2, round(width))
    for pixels, shade in ((thick + max(2, thick // 2), DARK), (thick, colour)):
        cv2.line(canvas, points[0], points[1], shade, pixels, cv2.LINE_AA, _SUBPIXEL_BITS)


def marker(canvas: Image, centre: Points, radius: float, role: Role, *, known: bool) -> None:
    """Filled where known; otherwise an outline through which the picture stays untouched."""
    colour = COLOURS[role]
    thin = max(2, round(radius * 0.35))
    if known:
        shape(canvas, centre, radius + max(1.0, radius * 0.25), role, DARK, -1)
        shape(canvas, centre, radius, role, colour, -1)
    else:
        shape(canvas, centre, radius + 2.0, role, DARK, thin + 2)
        shape(canvas, centre, radius + 2.0, role, colour, thin)


def shape(canvas: Image, centre: Points, radius: float, role: Role, colour: Colour, thickness: int) -> None:
    """A square for the partner, a circle for everyone else; thickness -1 fills."""
    if role == "partner":
        corner = 0.9 * radius
        low, high = fine(centre - corner), fine(centre + corner)
        cv2.rectangle(canvas, low, high, colour, thickness, cv2.LINE_AA, _SUBPIXEL_BITS)
    else:
        reach = round(radius * 2**_SUBPIXEL_BITS)
        cv2.circle(canvas, fine(centre), reach, colour, thickness, cv2.LINE_AA, _SUBPIXEL_BITS)


def fine(point: Points) -> tuple[int, int]:
    """The point in the fixed-point numbers that let shapes stand between pixels."""
    x, y = np.rint(point * 2**_SUBPIXEL_BITS).astype(int)
    return int(x), int(y)


def symbol(canvas: Image, centre: Points, radius: float, tone: Tone) -> None:
    """Tick, exclamation mark, cross or question mark on a disc, so that the tone does not rest on colour alone."""
    shape(canvas, centre, radius * 1.15, "recipient", TONES[tone], -1)
    strokes = {"ok": [(-0.55, 0.05), (-0.1, 0.5), (0.6, -0.45)], "fault": [(-0.45, -0.45), (0.45, 0.45)]}.get(tone)
    if strokes is None:
        mark, height = {"warn": "!", "unknown": "?"}.get(tone, ""), radius * 1.4
        left = round(centre[0] - extent(mark, height) / 2)
        write(canvas, mark, (left, round(centre[1] + height / 2)), height, DARK)
        return
    lines = [strokes, [(-x, y) for x, y in strokes]] if tone == "fault" else [strokes]
    for line in lines:
        points = np.array([fine(centre + radius * np.array(point)) for point in line], np.int32)
        cv2.polylines(canvas, [points], False, DARK, max(2, round(radius * 0.3)), cv2.LINE_AA, _SUBPIXEL_BITS)


def backing(canvas: Image, box: tuple[int, int, int, int]) -> None:
    """Darken a box (left, top, right, bottom) so that words on it can be read."""
    left, top, right, bottom = (max(0, value) for value in box)
    area = canvas[top:bottom, left:right]
    area[:] = np.rint(area * (1 - _BACKING) + np.array(DARK) * _BACKING).astype(np.uint8)


def _plain(text: str) -> str:
    """Text in ASCII: accents are dropped, and what has no counterpart is left out."""
    for letter, plain in _PLAINER.items():
        text = text.replace(letter, plain)
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _scale(height: float) -> float:
    return height / float(cv2.getTextSize("H", _FONT, 1.0, 1)[0][1])


def _weight(height: float) -> int:
    return max(1, round(height / 14))


def extent(text: str, height: float) -> int:
    """Width of a text whose capitals are `height` pixels high, pixels."""
    return int(cv2.getTextSize(_plain(text), _FONT, _scale(height), _weight(height))[0][0])


def write(canvas: Image, text: str, place: tuple[int, int], height: float, colour: Colour) -> None:
    """Write a text; `place` is its lower left corner, `height` that of its capitals, pixels."""
    cv2.putText(canvas, _plain(text), place, _FONT, _scale(height), colour, _weight(height), cv2.LINE_AA)


def wrapped(line: str, height: float, room: int) -> list[str]:
    """The line in rows that fit; a word that is too long stands alone."""
    rows = [""]
    for word in line.split():
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and extent(longer, height) > room:
            rows.append(word)
        else:
            rows[-1] = longer
    return [row for row in rows if row]
