"""Puts the duo engine together from the fetched networks."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from vision.estimators import ModelName, networks_of
from vision.estimators.blazepose import BlazePose
from vision.estimators.duo import CROPS, Crops, Duo
from vision.estimators.movenet import MoveNet
from vision.models import ensure

_HEAVY_CROPS: Final = Crops(each_frame=1, after_wait=2)
"""A call of the heavy network takes as long as four of the full one, and errs less from crop to crop."""


def load_duo(*, model: ModelName, stills: bool, threads: int) -> Duo:
    """The duo engine with the lite, full or heavy landmark network."""
    finder, landmarks = networks_of("duo", model)
    weights = {name: ensure(name) for name in (finder, landmarks)}
    return Duo(
        MoveNet(weights[finder], threads=threads),
        BlazePose(weights[landmarks], copies=threads),
        engine={"name": "duo", "model": model, "models": {name: _sha256(path) for name, path in weights.items()}},
        stills=stills,
        crops=_HEAVY_CROPS if model == "heavy" else CROPS,
        at_once=ThreadPoolExecutor(threads, thread_name_prefix="looking").map if threads > 1 else map,
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
