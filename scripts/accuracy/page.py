"""The page of accuracy as Markdown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accuracy.runs import Picture, Run
from stretchcheck.evaluate import tabled
from stretchcheck.evaluate.bars import BARS, Bar, measured
from stretchcheck.evaluate.floors import Floors, name_of
from stretchcheck.evaluate.tabled import Tabled

HEAD = """# How accurate it is

Measured by `stretchcheck evaluate` on clips whose truth is known; written by `scripts/write_accuracy.py`.
Intervals are the middle 95 % of a bootstrap that draws subjects, and the banks of clips within them.
A dash stands where nothing was there to measure.
"""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When and how it was measured; empty where that was not told."""

    date: str
    cores: str
    command: str


def page(
    runs: Sequence[Run],
    *,
    circumstances: Circumstances,
    floors: Floors | None,
    pictures: Sequence[Picture],
    summary: str,
    limits: str,
) -> str:
    """The whole page."""
    parts = [HEAD, summary, measured_part(runs, circumstances), bars_part(runs, floors)]
    parts += [run_part(run) for run in runs]
    if pictures:
        parts.append("## Failures, shown\n\n" + "\n".join(_shown(picture) for picture in pictures))
    return "\n".join([*parts, limits.strip() + "\n"])


def measured_part(runs: Sequence[Run], circumstances: Circumstances) -> str:
    """What was measured."""
    told = (("Date", circumstances.date), ("Cores", circumstances.cores), ("Command", circumstances.command))
    lines = [f"{name}: `{value}`.\n" if name == "Command" else f"{name}: {value}.\n" for name, value in told if value]
    rows = [_run_row(run) for run in runs]
    headings = ("run", "engine", "clips", "subjects", "part", "stretch and side", "thresholds", "not scored")
    return "## What was measured\n\n" + "".join(lines) + "\n" + as_markdown(headings, rows)


def bars_part(runs: Sequence[Run], floors: Floors | None) -> str:
    """What is asked, and what each run reached."""
    headings = ["what", "asked", *(run.name for run in runs)] + (["kept by the bench test"] if floors else [])
    rows = [
        [bar.words, bar.asked, *(_reached(bar, run) for run in runs)] + ([_kept(bar, floors)] if floors else [])
        for bar in BARS
    ]
    note = (
        "In brackets the interval; **bold** is not met.\nA bar of one network does not count for runs with another.\n"
    )
    return "## What is asked, and what was reached\n\n" + note + "\n" + as_markdown(headings, rows)


def run_part(run: Run) -> str:
    """The tables of one run."""
    tables = (
        tabled.kind_table(run.groups),
        tabled.check_table(run.groups),
        tabled.view_table(run.groups, "unknown", "Could not judge, by view"),
        tabled.view_table(run.groups, "wrong_green", "Wrong green, by view"),
        tabled.hold_table(run.groups),
        tabled.people_table(run.groups),
        tabled.joint_table(run.groups),
        tabled.angle_table(run.groups),
        tabled.bank_table(run.scores["clips"]),
        tabled.worst_table(run.scores["clips"]),
    )
    return f"## {run.name}\n\n" + "\n".join(_table(table) for table in tables if table.rows)


def as_markdown(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table."""
    heads = list(headings)
    lines = [_line(heads), "|" + "---|" * len(heads), *(_line(row) for row in rows)]
    return "\n".join(lines) + "\n"


def _table(table: Tabled) -> str:
    note = "".join(f"{sentence}\n" for sentence in table.note.split("\n")) + "\n" if table.note else ""
    return f"### {table.title}\n\n{note}" + as_markdown(table.headings, table.rows)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _run_row(run: Run) -> tuple[str, ...]:
    scores: Mapping[str, Any] = run.scores
    settings, rows = scores["settings"], scores["clips"]
    return (
        run.name,
        ", ".join(f"{engine['name']} {engine['model']}" for engine in scores["engines"]),
        str(len({row["clip"] for row in rows})),
        str(len({row["score"]["subject"] for row in rows} - {None})),
        settings["split"] or "all",
        "as labelled" if settings["named"] else "recognised",
        settings["profile"],
        str(len(scores["failures"])),
    )


def _reached(bar: Bar, run: Run) -> str:
    if measured(bar, run.groups) is None:
        return tabled.NONE
    _, value, interval, _, met = tabled.bar_row(bar, run.groups, models=tabled.models_of(run.scores["engines"]))
    reached = value if interval == tabled.NONE else f"{value} ({interval})"
    return f"**{reached}**" if met == "no" else reached


def _kept(bar: Bar, floors: Floors | None) -> str:
    limits = {} if floors is None else floors.least if bar.least is not None else floors.most
    limit = limits.get(name_of(bar))
    return tabled.NONE if limit is None else f"{limit:g}"


def _shown(picture: Picture) -> str:
    return f"![{picture.caption}]({picture.file})\n{picture.caption}\n"
