"""Labels as CSV: one row a label, `clip, start_s, end_s, kind` and, where known, `stretch, side, subject, rater`."""

import csv
import io
import math
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Final, Literal
from uuid import uuid4

from calibration.labels import Label, LabelError

NEEDED: Final = ("clip", "start_s", "end_s", "kind")
COLUMNS: Final = (*NEEDED, "stretch", "side", "subject", "rater")


def parsed(text: str) -> tuple[Label, ...]:
    """Labels of a CSV's text, in its order; commas, tabs or, from spreadsheets with decimal commas, semicolons.

    Raises:
        LabelError: with the line that cannot be used, and why.
    """
    rows = table_rows(text)
    if not rows:
        raise LabelError(f"Expected a header line with {', '.join(NEEDED)}, but got an empty file.")
    number, header = rows[0]
    with in_line(number):
        _check_header(header)
    return tuple(_label(number, row, header) for number, row in rows[1:])


def written(labels: Iterable[Label]) -> str:
    """The CSV's text; reading it again gives equal labels.

    Raises:
        LabelError: a name that would not come back as it is: empty, or with spaces around it.
    """
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow(COLUMNS)
    for label in labels:
        cells = [_cell(label, name) for name in COLUMNS]
        # the writer by itself does not quote a carriage return
        quoting: Literal[0, 1] = csv.QUOTE_ALL if "\r" in "".join(cells) else csv.QUOTE_MINIMAL
        csv.writer(text, lineterminator="\n", quoting=quoting).writerow(cells)
    return text.getvalue()


def write_csv(path: Path, labels: Iterable[Label]) -> None:
    """Write a file that appears whole or not at all.

    Raises:
        LabelError: a name that cannot be written.
    """
    try:
        content = written(labels).encode("utf-8")
    except UnicodeEncodeError as error:
        raise LabelError(f"Expected names that can be written as UTF-8, but got {error.object!r}: {path}") from error
    write_whole(path, content)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all."""
    part = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def table_rows(text: str, *, first_line: int = 1) -> list[tuple[int, list[str]]]:
    """Rows of a table that are not empty, each with the line it begins in.

    Cells come without spaces around them, rows without the empty cells at their end.

    Raises:
        LabelError: quotes that do not close.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True, skipinitialspace=True)
    rows, line = list[tuple[int, list[str]]](), first_line
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                rows.append((line, cells))
            line = first_line + reader.line_num
    except csv.Error as error:
        raise LabelError(f"Line {line}: Expected the cells of a table, but got a row with {error}.") from error
    return rows


def delimiter_of(text: str) -> str:
    """What parts the cells of the first line that holds any: a tab, a semicolon or a comma."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


@contextmanager
def in_line(number: int) -> Iterator[None]:
    """Say in which line of a file a label cannot be used."""
    try:
        yield
    except LabelError as error:
        raise LabelError(f"Line {number}: {error}") from error


def seconds(text: str, what: str) -> float:
    """A number, with a point or a decimal comma.

    Raises:
        LabelError: it is none.
    """
    try:
        value = math.nan if "_" in text else float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise LabelError(f"Expected a number of seconds for {what}, but got {text!r}.")
    return value


def _check_header(header: list[str]) -> None:
    missing = [name for name in NEEDED if name not in header]
    for name in header:
        if name not in COLUMNS:
            near = get_close_matches(name, missing or COLUMNS, n=2, cutoff=0.5) or list(COLUMNS)
            raise LabelError(f"Expected columns among {near}, but got {name!r}.")
    if missing:
        raise LabelError(f"Expected the columns {', '.join(NEEDED)}, but got none named {', '.join(missing)}.")
    if len(set(header)) < len(header):
        raise LabelError(f"Expected each column once, but got {header}.")


def _label(number: int, row: list[str], header: list[str]) -> Label:
    with in_line(number):
        if len(row) > len(header):
            raise LabelError(f"Expected {len(header)} cells, but got {len(row)}.")
        cells = dict(zip(header, [*row, *[""] * len(header)], strict=False))
        return Label(
            clip=cells["clip"],
            start_s=seconds(cells["start_s"], "start_s"),
            end_s=seconds(cells["end_s"], "end_s"),
            kind=cells["kind"],
            **{name: cells.get(name) or None for name in COLUMNS[len(NEEDED) :]},
        )


def _cell(label: Label, name: str) -> str:
    value = getattr(label, name)
    if isinstance(value, str) and (not value or value != value.strip()):
        raise LabelError(f"Expected a {name} without spaces around it, but got {value!r}.")
    return "" if value is None else value if isinstance(value, str) else repr(float(value))
