"""Films a calibration with the camera: the same networks, people and judges as a live session, led by the guide."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from protocols.thresholds import Settings
from stretchcheck.calibrate.guide import Guide
from stretchcheck.calibrate.pictures import Pictures
from stretchcheck.doctor.cameras import look
from stretchcheck.live.engine import BadPictureError, Engine, Seen
from stretchcheck.live.sources import Shot, Source
from stretchcheck.live.take import Glimpse, Scout, Take

_LOOK_S: Final = 15.0
_WAIT_S: Final = 0.5
_GONE_S: Final = 6.0
"""So long without a picture, and there will be none."""

Show = Callable[[Guide], None]


class CameraError(OSError):
    """The camera gives no pictures; the text says what to do."""


def examine(number: int) -> str:
    """What the camera gives, such as "1280 x 720, 30.0 pictures a second".

    Raises:
        CameraError: nothing.
    """
    answer = look([str(number)], limit_s=_LOOK_S)[str(number)]
    if answer is None or not answer["opened"] or not answer["frames"]:
        got = "one that hangs" if answer is None else "none" if not answer["opened"] else "one without pictures"
        raise CameraError(
            f"Expected camera {number}, but got {got}; plug it in, or close the program that uses it. "
            "`stretchcheck doctor` lists cameras."
        )
    return f"{answer['width']} x {answer['height']}, {answer['fps']:.1f} pictures a second"


@dataclass(frozen=True, slots=True)
class Filmed:
    """What was filmed: the recording, None where it never came to that; and what the pictures told."""

    recording: Path | None
    pictures: Pictures


class Filming:
    """One calibration before a camera; `run` until the guide is done, the camera is gone or Ctrl-C."""

    def __init__(self, source: Source, engine: Engine, guide: Guide, *, folder: Path, settings: Settings) -> None:
        """Prepare; the recording goes into `folder`."""
        self._source, self._engine, self._guide = source, engine, guide
        self._folder, self._settings = folder, settings
        self._pictures = Pictures(guide.asked.boards)
        self._scout = Scout(settings)
        self._take: Take | None = None

    def run(self, show: Show) -> Filmed:
        """Film; `show` is called for every picture.

        Raises:
            EngineLostError: the networks could not be started.
        """
        self._source.start()
        last_s = time.monotonic()
        try:
            while self._guide.stage != "done":
                shot = self._source.newest(_WAIT_S)
                if shot is not None:
                    last_s = time.monotonic()
                    self._see(shot)
                elif self._source.over or time.monotonic() - last_s > _GONE_S:
                    break
                show(self._guide)
        except KeyboardInterrupt:
            pass  # how somebody ends it who has done enough
        finally:
            self._source.close()
        return Filmed(self._closed(), self._pictures)

    def _see(self, shot: Shot) -> None:
        if self._guide.stage == "lens":
            self._pictures.look(cv2.imdecode(np.frombuffer(shot.jpeg, np.uint8), cv2.IMREAD_COLOR))  # type: ignore[arg-type]
            self._guide.see_board()
            return
        try:
            seen = self._engine.look(shot.jpeg, shot.taken_s)
        except BadPictureError:
            return
        self._pictures.lumas.append(seen.luma)
        glimpse = self._glimpse(seen, shot.jpeg)
        self._guide.see(glimpse, now_s=shot.taken_s, size_px=seen.size_px, luma=seen.luma)

    def _glimpse(self, seen: Seen, jpeg: bytes) -> Glimpse:
        """Recorded from the moment at which the picture is good enough."""
        if self._guide.stage == "picture":
            return self._scout.see(seen.observation, seen.size_px)
        if self._take is None:
            asked = self._guide.asked
            self._take = Take(
                seen.size_px, settings=self._settings, stretch=None if asked.stretch == "auto" else asked.stretch,
                folder=self._folder, engine=self._engine.engine,
            )  # fmt: skip
        return self._take.see(seen.observation, jpeg)

    def _closed(self) -> Path | None:
        if self._take is None:
            return None
        self._take.close()
        if self._take.failure is not None:
            raise CameraError(self._take.failure)
        return self._take.recording
