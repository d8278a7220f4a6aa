"""The table for the terminal: whole words, and every verdict in its own column."""

import io
import re
from typing import Any

import pytest
from rich.console import Console

from results import a_check, a_figure_four, a_repetition, a_result, a_twist, advice, with_check
from stretchcheck.report import summary_table
from stretchcheck.report.table import folded
from stretchcheck.report.words import BRIEFLY, HOLD_VERDICTS

KINDS = {"knee-to-chest": a_repetition, "spinal-twist": a_twist, "figure-four": a_figure_four}


def table_text(*results: dict[str, Any], width: int = 80) -> str:
    console = Console(width=width, record=True, file=io.StringIO())
    console.print(summary_table(results, width=width))
    return console.export_text()


def table_columns(*results: dict[str, Any]) -> dict[str, str]:
    """The texts of each column, by its heading."""
    table = summary_table(results)
    return {str(column.header): " ".join(" ".join(map(str, column.cells)).split()) for column in table.columns}


def named(result: dict[str, Any], name: str) -> dict[str, Any]:
    result["source"]["name"] = name
    return result


def test_there_is_a_row_a_repetition_and_one_for_a_clip_without_any() -> None:
    short = a_repetition("left", 46.0, hold=a_repetition()["hold"] | {"held_s": 21.0, "verdict": "short"})
    two = a_result(a_repetition(), with_check(short, "hold", verdict="fault"))
    table = summary_table([two, a_result(warnings=["Nobody there."])])
    text = table_text(two)

    assert 3 == table.row_count
    assert re.search(r"knee-to-chest +21 / 30-60 s +hold +- +path, aim", text)
    assert re.search(r"left leg +too short", text)


def test_each_verdict_has_a_column_and_advice_has_none() -> None:
    repetition = with_check(with_check(a_repetition(), "smooth_in", verdict="fault"), "smooth_out", verdict="warn")
    repetition["checks"] += advice("fault", "warn", "unknown")
    columns = table_columns(a_result(repetition))

    assert ("way in", "way out", "path, aim") == tuple(columns[name] for name in ("Faults", "Warnings", "Not seen"))


def test_why_a_clip_has_no_repetition_is_a_note_below_and_no_fault() -> None:
    none = named(a_result(warnings=["The legs were hidden."]), "dark.mp4")
    columns = table_columns(none)

    assert "none found" == columns["Stretch"]
    assert {"-"} == {columns[name] for name in ("Held / asked", "Faults", "Warnings", "Not seen")}
    assert table_text(none).rstrip().endswith("dark.mp4: The legs were hidden.")


@pytest.mark.parametrize("stretch", KINDS)
@pytest.mark.parametrize("verdict", ["fault", "warn", "unknown"])
@pytest.mark.parametrize("hold", HOLD_VERDICTS)
def test_no_word_is_broken_in_80_columns(stretch: str, verdict: str, hold: str) -> None:
    made = KINDS[stretch]("right")
    made["checks"] = [a_check(check["name"], verdict) for check in made["checks"]]
    made["hold"] |= {"verdict": hold, "held_s": 100.5}
    text = table_text(named(a_result(made), "fig4_slipped_right.mp4"))
    printed = set(re.findall(r"[^\s,]+", text))

    assert all(len(line) <= 80 for line in text.splitlines())
    assert {word for check in made["checks"] for word in BRIEFLY[check["name"]].split()} <= printed
    assert set(HOLD_VERDICTS[hold].split()) | {"fig4_slipped_", "right.mp4", "100.5", "right"} <= printed


def test_a_list_never_breaks_inside_a_name() -> None:
    made = a_twist()
    made["checks"] = [a_check(check["name"], "warn") for check in made["checks"]]
    text = table_text(a_result(made))

    for name in ("way in", "way out", "both sides"):
        assert name in text


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("clip.mp4", ["clip.mp4"]),
        ("ktc_good_right.mp4", ["ktc_good_", "right.mp4"]),
        ("2026-11-22 12.33.44.mp4", ["2026-11-22", "12.33.44.mp4"]),
        ("abcdefghijklmnopqrstuvwxyz.mp4", ["abcdefghijklm", "nopqrstuvwxyz", ".mp4"]),
    ],
)
def test_names_of_clips_fold_behind_their_marks(name: str, lines: list[str]) -> None:
    assert lines == folded(name, 13)


def test_wide_letters_count_twice() -> None:
    assert ["\u80a9" * 6, "\u80a9" * 3 + ".mp4"] == folded("\u80a9" * 9 + ".mp4", 13)


def test_a_wide_terminal_keeps_the_name_whole() -> None:
    assert "fig4_slipped_right.mp4" in table_text(named(a_result(a_figure_four()), "fig4_slipped_right.mp4"), width=110)


def test_names_that_look_like_markup_are_shown_as_they_are() -> None:
    assert "[red]a[/red]." in table_text(named(a_result(a_repetition()), "[red]a[/red].mp4"))
