"""Clips to measure with: decoded beforehand, cut short, or repeated to a length."""

from collections.abc import Callable, Iterator
from itertools import accumulate, count
from pathlib import Path
from typing import Any, Final

import av

from benchmarks._mediapipe_bare import write_frames
from vision.capture import open_source

_MOST_BYTES: Final = 12 << 30


def decoded(clip: Path, into: Path) -> tuple[int, str]:
    """Keep the frames as analyze sees them; how many there are, and a description."""
    with open_source(clip) as source:
        frames = sum(1 for _ in source)
        info = source.info
    if 3 * frames * info.width * info.height > _MOST_BYTES:
        raise SystemExit(f"Expected a clip that can be kept decoded, but got {frames} frames; give --frames.")
    with open_source(clip) as source:
        write_frames(into, ((frame.time_s, frame.image) for frame in source), (frames, info.height, info.width))
    return frames, f"{frames} frames, {info.width}x{info.height}, {info.fps:.4g} frames a second"


def beginning(clip: Path, frames: int, scratch: Path) -> Path:
    """The first frames of a clip as a clip of its own."""
    path = scratch / clip.name
    remuxed(clip, path, lambda packets, _: _first(packets, frames))
    return path


def looped(clip: Path, seconds: float, scratch: Path) -> Path:
    """A clip over and over, cut at a length."""
    path = scratch / f"{seconds:.0f}s-{clip.name}"
    remuxed(clip, path, lambda packets, stream: _again(packets, stream, seconds))
    return path


def remuxed(clip: Path, into: Path, chosen: Callable[[list[Any], Any], Iterator[Any]]) -> None:
    """Copy packets of the pictures without decoding them."""
    with av.open(clip) as source, av.open(into, "w") as target:
        stream = source.streams.video[0]
        track = target.add_stream_from_template(stream)
        for packet in chosen([packet for packet in source.demux(stream) if packet.size], stream):
            packet.stream = track
            target.mux(packet)


def _first(packets: list[Any], frames: int) -> Iterator[Any]:
    """At least so many, up to where no frame in between is still to come: packets stand in the order of decoding."""
    stamps = [packet.pts for packet in packets]
    for number, (highest, due) in enumerate(zip(accumulate(stamps, max), sorted(stamps), strict=True), start=1):
        if number >= frames and highest == due:
            return iter(packets[:number])
    return iter(packets)


def _again(packets: list[Any], stream: Any, seconds: float) -> Iterator[Any]:
    stamps = [packet.pts for packet in packets]
    length = max(stamps) - min(stamps) + round(1 / (stream.average_rate * stream.time_base))
    for turn in count():
        for packet in packets:
            at_s = (packet.pts - min(stamps) + turn * length) * stream.time_base
            if at_s >= seconds and packet.is_keyframe:
                return
            if at_s < seconds:
                yield _shifted(packet, turn * length)
        if (turn + 1) * length * stream.time_base >= seconds:
            return


def _shifted(packet: Any, by: int) -> Any:
    copy = av.Packet(bytes(packet))
    copy.pts, copy.dts, copy.duration = packet.pts + by, packet.dts + by, packet.duration
    copy.time_base, copy.is_keyframe = packet.time_base, packet.is_keyframe
    return copy
