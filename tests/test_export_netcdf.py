"""The netCDF export, read back with xarray as its users do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from exporting import PHASES, a_folder, body, measures, recordings, seen
from stretchcheck.exports import write
from vision.joints import JOINT_NAMES
from vision.types import Observation

xarray = pytest.importorskip("xarray", reason="needs stretchcheck[export]")
pytest.importorskip("h5netcdf", reason="needs stretchcheck[export]")

NAMES = ("recipient", "partner", "person_2")


@contextmanager
def exported(observations: list[Observation]) -> Iterator[Any]:
    with TemporaryDirectory() as name:
        a_folder(Path(name), observations)
        (path,) = write(Path(name), "netcdf")
        with xarray.open_dataset(path) as dataset:
            yield dataset.load()


@settings(max_examples=25)
@given(recordings())
def test_netcdf_keeps_times_places_and_gaps_of_everyone(observations: list[Observation]) -> None:
    there = sorted({each.person for observation in observations for each in observation.bodies})
    with exported(observations) as dataset:
        assert [NAMES[person] for person in there] == dataset.individuals.values.tolist()
        assert [each.time_s for each in observations] == dataset.time.values.tolist()
        for person in there:
            one = dataset.sel(individuals=NAMES[person])
            for variable, columns in (("position", ("x_px", "y_px")), ("position_3d", ("x_m", "y_m", "z_m"))):
                got = one[variable].values.transpose(0, 2, 1)

                assert np.array_equal(seen(observations, person, columns), got.astype(np.float64), equal_nan=True)
            sure = seen(observations, person, ["visibility"])[..., 0]
            assert np.array_equal(sure, one.confidence.values.astype(np.float64), equal_nan=True)


@settings(max_examples=25)
@given(recordings())
def test_netcdf_keeps_measures_phases_and_repetitions(observations: list[Observation]) -> None:
    expected = measures(observations)
    with exported(observations) as dataset:
        known = dict(enumerate(dataset.phase.attrs["flag_meanings"].split(), start=-1))

        assert np.array_equal(expected["followed_deg"], dataset.followed_deg.values, equal_nan=True)
        assert [each or "outside_a_repetition" for each in expected["phase"].to_pylist()] == [
            known[each] for each in dataset.phase.values.tolist()
        ]
        assert expected["repetition"].fill_null(-1).to_pylist() == dataset.repetition.values.tolist()
        assert [each.frame for each in observations] == dataset.frame.values.tolist()


def test_netcdf_has_the_layout_of_a_poses_dataset() -> None:
    """Dimensions, names and attributes as movement writes them itself."""
    uneven = [Observation(time_s, row, (body(0, row), body(1, row))) for row, time_s in enumerate((0.0, 0.1, 0.5))]
    with exported(uneven) as dataset:
        assert ("time", "space", "keypoints", "individuals") == dataset.position.dims
        assert ("time", "keypoints", "individuals") == dataset.confidence.dims
        assert ["x", "y"] == dataset.space.values.tolist()
        assert list(JOINT_NAMES) == dataset.keypoints.values.tolist()
        assert ("poses", "seconds", 4.0) == tuple(dataset.attrs[name] for name in ("ds_type", "time_unit", "fps"))
        assert "stretchcheck" == dataset.attrs["source_software"]


def test_no_number_comes_back_as_a_date_or_a_duration() -> None:
    with exported([Observation(0.1 * row, row, (body(0, row),)) for row in range(3)]) as dataset:
        kinds = {name: each.dtype.kind for name, each in dataset.variables.items()}

        assert {} == {name: kind for name, kind in kinds.items() if kind in "mM"}


def test_units_follow_the_names_of_the_measures() -> None:
    with exported([Observation(0.1 * row, row, (body(0, row),)) for row in range(3)]) as dataset:
        units = {name: each.attrs.get("units") for name, each in dataset.data_vars.items()}

        assert {
            "position": "pixel",
            "confidence": "1",
            "presence": "1",
            "position_3d": "m",
            "thigh_trunk_left_deg": "degree",
            "thigh_trunk_right_deg": "degree",
            "knee_sideways_left_sw": "shoulder width",
            "followed_deg": "degree",
            "speed_deg_s": "degree s-1",
            "frame": None,
            "phase": None,
            "repetition": None,
        } == units
        assert ["outside_a_repetition", *PHASES] == dataset.phase.attrs["flag_meanings"].split()


def test_a_single_picture_has_no_rate() -> None:
    with exported([Observation(0.0, 0, (body(0, 0),))]) as dataset:
        assert "fps" not in dataset.attrs
