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
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.util import find_spec
from itertools import accumulate, count, pairwise
from pathlib import Path
from typing import Any, Final, get_args

import av
import numpy as np
from ai_edge_litert.interpreter import Interpreter

from benchmarks._mediapipe_bundle import MediaPipe, MediaPipeError, make_bundle, mediapipe, write_frames
from stretchcheck.analyze import Options, analyze_one
from stretchcheck.inputs import find
from vision.capture import open_source
from vision.estimators import ModelName
from vision.models import ensure
from vision.recording import Recording

JOBS: Final = ("analyze", "networks alone", "bare MediaPipe")
STEPS: Final = ("watching", "judging", "drawing", "writing")
MEMORY_LIMIT: Final = 0.10
"""A long clip may need this much more memory than a short one."""

_PACKAGES: Final = ("ai-edge-litert", "numpy", "opencv-contrib-python", "av")
_MOST_BYTES: Final = 12 << 30
_METER: Final = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
print(usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))
sys.exit(status != 0)
"""
_COMMAND: Final = "from stretchcheck.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Run:
    """One job, once."""

    wall_s: float
    cpu_s: float
    people: int = 0
    networks_s: float = 0.0
    steps_s: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a network: how its interpreter was made, and the shape of its input."""

    made: tuple[tuple[str, Any], ...]
    shape: tuple[int, ...]

    @property
    def name(self) -> str:
        """The weights and the input shape."""
        given = dict(self.made)
        weights = given["model_path"] and Path(given["model_path"]).stem
        return f"{weights or 'network from memory'} {'x'.join(map(str, self.shape))}"


class Calls:
    """Notes every network call of this process, and one input of each kind.

    It watches the interpreter rather than the estimator, so that it holds however the estimator is built.
    """

    def __init__(self) -> None:
        self.made: list[Call] = []
        self.inputs: dict[Call, np.ndarray] = {}
        self.inside_s = 0.0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Forget what was noted and note until the end."""
        self.made, self.inside_s = [], 0.0
        init, resize, invoke = Interpreter.__init__, Interpreter.resize_tensor_input, Interpreter.invoke

        def noting_init(net: Any, model_path: str | None = None, **given: Any) -> None:
            init(net, model_path, **given)
            net.noted_made = (("model_path", model_path), *sorted(given.items()))
            net.noted_call = None

        def noting_resize(net: Any, *args: Any, **given: Any) -> None:
            resize(net, *args, **given)
            net.noted_call = None

        def noting_invoke(net: Any) -> None:
            call = net.noted_call = net.noted_call or self._call(net)
            start = time.perf_counter()
            invoke(net)
            self.inside_s += time.perf_counter() - start
            self.made.append(call)

        replaced = {"__init__": noting_init, "resize_tensor_input": noting_resize, "invoke": noting_invoke}
        try:
            for name, function in replaced.items():
                setattr(Interpreter, name, function)
            yield
        finally:
            for name, function in zip(replaced, (init, resize, invoke), strict=True):
                setattr(Interpreter, name, function)

    def _call(self, net: Any) -> Call:
        details = net.get_input_details()[0]
        call = Call(net.noted_made, tuple(int(n) for n in details["shape"]))
        self.inputs.setdefault(call, net.get_tensor(details["index"]).copy())
        return call


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


# -- speed


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


def built(call: Call, given: np.ndarray) -> Any:
    """A fresh interpreter, called once."""
    net = Interpreter(**dict(call.made))
    index = net.get_input_details()[0]["index"]
    net.resize_tensor_input(index, call.shape, strict=False)
    net.allocate_tensors()
    net.set_tensor(index, given)
    net.invoke()
    return net


def started(chosen: argparse.Namespace, scratch: Path, stack: ExitStack) -> MediaPipe | None:
    """The MediaPipe process, or None and a line that says why not."""
    python = chosen.mediapipe_python or sys.executable
    if chosen.mediapipe_python is None and find_spec("mediapipe") is None:
        print("bare MediaPipe: not measured, mediapipe is not installed here; name another --mediapipe-python")
        return None
    bundle = scratch / "pose_landmarker.task"
    make_bundle(bundle, detector=ensure("pose_detection"), landmarks=ensure(f"pose_landmark_{chosen.model}"))
    try:
        other = stack.enter_context(mediapipe(python, bundle, scratch / "frames.npy", scratch=scratch))
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
    told = {"networks alone": alone, "the same calls in analyze": inside, "around them": steps.pop("watching") - inside}
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


# -- clips


def decoded(clip: Path, into: Path) -> tuple[int, str]:
    """Keep the frames as analyze sees them; how many there are, and a description."""
    with open_source(clip) as source:
        frames = sum(1 for _ in source)
        info = source.info
    if 3 * frames * info.width * info.height > _MOST_BYTES:
        raise SystemExit(f"Expected a clip that can be kept decoded, but got {frames} frames; give --frames.")
    with open_source(clip) as source:
        write_frames(into, ((frame.time_s, frame.image) for frame in source), (frames, info.height, info.width))
    return frames, f"{frames} frames, {info.width}x{info.height}, {info.fps:.4g} frames a second"


def beginning(clip: Path, frames: int, scratch: Path) -> Path:
    """The first frames of a clip as a clip of its own."""
    path = scratch / clip.name
    remuxed(clip, path, lambda packets, _: _first(packets, frames))
    return path


def looped(clip: Path, seconds: float, scratch: Path) -> Path:
    """A clip over and over, cut at a length."""
    path = scratch / f"{seconds:.0f}s-{clip.name}"
    remuxed(clip, path, lambda packets, stream: _again(packets, stream, seconds))
    return path


def remuxed(clip: Path, into: Path, chosen: Callable[[list[Any], Any], Iterator[Any]]) -> None:
    """Copy packets of the pictures without decoding them."""
    with av.open(clip) as source, av.open(into, "w") as target:
        stream = source.streams.video[0]
        track = target.add_stream_from_template(stream)
        for packet in chosen([packet for packet in source.demux(stream) if packet.size], stream):
            packet.stream = track
            target.mux(packet)


def _first(packets: list[Any], frames: int) -> Iterator[Any]:
    """At least so many, up to where no frame in between is still to come: packets stand in the order of decoding."""
    stamps = [packet.pts for packet in packets]
    for number, (highest, due) in enumerate(zip(accumulate(stamps, max), sorted(stamps), strict=True), start=1):
        if number >= frames and highest == due:
            return iter(packets[:number])
    return iter(packets)


def _again(packets: list[Any], stream: Any, seconds: float) -> Iterator[Any]:
    stamps = [packet.pts for packet in packets]
    length = max(stamps) - min(stamps) + round(1 / (stream.average_rate * stream.time_base))
    for turn in count():
        for packet in packets:
            at_s = (packet.pts - min(stamps) + turn * length) * stream.time_base
            if at_s >= seconds and packet.is_keyframe:
                return
            if at_s < seconds:
                yield _shifted(packet, turn * length)
        if (turn + 1) * length * stream.time_base >= seconds:
            return


def _shifted(packet: Any, by: int) -> Any:
    copy = av.Packet(bytes(packet))
    copy.pts, copy.dts, copy.duration = packet.pts + by, packet.dts + by, packet.duration
    copy.time_base, copy.is_keyframe = packet.time_base, packet.is_keyframe
    return copy


# -- memory


def memory(chosen: argparse.Namespace, scratch: Path) -> None:
    """Print the peak memory of clips of two lengths."""
    if not hasattr(os, "wait4"):
        raise SystemExit("This system does not tell the memory of a finished process.")
    print(f"{chosen.clip.name} looped, model {chosen.model}, whole `stretchcheck analyze` in a process of its own")
    peaks = []
    for minutes in (float(text) for text in chosen.memory_minutes.split(",")):
        clip = looped(chosen.clip, 60 * minutes, scratch)
        peaks.append(peak_bytes(clip, scratch / "out", chosen.model))
        print(f"{minutes:6g} min: peak {peaks[-1] / 2**20:7.1f} MiB", flush=True)
    more = peaks[-1] / peaks[0] - 1
    print(f"{more:+.1%} for the longer clip; at most {MEMORY_LIMIT:+.0%} is wanted")


def peak_bytes(clip: Path, out: Path, model: str) -> int:
    """Largest resident memory of one analysis; metered from a bare interpreter, whose own memory a child inherits."""
    command = [sys.executable, "-c", _COMMAND, "analyze", str(clip), "--model", model, "--out", str(out)]
    done = subprocess.run([sys.executable, "-S", "-c", _METER, *command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"analyze failed: {done.stderr.strip().splitlines()[-1]}")
    return int(done.stdout)


if __name__ == "__main__":
    main()
