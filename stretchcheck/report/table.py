"""The table for the terminal: one row a repetition, with words that stay whole in 80 columns."""

import re
from collections.abc import Sequence
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len, chop_cells
from rich.table import Table
from rich.text import Text

from stretchcheck.report import words
from stretchcheck.report.summary import reason_for_nothing, scored
from stretchcheck.report.words import Json

_STYLES: Final = {"met": "green", "short": "red", "long": "yellow", "unknown": "blue"}
_LISTS: Final = ("Faults", "Warnings", "Not seen")

# Characters of each column at least, and of the five gaps between the six; together they are the narrowest line.
_NAME: Final = 13
_STRETCH: Final = len("knee-to-chest")
_HELD: Final = len("33.9 / 30-60 s")
_LIST: Final = len("both sides")
_GAPS: Final = 10
_LEAST: Final = _NAME + _STRETCH + _HELD + len(_LISTS) * _LIST + _GAPS

_LIST_MOST: Final = 30


def summary_table(results: Sequence[Json], *, width: int = 80) -> Table:
    """One row a repetition and one for a clip without any, whose reason stands as a note below.

    Args:
        results: of schema 1.
        width: characters of a line; from 80 on no word is broken but an endless one in the name of a clip.
    """
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), leading=1)
    room = max(_NAME, _NAME + (width - _LEAST) // 2)
    names = {r["source"]["name"]: folded(r["source"]["name"], room) for r in results}
    name_width = max((cell_len(line) for lines in names.values() for line in lines), default=0)
    rest = width - name_width - _STRETCH - _HELD - _GAPS
    list_width = max(_LIST, min(rest // len(_LISTS), _LIST_MOST))
    for heading, column_width in (("Clip", name_width), ("Stretch", _STRETCH), ("Held / asked", _HELD)):
        table.add_column(heading, width=column_width)
    for heading in _LISTS:
        table.add_column(heading, width=list_width)
    for result in results:
        name = Text("\n".join(names[result["source"]["name"]]))
        for repetition in result["repetitions"]:
            table.add_row(name, *_cells(repetition, list_width))
        if not result["repetitions"]:
            table.add_row(name, "none found", *["-"] * 4)
    table.caption, table.caption_justify, table.caption_style = Text(_notes(results)), "left", ""
    return table


def folded(name: str, width: int) -> list[str]:
    """A name in lines of at most so many characters, cut behind `_`, `-`, `.` or a space where there is one."""
    return _lines(re.findall(r"[^\s_.-]*[\s_.-]+|[^\s_.-]+", name), width)


def _lines(pieces: Sequence[str], width: int) -> list[str]:
    """As many pieces a line as fit; one that is longer than a line is cut."""
    lines = [""]
    for piece in pieces:
        if cell_len(lines[-1]) + cell_len(piece.rstrip()) <= width:
            lines[-1] += piece
        else:
            lines += chop_cells(piece, width)
    return [line.rstrip() for line in lines if line]


def _cells(repetition: Json, list_width: int) -> list[Text]:
    hold = repetition["hold"]
    held = f"{words.quantity(hold['held_s'], 's').removesuffix(' s')} / {words.asked(hold['target_s'])}"
    side = words.side_words(repetition["stretch"], repetition["side"])
    lists = (_listed(repetition, verdict, list_width) for verdict in ("fault", "warn", "unknown"))
    return [
        Text(f"{words.STRETCHES[repetition['stretch']]}\n{side}"),
        Text.assemble(held, "\n", (words.HOLD_VERDICTS[hold["verdict"]], _STYLES[hold["verdict"]])),
        *(Text(text, style=style) for text, style in zip(lists, ("red", "yellow", ""), strict=True)),
    ]


def _listed(repetition: Json, verdict: str, width: int) -> str:
    names = [words.BRIEFLY[check["name"]] for check in scored(repetition) if check["verdict"] == verdict]
    return "\n".join(_lines([f"{name}, " for name in names[:-1]] + names[-1:], width)) or "-"


def _notes(results: Sequence[Json]) -> str:
    """Why nothing was found in a clip."""
    return "".join(
        f"\n{result['source']['name']}: {reason_for_nothing(result)}" for result in results if not result["repetitions"]
    )
