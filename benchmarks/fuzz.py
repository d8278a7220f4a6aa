"""Damages files by seed, thousands of them, and reads each as the product does.

    python -m benchmarks.fuzz [KIND...] [--count 2000 | --seconds 120] [--first 0] [--findings FOLDER]

Each kind (media, recording, result, profile, labels) is read in a child process with a limit on time and memory.
Right answers are frames, verdicts or a page, or one line that refuses the file. Anything else is a finding: another
exception, more than one line, something written to stderr, a crash, a hang. A finding is kept with its number:
`--first NUMBER --count 1` does it again.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Final

from benchmarks._fuzz_child import Answer, answers
from benchmarks._fuzz_targets import TARGETS, damaged

_LIMIT_S: Final = 20.0
_MEMORY_MB: Final = 4096


def main() -> None:
    """Run every kind that was asked for and print what came; ends with 1 when there are findings."""
    chosen = _asked()
    total = 0
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"one process at a time on {cores} cores; limits {chosen.limit:g} s and {_MEMORY_MB} MB a file", flush=True)
    for kind in chosen.kinds or list(TARGETS):
        start_s = time.monotonic()
        counts: Counter[str] = Counter()
        for answer in _within(chosen, kind):
            counts[answer.said] += 1
            if answer.finding is not None:
                total += 1
                _keep(answer, chosen.findings)
        took_s = time.monotonic() - start_s
        said = ", ".join(f"{word} {number}" for word, number in counts.most_common())
        print(f"{kind}: {counts.total()} damaged files in {took_s:.0f} s: {said}", flush=True)
    print(f"findings: {total}")
    sys.exit(1 if total else 0)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(TARGETS))
    parser.add_argument("--count", type=int, default=2000, help="damaged files of each kind")
    parser.add_argument("--seconds", type=float, help="go on for so long with each kind instead")
    parser.add_argument("--first", type=int, default=0, help="number of the first one")
    parser.add_argument("--limit", type=float, default=_LIMIT_S, help="seconds for one file")
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"), help="folder for what was found")
    chosen = parser.parse_args()
    if unknown := set(chosen.kinds) - set(TARGETS):
        parser.error(f"Expected kinds among {', '.join(TARGETS)}, but got {', '.join(sorted(unknown))}.")
    return chosen


def _within(chosen: argparse.Namespace, kind: str) -> Iterator[Answer]:
    numbers = count(chosen.first) if chosen.seconds else islice(count(chosen.first), chosen.count)
    end_s = time.monotonic() + (chosen.seconds or float("inf"))
    for answer in answers(kind, numbers, limit_s=chosen.limit, memory_mb=_MEMORY_MB):
        yield answer
        if time.monotonic() > end_s:
            return


def _keep(answer: Answer, folder: Path) -> None:
    name, content = damaged(answer.kind, answer.number)
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / f"{answer.kind}-{answer.number}-{answer.said}"
    stem.with_name(f"{stem.name}.{name}").write_bytes(content)
    stem.with_name(f"{stem.name}.txt").write_text(f"{answer.finding}\n", encoding="utf-8")
    print(f"  {answer.kind} {answer.number}: {answer.said}: {(answer.finding or '').strip().splitlines()[-1]:.200}")


if __name__ == "__main__":
    main()
