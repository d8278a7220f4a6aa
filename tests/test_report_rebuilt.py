"""Reports built anew from the files of a results folder: the same bytes, without the clip, and honest about damage."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from drawn_recording import write_recording
from protocols.thresholds import DEFAULTS
from results import a_repetition, a_result, a_series
from stretchcheck import results
from stretchcheck.analyze import Options, analyze
from stretchcheck.inputs import find
from stretchcheck.judging import judge
from stretchcheck.report import Thumbnail, render_report
from stretchcheck.report.files import FilesError, kept_thumbnails, read_result, read_series, rebuild, write_report
from stretchcheck.report.words import seconds
from vision.recording import Recording

PICTURES = [
    Thumbnail(6.15, 'Jerk, at "once" & <b>', b"\xff\xd8one"),
    Thumbnail(119.96, "Middle of the hold", b"\xff\xd8two"),
]


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that analyze wrote of a drawn recording."""
    root = tmp_path_factory.mktemp("drawn")
    recording = write_recording(root / "good.poses.parquet")
    (outcome,) = analyze(find([str(recording)]), Options(out=root / "out"), progress=lambda *_: None)

    assert outcome.error is None
    return outcome.folder


@pytest.fixture
def folder(analysed: Path, tmp_path: Path) -> Path:
    """A copy of it to break."""
    for path in analysed.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def test_a_rebuilt_report_is_the_one_that_analyze_wrote_byte_for_byte(folder: Path) -> None:
    before = (folder / "report.html").read_bytes()
    (folder / "poses.parquet").unlink()
    rebuilt = rebuild(folder)

    assert before == (folder / "report.html").read_bytes()
    assert 0 == rebuilt.pictures


def test_pictures_of_the_earlier_report_are_kept_byte_for_byte(folder: Path) -> None:
    write_report(folder, read_result(folder / "result.json"), PICTURES)
    before = (folder / "report.html").read_bytes()
    rebuilt = rebuild(folder)

    assert before == (folder / "report.html").read_bytes()
    assert 2 == rebuilt.pictures
    assert [(one.caption, one.jpeg) for one in PICTURES] == [
        (one.caption, one.jpeg) for one in kept_thumbnails(folder / "report.html") or []
    ]


def test_a_report_without_an_earlier_one_is_built_and_says_that_no_pictures_were_there(folder: Path) -> None:
    (folder / "report.html").unlink()

    assert rebuild(folder).pictures is None
    assert (folder / "report.html").is_file()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>",
        '<img src="data:image/jpeg;base64,!!" alt="a, at 1.0 s">',
        '<img src="https://x.example/a.jpg" alt="a, at 1.0 s">',
        '<img src="L3k=" alt="a, at 1.0 s">',
        '<img alt="x">',
    ],
)
def test_nothing_but_pictures_of_ours_is_taken_from_an_earlier_report(folder: Path, text: str) -> None:
    (folder / "report.html").write_text(text, encoding="utf-8")

    assert [] == kept_thumbnails(folder / "report.html")


def test_series_read_back_are_those_that_were_judged(folder: Path) -> None:
    judged = judge(Recording(folder / "poses.parquet"), stretch="auto", side="auto", settings=DEFAULTS)
    series = read_series(folder / "measures.parquet", read_result(folder / "result.json"))
    followed = judged.followed

    assert followed is not None
    np.testing.assert_allclose(series.time_s, followed.time_s, atol=1e-6)
    np.testing.assert_allclose(series.angle_deg, followed.angle_deg, atol=1e-3)
    np.testing.assert_allclose(series.speed_deg_s, followed.speed_deg_s, atol=1e-3)
    assert series.other_leg_deg is not None
    assert np.isfinite(series.other_leg_deg).any()


def test_ticks_between_scarce_frames_are_not_lost(tmp_path: Path) -> None:
    from materials import knee_to_chest

    clip = write_recording(tmp_path / "slow.poses.parquet", knee_to_chest())
    recording = Recording(clip)
    slow = [observation for observation in recording if observation.frame % 3 == 0]
    judged = judge(_Some(recording, slow), stretch="auto", side="auto", settings=DEFAULTS)  # type: ignore[arg-type]
    results.write_measures(tmp_path / "measures.parquet", judged)
    series = read_series(tmp_path / "measures.parquet", results.result(judged, DEFAULTS))

    assert judged.followed is not None
    assert len(judged.followed.time_s) == len(series.time_s) > 2.5 * len(judged.times_s)
    np.testing.assert_allclose(series.angle_deg, judged.followed.angle_deg, atol=1e-3)


class _Some:
    """Some observations of a recording."""

    def __init__(self, recording: Recording, observations: list[object]) -> None:
        self.metadata, self.path, self._observations = recording.metadata, recording.path, observations

    def __iter__(self) -> object:
        return iter(self._observations)


@pytest.mark.parametrize("name", ["result.json", "measures.parquet"])
@pytest.mark.parametrize("damage", ["gone", "empty", "cut", "other"])
def test_damaged_files_are_named_in_one_line_and_the_earlier_report_stays(folder: Path, name: str, damage: str) -> None:
    path, before = folder / name, (folder / "report.html").read_bytes()
    whole = path.read_bytes()
    path.unlink()
    if damage != "gone":
        path.write_bytes({"empty": b"", "cut": whole[: len(whole) // 2], "other": b'{"schema": 2}'}[damage])
    with pytest.raises(FilesError) as caught:
        rebuild(folder)

    assert str(caught.value).startswith("Expected ")
    assert str(caught.value).endswith(f": {path}")
    assert "\n" not in str(caught.value)
    assert before == (folder / "report.html").read_bytes()


def test_measures_of_a_version_without_the_steady_clock_say_how_to_get_it(folder: Path) -> None:
    path = folder / "measures.parquet"
    pq.write_table(pq.read_table(path).replace_schema_metadata(None), path)
    with pytest.raises(FilesError, match="`stretchcheck analyze` of the recording beside it"):
        rebuild(folder)


def test_measures_hold_every_frame_and_the_followed_angle_on_the_steady_clock_beside(folder: Path) -> None:
    table = pq.read_table(folder / "measures.parquet")
    told = json.loads(pq.read_metadata(folder / "measures.parquet").metadata[b"stretchcheck.followed"])

    assert {"frame", "time_s", "followed_deg", "speed_deg_s", "phase", "repetition"} <= set(table.column_names)
    assert {"time_s", "angle_deg", "speed_deg_s"} == set(told)
    assert 1 == len({len(values) for values in told.values()})


@pytest.mark.parametrize("time_s", [0.0, 6.15, 119.94, 119.96, 120.0, 129.06, 3599.97])
def test_the_words_of_a_time_stay_the_same_when_read_back_and_written_again(time_s: float, tmp_path: Path) -> None:
    html = render_report(a_result(a_repetition()), a_series(), [Thumbnail(time_s, "x", b"\xff")])
    (tmp_path / "report.html").write_text(html, encoding="utf-8", newline="")
    (read,) = kept_thumbnails(tmp_path / "report.html") or []

    assert seconds(time_s) == seconds(read.time_s)
    assert replace(read, time_s=0.0) == Thumbnail(0.0, "x", b"\xff")
