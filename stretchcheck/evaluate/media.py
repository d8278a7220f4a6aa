"""Finds what belongs to a labelled clip: its recording, or else its video."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from stretchcheck.inputs import RECORDING_SUFFIX, VIDEO_SUFFIXES
from stretchcheck.reasons import reason

_RECORDING: Final = "poses.parquet"


class NoRecordingsError(ValueError):
    """The folder of recordings is not one."""


@dataclass(frozen=True, slots=True)
class Media:
    """What a folder holds for one clip."""

    path: Path
    is_recording: bool


def media_of(folder: Path) -> Mapping[str, Media]:
    """By name of the clip, what the folder holds for it, in order of names.

    A recording may be `<clip>.poses.parquet` or, in a folder of results, `<clip>/poses.parquet`; either is preferred to
    `<clip>.mp4` and the like.

    Raises:
        NoRecordingsError: there is no such folder, it cannot be read, or two videos of it have one name.
    """
    try:
        entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except NotADirectoryError:
        raise NoRecordingsError(f"Expected a folder of recordings or videos, but it is a file: {folder}") from None
    except OSError as error:
        raise NoRecordingsError(f"Expected a folder of recordings or videos, but {reason(error)}: {folder}") from None
    recorded = {**_of_results(entries), **_recordings(entries)}
    videos = [entry for entry in entries if entry.suffix.lower() in VIDEO_SUFFIXES and entry.stem not in recorded]
    for one, other in pairwise(sorted(videos, key=lambda video: video.stem)):
        if one.stem == other.stem:
            raise NoRecordingsError(
                f"Expected one video a clip, but got {one.name} and {other.name}; move one of them away: {folder}"
            )
    found = {video.stem: Media(video, is_recording=False) for video in videos} | recorded
    return dict(sorted(found.items()))


def _of_results(entries: Iterable[Path]) -> dict[str, Media]:
    inside = {entry.name: entry / _RECORDING for entry in entries if entry.is_dir()}
    return {clip: Media(path, is_recording=True) for clip, path in inside.items() if path.is_file()}


def _recordings(entries: Iterable[Path]) -> dict[str, Media]:
    return {
        entry.name[: -len(RECORDING_SUFFIX)]: Media(entry, is_recording=True)
        for entry in entries
        if entry.name.lower().endswith(RECORDING_SUFFIX)
    }
