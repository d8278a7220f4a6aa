"""Writes pictures as an H.264 video in which every frame keeps its media time."""

import os
import uuid
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import av
import numpy as np
from av.container import OutputContainer
from av.video.stream import VideoStream

from vision.types import Image

_TIME_BASE: Final = Fraction(1, 90_000)
"""Fine enough for every usual frame rate, 23.976 and 59.94 among them, without rounding that adds up."""

_QUALITY: Final = {"crf": "23", "preset": "veryfast", "bf": "0"}
"""No frames out of order: players that ignore edit lists would show them late."""


class OverlayWriter:
    """Writes an MP4 that appears whole or not at all; the first picture opens it and decides its size.

    A context manager: left normally, the file takes its name and replaces what was there; left by an exception or
    without a picture, nothing remains. Times need not be even: a variable frame rate is kept.

    Args:
        path: the finished file; its folder must exist.
        fps: usual frames a second; says how long the last frame lasts and helps the encoder, no frame is moved by it.
    """

    def __init__(self, path: str | Path, *, fps: float = 30.0) -> None:
        if not 0 < fps < 1000:
            raise ValueError(f"Expected between 0 and 1000 frames a second, but got {fps}.")
        self._path = Path(path)
        self._part = self._path.with_name(f".{self._path.name}.{uuid.uuid4().hex}.part")
        self._fps = Fraction(fps).limit_denominator(1001)
        self._opened: tuple[OutputContainer, VideoStream] | None = None
        self._size = (0, 0)
        self._pts = -1

    def __enter__(self) -> Self:
        return self

    def write(self, image: Image, time_s: float) -> None:
        """Append one picture.

        Args:
            image: (H, W, 3) uint8, BGR; all of one size.
            time_s: media seconds from the first frame, rising.
        """
        pts = round(time_s / _TIME_BASE)
        if pts <= self._pts:
            raise ValueError(f"Expected a time after {float(self._pts * _TIME_BASE):.4f} s, but got {time_s:.4f} s.")
        size = (image.shape[1], image.shape[0])
        if self._opened is None:
            self._size = size
            self._opened = self._open()
        if size != self._size:
            raise ValueError(f"Expected pictures of {self._size} pixels like the first, but got {size}.")
        self._pts = pts
        container, stream = self._opened
        frame = av.VideoFrame.from_ndarray(_even(image), format="bgr24")
        frame.pts, frame.time_base = pts, _TIME_BASE
        container.mux(stream.encode(frame))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._opened is None:
            return
        container, stream = self._opened
        try:
            with container:
                if kind is None:
                    container.mux(stream.encode(None))
            if kind is None:
                os.replace(self._part, self._path)
        finally:
            self._part.unlink(missing_ok=True)

    def _open(self) -> tuple[OutputContainer, VideoStream]:
        options = {"movflags": "faststart", "video_track_timescale": str(_TIME_BASE.denominator)}
        container = av.open(str(self._part), "w", format="mp4", options=options)
        stream = container.add_stream("h264", rate=self._fps, options=_QUALITY)
        stream.width, stream.height = (value + value % 2 for value in self._size)
        stream.pix_fmt = "yuv420p"
        stream.time_base = stream.codec_context.time_base = _TIME_BASE
        return container, stream


def _even(image: Image) -> Image:
    """The picture with its last row or column doubled where its size is odd, as the pixel format asks."""
    height, width = image.shape[:2]
    if height % 2 or width % 2:
        image = np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    return np.ascontiguousarray(image)
