"""Writes what bench/ holds from its truths: tables of its README and strangers.csv; `--check` only compares."""

import csv
import io
import re
import sys
from collections import Counter
from pathlib import Path

from calibration.scoring.kinds import FAULT_KINDS
from calibration.scoring.reference import reference_from_truth
from calibration.truth import TRUTH_SUFFIX, Truth, read_truth
from calibration.tuning.splits import DEVELOPMENT, NEITHER, TEST

BENCH = Path(__file__).parents[1] / "bench"
README, STRANGERS = BENCH / "README.md", BENCH / "strangers.csv"
VIEWS = {"side": "the side", "foot-end": "the foot end", "head-end": "the head end", "overhead": "above"}
SHOWN = (TEST, DEVELOPMENT)


def banks(truths: list[Truth]) -> str:
    """The table of banks: which part, the view, the partner, the subject, how many clips."""
    counts = Counter(truth.bank for truth in truths)
    first = {truth.bank: truth for truth in reversed(truths)}
    lines = [
        "| bank | part | subject | seen from | partner, seen from the camera | clips |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| `{bank}` | {one.split} | {one.subject} | {_from(one)} | {one.partner_side if one.partner else 'nobody'} "
        f"| {counts[bank]} |"
        for bank, one in sorted(first.items(), key=lambda pair: str(pair[0]))
    ]
    return "\n".join(lines)


def faults(truths: list[Truth]) -> str:
    """The table of labelled faults by kind and part."""
    counts = Counter((label.kind, truth.split) for truth in truths for label in reference_from_truth(truth).labels)
    lines = [f"| kind | {' | '.join(SHOWN)} |", "|---|---|---|"]
    lines += [
        f"| {kind} | {' | '.join(str(counts[kind, part]) for part in SHOWN)} |"
        for kind in sorted(FAULT_KINDS)
        if any(counts[kind, part] for part in SHOWN)
    ]
    return "\n".join(lines)


def strangers(truths: list[Truth]) -> str:
    """A file of parts whose test part has nobody of the development part in it: those clips are in neither."""
    known = {truth.subject for truth in truths if truth.split == DEVELOPMENT}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["clip", "split"])
    for truth in truths:
        writer.writerow([truth.clip, NEITHER if truth.split == TEST and truth.subject in known else truth.split])
    return text.getvalue()


def _from(truth: Truth) -> str:
    seen = VIEWS.get(truth.view, truth.view)
    return f"{seen}, {truth.elevation_deg:.0f} degrees above the floor"


def pages() -> dict[Path, str]:
    """The text of both files."""
    truths = [read_truth(path) for path in sorted((BENCH / "truth").glob(f"*{TRUTH_SUFFIX}"))]
    page = README.read_text(encoding="utf-8")
    for name, table in (("banks", banks(truths)), ("faults", faults(truths))):
        page = re.sub(rf"(<!-- {name}: [^\n]*-->\n).*?(<!-- end -->)", rf"\1{table}\n\2", page, flags=re.DOTALL)
    return {README: page, STRANGERS: strangers(truths)}


if __name__ == "__main__":
    for path, text in pages().items():
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path.name} is not what the truths say")
