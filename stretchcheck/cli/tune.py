"""`stretchcheck tune`: fit thresholds to labelled recordings."""

import os
import shlex
import sys
from pathlib import Path
from typing import Annotated, Final, cast

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from calibration.tuning.space import SpaceError, narrowed, read_space
from calibration.tuning.splits import SplitError, read_parts
from stretchcheck import profiles
from stretchcheck.cli.analyze import Engine, Model
from stretchcheck.cli.evaluate import Split
from stretchcheck.evaluate.clips import Manner
from stretchcheck.evaluate.labelled import NoLabelsError
from stretchcheck.evaluate.media import NoRecordingsError
from stretchcheck.profile_writing import ProfileWriterMissingError
from stretchcheck.reasons import reason_and_path
from stretchcheck.tune.gathered import Asked, NothingToTuneError
from stretchcheck.tune.run import DRAWS, SEED, TRIALS, Plan, Tuning, tune
from stretchcheck.tune.searching import JudgingError
from stretchcheck.tune.trials import TuningMissingError, optuna
from stretchcheck.tune.written import DOCUMENT, PROFILE, REPORT, write
from vision.estimators import EngineName, ModelName

_EXPECTED: Final = (
    profiles.ProfileError, SpaceError, SplitError, NoLabelsError, NoRecordingsError, NothingToTuneError, JudgingError,
    TuningMissingError, ProfileWriterMissingError,
)  # fmt: skip

_LIVE: Final = 'The explorer needs the parts of live sessions: pip install "stretchcheck[live]"'


_NOT_EXPLORED: Final = (
    "out", "space", "objective", "threshold", "rater", "trials", "draws", "seed", "adopt_all", "named", "engine",
    "model", "cache", "jobs",
)  # fmt: skip
"""Options that say nothing to the explorer."""


def command(
    ctx: typer.Context,
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
    out: Annotated[Path, typer.Option(help="Folder for profile, report and trials, made when it is not there.")] = Path(
        "stretchcheck-tuning"
    ),
    space: Annotated[
        Path | None, typer.Option(help="TOML file of objectives, thresholds and ranges.", show_default="a small set")
    ] = None,
    objective: Annotated[list[str] | None, typer.Option(help="Only this objective; may be given again.")] = None,
    threshold: Annotated[list[str] | None, typer.Option(help="Only this threshold; may be given again.")] = None,
    profile: Annotated[Path | None, typer.Option(help="TOML file with the thresholds to start from.")] = None,
    split: Annotated[Split, typer.Option(help="Part of a bench to tune on; the test part is refused.")] = Split(
        "development"
    ),
    splits: Annotated[Path | None, typer.Option(help="CSV file with clip and split, over what the truths say.")] = None,
    without: Annotated[list[str] | None, typer.Option(help="Leave a person out; may be given again.")] = None,
    rater: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this rater's labels, where they labelled the clip.")
    ] = None,
    trials: Annotated[int, typer.Option(min=1, help="Settings to judge an objective.")] = TRIALS,
    draws: Annotated[int, typer.Option(min=1, help="Of the bootstrap that the intervals come from.")] = DRAWS,
    seed: Annotated[int, typer.Option(min=0, help="Of the settings and the draws.")] = SEED,
    adopt_all: Annotated[
        bool, typer.Option("--adopt-all", help="Write every choice into the profile, also where it is no better.")
    ] = False,
    named: Annotated[
        bool, typer.Option("--named", help="Judge with the labelled stretch and side instead of recognising them.")
    ] = False,
    engine: Annotated[Engine, typer.Option(help="Which engine finds the people in videos.")] = Engine("duo"),
    model: Annotated[Model, typer.Option(help="Size of its landmark network.")] = Model("full"),
    cache: Annotated[
        Path | None,
        typer.Option(help="Where recordings made of videos are kept.", show_default="recordings in --out"),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Clips at a time, each in a process of its own.")] = 1,
    fps: Annotated[
        float | None, typer.Option(min=1.0, help="Frames a second, for labels that count frames and do not say.")
    ] = None,
    explore: Annotated[
        bool, typer.Option("--explore", help="Open a local page to move thresholds by hand instead.")
    ] = False,
    host_only: Annotated[bool, typer.Option("--host-only", help="With --explore: only print the address.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="With --explore: of the page; 0 takes a free one.")] = 0,
) -> None:
    """Choose thresholds by labelled recordings, and say how they do on people that they never saw.

    Writes profile.toml, report.html and tuning.json; a run that was stopped goes on where it was.

    For example:

        stretchcheck tune labels.csv --recordings tonight

        stretchcheck tune raters/ --recordings videos --objective jerk --jobs 2 --out tuned

        stretchcheck tune labels.csv --recordings tonight --explore
    """
    try:
        if split is Split.TEST:
            raise SplitError("Expected the development part to tune on, but got test; score that with evaluate.")
        parts = read_parts(splits) if splits else {}
        if explore:
            _refuse_unexplored(ctx)
            _explore(
                labels, recordings, profile=profile, port=port, host_only=host_only, fps=fps, parts=parts,
                without=tuple(without or ()),
            )  # fmt: skip
            return
        optuna()
        manner = Manner(
            cache=cache or out / "recordings", settings=profiles.load(profile), named=named,
            engine=cast("EngineName", engine.value), model=cast("ModelName", model.value),
            threads=max(1, (os.cpu_count() or 1) // jobs), rater=rater,
        )  # fmt: skip
        asked = Asked(
            tuple(labels), recordings, manner, parts=parts,
            without=tuple(without or ()), fps=fps, jobs=jobs,
        )  # fmt: skip
        searches = narrowed(
            read_space(space) if space else read_space(), objectives=objective or [], thresholds=threshold or []
        )
        out.mkdir(parents=True, exist_ok=True)
        plan = Plan(asked, searches, out, trials=trials, draws=draws, seed=seed, adopt_all=adopt_all, command=_typed())
        tuning = _run(plan)
        write(out, tuning, base=profile, name=f"{profile.stem if profile else 'defaults'}, tuned")
    except _EXPECTED as error:
        _end(str(error))
    except OSError as error:
        _end(f"Could not read or write, {reason_and_path(error)}")
    _tell(tuning, out)
    if tuning.failures:
        raise typer.Exit(1)


def _typed() -> str:
    return shlex.join(["stretchcheck", *sys.argv[1:]])


def _run(plan: Plan) -> Tuning:
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=None)

        def follow(done: int, of: int, doing: str) -> None:
            bar.update(task, completed=done, total=of, description=doing)

        return tune(plan, progress=follow)


def _tell(tuning: Tuning, out: Path) -> None:
    for line in (*tuning.warnings, *tuning.failures, *tuning.document["warnings"]):
        print(f"stretchcheck: {line}", file=sys.stderr)
    console = Console()
    console.print(_table(tuning), highlight=False)
    for what, name in (("profile", PROFILE), ("report", REPORT), ("everything", DOCUMENT)):
        console.print(f"{what}: {out / name}", soft_wrap=True, highlight=False)


def _table(tuning: Tuning) -> Table:
    """Every threshold: in force, chosen, and what it does on people it never saw."""
    table = Table(box=None, pad_edge=False, caption="scores: of people who were held out while the others chose")
    for title in ("threshold", "now", "chosen", "95 %", "score", "tuned", "taken"):
        table.add_column(title, no_wrap=True)
    scores = {row["objective"]: row for row in tuning.document["scores"]}
    for row in tuning.document["thresholds"]:
        score = scores[row["objective"]]
        ends = "" if row["interval"] is None else "{:.3g} to {:.3g}".format(*row["interval"])
        shown = [_shown(score[name]["value"]) for name in ("default", "nested")]
        is_taken = row["name"] in tuning.profile
        table.add_row(
            row["name"], f"{row['default']:g}", f"{row['chosen']:g}", ends, *shown, "yes" if is_taken else "no"
        )
    return table


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _refuse_unexplored(ctx: typer.Context) -> None:
    given = [name for name in _NOT_EXPLORED if getattr(ctx.get_parameter_source(name), "name", "") == "COMMANDLINE"]
    if given:
        _end(f"Expected no --{given[0].replace('_', '-')} beside --explore: it is of no use there.")


def _explore(
    labels: list[Path],
    recordings: Path,
    *,
    profile: Path | None,
    port: int,
    host_only: bool,
    fps: float | None,
    parts: dict[str, str],
    without: tuple[str, ...],
) -> None:
    try:
        from stretchcheck.explore import serve
        from stretchcheck.explore.parts import Kept
    except ImportError:
        _end(_LIVE)
    try:
        kept = Kept(parts, without)
        serve(labels, recordings, profile=profile, port=port, host_only=host_only, fps=fps, kept=kept)
    except (profiles.ProfileError, NoLabelsError, NoRecordingsError) as error:
        _end(str(error))


def _end(message: str) -> None:
    print(f"stretchcheck: {message}", file=sys.stderr)
    raise typer.Exit(2)
