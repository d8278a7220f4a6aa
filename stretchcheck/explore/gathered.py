"""Finds what there is to explore: labelled clips with a recording, their videos, and where corrections go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from calibration.labels import LabelError
from calibration.read_labels import read_labels
from stretchcheck.evaluate.labelled import Labelled, NoLabelsError, gather
from stretchcheck.evaluate.media import media_of
from stretchcheck.inputs import VIDEO_SUFFIXES

CORRECTIONS: Final = "corrections.csv"


@dataclass(frozen=True, slots=True)
class Found:
    """One labelled clip.

    Attributes:
        labelled: its labels and its truth, as files name them.
        recording: its file.
        video: a file of the same name, where there is one.
    """

    labelled: Labelled
    recording: Path
    video: Path | None = None


@dataclass(slots=True)
class Everything:
    """What there is.

    Attributes:
        clips: in order of names.
        corrections: the file that corrected labels are read from and written to.
        failures: label files and clips that cannot be used, each a line that says why.
        warnings: of label files.
    """

    clips: list[Found]
    corrections: Path
    failures: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def find(labels: Sequence[Path], recordings: Path, *, fps: float | None = None) -> Everything:
    """Name every labelled clip that has a recording; nothing is read but labels.

    Raises:
        NoLabelsError, NoRecordingsError: a path names nothing, or no labelled clip has a recording.
        LabelError: there are corrections of before, but they cannot be read.
    """
    corrections = _place(labels[0])
    media, gathered = media_of(recordings), gather(_with(labels, corrections), fps=fps)
    videos = _videos([recordings, *(_folder(path) for path in labels)])
    found = Everything([], corrections, list(gathered.failures), list(gathered.warnings))
    _refuse_unreadable(corrections)
    for clip, each in gathered.clips.items():
        own = media.get(clip)
        if own is None:
            continue
        if own.is_recording:
            found.clips.append(Found(each, own.path, videos.get(clip)))
        else:
            found.failures.append(
                f"{clip}: Expected a recording, but got a video; run stretchcheck analyze on it first."
            )
    if not found.clips:
        why = f": {found.failures[0]}" if found.failures else "."
        raise NoLabelsError(f"Expected labelled clips with a recording, but found none{why} Folder: {recordings}")
    return found


def _with(labels: Sequence[Path], corrections: Path) -> Iterable[Path]:
    """The same with the corrections of before, which a folder of labels holds by itself."""
    if corrections.exists() and not any(path.is_dir() and path / CORRECTIONS == corrections for path in labels):
        return [*(path for path in labels if path != corrections), corrections]
    return labels


def _place(first: Path) -> Path:
    return _folder(first) / CORRECTIONS


def _folder(path: Path) -> Path:
    return path if path.is_dir() else path.parent


def _refuse_unreadable(corrections: Path) -> None:
    """What cannot be read must not be written over."""
    if not corrections.exists():
        return
    try:
        read_labels(corrections)
    except OSError as error:
        raise LabelError(f"Expected corrections that can be read, but got {error.strerror}: {corrections}") from None


def _videos(folders: Iterable[Path]) -> dict[str, Path]:
    """Videos of some folders by their stem; those of the folders named first are preferred."""
    found: dict[str, Path] = {}
    for folder in dict.fromkeys(folders):
        try:
            entries = sorted(folder.iterdir())
        except OSError:
            continue
        for entry in entries:
            if entry.suffix.lower() in VIDEO_SUFFIXES and not entry.name.startswith(".") and entry.is_file():
                found.setdefault(entry.stem, entry)
    return found
