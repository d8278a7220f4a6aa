"""Knows how to tell a video, a still picture and anything else apart, and what to say about the latter."""

import os
import tempfile
from pathlib import Path
from typing import Final

import av
import cv2
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream
from numpy.typing import NDArray

from vision._about import is_text
from vision.types import Image

_THREADS: Final = 2
"""Threads for decoding: a fifth faster than one; more take from the networks and gain nothing."""

_HEAD_BYTES: Final = 512
_STDERR: Final = 2
_WANTED: Final = "Expected a video or a still picture"
_REMEDY: Final = "give an mp4, mov, mkv, webm, avi, jpg or png that a player can show"
_DAMAGED: Final = "a damaged or cut off picture; copy or take it again"


class SourceError(OSError):
    """A file or camera that cannot be read; the message is one line and ends with the path."""


def refused(path: Path, came: str) -> SourceError:
    """The error for a file that is something else: `came` says what, and what to do."""
    return SourceError(f"{_WANTED}, but got {came}: {path}")


def opened(path: Path) -> InputContainer:
    """Container of the file, for libav.

    Raises:
        SourceError: there is no such file, or libav knows no such format.
    """
    _check_file(path)
    try:
        # The prefix keeps a colon in a name from being read as a protocol; a playlist must not reach the network,
        # a percent sign in a name must not make it a numbered sequence.
        options = {"protocol_whitelist": "file", "pattern_type": "none"}
        return av.open(f"file:{path}", options=options, metadata_errors="replace")
    except FFmpegError as error:
        raise refused(path, _what_came(path, error)) from None


def picture_stream(container: InputContainer, path: Path) -> VideoStream:
    """The first stream of pictures that is no cover.

    Raises:
        SourceError: there is none.
    """
    films = [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]
    found = [stream for stream in films if stream.codec_context is not None]
    if container.format.name == "tty":  # libav would draw the letters
        raise refused(path, f"a text file; {_REMEDY}")
    if not container.streams:
        raise refused(path, "a file without pictures or sound, perhaps cut off; copy or record it again")
    if films and not found:
        raise refused(path, f"pictures in a format that is not known; {_REMEDY}")
    if not found:
        what = "sound without pictures" if container.streams.audio else "a file without pictures"
        raise refused(path, f"{what}; {_REMEDY}")
    stream = found[0]
    stream.thread_type = "AUTO"
    stream.codec_context.thread_count = _THREADS
    return stream


def undecodable(path: Path) -> SourceError:
    """The error for a file in which not one frame can be decoded."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if head[8:12] == b"WEBP" and b"ANIM" in head:
        return refused(path, "an animated WebP, which cannot be read; convert it to mp4 or gif")
    return refused(path, f"a file of which not one frame can be decoded; {_REMEDY}")


def is_still(container: InputContainer) -> bool:
    """Whether the format holds a single picture; moving gif and png files are videos."""
    return container.format.name.endswith("_pipe") or container.format.name == "image2"


def still_picture(container: InputContainer, path: Path) -> tuple[Image, int, bool]:
    """The picture upright by its EXIF orientation, the clockwise turn in degrees, and whether it had to be mended.

    The picture is (H, W, 3) uint8 BGR.

    libav looks first, because OpenCV writes to stderr about what it cannot read; OpenCV decodes, because it
    follows all eight orientations.

    Raises:
        SourceError: the picture is damaged or cut off.
    """
    data = path.read_bytes()
    try:
        looked = next(container.decode(video=0), None)
    except FFmpegError:
        looked = None
    # Both decoders fill the missing rows of a JPEG with grey: its end mark must come after its last scan begins.
    cut_off = data[:2] == b"\xff\xd8" and data.rfind(b"\xff\xd9") < data.rfind(b"\xff\xda")
    image, heard = (None, b"") if looked is None or cut_off else _decoded(data)
    if looked is None or image is None:
        raise undecodable(path) if data[8:12] == b"WEBP" else refused(path, _DAMAGED)
    return np.asarray(image, dtype=np.uint8), -looked.rotation % 360, b"Corrupt JPEG data" in heard


def _decoded(data: bytes) -> tuple[Image | None, bytes]:
    """The picture, and what the libraries below OpenCV wrote to stderr meanwhile: they cannot be told to be silent."""
    encoded = np.frombuffer(data, np.uint8)
    with tempfile.TemporaryFile() as heard:
        try:
            shown = os.dup(_STDERR)
        except OSError:  # there is no stderr
            return _image(encoded), b""
        try:
            os.dup2(heard.fileno(), _STDERR)
            image = _image(encoded)
        finally:
            os.dup2(shown, _STDERR)
            os.close(shown)
        heard.seek(0)
        return image, heard.read()


def _image(encoded: NDArray[np.uint8]) -> Image | None:
    try:
        image = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
    except cv2.error:  # larger than it takes
        return None
    return None if image is None else np.asarray(image, dtype=np.uint8)


def announced_s(container: InputContainer, stream: VideoStream) -> float:
    """Seconds of pictures that the header announces, 0 where it says nothing."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    hours, _, rest = stream.metadata.get("DURATION", "").partition(":")  # Matroska: 00:00:03.000000000
    minutes, _, seconds = rest.partition(":")
    try:
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    except ValueError:
        alone = len(container.streams) == 1  # otherwise the sound may be the longer one
        return (container.duration or 0) / av.time_base if alone else 0.0


def _check_file(path: Path) -> None:
    if not is_text(path):
        raise refused(path, "a name that is no text in UTF-8; rename the file")
    if path.is_dir():
        raise refused(path, "a folder; name the files in it")
    if path.is_symlink() and not path.exists():
        raise refused(path, "a link to a file that is not there; name the file itself")
    if not path.exists():
        raise SourceError(f"{_WANTED}, but there is no such file; check the name: {path}")
    if not path.is_file():
        raise refused(path, f"neither a file nor a folder; {_REMEDY}")
    if path.stat().st_size == 0:
        raise refused(path, "an empty file (0 bytes); copy or record it again")


def _what_came(path: Path, error: FFmpegError) -> str:
    if isinstance(error, PermissionError):
        return "a file that you may not read; change its permissions"
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if head[4:8] == b"ftyp":
        return "a recording that was not finished or is cut off (its index is missing); copy or record it again"
    if b"\0" not in head and _is_text(head):
        return f"a text file; {_REMEDY}"
    return f"something else or a damaged file ({(error.strerror or 'unknown').lower()}); {_REMEDY}"


def _is_text(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4  # a letter cut in half at the end
    return True
