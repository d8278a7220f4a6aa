"""Draws what was found over the picture and writes such pictures as a video; computes nothing about people.

The recipient is orange with round joints, the partner blue with square ones: two hues that stay apart for
colour-blind eyes, and a shape besides. A joint that is not known is hollow, and bones to it are dashed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from vision._drawing import (
    COLOURS,
    TONES,
    WHITE,
    Colour,
    Role,
    Tone,
    backing,
    extent,
    line,
    marker,
    symbol,
    wrapped,
    write,
)
from vision._overlay_writer import OverlayWriter
from vision.joints import BONES, N_JOINTS, Joint
from vision.types import Image, Points

__all__ = ["DrawnPerson", "Hud", "OverlayWriter", "Role", "Tone", "draw"]

_DRAWN: Final = (
    *(Joint.NOSE, Joint.LEFT_EAR, Joint.RIGHT_EAR),
    *(joint for joint in Joint if Joint.LEFT_SHOULDER <= joint <= Joint.RIGHT_WRIST or joint >= Joint.LEFT_HIP),
)
"""Eyes, mouth and fingers say nothing about a stretch and would clutter a small picture."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnPerson:
    """One person to draw.

    Attributes:
        xy: (33, 2) pixels of the picture; a joint that is NaN is left out.
        known: (33,) bool; False draws the joint hollow.
        role: decides colour and shape.
    """

    xy: Points
    known: NDArray[np.bool_]
    role: Role

    def __post_init__(self) -> None:
        if self.xy.shape != (N_JOINTS, 2) or self.known.shape != (N_JOINTS,):
            raise ValueError(
                f"Expected xy of shape ({N_JOINTS}, 2) and known of shape ({N_JOINTS},), "
                f"but got {self.xy.shape} and {self.known.shape}."
            )


@dataclass(frozen=True, slots=True)
class Hud:
    """Words and numbers to show.

    Attributes:
        lines: the first is the heading, such as the phase.
        progress: of the hold toward its target, 0..1; None shows no bar.
        tone: how things stand, shown as a colour and a symbol.
        clock: shown big, such as "12.4 s".
    """

    lines: tuple[str, ...]
    progress: float | None = None
    tone: Tone = "neutral"
    clock: str | None = None


def draw(image: Image, bodies: Sequence[DrawnPerson], hud: Hud) -> Image:
    """The picture with people, words and legend on it; the picture given stays as it was.

    Args:
        image: (H, W, 3) uint8, BGR.
        bodies: drawn in this order, the last on top.
        hud: what to write.
    """
    canvas = image.copy()
    size = _unit(canvas)
    for body in bodies:
        _skeleton(canvas, body, size)
    top = _clock(canvas, hud, size)
    _panel(canvas, hud, size, right=top)
    bottom = _progress(canvas, hud, size)
    _legend(canvas, [body.role for body in bodies], size, bottom)
    return canvas


def _unit(image: Image) -> float:
    """Size of everything drawn: 1 at 640 x 480."""
    height, width = image.shape[:2]
    return float(max(min(height / 480, width / 560), 0.6))


# -- people


def _skeleton(canvas: Image, body: DrawnPerson, size: float) -> None:
    colour, radius = COLOURS[body.role], 4.6 * size
    reach = 4.0 * max(canvas.shape)
    there = np.isfinite(body.xy).all(axis=1) & (np.abs(np.nan_to_num(body.xy)) < reach).all(axis=1)
    for start, end in BONES:
        if there[start] and there[end]:
            _bone(canvas, body, (start, end), radius, colour)
    for joint in _DRAWN:
        if there[joint]:
            small = joint <= Joint.RIGHT_EAR or joint >= Joint.LEFT_HEEL
            marker(canvas, body.xy[joint], radius * (0.75 if small else 1.0), body.role, known=bool(body.known[joint]))


def _bone(canvas: Image, body: DrawnPerson, ends: tuple[int, int], radius: float, colour: Colour) -> None:
    """A solid line, or a thin dashed one that stops short of hollow joints."""
    start, end = body.xy[ends[0]], body.xy[ends[1]]
    length = float(np.hypot(*(end - start)))
    if body.known[list(ends)].all():
        line(canvas, start, end, radius * 0.75, colour)
        return
    margin = 1.5 * radius
    if length <= 2 * margin:
        return
    along = (end - start) / length
    for at in np.arange(margin, length - margin, 3.2 * radius):
        stop = min(at + 1.4 * radius, length - margin)
        line(canvas, start + at * along, start + stop * along, radius * 0.4, colour)


# -- words


def _panel(canvas: Image, hud: Hud, size: float, *, right: int) -> None:
    """Heading and lines at the top left, with a stripe and the tone's symbol; `right` is where room ends."""
    pad, height = round(8 * size), max(13.5 * size, 10.0)
    aside = 0 if hud.tone == "neutral" else round(1.7 * height)
    room = right - 5 * pad - aside
    rows = [row for line in hud.lines for row in wrapped(line, height, room)]
    if not rows:
        return
    wide = max(extent(row, height) for row in rows) + aside
    step = round(1.65 * height)
    box = (pad, pad, pad + wide + 3 * pad, pad + step * len(rows) + pad)
    backing(canvas, box)
    cv2.rectangle(canvas, box[:2], (box[0] + max(3, pad // 2), box[3]), TONES[hud.tone], -1)
    if aside:
        middle = np.array([box[0] + 1.5 * pad + 0.6 * height, box[1] + pad / 2 + step / 2])
        symbol(canvas, middle, 0.62 * height, hud.tone)
    for number, row in enumerate(rows):
        indent = aside if number == 0 else 0
        place = (box[0] + round(1.5 * pad) + indent, box[1] + pad // 2 + round((number + 0.5) * step + height / 2))
        write(canvas, row, place, height, WHITE)


def _clock(canvas: Image, hud: Hud, size: float) -> int:
    """The big clock at the top right; returns where the room left of it ends."""
    width = int(canvas.shape[1])
    if not hud.clock:
        return width
    pad, height = round(8 * size), 34 * size
    wide = extent(hud.clock, height)
    box = (width - wide - 4 * pad, pad, width - pad, pad + round(height + 2.6 * pad))
    backing(canvas, box)
    cv2.rectangle(canvas, (box[0], box[3] - max(3, pad // 2)), box[2:], TONES[hud.tone], -1)
    write(canvas, hud.clock, (box[0] + round(1.5 * pad), box[1] + pad + round(height)), height, WHITE)
    return box[0]


def _progress(canvas: Image, hud: Hud, size: float) -> int:
    """The bar at the bottom; returns its top, or the bottom of the picture where there is none."""
    height, width = canvas.shape[:2]
    if hud.progress is None:
        return int(height)
    pad = round(8 * size)
    low, high = (pad, height - pad - round(12 * size)), (width - pad, height - pad)
    backing(canvas, (*low, *high))
    share = min(max(hud.progress, 0.0), 1.0)
    if share > 0:
        cv2.rectangle(canvas, low, (low[0] + round(share * (high[0] - low[0])), high[1]), TONES[hud.tone], -1)
    cv2.rectangle(canvas, low, high, WHITE, max(1, round(size)), cv2.LINE_AA)
    return int(low[1])


def _legend(canvas: Image, roles: Sequence[Role], size: float, bottom: int) -> None:
    """Whose colour is whose, and what hollow means, in one row at the bottom left."""
    shown: list[tuple[str, Role, bool]] = [(role, role, True) for role in COLOURS if role in roles]
    if not shown:
        return
    shown.append(("not seen", shown[0][1], False))
    pad, height, radius = round(6 * size), max(9.5 * size, 8.5), max(4.2 * size, 3.4)
    widths = [round(4 * radius) + extent(name, height) + 2 * pad for name, _, _ in shown]
    box = (pad, bottom - pad - round(2.2 * height), pad + sum(widths) + pad, bottom - pad)
    backing(canvas, box)
    x, y = box[0] + pad, (box[1] + box[3]) / 2
    for (name, role, known), wide in zip(shown, widths, strict=True):
        marker(canvas, np.array([x + 1.5 * radius, y]), radius, role, known=known)
        write(canvas, name, (x + round(4 * radius), round(y + height / 2)), height, WHITE)
        x += wide
