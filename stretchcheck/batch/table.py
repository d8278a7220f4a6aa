"""Keeps summary.csv: the rows of all clips of a run, in the order of the inputs."""

import logging
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
_log = logging.getLogger(__name__)


class Table:
    """Rows of the clips that are done; written whole each time, and whoever reads it never sees half of it."""

    def __init__(self, inputs: Sequence[Input], out: Place) -> None:
        self._rows: dict[Input, list[dict[str, Any]]] = {given: [] for given in inputs}
        self._out = out

    def write(self, outcomes: Iterable[Outcome]) -> None:
        """Take in what came of clips and write it all; that it cannot be written is told, and costs no results."""
        for each in outcomes:
            if each.result is not None:
                self._rows[each.input] = results.summary_rows(each.input.name, each.result)
        rows = [row for rows in self._rows.values() for row in rows]
        try:
            place = inside(self._out, SUMMARY)
            if isinstance(place, Path):
                results.write_summary(place, rows)
                return
            with tempfile.TemporaryDirectory(prefix="stretchcheck-") as scratch:
                results.write_summary(Path(scratch) / SUMMARY, rows)
                put(Path(scratch) / SUMMARY, place)
        except PlaceError as error:
            _log.error("%s", error)
        except OSError as error:
            _log.error("Could not write summary.csv, %s", reason_and_path(error))
