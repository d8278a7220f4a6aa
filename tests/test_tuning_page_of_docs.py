"""The page in docs/ that leads from recordings to a threshold runs from its first cell to its last."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


@pytest.mark.thorough
def test_the_page_runs_to_its_end_and_shows_a_profile(tmp_path: Path) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "marimo", "export", "html", ROOT / "docs" / "defend_a_threshold.py", "-o", "page.html"],
        capture_output=True, text=True, cwd=tmp_path, timeout=280, check=False,
        env={**os.environ, "TRIALS": "4", "TMPDIR": str(tmp_path)},
    )  # fmt: skip

    assert 0 == shown.returncode, shown.stderr[-2000:]
    (profile,) = tmp_path.glob("stretchcheck-page-*/tuning/profile.toml")
    assert "schema = 1" in profile.read_text(encoding="utf-8")
    assert "4. Write it down" in (tmp_path / "page.html").read_text(encoding="utf-8")
