"""Keeps the pictures of a take, only when that was asked for: the JPEGs as they came, in one file with their times."""

import os
from fractions import Fraction
from pathlib import Path
from uuid import uuid4

import av

_TICKS_A_SECOND = 1000


class VideoKeeper:
    """Writes `video.mkv`, which appears whole at `close`; raises OSError when the disk does not take it."""

    def __init__(self, folder: Path, size_px: tuple[int, int]) -> None:
        self._path = folder / "video.mkv"
        self._part = folder / f".video.mkv.{uuid4().hex}.part"
        self._container = av.open(str(self._part), "w", format="matroska")
        self._stream = self._container.add_stream("mjpeg", rate=30)
        self._stream.width, self._stream.height = size_px
        self._stream.pix_fmt = "yuvj420p"
        self._stream.time_base = Fraction(1, _TICKS_A_SECOND)
        self._last = -1

    def add(self, time_s: float, jpeg: bytes) -> None:
        """One picture at its time in the take."""
        packet = av.Packet(jpeg)
        packet.stream, packet.time_base = self._stream, Fraction(1, _TICKS_A_SECOND)
        packet.pts = packet.dts = self._last = max(self._last + 1, round(time_s * _TICKS_A_SECOND))
        packet.is_keyframe = True
        self._container.mux(packet)

    def close(self) -> None:
        """The file takes its name."""
        self._container.close()
        os.replace(self._part, self._path)

    def discard(self) -> None:
        """Nothing remains."""
        try:
            self._container.close()
        finally:
            self._part.unlink(missing_ok=True)
