"""Makes tiny clips whose frames tell their index and which way is up, and reads them back."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from vision.capture import open_source
from vision.types import Frame

GREY_STEP = 40
RED = (0, 0, 255)


def grey_of(index: int) -> int:
    return 20 + index % 6 * GREY_STEP


def drawn(index: int, width: int, height: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A grey that survives any codec and tells the index, with a red top left corner."""
    image = np.full((height, width, 3), grey_of(index), np.uint8)
    image[: height // 4, : width // 4] = RED
    return image


def clip(
    path: Path,
    *,
    n: int = 20,
    size: tuple[int, int] = (96, 64),
    rate: Fraction | int = 30,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    ticks: Sequence[int] | None = None,
    prepare: Any = None,
    noise: bool = False,
    options: dict[str, str] | None = None,
) -> Path:
    """Write a clip; `ticks` are time stamps in frames, `prepare` changes the stream before the first frame."""
    rng = np.random.default_rng(0)
    with av.open(str(path), "w", options=options or {}) as container:
        stream = container.add_stream(codec, rate=rate, options={"g": "5"})
        stream.width, stream.height = size
        stream.pix_fmt = pix_fmt
        if prepare is not None:
            prepare(stream)
        for index, tick in enumerate(ticks if ticks is not None else range(n)):
            image = drawn(index, *size)
            if noise:
                image = (image // 2 + rng.integers(0, 100, image.shape)).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(image, format="bgr24")
            frame.pts, frame.time_base = tick, 1 / Fraction(rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def read(path: Path, **options: Any) -> tuple[list[Frame], Any, list[str]]:
    with open_source(path, **options) as source:
        frames = list(source)
        return frames, source.info, source.warnings


def index_seen(frame: Frame) -> int:
    return round((float(frame.image[-5:, -5:].mean()) - 20) / GREY_STEP)


def red_corner(frame: Frame) -> str:
    height, width = frame.image.shape[:2]
    corners = {"top left": (4, 4), "top right": (4, width - 5)}
    corners |= {"bottom left": (height - 5, 4), "bottom right": (height - 5, width - 5)}
    (found,) = [name for name, at in corners.items() if int(frame.image[at][2]) - int(frame.image[at][1]) > 100]
    return found


def half_of(path: Path, share: float = 0.6) -> Path:
    content = path.read_bytes()
    cut = path.with_name(f"cut{path.suffix}")
    cut.write_bytes(content[: int(len(content) * share)])
    return cut


def packets_of(path: Path) -> list[bytes]:
    """Compressed frames in the order of the file."""
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux() if packet.size]
