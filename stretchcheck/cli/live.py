"""`stretchcheck live`: the coached webcam session on a local page."""

import signal
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

_EXTRA = 'The live session needs more libraries: pip install "stretchcheck[live]"'


def command(
    camera: Annotated[
        int | None,
        typer.Option(min=0, help="Number of a camera of this computer; the server takes it, not the browser."),
    ] = None,
    source: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A recording played at its own speed instead of a camera.")
    ] = None,
    plan: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="What to do; the page can change it and save it.")
    ] = None,
    profile: Annotated[
        Path | None, typer.Option(help="TOML file with thresholds that differ from the defaults.")
    ] = None,
    model: Annotated[str, typer.Option(help="Size of the landmark network: lite, full or heavy.")] = "full",
    host_only: Annotated[
        bool, typer.Option("--host-only", help="Only print the address, do not open the browser.")
    ] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the page; 0 takes one that is free.")] = 0,
) -> None:
    """Coach a pair through a session: it watches, speaks, and stops when told to.

    Opens a page on this computer alone; nothing is sent anywhere. One lies down, the other helps; both listen more than
    they look. Sessions are kept as landmarks, never as video unless asked for; see `stretchcheck history`.

    For example:

        stretchcheck live

        stretchcheck live --plan evening.toml

        stretchcheck live --source clip.mp4 --host-only
    """
    try:
        from stretchcheck.live import hosting
    except ImportError as error:
        _fail(f"{_EXTRA} ({error.name} is missing)")
    if camera is not None and source is not None:
        _fail("Expected --camera or --source, but got both.")
    try:
        hosted = hosting.prepare(camera=camera, source=source, plan=plan, profile=profile, model=model, port=port)
    except hosting.CannotHostError as error:
        _fail(str(error))
    _when_told_to_end(hosted.site.stop)
    with hosted:
        print(f"The page: {hosted.site.address}", flush=True)
        print("Ctrl-C ends it.", file=sys.stderr, flush=True)
        if not host_only and not webbrowser.open(hosted.site.address):
            print("No browser could be opened: open the address yourself.", file=sys.stderr)
        hosted.site.run()


def _when_told_to_end(stop: Callable[[], None]) -> None:
    """A terminal that is closed and a polite kill end it as Ctrl-C does: what was recorded is kept."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda *_: stop())


def _fail(message: str) -> NoReturn:
    print(f"stretchcheck: {message}", file=sys.stderr)
    raise typer.Exit(2)
