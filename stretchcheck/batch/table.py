"""Keeps summary.csv: the rows of all clips of a run, in the order of the inputs."""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from stretchcheck import results
from stretchcheck.asked import Outcome
from stretchcheck.batch.places import Place, PlaceError, inside, put
from stretchcheck.inputs import Input
from stretchcheck.reasons import reason_and_path

SUMMARY: Final = "summary.csv"


class TableError(Exception):
    """The table could not be written; the results of the clips are there all the same."""


class Table:
    """Rows of the clips that are done; written whole each time, and whoever reads it never sees half of it."""

    def __init__(self, inputs: Sequence[Input], out: Place) -> None:
        self._rows: dict[Input, list[dict[str, Any]]] = {given: [] for given in inputs}
        self._out = out
        self._trouble: str | None = None

    def write(self, outcomes: Iterable[Outcome]) -> None:
        """Take in what came of clips and write it all; that it cannot be written is told by `close`."""
        for each in outcomes:
            if each.result is not None:
                self._rows[each.input] = results.summary_rows(each.input.name, each.result)
        rows = [row for rows in self._rows.values() for row in rows]
        self._trouble = None
        try:
            place = inside(self._out, SUMMARY)
            if isinstance(place, Path):
                results.write_summary(place, rows)
                return
            with tempfile.TemporaryDirectory(prefix="stretchcheck-") as scratch:
                results.write_summary(Path(scratch) / SUMMARY, rows)
                put(Path(scratch) / SUMMARY, place)
        except PlaceError as error:
            self._trouble = str(error)
        except OSError as error:
            self._trouble = f"Could not write {SUMMARY}, {reason_and_path(error)}"

    def close(self) -> None:
        """Tell it when the last time it could not be written.

        Raises:
            TableError: with one line that says why.
        """
        if self._trouble is not None:
            raise TableError(self._trouble)
