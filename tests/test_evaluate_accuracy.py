"""The page of accuracy says what the scores say, and floors under figures are kept and only ever raised."""

import json
import runpy
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from evaluated import record, tell_truth
from stretchcheck.evaluate.bars import BARS, FORM_KINDS, Bar
from stretchcheck.evaluate.clips import Manner
from stretchcheck.evaluate.floors import Floors, FloorsError, fallen, raised, read_floors, write_floors
from stretchcheck.evaluate.run import as_scores, evaluate
from stretchcheck.evaluate.tabled import bank_table
from stretchcheck.evaluate.written import write

SCRIPT = Path(__file__).parents[1] / "scripts" / "write_accuracy.py"


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an evaluation of two drawn clips with their truth left."""
    home = tmp_path_factory.mktemp("scored")
    fault = {"kind": "jerk", "start_s": 20.0, "end_s": 20.5, "size": 90.0, "unit": "deg_s2"}
    tell_truth(home / "truth", "good")
    tell_truth(home / "truth", "again", faults=[fault])
    recordings = record(home / "recordings", "good", "again")
    manner = Manner(home / "cache")
    write(home / "out", as_scores(evaluate([home / "truth"], recordings, manner), manner, draws=40))
    return home / "out"


Script = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Script:
    """The script in this process: its exit status and what it says."""

    def run(*arguments: Any) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", [str(SCRIPT), *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        return subprocess.CompletedProcess(arguments, int(left.value.code or 0), *capfd.readouterr())

    monkeypatch.syspath_prepend(SCRIPT.parent)
    return run


def of(**figures: tuple[float, float | None, float | None]) -> dict[str, Mapping[str, Any]]:
    """Figures of all clips by name, with two underscores for each dot: value, low and high."""
    own = {
        name.replace("__", "."): {"value": value, "low": low, "high": high, "n": 9}
        for name, (value, low, high) in figures.items()
    }
    return {"all": own}


# -- floors


def test_a_figure_that_falls_below_its_floor_or_above_its_ceiling_is_named() -> None:
    floors = Floors({"hold.iou": 0.9, "side.right": 1.0}, {"hold.mae_s": 0.5})
    lines = fallen(
        floors, of(hold__iou=(0.8, None, None), side__right=(1.0, None, None), hold__mae_s=(0.6, None, None))
    )

    assert ["hold.iou: expected at least 0.9, but got 0.8", "hold.mae_s: expected at most 0.5, but got 0.6"] == lines


def test_a_figure_that_is_gone_has_fallen() -> None:
    assert 1 == len(fallen(Floors({"hold.iou": 0.9}, {}), of()))


def test_a_floor_of_a_group_is_that_of_the_group() -> None:
    groups = of(hold__iou=(0.5, None, None)) | {"view side": of(hold__iou=(0.95, None, None))["all"]}

    assert [] == fallen(Floors({"view side: hold.iou": 0.9}, {}), groups)


def test_floors_go_up_to_the_near_end_of_the_interval_and_never_down() -> None:
    before = Floors({"hold.iou": 0.9, "side.right": 0.9}, {"hold.mae_s": 0.5, "checks.wrong_green": 0.01})
    groups = of(
        hold__iou=(0.97, 0.95, 0.99), side__right=(0.9, 0.7, 1.0),
        hold__mae_s=(0.3, 0.2, 0.4), checks__wrong_green=(0.03, 0.0, 0.06),
    )  # fmt: skip
    after = raised(before, groups)

    assert {"hold.iou": 0.95, "side.right": 0.9} == after.least
    assert {"hold.mae_s": 0.4, "checks.wrong_green": 0.01} == after.most


def test_a_figure_of_a_bar_gets_its_first_floor_and_one_without_an_interval_gets_none() -> None:
    after = raised(Floors({}, {}), of(hold__iou=(0.97, 0.95, 0.99), side__right=(1.0, None, None)))

    assert Floors({"hold.iou": 0.95}, {}) == after


def test_written_floors_are_read_back(tmp_path: Path) -> None:
    floors = Floors({"hold.iou": 0.9, "with partner: side.right": 1.0}, {"hold.mae_s": 0.5})
    write_floors(tmp_path / "floors.toml", floors)

    assert floors == read_floors(tmp_path / "floors.toml")


@pytest.mark.parametrize("text", ["", "schema = 2", "schema = 1\n[lest]\na = 1", "schema = 1\n[least]\na = 'x'", "= ="])
def test_a_file_that_holds_no_floors_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "floors.toml").write_text(text, encoding="utf-8")

    with pytest.raises(FloorsError, match="Expected"):
        read_floors(tmp_path / "floors.toml")


# -- bars


def test_a_bar_is_met_at_its_limit_and_not_beyond() -> None:
    least, most = Bar("a", "a", "", least=0.9), Bar("b", "b", "", most=0.2)

    assert [True, False, True, False] == [least.is_met(0.9), least.is_met(0.89), most.is_met(0.2), most.is_met(0.21)]


def test_every_bar_has_one_limit_and_every_fault_of_form_has_a_bar() -> None:
    assert all((bar.least is None) != (bar.most is None) for bar in BARS)
    assert {f"events.{kind}.f1" for kind in FORM_KINDS} <= {bar.figure for bar in BARS}
    assert "jerk" not in FORM_KINDS
    assert "foot_not_lifted" in FORM_KINDS


# -- the page


def test_the_page_holds_the_bars_the_tables_the_pictures_and_the_limits(
    script: Script, scored: Path, tmp_path: Path
) -> None:
    (tmp_path / "shown.png").write_bytes(b"picture")
    pictures = tmp_path / "pictures.toml"
    pictures.write_text("[[picture]]\nfile = 'shown.png'\ncaption = 'A hold that was missed.'\n", encoding="utf-8")
    done = script(
        "--run", f"first={scored}", "--run", f"second={scored}", "--out", tmp_path / "page.md",
        "--date", "2030-01-02", "--cores", "2", "--command", "stretchcheck evaluate bench", "--pictures", pictures,
    )  # fmt: skip
    lines = (tmp_path / "page.md").read_text(encoding="utf-8").splitlines()

    assert (0, "") == (done.returncode, done.stderr)
    for line in (
        "| what | asked | first | second |",
        "## first",
        "## second",
        "Date: 2030-01-02.",
        "Command: `stretchcheck evaluate bench`.",
        "![A hold that was missed.](shown.png)",
        "## What rendered clips cannot tell",
    ):
        assert 1 == lines.count(line), line


def test_the_page_says_of_each_run_what_its_scores_say(scored: Path, tmp_path: Path) -> None:
    asked = [sys.executable, SCRIPT, "--run", f"first={scored}", "--out", tmp_path / "page.md"]
    subprocess.run(list(map(str, asked)), check=True, timeout=120)
    figures = json.loads((scored / "scores.json").read_text(encoding="utf-8"))["figures"]["all"]
    lines = (tmp_path / "page.md").read_text(encoding="utf-8").splitlines()
    (iou,) = [line for line in lines if line.startswith("| hold, mean overlap")]
    (pooled,) = [line for line in lines if line.startswith("| all faults pooled")]

    assert f" {figures['hold.iou']['value']:.2f}" in iou
    assert "**" not in iou
    assert f"**{figures['events.f1']['value']:.2f}" in pooled


def test_a_missing_run_or_picture_is_told_in_one_line(script: Script, scored: Path, tmp_path: Path) -> None:
    pictures = tmp_path / "pictures.toml"
    pictures.write_text("[[picture]]\nfile = 'gone.png'\ncaption = 'x'\n", encoding="utf-8")
    for arguments in (
        ("--run", f"a={tmp_path}", "--out", tmp_path / "page.md"),
        ("--run", str(scored), "--out", tmp_path / "page.md"),
        ("--run", f"a={scored}", "--out", tmp_path / "page.md", "--pictures", pictures),
    ):
        done = script(*arguments)

        assert 2 == done.returncode
        assert 1 == len(done.stderr.splitlines())
        assert done.stderr.startswith("Expected")
    assert not (tmp_path / "page.md").exists()


def test_raised_floors_hold_and_a_higher_one_has_fallen(script: Script, scored: Path, tmp_path: Path) -> None:
    floors = tmp_path / "floors.toml"
    floors.write_text("schema = 1\n[least]\n'hold.iou' = 0.5\n", encoding="utf-8")
    up = script("--run", f"a={scored}", "--raise", "--floors", floors)
    kept = script("--run", f"a={scored}", "--check", floors)

    assert (0, 0) == (up.returncode, kept.returncode)
    floors.write_text("schema = 1\n[least]\n'hold.iou' = 1.5\n", encoding="utf-8")
    fell = script("--run", f"a={scored}", "--check", floors)

    assert 1 == fell.returncode
    assert "hold.iou: expected at least 1.5" in fell.stderr


# -- the report


def test_the_report_needs_nothing_else_and_draws_every_hold(scored: Path) -> None:
    text = (scored / "report.html").read_text(encoding="utf-8")

    assert 2 == text.count('<circle class="hold-dot ktc" cx="') - 1
    assert "http" not in text.replace("http-equiv", "")
    assert "prefers-color-scheme: dark" in text


def test_what_is_missed_by_a_label_counts_in_the_report(scored: Path) -> None:
    events = (scored / "events.csv").read_text(encoding="utf-8").splitlines()

    assert ["again,truth,side,jerk,steady_hold,y,missed,20.0,20.5,,,90.0,"] == events[1:]


def test_banks_stand_one_below_the_other_the_best_first(scored: Path) -> None:
    """The drawn clips are banks of their own; one is made worse by hand."""
    rows = json.loads((scored / "scores.json").read_text(encoding="utf-8"))["clips"]
    worse = next(row for row in rows if row["clip"] == "again")
    worse["score"]["repetitions"][0] |= {"prescription": "short", "hold": {"held_s": -8.0}}
    worse["score"] |= {"stretch_right": False, "found_repetitions": 2, "partner": None}
    worse["truth"]["people"]["roles"]["recipient"]["frames"] = {"right": 30, "other_person": 60, "missing": 10}
    table = bank_table(rows)

    assert ("good (side)", "1", "100.0 %", "1 of 1", "1 of 1") == table.rows[0][:5]
    assert ("again (side, alone)", "1", "30.0 %", "0 of 1", "0 of 1", "8.0 (1)", "0 of 1") == table.rows[1]
    assert () == bank_table(rows[:1]).rows
