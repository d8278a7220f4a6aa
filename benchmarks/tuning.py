"""What 200 trials over the bench's recordings take, and how many times faster a trial is than judging from scratch.

    python benchmarks/tuning.py [--trials 200] [--jobs 2]

Trials go over every clip of the bench, of both parts, since only time is looked at here: the choice is thrown away.
`from scratch` judges recordings as `analyze` does; `a trial` begins at what no threshold in question changes.
Both are seconds of the processor for all clips, so that what else the machine does hardly matters.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from calibration.tuning.space import read_space
from protocols.thresholds import DEFAULTS, Settings
from stretchcheck import results
from stretchcheck.evaluate.clips import Manner
from stretchcheck.judging import judge
from stretchcheck.tune.gathered import Asked, Material, gather_material
from stretchcheck.tune.replay import measured, result_of
from stretchcheck.tune.searching import Effort, search_all
from stretchcheck.tune.trials import Log
from vision.recording import Recording

BENCH: Final = Path(__file__).parents[1] / "bench"
OTHER: Final = Settings({"drift_deg": 7.0, "accel_red_deg_s2": 95.0})


def main() -> None:
    """Print the ratio of a trial to judging from scratch, and what all trials take."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        material = _material(Path(folder), asked.jobs)
        paths = [ready.clip.recording for ready in material.clips]
        scratch_s = sum(_processor_s(partial(_judged, path)) for path in paths)
        trial_s = sum(_trial_s(path) for path in paths)
        length_s = sum(float(Recording(path).metadata["source"]["duration_s"]) for path in paths)
        print(f"{len(paths)} clips, {length_s:.0f} s")
        print(f"from scratch {scratch_s:6.2f} s of processor")
        print(f"a trial      {trial_s:6.2f} s of processor, {scratch_s / trial_s:.1f} times faster")
        # holds are scored in every clip, so every trial of this search goes over all of them
        search = next(each for each in read_space() if each.objective.kind == "hold_mae")
        start, before_s = time.perf_counter(), _used_s()
        effort, log = Effort(asked.trials, 0, asked.jobs), Log(Path(folder) / "trials.sqlite")
        (found,) = search_all([search], material, DEFAULTS, effort=effort, log=log, progress=_silent)
        took_s, used_s = time.perf_counter() - start, _used_s() - before_s
        log.close()
        print(
            f"{len(found.settings)} trials on {asked.jobs} processes: {took_s:.0f} s by the clock with what else runs"
        )
        print(f"{used_s:.0f} s of processor, so {used_s / asked.jobs:.0f} s where {asked.jobs} cores are free")


def _material(folder: Path, jobs: int) -> Material:
    """Every clip of the bench, called development."""
    labels = sorted((BENCH / "truth").iterdir())
    parts = {path.name.split(".")[0]: "development" for path in labels}
    asked = Asked(tuple(labels), BENCH / "recordings", Manner(cache=folder), parts=parts, jobs=jobs)
    return gather_material(asked, _silent)


def _judged(path: Path) -> dict[str, Any]:
    return results.result(judge(Recording(path), stretch="auto", side="auto", settings=OTHER), OTHER)


def _trial_s(path: Path) -> float:
    """A trial after the first, which places the measures."""
    known = measured(path)
    result_of(known, stretch="auto", side="auto", settings=DEFAULTS)
    again = replace(OTHER, changed={**OTHER.changed, "fault_s": 0.6})
    return _processor_s(lambda: result_of(known, stretch="auto", side="auto", settings=again))


def _processor_s(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _used_s() -> float:
    """Seconds of processor that this process and those that it ended have used."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _silent(done: int, of: int, doing: str) -> None:
    """Nothing is shown meanwhile."""


if __name__ == "__main__":
    main()
