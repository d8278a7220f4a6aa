"""How many times real time a full replay and judging over cached measures run, on one core.

    python benchmarks/judging.py RECORDING.poses.parquet [--repeat 5]

A replay reads the recording, gives roles and trust, measures and judges. Cached judging starts from the measures.
"""

import argparse
import os
import time
from pathlib import Path

import numpy as np

from protocols.session import Session
from protocols.stretches import recognised
from protocols.thresholds import DEFAULTS
from stretchcheck.judging import judge
from vision.recording import Recording


def main() -> None:
    """Print both ratios, best of the repeats."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    chosen = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    recording = Recording(chosen.recording)
    replays, cached = [], []
    for _ in range(chosen.repeat):
        start = time.perf_counter()
        judged = judge(recording, stretch="auto", side="auto", settings=DEFAULTS)
        replays.append(time.perf_counter() - start)
        start = time.perf_counter()
        session = Session(recognised())
        session.extend(judged.times_s, judged.rows)
        session.finish()
        cached.append(time.perf_counter() - start)
    length = float(judged.times_s[-1])
    print(f"{len(judged.times_s)} frames, {length:.1f} s, one core, best and median of {chosen.repeat}")
    for name, took in (("full replay", replays), ("cached measures", cached)):
        print(f"{name:16s} {length / min(took):8.0f} x real time (median {length / np.median(took):.0f} x)")


if __name__ == "__main__":
    main()
