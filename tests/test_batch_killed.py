"""A batch that is killed at any moment leaves nothing half, and is finished by --resume as if nothing had been."""

import sys
from pathlib import Path

import pytest

from batches import command, contents, halves, killed_when, record, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills a group of processes")


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return record(tmp_path_factory.mktemp("given"), 5)


@pytest.fixture(scope="module")
def undisturbed(recordings: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    done = run(*command(recordings, out))

    assert 0 == done.returncode, done.stderr
    return contents(out)


def results(out: Path) -> list[Path]:
    return sorted(out.glob("*/result.json"))


@pytest.mark.thorough
def test_a_batch_killed_twice_ends_as_if_it_had_not_been(
    recordings: list[Path], undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    for number in (1, 3):
        asked = command(recordings, out, "--jobs", "2", "--resume")
        assert killed_when(lambda number=number: len(results(out)) >= number, asked)  # type: ignore[misc]
        left = {name: data for name, data in contents(out).items() if not name.endswith(".part") and "/" in name}
        whole = {name: data for name, data in left.items() if not name.endswith(".stretchcheck.json")}

        assert whole.items() <= undisturbed.items()
    finished = {path: path.stat().st_mtime_ns for path in results(out) if stamped_as(undisturbed, path)}
    done = run(*command(recordings, out, "--jobs", "2", "--resume"))

    assert 0 == done.returncode, done.stderr
    assert undisturbed == contents(out)
    assert finished
    assert finished == {path: path.stat().st_mtime_ns for path in finished}
    assert 5 == len(done.stdout.splitlines())


def stamped_as(undisturbed: dict[str, bytes], result: Path) -> bool:
    stamp = result.with_name(".stretchcheck.json")
    return stamp.exists() and stamp.read_bytes() == undisturbed[f"{result.parent.name}/{stamp.name}"]


def test_a_kill_while_a_recording_is_written_leaves_no_half_file_that_the_next_run_does_not_sweep(
    recordings: list[Path], undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    killed_when(lambda: bool(halves(out)), command(recordings, out, "--jobs", "2"))
    (out / "clip0").mkdir(exist_ok=True)
    (out / "clip0" / f".poses.parquet.{'a' * 32}.part").write_bytes(b"half")
    (out / f".summary.csv.{'b' * 32}.part").write_bytes(b"half")
    run(*command(recordings, out, "--resume"))

    assert [] == halves(out)
    assert undisturbed == contents(out)
