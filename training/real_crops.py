"""Cuts the people out of real clips, for what a network in training should go on saying of real pictures.

Usage: python -m training.real_crops CLIP [CLIP ...] --out DIR

A few random squares of the pictures are kept too: most show nobody, and what was said of those should stay as well.
"""

from __future__ import annotations

import argparse
import pathlib

import cv2
import numpy as np

from vision.estimators.acquire import acquired, next_region
from vision.estimators.blazepose import BlazePose
from vision.estimators.movenet import MoveNet, Proposal
from vision.estimators.regions import CROP_PX
from vision.models import ensure

FRAMES = 40
LEAST_PX = 60.0
EMPTY_SHARE, EMPTY_PX = 0.15, 150


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="+", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    finder, network = MoveNet(ensure("movenet")), BlazePose(ensure("pose_landmark_full"))
    draw, count = np.random.default_rng(0), 0
    for clip in sorted(options.clips):
        for image in _frames(clip):
            crops = [_cut(network, image, proposal) for proposal in finder(image)[:3]]
            crops += [_background(image, draw)]
            for crop in crops:
                if crop is not None:
                    cv2.imwrite(str(options.out / f"{count:05d}.png"), crop)
                    count += 1
    print(f"{count} crops")


def _frames(clip: pathlib.Path) -> list[np.ndarray]:
    film = cv2.VideoCapture(str(clip))
    length, found = max(int(film.get(cv2.CAP_PROP_FRAME_COUNT)), 0), []
    if not length:
        raise SystemExit(f"Expected a clip that can be decoded, but got {clip}")
    for number in np.linspace(0, length - 1, min(length, FRAMES)).astype(int):
        film.set(cv2.CAP_PROP_POS_FRAMES, int(number))
        whole, image = film.read()
        if whole:
            found.append(image)
    return found


def _cut(network: BlazePose, image: np.ndarray, proposal: Proposal) -> np.ndarray | None:
    body = acquired(network, image, proposal, rounds=1)
    region = None if body is None else next_region(body)
    if region is None or not region.usable or region.size_px < LEAST_PX:
        return None
    return cv2.warpAffine(image, region.crop_matrix(), (CROP_PX, CROP_PX))


def _background(image: np.ndarray, draw: np.random.Generator) -> np.ndarray | None:
    height, width = image.shape[:2]
    if draw.random() >= EMPTY_SHARE or min(height, width) <= EMPTY_PX:
        return None
    row, column = draw.integers(0, height - EMPTY_PX), draw.integers(0, width - EMPTY_PX)
    return cv2.resize(image[row : row + EMPTY_PX, column : column + EMPTY_PX], (CROP_PX, CROP_PX))


if __name__ == "__main__":
    main()
