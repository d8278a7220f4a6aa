"""Rebuilds the reports of a results folder and writes its overview."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stretchcheck import results
from stretchcheck.reasons import reason, reason_and_path
from stretchcheck.report.files import MEASURES, REPORT, RESULT, FilesError, read_result, rebuild
from stretchcheck.report.overview import Clip, render_overview

OVERVIEW: Final = "index.html"
_TRACES: Final = (RESULT, "poses.parquet", MEASURES, REPORT)
"""A folder with any of these is a clip's; without all of them it is a half one."""


class NoResultsError(ValueError):
    """The path is no results folder."""


@dataclass(frozen=True, slots=True)
class Remade:
    """What came of one clip's folder: what went wrong, if anything, or a note where the report lacks something."""

    folder: Path
    clip: Clip
    error: str = ""
    note: str = ""


def clip_folders(out: Path) -> list[Path]:
    """The folders of clips in a results folder, by name; the folder itself where it is that of one clip.

    Raises:
        NoResultsError: there is none.
    """
    try:
        if (out / RESULT).is_file():
            return [out]
        entries = sorted(out.iterdir())
    except OSError as error:
        raise NoResultsError(f"Expected a results folder, but {reason(error)}: {out}") from None
    found = [entry for entry in entries if not entry.name.startswith(".") and entry.is_dir() and _is_clip(entry)]
    if not found:
        raise NoResultsError(
            f"Expected a results folder, one with a folder of results for each clip, but found none in it: {out}"
        )
    return found


def _is_clip(folder: Path) -> bool:
    return any((folder / name).is_file() for name in _TRACES)


def remake(folder: Path) -> Remade:
    """Build one clip's report anew; what cannot be read or written is told, not raised."""
    try:
        rebuilt = rebuild(folder)
    except FilesError as error:
        return Remade(folder, _without_report(folder, str(error)), error=str(error))
    except OSError as error:
        why = f"Could not write the report, {reason_and_path(error)}"
        return Remade(folder, _without_report(folder, why), error=why)
    note = "" if rebuilt.pictures is not None else "no earlier report to take pictures from, so the new one has none"
    return Remade(folder, Clip(folder.name, rebuilt.result, rebuilt.series), note=note)


def _without_report(folder: Path, why: str) -> Clip:
    """The clip whose report could not be built, with its result where that can be read; paths begin in its folder."""
    why = why.replace(f"{folder}{os.sep}", "")
    try:
        return Clip(folder.name, read_result(folder / RESULT), why=why)
    except FilesError:
        return Clip(folder.name, why=why)


def remake_all(out: Path, *, progress: Callable[[int, int, str], None]) -> list[Remade]:
    """Build every report of a results folder anew, and its overview where it holds a folder a clip.

    Args:
        out: the results folder, or that of one clip, which gets no overview.
        progress: called with how many are done, how many there are, and the name of the next.

    Raises:
        NoResultsError: it is neither.
        OSError: the overview cannot be written.
    """
    folders = clip_folders(out)
    remade = []
    for number, folder in enumerate(folders):
        progress(number, len(folders), folder.name)
        remade.append(remake(folder))
    if folders != [out] and any(one.clip.result is not None for one in remade):
        write_overview(out, [one.clip for one in remade])
    return remade


def write_overview(out: Path, clips: Sequence[Clip]) -> Path:
    """Write index.html; returns its path."""
    path = out / OVERVIEW
    results.write_text(path, render_overview(out.resolve().name, clips))
    return path
