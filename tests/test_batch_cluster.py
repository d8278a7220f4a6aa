"""The same clips on a cluster give the same results, whichever of its workers die."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from batches import command, contents, record, run
from stretchcheck.analyze import Options, Outcome, analyze
from stretchcheck.batch import cluster
from stretchcheck.batch.cluster import ClusterError, connected, on_cluster
from stretchcheck.inputs import Input, find

distributed = pytest.importorskip("distributed", reason="needs the extra cluster")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="kills processes by signal"),
    pytest.mark.filterwarnings("ignore"),  # Dask's own, of sockets and loops
]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler with one worker of one thread, which a nanny starts again when it dies."""
    scratch = tmp_path_factory.mktemp("cluster")
    found = f"tcp://127.0.0.1:{free_port()}"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", found, "--no-dashboard"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", found, "--nthreads", "1", "--no-dashboard"]
    started = [
        subprocess.Popen(each, cwd=scratch, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for each in (dask, [*worker, "--local-directory", str(scratch)])
    ]
    yield found
    for process in reversed(started):
        process.terminate()
        process.wait(timeout=60)


def analysed(
    given: list[str], out: Path | str, address: str, *, deadly: tuple[str, ...] = (), deaths: int = 0
) -> tuple[dict[str, Outcome], list[str]]:
    """What came of each clip, and at which ones a worker was killed as soon as it began with them."""
    killed: list[str] = []
    with connected(address) as client:

        def follow(given: Input, doing: str, at_s: float, of_s: float) -> None:
            if doing == "begun" and given.stem in deadly and killed.count(given.stem) < deaths:
                killed.append(given.stem)
                for pid in client.run(os.getpid, on_error="ignore").values():
                    os.kill(pid, signal.SIGKILL)

        outcomes = analyze(find(given), Options(out=out), progress=follow, runner=partial(on_cluster, client=client))
        return {outcome.input.stem: outcome for outcome in outcomes}, killed


def test_a_cluster_whose_workers_die_gives_what_this_machine_gives(address: str, tmp_path: Path) -> None:
    given = record(tmp_path / "given", 3)
    bad = tmp_path / "given" / "bad.mp4"
    bad.write_bytes(b"no video")
    list(analyze(find(map(str, (bad, *given))), Options(out=tmp_path / "near"), progress=lambda *_: None))
    asked = [str(bad), given[0].as_uri(), *map(str, given[1:])]
    outcomes, killed = analysed(asked, tmp_path / "far", address, deadly=("clip0", "clip2"), deaths=1)

    assert ["clip0", "clip2"] == sorted(killed)
    assert ["bad"] == [stem for stem, outcome in outcomes.items() if outcome.error is not None]
    assert contents(tmp_path / "near") == contents(tmp_path / "far")


@pytest.mark.thorough
def test_a_clip_that_kills_its_worker_every_time_is_given_up_and_the_others_are_done(
    address: str, tmp_path: Path
) -> None:
    given = [str(path) for path in record(tmp_path / "given", 2)]
    outcomes, killed = analysed(given, tmp_path / "out", address, deadly=("clip0",), deaths=9)

    assert cluster.DEATHS <= len(killed) <= cluster.DEATHS + 1
    assert "Its worker died 3 times; try it alone, without a cluster." == outcomes["clip0"].error
    assert outcomes["clip1"].error is None
    assert not (tmp_path / "out" / "clip0" / "result.json").exists()


@pytest.mark.thorough
def test_the_command_writes_to_a_url_and_resumes_there(address: str, tmp_path: Path) -> None:
    given = record(tmp_path / "given", 2)
    url = f"local://{(tmp_path / 'far').as_posix()}"
    run(*command(given, tmp_path / "near"))
    first = run(*command(given, url, "--cluster", address))  # type: ignore[arg-type]
    second = run(*command(given, url, "--cluster", address, "--resume"))  # type: ignore[arg-type]

    assert (0, 0) == (first.returncode, second.returncode), first.stderr + second.stderr
    assert 2 == len(first.stdout.splitlines())
    assert first.stdout == second.stdout
    assert contents(tmp_path / "near") == contents(tmp_path / "far")


def test_a_file_that_no_worker_can_read_is_told(address: str, tmp_path: Path) -> None:
    outcomes, _ = analysed([str(tmp_path / "none.mp4")], tmp_path / "out", address)
    error = outcomes["none"].error or ""

    assert error.startswith("Expected a file that the worker on ")
    assert error.endswith(str(tmp_path / "none.mp4"))
    assert [] == list((tmp_path / "out").iterdir())


def test_a_folder_that_is_not_the_same_for_the_worker_is_told(tmp_path: Path) -> None:
    """The worker sees no mark in it."""
    job = cluster._Job(
        0, Input(tmp_path, "x", "video"), Options(out=tmp_path), "", cluster.program_key(), tmp_path / "mark"
    )

    assert (cluster._unsuited(job) or "").startswith("Expected a results folder that the worker on ")


def test_a_cluster_that_does_not_answer_is_one_line_within_seconds(tmp_path: Path) -> None:
    began_s = time.monotonic()
    shown = run(*command([tmp_path / "x.mp4"], tmp_path / "out", "--cluster", f"tcp://127.0.0.1:{free_port()}"))

    assert 2 == shown.returncode
    assert 1 == len(shown.stderr.splitlines()), shown.stderr
    assert "Expected the scheduler of a Dask cluster" in shown.stderr
    assert time.monotonic() - began_s < 40


@pytest.mark.parametrize("text", ["nonsense", "127.0.0.1:8786", "tcp://127.0.0.1", "http://127.0.0.1:1", "tcp://x:y"])
def test_what_is_no_address_is_refused_at_once(text: str) -> None:
    with pytest.raises(ClusterError, match=r"Expected the address of a scheduler.*: "), connected(text):
        pass
