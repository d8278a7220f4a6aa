"""Deleting a session removes its folder, and nothing else whatever the database says."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stretchcheck.history import History, HistoryError
from stretchcheck.history.records import Session
from stretchcheck.history.removal import delete, named


@pytest.fixture
def storage(tmp_path: Path) -> Path:
    folder = tmp_path / "storage"
    folder.mkdir()
    return folder


@pytest.fixture
def history(storage: Path) -> Iterator[History]:
    with History(f"sqlite:///{storage / 'history.sqlite'}") as history:
        yield history


def filled(folder: Path) -> Path:
    (folder / "1-knee").mkdir(parents=True)
    (folder / "1-knee" / "report.html").write_text("report")
    return folder


def begin(history: History, folder: Path | str) -> str:
    return history.begin(datetime.now(UTC), [], engine="e", profile="p", folder=folder)


def test_a_session_goes_with_its_folder_and_others_stay(history: History, storage: Path) -> None:
    going, staying = filled(storage / "one"), filled(storage / "two")
    chosen, other = begin(history, going), begin(history, staying)
    done = delete(history, history.sessions(ids=[chosen]), storage)

    assert (1, []) == (done.sessions, done.left)
    assert not going.exists()
    assert (staying / "1-knee" / "report.html").exists()
    assert [other] == [session.id for session in history.sessions()]


def test_a_folder_that_is_gone_already_is_no_error(history: History, storage: Path) -> None:
    begin(history, storage / "gone")

    assert [] == delete(history, history.sessions(), storage).left
    assert [] == history.sessions()


@pytest.mark.parametrize("place", ["outside", "storage/../outside", "storage/one/../../outside", "storage", ""])
def test_what_is_not_below_the_storage_folder_stays(
    history: History, storage: Path, tmp_path: Path, place: str
) -> None:
    outside = filled(tmp_path / "outside")
    inside = filled(storage / "one")
    folder = f"{tmp_path}/{place}" if place else "storage/one"
    begin(history, folder)

    assert [folder] == delete(history, history.sessions(), storage).left
    assert (outside / "1-knee" / "report.html").exists()
    assert (inside / "1-knee" / "report.html").exists()
    assert [] == history.sessions()


def test_links_are_not_followed(history: History, storage: Path, tmp_path: Path) -> None:
    outside = filled(tmp_path / "outside")
    other = filled(storage / "other")
    (storage / "out").symlink_to(outside)
    (storage / "aside").symlink_to(other)
    for folder in (storage / "out", storage / "out" / "1-knee", storage / "aside", storage / "aside" / "1-knee"):
        begin(history, folder)

    assert 4 == len(delete(history, history.sessions(), storage).left)
    assert (outside / "1-knee" / "report.html").exists()
    assert (other / "1-knee" / "report.html").exists()


def test_a_link_inside_a_folder_goes_and_what_it_leads_to_stays(
    history: History, storage: Path, tmp_path: Path
) -> None:
    outside = filled(tmp_path / "outside")
    folder = filled(storage / "one")
    (folder / "link").symlink_to(outside)
    begin(history, folder)
    delete(history, history.sessions(), storage)

    assert not folder.exists()
    assert (outside / "1-knee" / "report.html").exists()


def test_a_storage_folder_that_is_reached_by_a_link_is_the_same(
    history: History, storage: Path, tmp_path: Path
) -> None:
    folder = filled(storage / "one")
    link = tmp_path / "link"
    link.symlink_to(storage)
    begin(history, link / "one")

    assert [] == delete(history, history.sessions(), storage).left
    assert not folder.exists()


def test_a_folder_that_holds_that_of_a_session_to_keep_stays(history: History, storage: Path) -> None:
    kept = filled(storage / "year" / "one")
    begin(history, kept)
    going = begin(history, storage / "year")

    assert [str(storage / "year")] == delete(history, history.sessions(ids=[going]), storage).left
    assert kept.exists()


@pytest.mark.parametrize("name", ["\0", "\ud83e", "\0/one"])
def test_names_that_no_file_can_have_are_left_alone(history: History, storage: Path, name: str) -> None:
    begin(history, storage / name)
    begin(history, name)

    assert {name, str(storage / name)} == set(delete(history, history.sessions(), storage).left)
    assert [] == history.sessions()


def test_a_folder_that_cannot_be_removed_is_one_line_and_its_session_stays(history: History, storage: Path) -> None:
    (storage / "file").write_text("not a folder")
    session = begin(history, storage / "file")

    with pytest.raises(HistoryError, match="Could not remove a session's folder: Not a directory"):
        delete(history, history.sessions(), storage)
    assert [session] == [found.id for found in history.sessions()]


def a_session(name: str) -> Session:
    return Session(name, datetime.now(UTC), None, [], None, "e", "p", "f", None)


def test_ids_may_be_shortened_while_they_are_unique() -> None:
    sessions = [a_session("abcd1" + "0" * 27), a_session("abcd2" + "0" * 27)]

    assert [sessions[1]] == named(sessions, ["abcd2", "ABCD2000"])
    assert sessions == named(sessions, ["abcd1", "abcd2"])


@pytest.mark.parametrize(
    ("name", "told"), [("abcd", "several sessions"), ("ffff", "no session"), ("abc", "at least 4"), ("", "at least 4")]
)
def test_ids_that_mean_none_or_several_are_refused(name: str, told: str) -> None:
    sessions = [a_session("abcd1" + "0" * 27), a_session("abcd2" + "0" * 27)]

    with pytest.raises(HistoryError, match=told):
        named(sessions, [name])
