"""Writes what an evaluation leaves: scores, tables and a report, each whole or not at all."""

import json
from pathlib import Path
from typing import Any

from stretchcheck.evaluate import tables
from stretchcheck.evaluate.page import render
from stretchcheck.results import write_text

Json = dict[str, Any]


def write(out: Path, scores: Json) -> None:
    """Write scores.json, figures.csv, clips.csv, events.csv and report.html into a folder, made when it is not there.

    Raises:
        OSError: it cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    rows = scores["clips"]
    figures = tables.figure_rows(scores["figures"])
    write_text(out / "figures.csv", tables.as_csv(tables.FIGURE_COLUMNS, figures))
    write_text(out / "clips.csv", tables.as_csv(tables.CLIP_COLUMNS, tables.clip_rows(rows)))
    write_text(out / "events.csv", tables.as_csv(tables.EVENT_COLUMNS, tables.event_rows(rows)))
    write_text(out / "report.html", render(scores))
    write_text(out / "scores.json", json.dumps(scores, ensure_ascii=False, allow_nan=False) + "\n")
