"""The other process of the bare MediaPipe loop: goes through all frames once each time it is told to.

It is run by its path, so that its Python needs mediapipe and nothing else.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np


def serve(bundle: str, frames: str) -> None:
    """Answer each line on stdin with the figures of one run.

    Args:
        bundle: the `.task` file.
        frames: RGB pictures in a `.npy`, their milliseconds beside it in a `.json`.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever the library prints must not come between the answers

    def say(**values: Any) -> None:
        print(json.dumps(values), file=answers, flush=True)

    import mediapipe as library
    from mediapipe.tasks.python import BaseOptions, vision

    pictures = np.load(frames, mmap_mode="r")
    times_ms = json.loads(Path(frames).with_suffix(".json").read_text())
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=bundle), running_mode=vision.RunningMode.VIDEO, num_poses=2
    )
    vision.PoseLandmarker.create_from_options(options).close()  # fails here if it fails
    say(mediapipe=library.__version__, numpy=np.__version__, python=sys.version.split()[0])
    for _ in sys.stdin:
        people, wall_s, cpu_s = 0, 0.0, 0.0
        with vision.PoseLandmarker.create_from_options(options) as landmarker:
            for picture, time_ms in zip(pictures, times_ms, strict=True):
                data = np.array(picture)  # from disk, outside of the clock
                wall, cpu = time.perf_counter(), time.process_time()
                image = library.Image(image_format=library.ImageFormat.SRGB, data=data)
                found = landmarker.detect_for_video(image, time_ms)
                wall_s, cpu_s = wall_s + time.perf_counter() - wall, cpu_s + time.process_time() - cpu
                people += len(found.pose_landmarks)
        say(wall_s=wall_s, cpu_s=cpu_s, people=people)


if __name__ == "__main__":
    serve(*sys.argv[1:])
