"""Reads video files and still pictures as upright frames with their true media times.

Pixels of everything that follows refer to the frames delivered here: upright, in square pixels and, unless asked
otherwise, at most `MAX_SIDE_PX` on the longest side, because the networks look at 256 pixels of a person and gain
nothing from more. `SourceInfo.width` and `height` are those of the delivered frames for the same reason.
"""

import hashlib
from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import av
from av.error import FFmpegError, InvalidDataError
from av.video.stream import VideoStream

from vision._mediatime import LONGEST_S, MediaClock, rational
from vision._opening import SourceError, announced_s, is_still, opened, picture_stream, still_picture, undecodable
from vision._upright import Uprighter, usable_aspect
from vision.types import Frame

__all__ = ["MAX_SIDE_PX", "Source", "SourceError", "SourceInfo", "open_source"]

MAX_SIDE_PX: Final = 1280
"""Longest side of delivered pictures unless told otherwise."""

_CUT_S: Final = 0.5
"""A file that ends this much before the length that it announces is called broken off."""

_LONGEST_SHOWN_S: Final = 60.0
"""A frame that is to be shown for longer has a damaged length."""

_MARKS_A_CUT: Final = ("mov,", "flv")
"""Formats of which a packet that is called corrupt is the last one, cut short; elsewhere it only follows a loss."""


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What is known of a source; `fps`, `duration_s` and `frames` are final once all frames were read.

    Attributes:
        name: name of the file, without its folder.
        sha256: of the file, in hexadecimal.
        width: pixels of the delivered frames, after turning and shrinking.
        height: pixels of the delivered frames, after turning and shrinking.
        fps: average frames a second; 0 for a still picture.
        duration_s: seconds to the end of the last frame; until that is read, what the file announces, 0 if nothing.
        frames: delivered so far.
        is_still: one picture without time.
        rotation_deg: clockwise turn that made the frames upright: 0, 90, 180 or 270.
    """

    name: str
    sha256: str
    width: int
    height: int
    fps: float
    duration_s: float
    frames: int
    is_still: bool
    rotation_deg: int


def open_source(path: str | Path, *, max_side_px: int | None = MAX_SIDE_PX) -> "Source":
    """Open a video or a still picture; use it in a `with` statement and loop over it once.

    Args:
        path: file to read.
        max_side_px: frames larger than this on the longest side are shrunk to it; None delivers full size.

    Raises:
        SourceError: no such file, nothing with pictures, or not one frame of it can be decoded.
        ValueError: `max_side_px` is not positive.
    """
    if max_side_px is not None and max_side_px < 1:
        raise ValueError(f"Expected max_side_px of at least 1 or None, but got {max_side_px}.")
    return Source(Path(path), max_side_px=max_side_px)


class Source:
    """Frames of one file, one at a time, upright, at strictly rising media times; made by `open_source`.

    An iterator: what was read is gone. A file that breaks off delivers everything before the break and then ends
    with a warning instead of an exception. One frame is read ahead, so that the size is known from the start.
    """

    def __init__(self, path: Path, *, max_side_px: int | None) -> None:
        self._path = path
        self._container = opened(path)
        self._notes: list[str] = []
        self._damaged = self._delivered = 0
        self._last_length_s = 0.0
        self._ended = False
        try:
            self._frames = self._start(max_side_px)
            self._ahead = next(self._frames, None)
            if self._ahead is None:
                raise undecodable(path)
        except BaseException:
            self._container.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Frame:
        frame = self._ahead
        if frame is None:
            raise StopIteration
        self._ahead = next(self._frames, None)
        self._delivered += 1
        return frame

    def close(self) -> None:
        """Let go of the file; may be called more than once."""
        self._ahead = None
        self._frames.close()
        self._container.close()

    @cached_property
    def sha256(self) -> str:
        """Of the file, in hexadecimal; read when first asked for, about a second per gigabyte."""
        with self._path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @property
    def info(self) -> SourceInfo:
        """What is known by now."""
        width, height = self._upright.size_px or (0, 0)
        return SourceInfo(
            name=self._path.name,
            sha256=self.sha256,
            width=width,
            height=height,
            fps=0.0 if self._is_still else self._clock.fps,
            duration_s=self._measured_s if self._ended else self._announced_s,
            frames=self._delivered,
            is_still=self._is_still,
            rotation_deg=self._rotation_deg,
        )

    @property
    def warnings(self) -> list[str]:
        """What was wrong with the file as far as it was read, one line each; complete at the end."""
        found = [*self._notes, *self._clock.warnings, *self._upright.warnings]
        if self._damaged:
            found.append(f"damaged frames that the decoder mended by guessing: {self._damaged}")
        return found

    @property
    def _measured_s(self) -> float:
        if self._is_still or self._clock.last_s is None:
            return 0.0
        return self._clock.last_s + (self._last_length_s or 1 / self._clock.fps)

    def _start(self, max_side_px: int | None) -> Generator[Frame]:
        stream = picture_stream(self._container, self._path)
        self._is_still = is_still(self._container)
        aspect, odd = usable_aspect(None if self._is_still else rational(stream.sample_aspect_ratio))
        self._notes += [odd] if odd else []
        self._upright = Uprighter(aspect, max_side_px)
        self._clock = MediaClock(rational(stream.average_rate or stream.guessed_rate))
        self._announced_s = 0.0 if self._is_still else announced_s(self._container, stream)
        return self._still() if self._is_still else self._moving(stream)

    @property
    def _rotation_deg(self) -> int:
        return self._still_rotation_deg if self._is_still else self._upright.orientation.clockwise_deg

    def _still(self) -> Generator[Frame]:
        image, self._still_rotation_deg, mended = still_picture(self._container, self._path)
        self._notes += ["damaged picture that the decoder mended by guessing"] if mended else []
        yield Frame(0.0, 0, self._upright.shrunk(image))
        self._ended = True

    def _moving(self, stream: VideoStream) -> Generator[Frame]:
        index, time_base = 0, rational(stream.time_base)
        try:
            for decoded in self._decoded(stream):
                time_s = self._clock.tick(decoded.pts, time_base)
                if self._clock.is_over:
                    self._note_break(f"more than {LONGEST_S / 3600:.0f} hours cannot be judged in one piece; cut it")
                    break
                if time_s is None:
                    continue
                self._damaged += decoded.is_corrupt
                length_s = float((decoded.duration or 0) * (time_base or 0))
                self._last_length_s = length_s if 0 <= length_s <= _LONGEST_SHOWN_S else 0.0
                yield Frame(time_s, index, self._upright(decoded))
                index += 1
        except FFmpegError as error:
            self._note_break((error.strerror or str(error)).lower())
        else:
            missing_s = 0.0 if self._clock.jumps or self._clock.is_over else self._announced_s - self._measured_s
            if missing_s > max(_CUT_S, 2 * self._clock.period_s):
                self._note_break(f"{self._announced_s:.1f} s were announced")
        self._ended = True

    def _note_break(self, why: str) -> None:
        self._notes.append(f"file breaks off at {self._measured_s:.1f} s: {why}")

    def _decoded(self, stream: VideoStream) -> Generator[av.VideoFrame]:
        """Decoded frames; raises at the first break after a frame, once all frames before it are out."""
        waiting: list[int] = []
        try:
            yield from self._unbroken(stream, waiting)
        except FFmpegError:
            yield from _held_back(stream, sorted(waiting))
            raise

    def _unbroken(self, stream: VideoStream, waiting: list[int]) -> Generator[av.VideoFrame]:
        """Decoded frames up to the first break; `waiting` gets the time stamps of those that the decoder holds then."""
        started = False
        for packet in self._container.demux(stream):
            if packet.is_corrupt and self._container.format.name.startswith(_MARKS_A_CUT):
                raise InvalidDataError(0, "its last frame is cut off")
            if packet.pts is not None:
                waiting.append(packet.pts)
            try:
                frames = packet.decode()
            except FFmpegError:
                if started:
                    raise
                continue  # a recording that begins between key frames shows itself a little later
            for frame in frames:
                started = True
                waiting[:] = [pts for pts in waiting if frame.pts is None or pts > frame.pts]
                yield frame


def _held_back(stream: VideoStream, waiting: list[int]) -> Generator[av.VideoFrame]:
    """Frames before a break that the decoder still holds.

    With two threads it has swallowed a packet behind the break too: only an unbroken row of those waited for is sound.
    """
    try:
        rest = stream.codec_context.decode(None)
    except FFmpegError:
        return
    known = [frame for frame in rest if frame.pts is not None]
    for frame, pts in zip(sorted(known, key=_stamp), waiting, strict=False):
        if frame.pts != pts or frame.is_corrupt:
            return
        yield frame


def _stamp(frame: av.VideoFrame) -> int:
    return frame.pts or 0
