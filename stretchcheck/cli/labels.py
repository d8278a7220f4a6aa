"""`stretchcheck labels`: labels of any program as a file for another."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from calibration import write_labels
from calibration.labels import Label, LabelError
from calibration.read_labels import read_labels
from stretchcheck.reasons import printable, reason_and_path


class To(StrEnum):
    """`--to`."""

    CSV = "csv"
    BORIS = "boris"
    ELAN = "elan"
    LABEL_STUDIO = "label-studio"


def command(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            show_default=False,
            help="Files of labels: CSV, BORIS, ELAN, Label Studio or the truth of a rendered clip.",
        ),
    ],
    to: Annotated[To, typer.Option(help="What is written.")],
    out: Annotated[
        Path,
        typer.Option(
            help="File to write, or, for several clips as ELAN, a folder that gets CLIP.eaf of each.",
            show_default=False,
        ),
    ],
    fps: Annotated[
        float | None,
        typer.Option(
            min=1.0,
            help="Frames a second: of labels that count frames and do not say, and of timelines for Label Studio.",
        ),
    ] = None,
) -> None:
    """Read labels of any program and write all of them for another.

    What is written reads back equal, to a microsecond in BORIS, a millisecond in ELAN and a frame in timelines of
    Label Studio; without --fps that gets seconds.

    For example:

        stretchcheck labels coded.tsv --to csv --out labels.csv

        stretchcheck labels labels.csv --to elan --out annotations

        stretchcheck labels labels.csv --to label-studio --fps 30 --out tasks.json
    """
    try:
        labels = _read(files, fps=fps)
        if out.resolve() in {file.resolve() for file in files}:
            raise LabelError(f"Expected another file than those that are read: {out}")
        written = write_labels.write_labels(out, labels, to=to.value, made_at=datetime.now(UTC), fps=fps)
    except LabelError as error:
        _end(" ".join(str(error).split()))
    except OSError as error:
        _end(f"Could not read or write, {reason_and_path(error)}")
    clips = len({label.clip for label in labels})
    print(printable(f"{_count(len(labels), 'label')} of {_count(clips, 'clip')}"))
    for path in written:
        print(printable(f"{to.value}: {path}"))


def _read(files: Sequence[Path], *, fps: float | None) -> list[Label]:
    labels: list[Label] = []
    for file in files:
        found = read_labels(file, fps=fps)
        labels += found.labels
        for warning in found.warnings:
            print(printable(f"stretchcheck: {file.name}: {warning}"), file=sys.stderr)
    return labels


def _count(number: int, of: str) -> str:
    return f"{number} {of}" if number == 1 else f"{number} {of}s"


def _end(message: str) -> NoReturn:
    print(printable(f"stretchcheck: {message}"), file=sys.stderr)
    raise typer.Exit(2)
