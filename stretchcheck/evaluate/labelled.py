"""Gathers what was labelled, clip by clip, from files and folders of labels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from calibration.labels import Label, LabelError, by_clip
from calibration.read_labels import SUFFIXES, read_labels
from calibration.truth import TRUTH_SUFFIX
from stretchcheck.reasons import reason


class NoLabelsError(ValueError):
    """The paths name nothing that could hold labels."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """What is known of one clip: labels of one or several raters, the truth of a rendered clip, or both."""

    clip: str
    labels: tuple[Label, ...] = ()
    truth: Path | None = None


@dataclass(slots=True)
class Gathered:
    """Labelled clips by name.

    Attributes:
        clips: in order of names.
        files: label files that were read.
        failures: files that could not be, each with why.
        warnings: what was left aside in those that were.
    """

    clips: dict[str, Labelled] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def refuse_unknown_rater(gathered: Gathered, rater: str | None) -> None:
    """Refuse a rater who labelled nothing: everybody's labels would count without a word.

    Raises:
        NoLabelsError: it is one.
    """
    known = {label.rater for each in gathered.clips.values() for label in each.labels if label.rater is not None}
    known |= {"truth" for each in gathered.clips.values() if each.truth is not None}
    if rater is not None and rater not in known:
        names = ", ".join(sorted(known)) or "nobody who is named"
        raise NoLabelsError(f"Expected a rater of these labels, but got {rater!r:.80}; they are of {names}.")


def gather(paths: Iterable[Path], *, fps: float | None = None) -> Gathered:
    """Read label files and those that lie in folders of them.

    Truths are only named, by their files; they are large and read where they are needed.

    Args:
        paths: files or folders (not deeper).
        fps: frames a second of the clips, for exports that count frames and do not say how many there are in a second.

    Raises:
        NoLabelsError: a path that is not there, or a folder without a label file.
    """
    files = list(dict.fromkeys(file for path in paths for file in _files(path)))
    found, labels, truths = Gathered(), list[Label](), dict[str, Path]()
    for file in files:
        if file.name.lower().endswith(TRUTH_SUFFIX):
            truths[file.name[: -len(TRUTH_SUFFIX)]] = file
            found.files.append(file)
            continue
        try:
            read = read_labels(file, fps=fps)
        except LabelError as error:
            found.failures.append(" ".join(str(error).split()))
            continue
        except OSError as error:
            found.failures.append(f"Expected labels that can be read, but {reason(error)}: {file}")
            continue
        labels += read.labels
        found.files.append(file)
        found.warnings += [f"{file.name}: {warning}" for warning in read.warnings]
    found.clips = _clips(by_clip(labels), truths)
    return found


def _clips(labels: Mapping[str, tuple[Label, ...]], truths: Mapping[str, Path]) -> dict[str, Labelled]:
    names = sorted({*labels, *truths})
    return {clip: Labelled(clip, labels.get(clip, ()), truths.get(clip)) for clip in names}


def _files(path: Path) -> list[Path]:
    try:
        if not path.is_dir():
            if not path.exists():
                raise NoLabelsError(f"Expected a file or folder of labels, but there is none: {path}")
            return [path]
        inside = sorted(entry for entry in path.iterdir() if entry.is_file() and _may_hold_labels(entry))
    except OSError as error:
        raise NoLabelsError(f"Expected labels that can be read, but {reason(error)}: {path}") from None
    if not inside:
        raise NoLabelsError(f"Expected files of labels ({', '.join(SUFFIXES)}) in the folder, but found none: {path}")
    return inside


def _may_hold_labels(path: Path) -> bool:
    name = path.name.lower()
    return not name.startswith(".") and name.endswith(SUFFIXES)
