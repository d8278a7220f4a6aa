"""Profiles hold only what differs, and every mistake in one is told in one line that ends with the file."""

from pathlib import Path

import pytest

from protocols.thresholds import DEFAULTS
from stretchcheck.profiles import ProfileError, load


def written(folder: Path, text: str) -> Path:
    path = folder / "anna.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_profile_the_defaults_hold() -> None:
    assert DEFAULTS == load(None)


def test_a_profile_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    settings = load(written(tmp_path, 'schema = 1\nname = "Anna"\n[thresholds]\ndrift_deg = 6\ndeeper_deg = 7.5\n'))

    assert ("Anna", {"drift_deg": 6, "deeper_deg": 7.5}) == (settings.profile, dict(settings.changed))
    assert {**DEFAULTS.effective(), "drift_deg": 6.0, "deeper_deg": 7.5} == settings.effective()


def test_a_profile_without_name_is_called_after_its_file(tmp_path: Path) -> None:
    assert ("anna", {}) == (lambda s: (s.profile, dict(s.changed)))(load(written(tmp_path, "schema = 1\n")))


def test_a_threshold_may_say_where_it_comes_from(tmp_path: Path) -> None:
    text = 'schema = 1\n[thresholds.drift_deg]\nvalue = 6.5\nsource = "tuned on 12 recordings"\n'

    assert 6.5 == load(written(tmp_path, text))["drift_deg"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Expected schema = 1, but got none"),
        ("schema = 2\n", "Expected schema = 1, but got schema = 2"),
        (
            "schema = 1\nthreshold = 1\n",
            r"Expected only schema, name, thresholds, camera, person, but got threshold \(is thresholds meant\?\):",
        ),
        ("schema = 1\n[thresholds]\ndrift_degs = 6\n", "such as .*'drift_deg'.* but got 'drift_degs'"),
        ('schema = 1\n[thresholds]\ndrift_deg = "six"\n', "Expected a number for 'drift_deg', but got 'six'"),
        ("schema = 1\n[thresholds]\ndrift_deg = true\n", "Expected a number for 'drift_deg'"),
        ("schema = 1\n[thresholds]\ndrift_deg = nan\n", "Expected a number for 'drift_deg'"),
        (
            "schema = 1\n[thresholds.drift_deg]\nsource = 'x'\n",
            "Expected a value in the table of drift_deg, but got none",
        ),
        ("schema = 1\nthresholds = 3\n", "Expected thresholds to be a table, but got thresholds = 3"),
        ("schema = \n", "Expected a TOML file"),
    ],
)
def test_a_mistake_is_told_in_one_line_that_ends_with_the_file(tmp_path: Path, text: str, message: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ProfileError, match=message) as told:
        load(path)

    assert str(told.value).endswith(str(path))
    assert 1 == len(str(told.value).splitlines())


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="there is no such file"):
        load(tmp_path / "nobody.toml")


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "picture.toml"
    path.write_bytes(b"\xff\xfe\x00\x9f")
    with pytest.raises(ProfileError, match="Expected a TOML file, but it is not text in UTF-8"):
        load(path)
    with pytest.raises(ProfileError, match=r"Expected a profile that can be read, but it is not \("):
        load(tmp_path)
