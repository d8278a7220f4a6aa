"""How good a calibration is on rendered clips, and whether limb lengths tell joints that are wrong.

python -m benchmarks.calibrating bench/truth bench/recordings

Prints, over the clips of both folders: how far tilt, yaw, elevation and the resting thigh angles are off; how far the
limb lengths of one person differ between clips; and, of joints that judging trusts, how many gross errors (a quarter of
a trunk and more) a limb that departs by a quarter from the same person's other clips would find, and at what price.
"""

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from protocols.thresholds import DEFAULTS
from stretchcheck.calibrate.measured import measure
from stretchcheck.calibrate.watching import PAIRS, lengths_of
from stretchcheck.calibrated import LIMBS, SIDES
from vision.joints import HIPS, N_JOINTS, SHOULDERS
from vision.people import People
from vision.recording import Recording
from vision.trust import KNOWN
from vision.types import Pose

Array = NDArray[np.float64]
Truth = Mapping[str, Any]

GROSS_TRUNKS: Final = 0.25
DEPARTS: Final = 0.25
_LIMBS: Final = len(LIMBS) - 2
"""Arms and legs; the widths of shoulders and hips come last."""

_LEAST: Final = 60


@dataclass(frozen=True)
class Trusted:
    """Trusted ends of limbs in one clip, (n,) each: distance from the truth in trunks, the limb, its length."""

    subject: str
    off: Array
    limb: Array
    length: Array


def clips(truth: Path, recordings: Path) -> Iterator[tuple[Truth, Recording]]:
    """Truth and recording of every clip that has both."""
    for path in sorted(truth.glob("*.truth.json.gz")):
        recording = recordings / path.name.replace(".truth.json.gz", ".poses.parquet")
        if recording.exists():
            with gzip.open(path, "rt") as file:
                yield json.load(file), Recording(recording)


def errors_of(truth: Truth, recording: Recording) -> dict[str, float]:
    """Measured less true, of what was measured."""
    found = measure(recording, None, stretch=truth["stretch"], side="auto", settings=DEFAULTS)
    camera, view = found.camera, truth["view"]
    errors = {name: camera[name]["value"] - view[name] for name in ("yaw_deg", "elevation_deg") if name in camera}
    if "roll_deg" in camera:
        errors["size of the tilt, deg"] = abs(camera["roll_deg"]["value"]) - abs(view["roll_deg"])
    before_s = truth["phases"][0]["end_s"]
    still = [frame["thigh_trunk_deg"] for frame in truth["frames"] if frame["t_s"] < before_s]
    for side in SIDES:
        name, leg = f"rest_thigh_trunk_{side}_body_deg", "stretched" if side == truth["side"] else "other"
        if name in found.person:
            rest = float(np.median([each[side] for each in still]))
            errors[f"resting thigh of the {leg} leg, deg"] = found.person[name]["value"] - rest
    return errors


def trusted(truth: Truth, recording: Recording) -> Trusted:
    """What judging trusts in a clip, against the truth."""
    source, frames = recording.metadata["source"], truth["frames"]
    people = People((source["width"], source["height"]))
    found: list[tuple[float, int, float]] = []
    for observation in recording:
        scene = people.update(observation)
        true = frames[min(observation.frame, len(frames) - 1)]["landmarks"]["recipient"]
        places = np.array([true.get(str(joint), [np.nan] * 2)[:2] for joint in range(N_JOINTS)], dtype=float)
        found += _of_frame(scene.recipient, places)
    off, limb, length = np.array(found).reshape(-1, 3).T
    return Trusted(truth["subject_id"], off, limb, length)


def _of_frame(pose: Pose, places: Array) -> Iterator[tuple[float, int, float]]:
    trunk_px = float(np.linalg.norm(places[[*SHOULDERS]].mean(axis=0) - places[[*HIPS]].mean(axis=0)))
    lengths = lengths_of(pose)
    for limb, ends in enumerate(PAIRS[:_LIMBS]):
        for joint in set(ends) - {*SHOULDERS, *HIPS}:
            off = float(np.linalg.norm(pose.xy[joint] - places[joint])) / trunk_px
            if pose.trust[joint] >= KNOWN and np.isfinite([off, lengths[limb]]).all():
                yield off, limb, float(lengths[limb])


def usual(every: list[Trusted], skipped: int) -> Array:
    """Median of each limb over the person's other clips; NaN where there is none."""
    others = [each for i, each in enumerate(every) if i != skipped and each.subject == every[skipped].subject]
    middle = np.full(_LIMBS, np.nan)
    for limb in range(_LIMBS):
        known = [each.length[each.limb == limb] for each in others]
        if sum(map(len, known)) >= _LEAST:
            middle[limb] = np.median(np.concatenate(known))
    return middle


def print_witness(every: list[Trusted]) -> None:
    """How well departing limbs tell wrong joints."""
    told = np.zeros((2, 2), int)
    for number, each in enumerate(every):
        usually = usual(every, number)[each.limb.astype(int)]
        known = np.isfinite(usually)
        wrong, departs = each.off > GROSS_TRUNKS, np.abs(each.length / usually - 1) > DEPARTS
        np.add.at(told, (wrong[known].astype(int), departs[known].astype(int)), 1)
    right, wrong = told
    print(f"trusted ends of limbs: {told.sum()}, of them wrong by {GROSS_TRUNKS} trunks and more: {wrong.sum()}")
    print(f"flagged: {wrong[1] / wrong.sum():.1%} of the wrong ones, {right[1] / right.sum():.1%} of the right ones")
    print(f"wrong: {wrong[1] / told[:, 1].sum():.1%} of the flagged ones, {wrong.sum() / told.sum():.1%} of all")


def print_errors(errors: Mapping[str, list[float]]) -> None:
    """Middle and size of every error."""
    for name, values in sorted(errors.items()):
        size = np.abs(values)
        print(
            f"{name}: {len(values)} clips, median error {np.median(values):+.1f}, "
            f"median size {np.median(size):.1f}, nine in ten below {np.quantile(size, 0.9):.1f}"
        )


def print_limbs(every: list[Trusted]) -> None:
    """How far each limb's median differs between the clips of one person."""
    for number, limb in enumerate(LIMBS[:_LIMBS]):
        by_person: dict[str, list[float]] = defaultdict(list)
        for each in every:
            own = each.length[each.limb == number]
            if len(own) >= _LEAST:
                by_person[each.subject].append(float(np.median(own)))
        spans = [float(np.ptp(own)) for own in by_person.values() if len(own) > 1]
        if spans:
            print(f"{limb}: span of one person's clips, median {np.median(spans):.2f}, most {max(spans):.2f} trunks")


def main(truth: str, recordings: str) -> None:
    """Measure everything and print it."""
    errors: dict[str, list[float]] = defaultdict(list)
    every = []
    for true, recording in clips(Path(truth), Path(recordings)):
        for name, value in errors_of(true, recording).items():
            errors[name].append(value)
        every.append(trusted(true, recording))
    print(f"{len(every)} clips of {len({each.subject for each in every})} people")
    print_errors(errors)
    print_limbs(every)
    print_witness(every)


if __name__ == "__main__":
    main(*sys.argv[1:])
