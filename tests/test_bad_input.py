"""What nobody should give and everybody does: one clear line and the right exit code, and nothing done is lost."""

import sys
from pathlib import Path

import pytest

from bad_files import analyzed, disk, typed
from drawn_recording import write_recording
from stretchcheck.reasons import reason_and_path
from weights import a_model, own_cache

only_posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")


# -- names


def test_results_of_a_file_called_like_a_folder_above_stay_in_the_results_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for name in ("..poses.parquet", "...poses.parquet"):
        path = write_recording(tmp_path / "good.poses.parquet").rename(tmp_path / name)

        assert analyzed(path, out).result is not None
        assert out / "recording" == analyzed(path, out).folder


def test_no_clip_takes_the_place_of_the_table(tmp_path, monkeypatch, capsys) -> None:
    path = write_recording(tmp_path / "summary.csv.poses.parquet")
    code, _, _ = typed(monkeypatch, capsys, "analyze", path, "--out", tmp_path / "out")

    assert 0 == code
    assert (tmp_path / "out" / "summary.csv").is_file()
    assert (tmp_path / "out" / "summary.csv-2" / "result.json").is_file()


def test_a_table_that_cannot_be_written_is_told_in_a_line_and_costs_no_result(tmp_path, monkeypatch, capsys) -> None:
    path = write_recording(tmp_path / "good.poses.parquet")
    (tmp_path / "out" / "summary.csv").mkdir(parents=True)
    code, shown, told = typed(monkeypatch, capsys, "analyze", path, "--out", tmp_path / "out")

    assert 1 == code
    assert f"report: {tmp_path}/out/good/report.html" in shown.replace("\n", "")
    assert (tmp_path / "out" / "good" / "result.json").is_file()
    (line,) = [line for line in told if "summary.csv" in line]
    assert line.startswith("stretchcheck: Could not write summary.csv, ")


@only_posix
def test_an_odd_name_breaks_no_line_colours_nothing_and_leads_to_its_report(tmp_path, monkeypatch, capsys) -> None:
    good = write_recording(tmp_path / "[red]good.poses.parquet")
    bad = tmp_path / "a\nb\x1b[31m.mp4"
    bad.write_bytes(b"no film")
    code, shown, told = typed(monkeypatch, capsys, "analyze", bad, good, "--out", tmp_path / "out", "--jobs", 1)

    assert 1 == code
    assert f"report: {tmp_path}/out/[red]good/report.html" in shown
    assert 1 == len(told)
    assert told[0].startswith(r"stretchcheck: a\nb\x1b[31m.mp4: Expected ")


# -- wrong usage


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["analyze", "a.mp4", "--strech", "auto"], "No such option: --strech (Possible options: --stretch)"),
        (["analyze", "a.mp4", "--stretch", "yoga"], "'yoga' is not one of 'knee-to-chest', 'spinal-twist'"),
        (["analyze", "a.mp4", "--jobs", "many"], "Invalid value for '--jobs'"),
        (["analyze"], "Missing argument 'PATH...'"),
        (["analyz", "a.mp4"], "Did you mean 'analyze'?"),
        (["analyze", "a.mp4", "--out", ""], "Expected a folder after --out, but got an empty name"),
    ],
)
def test_wrong_usage_gets_one_line_and_exit_code_two(words, said, monkeypatch, capsys) -> None:
    code, _, told = typed(monkeypatch, capsys, *words)

    assert 2 == code
    assert 1 == len(told)
    assert told[0].startswith("stretchcheck: ")
    assert said in told[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("drift_deg = 1" + "0" * 400, "Expected 0.25 to 40 for 'drift_deg'"),
        ("drift_deg = 1" + "0" * 5000, "Expected a TOML file"),
        ("drift_deg = inf", "Expected a number for 'drift_deg', but got inf"),
        ("drift_deg = " + "[" * 5000 + "]" * 5000, "nested too deep"),
        ('"a\\nb" = 1', r"but got 'a\nb'"),
    ],
)
def test_a_profile_of_odd_numbers_is_refused_in_one_line(text, said, tmp_path, monkeypatch, capsys) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(f"schema = 1\n[thresholds]\n{text}\n", encoding="utf-8")
    code, _, told = typed(monkeypatch, capsys, "analyze", "a.mp4", "--profile", path, "--out", tmp_path / "out")

    assert 2 == code
    assert 1 == len(told)
    assert said in told[0]


@pytest.mark.parametrize("name", ["[1, 2]", '""', '"a\\nb"'])
def test_a_profile_is_called_by_one_line_of_text(name, tmp_path, monkeypatch, capsys) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(f"schema = 1\nname = {name}\n", encoding="utf-8")
    code, _, told = typed(monkeypatch, capsys, "analyze", "a.mp4", "--profile", path)

    assert 2 == code
    assert 1 == len(told)
    assert "Expected a name of one line of text" in told[0]


def test_a_profile_may_begin_with_the_mark_that_windows_puts_there(tmp_path, monkeypatch, capsys) -> None:
    path = tmp_path / "marked.toml"
    path.write_bytes(b"\xef\xbb\xbfschema = 1\n")
    good = write_recording(tmp_path / "good.poses.parquet")

    assert 0 == typed(monkeypatch, capsys, "analyze", good, "--profile", path, "--out", tmp_path / "out")[0]


# -- disks and networks


def test_a_disk_that_fills_up_costs_only_what_did_not_fit(tmp_path, monkeypatch, capsys) -> None:
    first = write_recording(tmp_path / "first.poses.parquet")
    second = write_recording(tmp_path / "second.poses.parquet")
    typed(monkeypatch, capsys, "analyze", first, "--out", tmp_path / "measured")
    pages = sum(-(-path.stat().st_size // 4096) + 1 for path in (tmp_path / "measured").rglob("*"))
    with disk(tmp_path / "small", f"size={(pages + 10) * 4096}") as small:
        code, _, told = typed(monkeypatch, capsys, "analyze", first, second, "--out", small / "out")
        left = sorted(path.name for path in (small / "out" / "first").iterdir())

        assert 1 == code
        assert sorted(path.name for path in (tmp_path / "measured" / "first").iterdir()) == left
        assert not [path for path in small.rglob("*.part")]
    assert 1 == len(told)
    assert told[0].startswith("stretchcheck: second.poses.parquet: Could not write the results, ")
    assert "no space left on device" in told[0]


def test_a_disk_that_cannot_be_written_is_told_in_one_line(tmp_path, monkeypatch, capsys) -> None:
    good = write_recording(tmp_path / "good.poses.parquet")
    with disk(tmp_path / "locked", "ro") as locked:
        for out in (locked, locked / "new"):
            code, _, told = typed(monkeypatch, capsys, "analyze", good, "--out", out)

            assert 2 == code
            assert 1 == len(told)
            assert "read-only file system" in told[0]


def test_a_damaged_network_that_cannot_be_fetched_again_is_called_damaged(tmp_path, monkeypatch) -> None:
    from vision import models
    from vision._registry import WebFile

    cache = own_cache(tmp_path, monkeypatch)
    network = a_model(WebFile("http://127.0.0.1:9/weights"))
    monkeypatch.setitem(models.MODELS, network.name, network)
    with pytest.raises(models.ModelMissing, match="test_net cannot be had"):
        models.ensure(network.name, progress=False)
    models.path_of(network).write_bytes(b"half of it")
    with pytest.raises(models.ModelMissing, match="test_net is damaged and cannot be had") as told:
        models.ensure(network.name, progress=False)

    assert 1 == len(str(told.value).splitlines())
    assert b"half of it" == (cache / network.file).read_bytes()


def test_only_the_systems_own_words_are_told() -> None:
    around = OSError("Error writing bytes to file. Detail: [errno 28] No space left on device")

    assert "no space left on device" == reason_and_path(around)
    assert "a file of that name is in its place: out" == reason_and_path(FileExistsError(17, "File exists", "out"))
