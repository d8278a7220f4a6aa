"""The main job: one file in, its folder of results out; and the loop over many."""

import json
import logging
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from stretchcheck import results
from stretchcheck.asked import Follow, Options, Outcome, Progress, Runner
from stretchcheck.batch import stamp
from stretchcheck.batch.places import PlaceError, fetch, make_folder, workplace
from stretchcheck.batch.table import Table
from stretchcheck.batch.tidy import tidied
from stretchcheck.inputs import Input
from stretchcheck.judging import Judged, judge
from stretchcheck.meanwhile import JudgedMeanwhile
from stretchcheck.pictures import picture
from stretchcheck.reasons import reason_and_path
from stretchcheck.report import Thumbnail
from stretchcheck.report.files import write_report
from stretchcheck.schema import InvalidResultError
from stretchcheck.seeing import see
from vision.capture import SourceError
from vision.models import ModelMissing
from vision.recording import Recording, RecordingError

__all__ = ["Options", "Outcome", "Progress", "analyze", "analyze_one", "as_line", "attempt", "one_by_one"]

_READERS: Final = 4
"""Files that are read at a time to see whether their results are there."""

_log = logging.getLogger(__name__)


def one_by_one(inputs: Sequence[Input], options: Options, follow: Follow) -> Generator[Outcome, None, None]:
    """Analyse clips in this process, in order."""
    for given in inputs:
        yield attempt(given, options, progress=partial(follow, given))


def analyze(
    inputs: Sequence[Input], options: Options, *, progress: Follow, runner: Runner = one_by_one
) -> Generator[Outcome, None, None]:
    """Analyse files and give what comes of each as it comes; one that fails never stops the others.

    With `options.resume`, those that are finished come first. `summary.csv` grows with each, in the order of the
    inputs.

    Raises:
        OSError, PlaceError: the results folder cannot be made.
        TableError: all is done, but the table could not be written.
    """
    make_folder(options.out)
    table = Table(inputs, options.out)
    with tidied(options.out) if isinstance(options.out, Path) else nullcontext():
        finished = _finished(inputs, options)
        if finished:
            table.write(finished)
        yield from finished
        done = {outcome.input for outcome in finished}
        with closing(runner([given for given in inputs if given not in done], options, progress)) as outcomes:
            for outcome in outcomes:
                if outcome.result is not None:
                    table.write([outcome])
                yield outcome
    table.close()


def _finished(inputs: Sequence[Input], options: Options) -> list[Outcome]:
    """Clips whose results are there already; those far away are looked at when their turn comes."""
    out = options.out
    if not options.resume or not isinstance(out, Path):
        return []
    near = [given for given in inputs if given.url is None]
    with ThreadPoolExecutor(_READERS) as readers:
        kept = readers.map(lambda given: stamp.kept(given, out / given.stem, options).result, near)
        return [
            Outcome(given, out / given.stem, result, found=True)
            for given, result in zip(near, kept, strict=True)
            if result is not None
        ]


def attempt(given: Input, options: Options, *, progress: Progress) -> Outcome:
    """Analyse one file; what is wrong with it is told, not raised."""
    folder = options.folder_of(given)
    wanted = (stamp.STAMP, *stamp.written(given, options)) if options.resume else ()
    try:
        with _near(given) as near, workplace(folder, last=stamp.STAMP, wanted=wanted) as place:
            result, found = _remembered(near, place, options, progress)
        return Outcome(given, folder, result, found=found)
    except (SourceError, RecordingError, ModelMissing, FileNotFoundError, InvalidResultError, PlaceError) as error:
        return Outcome(given, folder, error=_line(error))
    except OSError as error:
        return Outcome(given, folder, error=f"Could not write the results, {reason_and_path(error)}")
    except Exception as error:  # noqa: BLE001 - a defect of ours must not cost the user the rest of the batch
        _log.info("the defect in full", exc_info=True)
        said = f"{type(error).__name__}: {_line(error)}; -v tells more"
        return Outcome(given, folder, error=f"This is a defect of stretchcheck, please report it ({said}).")


@contextmanager
def _near(given: Input) -> Iterator[Input]:
    """The file on this machine, fetched where it is elsewhere."""
    if given.url is None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="stretchcheck-") as scratch:
        yield replace(given, path=fetch(given.url, Path(scratch)), url=None)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())


def _remembered(given: Input, folder: Path, options: Options, progress: Progress) -> tuple[dict[str, Any], bool]:
    """Analyse one file as far as nothing is kept of it; its result, and whether it was there."""
    kept = stamp.kept(given, folder, options)
    if kept.result is not None:
        return kept.result, True
    if kept.recording:
        seen = _Seen(Recording(folder / stamp.RECORDING))
        stamp.leave_seen(folder, kept.seen)
    else:
        stamp.forget(folder)
        seen = _seen(given, folder, options, progress, seen=lambda: stamp.leave_seen(folder, kept.seen))
    made = _judged(given, seen, folder, options, progress)
    stamp.leave_judged(folder, kept.seen, given, options)
    return made, False


def analyze_one(given: Input, folder: Path, options: Options, *, progress: Progress) -> dict[str, Any]:
    """Analyse one file into its folder and return the object of result.json."""
    return _judged(given, _seen(given, folder, options, progress), folder, options, progress)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A clip's recording, and what was judged of it while it was made."""

    recording: Recording
    judged: Judged | None = None


def _judged(given: Input, seen: _Seen, folder: Path, options: Options, progress: Progress) -> dict[str, Any]:
    """Judge a recording unless it was, and write everything that comes of it; result.json is the last."""
    progress("judging", 0.0, 0.0)
    recording, how = seen.recording, _how(options)
    judged = seen.judged or judge(recording, **how)
    made = results.result(judged, options.settings)
    folder.mkdir(parents=True, exist_ok=True)
    thumbnails: list[Thumbnail] = []
    if not options.overlay:
        (folder / "overlay.mp4").unlink(missing_ok=True)
    if given.kind != "recording":
        overlay = folder / "overlay.mp4" if options.overlay else None
        thumbnails = picture(
            given.path, recording, judged, made, overlay=overlay, progress=lambda at, of: progress("drawing", at, of)
        )
    elif options.overlay:
        _log.warning("A recording holds no pictures, so there is no overlay: %s", given.path)
    results.write_measures(folder / "measures.parquet", judged)
    write_report(folder, made, thumbnails)
    results.write_result(folder / "result.json", made)
    return made


def _how(options: Options) -> dict[str, Any]:
    return {"stretch": options.stretch, "side": options.side, "settings": options.settings}


def _seen(
    given: Input, folder: Path, options: Options, progress: Progress, *, seen: Callable[[], None] = lambda: None
) -> _Seen:
    """A clip seen by the networks and judged meanwhile; a recording is read as it is and copied beside its results.

    `seen` is called as soon as the recording is there, whatever becomes of judging it.
    """
    target = folder / "poses.parquet"
    if given.kind == "recording":
        recording = Recording(given.path)
        folder.mkdir(parents=True, exist_ok=True)
        if not (target.exists() and target.samefile(given.path)):
            results.copy_whole(given.path, target)
        seen()
        return _Seen(recording)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with JudgedMeanwhile(**_how(options)) as meanwhile:
            see(
                given.path,
                target,
                engine=options.engine,
                model=options.model,
                threads=options.threads,
                progress=lambda at, of: progress("watching", at, of),
                tell=meanwhile.tell,
            )
            recording = Recording(target)
            seen()
            return _Seen(recording, meanwhile.result(recording.metadata))
    except BaseException:
        _drop_if_empty(folder)
        raise


def _drop_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def as_line(made: dict[str, Any]) -> str:
    """A result as one line of JSON."""
    return json.dumps(made, ensure_ascii=False)
