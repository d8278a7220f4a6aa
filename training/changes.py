"""Write what changed between a published network and weights trained from it, to come with the program.

Usage: python -m training.changes TRAINED.tflite --out FILE.npz [--share 0.5] [--model pose_landmark_full]

A change is rounded to an eighth of what its row or plane changes by (root mean square), or to a 127th of the largest
change in it if that is more. Sizes and sha256 of the changes and of the network that comes out are printed, for
`vision/_registry.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import pathlib

import numpy as np

from training.network import Network
from vision._changes import ITEMS, applied
from vision.models import ensure

STEPS_IN_RMS = 8.0
MOST_STEPS = 127


def changes(before: Network, after: Network, share: float) -> dict[str, np.ndarray]:
    """What a file of changes holds."""
    found: dict[str, list[np.ndarray | int | bool]] = {item: [] for item in ITEMS}
    for (start, planes_last, old), (_, _, new) in zip(before.stored(), after.stored(), strict=True):
        moved = share * (new.astype(np.float32) - old.astype(np.float32))
        if not moved.any():
            continue
        table = moved.reshape(-1, moved.shape[-1]) if planes_last else moved.reshape(len(moved), -1)
        axis = 0 if planes_last else 1
        fine = np.sqrt(np.square(table).mean(axis=axis, keepdims=True)) / STEPS_IN_RMS
        lengths = np.maximum(fine, np.abs(table).max(axis=axis, keepdims=True) / MOST_STEPS)
        steps = np.rint(table / np.maximum(lengths, np.float32(1e-30)))
        one = (start, *table.shape, planes_last, lengths.ravel(), steps.astype(np.int8).ravel())
        for item, value in zip(ITEMS, one, strict=True):
            found[item].append(value)
    whole = {"lengths": np.float32, "steps": np.int8}
    return {
        item: np.concatenate(values).astype(whole[item]) if item in whole else np.array(values)
        for item, values in found.items()
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trained", type=pathlib.Path)
    parser.add_argument("--share", type=float, default=1.0, help="of the way from the published weights to these")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--model", default="pose_landmark_full", help="the network before it was trained")
    options = parser.parse_args()
    published = ensure(options.model)
    np.savez_compressed(options.out, **changes(Network(published), Network(options.trained), options.share))
    whole = applied(published.read_bytes(), options.out)
    for what, content in (("changes", options.out.read_bytes()), ("network", whole)):
        print(f"{what}: {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
