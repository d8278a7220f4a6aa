"""Make the bench set: banks of poses, clips over them, and their truth.

Usage: python make_bench.py stills ktc_side_right_1 --out DIR     a few pictures of a scenario
       python make_bench.py bank ktc_side_right_1 --root DIR      one bank; goes on where it stopped
"""

from __future__ import annotations

import argparse
import pathlib
import sys
import time

from bench.scenario import names

SAMPLES = 2


def log(text: str) -> None:
    """One line with the time of day."""
    print(f"{time.strftime('%F %T')} {text}", flush=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("stills", "bank"))
    parser.add_argument("scenarios", nargs="*", help="all of them if none is named")
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path("bench_set"))
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("previews"))
    parser.add_argument("--samples", type=int, default=SAMPLES)
    parser.add_argument("--only", nargs="*", default=(), help="stills: poses by name")
    options = parser.parse_args()
    from bench import render

    for name in options.scenarios or names():
        if options.task == "stills":
            render.stills(name, options.out, samples=options.samples, only=tuple(options.only))
        else:
            render.render_bank(name, options.root / "banks", samples=options.samples, log=log)


if __name__ == "__main__":
    sys.exit(main())
