"""Labels from BORIS: tabular events (points, and starts with their stops) and aggregated events, CSV or TSV."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from calibration.label_csv import delimiter_of, in_line, seconds, table_rows
from calibration.label_imports.words import Said, refuse_mistyped, said
from calibration.labels import Label, LabelError

_MARK: Final = "behavior"
_MEDIA: Final = ("media file name", "media file path", "media file")
_RATERS: Final = ("observer", "rater", "coder")
_NOTHING: Final = ("", "na", "none", "not found", "live", "no focal subject")
_FIRST_PLAYER: Final = re.compile(r"player #1:([^|]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the export that is about a kind."""

    line: int
    says: Said
    observation: str
    cells: Mapping[str, str]


def is_boris(text: str) -> bool:
    """Whether a table is an export of BORIS: it has columns Behavior and Time, or Start (s)."""
    return _header_at(text.split("\n")) is not None


def parsed(text: str, *, name: str) -> tuple[tuple[Label, ...], tuple[str, ...]]:
    """Labels and warnings of an export.

    The clip is the media file's name, or the observation where no media file is told, or `name`.
    A time offset is taken off; times of further media files of an observation count from their own beginning.
    Behaviours that are no kinds are left out and named in a warning.

    Raises:
        LabelError: a start without its stop, a stop without its start, a time that is no number.
    """
    lines = text.split("\n")
    start = _header_at(lines)
    if start is None:
        raise LabelError("Expected an export of BORIS with a column Behavior, but got none.")
    above = _above(lines[:start])
    known, unknown = list[_Row](), set[str]()
    for line, cells in _rows(lines, start):
        says = said(cells[_MARK])
        if says.is_label:
            observation = cells.get("observation id") or above.get("observation id") or name
            known.append(_Row(line, says, observation, {**above, **cells}))
        else:
            refuse_mistyped(cells[_MARK], says)
            unknown.add(cells[_MARK])
    _check_media(known)
    named = ", ".join(name or "(empty)" for name in sorted(unknown))
    warnings = (f"These behaviours are no kinds and were left out: {named}.",) if unknown else ()
    made = _aggregated(known) if known and "start (s)" in known[0].cells else _events(known)
    return tuple(sorted(made, key=lambda one: (one.clip, one.start_s, one.end_s))), warnings


def _header_at(lines: Sequence[str]) -> int | None:
    """Index of the header's line: older versions write lines about the observation before it."""
    for number, line in enumerate(lines):
        cells = _cells(line)
        if _MARK in cells and ("time" in cells or "start (s)" in cells):
            return number
    return None


def _cells(line: str) -> list[str]:
    return [cell.strip().strip('"').lower() for cell in line.split(delimiter_of(line))]


def _above(lines: Sequence[str]) -> dict[str, str]:
    """What the lines before the header tell, by their first cell, such as `time offset (s)`."""
    pairs = [[cell.strip().strip('"') for cell in line.split(delimiter_of(line))] for line in lines]
    return {pair[0].lower(): pair[1] for pair in pairs if len(pair) > 1}


def _rows(lines: Sequence[str], start: int) -> Iterator[tuple[int, dict[str, str]]]:
    (_, header), *rows = table_rows("\n".join(lines[start:]), first_line=start + 1)
    names = [cell.lower() for cell in header]
    if _MARK not in names:
        raise LabelError(f"Line {start + 1}: Expected a header with Behavior in one line, but got {header}.")
    for line, row in rows:
        yield line, dict(zip(names, [*row, *[""] * len(names)], strict=False))


def _aggregated(rows: Sequence[_Row]) -> list[Label]:
    made = []
    for row in rows:
        with in_line(row.line):
            start_s, stop = seconds(row.cells["start (s)"], "Start (s)"), row.cells.get("stop (s)", "")
            is_point = row.cells.get("behavior type", "").upper() == "POINT"
            made.append(_label(row, start_s, start_s if is_point else seconds(stop, "Stop (s)")))
    return made


def _events(rows: Sequence[_Row]) -> list[Label]:
    """Points as they are; of a state each start with the stop that follows it.

    They belong together by observation, subject, behaviour and modifiers, as in BORIS itself.
    """
    made, begun = list[Label](), dict[tuple[str, ...], tuple[float, _Row]]()
    for time_s, row in sorted(((_time_s(row), row) for row in rows), key=lambda one: (one[0], one[1].line)):
        key = (row.observation, row.cells.get("subject", ""), row.cells[_MARK], *_modifiers(row))
        with in_line(row.line):
            status = (row.cells.get("behavior type") or row.cells.get("status") or "POINT").upper()
            if status == "START":
                if key in begun:
                    raise LabelError(f"Expected a stop of {row.says.kind!r} before its next start at {time_s} s.")
                begun[key] = (time_s, row)
            elif status == "STOP":
                if key not in begun:
                    raise LabelError(f"Expected a start of {row.says.kind!r} before its stop at {time_s} s.")
                began_s, first = begun.pop(key)
                made.append(_label(first, began_s, time_s))
            else:
                made.append(_label(row, time_s, time_s))
    for began_s, row in begun.values():
        with in_line(row.line):
            raise LabelError(f"Expected a stop of {row.says.kind!r}, but got only its start at {began_s} s.")
    return made


def _time_s(row: _Row) -> float:
    with in_line(row.line):
        return seconds(row.cells.get("time", ""), "Time")


def _label(row: _Row, start_s: float, end_s: float) -> Label:
    offset = row.cells.get("time offset (s)", "")
    offset_s = 0.0 if offset.lower() in _NOTHING else seconds(offset, "Time offset (s)")
    clip, begins_s = _place(row, start_s - offset_s)
    modifiers = said(",".join(_modifiers(row)))
    return Label(
        clip,
        round(start_s - offset_s - begins_s, 6),
        round(end_s - offset_s - begins_s, 6),
        row.says.kind or "",
        stretch=row.says.stretch or modifiers.stretch,
        side=row.says.side or modifiers.side,
        subject=_told(row.cells.get("subject", "")),
        rater=next((told for column in _RATERS if (told := _told(row.cells.get(column, "")))), None),
    )


def _modifiers(row: _Row) -> tuple[str, ...]:
    return tuple(value for column, value in row.cells.items() if column.startswith("modifier"))


def _place(row: _Row, time_s: float) -> tuple[str, float]:
    """The clip that shows a time of an observation, and the time at which that clip begins in it."""
    media, begins_s = _media(row), 0.0
    lengths = row.cells.get("media duration (s)", "").split("|")[0].split(";")
    if len(media) > 1 and len(lengths) == len(media):
        for length in lengths[:-1]:
            if time_s < begins_s + seconds(length, "Media duration (s)"):
                break
            begins_s += seconds(length, "Media duration (s)")
            media = media[1:]
    elif named := _named(row):
        media = [named]
    return (PurePosixPath(media[0].replace("\\", "/")).stem if media else row.observation), begins_s


def _media(row: _Row) -> list[str]:
    """Media files of the first player, in order, where the export tells them."""
    told = _FIRST_PLAYER.search(row.cells.get("source", ""))
    return [name for part in told.group(1).split(";") if (name := part.strip())] if told else []


def _named(row: _Row) -> str | None:
    return next((told for column in _MEDIA if (told := _told(row.cells.get(column, "")))), None)


def _check_media(rows: Sequence[_Row]) -> None:
    """Refuse observations of several media files whose lengths are not told."""
    seen: dict[str, str] = {}
    for row in rows:
        own = _named(row)
        if own and len(_media(row)) < 2 and seen.setdefault(row.observation, own) != own:
            raise LabelError(
                f"Line {row.line}: Expected one media file an observation, since times of later ones count on from "
                f"the first, but got {seen[row.observation]!r} and {own!r} in {row.observation!r}."
            )


def _told(text: str) -> str | None:
    plain = text.strip()
    return None if plain.lower() in _NOTHING else plain
