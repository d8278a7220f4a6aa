"""`stretchcheck evaluate`: how far verdicts are from what people labelled or what is true."""

import json
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, cast

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from calibration.tuning.splits import SplitError, read_parts
from protocols.views import KINDS
from stretchcheck import profiles
from stretchcheck.cli.analyze import Engine, Model
from stretchcheck.evaluate.clips import Manner
from stretchcheck.evaluate.labelled import NoLabelsError
from stretchcheck.evaluate.media import NoRecordingsError
from stretchcheck.evaluate.run import DRAWS, Evaluation, as_scores, as_summary, evaluate
from stretchcheck.evaluate.tabled import models_of
from stretchcheck.evaluate.terminal import main_table
from stretchcheck.evaluate.written import write
from stretchcheck.reasons import reason_and_path
from vision.estimators import EngineName, ModelName

View = StrEnum("View", {kind: kind for kind in KINDS})  # type: ignore[misc] # it is what can be told
"""`--view`."""

_NAMED: Final = 8
"""So many clips without labels are named; more are counted."""


class Split(StrEnum):
    """`--split`."""

    TEST = "test"
    DEVELOPMENT = "development"


def command(
    labels: Annotated[
        list[Path],
        typer.Argument(
            metavar="LABELS...",
            show_default=False,
            help="Files of labels (CSV, BORIS, ELAN, Label Studio, truths of rendered clips) or folders of them.",
        ),
    ],
    recordings: Annotated[
        Path,
        typer.Option(
            metavar="DIR",
            help="Holds CLIP.poses.parquet, CLIP/poses.parquet or a video for each labelled clip.",
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder for scores, tables and report, made when it is not there.")] = Path(
        "stretchcheck-evaluation"
    ),
    cache: Annotated[
        Path | None,
        typer.Option(help="Where recordings made of videos are kept.", show_default="recordings in --out"),
    ] = None,
    profile: Annotated[
        Path | None, typer.Option(help="TOML file with thresholds that differ from the defaults.")
    ] = None,
    named: Annotated[
        bool, typer.Option("--named", help="Judge with the labelled stretch and side instead of recognising them.")
    ] = False,
    engine: Annotated[Engine, typer.Option(help="Which engine finds the people in videos.")] = Engine("duo"),
    model: Annotated[Model, typer.Option(help="Size of its landmark network.")] = Model("full"),
    jobs: Annotated[int, typer.Option(min=1, help="Clips at a time, each in a process of its own.")] = 1,
    split: Annotated[Split | None, typer.Option(help="Only clips of this part of a bench.")] = None,
    splits: Annotated[Path | None, typer.Option(help="CSV file with clip and split, over what the truths say.")] = None,
    rater: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this rater's labels, where they labelled the clip.")
    ] = None,
    view: Annotated[View | None, typer.Option(help="Only clips that are seen from there.")] = None,
    fps: Annotated[
        float | None, typer.Option(min=1.0, help="Frames a second, for labels that count frames and do not say.")
    ] = None,
    draws: Annotated[int, typer.Option(min=1, help="Of the bootstrap that the intervals come from.")] = DRAWS,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object on stdout.")] = False,
) -> None:
    """Score verdicts against labels: holds, faults, checks that were wrongly green or could not be judged.

    Writes scores.json, figures.csv, clips.csv with the worst clips first, events.csv and report.html.
    Videos go through the networks once; a run that was stopped goes on where it was.

    For example:

        stretchcheck evaluate labels.csv --recordings tonight

        stretchcheck evaluate raters/ --recordings videos --jobs 2 --out scored
    """
    try:
        settings = profiles.load(profile)
        _check(out)
        manner = Manner(
            cache=cache or out / "recordings", settings=settings, named=named,
            engine=cast("EngineName", engine.value), model=cast("ModelName", model.value),
            threads=max(1, (os.cpu_count() or 1) // jobs), split=split and split.value, view=view and view.value,
            parts=read_parts(splits) if splits else {}, rater=rater,
        )  # fmt: skip
        evaluation = _run(labels, recordings, manner, jobs=jobs, fps=fps)
    except (profiles.ProfileError, SplitError, NoLabelsError, NoRecordingsError) as error:
        _end(str(error))
    if not evaluation.rows:
        _end(_nothing(evaluation, manner, recordings))
    _complain(evaluation, recordings)
    _finish(as_scores(evaluation, manner, draws=draws), out, as_json=as_json)
    if evaluation.failures:
        raise typer.Exit(1)


def _check(out: Path) -> None:
    """Refuse a place where no results can be written before hours of work are put into them."""
    place = next(path for path in (out, *out.absolute().parents) if path.exists())
    if not place.is_dir() or not os.access(place, os.W_OK):
        _end(f"Expected a folder that can be written for the scores, but got something else: {place}")


def _run(labels: list[Path], recordings: Path, manner: Manner, *, jobs: int, fps: float | None) -> Evaluation:
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=None)

        def follow(done: int, of: int, doing: str) -> None:
            bar.update(task, completed=done, total=of, description=doing)

        return evaluate(labels, recordings, manner, processes=jobs, fps=fps, progress=follow)


def _complain(evaluation: Evaluation, recordings: Path) -> None:
    for line in (*evaluation.warnings, *evaluation.failures):
        print(f"stretchcheck: {line}", file=sys.stderr)
    clips = evaluation.unlabelled
    if clips:
        more = f" and {len(clips) - _NAMED} more" if len(clips) > _NAMED else ""
        print(f"stretchcheck: No labels for {', '.join(clips[:_NAMED])}{more}: {recordings}", file=sys.stderr)


def _nothing(evaluation: Evaluation, manner: Manner, recordings: Path) -> str:
    if evaluation.left_out and not evaluation.failures:
        words = (manner.split and f"of the {manner.split} part", manner.view and f"of the view {manner.view}")
        asked = " and ".join(word for word in words if word)
        return f"Expected clips {asked}, but none of {len(evaluation.left_out)} labelled ones is."
    if evaluation.failures:
        more = len(evaluation.failures) - 1
        others = f" (and {more} more like it or otherwise)" if more else ""
        return f"Expected a labelled clip that can be scored, but got none: {evaluation.failures[0]}{others}"
    return f"Expected labels of clips that are there, but got none: {recordings}"


def _finish(scores: dict[str, Any], out: Path, *, as_json: bool) -> None:
    try:
        write(out, scores)
    except OSError as error:
        _end(f"Could not write the scores, {reason_and_path(error)}")
    if as_json:
        print(json.dumps(as_summary(scores), ensure_ascii=False))
        return
    console = Console()
    console.print(main_table(scores["figures"], models=models_of(scores["engines"])), highlight=False)
    console.print(f"report: {out / 'report.html'}", soft_wrap=True, highlight=False)
    console.print(f"tables: {out / 'clips.csv'}, events.csv, figures.csv", soft_wrap=True, highlight=False)


def _end(message: str) -> None:
    print(f"stretchcheck: {message}", file=sys.stderr)
    raise typer.Exit(2)
