"""Recordings: everyone's raw landmarks as a tidy Parquet file, written as they come and read back bit for bit."""

import json
import math
import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from vision._about import fault, is_text, shown
from vision._mediatime import LONGEST_S
from vision.joints import JOINT_NAMES, N_JOINTS
from vision.types import VALUE_NAMES, Body, Observation, Points

SCHEMA: Final = 1
_KEY: Final = b"stretchcheck"
_FRAMES_A_GROUP: Final = 300
_MOST_PEOPLE: Final = 32
"""In a frame; the engines find six."""

_MOST_ROWS: Final = 1 << 26
"""In a row group: six hours of two people, were they one."""

_FARTHEST: Final = 1e7
"""Pixels, metres or shares beyond this are damage."""

_BEFORE_ALL: Final = (-1, -math.inf)
_NOBODY: Final = np.full((1, len(VALUE_NAMES)), np.nan)
_COLUMNS: Final = pa.schema(
    [
        pa.field("frame", pa.int32()),
        pa.field("time_s", pa.float64()),
        pa.field("person", pa.int32()),
        pa.field("joint", pa.dictionary(pa.int8(), pa.string())),
        *(pa.field(name, pa.float32()) for name in VALUE_NAMES),
    ]
)


class RecordingError(ValueError):
    """The file is not a recording that this version can read."""


class RecordingWriter:
    """Writes observations to a file that appears whole or not at all.

    A context manager: left normally, the file takes its name and replaces what was there;
    left by an exception, nothing remains. Memory holds at most 300 frames.
    """

    def __init__(self, path: str | Path, metadata: Mapping[str, Any]) -> None:
        """Name the file.

        Args:
            path: the finished file; its folder must exist.
            metadata: JSON values; `source` and `engine` must be among them before the end.
        """
        self._path = Path(path)
        self._part = self._path.with_name(f".{self._path.name}.{uuid.uuid4().hex}.part")
        self._metadata = dict(metadata)
        self._pending: list[Observation] = []
        self._last: tuple[int, float] = _BEFORE_ALL

    def set_metadata(self, **values: Any) -> None:
        """Add or replace metadata, at any time before the end."""
        self._metadata.update(values)

    def write(self, observation: Observation) -> None:
        """Append one frame; frames and times must rise, values have passed through `vision.types.rounded`."""
        now = (observation.frame, observation.time_s)
        if not _rises(self._last, now):
            raise ValueError(f"Expected a frame and a time after {self._last}, but got {now}.")
        people = [body.person for body in observation.bodies]
        if len(set(people)) < len(people) or min(people, default=0) < 0:
            raise ValueError(f"Expected each person once, numbered from 0, but got {people} in frame {now[0]}.")
        self._last = now
        self._pending.append(observation)
        if len(self._pending) >= _FRAMES_A_GROUP:
            self._flush()

    def __enter__(self) -> "RecordingWriter":
        self._writer = pq.ParquetWriter(self._part, _COLUMNS, compression="zstd", use_dictionary=["joint", "person"])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with self._writer:
                if kind is None:
                    self._flush()
                    self._writer.add_key_value_metadata({_KEY: _encoded(self._metadata)})
            if kind is None:
                os.replace(self._part, self._path)
        finally:
            self._part.unlink(missing_ok=True)

    def _flush(self) -> None:
        if self._pending:
            self._writer.write_table(_table(self._pending))
            self._pending.clear()


class Recording:
    """A recording on disk; iterate as often as you like, one row group is held at a time.

    Raises:
        RecordingError: the file is something else, or damaged; damage may show only while iterating.
        FileNotFoundError: there is no such file.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        names, texts = self._head()
        self._metadata = self._decoded(texts.get(_KEY))
        missing = [name for name in _COLUMNS.names if name not in names]
        if missing:
            raise self._error(f"the columns {_COLUMNS.names}", f"none named {missing}")

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    @property
    def metadata(self) -> Mapping[str, Any]:
        """`schema`, `source`, `engine` and whatever else the writer was given."""
        return self._metadata

    def __iter__(self) -> Iterator[Observation]:
        """Every frame in order, those with nobody too."""
        last = _BEFORE_ALL
        with self._open() as file:
            for group in range(file.num_row_groups):
                for observation in self._group(file, group):
                    now = (observation.frame, observation.time_s)
                    if not _rises(last, now):
                        raise self._error("frames and times that rise", f"{now} after {last}")
                    if not abs(observation.time_s) <= LONGEST_S:
                        raise self._error(f"times up to {LONGEST_S:g} s", f"{observation.time_s:g}")
                    last = now
                    yield observation

    def _open(self) -> pq.ParquetFile:
        if not self._path.exists():
            raise FileNotFoundError(f"Expected a recording, but got no file at all: {self._path}")
        if not is_text(self._path):
            raise self._error("a name that can be written down", "one that is no text in UTF-8; rename the file")
        try:
            return pq.ParquetFile(self._path)
        except PermissionError:
            raise self._error("a recording", "a file that you may not read; change its permissions") from None
        except _UNREADABLE as error:
            raise self._error("a Parquet file", _first_line(error)) from error

    def _head(self) -> tuple[list[str], Mapping[bytes, bytes]]:
        """Names of the columns, and the texts of the metadata."""
        with self._open() as file:
            try:
                return file.schema_arrow.names, file.metadata.metadata or {}
            except _UNREADABLE as error:
                raise self._error("a Parquet file", _first_line(error)) from error

    def _group(self, file: pq.ParquetFile, group: int) -> Iterator[Observation]:
        try:
            if file.metadata.row_group(group).num_rows > _MOST_ROWS:
                raise _MalformedError(f"more than {_MOST_ROWS} in a row group")
            table = file.read_row_group(group, columns=_COLUMNS.names).cast(_COLUMNS)
            return _observations(table)
        except _UNREADABLE as error:
            raise self._error("rows of 33 joints a person", _first_line(error)) from error

    def _decoded(self, text: bytes | None) -> Mapping[str, Any]:
        try:
            metadata = json.loads(text or b"null")
        except (ValueError, RecursionError) as error:
            raise self._error("metadata in JSON", _first_line(error)) from error
        if not isinstance(metadata, dict) or not {"schema", "source", "engine"} <= metadata.keys():
            raise self._error("a recording made by stretchcheck", "a Parquet file without its metadata")
        if metadata["schema"] != SCHEMA:
            raise self._error(f"a recording of schema {SCHEMA}", f"schema {shown(metadata['schema'])}")
        if wrong := fault(metadata):
            raise RecordingError(f"Expected {wrong}: {self._path}")
        return metadata

    def _error(self, expected: str, got: str) -> RecordingError:
        return RecordingError(f"Expected {expected}, but got {got}: {self._path}")


class _MalformedError(ValueError):
    """The rows do not fit together; the reader adds which file."""


_UNREADABLE: Final = (pa.ArrowException, OSError, ValueError, MemoryError)
"""What reading a file that is damaged raises."""


def _encoded(metadata: Mapping[str, Any]) -> bytes:
    missing = [name for name in ("source", "engine") if name not in metadata]
    if missing:
        raise ValueError(f"Expected metadata with source and engine, but got none for {missing}.")
    return json.dumps({**metadata, "schema": SCHEMA}, allow_nan=False).encode()


def _table(observations: Sequence[Observation]) -> pa.Table:
    """Rows of some frames: 33 a person, or one for a frame with nobody."""
    blocks = [
        (each.frame, each.time_s, person, values)
        for each in observations
        for person, values in ([(b.person, b.values) for b in each.bodies] or [(-1, _NOBODY)])
    ]
    frames, times, people, arrays = zip(*blocks, strict=True)
    rows = [len(values) for values in arrays]
    person = np.repeat(people, rows)
    joint = np.concatenate([np.arange(n) for n in rows])
    nobody = person < 0
    columns = [
        pa.array(np.repeat(frames, rows), pa.int32()),
        pa.array(np.repeat(times, rows), pa.float64()),
        pa.array(person, pa.int32(), mask=nobody),
        pa.DictionaryArray.from_arrays(pa.array(joint, pa.int8(), mask=nobody), pa.array(JOINT_NAMES)),
        *(pa.array(column) for column in _as_stored(np.concatenate(arrays)).T),
    ]
    return pa.Table.from_arrays(columns, schema=_COLUMNS)


def _as_stored(values: Points) -> NDArray[np.float32]:
    stored = values.astype(np.float32)
    if not np.array_equal(stored, values, equal_nan=True):
        raise ValueError("Expected values that passed through vision.types.rounded, but got some finer than float32.")
    return stored


def _observations(table: pa.Table) -> Iterator[Observation]:
    """Frames of one row group; whole persons and whole frames only."""
    frame, time_s = _column(table, "frame", -1), _column(table, "time_s", np.nan)
    frames, first, row_frame = np.unique(frame, return_index=True, return_inverse=True)
    someone = _column(table, "person", -1) >= 0
    people, of_frame, values = _people(table.filter(pa.array(someone)))
    inhabited = np.isin(frames, of_frame)
    if np.any(np.diff(frame) < 0) or not np.array_equal(time_s, time_s[first][row_frame]):
        raise _MalformedError("frames out of order")
    if np.count_nonzero(~someone) != np.count_nonzero(~inhabited) or len(np.unique(of_frame)) != inhabited.sum():
        raise _MalformedError("frames both with somebody and with nobody")
    if len(of_frame) and np.unique(of_frame, return_counts=True)[1].max() > _MOST_PEOPLE:
        raise _MalformedError(f"more than {_MOST_PEOPLE} people in a frame")
    starts = np.searchsorted(of_frame, frames, side="left").tolist()
    ends = np.searchsorted(of_frame, frames, side="right").tolist()
    bodies = [Body(person, each) for person, each in zip(people.tolist(), values, strict=True)]
    return (
        Observation(seconds, number, tuple(bodies[start:end]))
        for seconds, number, start, end in zip(time_s[first].tolist(), frames.tolist(), starts, ends, strict=True)
    )


def _people(rows: pa.Table) -> tuple[NDArray[Any], NDArray[Any], Points]:
    """Number (n,), frame (n,) and values (n, 33, 11) of each person of the rows."""
    if len(rows) % N_JOINTS:
        raise _MalformedError(f"{len(rows)} rows")
    joint = rows["joint"].combine_chunks()
    names = np.array([JOINT_NAMES.index(name) if name in JOINT_NAMES else -1 for name in joint.dictionary.to_pylist()])
    codes = joint.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    order = np.append(names, -1)[codes].reshape(-1, N_JOINTS)
    if not np.array_equal(order, np.broadcast_to(np.arange(N_JOINTS), order.shape)):
        raise _MalformedError("joints missing, repeated, renamed or out of order")
    keys = np.stack([_column(rows, "person", -1), _column(rows, "frame", -1)], axis=1).reshape(-1, N_JOINTS, 2)
    if not np.array_equal(keys, np.broadcast_to(keys[:, :1], keys.shape)):
        raise _MalformedError("rows of one person torn apart")
    with np.errstate(invalid="ignore"):  # a foreign file may hold a NaN of the kind that signals
        values = np.stack([_column(rows, name, np.nan) for name in VALUE_NAMES], axis=1).astype(np.float64)
    if (np.abs(values) > _FARTHEST).any():
        raise _MalformedError(f"values beyond {_FARTHEST:g}")
    return keys[:, 0, 0], keys[:, 0, 1], values.reshape(-1, N_JOINTS, len(VALUE_NAMES))


def _column(table: pa.Table, name: str, missing: float) -> NDArray[Any]:
    values: NDArray[Any] = table[name].fill_null(missing).to_numpy()
    return values


def _rises(before: tuple[int, float], now: tuple[int, float]) -> bool:
    return now[0] > before[0] and now[1] > before[1]


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
