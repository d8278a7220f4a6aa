"""Writes one kind of export beside a clip's results."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from stretchcheck.exports import mot, netcdf, tables, trc
from stretchcheck.exports.clip import Clip, ExportError, read
from stretchcheck.reasons import reason_and_path

_WRITERS: Final[dict[str, Callable[[Clip], list[Path]]]] = {
    "netcdf": netcdf.write,
    "trc": trc.write,
    "mot": mot.write,
    "csv": tables.write,
}

KINDS: Final = tuple(_WRITERS)
"""What there is: `netcdf`, `trc`, `mot`, `csv`."""


def write(folder: Path, kind: str) -> list[Path]:
    """Export what `analyze` found in a clip; the files stand beside its results, each whole or not at all.

    Args:
        folder: of one clip: result.json, poses.parquet, measures.parquet.
        kind: one of `KINDS`.

    Returns:
        The files written.

    Raises:
        ExportError: the folder holds no results, they cannot be read or exported as this kind, the file cannot be
            written, or a library is missing; one line that says what to do.
    """
    if kind not in _WRITERS:
        raise ExportError(f"Expected an export among {', '.join(KINDS)}, but got {kind}.")
    try:
        return _WRITERS[kind](read(folder))
    except OSError as error:
        raise ExportError(f"Could not export {kind}, {reason_and_path(error)}") from None
