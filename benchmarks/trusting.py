"""How often a leg's joint is right, by what its witnesses say, on rendered clips of the development part.

python -m benchmarks.trusting bench/truth bench/recordings

A joint is right within 0.3 trunks of the truth; counted are knees and ankles of the recipient in every twelfth frame in
which the recipient's role is on the right person. Prints the share that is right by the spread over crops, by how far
off the other network puts the joint, and by side: the far limb lies deeper than its counterpart; then how well the
trust, and the spread alone, tell right from wrong (area under the curve, 0.5 is nothing).
"""

import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.truth import Truth, read_truth
from vision.joints import HIPS, MIRROR, N_JOINTS, SHOULDERS, Joint
from vision.people import People
from vision.posture import trunk_px
from vision.recording import Recording
from vision.types import Body

Array = NDArray[np.float64]

RIGHT_TRUNKS: Final = 0.3
EVERY: Final = 12
LOOKED: Final = 0.3
LOOK_S: Final = 1.5
FAR_M: Final = 0.1
LEGS: Final = [Joint.LEFT_KNEE, Joint.RIGHT_KNEE, Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE]
TRUNK: Final = [*SHOULDERS, *HIPS]
SCATTER: Final = (0.0, 0.05, 0.1, 0.15, 0.2, 0.26, 0.35, np.inf)
APART: Final = {"no look": (np.nan, np.nan), "< 0.35": (0.0, 0.35), "< 0.8": (0.35, 0.8), "more": (0.8, np.inf)}


class Witnesses:
    """What was last measured of one person's joints."""

    def __init__(self) -> None:
        self.scatter, self.apart, self.looked_s = np.zeros(N_JOINTS), np.full(N_JOINTS, np.nan), -np.inf

    def update(self, time_s: float, body: Body) -> None:
        """Take what this frame measured; a look of the other network is kept as long as trust keeps it."""
        size = trunk_px(body)
        self.scatter = np.where(np.isfinite(body.scatter_px), body.scatter_px / size, self.scatter)
        if (body.witness_score >= LOOKED).any():
            off = np.linalg.norm(body.xy_px - body.witness_px, axis=1) / size
            self.apart, self.looked_s = np.where(body.witness_score >= LOOKED, off, np.nan), time_s
        elif time_s > self.looked_s + LOOK_S:
            self.apart = np.full(N_JOINTS, np.nan)


def seen(truth: Truth, recording: Recording) -> Iterator[Array]:
    """Rows of (right, trust, scatter, apart, far) of the legs' joints of one clip."""
    source = recording.metadata["source"]
    people, known = People((source["width"], source["height"])), dict[int, Witnesses]()
    for frame, observation in enumerate(recording):
        scene, person = people.update(observation), people.recipient
        for body in observation.bodies:
            known.setdefault(body.person, Witnesses()).update(observation.time_s, body)
        body = next((each for each in observation.bodies if each.person == person), None)
        if body is None or frame % EVERY or frame >= len(truth.times_s):
            continue
        true = truth.people["recipient"].xy_px[frame]
        size = float(np.linalg.norm(true[TRUNK[:2]].mean(axis=0) - true[TRUNK[2:]].mean(axis=0)))
        off = np.linalg.norm(body.xy_px - true, axis=1) / size
        if np.median(off[TRUNK]) < 2 * RIGHT_TRUNKS:
            own, depth = known[body.person], body.world_m[:, 2]
            far = depth - depth[MIRROR] > FAR_M
            rows = off < RIGHT_TRUNKS, scene.recipient.trust, own.scatter, own.apart, far
            yield np.array([np.asarray(row, dtype=np.float64)[LEGS] for row in rows]).T


def area(score: Array, right: NDArray[np.bool_]) -> float:
    """Chance that a right joint has the higher score than a wrong one."""
    order = np.argsort(score, kind="stable")
    ranks = np.empty(len(score))
    ranks[order] = np.arange(len(score))
    count = int(right.sum())
    return float((ranks[right].sum() - count * (count - 1) / 2) / (count * (len(right) - count)))


def main() -> None:
    """Print both tables."""
    truths, recordings = (Path(text) for text in sys.argv[1:3])
    rows: list[Array] = []
    for path in sorted(truths.glob("*.truth.json.gz")):
        recording = recordings / path.name.replace(".truth.json.gz", ".poses.parquet")
        truth = read_truth(path) if recording.exists() else None
        if truth is not None and truth.split == "development":
            rows += seen(truth, Recording(recording))
    right, trust, scatter, apart, far = np.concatenate(rows).T
    right = right > 0
    print(f"{len(right)} joints, {right.mean():.1%} right; right of trusted {right[trust >= 0.5].mean():.1%}")
    print("side  spread       " + "".join(f"{name:>16}" for name in APART))
    for side, chosen in (("near", far == 0), ("far", far == 1)):
        for low, high in pairwise(SCATTER):
            line = [f"{side:<5} {low:.2f} to {high:.2f} "]
            for least, most in APART.values():
                of = np.isnan(apart) if least != least else (apart >= least) & (apart < most)
                of &= chosen & (scatter >= low) & (scatter < high)
                line.append(f"{right[of].mean():>9.2f} {int(of.sum()):>6}" if of.any() else f"{'-':>16}")
            print("".join(line))
    print(f"area under the curve: trust {area(trust, right):.3f}, spread alone {area(-scatter, right):.3f}")


if __name__ == "__main__":
    main()
