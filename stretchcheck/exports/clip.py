"""Reads a clip's results for the exports: everyone's landmarks under the names of their roles, and the measures."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from stretchcheck.exports.individuals import ROLES, Individuals, told_apart
from stretchcheck.schema import InvalidResultError, validate_result
from vision.recording import Recording, RecordingError
from vision.types import VALUE_NAMES, Observation

_AGAIN: Final = "run `stretchcheck analyze` on the clip again"
_MEASURED: Final = ("frame", "time_s", "followed_deg", "phase", "repetition")


class ExportError(ValueError):
    """A clip that cannot be exported; the message is one line and says what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One individual: `rows` (k,) are the rows of `Clip.times_s` with somebody, `values` (k, 33, 11) what was seen.

    The columns are those of `vision.types.VALUE_NAMES`.
    """

    name: str
    rows: NDArray[np.int64]
    values: NDArray[np.float32]

    def column(self, name: str, count: int) -> NDArray[np.float32]:
        """(count, 33) one value of every frame and joint, NaN where the individual was not seen."""
        whole = np.full((count, self.values.shape[1]), np.nan, dtype=np.float32)
        whole[self.rows] = self.values[:, :, VALUE_NAMES.index(name)]
        return whole


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """What is exported.

    Attributes:
        folder: of the clip's results.
        result: the object of result.json.
        frames: (n,) numbers of the frames, rising.
        times_s: (n,) media seconds, rising, evenly spaced or not.
        tracks: recipient, partner, then the others by their number; only those who were seen.
        individuals: what each person's number is called.
        measures: rows are the frames.
    """

    folder: Path
    result: Mapping[str, Any]
    frames: NDArray[np.int64]
    times_s: NDArray[np.float64]
    tracks: tuple[Track, ...]
    individuals: Individuals
    measures: pa.Table

    @property
    def rate_hz(self) -> float | None:
        """Average frames a second; None for a single picture."""
        if len(self.times_s) < 2:
            return None
        return float((len(self.times_s) - 1) / (self.times_s[-1] - self.times_s[0]))

    def someone(self) -> tuple[Track, ...]:
        """The tracks, where there is any.

        Raises:
            ExportError: nobody was found in the clip.
        """
        if not self.tracks:
            raise ExportError(f"Expected somebody in the clip, but nobody was found; csv exports it all: {self.folder}")
        return self.tracks


def read(folder: Path) -> Clip:
    """The results in a clip's folder.

    Raises:
        ExportError: they are not all there, damaged, or not of one and the same analysis.
        OSError: they may not be read.
    """
    missing = [name for name in ("result.json", "poses.parquet", "measures.parquet") if not (folder / name).is_file()]
    if missing:
        raise ExportError(f"Expected the results of a clip, but got no {' and no '.join(missing)}; {_AGAIN}: {folder}")
    result = _result(folder / "result.json")
    observations = _watched(folder / "poses.parquet")
    frames = np.array([each.frame for each in observations], dtype=np.int64)
    measures = _measures(folder / "measures.parquet", frames)
    individuals = told_apart(observations, result)
    tracks = _tracks(observations, individuals)
    for role in ROLES:
        if result["people"][role] is not None and all(track.name != role for track in tracks):
            raise ExportError(f"Expected the {role} of result.json in poses.parquet, but got none; {_AGAIN}: {folder}")
    return Clip(
        folder=folder,
        result=result,
        frames=frames,
        times_s=np.array([each.time_s for each in observations]),
        tracks=tuple(tracks),
        individuals=individuals,
        measures=measures,
    )


def _result(path: Path) -> dict[str, Any]:
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
        validate_result(result)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise ExportError(f"Expected JSON, but got a damaged file; {_AGAIN}: {path}") from None
    except InvalidResultError as error:
        raise ExportError(f"{error}; {_AGAIN}: {path}") from None
    made: dict[str, Any] = result
    return made


def _watched(path: Path) -> list[Observation]:
    """Every frame of the recording."""
    try:
        observations = list(Recording(path))
    except RecordingError as error:
        raise ExportError(str(error)) from None
    if not observations:
        raise ExportError(f"Expected frames, but the recording has none; {_AGAIN}: {path}")
    return observations


def _measures(path: Path, frames: NDArray[np.int64]) -> pa.Table:
    try:
        table = pq.read_table(path)
    except pa.ArrowException as error:
        raise ExportError(f"Expected a Parquet file, but got {str(error).splitlines()[0]}; {_AGAIN}: {path}") from None
    missing = [name for name in _MEASURED if name not in table.column_names]
    if missing or table["frame"].null_count or not np.array_equal(table["frame"].to_numpy(), frames):
        what = f"no column {missing[0]}" if missing else f"others ({len(table)} rows, {len(frames)} frames)"
        raise ExportError(f"Expected measures of every frame of poses.parquet, but got {what}; {_AGAIN}: {path}")
    return table


def _tracks(observations: Sequence[Observation], individuals: Individuals) -> list[Track]:
    """One track a name: recipient, partner, the others by their number."""
    rows: dict[str, list[int]] = {}
    values: dict[str, list[NDArray[np.float32]]] = {}
    for row, observation in enumerate(observations):
        for body in observation.bodies:
            name = individuals.name(row, body.person)
            rows.setdefault(name, []).append(row)
            values.setdefault(name, []).append(body.values.astype(np.float32))
    return [
        Track(name, np.array(rows[name], dtype=np.int64), np.array(values[name])) for name in sorted(rows, key=_place)
    ]


def _place(name: str) -> tuple[int, int]:
    """Where a name stands among the tracks."""
    return (ROLES.index(name), 0) if name in ROLES else (len(ROLES), int(name.rpartition("_")[2]))
