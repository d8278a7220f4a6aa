"""Reads labels from whatever file they are in: our CSV, BORIS, ELAN, Label Studio, or the truth of a rendered clip."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from calibration import label_csv
from calibration.label_imports import boris, elan, label_studio
from calibration.labels import Label, LabelError
from calibration.truth import TRUTH_SUFFIX, TruthError, read_truth

SUFFIXES: Final = (".csv", ".tsv", ".eaf", ".json", TRUTH_SUFFIX)


@dataclass(frozen=True, slots=True)
class LabelFile:
    """What a file says: its labels, and what of it was left out or not understood."""

    labels: tuple[Label, ...]
    warnings: tuple[str, ...] = ()


def read_labels(path: Path, *, fps: float | None = None) -> LabelFile:
    """Read one file; its name and content tell the format.

    Args:
        path: one of `SUFFIXES`.
        fps: frames a second, for exports that count frames and do not tell.

    Raises:
        LabelError: something else, or something in it that cannot be used; the path stands last.
        FileNotFoundError: there is no such file.
    """
    if fps is not None and not 0.0 < fps < float("inf"):
        raise LabelError(f"Expected fps to be frames a second, but got {fps}: {path}")
    try:
        return _read(path, fps)
    except FileNotFoundError:
        raise
    except (LabelError, TruthError) as error:
        said = str(error)
        raise LabelError(said if said.endswith(str(path)) else f"{said.rstrip('.')}: {path}") from error
    except OSError as error:
        raise LabelError(f"Expected a file that can be read, but got {error.strerror or error}: {path}") from error


def _read(path: Path, fps: float | None) -> LabelFile:
    if path.name.lower().endswith(TRUTH_SUFFIX):
        return LabelFile(read_truth(path).labels)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise LabelError(f"Expected labels in a file that ends in {', '.join(SUFFIXES)}, but got {path.name!r}")
    content = path.read_bytes()
    if suffix == ".eaf":
        return LabelFile(*elan.parsed(content, name=path.stem))
    text = _text(content)
    if suffix == ".json":
        return LabelFile(*label_studio.parsed(_json(text), name=path.stem, fps=fps))
    if boris.is_boris(text):
        return LabelFile(*boris.parsed(text, name=path.stem))
    return LabelFile(label_csv.parsed(text))


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise LabelError(
            f"Expected text in UTF-8, but got a byte that is none in line {line}; save it as CSV UTF-8"
        ) from error


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LabelError(f"Expected JSON, but got something else ({error})") from error
