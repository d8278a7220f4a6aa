"""`stretchcheck models`: list, fetch and verify as a user types them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stretchcheck.cli.models import app
from vision import models
from vision._registry import WebFile
from weights import WEIGHTS, Site, a_model, flip_a_byte, own_cache, served_site


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return own_cache(tmp_path, monkeypatch)


@pytest.fixture
def site() -> Iterator[Site]:
    with served_site() as site:
        yield site


@pytest.fixture
def one_network(site: Site) -> Iterator[models.Model]:
    """A registry that holds a single network, served from loopback; the networks keep their order afterwards."""
    site.pages["/net"] = WEIGHTS
    model = a_model(WebFile(f"{site.address}/net"))
    usual = dict(models.MODELS)
    models.MODELS.clear()
    models.MODELS[model.name] = model
    yield model
    models.MODELS.clear()
    models.MODELS.update(usual)


def test_the_command_lists_fetches_and_verifies(one_network: models.Model, cache: Path) -> None:
    run = CliRunner().invoke

    assert "no" in run(app, ["list"]).output
    assert 1 == run(app, ["verify"]).exit_code
    done = run(app, ["fetch", "test_net"])
    assert (0, f"test_net: {cache / 'test_net.tflite'}\n") == (done.exit_code, done.stdout)
    assert "yes" in run(app, ["list"]).output
    assert (0, "test_net: sound\n") == (run(app, ["verify"]).exit_code, run(app, ["verify"]).stdout)


def test_verify_finds_a_flipped_byte_and_fetch_mends_it(one_network: models.Model) -> None:
    run = CliRunner().invoke
    run(app, ["fetch", "--all"])
    flip_a_byte(models.path_of(one_network))
    checked = run(app, ["verify"])

    assert 1 == checked.exit_code
    assert "test_net: corrupt" in checked.stderr
    assert "damaged" in run(app, ["list"]).output
    assert 0 == run(app, ["fetch", "test_net"]).exit_code
    assert 0 == run(app, ["verify"]).exit_code


def test_fetch_ends_with_2_when_nothing_could_be_had_and_1_when_something_could(
    one_network: models.Model, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = a_model(WebFile(f"{site.address}/gone"), name="gone")
    monkeypatch.setitem(models.MODELS, "gone", gone)
    run = CliRunner().invoke

    assert 2 == run(app, ["fetch", "gone"]).exit_code
    assert 1 == run(app, ["fetch", "test_net", "gone"]).exit_code
    assert 2 == run(app, ["fetch", "gome"]).exit_code
    assert "Expected one of" in run(app, ["fetch", "gome"]).stderr


@pytest.mark.parametrize("command", ["list", "fetch", "verify"])
def test_a_variable_that_names_a_file_ends_every_command_with_2_and_one_line(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(models.FOLDER_VARIABLE, str(tmp_path / "file"))
    done = CliRunner().invoke(app, [command])

    assert (2, "") == (done.exit_code, done.stdout)
    assert 1 == len(done.stderr.splitlines())
    assert models.FOLDER_VARIABLE in done.stderr


def test_the_help_tells_how_much_will_be_fetched() -> None:
    usual = sum(model.size for model in models.MODELS.values() if model.by_default and not model.changed)

    assert f"about {usual / 1e6:.0f} MB" in " ".join(CliRunner().invoke(app, ["--help"]).output.split())


def test_the_help_teaches() -> None:
    for arguments in ([], ["list"], ["fetch"], ["verify"]):
        done = CliRunner().invoke(app, [*arguments, "--help"])

        assert 0 == done.exit_code
        assert "network" in done.output
