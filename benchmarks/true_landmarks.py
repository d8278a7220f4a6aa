"""What the judging makes of a bench when nothing is misplaced: recordings of the true landmarks, scored like any other.

python -m benchmarks.true_landmarks bench/truth bench/recordings [--split development] [--jobs 2]

Every clip is judged twice: from what the networks saw, and from a recording with the true joints of both people in the
frames of the other one, all of them sure and nobody hidden. What the second run gets wrong is the judging's own; what
only the first gets wrong was lost by seeing. Prints both, figure by figure.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

import numpy as np

from calibration.truth import TRUTH_SUFFIX, People, Truth, read_truth
from stretchcheck.evaluate.clips import Manner
from stretchcheck.evaluate.groups import ALL
from stretchcheck.evaluate.run import as_scores, evaluate
from vision.joints import COCO, HIPS, N_JOINTS, SHOULDERS
from vision.recording import Recording, RecordingWriter
from vision.types import VALUE_NAMES, Body, Observation, Points, rounded

SUFFIX: Final = ".poses.parquet"
FIGURES: Final = (
    "stretch.right", "side.right", "repetitions.right", "prescription.right", "hold.mae_s", "hold.iou",
    "events.jerk_bounce.f1", "events.f1", "alerts.per_min", "checks.wrong_green", "checks.unknown",
)  # fmt: skip
_SURE: Final = 0.99
_SEEN: Final = 0.8
_SCATTER_TRUNKS: Final = 0.02
_TRUNK: Final = [*SHOULDERS, *HIPS]
_COCO: Final = list(COCO)


def write_true(truth: Truth, seen: Recording, path: Path) -> None:
    """A recording of the true landmarks in the frames of another one.

    Args:
        truth: of the clip.
        seen: what the networks saw of it; its frames, times and metadata are taken over.
        path: the file to write.
    """
    metadata = {name: value for name, value in seen.metadata.items() if name != "schema"}
    with RecordingWriter(path, metadata) as writer:
        for observation in seen:
            row = int(np.argmin(np.abs(truth.times_s - observation.time_s)))
            bodies = [
                Body(number, rounded(_values(truth.people[role], row)))
                for number, role in enumerate(("recipient", "partner"))
                if role in truth.people and _is_told(truth.people[role], row)
            ]
            writer.write(Observation(observation.time_s, observation.frame, tuple(bodies)))


def _is_told(person: People, row: int) -> bool:
    return bool(np.isfinite(person.xy_px[row, _TRUNK]).all() and np.isfinite(person.world_m[row, _TRUNK]).all())


def _values(person: People, row: int) -> Points:
    xy, world = person.xy_px[row].copy(), person.world_m[row] - person.world_m[row, HIPS].mean(axis=0)
    unknown = np.isnan(xy[:, 0]) | np.isnan(world[:, 0])
    xy[unknown], world[unknown] = xy[_TRUNK].mean(axis=0), 0.0  # fingers and toes that a truth does not tell
    shoulders, hips = xy[SHOULDERS, :], xy[HIPS, :]
    trunk = float(np.linalg.norm(shoulders.mean(axis=0) - hips.mean(axis=0)))
    values = np.full((N_JOINTS, len(VALUE_NAMES)), np.nan)
    values[:, 0:2], values[:, 2:4], values[:, 4:7] = xy, _SURE, world
    values[_COCO, 7:9], values[_COCO, 9] = xy[_COCO], _SEEN
    values[:, 10] = _SCATTER_TRUNKS * trunk
    return values


def write_all(truths: Path, recordings: Path, out: Path, *, split: str | None = None) -> int:
    """Recordings of true landmarks of every clip that has a truth and a recording; how many there are."""
    count = 0
    for path in sorted(truths.glob(f"*{TRUTH_SUFFIX}")):
        seen = recordings / path.name.replace(TRUTH_SUFFIX, SUFFIX)
        truth = read_truth(path)
        if seen.is_file() and split in (None, truth.split):
            write_true(truth, Recording(seen), out / seen.name)
            count += 1
    return count


def figures(truths: Path, recordings: Path, manner: Manner, processes: int) -> dict[str, Any]:
    """Figures of all clips by name, without intervals."""
    evaluation = evaluate([truths], recordings, manner, processes=processes)
    for failure in evaluation.failures:
        sys.stderr.write(f"{failure}\n")
    everything = as_scores(evaluation, manner, draws=1)["figures"][ALL]
    return {name: figure["value"] for name, figure in everything.items()}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truths", type=Path)
    parser.add_argument("recordings", type=Path)
    parser.add_argument("--split", choices=("test", "development"))
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as cache:
        out = Path(folder)
        count = write_all(options.truths, options.recordings, out, split=options.split)
        manner = Manner(Path(cache), split=options.split)
        seen = figures(options.truths, options.recordings, manner, options.jobs)
        true = figures(options.truths, out, manner, options.jobs)
    print(f"{count} clips\n{'figure':28}{'as seen':>10}{'true landmarks':>16}")
    for name in FIGURES:
        values = [f"{figure[name]:.3f}" if figure.get(name) is not None else "-" for figure in (seen, true)]
        print(f"{name:28}{values[0]:>10}{values[1]:>16}")


if __name__ == "__main__":
    main()
