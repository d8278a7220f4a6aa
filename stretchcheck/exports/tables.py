"""Tidy CSV: `poses.csv`, one row a frame, individual and joint, and `measures.csv`, one row a frame."""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from stretchcheck.exports.clip import Clip
from stretchcheck.results import appearing_whole


def write(clip: Clip) -> list[Path]:
    """Write `poses.csv` and `measures.csv`; what is unknown is empty."""
    paths = [clip.folder / "poses.csv", clip.folder / "measures.csv"]
    with ExitStack() as whole:
        poses, measures = (whole.enter_context(appearing_whole(path)) for path in paths)
        _write(poses, _poses(clip))
        _write(measures, [clip.measures])
    return paths


def _poses(clip: Clip) -> Iterable[pa.Table]:
    """The recording's own rows with the individual's name behind the person's number."""
    with pq.ParquetFile(clip.folder / "poses.parquet") as file:
        for number in range(file.num_row_groups):
            group = file.read_row_group(number)
            rows = np.searchsorted(clip.frames, group["frame"].to_numpy()).tolist()
            people = group["person"].to_pylist()
            names = [
                None if person is None else clip.individuals.name(row, person)
                for row, person in zip(rows, people, strict=True)
            ]
            behind = group.schema.get_field_index("person") + 1
            yield group.add_column(behind, "individual", pa.array(names, pa.string()))


def _write(path: Path, groups: Iterable[pa.Table]) -> None:
    options = csv.WriteOptions(include_header=False, quoting_style="none")
    with path.open("wb") as file:
        for number, group in enumerate(groups):
            if number == 0:
                file.write((",".join(group.column_names) + "\n").encode())
            csv.write_csv(_plain(group), file, options)


def _plain(table: pa.Table) -> pa.Table:
    """With text instead of codes, and nothing instead of NaN."""
    for index, field in enumerate(table.schema):
        column = table.column(index)
        if pa.types.is_dictionary(field.type):
            table = table.set_column(index, field.name, column.cast(pa.string()))
        elif pa.types.is_floating(field.type):
            table = table.set_column(index, field.name, pc.if_else(pc.is_nan(column), None, column))
    return table
