"""Writes frames as H.264, each with fresh camera noise and a slight flicker."""

from __future__ import annotations

import pathlib
from collections.abc import Iterable
from fractions import Fraction

import av
import numpy as np

BRIGHTNESS_NOISE = 2.2  # standard deviation in grey levels, the same in all colours of a pixel
COLOUR_NOISE = 1.1  # the same, independent in every colour
FLICKER = 0.004  # standard deviation of a frame's gain
HUM = 0.005  # amplitude of the lamps' slow beat in the gain
HUM_RAD_PER_FRAME = 0.9
TICKS_PER_S = 90_000
KEYFRAME_EVERY = 150


class CameraNoise:
    """Makes no two frames alike; the same seed gives the same noise."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._frame = 0

    def spoil(self, picture: np.ndarray) -> np.ndarray:
        """A noisy copy of an RGB picture (H, W, 3), uint8."""
        height, width, _ = picture.shape
        draw = self._random.standard_normal
        gain = 1.0 + FLICKER * draw() + HUM * np.sin(HUM_RAD_PER_FRAME * self._frame)
        self._frame += 1
        noise = BRIGHTNESS_NOISE * draw((height, width, 1), dtype=np.float32)
        noise = noise + COLOUR_NOISE * draw((height, width, 3), dtype=np.float32)
        return np.clip(picture * np.float32(gain) + noise + 0.5, 0.0, 255.0).astype(np.uint8)


def write_video(
    path: pathlib.Path,
    pictures: Iterable[np.ndarray],
    times_s: np.ndarray,
    *,
    fps: float,
    crf: int,
    preset: str = "medium",
) -> None:
    """Write RGB frames at their times; the file appears whole or not at all.

    Args:
        path: An .mp4 file.
        pictures: uint8 (H, W, 3), one for each time.
        times_s: Rising times, which need not be evenly spaced.
        fps: Nominal frame rate.
        crf: x264's quality, lower is better and larger.
        preset: x264's speed.
    """
    unfinished = path.with_name(f".{path.name}")
    with av.open(str(unfinished), "w", format="mp4", options={"movflags": "+faststart"}) as file:
        stream = file.add_stream("libx264", rate=Fraction(fps).limit_denominator(1001))
        stream.pix_fmt = "yuv420p"
        stream.time_base = stream.codec_context.time_base = Fraction(1, TICKS_PER_S)
        stream.codec_context.gop_size = KEYFRAME_EVERY
        stream.codec_context.thread_count = 1
        stream.options = {"crf": str(crf), "preset": preset}
        for picture, time in zip(pictures, times_s, strict=True):
            if not stream.codec_context.is_open:
                stream.height, stream.width = picture.shape[:2]
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = round(float(time) * TICKS_PER_S)
            frame.time_base = stream.codec_context.time_base
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    unfinished.replace(path)
