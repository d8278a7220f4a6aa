"""What a user sees of `stretchcheck`: help that teaches, one clear line, the right exit code."""

import json
import subprocess
import sys

import pytest

from drawn_recording import write_recording
from protocols.stretches import STRETCHES
from stretchcheck.cli import main


@pytest.fixture
def run(monkeypatch, capfd):
    """A command in this process: its exit code, and all it shows, what libraries write past Python too."""

    def typed(*words):
        monkeypatch.setattr(sys, "argv", ["stretchcheck", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        return subprocess.CompletedProcess(words, int(left.value.code or 0), *capfd.readouterr())

    return typed


def started(*words):
    """The same as a process of its own."""
    code = "from stretchcheck.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)], capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    return write_recording(tmp_path_factory.mktemp("recording") / "good.poses.parquet")


def test_every_level_has_help(run):
    for level in ([], ["analyze"], ["models"], ["models", "fetch"]):
        shown = run(*level, "--help")

        assert 0 == shown.returncode
        assert "Usage" in shown.stdout


def test_the_version_is_told():
    shown = started("--version")

    assert 0 == shown.returncode
    assert shown.stdout.startswith("stretchcheck ")


def test_a_recording_is_judged_and_a_table_ends_with_the_path_of_the_report(run, recording, tmp_path):
    shown = run("analyze", recording, "--out", tmp_path / "out")

    assert 0 == shown.returncode, shown.stderr
    assert str(tmp_path / "out" / "good" / "report.html") in shown.stdout.replace("\n", "")
    assert (tmp_path / "out" / "summary.csv").is_file()


def test_json_prints_one_result_a_line_and_nothing_else(recording, tmp_path):
    shown = started("analyze", recording, "--out", tmp_path / "out", "--json")
    (line,) = shown.stdout.splitlines()

    assert 1 == json.loads(line)["schema"]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda folder: folder / "missing.mp4", "no such file"),
        (lambda folder: _write(folder / "letter.mp4", b"Dear reader, this is no video.\n" * 40), "letter.mp4"),
        (lambda folder: _write(folder / "empty.mp4", b""), "empty.mp4"),
        (lambda folder: _write(folder / "foreign.poses.parquet", b"PAR1 nothing PAR1"), "foreign.poses.parquet"),
        (lambda folder: folder / "nothing*.mp4", "matched none"),
        (lambda folder: "", "empty name"),
        (lambda folder: folder / ("a" * 300), "Expected"),
    ],
)
def test_bad_input_gets_one_clear_line_and_exit_code_two(run, tmp_path, make, said):
    shown = run("analyze", make(tmp_path), "--out", tmp_path / "out")

    assert 2 == shown.returncode
    assert said in shown.stderr
    assert 1 == len(shown.stderr.strip().splitlines())
    assert "Traceback" not in shown.stderr


def test_one_bad_file_does_not_stop_the_others(run, recording, tmp_path):
    bad = _write(tmp_path / "bad.mp4", b"no video")
    shown = run("analyze", bad, recording, "--out", tmp_path / "out", "--json")

    assert 1 == shown.returncode
    assert "bad.mp4" in shown.stderr
    assert 1 == len(shown.stdout.splitlines())
    assert not (tmp_path / "out" / "bad").exists()


def test_an_unknown_threshold_is_refused_with_the_nearest_names(run, recording, tmp_path):
    profile = tmp_path / "strict.toml"
    profile.write_text("schema = 1\n[thresholds]\naccel_red = 80\n", encoding="utf-8")
    shown = run("analyze", recording, "--profile", profile, "--out", tmp_path / "out")

    assert 2 == shown.returncode
    assert "accel_red_deg_s2" in shown.stderr
    assert not (tmp_path / "out").exists()


def test_the_stretches_to_choose_from_are_all_that_can_be_judged(run, recording):
    shown = run("analyze", "--help").stdout
    wrong = run("analyze", recording, "--stretch", "yoga")

    for name in (*STRETCHES, "auto"):
        assert name in shown
        assert name in wrong.stderr
    assert 2 == wrong.returncode


def test_a_results_folder_is_judged_again_in_its_place(run, recording, tmp_path):
    run("analyze", recording, "--out", tmp_path / "out")
    first = (tmp_path / "out" / "good" / "result.json").read_bytes()
    shown = run("analyze", tmp_path / "out", "--out", tmp_path / "out")

    assert 0 == shown.returncode, shown.stderr
    assert ["good", "summary.csv"] == sorted(path.name for path in (tmp_path / "out").iterdir())
    assert first == (tmp_path / "out" / "good" / "result.json").read_bytes()


def test_an_unknown_option_is_wrong_usage(run, recording):
    shown = run("analyze", recording, "--colour", "blue")

    assert 2 == shown.returncode
    assert "--colour" in shown.stderr


def test_a_profile_changes_the_verdict_and_its_numbers_are_in_the_result(run, recording, tmp_path):
    profile = tmp_path / "patient.toml"
    profile.write_text("schema = 1\nname = 'patient'\n[thresholds]\nktc_engaged_deg = 150.0\n", encoding="utf-8")
    shown = run("analyze", recording, "--profile", profile, "--out", tmp_path / "out", "--json")
    result = json.loads(shown.stdout)
    (depth,) = [check for check in result["repetitions"][0]["checks"] if check["name"] == "depth"]

    assert 150.0 == result["settings"]["ktc_engaged_deg"]
    assert "patient" == result["settings"]["profile"]
    assert "fault" == depth["verdict"]


def test_a_results_folder_that_cannot_be_made_is_said_in_one_line(run, recording, tmp_path):
    _write(tmp_path / "taken", b"a file where the folder should be")
    shown = run("analyze", recording, "--out", tmp_path / "taken")

    assert 2 == shown.returncode
    assert "results folder" in shown.stderr
    assert "errno" not in shown.stderr.lower()
    assert "Traceback" not in shown.stderr


def _write(path, data):
    path.write_bytes(data)
    return path
