"""Writes docs/thresholds.md from protocols/thresholds.py, the one place they live; `--check` only compares."""

import sys
from pathlib import Path

from protocols.thresholds import THRESHOLDS

PAGE = Path(__file__).parents[1] / "docs" / "thresholds.md"
HEAD = """# Every number a verdict depends on

A profile overrides any of them by name; the values in force are written into every result under `settings`.
The unit is the end of the name: `sw` are shoulder widths, `shank` and `femur` lengths of those bones, `trunks` trunks.
`share` is a part of one.
The range is the span to search when tuning.
Sources: *literature*, *definition*, *geometry*, *judgement*, *simulation* on synthetic angles.
Numbers from *rendered clips* and *photographs* were chosen while looking at them, which are no test of them any more.
Written by `scripts/write_threshold_table.py` from `protocols/thresholds.py`; change it there.

"""


def page() -> str:
    """The whole page."""
    lines = ["| name | default | range | what backs it |", "|---|---|---|---|"]
    lines += [
        f"| `{name}` | {each.default:g} | {each.low:g} to {each.high:g} | {each.source} |"
        for name, each in THRESHOLDS.items()
    ]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if PAGE.read_text(encoding="utf-8") == page() else "docs/thresholds.md is not what the code says")
    PAGE.write_text(page(), encoding="utf-8")
