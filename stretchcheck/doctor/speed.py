"""Measures how many frames a second this machine judges: the real networks on a picture of two people."""

import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Final, get_args

import cv2
import numpy as np

from protocols.session import Session
from protocols.stretches import recognised
from protocols.thresholds import DEFAULTS
from stretchcheck.doctor.findings import Finding, Status
from vision import models
from vision.estimators import Estimator, ModelName, load_estimator, networks_of
from vision.people import People
from vision.types import Frame, Image, Observation

_FOR_S: Final = 1.0
"""For each network and number of threads."""

_LEAST: Final = 3
_FILMED_FPS: Final = 30.0
_JUDGED: Final = 60
_PEOPLE: Final = 2
_BATCH_THREADS: Final = 2
_LIVE_THREADS: Final = 4
_FASTER: Final[dict[ModelName, ModelName]] = {"full": "lite", "heavy": "full"}
_SLOW_BATCH_FPS: Final = 5.0
"""Below this a minute of film takes more than six."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Frames a second with one network, while both people move: each is cut out three times a frame."""

    live_fps: float
    batch_fps: float


def examine() -> list[Finding]:
    """One line a landmark network that is here and whole; none is fetched."""
    networks = {model: networks_of("duo", model) for model in get_args(ModelName)}
    finder, _ = networks["full"]
    if not _sound(finder):
        return [_unmeasured(finder)]
    rates = {model: measured(model) for model, (_, landmarks) in networks.items() if _sound(landmarks)}
    return [_finding(m, rates) if m in rates else _unmeasured(landmarks) for m, (_, landmarks) in networks.items()]


def _sound(name: str) -> bool:
    try:
        return models.state_of(models.model_named(name)) is models.State.SOUND
    except models.ModelMissing:
        return False


def _unmeasured(name: str) -> Finding:
    return Finding(name, "missing", "not measured: the network is not here", f"stretchcheck models fetch {name}")


def measured(model: ModelName) -> Rates:
    """What a landmark network reaches here; takes some seconds."""
    encoded = files("stretchcheck.doctor").joinpath("two_people.jpg").read_bytes()
    cores = os.cpu_count() or 1
    look_s: dict[int, float] = {}
    around_s = 0.0
    for threads in sorted({min(_BATCH_THREADS, cores), min(_LIVE_THREADS, cores)}):
        estimator = load_estimator("duo", model=model, stills=False, threads=threads)
        try:
            look_s[threads], seen = _looking_s(estimator, _decoded(encoded))
        finally:
            estimator.close()
        around_s = _decoding_s(encoded) + _judging_s(seen, _decoded(encoded))
    live_s, batch_s = look_s[min(_LIVE_THREADS, cores)], look_s[min(_BATCH_THREADS, cores)]
    return Rates(live_fps=1.0 / (live_s + around_s), batch_fps=1.0 / batch_s)


def _looking_s(estimator: Estimator, image: Image) -> tuple[float, Observation]:
    """Seconds a frame for two people who are followed already, and what was seen last."""
    took_s: list[float] = []
    seen = estimator(Frame(0.0, 0, image))
    if len(seen.bodies) != _PEOPLE:
        raise RuntimeError(f"Expected {_PEOPLE} people in the picture that is shipped, but saw {len(seen.bodies)}.")
    while len(took_s) < _LEAST or sum(took_s) < _FOR_S:
        index = len(took_s) + 1
        begun_s = time.perf_counter()
        seen = estimator(Frame(index / _FILMED_FPS, index, image))
        took_s.append(time.perf_counter() - begun_s)
    return statistics.median(took_s), seen


def _decoding_s(encoded: bytes) -> float:
    """Seconds for a picture as the page sends it."""
    begun_s = time.perf_counter()
    for _ in range(_LEAST):
        _decoded(encoded)
    return (time.perf_counter() - begun_s) / _LEAST


def _judging_s(seen: Observation, image: Image) -> float:
    """Seconds a frame for roles, measures and all three stretches."""
    people = People((image.shape[1], image.shape[0]))
    session = Session(recognised(), settings=DEFAULTS)
    begun_s = time.perf_counter()
    for observation in _repeated(seen):
        session.update(people.update(observation))
    return (time.perf_counter() - begun_s) / _JUDGED


def _repeated(seen: Observation) -> Iterator[Observation]:
    return (Observation(index / _FILMED_FPS, index, seen.bodies) for index in range(_JUDGED))


def _decoded(encoded: bytes) -> Image:
    image = cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_COLOR)
    return np.asarray(image, dtype=np.uint8)


def _finding(model: ModelName, rates: dict[ModelName, Rates]) -> Finding:
    rate = rates[model]
    said = f"{rate.live_fps:.1f} frames a second live, {rate.batch_fps:.1f} in analyze while people move"
    numbers = {"live_fps": round(rate.live_fps, 1), "batch_fps": round(rate.batch_fps, 1)}
    status, advice = advised(model, rates)
    return Finding(f"--model {model}", status, said, advice, numbers=numbers)


def advised(model: ModelName, rates: dict[ModelName, Rates]) -> tuple[Status, str]:
    """How good the rates of a network are, and what to do; only the usual network's warn."""
    if model != "full":
        return "ok", ""
    jerk_fps, rate = DEFAULTS["jerk_min_fps"], rates[model]
    if rate.live_fps >= jerk_fps:
        return "ok", ""
    said = [f"below {jerk_fps:.0f} a second live, jerks are unknown"]
    faster = rates.get(_FASTER[model])
    if faster is not None and faster.live_fps >= jerk_fps:
        said.append(f"use --model {_FASTER[model]} live")
    else:
        said.append("analyze a recording instead, which judges every frame")
    if rate.batch_fps < _SLOW_BATCH_FPS:
        said.append(f"--model {_FASTER[model]} for long clips")
    return "warn", "; ".join(said)
