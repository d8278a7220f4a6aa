"""Runs the networks over one file and leaves a recording of everyone's raw landmarks."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vision.ahead import Ahead
from vision.capture import Source, SourceInfo, open_source
from vision.estimators import EngineName, ModelName, load_estimator
from vision.recording import RecordingWriter
from vision.sparing import Sparing
from vision.types import Observation

Progress = Callable[[float, float], None]
"""Called with the media seconds done and the seconds in all."""

Tell = Callable[[tuple[int, int], Observation], None]
"""Called with the picture's width and height and a frame."""


def see(
    path: Path,
    recording: Path,
    *,
    engine: EngineName,
    model: ModelName,
    threads: int,
    progress: Progress,
    every_picture: bool = False,
    tell: Tell = lambda size_px, observation: None,
) -> None:
    """Write the recording of a video or a still.

    Args:
        path: the video or still.
        recording: the file to write; its folder must exist.
        engine: finds the people.
        model: size of its landmark network.
        threads: processor threads it may use.
        progress: told how far it is.
        every_picture: look at each, however still the people are.
        tell: given every frame once it is known, as it is written.

    Raises:
        SourceError: the file cannot be read at all.
        ModelMissing: a network is not there and could not be fetched.
    """
    with open_source(path) as source:
        estimator = load_estimator(engine, model=model, stills=source.info.is_still, threads=threads)
        sparing = Sparing(estimator, every_picture=every_picture or source.info.is_still)
        try:
            with RecordingWriter(recording, {}) as writer, Ahead(source) as frames:
                size_px = (source.info.width, source.info.height)
                for frame in frames:
                    for observation in sparing(frame):
                        writer.write(observation)
                        tell(size_px, observation)
                    progress(frame.time_s, source.info.duration_s)
                for observation in sparing.rest():
                    writer.write(observation)
                    tell(size_px, observation)
                writer.set_metadata(**_metadata(source, estimator.engine), looks=sparing.looks)
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
