"""Pages of the documentation that are written from the code say what the code says."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("script", ["write_view_table.py", "write_threshold_table.py", "write_bench_tables.py"])
def test_a_written_page_is_what_the_code_says(script: str) -> None:
    done = subprocess.run([sys.executable, str(ROOT / "scripts" / script), "--check"], capture_output=True, text=True)

    assert (0, "") == (done.returncode, done.stderr)
