"""`stretchcheck doctor`: what works on this machine."""

import json
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from stretchcheck.doctor import Diagnosis

_STYLES: Final = {"ok": "green", "warn": "yellow", "missing": "cyan", "broken": "bold red"}


def command(
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as one JSON object on stdout.")] = False,
) -> None:
    """Tell what works on this machine: networks, codecs, speed, cameras, sound, optional parts.

    Takes up to 20 seconds, some of them to time the networks. Nothing is fetched and nothing is sent anywhere.

    ok: works. warn: works, but not as well as it should. missing: can be added. broken: is there and does not work.

    Exit code 0: clips can be analysed; 1: something is broken or a network is still to be fetched; 2: they cannot.
    """
    from stretchcheck.doctor import examine

    console = Console(stderr=True)
    with console.status("looking around", spinner="line") if console.is_terminal else nullcontext():
        diagnosis = examine()
    if as_json:
        print(json.dumps(diagnosis.as_json(), ensure_ascii=False))
    elif sys.stdout.isatty():
        Console().print(_table(diagnosis))
    else:
        print("\n".join(_lines(diagnosis)))
    for finding in diagnosis.hindrances[:1]:
        why = "; ".join(filter(None, (finding.said, finding.advice)))
        print(f"stretchcheck: Clips cannot be analysed, {finding.name}: {why}", file=sys.stderr)
    raise typer.Exit(diagnosis.exit_code)


def _lines(diagnosis: "Diagnosis") -> list[str]:
    """A line a finding: status, section, what was looked at, what was found, what to do."""
    return [
        ": ".join(filter(None, (finding.status, section, finding.name, finding.said, finding.advice)))
        for section, findings in diagnosis.sections.items()
        for finding in findings
    ]


def _table(diagnosis: "Diagnosis") -> Table:
    table = Table("", "", "what was found", "what to do", box=None, pad_edge=False)
    for section, findings in diagnosis.sections.items():
        table.add_row("", f"[bold]{escape(section)}[/bold]")
        for finding in findings:
            style = _STYLES[finding.status]
            status = f"[{style}]{finding.status}[/{style}]"
            table.add_row(status, *map(escape, (finding.name, finding.said, finding.advice)))
    return table
