"""Labels from BORIS: tabular events (points, and starts with their stops) and aggregated events, CSV or TSV."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from calibration.label_csv import delimiter_of, found_kind, rows_of, said_in, seconds
from calibration.labels import KINDS, SIDES, Label, LabelError
from protocols.stretches import STRETCHES

_SIDES: Final = {side: side for side in SIDES}
_STRETCHES: Final = {name: name for name in STRETCHES}
_MARK: Final = "behavior"


def is_boris(text: str) -> bool:
    """Whether a table is an export of BORIS: it has a column Behavior."""
    return _header_at(text) is not None


def parsed(text: str, *, name: str) -> tuple[tuple[Label, ...], tuple[str, ...]]:
    """Labels and warnings of an export.

    The clip is the media file's name, or the observation where no media file is told, or `name`.
    Behaviours that are no kinds are left out and named in a warning.

    Raises:
        LabelError: a start without its stop, a stop without its start, a time that is no number.
    """
    start = _header_at(text)
    if start is None:
        raise LabelError("Expected an export of BORIS with a column Behavior, but got none.")
    lines = text.splitlines()
    observation = _preamble(lines[:start])
    rows = rows_of("\n".join(lines[start:]))
    kinds = {row[_MARK]: found_kind(row[_MARK], KINDS) for row in rows}
    unknown = sorted({name for name, kind in kinds.items() if kind is None})
    warnings = (f"These behaviours are no kinds and were left out: {', '.join(unknown)}.",) if unknown else ()
    known = [(kind, row) for row in rows if (kind := kinds[row[_MARK]]) is not None]
    made = _aggregated(known, name) if rows and "start (s)" in rows[0] else _events(known, observation or name)
    return tuple(sorted(made, key=lambda one: (one.clip, one.start_s, one.end_s))), warnings


def _header_at(text: str) -> int | None:
    """Line of the header: older versions write lines about the observation before it."""
    for number, line in enumerate(text.splitlines()):
        cells = [cell.strip().strip('"').lower() for cell in line.split(delimiter_of(line))]
        if _MARK in cells and ("time" in cells or "start (s)" in cells):
            return number
    return None


def _preamble(lines: list[str]) -> str:
    for line in lines:
        cells = [cell.strip().strip('"') for cell in line.split(delimiter_of(line))]
        if cells[0].lower() == "observation id" and len(cells) > 1:
            return cells[1]
    return ""


def _aggregated(known: Sequence[tuple[str, Mapping[str, str]]], name: str) -> list[Label]:
    return [_label(kind, row, seconds(row["start (s)"], "Start (s)"), _stop(row), name=name) for kind, row in known]


def _stop(row: Mapping[str, str]) -> float:
    text = row.get("stop (s)", "").strip()
    return seconds(row["start (s)"] if text in ("", "NA") else text, "Stop (s)")


def _events(known: Sequence[tuple[str, Mapping[str, str]]], name: str) -> list[Label]:
    """Points as they are; of a state each start with the stop that follows it, of the same clip and subject."""
    made, open_at = [], dict[tuple[str, str, str], tuple[float, Mapping[str, str]]]()
    for kind, row in sorted(known, key=lambda one: seconds(one[1].get("time", ""), "Time")):
        time_s = seconds(row["time"], "Time")
        says = (row.get("behavior type") or row.get("status") or "POINT").strip().upper()
        key = (_clip(row, name), row.get("subject", ""), kind)
        if says == "START":
            if key in open_at:
                raise LabelError(f"Expected a stop of {kind!r} in {key[0]} before its next start at {time_s} s.")
            open_at[key] = (time_s, row)
        elif says == "STOP":
            if key not in open_at:
                raise LabelError(f"Expected a start of {kind!r} in {key[0]} before its stop at {time_s} s.")
            began_s, first = open_at.pop(key)
            made.append(_label(kind, first, began_s, time_s, name=name))
        else:
            made.append(_label(kind, row, time_s, time_s, name=name))
    for (clip, _, kind), (began_s, _) in open_at.items():
        raise LabelError(f"Expected a stop of {kind!r} in {clip}, but got only its start at {began_s} s.")
    return made


def _label(kind: str, row: Mapping[str, str], start_s: float, end_s: float, *, name: str) -> Label:
    modifiers = [value for column, value in row.items() if column.startswith("modifier")]
    return Label(
        _clip(row, name), start_s, end_s, kind,
        stretch=said_in(modifiers, _STRETCHES),
        side=said_in(modifiers, _SIDES),
        subject=_told(row.get("subject", "")),
        rater=_told(row.get("observer", "") or row.get("coder", "")),
    )  # fmt: skip


def _clip(row: Mapping[str, str], name: str) -> str:
    media = row.get("media file name", "") or row.get("media file path", "") or row.get("media file", "")
    first = media.split(";")[0].strip().replace("\\", "/")
    return PurePosixPath(first).stem or row.get("observation id", "").strip() or name


def _told(text: str) -> str | None:
    plain = text.strip()
    return None if plain.lower() in ("", "no focal subject", "na") else plain
