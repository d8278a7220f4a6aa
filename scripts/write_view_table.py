"""Writes docs/views.md from the table in protocols/views.py, the one place it lives; `--check` only compares."""

import sys
from pathlib import Path

from protocols.views import KINDS, table

PAGE = Path(__file__).parents[1] / "docs" / "views.md"
HEAD = """# Which view shows what

y: can be judged.
w: seen weakly, a warning at most.
-: cannot be seen, always unknown.
Written by `scripts/write_view_table.py` from `protocols/views.py`; change it there.

"""


def page() -> str:
    """The whole page."""
    kinds = KINDS[:-1]
    lines = ["| check | " + " | ".join(kinds) + " |", "|---|" + "---|" * len(kinds)]
    lines += [
        f"| `{check}` | " + " | ".join(grades[kind] for kind in kinds) + " |" for check, grades in table().items()
    ]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if PAGE.read_text(encoding="utf-8") == page() else "docs/views.md is not what the code says")
    PAGE.write_text(page(), encoding="utf-8")
