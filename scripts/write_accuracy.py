"""Writes docs/accuracy.md from the scores of evaluations, and guards and raises the floors of the bench.

    python scripts/write_accuracy.py --run duo-full=scored/full --run duo-heavy=scored/heavy --out docs/accuracy.md
    python scripts/write_accuracy.py --run bench=scored/bench --check bench/floors.toml
    python scripts/write_accuracy.py --run bench=scored/bench --raise --floors bench/floors.toml

Exit status: 0 all well, 1 a figure fell below its floor (each is named), 2 an input is missing or something else.
The floors are compared with, and raised from, the first run.
"""

import argparse
import sys
from pathlib import Path

from accuracy.page import Circumstances, page
from accuracy.runs import InputError, Run, read_pictures, read_run

from stretchcheck.evaluate.floors import Floors, FloorsError, fallen, raised, read_floors, write_floors
from stretchcheck.results import write_text

DOCS = Path(__file__).parents[1] / "docs"
SUMMARY = "_accuracy_summary.md"
"""What the figures come to, in words; written by whoever wrote the page, and to be looked at with every new run."""
ALWAYS = ("_accuracy_real.md", "_accuracy_limits.md")
"""What the page says beside the tables: of real pictures, and of what rendered ones cannot tell."""


def main() -> int:
    """Do what is asked; the exit status."""
    chosen = _arguments()
    try:
        runs = [read_run(text) for text in chosen.run]
        if chosen.out is not None:
            _write(chosen, runs)
        if chosen.raising:
            write_floors(chosen.floors, raised(_floors(chosen.floors), runs[0].groups))
        lines = [] if chosen.check is None else fallen(read_floors(chosen.check), runs[0].groups)
    except (InputError, FloorsError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for line in lines:
        sys.stderr.write(f"{line}\n")
    return 1 if lines else 0


def _write(chosen: argparse.Namespace, runs: list[Run]) -> None:
    text = page(
        runs,
        circumstances=Circumstances(chosen.date, chosen.cores, chosen.command),
        floors=None if chosen.floors is None else _floors(chosen.floors),
        pictures=read_pictures(chosen.pictures, chosen.out),
        summary=(DOCS / SUMMARY).read_text(encoding="utf-8"),
        limits="\n".join((DOCS / name).read_text(encoding="utf-8") for name in ALWAYS),
    )
    write_text(chosen.out, text)


def _floors(path: Path) -> Floors:
    """The floors there are; none yet where there is no file."""
    return read_floors(path) if path.exists() else Floors({}, {})


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", action="append", required=True, metavar="NAME=DIR", help="what `evaluate` left")
    parser.add_argument("--out", type=Path, metavar="FILE", help="the page to write")
    parser.add_argument("--date", default="", help="when it was measured")
    parser.add_argument("--cores", default="", help="of the machine")
    parser.add_argument("--command", default="", help="how it was measured")
    parser.add_argument("--pictures", type=Path, metavar="FILE.toml", help="pictures of failures with captions")
    parser.add_argument("--floors", type=Path, metavar="FILE", help="floors to show on the page or to raise")
    parser.add_argument("--check", type=Path, metavar="FILE", help="floors to compare with")
    parser.add_argument("--raise", dest="raising", action="store_true", help="raise the floors of --floors")
    chosen = parser.parse_args()
    if chosen.raising and chosen.floors is None:
        parser.error("Expected --floors FILE with --raise, but got none.")
    if chosen.out is None and chosen.check is None and not chosen.raising:
        parser.error("Expected --out, --check or --raise, but got none of them.")
    return chosen


if __name__ == "__main__":
    sys.exit(main())
