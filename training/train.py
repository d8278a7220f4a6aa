"""Train a landmark network further on rendered stretches, and keep what it says of real pictures.

Usage: python -m training.train SCENES --held-out SCENES [--real CROPS] --out FILE.tflite [--minutes 45]

SCENES come from `generator/make_training.py`, CROPS from `training.real_crops`. The encoder's first layers stay as
they are. Scores of the held-out scenes are printed before and after, and of the first 200 crops of them every few
minutes.
"""

from __future__ import annotations

import argparse
import math
import pathlib
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np
import torch

from training.losses import Truth, from_before, from_nobody, from_truth
from training.network import Network
from training.samples import Picture, Sample, drawn, kept, nobody, pictures
from training.score import scored
from training.steps import Mean, RelativeSteps
from vision.models import ensure

BATCH, EMPTY, REAL = 11, 1, 4
WARM_STEPS = 100
SCORED = 200
EVERY_S = 180.0
TWICE = {"recipient": 2, "partner": 1}


@dataclass(frozen=True, eq=False)
class Batch:
    """Crops with their truth; crops, as planes, without anybody, and of real pictures."""

    samples: list[Sample]
    empty: list[np.ndarray]
    real: list[np.ndarray]


class Feed:
    """Batches of rendered and real crops."""

    def __init__(self, given: Sequence[Picture], real: Sequence[np.ndarray], seed: int) -> None:
        """Draw from these pictures."""
        self._pictures, self._real, self._draw = given, real, np.random.default_rng(seed)
        self._people = [
            (i, role) for i, one in enumerate(given) for role in one.roles_shown for _ in range(TWICE[role])
        ]

    def samples(self, count: int) -> list[Sample]:
        """Crops of anybody; those who lie twice as often as those who help."""
        chosen = self._draw.integers(0, len(self._people), count)
        return [drawn(self._pictures[i], role, self._draw) for i, role in (self._people[k] for k in chosen)]

    def empty(self, count: int) -> list[np.ndarray]:
        """Crops of places where nobody is, as planes; fewer where none were found."""
        chosen = self._draw.integers(0, len(self._pictures), count)
        crops = (nobody(self._pictures[i], self._draw) for i in chosen)
        return [crop for crop in crops if crop is not None]

    def real(self, count: int) -> list[np.ndarray]:
        """Crops of real pictures, as planes."""
        if not self._real:
            return []
        return [kept(self._real[k], self._draw) for k in self._draw.integers(0, len(self._real), count)]

    def batch(self) -> Batch:
        """What one step sees."""
        return Batch(self.samples(BATCH), self.empty(EMPTY), self.real(REAL))


def everybody(given: Sequence[Picture], seed: int) -> list[Sample]:
    """One crop of everybody in the pictures."""
    draw = np.random.default_rng(seed)
    return [drawn(picture, role, draw) for picture in given for role in picture.roles_shown]


def train(
    network: Network, before: Network, feed: Feed, held_out: Sequence[Sample], options: argparse.Namespace
) -> int:
    """Train for some minutes; how many steps were made."""
    steps, mean = RelativeSteps(network, before), Mean(network)
    start = told = time.monotonic()
    step, sums = 0, {}
    with ThreadPoolExecutor(1) as aside:
        coming = aside.submit(feed.batch)
        while (share := (time.monotonic() - start) / (60.0 * options.minutes)) < 1.0:
            rate = options.rate * min(1.0, (step + 1) / WARM_STEPS) * (0.01 + 0.5 * (1.0 + math.cos(math.pi * share)))
            batch, coming = coming.result(), aside.submit(feed.batch)
            losses = _losses(network, before, batch)
            steps.step(torch.stack(list(losses.values())).sum(), rate)
            mean.follow()
            step += 1
            for name, loss in losses.items():
                sums[name] = sums.get(name, 0.0) * 0.99 + 0.01 * float(loss.detach())
            if time.monotonic() - told > EVERY_S:
                told = time.monotonic()
                said = {name: round(value / (1.0 - 0.99**step), 3) for name, value in sums.items()}
                print(f"{share:.0%} step {step} {said} {_said(scored(mean.weights_of, held_out[:SCORED]))}", flush=True)
                mean.weights_of.save(options.out)
    mean.weights_of.save(options.out)
    return step


def _losses(network: Network, before: Network, batch: Batch) -> dict[str, torch.Tensor]:
    samples, empty, real = batch.samples, batch.empty, batch.real
    shown = torch.tensor(np.stack([*(sample.crop for sample in samples), *empty, *real])).float() / 255.0
    answer = network(shown)
    known = BATCH + len(empty)
    truth = Truth(*(torch.tensor(np.stack([getattr(s, key) for s in samples])) for key in ("xy_px", "xyz_m", "hidden")))
    losses = from_truth({name: values[:BATCH] for name, values in answer.items()}, truth)
    if empty:
        losses |= from_nobody({name: values[BATCH:known] for name, values in answer.items()})
    if real:
        with torch.no_grad():
            usual = before(shown[known:])
        losses |= from_before({name: values[known:] for name, values in answer.items()}, usual)
    return losses


def _said(scores: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in scores.items())


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenes", type=pathlib.Path)
    parser.add_argument("--held-out", type=pathlib.Path, required=True)
    parser.add_argument("--real", type=pathlib.Path, help="crops of real pictures")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--model", default="pose_landmark_full", help="the network as it was published")
    parser.add_argument("--begin", type=pathlib.Path, help="weights of an earlier training of it to go on from")
    parser.add_argument(
        "--rate", type=float, default=7e-4, help="about the share of its size by which a weight moves in a step"
    )
    parser.add_argument("--frozen-px", type=int, default=64, help="layers with maps of so many pixels or more stay")
    parser.add_argument("--minutes", type=float, default=45.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    for folder, what in ((options.scenes, "*/done"), (options.held_out, "*/done"), (options.real, "*.png")):
        if folder is not None and not any(folder.glob(what)):
            raise SystemExit(f"Expected files like {what} in a folder, but found none: {folder}")
    given, held_out = pictures(options.scenes), everybody(pictures(options.held_out), seed=0)
    real = [cv2.imread(str(path)) for path in sorted(options.real.glob("*.png"))] if options.real else []
    print(f"{len(given)} pictures, {len(held_out)} held out crops, {len(real)} real crops", flush=True)
    before = Network(ensure(options.model))
    network = Network(options.begin or ensure(options.model))
    network.freeze(network.first_steps(options.frozen_px))
    print("before:", _said(scored(network, held_out)), flush=True)
    steps = train(network, before, Feed(given, real, options.seed), held_out, options)
    print(f"after {steps} steps:", _said(scored(Network(options.out), held_out)), flush=True)


if __name__ == "__main__":
    main()
