"""`stretchcheck report`: rebuilds the reports of a results folder, its overview, and exports."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from stretchcheck.reasons import printable, reason_and_path
from stretchcheck.report.folder import OVERVIEW, NoResultsError, Remade, remake_all


class Kind(StrEnum):
    """`--export`."""

    NETCDF = "netcdf"
    TRC = "trc"
    MOT = "mot"
    CSV = "csv"


def command(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder that analyze wrote, or the folder of one clip in it.")
    ],
    export: Annotated[
        Kind | None,
        typer.Option(
            help="Write landmarks and measures of every clip too: netcdf for xarray and movement, trc and mot for "
            "OpenSim, csv for everything."
        ),
    ] = None,
) -> None:
    """Rebuild the reports of a results folder and write its overview, index.html.

    Reads what analyze left; needs neither the clips nor a network, and judges nothing anew.
    The pictures of a report are taken over from the one that is there.

    For example:

        stretchcheck report stretchcheck-results

        stretchcheck report stretchcheck-results --export trc
    """
    try:
        remade = _remake(folder)
    except NoResultsError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"Could not write the overview, {reason_and_path(error)}")
    for one in remade:
        if said := one.error or one.note:
            print(printable(f"stretchcheck: {one.clip.folder}: {said}"), file=sys.stderr)
    done = [one for one in remade if not one.error]
    if not done:
        raise typer.Exit(2)
    _tell(folder, done)
    exported = export is None or _export(done, export)
    if len(done) < len(remade) or not exported:
        raise typer.Exit(1)


def _remake(folder: Path) -> list[Remade]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=None)
        return remake_all(
            folder, progress=lambda at, of, name: bar.update(task, completed=at, total=of, description=name)
        )


def _tell(folder: Path, done: list[Remade]) -> None:
    """Where to look: a lone clip's report, else the overview."""
    if [one.folder for one in done] == [folder]:
        print(printable(f"report:   {folder / 'report.html'}"))
        return
    print(printable(f"rebuilt:  {len(done)} {'report' if len(done) == 1 else 'reports'}"))
    print(printable(f"overview: {folder / OVERVIEW}"))


def _export(done: list[Remade], kind: Kind) -> bool:
    """Export every clip; whether all could be."""
    from stretchcheck import exports

    sound = True
    for one in done:
        try:
            for path in exports.write(one.folder, kind.value):
                print(printable(f"export:   {path}"))
        except exports.ExportError as error:
            sound = False
            print(printable(f"stretchcheck: {one.clip.folder}: {error}"), file=sys.stderr)
        except OSError as error:
            sound = False
            print(
                printable(f"stretchcheck: {one.clip.folder}: Could not export, {reason_and_path(error)}"),
                file=sys.stderr,
            )
    return sound


def _fail(message: str) -> NoReturn:
    print(printable(f"stretchcheck: {message}"), file=sys.stderr)
    raise typer.Exit(2)
