"""Labels as CSV: one row a label, `clip, start_s, end_s, kind` and, where known, `stretch, side, subject, rater`."""

import csv
import io
import math
import os
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final
from uuid import uuid4

from calibration.labels import Label, LabelError

NEEDED: Final = ("clip", "start_s", "end_s", "kind")
COLUMNS: Final = (*NEEDED, "stretch", "side", "subject", "rater")


def parsed(text: str) -> tuple[Label, ...]:
    """Labels of a CSV's text; commas or, from spreadsheets that write decimal commas, semicolons.

    Raises:
        LabelError: with the line that cannot be used, and why.
    """
    rows = [(number, row) for number, row in enumerate(_rows(text), start=1) if any(cell.strip() for cell in row)]
    if not rows:
        raise LabelError(f"Expected a header line with {', '.join(NEEDED)}, but got an empty file.")
    header = [cell.strip() for cell in rows[0][1]]
    _check_header(header)
    return tuple(_label(number, row, header) for number, row in rows[1:])


def written(labels: Iterable[Label]) -> str:
    """The CSV's text; reading it again gives equal labels."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for label in labels:
        writer.writerow([_cell(getattr(label, name)) for name in COLUMNS])
    return text.getvalue()


def write_csv(path: Path, labels: Iterable[Label]) -> None:
    """Write a file that appears whole or not at all."""
    part = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        part.write_text(written(labels), encoding="utf-8", newline="")
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def rows_of(text: str) -> list[dict[str, str]]:
    """Rows of a table with a header, by column name in lower case; short rows are filled with empty cells."""
    rows = [row for row in _rows(text) if any(cell.strip() for cell in row)]
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    return [dict(zip(header, [*row, *[""] * len(header)], strict=False)) for row in rows[1:]]


def _rows(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True))
    except csv.Error as error:
        raise LabelError(f"Expected a table, but got one that cannot be read ({error}).") from error


def delimiter_of(text: str) -> str:
    """What parts the cells of the first line that holds any: a tab, a semicolon or a comma."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max("\t;,", key=first.count) if any(sign in first for sign in "\t;,") else ","


def _check_header(header: list[str]) -> None:
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise LabelError(f"Expected the columns {', '.join(NEEDED)}, but got none named {', '.join(missing)}.")
    for name in header:
        if name not in COLUMNS:
            near = get_close_matches(name, COLUMNS, n=2, cutoff=0.5) or list(COLUMNS)
            raise LabelError(f"Expected columns among {near}, but got {name!r}.")
    if len(set(header)) < len(header):
        raise LabelError(f"Expected each column once, but got {header}.")


def _label(number: int, row: list[str], header: list[str]) -> Label:
    if len(row) > len(header):
        raise LabelError(f"Expected {len(header)} cells in line {number}, but got {len(row)}.")
    cells = dict(zip(header, [cell.strip() for cell in row], strict=False))
    try:
        return Label(
            clip=cells.get("clip", ""),
            start_s=seconds(cells.get("start_s", ""), "start_s"),
            end_s=seconds(cells.get("end_s", ""), "end_s"),
            kind=cells.get("kind", ""),
            **{name: cells.get(name) or None for name in COLUMNS[len(NEEDED) :]},
        )
    except LabelError as error:
        raise LabelError(f"Line {number}: {error}") from error


def seconds(text: str, what: str) -> float:
    """A number, with a point or a decimal comma.

    Raises:
        LabelError: it is none.
    """
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise LabelError(f"Expected a number of seconds for {what}, but got {text!r}.")
    return value


def _cell(value: object) -> object:
    return "" if value is None else repr(value) if isinstance(value, float) else value


def found_kind(text: str, known: Iterable[str]) -> str | None:
    """The kind that a name means, case and separators aside; None where it means none."""
    plain = "_".join(text.strip().lower().replace("-", " ").replace("_", " ").split())
    return plain if plain in known else None


def said_in(texts: Iterable[str], known: Mapping[str, str]) -> str | None:
    """The first of some texts that names one of the known things, such as a side among modifiers."""
    for text in texts:
        for word in text.replace("|", ",").replace(";", ",").split(","):
            plain = word.strip().lower().replace("_", "-").replace(" ", "-")
            if plain in known:
                return known[plain]
    return None
