"""Draws where the camera stands for each stretch, seen from above and from the side: docs/pictures/filming/*.svg.

python scripts/draw_filming.py
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent.parent
OUT: Final = HERE / "docs" / "pictures" / "filming"

M: Final = 110
"""Units of the drawing for a metre."""

WIDTH, HEIGHT = 640, 520
MIDDLE: Final = (300.0, 170.0)
"""Where the hips lie, seen from above."""

STYLE: Final = """
  .ground { fill: #f6f4ef; } .mat { fill: #cfd9cf; } .lying { fill: #33658a; stroke: #33658a; }
  .partner { fill: #c8553d; stroke: #c8553d; } .sight { fill: #e9c46a; fill-opacity: 0.35; stroke: #b08900; }
  .laptop { fill: #222; } .line { stroke: #555; fill: none; stroke-dasharray: 5 4; }
  text { font: 15px system-ui, sans-serif; fill: #222; } .small { font-size: 13px; fill: #444; }
"""


@dataclass(frozen=True)
class Place:
    """Where a camera stands for one stretch.

    Attributes:
        title: what is drawn.
        turn_deg: from straight at the person's near side towards their feet.
        away_m: from the hips, along the floor.
        height_m: of the lens.
        legs: the lying person's legs seen from above, as lines in metres from the hips (towards the feet, near).
        where: the place in words.
        how_high: the height in words.
    """

    title: str
    turn_deg: float
    away_m: float
    height_m: float
    legs: tuple[tuple[tuple[float, float], ...], ...]
    where: str
    how_high: str


PLACES: Final = {
    "knee-to-chest": Place(
        "Knee to chest: from the side",
        0.0,
        2.3,
        0.5,
        (((0.0, 0.1), (-0.28, 0.16), (-0.1, 0.14)), ((0.0, -0.1), (0.38, -0.12), (0.5, -0.12))),
        "level with the hips, at the leg that moves",
        "on a chair or a box: lens 0.4 to 0.8 m high",
    ),
    "spinal-twist": Place(
        "Spinal twist: obliquely from the feet",
        45.0,
        2.5,
        1.3,
        (((0.0, 0.06), (0.12, 0.46), (0.42, 0.5)), ((0.0, -0.06), (0.2, 0.4), (0.48, 0.42))),
        "between side and feet, where the knees go to",
        "on a table: lens 1.2 to 1.5 m high, tilted down",
    ),
    "figure-four": Place(
        "Figure-four: obliquely from the feet",
        40.0,
        2.5,
        1.3,
        (((0.0, 0.1), (-0.02, 0.42), (-0.06, -0.12)), ((0.0, -0.1), (-0.12, -0.16), (0.1, -0.16))),
        "between side and feet, at the crossed leg",
        "on a table: lens 1.2 to 1.5 m high, tilted down",
    ),
}


def from_above(place: Place) -> str:
    """The mat with both people, and the camera with what it sees."""
    x, y = MIDDLE
    turn = math.radians(place.turn_deg)
    camera = x + place.away_m * M * math.sin(turn), y + place.away_m * M * math.cos(turn)
    edges = []
    for side in (-1, 1):
        off = math.radians(place.turn_deg + 180 + side * 33)
        reach = (place.away_m + 1.5) * M
        edges.append(f"{camera[0] + reach * math.sin(off):.0f},{camera[1] + reach * math.cos(off):.0f}")
    legs = "".join(_line([(x + a * M, y + b * M) for a, b in leg], "lying", 15) for leg in place.legs)
    return f"""
  {_box("mat", x - 1.05 * M, y - 0.36 * M, 1.95 * M, 0.72 * M, 6)}
  <polygon class="sight" points="{camera[0]:.0f},{camera[1]:.0f} {edges[0]} {edges[1]}"/>
  <circle class="lying" cx="{x - 0.78 * M:.0f}" cy="{y:.0f}" r="12"/>
  {_box("lying", x - 0.62 * M, y - 0.19 * M, 0.66 * M, 0.38 * M, 16)}
  {legs}
  {_box("partner", x - 0.1 * M, y - 0.78 * M, 0.44 * M, 0.24 * M, 13)}
  <circle class="partner" cx="{x + 0.12 * M:.0f}" cy="{y - 0.6 * M:.0f}" r="11"/>
  {_line([(x - 0.06 * M, y - 0.58 * M), (x - 0.1 * M, y - 0.2 * M)], "partner", 7)}
  {_line([(x + 0.3 * M, y - 0.58 * M), (x + 0.24 * M, y - 0.2 * M)], "partner", 7)}
  <line class="line" x1="{x:.0f}" y1="{y:.0f}" x2="{camera[0]:.0f}" y2="{camera[1]:.0f}"/>
  <g transform="translate({camera[0]:.0f} {camera[1]:.0f}) rotate({-place.turn_deg:.0f})">
    <rect class="laptop" x="-20" y="-4" width="40" height="6" rx="2"/>
    <rect class="laptop" x="-20" y="4" width="40" height="22" rx="3" fill-opacity="0.55"/>
  </g>
  <text x="{x - 1.05 * M:.0f}" y="{y + 0.56 * M:.0f}" class="small">mat</text>
  <text x="{x + 0.5 * M:.0f}" y="{y - 0.66 * M:.0f}" class="small">partner on the far side</text>
  <text x="{(x + camera[0]) / 2 + 8:.0f}" y="{(y + camera[1]) / 2 + 22:.0f}">2 to 3 m</text>"""


def from_the_side(place: Place) -> str:
    """How high the lens is."""
    floor, left = 498.0, 40.0
    lens = floor - place.height_m * 62
    return f"""
  <line x1="{left:.0f}" y1="{floor:.0f}" x2="{left + 240:.0f}" y2="{floor:.0f}" stroke="#888" stroke-width="2"/>
  <rect class="lying" x="{left + 8:.0f}" y="{floor - 14:.0f}" width="64" height="12" rx="6"/>
  <rect class="laptop" x="{left + 214:.0f}" y="{lens - 8:.0f}" width="5" height="16" rx="2"/>
  <line class="line" x1="{left + 214:.0f}" y1="{lens:.0f}" x2="{left + 44:.0f}" y2="{floor - 9:.0f}"/>
  <line x1="{left + 226:.0f}" y1="{lens:.0f}" x2="{left + 226:.0f}" y2="{floor:.0f}" stroke="#888"/>"""


def drawing(place: Place) -> str:
    """The whole picture."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
    return f"""{head} aria-label="{place.title}">
  <style>{STYLE}</style>
  <rect class="ground" width="{WIDTH}" height="{HEIGHT}" rx="10"/>
  <text x="20" y="32" font-weight="600">{place.title}</text>{from_above(place)}{from_the_side(place)}
  <text x="300" y="478" class="small">{place.how_high}</text>
  <text x="300" y="500" class="small">{place.where}</text>
</svg>
"""


def _box(kind: str, x: float, y: float, width: float, height: float, corner: float) -> str:
    size = f'width="{width:.0f}" height="{height:.0f}" rx="{corner}"'
    return f'<rect class="{kind}" x="{x:.0f}" y="{y:.0f}" {size}/>'


def _line(points: list[tuple[float, float]], kind: str, width: float) -> str:
    path = " ".join(f"{px:.0f},{py:.0f}" for px, py in points)
    return (
        f'<polyline class="{kind}" points="{path}" style="fill:none;stroke-width:{width}px;'
        'stroke-linecap:round;stroke-linejoin:round"/>'
    )


def main() -> None:
    """Write all of them."""
    OUT.mkdir(parents=True, exist_ok=True)
    for name, place in PLACES.items():
        (OUT / f"{name}.svg").write_text(drawing(place))


if __name__ == "__main__":
    main()
