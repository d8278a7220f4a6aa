"""Exports: who is called what, what is refused, and that files are whole."""

import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from exporting import a_folder, body
from reading_exports import a_csv, a_mot, a_trc
from stretchcheck.analyze import Options, analyze_one
from stretchcheck.exports import KINDS, ExportError, write
from stretchcheck.inputs import Input
from vision.recording import Recording
from vision.types import Observation

ROOT = Path(__file__).parents[1]
SWITCHED = ROOT / "bench/recordings/fig4_raised_right_2_form.poses.parquet"


def two_people(count: int = 3) -> list[Observation]:
    return [Observation(0.1 * row, row, (body(0, row), body(1, row))) for row in range(count)]


def refusal(folder: Path, kind: str) -> str:
    with pytest.raises(ExportError) as refused:
        write(folder, kind)
    text = str(refused.value)

    assert "\n" not in text
    return text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("missing", ["result.json", "poses.parquet", "measures.parquet"])
def test_a_folder_without_all_results_is_refused_by_the_missing_name(tmp_path: Path, kind: str, missing: str) -> None:
    a_folder(tmp_path, two_people())
    (tmp_path / missing).unlink()

    said = refusal(tmp_path, kind)
    assert missing in said
    assert said.endswith(str(tmp_path))


@pytest.mark.parametrize("damaged", ["result.json", "poses.parquet", "measures.parquet"])
def test_a_damaged_file_is_refused_by_its_path(tmp_path: Path, damaged: str) -> None:
    a_folder(tmp_path, two_people())
    (tmp_path / damaged).write_bytes(b"PAR1 what \xff")

    assert refusal(tmp_path, "csv").endswith(str(tmp_path / damaged))


def test_a_result_of_another_shape_is_refused(tmp_path: Path) -> None:
    a_folder(tmp_path, two_people())
    (tmp_path / "result.json").write_text(json.dumps({"schema": 7}))

    assert refusal(tmp_path, "trc").endswith(str(tmp_path / "result.json"))


def test_measures_of_other_frames_are_refused(tmp_path: Path) -> None:
    a_folder(tmp_path, two_people())
    table = pq.read_table(tmp_path / "measures.parquet")
    pq.write_table(table.slice(1), tmp_path / "measures.parquet")

    assert "2 rows, 3 frames" in refusal(tmp_path, "mot")


def test_measures_without_an_own_column_are_refused(tmp_path: Path) -> None:
    a_folder(tmp_path, two_people())
    pq.write_table(pa.table({"frame": [0, 1, 2]}), tmp_path / "measures.parquet")

    assert "no column time_s" in refusal(tmp_path, "netcdf")


def test_a_role_whose_holder_is_not_recorded_is_refused(tmp_path: Path) -> None:
    a_folder(tmp_path, two_people(), people={"partner": 9})

    assert "the partner of result.json" in refusal(tmp_path, "csv")


@pytest.mark.parametrize("kind", ["trc", "netcdf"])
def test_nobody_is_refused_where_there_is_nothing_to_write(tmp_path: Path, kind: str) -> None:
    a_folder(tmp_path, [Observation(0.0, 0, ())])

    assert "nobody was found" in refusal(tmp_path, kind)


def test_an_unknown_kind_is_refused_with_those_there_are(tmp_path: Path) -> None:
    said = refusal(tmp_path, "c3d")

    assert all(kind in said for kind in (*KINDS, "c3d"))


@pytest.mark.parametrize(
    ("kind", "name"), [("trc", "recipient.trc"), ("mot", "measures.mot"), ("csv", "poses.csv"), ("netcdf", "poses.nc")]
)
def test_a_file_that_cannot_take_its_place_leaves_nothing_half(tmp_path: Path, kind: str, name: str) -> None:
    a_folder(tmp_path, two_people())
    (tmp_path / name).mkdir()

    assert f"Could not export {kind}" in refusal(tmp_path, kind)
    assert [] == [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_others_keep_their_number_and_roles_come_first(tmp_path: Path) -> None:
    people = tuple(body(person, 0) for person in (0, 3, 7, 12))
    a_folder(tmp_path, [Observation(0.0, 0, people)], people={"recipient": 7, "partner": 0})

    names = ["recipient.trc", "partner.trc", "person_3.trc", "person_12.trc"]
    assert names == [path.name for path in write(tmp_path, "trc")]


def test_a_recording_alone_without_roles_is_exported_by_number(tmp_path: Path) -> None:
    a_folder(tmp_path, two_people(), people={"recipient": None, "partner": None})

    assert {"person_0", "person_1"} == {row["individual"] for row in a_csv(write(tmp_path, "csv")[0])}


@pytest.fixture(scope="module")
def switched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rendered figure-four in which the partner was lost and found twice under another number."""
    folder = tmp_path_factory.mktemp("switched") / "clip"
    analyze_one(Input(SWITCHED, "clip", "recording"), folder, Options(), progress=lambda *_: None)
    return folder


def test_a_role_goes_along_to_the_number_that_took_it_over(switched: Path) -> None:
    made = json.loads((switched / "result.json").read_text())["people"]
    _, _, times_s, places_mm = a_trc(write(switched, "trc")[1])
    there = ~np.isnan(places_mm).all(axis=(1, 2))

    assert made["identity_switches"] == 2
    assert made["partner_seen"] == round(there.sum() / len(times_s), 3)


def test_everybody_of_a_frame_is_exported_once(switched: Path) -> None:
    rows = a_csv(write(switched, "csv")[0])
    keys = [(row["frame"], row["individual"]) for row in rows if row["joint"] == "nose"]

    assert len(set(keys)) == len(keys)
    assert sum(len(each.bodies) for each in Recording(SWITCHED)) == len(keys)


def test_a_real_clips_angles_are_those_of_its_measures(switched: Path) -> None:
    _, names, numbers = a_mot(write(switched, "mot")[0])
    table = pq.read_table(switched / "measures.parquet")

    assert [name for name in table.column_names if name.endswith("_deg")] == names[1:]
    assert np.allclose(np.stack([table[name] for name in names[1:]], axis=1), numbers[:, 1:], atol=6e-5, equal_nan=True)


def test_an_export_survives_a_move_of_its_folder(switched: Path, tmp_path: Path) -> None:
    moved = shutil.copytree(switched, tmp_path / "moved with blanks")

    assert [moved / "measures.mot"] == write(moved, "mot")
