"""Weights that differ from published ones come out as they were meant, in the same place of the same file."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vision import models
from vision._changes import applied
from vision._registry import Changed, WebFile
from vision.estimators import networks_of
from weights import Site, a_model, fetched, own_cache, served_site

HEAD, GAP = b"head", b"gapgap"


@pytest.fixture
def published() -> bytes:
    """Six halves between other bytes, and three behind them."""
    return HEAD + np.arange(6, dtype=np.float16).tobytes() + GAP + np.ones(3, np.float16).tobytes()


@pytest.fixture
def changes(tmp_path: Path) -> Path:
    path = tmp_path / "changes.npz"
    np.savez_compressed(
        path,
        starts=np.array([len(HEAD), len(HEAD) + 12 + len(GAP)]),
        rows=np.array([2, 1]),
        columns=np.array([3, 3]),
        by_column=np.array([False, True]),
        lengths=np.array([0.5, 0.25, 1.0, 2.0, 3.0], np.float32),
        steps=np.array([1, 0, -2, 4, 0, 0, 1, 1, -1], np.int8),
    )
    return path


def test_every_weight_moves_by_its_steps_and_all_else_stays(published: bytes, changes: Path) -> None:
    found = applied(published, changes)

    assert len(published) == len(found)
    assert (HEAD, GAP) == (found[:4], found[16:22])
    np.testing.assert_array_equal(np.frombuffer(found, np.float16, 6, 4), [0.5, 1.0, 1.0, 4.0, 4.0, 5.0])
    np.testing.assert_array_equal(np.frombuffer(found, np.float16, 3, 22), [2.0, 3.0, -2.0])


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return own_cache(tmp_path, monkeypatch)


@pytest.fixture
def site(cache: Path) -> Iterator[Site]:
    with served_site() as site:
        yield site


def of(content: bytes, model: models.Model) -> models.Model:
    """The model, as if this were its file."""
    return replace(model, size=len(content), sha256=hashlib.sha256(content).hexdigest())


@pytest.fixture
def changed(published: bytes, changes: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> models.Model:
    """A network that is made from one that a site has."""
    before = of(published, a_model(WebFile(f"{site.address}/net"), name="before"))
    monkeypatch.setitem(models.MODELS, before.name, before)
    source = Changed(before.name, str(changes), hashlib.sha256(changes.read_bytes()).hexdigest())
    after = replace(a_model(source, name="after"), changed="with a test's weights")
    return of(applied(published, changes), after)


def test_a_changed_network_is_made_from_the_published_one_which_is_fetched_once(
    changed: models.Model, published: bytes, changes: Path, site: Site, cache: Path
) -> None:
    site.pages["/net"] = published
    found = models.fetch([changed, models.MODELS["before"], changed], progress=False)

    assert ["/net"] == site.asked
    assert applied(published, changes) == (cache / "after.tflite").read_bytes()
    assert published == (cache / "before.tflite").read_bytes()
    assert [cache / "after.tflite", cache / "before.tflite"] == list(found.values())
    assert "with a test's weights" in models.licence_of(changed).read_text(encoding="utf-8")
    assert "unmodified" in models.licence_of(models.MODELS["before"]).read_text(encoding="utf-8")


def test_what_cannot_be_had_to_make_it_from_is_said(changed: models.Model, cache: Path) -> None:
    said = str(fetched(changed))

    assert said.startswith("Pose network before cannot be had (127.0.0.1")
    assert "after" not in said
    assert not (cache / "after.tflite").exists()


def test_changes_that_are_damaged_or_not_there_are_said_in_one_line(
    changed: models.Model, published: bytes, changes: Path, site: Site, cache: Path
) -> None:
    site.pages["/net"] = published
    whole = changes.read_bytes()
    flipped = [whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :] for at in range(0, len(whole), 50)]
    for content in (b"", b"PK\x03\x04 and no more", b"words", whole[:-1], *flipped, None):
        changes.unlink(missing_ok=True)
        if content is not None:
            changes.write_bytes(content)
        said = str(fetched(changed))

        assert "the changes that came with stretchcheck are damaged, install it anew" in said
        assert str(changes) in said
        assert 1 == len(said.splitlines())
        assert not (cache / "after.tflite").exists()


def test_the_heavy_network_of_duo_is_the_changed_one_and_that_of_mediapipe_the_published() -> None:
    assert ("movenet", "pose_landmark_heavy_lying") == networks_of("duo", "heavy")
    assert ("movenet", "pose_landmark_full") == networks_of("duo", "full")
    assert ("pose_detection", "pose_landmark_heavy") == networks_of("mediapipe", "heavy")


@pytest.mark.model
def test_the_changes_that_come_with_the_code_give_the_networks_that_it_knows() -> None:
    made = [model for model in models.MODELS.values() if model.changed]

    assert ["pose_landmark_heavy_lying"] == [model.name for model in made]
    for model in made:
        (source,) = model.sources
        assert isinstance(source, Changed)
        whole = applied(models.ensure(source.network).read_bytes(), models.changes_of(source))

        assert (model.size, model.sha256) == (len(whole), hashlib.sha256(whole).hexdigest())
