"""What only pictures tell: how bright they are, and the checkerboard."""

from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

from stretchcheck.calibrate.board import Boards
from stretchcheck.calibrate.steps import Entries, Step, entry
from stretchcheck.live.framing import BRIGHT, DARK, DIM
from stretchcheck.seeing import Progress
from vision.capture import open_source
from vision.types import Image

_EVERY_S: Final = 0.5
"""Pictures of a file are looked at so often: light and a board change slowly."""

_SAMPLED: Final = 8
_STEP: Final = "light"
_LAMP: Final = "Switch a light on; dark pictures blur movement."


@dataclass(slots=True)
class Pictures:
    """What was seen in the pictures so far; `boards` is None where no checkerboard is shown."""

    boards: Boards | None = None
    lumas: list[float] = field(default_factory=list)

    def look(self, image: Image) -> None:
        """One picture, (H, W, 3) BGR."""
        self.lumas.append(luma_of(image))
        if self.boards is not None:
            self.boards.look(image)


def luma_of(image: Image) -> float:
    """Mean brightness, 0 to 255, as a live session measures it."""
    return float(image[::_SAMPLED, ::_SAMPLED].mean())


def seen(path: Path, boards: Boards | None, *, progress: Progress) -> Pictures:
    """Look at the pictures of a file, two a second.

    Raises:
        SourceError: it cannot be read.
    """
    pictures, due_s = Pictures(boards), 0.0
    with open_source(path) as source:
        for frame in source:
            if frame.time_s >= due_s:
                due_s = frame.time_s + _EVERY_S
                pictures.look(frame.image)
                progress(frame.time_s, source.info.duration_s)
    return pictures


def light_step(pictures: Pictures | None) -> tuple[Step, Entries]:
    """How bright it was."""
    if pictures is None or not pictures.lumas:
        return Step(_STEP, "unknown", "A recording of landmarks does not tell how bright it was."), {}
    luma = median(pictures.lumas)
    entries = {"luma": entry(luma, 0, pictures=len(pictures.lumas))}
    if luma < DARK:
        return Step(_STEP, "fault", f"Too dark: {luma:.0f} of 255, {DARK:.0f} are needed.", _LAMP), entries
    if luma < DIM:
        return Step(_STEP, "warn", f"Rather dark: {luma:.0f} of 255.", _LAMP), entries
    if luma > BRIGHT:
        return Step(_STEP, "warn", f"Very bright: {luma:.0f} of 255.", "Turn the camera away from the window."), entries
    return Step(_STEP, "ok", f"Bright enough: {luma:.0f} of 255."), entries
