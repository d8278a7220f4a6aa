"""`stretchcheck tune` on rendered clips: what it writes, what it refuses, and that a killed run ends as any other."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
import tomllib
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calibration.tuning.objectives import QUANTITIES
from calibration.tuning.space import read_space
from protocols.thresholds import DEFAULTS
from stretchcheck.calibrated import NOTHING, CalibratedSettings, Calibration, Known
from stretchcheck.profiles import load
from stretchcheck.tune.gathered import Material
from stretchcheck.tune.searching import _COUNTED_BY, Effort, Searched, _name
from stretchcheck.tune.trials import Log

ROOT = Path(__file__).parents[1]
TRUTH, RECORDINGS = ROOT / "bench" / "truth", ROOT / "bench" / "recordings"
TWISTS = [
    f"twist_oblique_{bank}_{theme}"
    for bank, themes in (
        ("left_1", ("form_left", "good")),
        ("left_3", ("form", "good")),
        ("right_1", ("form_left", "good")),
    )
    for theme in themes
]
VOLATILE = ("made_at", "command")


def arguments(out: Path, *more: str, clips: list[str] = TWISTS) -> list[str]:
    """Twists of three people, all called development."""
    parts = out.with_suffix(".csv")
    parts.write_text("clip,split\n" + "".join(f"{clip},development\n" for clip in clips))
    labels = [str(TRUTH / f"{clip}.truth.json.gz") for clip in clips]
    given = ["--recordings", str(RECORDINGS), "--out", str(out), "--splits", str(parts), "--draws", "200"]
    return [sys.executable, "-m", "stretchcheck", "tune", *labels, *given, *more]


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=250)


def document(out: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((out / "tuning.json").read_text())
    return {name: value for name, value in read.items() if name not in VOLATILE}


@pytest.fixture(scope="module")
def tuned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    out = tmp_path_factory.mktemp("tuned") / "out"
    return out, run(arguments(out, "--objective", "shoulder_lift", "--trials", "20", "--adopt-all"))


def test_it_ends_well_and_says_that_three_people_are_few(tuned: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    _, done = tuned

    assert (0, True) == (done.returncode, "Only 3 people" in done.stderr)


def test_a_report_is_written_and_the_checker_stands_beside_the_truth(
    tuned: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    out, _ = tuned
    told = document(out)

    assert "twist_lift_red_sw" in (out / "report.html").read_text(encoding="utf-8")
    assert ("stretchcheck", "truth") in {tuple(row["between"]) for row in told["agreement"]}
    assert (3, {"hamid": 1, "kenji": 1, "nora": 1}) == (
        told["support"]["subjects"], told["support"]["events"]["shoulder_lift"],
    )  # fmt: skip


def test_the_profile_says_where_each_number_comes_from(
    tuned: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    out, _ = tuned
    entry = tomllib.loads((out / "profile.toml").read_text())["thresholds"]["twist_lift_red_sw"]

    assert ["command", "data_sha256", "date", "interval", "note", "source", "value"] == sorted(entry)
    assert entry["interval"][0] <= entry["value"] <= entry["interval"][1]
    assert document(out)["data_sha256"] == entry["data_sha256"]
    assert entry["value"] == load(out / "profile.toml")["twist_lift_red_sw"]


def test_the_document_has_what_the_report_is_drawn_from(
    tuned: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    told = document(tuned[0])
    (row, _), (score,) = told["thresholds"], told["scores"]

    assert {"hamid", "kenji", "nora"} == {fold["held_out"][0] for fold in told["folds"]}
    assert (0.19, 0.14, 0.3) == (row["default"], row["low"], row["high"])
    assert all({"value", "score", "se", "found", "false_per_min", "good_all"} <= set(one) for one in row["sensitivity"])
    assert {"value", "interval"} == set(score["nested"]) == set(score["difference"])
    assert 6 == len(told["clips"])


def test_red_is_never_tried_below_green(tuned: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    row, _ = document(tuned[0])["thresholds"]

    assert 0.18 <= min(one["value"] for one in row["sensitivity"])


@pytest.mark.thorough
def test_without_proof_on_people_it_never_saw_nothing_is_taken_over(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(arguments(out, "--threshold", "twist_lift_red_sw", "--trials", "5"))

    assert 0 == done.returncode
    assert {"schema", "name", "thresholds"} >= set(tomllib.loads((out / "profile.toml").read_text()))
    assert [row["name"] for row in document(out)["thresholds"] if row["adopted"]] == list(
        load(out / "profile.toml").changed
    )


def test_a_bench_that_has_one_person_in_both_parts_is_refused_in_one_line(tmp_path: Path) -> None:
    clips = ["twist_oblique_right_1_good", "ktc_raised_left_2_good"]
    labels = [str(TRUTH / f"{clip}.truth.json.gz") for clip in clips]
    given = ["--recordings", str(RECORDINGS), "--out", str(tmp_path / "out")]
    done = run([sys.executable, "-m", "stretchcheck", "tune", *labels, *given])

    assert (2, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert "nora is in development (twist_oblique_right_1_good) and test (ktc_raised_left_2_good)" in done.stderr


def test_a_file_of_parts_that_mixes_a_person_is_refused(tmp_path: Path) -> None:
    command = arguments(tmp_path / "out", "--trials", "5")
    parts = (tmp_path / "out").with_suffix(".csv")
    parts.write_text(parts.read_text().replace(f"{TWISTS[0]},development", f"{TWISTS[0]},test"))
    done = run(command)

    assert (2, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert "Expected every person in one part only" in done.stderr


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--split", "test"], "Expected the development part to tune on, but got test"),
        (["--objective", "jolts"], "Expected an objective such as"),
        (["--threshold", "drift_dog"], "Expected a threshold such as"),
        (["--space", "nowhere.toml"], "Expected a search space, but there is no such file: nowhere.toml"),
    ],
)
def test_what_cannot_be_tuned_is_refused_in_one_line(tmp_path: Path, more: list[str], says: str) -> None:
    done = run(arguments(tmp_path / "out", *more, clips=TWISTS[:1]))

    assert (2, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert says in done.stderr


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--objective", "jerk"), "Expected no --objective beside --explore"),
        (("--adopt-all",), "Expected no --adopt-all beside --explore"),
        (("--named",), "Expected no --named beside --explore"),
        (("--split", "test"), "Expected the development part to tune on"),
        (("--splits", "nowhere.csv"), "there is none: nowhere.csv"),
    ],
)
def test_the_explorer_takes_no_option_that_it_would_not_heed(more: tuple[str, ...], says: str) -> None:
    labels = [str(TRUTH / f"{TWISTS[0]}.truth.json.gz"), "--recordings", str(RECORDINGS)]
    done = run([sys.executable, "-m", "stretchcheck", "tune", *labels, "--explore", "--host-only", *more])

    assert (2, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert says in done.stderr


@pytest.mark.thorough
def test_one_raters_labels_can_be_tuned_on_alone(tmp_path: Path) -> None:
    """The correction says that there was no lift in one clip; what the truth says elsewhere still counts."""
    corrected = tmp_path / "labels.csv"
    corrected.write_text(
        f"clip,start_s,end_s,kind,stretch,side,subject,rater\n{TWISTS[0]},10.1,40.5,hold,spinal-twist,left,kenji,me\n"
    )
    agreements = []
    for more in ((), ("--rater", "me")):
        out = tmp_path / f"out{len(more)}"
        done = run([*arguments(out, "--objective", "shoulder_lift", "--trials", "4", *more), str(corrected)])
        assert 0 == done.returncode, done.stderr
        agreements.append(document(out)["agreement"])
    assert agreements[0] != agreements[1]

    done = run([*arguments(tmp_path / "no", "--rater", "nobody"), str(corrected)])
    assert (2, True) == (done.returncode, "they are of me, truth" in done.stderr)


def test_an_objective_without_a_labelled_fault_is_left_alone_and_says_so(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(arguments(out, "--objective", "jerk", "--trials", "5", clips=TWISTS[:2]))
    row = document(out)["thresholds"][0]

    assert (0, []) == (done.returncode, row["sensitivity"])
    assert "There is no labelled jerk to choose by" in row["reason"]


def finished(out: Path) -> int:
    """Trials in the log."""
    path = out / "trials.sqlite"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        try:
            return int(database.execute("select count(*) from trials where state = 'COMPLETE'").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nothing can be killed like that here")
@pytest.mark.thorough
def test_a_run_that_was_killed_and_goes_on_ends_as_one_that_was_not(tmp_path: Path) -> None:
    more = ("--objective", "unstacked", "--trials", "36")
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    process = subprocess.Popen(arguments(killed, *more), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until_s = time.monotonic() + 200
    while finished(killed) < 8 and process.poll() is None and time.monotonic() < until_s:
        time.sleep(0.05)
    process.kill()
    process.wait()
    had = finished(killed)
    run(arguments(killed, *more))
    run(arguments(whole, *more))

    assert 8 <= had < 36
    assert (36, 36) == (finished(killed), finished(whole))
    assert document(whole) == document(killed)


def test_what_a_trial_depends_on_begins_a_new_study() -> None:
    search = read_space()[0]
    each = Searched(search, [], [])
    effort, noisy = Effort(10, 0, 1), {"rest_thigh_trunk_left_deg": Known(20.0, {"noise": 6.0})}
    names = [
        _name(each, Material(), base, effort)
        for base in (
            DEFAULTS,
            CalibratedSettings({}, "mine", NOTHING),
            CalibratedSettings({}, "mine", Calibration(person=noisy)),
        )
    ]

    assert names[0] == names[1] != names[2]
    for part in ("tune/replay.py", "tune/noted.py", "tune/judging.py"):
        assert part in _COUNTED_BY


def test_a_trial_of_other_values_than_those_of_its_number_is_none_of_ours(tmp_path: Path) -> None:
    search = read_space()[0]
    log = Log(tmp_path / "trials.sqlite")
    values = {span.name: span.low for span in search.spans}
    counts = np.zeros((2, len(QUANTITIES)))
    log.add("study", search, {3: (values, counts)})
    other = {**values, search.spans[0].name: search.spans[0].high}

    assert [3] == [*log.finished("study", [other, other, other, values])]
    assert {} == log.finished("study", [values, values, values, other])
    assert {} == log.finished("study", [values])
    log.close()
