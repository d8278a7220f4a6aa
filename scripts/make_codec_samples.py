"""Makes the clips with which `stretchcheck doctor` tries the decoders: three grey pictures each."""

from pathlib import Path
from typing import Final

import av
import numpy as np

INTO: Final = Path(__file__).parents[1] / "stretchcheck/doctor/samples"
GREYS: Final = (60, 120, 180)
SIDE_PX: Final = 64
CLIPS: Final = {
    "h264.mp4": ("libx264", "yuv420p", {}),
    "hevc.mp4": ("libx265", "yuv420p", {"x265-params": "log-level=none:info=0"}),
    "vp9.webm": ("libvpx-vp9", "yuv420p", {}),
    "av1.webm": ("libsvtav1", "yuv420p", {"svtav1-params": "lp=1"}),
    "mjpeg.avi": ("mjpeg", "yuvj420p", {}),
}


def main() -> None:
    """Write them all."""
    for name, (codec, pixels, options) in CLIPS.items():
        with av.open(str(INTO / name), "w") as container:
            stream = container.add_stream(codec, rate=25, options=options)
            stream.width = stream.height = SIDE_PX
            stream.pix_fmt = pixels
            for grey in GREYS:
                image = np.full((SIDE_PX, SIDE_PX, 3), grey, dtype=np.uint8)
                container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
            container.mux(stream.encode(None))


if __name__ == "__main__":
    main()
