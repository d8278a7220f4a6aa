"""`stretchcheck analyze`: recordings in, verdicts, tables and reports out."""

import sys
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn, cast, get_args

import typer
from rich.console import Console

from protocols.stretches import STRETCHES
from stretchcheck import profiles
from stretchcheck.analyze import analyze, as_line
from stretchcheck.asked import Options, Outcome, Runner
from stretchcheck.batch.cluster import ClusterError, connected, on_cluster
from stretchcheck.batch.local import in_processes
from stretchcheck.batch.places import PlaceError, inside, placed
from stretchcheck.batch.table import SUMMARY, TableError
from stretchcheck.cli.following import Following, InOrder
from stretchcheck.inputs import Input, NothingToDoError, find
from stretchcheck.reasons import printable, reason_and_path
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
            help="Videos, pictures, .poses.parquet recordings, folders of these or of results, globs, URLs of files.",
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
    out: Annotated[
        str, typer.Option(metavar="DIR", help="Folder for the results or its URL, made when it is not there.")
    ] = "stretchcheck-results",
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
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1, help="Clips at a time, each in a process of its own.", show_default="as suits the files and cores"
        ),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Keep what is finished; what only has to be judged anew goes through no network again."
        ),
    ] = False,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Scheduler of a Dask cluster that does it, such as tcp://127.0.0.1:8786."),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print each result as one line of JSON on stdout, in the order of the files."),
    ] = False,
) -> None:
    """Judge recordings of a stretch: holds, faults, and what could not be seen.

    Writes a folder for each file: result.json, poses.parquet, measures.parquet, report.html; and summary.csv over all.
    The pose networks are fetched once, on first use.

    For example:

        stretchcheck analyze clip.mp4

        stretchcheck analyze "phone/*.mp4" --out tonight --overlay

        stretchcheck analyze "phone/*.mp4" --out tonight --resume

        stretchcheck analyze tonight --out stricter --profile strict.toml
    """
    try:
        settings = profiles.load(profile)
        if not out:
            raise NothingToDoError("Expected a folder after --out, but got an empty name; this folder is a dot.")
        place = placed(out)
        inputs = find(paths, out=place if isinstance(place, Path) else None)
        options = Options(
            out=place, stretch=stretch.value, side=side.value, settings=settings,
            engine=cast("EngineName", engine.value), model=cast("ModelName", model.value),
            overlay=overlay, resume=resume,
        )  # fmt: skip
        if cluster is None:
            ran = _run(inputs, options, partial(in_processes, jobs=jobs), as_json=as_json)
        else:
            with connected(cluster) as client:
                ran = _run(inputs, options, partial(on_cluster, client=client, jobs=jobs), as_json=as_json)
    except (profiles.ProfileError, NothingToDoError, PlaceError, ClusterError) as error:
        _fail(str(error))
    _end(inputs, ran, options, as_json=as_json)


def _fail(message: str) -> NoReturn:
    print(printable(f"stretchcheck: {message}"), file=sys.stderr)
    raise typer.Exit(2)


@dataclass(frozen=True, slots=True)
class _Ran:
    """What came of the clips, and whether everything besides could be written."""

    outcomes: list[Outcome]
    written: bool


def _run(inputs: list[Input], options: Options, runner: Runner, *, as_json: bool) -> _Ran:
    console = Console(stderr=True)
    outcomes: list[Outcome] = []
    say = InOrder(inputs, _print_json)
    with Following(inputs, console) as follow:
        try:
            with closing(analyze(inputs, options, progress=follow, runner=runner)) as running:
                for outcome in running:
                    outcomes.append(outcome)
                    follow.ended(outcome)
                    _complain(outcome)
                    if as_json:
                        say(outcome)
        except OSError as error:
            told = f"stretchcheck: Could not write to the results folder, {reason_and_path(error)}"
            print(printable(told), file=sys.stderr)
            return _Ran(outcomes, written=False)
        except TableError as error:
            print(printable(f"stretchcheck: {error}"), file=sys.stderr)
            return _Ran(outcomes, written=False)
    return _Ran(outcomes, written=True)


def _complain(outcome: Outcome) -> None:
    for line in [outcome.error] if outcome.result is None else outcome.result["warnings"]:
        print(printable(f"stretchcheck: {outcome.input.name}: {line}"), file=sys.stderr)


def _print_json(outcome: Outcome) -> None:
    if outcome.result is not None:
        print(as_line(outcome.result), flush=True)


def _end(inputs: list[Input], ran: _Ran, options: Options, *, as_json: bool) -> None:
    """Tell where the results are, and leave with the exit code."""
    by_input = {outcome.input: outcome for outcome in ran.outcomes if outcome.result is not None}
    done = [by_input[given] for given in inputs if given in by_input]
    if not done:
        raise typer.Exit(2)
    if not as_json:
        _tell(done, options)
    if len(done) < len(inputs) or not ran.written:
        raise typer.Exit(1)


def _tell(done: list[Outcome], options: Options) -> None:
    console = Console()
    results = [outcome.result for outcome in done if outcome.result is not None]
    console.print(summary_table(results, width=console.width), highlight=False)
    for outcome in done:
        _place(console, f"report: {inside(outcome.folder, 'report.html')}")
    if len(done) > 1:
        _place(console, f"table:  {inside(options.out, SUMMARY)}")
    if found := sum(outcome.found for outcome in done):
        console.print(f"kept:   {found} of {len(done)}, finished before", highlight=False)


def _place(console: Console, text: str) -> None:
    """Print a path as it is: brackets in it are no markup."""
    console.print(printable(text), soft_wrap=True, highlight=False, markup=False)
