"""Decodes the kinds of video that phones and cameras make, and encodes what overlay.mp4 is."""

from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from av.error import FFmpegError

from stretchcheck.doctor.findings import Finding
from vision.capture import SourceError, open_source
from vision.overlay import OverlayWriter

_KINDS: Final = {
    "h264": ("h264.mp4", "most videos"),
    "hevc": ("hevc.mp4", "newer phones"),
    "vp9": ("vp9.webm", "videos of the web"),
    "av1": ("av1.webm", "videos of the web"),
    "mjpeg": ("mjpeg.avi", "webcams and old cameras"),
}
_GREYS: Final = (60, 120, 180)
"""Of the three pictures of each sample; see scripts/make_codec_samples.py."""

_NEAR: Final = 6.0
_SIDE_PX: Final = 64
_FPS: Final = 25
_AGAIN: Final = "pip install --force-reinstall av"


def examine() -> list[Finding]:
    """One line a codec, and one for overlays."""
    samples = files("stretchcheck.doctor").joinpath("samples")
    found = []
    for codec, (name, used_by) in _KINDS.items():
        with as_file(samples.joinpath(name)) as path:
            found.append(_decoding(codec, path, used_by))
    return [*found, _encoding()]


def _decoding(codec: str, path: Path, used_by: str) -> Finding:
    wrong = wrong_with(path)
    name, needed = f"decode {codec}", codec == "h264"
    if wrong is None:
        return Finding(name, "ok", used_by, needed=needed)
    return Finding(name, "broken", f"{used_by}: {wrong}", _AGAIN, needed=needed)


def wrong_with(path: Path) -> str | None:
    """What is wrong with the pictures that are decoded from a sample; None where they are as they were made."""
    try:
        with open_source(path) as source:
            greys = [float(frame.image.mean()) for frame in source]
    except (SourceError, FFmpegError, ValueError) as error:
        return " ".join(str(error).split())
    if len(greys) == len(_GREYS) and np.allclose(greys, _GREYS, atol=_NEAR):
        return None
    return f"expected pictures of the greys {_GREYS}, but got {[round(grey) for grey in greys]}"


def _encoding() -> Finding:
    with TemporaryDirectory() as folder:
        path = Path(folder, "overlay.mp4")
        try:
            with OverlayWriter(path, fps=_FPS) as writer:
                for number, grey in enumerate(_GREYS):
                    writer.write(np.full((_SIDE_PX, _SIDE_PX, 3), grey, dtype=np.uint8), number / _FPS)
            wrong = wrong_with(path)
        except (OSError, FFmpegError, ValueError) as error:
            wrong = " ".join(str(error).split())
    if wrong is None:
        return Finding("encode h264", "ok", "overlay.mp4")
    return Finding("encode h264", "broken", f"overlay.mp4: {wrong}", _AGAIN)
