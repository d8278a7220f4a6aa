"""The table for the terminal: the main figures in 80 columns."""

from collections.abc import Iterable
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from stretchcheck.evaluate.bars import BARS, measured
from stretchcheck.evaluate.tabled import Groups, bar_row

_STYLES: Final = {"no": "red", "yes": "green"}


def main_table(groups: Groups, *, models: Iterable[str]) -> Table:
    """What was reached of what is asked; figures that nothing was there to measure by are left out."""
    shown = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    shown.add_column("What", ratio=1, overflow="fold")
    for heading in ("Reached", "95 % interval", "Asked", "Met"):
        shown.add_column(heading, justify="right", no_wrap=heading != "Met")
    known = tuple(models)
    for bar in BARS:
        if measured(bar, groups) is not None:
            *cells, met = bar_row(bar, groups, models=known)
            shown.add_row(*cells, Text(met, style=_STYLES.get(met, "")))
    return shown
