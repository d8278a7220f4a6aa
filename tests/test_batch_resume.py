"""What is finished is kept when it is exactly what would come out again, and nothing else is."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from batches import contents, record, seen_video
from clips import clip
from drawn_recording import write_recording
from protocols.thresholds import Settings
from stretchcheck.analyze import Options, Outcome, analyze
from stretchcheck.batch import stamp
from stretchcheck.inputs import find
from vision.models import FOLDER_VARIABLE

STRICT = Settings({"ktc_engaged_deg": 150.0}, "strict")


def analysed(given: Path, out: Path, **more: object) -> Outcome:
    (outcome,) = analyze(find([str(given)], out=out), Options(out=out, **more), progress=lambda *_: None)

    assert outcome.error is None
    return outcome


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a recording and its results."""
    folder = tmp_path_factory.mktemp("done")
    (given,) = record(folder, 1)
    analysed(given, folder / "out")
    return folder


@pytest.fixture
def folder(done: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(done, tmp_path / "done"))


def test_what_is_finished_is_found_and_the_same_is_told(folder: Path) -> None:
    before = contents(folder / "out")
    (folder / "out" / "summary.csv").unlink()
    changed_ns = (folder / "out" / "clip0" / "result.json").stat().st_mtime_ns
    outcome = analysed(folder / "clip0.poses.parquet", folder / "out", resume=True)

    assert outcome.found
    assert json.loads(before["clip0/result.json"]) == outcome.result
    assert before == contents(folder / "out")
    assert changed_ns == (folder / "out" / "clip0" / "result.json").stat().st_mtime_ns


def test_without_resume_everything_is_done_anew(folder: Path) -> None:
    assert not analysed(folder / "clip0.poses.parquet", folder / "out").found


@pytest.mark.parametrize(
    "asked",
    [
        {"settings": STRICT},
        {"settings": Settings({"ktc_engaged_deg": 150.0})},
        {"settings": Settings({}, "renamed")},
        {"stretch": "knee-to-chest"},
        {"side": "left"},
    ],
)
def test_what_was_judged_otherwise_is_judged_anew_and_ends_as_if_it_were_the_first_time(
    folder: Path, tmp_path: Path, asked: dict[str, object]
) -> None:
    given = folder / "clip0.poses.parquet"
    outcome = analysed(given, folder / "out", resume=True, **asked)
    analysed(given, tmp_path / "first", **asked)

    assert not outcome.found
    assert contents(tmp_path / "first") == contents(folder / "out")
    assert analysed(given, folder / "out", resume=True, **asked).found


@pytest.mark.parametrize("name", ["result.json", "measures.parquet", "poses.parquet", ".stretchcheck.json"])
@pytest.mark.parametrize("change", [lambda path: path.unlink(), lambda path: path.write_bytes(b"{}")])
def test_a_result_that_is_missing_or_was_changed_is_made_again(folder: Path, name: str, change: object) -> None:
    before = contents(folder / "out")
    change(folder / "out" / "clip0" / name)
    outcome = analysed(folder / "clip0.poses.parquet", folder / "out", resume=True)

    assert not outcome.found
    assert before == contents(folder / "out")


def test_a_report_that_was_built_anew_is_kept_and_one_that_is_missing_is_made_again(folder: Path) -> None:
    report = folder / "out" / "clip0" / "report.html"
    report.write_text("built anew", encoding="utf-8")

    assert analysed(folder / "clip0.poses.parquet", folder / "out", resume=True).found
    assert "built anew" == report.read_text(encoding="utf-8")
    report.unlink()

    assert not analysed(folder / "clip0.poses.parquet", folder / "out", resume=True).found
    assert report.is_file()


def test_another_file_under_the_same_name_is_not_taken_for_the_one_that_was_done(folder: Path) -> None:
    write_recording(folder / "clip0.poses.parquet")
    outcome = analysed(folder / "clip0.poses.parquet", folder / "out", resume=True)

    assert not outcome.found
    assert (folder / "clip0.poses.parquet").read_bytes() == (folder / "out" / "clip0" / "poses.parquet").read_bytes()


def test_judging_that_breaks_off_leaves_no_stamp_that_says_it_is_finished(folder: Path) -> None:
    """What an earlier run left beside files that are newer must not be taken for one."""
    report = folder / "out" / "clip0" / "report.html"
    report.unlink()
    report.mkdir()
    (outcome,) = analyze(
        find([str(folder / "clip0.poses.parquet")]),
        Options(out=folder / "out", settings=STRICT, resume=True),
        progress=lambda *_: None,
    )

    assert outcome.error is not None
    assert stamp.Stamp.of(report.parent).judged is None
    report.rmdir()

    assert not analysed(folder / "clip0.poses.parquet", folder / "out", resume=True).found


@pytest.fixture
def video(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A video that the networks have seen, in a world without networks."""
    path = seen_video(tmp_path, tmp_path / "out")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "file_where_no_network_can_be"))
    (tmp_path / "file_where_no_network_can_be").touch()
    return path


def test_a_video_that_was_seen_is_judged_anew_without_networks(video: Path, tmp_path: Path) -> None:
    first = analysed(video, tmp_path / "out", resume=True)
    strict = analysed(video, tmp_path / "out", resume=True, settings=STRICT)

    assert (False, False) == (first.found, strict.found)
    assert "strict" == strict.result["settings"]["profile"]
    assert analysed(video, tmp_path / "out", resume=True, settings=STRICT).found


def test_its_recording_judged_in_its_place_stays_known_as_that_of_the_video(video: Path, tmp_path: Path) -> None:
    place = tmp_path / "out" / "seen"
    analysed(place / "poses.parquet", tmp_path / "out", settings=STRICT)

    assert stamp.Stamp.of(place).seen.startswith("video seen.mp4 ")
    assert not analysed(video, tmp_path / "out", resume=True).found


@pytest.mark.parametrize(
    "asked", [{"resume": False}, {"resume": True, "model": "lite"}, {"resume": True, "renamed": 1}]
)
def test_a_video_is_seen_again_for_another_network_another_name_or_without_resume(
    video: Path, tmp_path: Path, asked: dict[str, object]
) -> None:
    if asked.pop("renamed", None):
        video = video.rename(video.with_suffix(".mkv"))
    (outcome,) = analyze(find([str(video)]), Options(out=tmp_path / "out", **asked), progress=lambda *_: None)

    assert outcome.error is not None
    assert FOLDER_VARIABLE in outcome.error


def test_an_overlay_that_was_not_asked_for_before_is_drawn(video: Path, tmp_path: Path) -> None:
    analysed(video, tmp_path / "out", resume=True)
    outcome = analysed(video, tmp_path / "out", resume=True, overlay=True)

    assert not outcome.found
    assert (tmp_path / "out" / "seen" / "overlay.mp4").is_file()


def test_an_overlay_of_other_settings_is_drawn_anew(video: Path, tmp_path: Path) -> None:
    asked = {"resume": True, "overlay": True}
    analysed(video, tmp_path / "out", settings=STRICT, **asked)
    analysed(video, tmp_path / "out", resume=True)

    assert not analysed(video, tmp_path / "out", **asked).found
    assert analysed(video, tmp_path / "out", **asked).found


@pytest.mark.model
def test_what_the_networks_saw_is_kept_when_judging_breaks_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = clip(tmp_path / "short.mp4", n=5)
    (tmp_path / "out" / "short" / "report.html").mkdir(parents=True)
    options = Options(out=tmp_path / "out", model="lite")
    (outcome,) = analyze(find([str(path)]), options, progress=lambda *_: None)

    assert "report.html" in (outcome.error or "")
    (tmp_path / "out" / "short" / "report.html").rmdir()
    monkeypatch.setenv(FOLDER_VARIABLE, str(path))

    assert "lite" == analysed(path, tmp_path / "out", model="lite", resume=True).result["engine"]["model"]


def test_the_table_has_every_clip_in_the_order_of_the_files_from_the_first_one_on(tmp_path: Path) -> None:
    given = record(tmp_path / "given", 3)
    options = Options(out=tmp_path / "out")
    list(analyze(find(map(str, given[1:])), options, progress=lambda *_: None))
    running = analyze(find(map(str, given)), replace(options, resume=True), progress=lambda *_: None)
    first = next(running)
    names = [line.split(",")[0] for line in (tmp_path / "out" / "summary.csv").read_text("utf-8").splitlines()[1:]]
    last = list(running)[-1]
    later = [line.split(",")[0] for line in (tmp_path / "out" / "summary.csv").read_text("utf-8").splitlines()[1:]]

    assert ("clip1", "clip0") == (first.input.stem, last.input.stem)
    assert [f"clip{number}.poses.parquet" for number in (1, 2)] == names
    assert [f"clip{number}.poses.parquet" for number in (0, 1, 2)] == later


def test_the_key_of_the_program_changes_with_its_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = stamp.program_key()
    home = Path(shutil.copytree(Path(stamp.protocols.__file__).parent, tmp_path / "protocols"))
    monkeypatch.setattr(stamp.protocols, "__file__", str(home / "__init__.py"))
    stamp.program_key.cache_clear()

    assert first == stamp.program_key()
    with (home / "hold.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    stamp.program_key.cache_clear()

    assert first != stamp.program_key()
    stamp.program_key.cache_clear()


def test_a_stamp_that_is_no_stamp_says_nothing(tmp_path: Path) -> None:
    for said in ("", "[]", "{}", '{"schema": 2}', '{"schema": 1, "seen": null}', "null"):
        (tmp_path / stamp.STAMP).write_text(said, encoding="utf-8")

        assert stamp.Stamp() == stamp.Stamp.of(tmp_path)
    os.unlink(tmp_path / stamp.STAMP)

    assert stamp.Stamp() == stamp.Stamp.of(tmp_path)
