"""Writes labels for whatever program: our CSV, BORIS, ELAN or Label Studio."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from calibration import label_csv
from calibration.label_exports import boris, elan, label_studio
from calibration.labels import Label, LabelError, by_clip

Format = Literal["csv", "boris", "elan", "label-studio"]

SUFFIXES: Final[dict[Format, tuple[str, ...]]] = {
    "csv": (".csv",),
    "boris": (".csv", ".tsv"),
    "elan": (".eaf",),
    "label-studio": (".json",),
}
"""What the name of a file must end in to be read again."""


def write_labels(
    path: Path, labels: Sequence[Label], *, to: Format, made_at: datetime, fps: float | None = None
) -> list[Path]:
    """Write labels; every file appears whole or not at all, and none does when a label cannot be written.

    Args:
        path: of the file. An .eaf is of one clip: without that suffix it is a folder, made when it is not there, that
            gets CLIP.eaf of each.
        labels: at least one.
        to: the format.
        made_at: the date that an .eaf bears.
        fps: frames a second, for Label Studio's timelines; None writes seconds.

    Returns:
        The files.

    Raises:
        LabelError: a name that would not come back, or a path that would not be read again; the path stands last.
        OSError: it cannot be written.
    """
    try:
        contents = _contents(path, labels, to=to, made_at=made_at, fps=fps)
    except LabelError as error:
        raise LabelError(f"{str(error).rstrip('.')}: {path}") from error
    for file, content in contents.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        label_csv.write_whole(file, content)
    return list(contents)


def _contents(
    path: Path, labels: Sequence[Label], *, to: Format, made_at: datetime, fps: float | None
) -> dict[Path, bytes]:
    suffix = path.suffix.lower()
    is_folder = to == "elan" and not suffix
    if not labels:
        raise LabelError("Expected a label to write, but got none.")
    if not is_folder and suffix not in SUFFIXES[to]:
        folder = ", or a folder without a suffix" if to == "elan" else ""
        raise LabelError(f"Expected a file that ends in {' or '.join(SUFFIXES[to])}{folder}, but got {path.name!r}.")
    if is_folder:
        return {path / _file(clip): elan.written(own, made_at=made_at) for clip, own in by_clip(labels).items()}
    if to == "elan":
        return {path: elan.written(labels, made_at=made_at)}
    if to == "label-studio":
        return {path: label_studio.written(labels, fps=fps).encode()}
    if to == "boris":
        return {path: _encoded(boris.written(labels, delimiter="\t" if suffix == ".tsv" else ","))}
    return {path: _encoded(label_csv.written(labels))}


def _file(clip: str) -> str:
    if clip != Path(clip).name:
        raise LabelError(f"Expected the name of a clip without folders, but got {clip!r}.")
    return f"{clip}.eaf"


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise LabelError(f"Expected names that can be written as UTF-8, but got {error.object!r:.80}.") from error
