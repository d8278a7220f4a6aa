"""A drawn repetition as a recording on disk, as if a clip had been watched."""

from materials import knee_to_chest
from vision.recording import RecordingWriter

ENGINE = {"name": "duo", "model": "full", "models": {"movenet": "0" * 64, "pose_landmark_full": "1" * 64}}


def write_recording(path, clip=None):
    """Write the observations of a drawn clip, good form unless one is given; returns the path."""
    clip = clip or knee_to_chest()
    width, height = clip.size_px
    source = {
        "name": path.name.removesuffix(".poses.parquet") + ".mp4",
        "sha256": "2" * 64,
        "duration_s": round(float(clip.times_s[-1]), 3),
        "frames": len(clip.times_s),
        "fps": 30.0,
        "width": width,
        "height": height,
    }
    metadata = {"schema": 1, "source": source, "engine": ENGINE, "is_still": False, "warnings": []}
    with RecordingWriter(path, metadata) as writer:
        for observation in clip.observations():
            writer.write(observation)
    return path
