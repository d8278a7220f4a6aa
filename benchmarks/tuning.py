"""What 200 trials over the bench's recordings take, and how many times faster a trial is than judging from scratch.

    python benchmarks/tuning.py [--trials 200] [--jobs 2] [--part development]

Trials go over every clip of the bench, of both parts, since only time is looked at here: the choice is thrown away.
`--part development` takes those that `stretchcheck tune` would.
`from scratch` judges recordings as `analyze` does; a trial begins at what no threshold in question changes: one of a
check has only the repetitions to judge again, one of the hold must find them anew.
Both are seconds of the processor for all clips, so that what else the machine does hardly matters.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from calibration.truth import read_truth
from calibration.tuning.space import Search, read_space
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

TRIALS: Final = {"jerk": {"accel_red_deg_s2": 80.0}, "hold": {"hold_leave_s": 0.7}}
"""Searches to time, one of a check and one of what finds repetitions, with a trial of each."""


def main() -> None:
    """Print the ratio of a trial to judging from scratch, and what all trials take."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--part", choices=("development", "test"))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        material = _material(Path(folder), asked)
        paths = [ready.clip.recording for ready in material.clips]
        scratch_s = sum(_processor_s(partial(_judged, path)) for path in paths)
        length_s = sum(float(Recording(path).metadata["source"]["duration_s"]) for path in paths)
        print(f"{len(paths)} clips, {length_s:.0f} s")
        print(f"from scratch      {scratch_s:6.2f} s of processor")
        log = Log(Path(folder) / "trials.sqlite")
        for search in read_space():
            changed = TRIALS.get(search.objective.name)
            if changed is not None:
                trial_s = sum(_trial_s(path, Settings(changed)) for path in paths)
                print(f"a trial of {search.objective.name}   {trial_s:6.2f} s, {scratch_s / trial_s:.1f} times faster")
                _search(search, material, asked, log)
        log.close()


def _search(search: Search, material: Material, asked: argparse.Namespace, log: Log) -> None:
    start, before_s = time.perf_counter(), _used_s()
    effort = Effort(asked.trials, 0, asked.jobs)
    (found,) = search_all([search], material, DEFAULTS, effort=effort, log=log, progress=_silent)
    took_s, used_s = time.perf_counter() - start, _used_s() - before_s
    what = f"{len(found.settings)} trials of {search.objective.name} over {len(found.clips)} clips"
    print(f"{what} on {asked.jobs} processes")
    print(f"{took_s:.0f} s by the clock with what else runs, {used_s:.0f} s of processor")


def _material(folder: Path, asked: argparse.Namespace) -> Material:
    """Every clip of the bench or of one part, called development."""
    labels = sorted((BENCH / "truth").iterdir())
    if asked.part:
        labels = [path for path in labels if read_truth(path).split == asked.part]
    parts = {path.name.split(".")[0]: "development" for path in labels}
    wanted = Asked(tuple(labels), BENCH / "recordings", Manner(cache=folder), parts=parts, jobs=asked.jobs)
    return gather_material(wanted, _silent)


def _judged(path: Path) -> dict[str, Any]:
    return results.result(judge(Recording(path), stretch="auto", side="auto", settings=OTHER), OTHER)


def _trial_s(path: Path, settings: Settings) -> float:
    """A trial after the first, which measures, places and follows."""
    known = measured(path)
    result_of(known, stretch="auto", side="auto", settings=DEFAULTS)
    return _processor_s(lambda: result_of(known, stretch="auto", side="auto", settings=settings))


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
