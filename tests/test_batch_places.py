"""Clips come from URLs and results go to them, the same as with paths; what cannot be reached is one clear line."""

import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bad_files import typed
from batches import contents, record, run
from stretchcheck.analyze import Options, analyze
from stretchcheck.batch.places import PlaceError, is_url, placed
from stretchcheck.inputs import NothingToDoError, find

pytest.importorskip("fsspec", reason="needs the extra cluster")

EXTRA = ("dask", "distributed", "fsspec")
WITHOUT_FSSPEC = """
import sys
sys.modules["fsspec"] = sys.modules["distributed"] = sys.modules["dask"] = None
from stretchcheck.cli import main
main()
"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class calls it so
        pass


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """Two recordings on a server of this machine."""
    record(tmp_path / "given", 2)
    handler = partial(_Quiet, directory=str(tmp_path / "given"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def analysed(given: list[str], out: Path | str, **more: object) -> list[object]:
    return list(analyze(find(given), Options(out=out, **more), progress=lambda *_: None))


def test_clips_by_url_give_what_they_give_by_path(served: str, tmp_path: Path) -> None:
    names = [f"clip{number}.poses.parquet" for number in range(2)]
    analysed([str(tmp_path / "given" / name) for name in names], tmp_path / "near")
    outcomes = analysed([f"{served}/{name}?signed=yes" for name in names], tmp_path / "far")

    assert [None, None] == [outcome.error for outcome in outcomes]
    assert contents(tmp_path / "near") == contents(tmp_path / "far")


def test_results_by_url_are_those_in_a_folder_and_are_resumed(tmp_path: Path) -> None:
    given = [str(path) for path in record(tmp_path / "given", 2)]
    url = f"local://{(tmp_path / 'far').as_posix()}"
    analysed(given, tmp_path / "near")
    analysed(given, url)

    assert contents(tmp_path / "near") == contents(tmp_path / "far")
    (tmp_path / "far" / "clip0" / "result.json").unlink()
    outcomes = analysed(given, url, resume=True)

    assert [False, True] == [outcome.found for outcome in outcomes]
    assert contents(tmp_path / "near") == contents(tmp_path / "far")


def test_a_folder_by_url_that_cannot_be_written_is_told_with_its_name(tmp_path: Path) -> None:
    (given,) = record(tmp_path / "given", 1)
    with pytest.raises(PlaceError, match="Could not make the results folder") as told:
        analysed([str(given)], f"local://{given.as_posix()}/inside")

    assert str(told.value).endswith("inside")


def test_a_url_where_nothing_is_costs_that_clip_alone(served: str, tmp_path: Path) -> None:
    outcomes = analysed([f"{served}/none.mp4", f"{served}/clip0.poses.parquet"], tmp_path / "out")

    assert f"Could not fetch the file, there is none: {served}/none.mp4" == outcomes[0].error
    assert outcomes[1].error is None
    assert not (tmp_path / "out" / "none").exists()


def test_a_server_that_is_not_there_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("analyze", "http://127.0.0.1:9/clip.mp4", "--out", tmp_path / "out")
    code, _, (line,) = typed(monkeypatch, capsys, *words)

    assert 2 == code
    assert "clip.mp4: Could not fetch the file" in line


@pytest.mark.parametrize(
    ("text", "url"),
    [("http://x/y", True), ("s3://x/y", True), ("C://x", False), ("x/y", False), ("a:b.mp4", False), ("//x", False)],
)
def test_a_url_is_told_from_a_path(text: str, url: bool) -> None:
    assert url == is_url(text)


def test_a_file_url_is_the_path_it_means(tmp_path: Path) -> None:
    path = tmp_path / "a b.mp4"

    assert path == placed(path.as_uri())
    assert path == placed(f"file://localhost{path.as_uri().removeprefix('file://')}")


def test_urls_are_named_by_their_file_and_clash_like_paths(tmp_path: Path) -> None:
    found = find(["http://x/a/clip%201.mp4?q=1", "http://x/b/clip%201.mp4", str(tmp_path / "clip 1.mp4")])

    assert ["clip 1", "clip 1-2", "clip 1-3"] == [given.stem for given in found]
    assert ["http://x/a/clip%201.mp4?q=1", "http://x/b/clip%201.mp4", None] == [given.url for given in found]
    assert ["clip 1.mp4"] * 3 == [given.name for given in found]


def test_a_url_of_no_file_is_refused() -> None:
    with pytest.raises(NothingToDoError, match="without a name"):
        find(["http://example.org/"])


@pytest.mark.parametrize(
    "asked",
    [
        ["http://127.0.0.1:9/clip.mp4"],
        ["clip.mp4", "--out", "s3://bucket/results"],
        ["clip.mp4", "--cluster", "tcp://127.0.0.1:9"],
    ],
)
def test_without_the_extra_one_line_names_it(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in {*EXTRA, *(loaded for loaded in sys.modules if loaded.partition(".")[0] in EXTRA)}:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.chdir(tmp_path)
    code, _, (line,) = typed(monkeypatch, capsys, "analyze", *asked)

    assert 2 == code
    assert "stretchcheck[cluster]" in line


def test_paths_need_no_extra(tmp_path: Path) -> None:
    given = [str(path) for path in record(tmp_path / "given", 2)]
    shown = run(sys.executable, "-c", WITHOUT_FSSPEC, "analyze", *given, "--jobs", "2", "--resume", cwd=tmp_path)

    assert 0 == shown.returncode, shown.stderr


def test_loading_the_commands_loads_neither_dask_nor_fsspec() -> None:
    code = "import stretchcheck.cli, sys; print({'dask', 'distributed', 'fsspec'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "set()" == done.stdout.strip()
