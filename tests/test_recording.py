"""Recordings: what is written comes back bit for bit, whole or not at all, and nothing else is taken for one."""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vision.joints import JOINT_NAMES, N_JOINTS
from vision.recording import Recording, RecordingError, RecordingWriter
from vision.types import VALUE_NAMES, Body, Observation, Points, rounded

ABOUT = {"source": {"name": "clip.mp4"}, "engine": {"name": "duo", "model": "full", "models": {}}}
COLUMNS = ["frame", "time_s", "person", "joint", *VALUE_NAMES]


def values(seed: int) -> Points:
    """Anything a network may say: far off, negative, NaN where it did not look."""
    rng = np.random.default_rng(seed)
    random = rng.normal(0.0, 10.0 ** rng.integers(-2, 5), (N_JOINTS, len(VALUE_NAMES)))
    random[rng.random(random.shape) < 0.2] = np.nan
    return rounded(random)


def observation(frame: int, *people: int, time_s: float | None = None) -> Observation:
    bodies = tuple(Body(person, values(97 * frame + person)) for person in people)
    return Observation(frame / 30 if time_s is None else time_s, frame, bodies)


def written(path: Path, observations: Sequence[Observation], **more: Any) -> Path:
    with RecordingWriter(path, ABOUT) as writer:
        for each in observations:
            writer.write(each)
        writer.set_metadata(**more)
    return path


def exactly(observations: Sequence[Observation]) -> list[Any]:
    return [(o.frame, o.time_s, [(b.person, b.values.tobytes()) for b in o.bodies]) for o in observations]


crowds = st.lists(st.lists(st.integers(0, 9), unique=True, max_size=6), max_size=12)


@settings(deadline=None, max_examples=60)
@given(crowds, st.floats(-1e3, 1e3), st.floats(1e-3, 10), st.integers(1, 5), st.integers(1, 4))
def test_everything_comes_back_bit_for_bit(
    tmp_path_factory: pytest.TempPathFactory,
    crowd: list[list[int]],
    start_s: float,
    step_s: float,
    skip: int,
    group: int,
) -> None:
    observations = [observation(skip * n, *people, time_s=start_s + n * step_s) for n, people in enumerate(crowd)]
    path = tmp_path_factory.mktemp("recording") / "any.poses.parquet"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vision.recording._FRAMES_A_GROUP", group)
        written(path, observations)

    assert exactly(observations) == exactly(list(Recording(path)))


def test_long_recordings_are_written_in_groups_of_300_frames(tmp_path: Path) -> None:
    observations = [observation(n, *range(n % 3)) for n in range(650)]
    path = written(tmp_path / "long.parquet", observations)
    file = pq.ParquetFile(path)

    frames = [len(set(file.read_row_group(n, columns=["frame"])["frame"].to_pylist())) for n in range(3)]
    assert [300, 300, 50] == frames
    assert exactly(observations) == exactly(list(Recording(path)))


def test_columns_are_those_that_users_were_promised(tmp_path: Path) -> None:
    table = pq.read_table(written(tmp_path / "a.parquet", [observation(4, 7), observation(5)]))

    assert COLUMNS == table.column_names
    assert {pa.float32()} == {table.schema.field(name).type for name in VALUE_NAMES}
    assert pa.float64() == table.schema.field("time_s").type
    assert [4] * N_JOINTS + [5] == table["frame"].to_pylist()
    assert [7] * N_JOINTS + [None] == table["person"].to_pylist()
    assert [*JOINT_NAMES, None] == table["joint"].to_pylist()
    assert pa.types.is_dictionary(table.schema.field("joint").type)
    assert "ZSTD" == pq.ParquetFile(tmp_path / "a.parquet").metadata.row_group(0).column(4).compression


def test_a_value_that_was_not_looked_at_is_nan_for_any_reader(tmp_path: Path) -> None:
    body = Body(0, rounded(np.full((N_JOINTS, len(VALUE_NAMES)), np.nan)))
    table = pq.read_table(written(tmp_path / "a.parquet", [Observation(0.0, 0, (body,))]))

    assert all(math.isnan(value) for value in table["scatter_px"].to_pylist())


def test_metadata_says_what_was_seen_with_what(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", [], view={"roll_deg": 1.5})

    assert {**ABOUT, "schema": 1, "view": {"roll_deg": 1.5}} == Recording(path).metadata
    assert {**ABOUT, "schema": 1, "view": {"roll_deg": 1.5}} == json.loads(
        pq.read_metadata(path).metadata[b"stretchcheck"]
    )


def test_a_recording_of_nothing_is_a_recording(tmp_path: Path) -> None:
    assert [] == list(Recording(written(tmp_path / "a.parquet", [])))


def test_a_recording_can_be_read_again_and_again(tmp_path: Path) -> None:
    recording = Recording(written(tmp_path / "a.parquet", [observation(0, 1), observation(1)]))
    next(iter(recording))

    assert exactly(list(recording)) == exactly(list(recording))


def test_the_file_appears_only_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with RecordingWriter(path, ABOUT) as writer:
        writer.write(observation(0, 1))
        assert not path.exists()

    assert [path] == list(tmp_path.iterdir())


def test_a_failure_leaves_nothing_new_and_what_was_there_untouched(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", [observation(0, 1)])
    before = path.read_bytes()
    with pytest.raises(ValueError, match="after"):
        written(path, [observation(1), observation(0)])

    assert [path] == list(tmp_path.iterdir())
    assert before == path.read_bytes()


@pytest.mark.parametrize("missing", ["source", "engine"])
def test_a_recording_without_origin_is_not_written(tmp_path: Path, missing: str) -> None:
    about = {name: value for name, value in ABOUT.items() if name != missing}
    with pytest.raises(ValueError, match=missing), RecordingWriter(tmp_path / "a.parquet", about) as writer:
        writer.write(observation(0))

    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "second",
    [
        observation(3, 0),
        observation(2, 0, time_s=9.0),
        observation(4, 0, time_s=0.1),
        observation(4, 0, time_s=math.nan),
    ],
    ids=["same frame", "earlier frame", "same time", "no time"],
)
def test_frames_and_times_must_rise(tmp_path: Path, second: Observation) -> None:
    with RecordingWriter(tmp_path / "a.parquet", ABOUT) as writer:
        writer.write(observation(3, 0))
        with pytest.raises(ValueError, match="after"):
            writer.write(second)


def test_a_person_stands_once_in_a_frame(tmp_path: Path) -> None:
    with RecordingWriter(tmp_path / "a.parquet", ABOUT) as writer, pytest.raises(ValueError, match="each person once"):
        writer.write(observation(0, 2, 2))


def test_values_finer_than_the_file_are_refused(tmp_path: Path) -> None:
    """What is judged must be what is stored, or judging the file again could give another verdict."""
    body = Body(0, np.full((N_JOINTS, len(VALUE_NAMES)), 0.1))
    with pytest.raises(ValueError, match="rounded"), RecordingWriter(tmp_path / "a.parquet", ABOUT) as writer:
        writer.write(Observation(0.0, 0, (body,)))


def test_no_file_is_no_recording(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Recording(tmp_path / "none.parquet")


@pytest.mark.parametrize("content", [b"", b"frame,time_s\n0,0.0\n", b"PAR1 but no more"])
def test_other_files_are_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "renamed.parquet"
    path.write_bytes(content)
    with pytest.raises(RecordingError, match="Expected a Parquet file") as caught:
        Recording(path)

    assert 1 == len(str(caught.value).splitlines())
    assert str(caught.value).endswith(str(path))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="Expected a Parquet file"):
        Recording(tmp_path)


def test_a_truncated_recording_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", [observation(n, 0, 1) for n in range(50)])
    path.write_bytes(path.read_bytes()[:-100])

    with pytest.raises(RecordingError):
        Recording(path)


def changed(path: Path, table: pa.Table, metadata: dict[bytes, bytes]) -> Path:
    with pq.ParquetWriter(path, table.schema) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata(metadata)
    return path


OURS = {b"stretchcheck": json.dumps({**ABOUT, "schema": 1}).encode()}


@pytest.mark.parametrize(
    ("metadata", "complaint"),
    [
        ({}, "without its metadata"),
        ({b"stretchcheck": b"{"}, "metadata in JSON"),
        ({b"stretchcheck": b"[1]"}, "without its metadata"),
        ({b"stretchcheck": json.dumps({**ABOUT, "schema": 2}).encode()}, "schema 1, but got schema 2"),
    ],
)
def test_parquet_files_of_other_origin_are_refused(
    tmp_path: Path, metadata: dict[bytes, bytes], complaint: str
) -> None:
    table = pq.read_table(written(tmp_path / "a.parquet", [observation(0, 1)]))

    with pytest.raises(RecordingError, match=complaint):
        Recording(changed(tmp_path / "b.parquet", table, metadata))


@pytest.mark.parametrize("missing", ["frame", "person", "scatter_px"])
def test_a_missing_column_is_named(tmp_path: Path, missing: str) -> None:
    table = pq.read_table(written(tmp_path / "a.parquet", [observation(0, 1)])).drop_columns([missing])

    with pytest.raises(RecordingError, match=rf"none named \['{missing}'\]"):
        Recording(changed(tmp_path / "b.parquet", table, OURS))


def rows(table: pa.Table, order: Sequence[int]) -> pa.Table:
    return table.take(list(order))


def with_column(table: pa.Table, name: str, column: Any) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, column)


DAMAGES: dict[str, Any] = {
    "a joint too few": lambda t: t.slice(1),
    "a joint twice": lambda t: rows(t, [0, 0, *range(2, len(t))]),
    "joints in another order": lambda t: rows(t, [1, 0, *range(2, len(t))]),
    "joints renamed": lambda t: with_column(t, "joint", pa.array(["navel"] * len(t))),
    "frames out of order": lambda t: rows(t, [*range(66, 132), *range(66), *range(132, len(t))]),
    "times out of order": lambda t: with_column(t, "time_s", pa.array([-n for n in t["frame"].to_pylist()])),
    "two times in a frame": lambda t: with_column(t, "time_s", pa.array(np.arange(len(t)) / 1000)),
    "people torn apart": lambda t: rows(t, [*range(33, 66, 2), *range(0, 33), *range(34, 66, 2), *range(66, len(t))]),
    "a person under two numbers": lambda t: with_column(t, "person", pa.array([n // 20 for n in range(len(t))])),
    "text for numbers": lambda t: with_column(t, "x_px", pa.array(["left"] * len(t))),
    "a body in an empty frame": lambda t: with_column(
        t, "person", pa.array([None if n < 33 else p for n, p in enumerate(t["person"].to_pylist())], pa.int32())
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_rows_are_refused(tmp_path: Path, damage: str) -> None:
    table = pq.read_table(written(tmp_path / "a.parquet", [observation(n, 0, 1) for n in range(3)]))
    path = changed(tmp_path / "b.parquet", DAMAGES[damage](table), OURS)

    with pytest.raises(RecordingError) as caught:
        list(Recording(path))
    assert 1 == len(str(caught.value).splitlines())


def test_a_recording_rewritten_by_another_program_still_reads(tmp_path: Path) -> None:
    """Plain strings, wider numbers and one row group: the same content."""
    observations = [observation(n, *range(n % 3)) for n in range(40)]
    table = pq.read_table(written(tmp_path / "a.parquet", observations))
    plain = with_column(table, "joint", table["joint"].cast(pa.string()))
    wide = with_column(plain, "frame", plain["frame"].cast(pa.int64()))

    assert exactly(observations) == exactly(list(Recording(changed(tmp_path / "b.parquet", wide, OURS))))
