"""Frames a second of `analyze`, of its networks alone and of a bare MediaPipe loop; or peak memory by length of clip.

    python -m benchmarks.throughput CLIP [--model full] [--frames N] [--threads 2] [--mediapipe-python PATH]
    python -m benchmarks.throughput CLIP --memory [--memory-minutes 1,10] [--model lite]

All three go over the same frames on the same cores, in turn (A B C A B C); ratios are medians of those of each turn.
*analyze* is the whole job, from opening the file to the written report, models loaded.
*networks alone* makes the very calls that this analyze made, in their order, on its input shapes, and nothing else.
*bare MediaPipe* is `PoseLandmarker`, VIDEO mode, `num_poses=2`, in a process of its own that cannot reach the network;
frames are decoded beforehand and the model is loaded outside of its clock.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Final, get_args

import numpy as np

from benchmarks._clips import beginning, decoded
from benchmarks._mediapipe_bare import BareMediaPipe, bare_mediapipe
from benchmarks._memory import memory
from benchmarks._network_calls import Calls, built
from stretchcheck.analyze import Options, analyze_one
from stretchcheck.inputs import find
from vision.estimators import ModelName, networks_of
from vision.estimators.mediapipe import MediaPipeError, made_bundle
from vision.models import ensure
from vision.recording import Recording

JOBS: Final = ("analyze", "networks alone", "bare MediaPipe")
STEPS: Final = ("watching", "judging", "drawing", "writing")
_PACKAGES: Final = ("ai-edge-litert", "numpy", "opencv-contrib-python", "av")


@dataclass(frozen=True, slots=True)
class Run:
    """One job, once."""

    wall_s: float
    cpu_s: float
    people: int = 0
    networks_s: float = 0.0
    steps_s: dict[str, float] = field(default_factory=dict)


class Clocked:
    """Progress of an analysis as seconds spent at each step; also a stopwatch."""

    def __init__(self) -> None:
        self._start = time.perf_counter(), time.process_time()
        self._first: dict[str, float] = {}
        self._last: dict[str, float] = {}

    def __call__(self, doing: str, at_s: float, of_s: float) -> None:
        """What `analyze_one` reports while it works."""
        now = time.perf_counter()
        self._first.setdefault(doing, now)
        self._last[doing] = now

    def stop(self) -> tuple[float, float]:
        """Seconds and processor seconds since the beginning."""
        return time.perf_counter() - self._start[0], time.process_time() - self._start[1]

    def steps(self, wall_s: float) -> dict[str, float]:
        """Seconds up to the last frame watched, then up to the first one drawn, then to the end."""
        start, end = self._start[0], self._start[0] + wall_s
        watched = self._last.get("watching", start)
        judged = self._first.get("drawing", end)
        drawn = self._last.get("drawing", judged)
        moments = (start, watched, judged, drawn, end)
        return {step: b - a for step, (a, b) in zip(STEPS, pairwise(moments), strict=True)}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clip", type=Path)
    parser.add_argument("--model", choices=get_args(ModelName), default="full")
    parser.add_argument("--frames", type=int, help="about the first so many only")
    parser.add_argument("--threads", type=int, default=2, help="threads of each network, and cores for everything")
    parser.add_argument("--repeat", type=int, default=3, help="turns")
    parser.add_argument(
        "--mediapipe-python", metavar="PATH", help="interpreter of an environment with mediapipe, if not this one"
    )
    parser.add_argument("--memory", action="store_true", help="measure peak memory instead of speed")
    parser.add_argument("--memory-minutes", default="1,10", metavar="SHORT,LONG", help="lengths of the looped clip")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="throughput-") as scratch:
        (memory if chosen.memory else speed)(chosen, Path(scratch))


def speed(chosen: argparse.Namespace, scratch: Path) -> None:
    """Print frames a second and their ratios."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    cores = pinned(chosen.threads)
    clip = chosen.clip if chosen.frames is None else beginning(chosen.clip, chosen.frames, scratch)
    frames, about = decoded(clip, scratch / "frames.npy")
    print(
        f"{chosen.clip.name}: {about}, model {chosen.model}, {chosen.threads} threads a network, {chosen.repeat} turns"
    )
    print(f"{machine()}; {cores}; load before: {load:.1f}")
    print("; ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in _PACKAGES)]))
    runs: dict[str, list[Run]] = {job: [] for job in JOBS}
    calls = Calls()
    with ExitStack() as stack:
        other = started(chosen, scratch, stack)
        for turn in range(chosen.repeat):
            runs["analyze"].append(analysed(clip, scratch / f"out{turn}", chosen, calls))
            runs["networks alone"].append(networks(calls))
            if other is not None:
                runs["bare MediaPipe"].append(Run(**other.run()))
    report({job: made for job, made in runs.items() if made}, frames, calls)


def analysed(clip: Path, folder: Path, chosen: argparse.Namespace, calls: Calls) -> Run:
    """The whole job, its network calls noted."""
    options = Options(out=folder, model=chosen.model, threads=chosen.threads)
    given = find([str(clip)])[0]
    with calls.watched():
        clock = Clocked()
        analyze_one(given, folder, options, progress=clock)
        wall_s, cpu_s = clock.stop()
    if not calls.made:
        raise RuntimeError("Expected network calls through ai_edge_litert's Interpreter, but saw none.")
    people = sum(len(observation.bodies) for observation in Recording(folder / "poses.parquet"))
    return Run(wall_s, cpu_s, people, calls.inside_s, clock.steps(wall_s))


def networks(calls: Calls) -> Run:
    """The calls of the latest analysis once more, with nothing between them."""
    nets = {call: built(call, calls.inputs[call]) for call in set(calls.made)}
    order = [nets[call].invoke for call in calls.made]
    clock = Clocked()
    for invoke in order:
        invoke()
    run = Run(*clock.stop())
    for call, net in nets.items():
        if not np.array_equal(net.get_tensor(net.get_input_details()[0]["index"]), calls.inputs[call]):
            raise RuntimeError("Expected a network to leave its input as it was, but it did not.")
    return run


def started(chosen: argparse.Namespace, scratch: Path, stack: ExitStack) -> BareMediaPipe | None:
    """The MediaPipe process, or None and a line that says why not."""
    python = chosen.mediapipe_python or sys.executable
    if chosen.mediapipe_python is None and find_spec("mediapipe") is None:
        print("bare MediaPipe: not measured, mediapipe is not installed here; name another --mediapipe-python")
        return None
    bundle = scratch / "pose_landmarker.task"
    detector, landmarks = (ensure(name) for name in networks_of("mediapipe", chosen.model))
    bundle.write_bytes(made_bundle(detector=detector, landmarks=landmarks))
    try:
        other = stack.enter_context(bare_mediapipe(python, bundle, scratch / "frames.npy"))
    except MediaPipeError as error:
        print(f"bare MediaPipe: not measured, {error}")
        return None
    print(
        "bare MediaPipe: " + ", ".join(f"{name} {number}" for name, number in other.versions.items())
        + "; own process, https_proxy and http_proxy set to a closed port before the library is loaded"
    )  # fmt: skip
    return other


def report(runs: dict[str, list[Run]], frames: int, calls: Calls) -> None:
    """The table, the ratios, and where the time of `analyze` goes."""
    print(f"\n{'':16}{'frames/s':>9}{'(least to most)':>17}{'ms a frame':>12}{'cores busy':>12}{'people a frame':>16}")
    for job, made in runs.items():
        rates = [frames / run.wall_s for run in made]
        spread = f"({min(rates):.1f} to {max(rates):.1f})"
        busy = statistics.median(run.cpu_s / run.wall_s for run in made)
        people = f"{made[-1].people / frames:16.2f}" if made[-1].people else f"{'-':>16}"
        rate = statistics.median(rates)
        print(f"{job:16}{rate:9.1f}{spread:>17}{1e3 / rate:12.1f}{busy:12.2f}{people}")
    print()
    for other in JOBS[1:]:
        if other in runs:
            wall, cpu = ratios(runs["analyze"], runs[other])
            print(f"analyze takes {wall:.2f} times as long as {other} ({cpu:.2f} times the processor time)")
    alone = statistics.median(run.wall_s for run in runs["networks alone"])
    inside = statistics.median(run.networks_s for run in runs["analyze"])
    steps = {step: statistics.median(run.steps_s[step] for run in runs["analyze"]) for step in STEPS}
    told = {"networks alone": alone, "the same calls in analyze, which run side by side, added up": inside}
    print("ms a frame: " + ", ".join(f"{name} {1e3 * taken / frames:.1f}" for name, taken in (told | steps).items()))
    called = Counter(call.name for call in calls.made)
    print("calls a frame: " + ", ".join(f"{name} {number / frames:.3f} ({number})" for name, number in called.items()))


def ratios(one: Sequence[Run], other: Sequence[Run]) -> tuple[float, float]:
    """Time and processor time of one job over another's, medians over the turns."""
    turns = list(zip(one, other, strict=True))
    wall, cpu = ([a.wall_s / b.wall_s for a, b in turns], [a.cpu_s / b.cpu_s for a, b in turns])
    return statistics.median(wall), statistics.median(cpu)


def pinned(threads: int) -> str:
    """Keep this process and its children to as many cores as there are threads, and say so."""
    if not hasattr(os, "sched_setaffinity"):
        return f"{os.cpu_count()} cores, all in use"
    free = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, free[:threads])
    return f"{min(threads, len(free))} of {os.cpu_count()} cores in use"


def machine() -> str:
    """System and processor."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return ", ".join([f"{platform.system()} {platform.machine()}", *names[:1]])


if __name__ == "__main__":
    main()
