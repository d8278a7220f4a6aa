"""`stretchcheck models`: lists, fetches and verifies the pose networks."""

from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from vision import models

_USUAL_MB: Final = sum(m.size for m in models.MODELS.values() if m.by_default and not m.changed) / 1e6

app = typer.Typer(
    no_args_is_help=True,
    help=(
        "The pose networks: what they are for, fetch them, check them.\n\n"
        f"They are Google's, under the Apache licence 2.0, about {_USUAL_MB:.0f} MB together, and are fetched once; "
        "pose_landmark_heavy_lying is made from pose_landmark_heavy by changes that come with stretchcheck. "
        "Every command that needs one fetches it by itself; fetch them beforehand for a computer without network, "
        f"then copy the folder there and name it in {models.FOLDER_VARIABLE}."
    ),
)

Names = Annotated[list[str] | None, typer.Argument(metavar="NAME...", help=f"Networks: {', '.join(models.MODELS)}.")]


@app.command("list")
def list_models() -> None:
    """Show every network with its size, whether it is here, its licence and what it is for."""
    table = Table("name", "size", "here", "licence", "what it is for", caption=str(_folder()))
    for model in models.MODELS.values():
        state = models.state_of(model)
        here = {models.State.SOUND: "yes", models.State.MISSING: "no", models.State.CORRUPT: "damaged"}[state]
        table.add_row(model.name, f"{model.size / 1e6:.1f} MB", here, model.licence, model.purpose)
    Console().print(table)


@app.command()
def fetch(
    names: Names = None,
    everything: Annotated[bool, typer.Option("--all", help="Also the network of --engine mediapipe.")] = False,
) -> None:
    """Get networks that are missing or damaged; without names all that the usual engine uses.

    The places, in order: Google's address, then packages of the Python and npm registries set up on this computer.
    A network that was trained further is made here, from the published one and changes that come with stretchcheck.

    Every file must have the sha256 that this program knows. One that is here and sound is left alone.
    """
    wanted = _chosen(names, [m for m in models.MODELS.values() if everything or m.by_default])
    try:
        results = models.fetch(wanted)
    except models.ModelMissing as error:
        raise _end(str(error), 2) from None
    failed = 0
    for name, result in results.items():
        missing = isinstance(result, models.ModelMissing)
        failed += missing
        typer.echo(result if missing else f"{name}: {result}", err=missing)
    if failed:
        raise typer.Exit(2 if failed == len(results) else 1)


@app.command()
def verify(names: Names = None) -> None:
    """Check size and sha256 of the networks that are here, or of those named; exit code 1 if one is not sound."""
    folder = _folder()
    present = [m for m in models.MODELS.values() if models.path_of(m).exists()]
    wanted = _chosen(names, present)
    if not wanted:
        raise _end(f"No network is here yet; run `stretchcheck models fetch` to fill {folder}", 1)
    unsound = False
    for model in wanted:
        state = models.state_of(model)
        unsound |= state is not models.State.SOUND
        typer.echo(f"{model.name}: {state}", err=state is not models.State.SOUND)
    if unsound:
        raise _end(f"Run `stretchcheck models fetch` with these names to replace them in {folder}", 1)


def _folder() -> Path:
    """Where the networks are kept; ends the command where that can be no folder."""
    try:
        return models.folder()
    except models.ModelMissing as error:
        raise _end(str(error), 2) from None


def _chosen(names: list[str] | None, otherwise: list[models.Model]) -> list[models.Model]:
    if not names:
        return otherwise
    try:
        return [models.model_named(name) for name in dict.fromkeys(names)]
    except ValueError as error:
        raise _end(str(error), 2) from None


def _end(message: str, code: int) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(code)
