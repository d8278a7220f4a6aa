"""Half files of dead runs are swept, those of living ones and everything else stay."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stretchcheck.batch.tidy import tidied

PART = f".poses.parquet.{'0' * 32}.part"
HOLDS = """
import sys
from pathlib import Path
from stretchcheck.batch.tidy import tidied
with tidied(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
needs_locks = pytest.mark.skipif(sys.platform == "win32", reason="needs locks that a process lets go of when it dies")


def half(out: Path, *, clip: str = "clip", is_old: bool = False) -> Path:
    path = out / clip / PART
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    if is_old:
        os.utime(path, (0, 0))
    return path


@needs_locks
def test_half_files_are_gone_before_the_work_begins_and_after_it(tmp_path: Path) -> None:
    before = half(tmp_path)
    with tidied(tmp_path):
        assert not before.exists()
        after = half(tmp_path)

        assert after.exists()

    assert not after.exists()


@needs_locks
def test_another_run_keeps_its_half_files_while_it_lives_but_not_old_ones(tmp_path: Path) -> None:
    holding = [sys.executable, "-c", HOLDS, str(tmp_path)]
    with subprocess.Popen(holding, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert b"held\n" == other.stdout.readline()
        path, old = half(tmp_path), half(tmp_path, clip="old", is_old=True)
        with tidied(tmp_path):
            assert (True, False) == (path.exists(), old.exists())

        assert path.exists()
        other.kill()
    with tidied(tmp_path):
        assert not path.exists()


def test_what_is_no_half_file_stays(tmp_path: Path) -> None:
    names = ("clip.part", ".clip.part", f".{'0' * 32}", f"poses.parquet.{'0' * 32}.part", ".notes.part")
    for name in names:
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (0, 0))
    with tidied(tmp_path):
        pass

    assert sorted(names) == sorted(path.name for path in tmp_path.iterdir())
