"""The page of past sessions links to their reports, and to nothing outside the folder of all sessions."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from results import a_repetition, a_result
from stretchcheck.history import History
from stretchcheck.live.past import Past


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def past_with(root: Path, folder: Path, *, stem: str = "1-knee-to-chest") -> tuple[Past, str]:
    history = History(f"sqlite:///{root / 'history.sqlite'}")
    session = history.begin(datetime(2026, 11, 1, tzinfo=UTC), [], engine="duo full", profile="defaults", folder=folder)
    history.add_result(session, stem, a_result(a_repetition()))
    (folder / stem).mkdir(parents=True, exist_ok=True)
    (folder / stem / "report.html").write_text("<p>report</p>")
    return Past(history, root), session


def test_a_past_report_is_found_and_linked(root: Path) -> None:
    past, session = past_with(root, root / "sessions" / "one")

    assert root / "sessions" / "one" / "1-knee-to-chest" / "report.html" == past.report(session, "1-knee-to-chest")
    assert f"/history/{session}/1-knee-to-chest/report.html" in past.page()


def test_a_set_that_the_session_does_not_have_is_not_found(root: Path) -> None:
    past, session = past_with(root, root / "sessions" / "one")

    assert past.report(session, "..") is None
    assert past.report(session, "2-spinal-twist") is None
    assert past.report("0" * 32, "1-knee-to-chest") is None


def test_a_folder_elsewhere_is_never_shown(root: Path, tmp_path: Path) -> None:
    past, session = past_with(root, tmp_path / "elsewhere")

    assert past.report(session, "1-knee-to-chest") is None


def test_a_link_out_of_the_folder_is_never_followed(root: Path, tmp_path: Path) -> None:
    past, session = past_with(root, root / "sessions" / "one")
    report = root / "sessions" / "one" / "1-knee-to-chest" / "report.html"
    (tmp_path / "secret").write_text("secret")
    report.unlink()
    report.symlink_to(tmp_path / "secret")

    assert past.report(session, "1-knee-to-chest") is None
