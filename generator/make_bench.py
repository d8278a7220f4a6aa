"""Make the bench set: banks of poses, clips over them, and their truth.

Usage: python make_bench.py stills ktc_side_right_1 --out DIR    a few pictures of a scenario, with landmarks
       python make_bench.py bank [NAME ...] --root DIR           banks; goes on where it stopped
       python make_bench.py plan [NAME ...]                      draw the clip lists anew
       python make_bench.py clips [NAME ...] --root DIR          the clips of whatever banks are whole
       python make_bench.py check [NAME ...] --root DIR          hold clips against their truth
       python make_bench.py run --root DIR                       bank, clips, check, next bank, until all are done
       python make_bench.py status --root DIR                    what there is, and how many events of each kind
Without names: all scenarios, most needed first; `--worker 0 --workers 2` takes every second one, for a process each.
"""

from __future__ import annotations

import argparse
import pathlib
import subprocess
import sys
import time

from bench import making_of
from bench.scenario import names

SAMPLES = 2


def log(text: str) -> None:
    """One line with the time of day."""
    print(f"{time.strftime('%F %T')} {text}", flush=True)


def stills(options: argparse.Namespace) -> None:
    """Pictures for looking at."""
    from bench import render  # needs Blender

    for name in options.scenarios or names():
        render.stills(name, options.out, samples=options.samples, only=tuple(options.only))


def bank(options: argparse.Namespace) -> None:
    """Render banks."""
    from bench import render  # needs Blender

    for name in _wanted(options):
        render.render_bank(name, options.root / "banks", samples=options.samples, log=log)


def plan(options: argparse.Namespace) -> None:
    """Draw the clip lists."""
    from bench.listing import write_lists

    for name, count in write_lists(options.scenarios or names()).items():
        log(f"{name}: {count} clips listed")


def clips(options: argparse.Namespace) -> None:
    """Assemble clips."""
    for name in options.scenarios or names():
        making_of.make_clips(name, options.root, log=log)


def check(options: argparse.Namespace) -> None:
    """Check clips."""
    for name in options.scenarios or names():
        making_of.check_clips(name, options.root, log=log)


def status(options: argparse.Namespace) -> None:
    """What there is."""
    making_of.report(options.root)


def _wanted(options: argparse.Namespace) -> list[str]:
    """The scenarios that are named, or all, of which this worker's."""
    return (options.scenarios or names())[options.worker :: options.workers]


def run(options: argparse.Namespace) -> None:
    """Everything, one process for each step, so that one that fails stops no other."""
    for name in _wanted(options):
        for task in ("bank", "clips", "check"):
            command = [sys.executable, __file__, task, name, "--root", str(options.root)]
            done = subprocess.run(command, check=False)
            if done.returncode:
                log(f"{name}: {task} ended with {done.returncode}")
    log("all scenarios are done")


def main() -> None:
    """Command line."""
    tasks = {f.__name__: f for f in (stills, bank, plan, clips, check, run, status)}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=tuple(tasks))
    parser.add_argument("scenarios", nargs="*")
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path("bench_set"))
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("previews"))
    parser.add_argument("--samples", type=int, default=SAMPLES)
    parser.add_argument("--worker", type=int, default=0, help="number of this process, from 0")
    parser.add_argument("--workers", type=int, default=1, help="how many share the work of bank and run")
    parser.add_argument("--only", nargs="*", default=(), help="stills: poses by name")
    options = parser.parse_args()
    tasks[options.task](options)


if __name__ == "__main__":
    main()
