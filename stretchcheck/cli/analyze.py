"""`stretchcheck analyze`: recordings in, verdicts, tables and reports out."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, cast, get_args

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from protocols.stretches import STRETCHES
from stretchcheck import profiles
from stretchcheck.analyze import Options, Outcome, analyze, as_line
from stretchcheck.inputs import Input, NothingToDoError, find
from stretchcheck.reasons import reason_and_path
from stretchcheck.report import summary_table
from vision.estimators import EngineName, ModelName

Stretch = StrEnum("Stretch", {name: name for name in (*STRETCHES, "auto")})  # type: ignore[misc] # grows with them
"""`--stretch`."""


class Side(StrEnum):
    """`--side`."""

    LEFT = "left"
    RIGHT = "right"
    AUTO = "auto"


Engine = StrEnum("Engine", {name: name for name in get_args(EngineName)})  # type: ignore[misc] # grows with them
"""`--engine`."""

Model = StrEnum("Model", {name: name for name in get_args(ModelName)})  # type: ignore[misc]
"""`--model`."""


def command(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Videos, pictures, .poses.parquet recordings, folders of these or of results, globs.",
        ),
    ],
    stretch: Annotated[Stretch, typer.Option(help="Which stretch it is; auto recognises it.")] = Stretch("auto"),
    side: Annotated[
        Side,
        typer.Option(
            help="The person's own: the leg that is stretched, in a twist where the knees go, in a figure-four the "
            "crossed leg."
        ),
    ] = Side.AUTO,
    out: Annotated[Path, typer.Option(help="Folder for the results, made when it is not there.")] = Path(
        "stretchcheck-results"
    ),
    profile: Annotated[
        Path | None, typer.Option(help="TOML file with thresholds that differ from the defaults.")
    ] = None,
    engine: Annotated[Engine, typer.Option(help="Which engine finds the people.")] = Engine("duo"),
    model: Annotated[
        Model, typer.Option(help="Size of the landmark network: heavy is best and three times slower.")
    ] = Model("full"),
    overlay: Annotated[
        bool, typer.Option("--overlay", help="Write overlay.mp4 too: both skeletons, phase, hold clock.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print each result as one line of JSON on stdout.")] = False,
) -> None:
    """Judge recordings of a stretch: holds, faults, and what could not be seen.

    Writes a folder for each file: result.json, poses.parquet, measures.parquet, report.html; and summary.csv over all.
    The pose networks are fetched once, on first use.

    For example:

        stretchcheck analyze clip.mp4

        stretchcheck analyze "phone/*.mp4" --out tonight --overlay

        stretchcheck analyze tonight --out stricter --profile strict.toml
    """
    try:
        settings = profiles.load(profile)
        inputs = find(paths, out=out)
    except (profiles.ProfileError, NothingToDoError) as error:
        _fail(str(error))
    options = Options(
        out=out, stretch=stretch.value, side=side.value, settings=settings,
        engine=cast("EngineName", engine.value), model=cast("ModelName", model.value),
        overlay=overlay, threads=min(2, os.cpu_count() or 1),
    )  # fmt: skip
    outcomes = _run(inputs, options, as_json=as_json)
    done = [outcome for outcome in outcomes if outcome.result is not None]
    if not as_json and done:
        _tell(done, out)
    if not done:
        raise typer.Exit(2)
    if len(done) < len(inputs):
        raise typer.Exit(1)


def _fail(message: str) -> None:
    print(f"stretchcheck: {message}", file=sys.stderr)
    raise typer.Exit(2)


def _run(inputs: list[Input], options: Options, *, as_json: bool) -> list[Outcome]:
    outcomes: list[Outcome] = []
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[at]}"), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=None, at="")
        follow = _Follow(bar, task, inputs)
        try:
            for outcome in analyze(inputs, options, progress=follow):
                outcomes.append(outcome)
                follow.next()
                _report_one(outcome, console, as_json=as_json)
        except OSError as error:
            print(f"stretchcheck: Could not write to the results folder, {reason_and_path(error)}", file=sys.stderr)
    return outcomes


class _Follow:
    """Moves the bar: one sweep a file and step."""

    def __init__(self, bar: Progress, task: TaskID, inputs: list[Input]) -> None:
        self._bar, self._task, self._inputs, self._number = bar, task, inputs, 0

    def next(self) -> None:
        self._number += 1

    def __call__(self, doing: str, at_s: float, of_s: float) -> None:
        name = self._inputs[min(self._number, len(self._inputs) - 1)].name
        label = f"[{self._number + 1}/{len(self._inputs)}] {name}: {doing}"
        self._bar.update(
            self._task, description=label, completed=at_s, total=of_s or None, at=f"{at_s:.0f}/{of_s:.0f} s"
        )


def _report_one(outcome: Outcome, console: Console, *, as_json: bool) -> None:
    if outcome.result is None:
        print(f"stretchcheck: {outcome.input.name}: {outcome.error}", file=sys.stderr)
        return
    for warning in outcome.result["warnings"]:
        print(f"stretchcheck: {outcome.input.name}: {warning}", file=sys.stderr)
    if as_json:
        print(as_line(outcome.result), flush=True)


def _tell(done: list[Outcome], out: Path) -> None:
    console = Console()
    results = [outcome.result for outcome in done if outcome.result is not None]
    console.print(summary_table(results, width=console.width), highlight=False)
    for outcome in done:
        console.print(f"report: {outcome.folder / 'report.html'}", soft_wrap=True, highlight=False)
    if len(done) > 1:
        console.print(f"table:  {out / 'summary.csv'}", soft_wrap=True, highlight=False)
