"""Mix a network's weights with those it had before it was trained: part of what was learned, most of what was known.

Usage: python -m training.blend TRAINED.tflite --share 0.5 --out FILE.tflite [--model pose_landmark_full]

Weights between two that descend from each other do better on both kinds of pictures than training that stops early
(Wortsman and others, Robust fine-tuning of zero-shot models, CVPR 2022).
"""

from __future__ import annotations

import argparse
import pathlib

import torch

from training.network import Network
from vision.models import ensure


def blended(before: Network, after: Network, share: float) -> None:
    """Move the weights of `before` a share of the way to those of `after`; beyond them from 1 on."""
    with torch.no_grad():
        for name, weight in before.weights.items():
            weight.lerp_(after.weights[name], share)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trained", type=pathlib.Path)
    parser.add_argument("--share", type=float, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--model", default="pose_landmark_full", help="the network before it was trained")
    options = parser.parse_args()
    before, after = Network(ensure(options.model)), Network(options.trained)
    blended(before, after, options.share)
    before.save(options.out)


if __name__ == "__main__":
    main()
