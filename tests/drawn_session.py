"""One long drawn recording: every stretch on both sides, one after the other, without a jump between them."""

from dataclasses import dataclass
from functools import reduce

from bodies import OTHER
from courses import even_times
from drawn import Camera, Clip, Material
from drawn_figure_four import FIGURE_FOUR
from drawn_knee_to_chest import KNEE_TO_CHEST
from drawn_twist import SPINAL_TWIST

OBLIQUE_HIGH = Camera(yaw_deg=45, elevation_deg=25)

DRAWN: dict[str, Material] = {
    "knee-to-chest": KNEE_TO_CHEST,
    "spinal-twist": SPINAL_TWIST,
    "figure-four": FIGURE_FOUR,
}
ORDER = (
    ("knee-to-chest", "left"),
    ("knee-to-chest", "right"),
    ("spinal-twist", "right"),
    ("spinal-twist", "left"),
    ("figure-four", "right"),
    ("figure-four", "left"),
)


@dataclass(frozen=True)
class Part:
    """One stretch of a mixed session: which, and where its true hold is in the whole recording."""

    stretch: str
    side: str
    start_s: float
    hold_s: tuple[float, float]


def mixed_session(*, camera: Camera = OBLIQUE_HIGH, fps: float = 30.0, seed: int = 0, **noise: float) -> Clip:
    """All of `ORDER`, the arms in a T throughout and the partner on the side away from the camera."""
    filming = {"camera": camera, "kneels": OTHER[camera.sees], "arms_deg": 90.0, "fps": fps, **noise}
    clips = (DRAWN[name].draw(side=side, seed=seed + 2 * n, **filming) for n, (name, side) in enumerate(ORDER))
    return reduce(Clip.then, clips)


def parts(*, fps: float = 30.0) -> list[Part]:
    """What is where in a mixed session."""
    found, start_s = [], 0.0
    for name, side in ORDER:
        course = DRAWN[name].course
        first, last = course.true_hold_s()
        found.append(Part(name, side, start_s, (start_s + first, start_s + last)))
        start_s += len(even_times(course.duration_s, fps)) / fps
    return found
