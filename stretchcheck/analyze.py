"""The main job: one file in, its folder of results out; and the loop over many."""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from protocols.measures import INDEX
from protocols.thresholds import DEFAULTS, Settings
from stretchcheck import results
from stretchcheck.inputs import Input
from stretchcheck.judging import Judged, SideChoice, judge
from stretchcheck.pictures import picture
from stretchcheck.reasons import reason_and_path
from stretchcheck.report import ReportSeries, Thumbnail, render_report
from stretchcheck.schema import InvalidResultError
from stretchcheck.seeing import see
from vision.capture import SourceError
from vision.estimators import EngineName, ModelName
from vision.models import ModelMissing
from vision.recording import Recording, RecordingError

_log = logging.getLogger(__name__)

Progress = Callable[[str, float, float], None]
"""Called with what is being done, the media seconds done and the seconds in all."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to analyse: what `analyze --help` says of each."""

    out: Path = Path("stretchcheck-results")
    stretch: str = "auto"
    side: SideChoice = "auto"
    settings: Settings = DEFAULTS
    engine: EngineName = "duo"
    model: ModelName = "full"
    overlay: bool = False
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file: its result, or why it could not be analysed."""

    input: Input
    folder: Path
    result: dict[str, Any] | None = None
    error: str | None = None


def analyze(inputs: Sequence[Input], options: Options, *, progress: Progress) -> Iterator[Outcome]:
    """Analyse files one after the other; one that fails never stops the others. `summary.csv` grows with each."""
    options.out.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    for given in inputs:
        outcome = _guarded(given, options, progress)
        if outcome.result is not None:
            rows += results.summary_rows(given.name, outcome.result)
            try:
                results.write_summary(options.out / "summary.csv", rows)
            except OSError as error:
                _log.error("Could not write summary.csv, %s", reason_and_path(error))
        yield outcome


def _guarded(given: Input, options: Options, progress: Progress) -> Outcome:
    folder = options.out / given.stem
    try:
        return Outcome(given, folder, analyze_one(given, folder, options, progress=progress))
    except (SourceError, RecordingError, ModelMissing, FileNotFoundError, InvalidResultError) as error:
        return Outcome(given, folder, error=_line(error))
    except OSError as error:
        return Outcome(given, folder, error=f"Could not write the results, {reason_and_path(error)}")
    except Exception as error:  # noqa: BLE001 - a defect of ours must not cost the user the rest of the batch
        _log.info("the defect in full", exc_info=True)
        said = f"{type(error).__name__}: {_line(error)}; -v tells more"
        return Outcome(given, folder, error=f"This is a defect of stretchcheck, please report it ({said}).")


def _line(error: Exception) -> str:
    return " ".join(str(error).split())


def analyze_one(given: Input, folder: Path, options: Options, *, progress: Progress) -> dict[str, Any]:
    """Analyse one file into its folder and return the object of result.json."""
    recording = _recording(given, folder, options, progress)
    judged = judge(recording, stretch=options.stretch, side=options.side, settings=options.settings)
    made = results.result(judged, options.settings)
    folder.mkdir(parents=True, exist_ok=True)
    thumbnails: list[Thumbnail] = []
    if given.kind != "recording":
        overlay = folder / "overlay.mp4" if options.overlay else None
        thumbnails = picture(
            given.path, recording, judged, made, overlay=overlay, progress=lambda at, of: progress("drawing", at, of)
        )
    elif options.overlay:
        _log.warning("A recording holds no pictures, so there is no overlay: %s", given.path)
    results.write_measures(folder / "measures.parquet", judged)
    results.write_text(folder / "report.html", render_report(made, series(judged, made), thumbnails))
    results.write_result(folder / "result.json", made)
    return made


def _recording(given: Input, folder: Path, options: Options, progress: Progress) -> Recording:
    """The recording of a clip, made by the networks; a recording is read as it is and copied beside its results."""
    target = folder / "poses.parquet"
    if given.kind == "recording":
        recording = Recording(given.path)
        folder.mkdir(parents=True, exist_ok=True)
        if not (target.exists() and target.samefile(given.path)):
            results.copy_whole(given.path, target)
        return recording
    folder.mkdir(parents=True, exist_ok=True)
    try:
        see(
            given.path,
            target,
            engine=options.engine,
            model=options.model,
            threads=options.threads,
            progress=lambda at, of: progress("watching", at, of),
        )
    except BaseException:
        _drop_if_empty(folder)
        raise
    return Recording(target)


def _drop_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def series(judged: Judged, made: dict[str, Any]) -> ReportSeries:
    """What the report draws: the followed angle, its speed and, where only one leg moves, the other one."""
    followed = judged.followed
    if followed is None or not len(followed.time_s):
        return ReportSeries.empty()
    other = _other_leg(judged, made)
    aligned = np.interp(followed.time_s, judged.times_s, other) if other is not None else None
    return ReportSeries(followed.time_s, followed.angle_deg, followed.speed_deg_s, aligned)


def _other_leg(judged: Judged, made: dict[str, Any]) -> Any:
    sides = {repetition["side"] for repetition in made["repetitions"]}
    if made["stretch"] != "knee-to-chest" or len(sides) != 1:
        return None
    other = {"left": "right", "right": "left"}[sides.pop()]
    return judged.rows[:, INDEX[f"thigh_trunk_{other}_image_deg"]]


def as_line(made: dict[str, Any]) -> str:
    """A result as one line of JSON."""
    return json.dumps(made, ensure_ascii=False)
