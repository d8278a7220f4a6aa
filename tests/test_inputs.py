"""Files, folders and globs become a list of inputs, each once, each with a folder name of its own."""

from pathlib import Path

import pytest

from stretchcheck.inputs import NothingToDoError, find, kind_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.mp4", "a.MOV", "c.jpg", "d.poses.parquet", "notes.txt", ".hidden.mp4", "other.parquet"):
        (tmp_path / name).touch()
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "e.mp4").touch()
    return tmp_path


def named(*paths: Path | str) -> list[tuple[str, str, str]]:
    return [(found.path.name, found.stem, found.kind) for found in find(str(path) for path in paths)]


def test_a_folder_gives_its_media_in_order_and_goes_no_deeper(folder: Path) -> None:
    assert [
        ("a.MOV", "a", "video"),
        ("b.mp4", "b", "video"),
        ("c.jpg", "c", "still"),
        ("d.poses.parquet", "d", "recording"),
    ] == named(folder)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.mp4", "video"),
        ("a.WEBM", "video"),
        ("a.JPG", "still"),
        ("a.jpeg", "still"),
        ("a.png", "still"),
        ("a.poses.parquet", "recording"),
        ("A.Poses.Parquet", "recording"),
        ("poses.parquet", "recording"),
        ("a", "video"),
        ("a.txt", "video"),
    ],
)
def test_kinds_follow_the_name_alone(name: str, kind: str) -> None:
    assert kind == kind_of(Path(name))


def test_files_come_in_the_order_given_and_each_once(folder: Path) -> None:
    assert ["b.mp4", "a.MOV"] == [name for name, _, _ in named(folder / "b.mp4", folder / "a.MOV", folder / "b.mp4")]
    assert 4 == len(named(folder, folder / "a.MOV", folder / "*.mp4"))


def test_a_glob_finds_media_only_and_deeper_where_it_says_so(folder: Path) -> None:
    assert [("b.mp4", "b", "video")] == named(folder / "b.*")
    assert {"b.mp4", "e.mp4"} == {name for name, _, _ in named(folder / "**" / "*.mp4")}


def test_a_file_named_outright_is_always_listed(folder: Path) -> None:
    assert [("notes.txt", "notes", "video")] == named(folder / "notes.txt")
    assert [("missing.mp4", "missing", "video")] == named(folder / "missing.mp4")


def test_a_file_whose_name_looks_like_a_glob_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "take[1].mp4").touch()

    assert [("take[1].mp4", "take[1]", "video")] == named(tmp_path / "take[1].mp4")


def test_the_stem_drops_the_last_suffix_or_that_of_a_recording(tmp_path: Path) -> None:
    names = ("a.b.mp4", "x.poses.parquet", "noend")

    assert ["a.b", "x", "noend"] == [found.stem for found in find(names)]


def test_a_recording_in_a_results_folder_is_called_after_that_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(a_results_folder(tmp_path, "tonight") / "tonight")

    assert ["tonight"] == [found.stem for found in find(["poses.parquet"])]
    assert ["tonight"] == [found.stem for found in find(["../tonight/poses.parquet"])]
    assert ["tonight", "tonight-2"] == [found.stem for found in find(["poses.parquet", "tonight.mp4"])]


def a_results_folder(into: Path, *clips: str) -> Path:
    """What `analyze --overlay` leaves."""
    for clip in clips:
        (into / clip).mkdir(parents=True)
        for name in ("poses.parquet", "measures.parquet", "result.json", "report.html", "overlay.mp4"):
            (into / clip / name).touch()
    (into / "summary.csv").touch()
    return into


def test_a_results_folder_gives_its_recordings_and_never_an_overlay(tmp_path: Path) -> None:
    results = a_results_folder(tmp_path / "results", "b", "a", ".hidden")

    assert [("poses.parquet", "a", "recording"), ("poses.parquet", "b", "recording")] == named(results)
    assert [("poses.parquet", "a", "recording")] == named(results / "a")
    assert [("overlay.mp4", "overlay", "video")] == named(results / "a" / "overlay.mp4")
    with pytest.raises(NothingToDoError):
        find([str(results / "*" / "*.mp4")])


def test_a_recording_of_a_results_folder_is_told_with_its_folder(tmp_path: Path) -> None:
    results = a_results_folder(tmp_path / "results", "a")
    (tmp_path / "b.poses.parquet").touch()

    assert ["a/poses.parquet", "b.poses.parquet"] == [
        found.name for found in find([str(results), str(tmp_path / "b.poses.parquet")])
    ]


def test_a_folder_with_media_and_results_gives_the_media_alone(folder: Path) -> None:
    a_results_folder(folder, "results")

    assert 4 == len(named(folder))


def test_a_recording_of_the_results_folder_keeps_its_place_so_that_nothing_overwrites_it(tmp_path: Path) -> None:
    others, results = a_results_folder(tmp_path / "other", "clip"), a_results_folder(tmp_path / "results", "clip")
    paths = [str(tmp_path / "clip.mp4"), str(others), str(results)]
    found = find(paths, out=results)

    assert ["clip-2", "clip-3", "clip"] == [given.stem for given in found]
    assert results / "clip" / "poses.parquet" == found[-1].path
    assert ["clip", "clip-2", "clip-3"] == [given.stem for given in find(paths, out=tmp_path / "new")]


def test_a_path_without_a_name_is_refused() -> None:
    with pytest.raises(NothingToDoError, match="empty name"):
        find([""])


def test_a_clash_of_stems_gets_a_number(tmp_path: Path) -> None:
    paths = ("one/clip.mp4", "two/clip.mov", "three/CLIP.mkv", "clip-2.mp4")

    assert ["clip", "clip-2", "CLIP-3", "clip-2-2"] == [found.stem for found in find(paths)]


@pytest.mark.parametrize("name", ["empty", "*.mp4"])
def test_nothing_found_is_told_with_the_path_last(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    text = str(tmp_path / name)
    with pytest.raises(NothingToDoError, match="Expected") as told:
        find([text])

    assert str(told.value).endswith(text)
