"""Runs the networks over one file and leaves a recording of everyone's raw landmarks."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vision.capture import Source, SourceInfo, open_source
from vision.estimators import EngineName, ModelName, load_estimator
from vision.recording import RecordingWriter

Progress = Callable[[float, float], None]
"""Called with the media seconds done and the seconds in all."""


def see(path: Path, recording: Path, *, engine: EngineName, model: ModelName, threads: int, progress: Progress) -> None:
    """Write the recording of a video or a still.

    Raises:
        SourceError: the file cannot be read at all.
        ModelMissing: a network is not there and could not be fetched.
    """
    with open_source(path) as source:
        estimator = load_estimator(engine, model=model, stills=source.info.is_still, threads=threads)
        try:
            with RecordingWriter(recording, {}) as writer:
                for frame in source:
                    writer.write(estimator(frame))
                    progress(frame.time_s, source.info.duration_s)
                writer.set_metadata(**_metadata(source, estimator.engine))
        finally:
            estimator.close()


def _metadata(source: Source, engine: Mapping[str, Any]) -> dict[str, Any]:
    info: SourceInfo = source.info
    values = asdict(info)
    still = values.pop("is_still")
    values.pop("rotation_deg", None)
    return {
        "schema": 1,
        "source": {**values, "duration_s": round(info.duration_s, 3), "fps": round(info.fps, 3)},
        "engine": dict(engine),
        "is_still": still,
        "warnings": list(source.warnings),
    }
