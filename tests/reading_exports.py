"""Readers of TRC, MOT and CSV, written from the formats' descriptions."""

import csv
from pathlib import Path
from typing import Any

import numpy as np


def a_trc(path: Path) -> tuple[dict[str, str], list[str], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Header, marker names, times (n,) and places (n, markers, 3); blank is NaN."""
    lines = path.read_text(encoding="utf-8").split("\n")
    header = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=True))
    markers = [name for name in lines[3].split("\t")[2:] if name]
    assert lines[5] == "", "a blank line stands between head and data"
    rows = [line.split("\t") for line in lines[6:-1]]
    assert "n" not in "".join(lines[6:-1]).lower(), "what is unknown is blank, never a word"
    assert [str(number) for number in range(1, len(rows) + 1)] == [row[0] for row in rows]
    places = [[float(field) if field else np.nan for field in row[2 : 2 + 3 * len(markers)]] for row in rows]
    return header, markers, np.array([float(row[1]) for row in rows]), np.array(places).reshape(len(rows), -1, 3)


def a_mot(path: Path) -> tuple[dict[str, str], list[str], np.ndarray[Any, Any]]:
    """Header, column names and the numbers."""
    head, _, data = path.read_text(encoding="utf-8").partition("endheader\n")
    fields = dict(line.split("=") for line in head.splitlines() if "=" in line)
    names, *rows = [line.split("\t") for line in data.splitlines()]
    return fields, names, np.array([[float(field) for field in row] for row in rows]).reshape(len(rows), -1)


def a_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
