"""Exports as text: TRC, MOT and CSV, read back value for value."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporting import a_folder, body, measures, recordings, seen
from reading_exports import a_csv, a_mot, a_trc
from stretchcheck.exports import write
from vision.joints import JOINT_NAMES, MIRROR, N_JOINTS
from vision.types import VALUE_NAMES, Body, Observation, rounded

NAMES = ("recipient", "partner", "person_2")
WORLD = ("x_m", "y_m", "z_m")


@given(recordings())
def test_trc_keeps_times_places_and_gaps_of_everyone(observations: list[Observation]) -> None:
    there = sorted({each.person for observation in observations for each in observation.bodies})
    with TemporaryDirectory() as name:
        a_folder(Path(name), observations)
        paths = write(Path(name), "trc")
        read = [a_trc(path) for path in paths]

    assert [f"{NAMES[person]}.trc" for person in there] == [path.name for path in paths]
    for person, (header, markers, times_s, places_mm) in zip(there, read, strict=True):
        expected_mm = seen(observations, person, WORLD) * [1000, -1000, -1000]
        assert list(JOINT_NAMES) == markers
        assert [each.time_s for each in observations] == times_s.tolist()
        assert np.array_equal(np.isnan(expected_mm), np.isnan(places_mm))
        assert np.nanmax(np.abs(expected_mm - places_mm), initial=0.0) <= 0.051
        assert (str(len(times_s)), "33", "mm") == (header["NumFrames"], header["NumMarkers"], header["Units"])


@given(recordings())
def test_mot_keeps_times_angles_and_gaps(observations: list[Observation]) -> None:
    with TemporaryDirectory() as name:
        a_folder(Path(name), observations)
        (path,) = write(Path(name), "mot")
        header, names, numbers = a_mot(path)

    expected = measures(observations)
    angles = ["thigh_trunk_left_deg", "thigh_trunk_right_deg", "followed_deg"]
    assert ["time", *angles] == names
    assert (str(len(observations)), "4", "yes") == (header["nRows"], header["nColumns"], header["inDegrees"])
    assert [each.time_s for each in observations] == numbers[:, 0].tolist()
    assert np.allclose(np.stack([expected[a] for a in angles], axis=1), numbers[:, 1:], atol=6e-5, equal_nan=True)


@given(recordings())
def test_csv_keeps_every_value_and_who_it_is(observations: list[Observation]) -> None:
    with TemporaryDirectory() as name:
        a_folder(Path(name), observations)
        poses, measured = (a_csv(path) for path in write(Path(name), "csv"))

    expected = [
        (each.frame, each.time_s, NAMES[one.person], JOINT_NAMES[joint], *one.values[joint].tolist())
        for each in observations
        for one in each.bodies
        for joint in range(N_JOINTS)
    ]
    someone = [row for row in poses if row["person"]]
    got = [
        (int(row["frame"]), float(row["time_s"]), row["individual"], row["joint"])
        + tuple(float(np.float32(row[column])) if row[column] else np.nan for column in VALUE_NAMES)
        for row in someone
    ]
    empty = [each.frame for each in observations if not each.bodies]
    assert [row[:4] for row in expected] == [row[:4] for row in got]
    assert np.array_equal([row[4:] for row in expected], [row[4:] for row in got], equal_nan=True)
    assert empty == [int(row["frame"]) for row in poses if not row["person"]]
    assert {""} >= {row["individual"] + row["x_px"] for row in poses if not row["person"]}
    assert [each.time_s for each in observations] == [float(row["time_s"]) for row in measured]
    assert (measured[0]["followed_deg"], measured[0]["phase"], measured[0]["repetition"]) == ("", "", "")


@given(st.integers(0, 2**16))
def test_left_stays_left_and_up_is_up_in_trc(seed: int) -> None:
    """Somebody who faces the camera: nose toward it and above the hips, own left at the picture's right."""
    values = np.random.default_rng(seed).uniform(0.01, 0.02, (N_JOINTS, len(VALUE_NAMES)))
    left, right = JOINT_NAMES.index("left_hip"), JOINT_NAMES.index("right_hip")
    values[left, 4:7], values[right, 4:7] = (0.1, 0.0, 0.0), (-0.1, 0.0, 0.0)
    values[0, 4:7] = (0.0, -0.6, -0.2)
    with TemporaryDirectory() as name:
        a_folder(Path(name), [Observation(0.0, 0, (Body(0, rounded(values)),))])
        _, markers, _, places_mm = a_trc(write(Path(name), "trc")[0])
    where = dict(zip(markers, places_mm[0].tolist(), strict=True))
    across, up, toward = (np.subtract(where["left_hip"], where["right_hip"]), where["nose"], [0.0, 0.0, 1.0])

    assert (where["left_hip"], where["right_hip"]) == ([100.0, 0.0, 0.0], [-100.0, 0.0, 0.0])
    assert up == [0.0, 600.0, 200.0]
    assert np.dot(np.cross(across, up), toward) > 0, "the axes are no longer right-handed"
    assert MIRROR[left] == right


def test_the_rate_of_a_trc_is_the_average_over_uneven_times(tmp_path: Path) -> None:
    a_folder(tmp_path, [Observation(time_s, row, (body(0, row),)) for row, time_s in enumerate((0.0, 0.1, 0.5))])
    header, *_ = a_trc(write(tmp_path, "trc")[0])

    assert ("4.000000", "4.000000") == (header["DataRate"], header["OrigDataRate"])


def test_every_row_of_a_trc_has_a_field_for_each_place_and_one_more_tab(tmp_path: Path) -> None:
    """OpenSim drops one empty field at the end of a line, and refuses a line that has too few of them."""
    last = N_JOINTS - 1
    a_folder(tmp_path, [Observation(0.0, 0, (body(0, 0, blind=[last]),)), Observation(0.1, 1, ())])
    lines = write(tmp_path, "trc")[0].read_text().split("\n")[6:-1]

    assert [2 + 3 * N_JOINTS] * 2 == [line.count("\t") for line in lines]


def test_a_mot_names_no_field_by_a_clips_name(tmp_path: Path) -> None:
    a_folder(tmp_path, [Observation(0.0, 0, (body(0, 0),))])
    result = json.loads((tmp_path / "result.json").read_text())
    result["source"]["name"] = "evil\nendheader\nnRows=7.mp4"
    (tmp_path / "result.json").write_text(json.dumps(result))
    header, _, numbers = a_mot(write(tmp_path, "mot")[0])

    assert ("1", 1) == (header["nRows"], len(numbers))


def test_csv_of_a_clip_with_nobody_says_its_frames(tmp_path: Path) -> None:
    a_folder(tmp_path, [Observation(0.0, 0, ()), Observation(0.2, 1, ())])
    poses, _ = (a_csv(path) for path in write(tmp_path, "csv"))

    assert [("0", ""), ("1", "")] == [(row["frame"], row["individual"]) for row in poses]


@pytest.mark.parametrize("kind", ["trc", "mot", "csv"])
def test_the_same_results_give_the_same_bytes(tmp_path: Path, kind: str) -> None:
    a_folder(tmp_path, [Observation(0.1 * row, row, (body(0, row), body(1, row))) for row in range(4)])
    first = {path: path.read_bytes() for path in write(tmp_path, kind)}

    assert first == {path: path.read_bytes() for path in write(tmp_path, kind)}
