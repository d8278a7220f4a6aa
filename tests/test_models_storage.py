"""Files of the pose networks appear whole or not at all, whoever is killed and however many fetch at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vision import models
from vision._registry import WebFile
from weights import WEIGHTS, Site, a_model, fetched, files_in, own_cache, served_site

ROOT = Path(__file__).parents[1]
CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from weights import a_model, fetched
from vision._registry import WebFile
print(isinstance(fetched(a_model(WebFile(sys.argv[1]))), Path))
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return own_cache(tmp_path, monkeypatch)


@pytest.fixture
def site() -> Iterator[Site]:
    with served_site() as site:
        yield site


def fetching_process(url: str) -> subprocess.Popen[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", CHILD, url, str(ROOT / "tests")]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env, cwd=ROOT)


def test_a_fetch_that_is_killed_leaves_nothing_under_the_final_name(site: Site, cache: Path) -> None:
    site.pages["/net"] = WEIGHTS
    site.stalls = True
    with fetching_process(f"{site.address}/net") as process:
        wait_until(lambda: bool(site.asked) and any(cache.glob(".fetch-*/*")))
        process.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        process.wait(20)
    left = files_in(cache)
    site.stall.set()

    assert left
    assert all(name.startswith(".fetch-") for name in left)
    assert isinstance(fetched(a_model(WebFile(f"{site.address}/net"))), Path)


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_a_killed_fetch_left_is_removed_a_day_later(site: Site, cache: Path) -> None:
    site.pages["/net"] = WEIGHTS
    (cache / ".fetch-old").mkdir(parents=True)
    (cache / ".fetch-new").mkdir()
    os.utime(cache / ".fetch-old", (0, 0))
    fetched(a_model(WebFile(f"{site.address}/net")))

    assert not (cache / ".fetch-old").exists()
    assert (cache / ".fetch-new").exists()


def test_two_processes_that_fetch_at_once_both_succeed(site: Site, cache: Path) -> None:
    site.pages["/net"] = WEIGHTS
    site.stalls = True
    with fetching_process(f"{site.address}/net") as one, fetching_process(f"{site.address}/net") as two:
        wait_until(lambda: len(site.asked) == 2)
        site.stall.set()
        said = [one.communicate(timeout=30)[0].strip(), two.communicate(timeout=30)[0].strip()]

    assert ["True", "True"] == said
    assert ["test_net.tflite", "test_net.tflite.LICENSE.txt"] == files_in(cache)


def test_a_variable_that_names_a_file_is_blamed_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    monkeypatch.setenv(models.FOLDER_VARIABLE, str(file))
    for use in (models.folder, lambda: models.ensure("movenet"), lambda: models.fetch([a_model()], progress=False)):
        with pytest.raises(models.ModelMissing) as caught:
            use()

        assert f"Expected {models.FOLDER_VARIABLE} to name a folder, but it names a file" in str(caught.value)
        assert str(caught.value).endswith(str(file))


def test_a_folder_inside_a_file_is_told_when_a_network_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(models.FOLDER_VARIABLE, str(tmp_path / "file" / "cache"))
    with pytest.raises(models.ModelMissing, match=models.FOLDER_VARIABLE):
        models.ensure("movenet", progress=False)


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(models.FOLDER_VARIABLE, str(tmp_path / "file" / "cache"))
    with pytest.raises(models.ModelMissing, match=models.FOLDER_VARIABLE):
        models.fetch([a_model()], progress=False)

    assert models.State.MISSING is models.state_of(a_model())
