"""What sparing the networks still pictures saves, and whether a verdict changes by it.

    python -m benchmarks.spared [CLIP ...] [--model full] [--out FOLDER]

Every clip (the shipped samples unless named) is looked at twice on one core, once in every picture and once as
`analyze` does it, and judged both times. Prints, a clip a line, the share of pictures that were looked at, the ratio of
the processor times, and every verdict and event kind in which the two differ. With `--out` the recordings are kept and
those that are there are used again, without their times.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

from protocols.thresholds import DEFAULTS
from stretchcheck import results
from stretchcheck.judging import judge
from stretchcheck.seeing import see
from vision.estimators import ModelName
from vision.recording import Recording

SAMPLES: Final = Path(__file__).parent.parent / "sample_videos"
MANNERS: Final = {"every picture": True, "spared": False}


@dataclass(frozen=True, slots=True)
class Watched:
    """One clip, watched in one manner: the result, pictures looked at of all, processor seconds unless it was there."""

    result: Mapping[str, Any]
    looks: int
    frames: int
    cpu_s: float | None


def watched(clip: Path, recording: Path, *, model: ModelName, every_picture: bool) -> Watched:
    """Watch a clip unless it was, and judge it."""
    cpu_s = None
    if not recording.exists():
        start = time.process_time()
        see(
            clip, recording, engine="duo", model=model, threads=1, progress=lambda at_s, of_s: None,
            every_picture=every_picture,
        )  # fmt: skip
        cpu_s = time.process_time() - start
    read = Recording(recording)
    frames = int(read.metadata["source"]["frames"])
    return Watched(
        results.result(judge(read, stretch="auto", side="auto", settings=DEFAULTS), DEFAULTS),
        int(read.metadata["looks"]),
        frames,
        cpu_s,
    )


def differences(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[str]:
    """Where two results say something else: what was done, each check, each kind of event; seconds of holds."""
    done = [[(each["stretch"], each["side"]) for each in result["repetitions"]] for result in (first, second)]
    if done[0] != done[1]:
        yield f"repetitions {done[0]} / {done[1]}"
        return
    for number, (one, other) in enumerate(zip(first["repetitions"], second["repetitions"], strict=True)):
        for check, same in zip(one["checks"], other["checks"], strict=True):
            if check["verdict"] != same["verdict"]:
                yield f"repetition {number + 1} {check['name']} {check['verdict']} / {same['verdict']}"
    kinds = [Counter(event["kind"] for event in result["events"]) for result in (first, second)]
    for kind in sorted(kinds[0].keys() | kinds[1].keys()):
        if kinds[0][kind] != kinds[1][kind]:
            yield f"{kind} {kinds[0][kind]} / {kinds[1][kind]}"


def hold_shift_s(first: Mapping[str, Any], second: Mapping[str, Any]) -> float:
    """Largest difference of the seconds held."""
    pairs = zip(first["repetitions"], second["repetitions"], strict=False)
    return max((abs(a["hold"]["held_s"] - b["hold"]["held_s"]) for a, b in pairs), default=0.0)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="*", type=Path)
    parser.add_argument("--model", choices=get_args(ModelName), default="full")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    clips = options.clips or sorted(SAMPLES.glob("*.mp4"))
    ratios: list[float] = []
    changed = 0
    with tempfile.TemporaryDirectory() as scratch:
        out = options.out or Path(scratch)
        out.mkdir(parents=True, exist_ok=True)
        for clip in clips:
            every, spared = (
                watched(
                    clip, out / f"{clip.stem}-{name.split()[0]}-{options.model}.poses.parquet", model=options.model,
                    every_picture=is_every,
                )
                for name, is_every in MANNERS.items()
            )  # fmt: skip
            changed += _print_one(clip, every, spared, ratios)
    if ratios:
        print(f"processor time, every picture over spared: median {statistics.median(ratios):.2f} of {len(ratios)}")
    print(f"clips with a verdict or a count of events that differs: {changed} of {len(clips)}")
    return 0


def _print_one(clip: Path, every: Watched, spared: Watched, ratios: list[float]) -> bool:
    told = list(differences(every.result, spared.result))
    ratio = ""
    if every.cpu_s and spared.cpu_s:
        ratios.append(every.cpu_s / spared.cpu_s)
        ratio = f", processor time {every.cpu_s:.0f} / {spared.cpu_s:.0f} s = {ratios[-1]:.2f}"
    share = spared.looks / spared.frames
    shift_s = hold_shift_s(every.result, spared.result)
    print(f"{clip.stem}: looked at {share:.0%} of {spared.frames}{ratio}; held differs by {shift_s:.2f} s", flush=True)
    for line in told:
        print(f"  every picture / spared: {line}", flush=True)
    return bool(told)


if __name__ == "__main__":
    sys.exit(main())
