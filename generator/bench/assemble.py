"""Assembles a clip from a bank: the video and its truth."""

from __future__ import annotations

import functools
import pathlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image

from bench.bank import BenchBank
from bench.clip import Clip
from bench.course import BenchCourse, check, frame_times_s
from bench.look import Move, Sensor, Wander
from bench.scenario import Scenario, load
from bench.truth import clip_truth
from film.truth import write_truth
from film.writing import write_video

PRESET = "veryfast"  # cameras have little time to compress


@dataclass(frozen=True, eq=False)
class Reel:
    """A clip laid over its bank, frame by frame."""

    clip: Clip
    scenario: Scenario
    bank: BenchBank
    course: BenchCourse
    times_s: np.ndarray
    pictures: list[str]
    moves: list[Move]


def lay(clip: Clip, bank: BenchBank, scenario: Scenario) -> Reel:
    """Choose the pose and the camera's move of every frame."""
    ways = {variant.name: (variant.way, bank.shares[variant.name]) for variant in scenario.variants}
    course = BenchCourse(clip, bank, ways)
    times = frame_times_s(clip, course.motion.duration_s)
    check(clip, course, bank, times)
    cues = [course.cue(float(time)) for time in times]
    wander = Wander(clip.look, clip.seed)
    moves = [wander.at(float(time)) for time in times]
    return Reel(clip, scenario, bank, course, times, [bank.nearest(cue.track, cue.value) for cue in cues], moves)


def make(clip: Clip, banks: pathlib.Path, out: pathlib.Path, *, split: str) -> int:
    """Write `<name>.mp4` and `<name>.truth.json.gz`; the number of frames."""
    bank = BenchBank(banks / clip.bank)
    reel = lay(clip, bank, load(clip.bank))
    out.mkdir(parents=True, exist_ok=True)
    write_video(out / f"{clip.name}.mp4", frames(reel), reel.times_s, fps=clip.fps, crf=clip.look.crf, preset=PRESET)
    truth = clip_truth(clip, reel.scenario, split, reel.course, reel.times_s, reel.pictures, reel.moves, bank)
    write_truth(truth, out / f"{clip.name}.truth.json.gz")
    return len(reel.times_s)


def frames(reel: Reel) -> Iterator[np.ndarray]:
    """The RGB frames as the camera would give them."""

    @functools.cache
    def clean(picture: str) -> np.ndarray:
        return np.asarray(Image.open(reel.bank.picture_path(picture)).convert("RGB"))

    sensor = Sensor(reel.clip.look, reel.clip.seed)
    return (sensor.expose(move.picture(clean(p))) for p, move in zip(reel.pictures, reel.moves, strict=True))
