"""`stretchcheck calibrate`: measures a camera and a person, step by step, into a profile."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn, cast

import typer
from rich.console import Console
from rich.table import Table

from stretchcheck.cli.analyze import Model, Side, Stretch
from stretchcheck.reasons import printable, reason_and_path

if TYPE_CHECKING:
    from stretchcheck.calibrate.measured import Measured
    from stretchcheck.calibrate.run import Wanted
    from vision.estimators import ModelName

_EXTRA: Final = 'Calibrating needs one more library: pip install "stretchcheck[tune]"'
_STYLES: Final = {"ok": "green", "warn": "yellow", "unknown": "cyan", "fault": "bold red"}


def command(
    camera: Annotated[
        int | None, typer.Option(min=0, help="Number of a camera of this computer.", show_default="0")
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A video or a .poses.parquet recording instead of the camera."),
    ] = None,
    out: Annotated[
        Path, typer.Option(metavar="FILE.toml", help="Profile to write; one that is there keeps everything else.")
    ] = Path("profile.toml"),
    name: Annotated[str | None, typer.Option(help="Name of the profile, as results show it.")] = None,
    stretch: Annotated[Stretch, typer.Option(help="Which stretch is repeated; auto recognises it.")] = Stretch("auto"),
    side: Annotated[Side, typer.Option(help="Which side; auto means both.")] = Side.AUTO,
    checkerboard: Annotated[
        str | None,
        typer.Option(metavar="9x6", help="A board with so many inner corners is shown too: measure the lens."),
    ] = None,
    model: Annotated[Model, typer.Option(help="Size of the landmark network.")] = Model("full"),
    keep: Annotated[
        Path | None, typer.Option(metavar="FILE.poses.parquet", help="Keep the landmarks that were measured.")
    ] = None,
) -> None:
    """Measure your camera and yourself, into a profile that analyze and live read.

    The camera: light, pictures a second, tilt, where it stands, the line of the floor; with a checkerboard its field of
    view. The person: how they lie at rest, how much the landmarks tremble, limb lengths, and how far each stretch goes
    over at least three gentle repetitions a side. Lie still for some seconds first.

    What is not good enough is said, with how to mend it, and is not written. Exit code 1: some of it; 2: nothing.

    For example:

        stretchcheck calibrate --out anna.toml --stretch knee-to-chest

        stretchcheck calibrate --source clip.mp4 --out anna.toml

        stretchcheck analyze clip.mp4 --profile anna.toml
    """
    if camera is not None and source is not None:
        _fail("Expected --camera or --source, but got both.")
    try:
        import tomlkit  # noqa: F401 - asked for before anybody lies down

        from stretchcheck.calibrate.board import Boards, size_of
        from stretchcheck.calibrate.run import Asked, Wanted
    except ImportError as error:
        _fail(f"{_EXTRA} ({error.name} is missing)")
    try:
        boards = Boards(size_of(checkerboard)) if checkerboard is not None else None
    except ValueError as error:
        _fail(str(error))
    wanted = Wanted(
        out, Asked(boards, stretch.value, side.value), name=name, model=cast("ModelName", model.value), keep=keep,
        command=shlex.join(["stretchcheck", *sys.argv[1:]]),
    )  # fmt: skip
    _end(_measured(camera or 0, source, wanted), wanted)


def _fail(message: str) -> NoReturn:
    print(printable(f"stretchcheck: {message}"), file=sys.stderr)
    raise typer.Exit(2)


def _measured(camera: int, source: Path | None, wanted: "Wanted") -> "Measured":
    """What came of it; everything that stands against it is one line."""
    from stretchcheck.calibrate import run
    from stretchcheck.calibrate.filming import examine
    from stretchcheck.calibrate.measured import NobodyError
    from stretchcheck.calibrate.showing import Bar, Screen
    from stretchcheck.live.engine import EngineLostError
    from stretchcheck.profiles import ProfileError
    from vision.capture import SourceError
    from vision.models import ModelMissing
    from vision.recording import RecordingError

    console = Console(stderr=True)
    try:
        if source is not None:
            with Bar(console, source.name) as bar:
                return run.from_file(source, wanted, progress=bar)
        run.check_place(wanted.out)
        with Screen(console, examine(camera)) as screen:
            return run.from_camera(camera, wanted, show=screen)
    except (ProfileError, SourceError, RecordingError, ModelMissing, NobodyError, EngineLostError) as error:
        _fail(" ".join(str(error).split()))
    except FileNotFoundError as error:
        _fail(" ".join(str(error).split()) if error.filename is None else reason_and_path(error))
    except OSError as error:
        _fail(reason_and_path(error) if error.errno else " ".join(str(error).split()))


def _end(measured: "Measured", wanted: "Wanted") -> None:
    """Tell the steps, what was written and where, and leave with the exit code."""
    console = Console()
    if console.is_terminal:
        console.print(_table(measured), highlight=False)
    else:
        for step in measured.steps:
            print(printable(step.line))
    if not measured.camera and not measured.person:
        _fail(
            f"Nothing was good enough to be written: {', '.join(s.name for s in measured.steps if s.grade == 'fault')}."
        )
    if measured.withheld:
        print(f"not written: anything about the person, because of: {', '.join(measured.withheld)}")
    print(printable(f"profile: {wanted.out}"))
    if not measured.good:
        raise typer.Exit(1)


def _table(measured: "Measured") -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for _ in range(2):
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for step in measured.steps:
        style = _STYLES[step.grade]
        table.add_row(step.name, f"[{style}]{step.grade}[/{style}]", f"{step.said} {step.mend}".rstrip())
    return table
