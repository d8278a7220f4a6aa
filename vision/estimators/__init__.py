"""Estimators: frames in, everyone's joints out. Importing this loads no network and no cv2."""

from typing import Literal, get_args

from vision.types import Estimator

EngineName = Literal["duo"]
ModelName = Literal["lite", "full", "heavy"]

__all__ = ["EngineName", "Estimator", "ModelName", "load_estimator"]


def load_estimator(
    name: EngineName = "duo", *, model: ModelName = "full", stills: bool = False, threads: int = 2
) -> Estimator:
    """A new estimator; the networks are fetched when they are not there yet.

    Args:
        name: which engine.
        model: size of the landmark network.
        stills: the frames are pictures of their own, not a video.
        threads: processor threads each network may use.
    """
    if name not in get_args(EngineName):
        raise ValueError(f"Expected an engine among {list(get_args(EngineName))}, but got {name!r}.")
    if model not in get_args(ModelName):
        raise ValueError(f"Expected a model among {list(get_args(ModelName))}, but got {model!r}.")
    from vision.estimators.load import load_duo

    return load_duo(model=model, stills=stills, threads=threads)
