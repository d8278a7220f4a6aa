"""Reads some frames of one camera and writes what it gives as JSON; run as a process, because a camera may hang."""

import json
import sys
import time
from typing import Any, Final

_FOR_S: Final = 1.5
_WARM_UP: Final = 3
_WIDTH: Final = 1280
"""As a live session asks of it."""


def main(target: str) -> None:
    """Write `opened`, `frames`, `fps`, `width` and `height` of a camera by its number, or of a file by its path."""
    import cv2

    device = cv2.VideoCapture(int(target) if target.isdigit() else target)
    try:
        device.set(cv2.CAP_PROP_FRAME_WIDTH, _WIDTH)
        sys.stdout.write(json.dumps({"opened": device.isOpened(), **_watched(device)}))
    finally:
        device.release()


def _watched(device: Any) -> dict[str, float | int]:
    """What it gives; the first frames come late and are not counted into the rate."""
    times_s: list[float] = []
    size_px = (0, 0)
    while device.isOpened() and (len(times_s) <= _WARM_UP or times_s[-1] - times_s[_WARM_UP] < _FOR_S):
        there, image = device.read()
        if not there:
            break
        times_s.append(time.monotonic())
        size_px = (image.shape[1], image.shape[0])
    counted = times_s[_WARM_UP:]
    fps = (len(counted) - 1) / (counted[-1] - counted[0]) if len(counted) > 1 else 0.0
    return {"frames": len(times_s), "fps": round(fps, 1), "width": size_px[0], "height": size_px[1]}


if __name__ == "__main__":
    main(sys.argv[1])
