"""Recordings that another program wrote or mended: what cannot be true is refused before it is judged."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from bad_files import analyzed, in_column, recording, refusal
from stretchcheck.judging import SOURCE_KEYS
from stretchcheck.report.files import FilesError, rebuild
from stretchcheck.schema import InvalidResultError, validate_result


def source(**changes: Any) -> Any:
    return lambda about: {**about, "source": {**about["source"], **changes}}


@pytest.mark.parametrize(
    ("about", "said"),
    [
        (lambda about: {**about, "source": "clip.mp4"}, "a table as source, but got 'clip.mp4'"),
        (lambda about: {**about, "source": {}}, f"metadata with {', '.join(SOURCE_KEYS)}, but got none"),
        (lambda about: {**about, "engine": None}, "a table as engine, but got None"),
        (lambda about: {**about, "engine": {}}, "metadata with name, model, models"),
        (lambda about: {**about, "engine": {**about["engine"], "models": {"movenet": 5}}}, "sha256 of the networks"),
        (lambda about: {**about, "is_still": "no"}, "true or false as is_still, but got 'no'"),
        (lambda about: {**about, "warnings": [5]}, "a list of texts as warnings, but got [5]"),
        (lambda about: {**about, "meant": {"stretch": [], "sides": []}}, "a known stretch and sides"),
        (lambda about: {**about, "meant": {"stretch": "knee-to-chest", "sides": [[]]}}, "a known stretch and sides"),
        (source(name=None), "text as source.name, but got None"),
        (source(name="\ud800"), "text as source.name"),
        (source(sha256="zz"), "64 digits in hexadecimal as source.sha256, but got 'zz'"),
        (source(duration_s=1e308), "seconds from 0 to 21660 as source.duration_s"),
        (source(duration_s=float("nan")), "as source.duration_s, but got nan"),
        (source(frames=-3), "a whole number from 0 as source.frames, but got -3"),
        (source(fps="x"), "as source.fps, but got 'x'"),
        (source(width=0), "a whole number from 1 to 100000 as source.width, but got 0"),
        (source(width=True), "as source.width, but got True"),
        (source(height=10**30), "as source.height, but got 1000000000000000000000000000000"),
    ],
)
def test_metadata_that_cannot_be_true_is_refused(tmp_path: Path, about: Any, said: str) -> None:
    assert said in refusal(recording(tmp_path / "odd.poses.parquet", about=about), tmp_path / "out")


@pytest.mark.parametrize(
    ("column", "change", "said"),
    [
        ("x_px", lambda values: values * np.float32(1e30), "values beyond 1e+07"),
        ("visibility", lambda values: np.full_like(values, -np.inf), "values beyond 1e+07"),
        ("x_m", lambda values: values.astype(np.float64) * 1e300, "values beyond 1e+07"),
        ("time_s", lambda values: values * 1e300, "times up to 21600 s, but got "),
        ("time_s", lambda values: np.where(values == values[-1], np.inf, values), "times up to 21600 s, but got inf"),
        ("time_s", lambda values: values - 5.0, "times from 0, but got -5"),
        ("frame", lambda values: values + 0.5, "rows of 33 joints a person"),
        ("joint", lambda values: np.arange(len(values)) % 33, "rows of 33 joints a person"),
    ],
)
def test_numbers_beyond_belief_are_refused(tmp_path: Path, column: str, change: Any, said: str) -> None:
    assert said in refusal(recording(tmp_path / "odd.poses.parquet", table=in_column(column, change)), tmp_path / "out")


def test_more_people_than_anybody_could_follow_are_refused_at_once(tmp_path: Path) -> None:
    def crowded(rows: pa.Table) -> pa.Table:
        one = rows.slice(0, 33)
        numbered = [one.set_column(2, "person", pa.array(np.full(33, n, np.int32))) for n in range(33)]
        return pa.concat_tables(numbered)

    path = recording(tmp_path / "crowd.poses.parquet", table=crowded)

    assert "more than 32 people in a frame" in refusal(path, tmp_path / "out")


def test_what_later_versions_may_add_to_the_metadata_is_left_out(tmp_path: Path) -> None:
    path = recording(tmp_path / "new.poses.parquet", about=source(lens="50 mm"))
    made = analyzed(path, tmp_path / "out").result

    assert made is not None
    assert set(SOURCE_KEYS) == set(made["source"])


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made["settings"].update(drift_deg=10**400),
        lambda made: made["source"].update(name="\ud800"),
        lambda made: made.update({"a\nb": 1}),
    ],
)
def test_a_result_that_no_report_can_show_is_refused_in_one_line(tmp_path: Path, change: Any) -> None:
    outcome = analyzed(recording(tmp_path / "good.poses.parquet"), tmp_path / "out")
    assert isinstance(outcome.folder, Path)
    path = outcome.folder / "result.json"
    made = json.loads(path.read_bytes())
    change(made)
    path.write_text(json.dumps(made), encoding="utf-8")
    with pytest.raises(FilesError, match="Expected a result of schema 1") as said:
        rebuild(outcome.folder)

    assert 1 == len(str(said.value).splitlines())
    assert str(said.value).endswith(f": {path}")


def test_a_key_with_a_line_break_in_it_breaks_no_line() -> None:
    with pytest.raises(InvalidResultError) as said:
        validate_result({"a\nb": 1})

    assert 1 == len(str(said.value).splitlines())
