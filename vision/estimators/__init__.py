"""Estimators: frames in, everyone's joints out. Importing this loads no network and no cv2."""

from typing import Final, Literal, get_args

from vision.types import Estimator

EngineName = Literal["duo", "mediapipe"]
ModelName = Literal["lite", "full", "heavy"]

_OWN: Final[dict[ModelName, str]] = {"heavy": "pose_landmark_heavy_lying"}
"""Networks that are not used as they were published."""

__all__ = ["EngineName", "Estimator", "ModelName", "load_estimator", "networks_of"]


def load_estimator(
    name: EngineName = "duo", *, model: ModelName = "full", stills: bool = False, threads: int = 2
) -> Estimator:
    """A new estimator; the networks are fetched when they are not there yet.

    Args:
        name: which engine.
        model: size of the landmark network.
        stills: the frames are pictures of their own, not a video.
        threads: processor threads each network may use; MediaPipe decides for itself.

    Raises:
        ModelMissing: a network is not there and could not be fetched, or the engine's library cannot be run here.
    """
    if name not in get_args(EngineName):
        raise ValueError(f"Expected an engine among {list(get_args(EngineName))}, but got {name!r}.")
    if model not in get_args(ModelName):
        raise ValueError(f"Expected a model among {list(get_args(ModelName))}, but got {model!r}.")
    if name == "mediapipe":
        from vision.estimators.mediapipe import load_mediapipe

        return load_mediapipe(model=model, stills=stills)
    from vision.estimators.load import load_duo

    return load_duo(model=model, stills=stills, threads=threads)


def networks_of(name: EngineName, model: ModelName) -> tuple[str, str]:
    """Names in `vision.models.MODELS` of what an engine needs: what finds people, what finds their joints."""
    if name == "mediapipe":
        return "pose_detection", f"pose_landmark_{model}"
    return "movenet", _OWN.get(model, f"pose_landmark_{model}")
