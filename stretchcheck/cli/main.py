"""Puts the commands together and turns what goes wrong into one clear line and the right exit code."""

import logging
import sys
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated, Final, cast

import typer

from stretchcheck.cli import analyze, calibrate, doctor, evaluate, history, labels, live, models, report, tune
from stretchcheck.reasons import printable

_USAGE_ERROR: Final = cast("type[Exception]", typer.BadParameter.__mro__[2])
"""What click raises for wrong usage; typer gives it no name of its own."""

app = typer.Typer(
    name="stretchcheck",
    help="Watch one person help another with a lower-back stretch and say honestly whether it is done well.\n\n"
    "A practice aid for healthy adults, not a medical device.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
app.command("analyze")(analyze.command)
app.command("calibrate")(calibrate.command)
app.command("doctor")(doctor.command)
app.command("evaluate")(evaluate.command)
app.command("labels")(labels.command)
app.command("live")(live.command)
app.command("report")(report.command)
app.command("tune")(tune.command)
app.add_typer(history.app, name="history")
app.add_typer(models.app, name="models")


def _version(show: bool) -> None:
    if show:
        print(f"stretchcheck {version('stretchcheck')}")
        raise typer.Exit


@app.callback()
def _root(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what is done, on stderr.")] = False,
) -> None:
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, format="%(levelname)s: %(message)s")


def _usage(error: Exception) -> str:
    """What was wrong with the command, in one line; the whole help where there was nothing but a command's name."""
    where = getattr(getattr(error, "ctx", None), "command_path", "stretchcheck")
    message: str = error.format_message()  # type: ignore[attr-defined] # of click, whichever typer brings
    if "Usage:" in message or not message:
        return f"Expected more than `{where}` alone; `{where} --help` tells what"
    said = " ".join(message.replace("Value error, ", "").split()).removesuffix(".")
    return f"{printable(said)}; `{where} --help` tells more"


def main() -> None:
    """Run the command line."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that lacks a letter must not cost the results
    try:
        sys.exit(app(standalone_mode=False))
    except _USAGE_ERROR as error:
        print(f"stretchcheck: {_usage(error)}", file=sys.stderr)
        sys.exit(2)
    except typer.Abort:
        print("stopped", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        print(f"stretchcheck: Could not print: {error.strerror or error}", file=sys.stderr)
        sys.exit(1)
