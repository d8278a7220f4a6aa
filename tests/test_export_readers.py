"""The programs that the exports are for read them: movement and OpenSim, in an environment of their own.

Both cannot stand beside this package: movement brings another OpenCV, OpenSim weighs 0.2 GB and writes a log wherever
it runs. Name an interpreter that has them in STRETCHCHECK_READERS; docs/exports.md says how.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exporting import a_folder, body, measures, seen
from stretchcheck.exports import write
from vision.joints import JOINT_NAMES
from vision.types import Observation

VARIABLE = "STRETCHCHECK_READERS"
READER = os.environ.get(VARIABLE)
TIMES_S = (0.0, 0.04, 0.1, 0.5, 0.52)

pytestmark = pytest.mark.skipif(not READER, reason=f"{VARIABLE} names no Python with movement and OpenSim")

TRC = """
import json, sys, opensim
table = opensim.TimeSeriesTableVec3(sys.argv[1])
rows = [table.getRowAtIndex(n) for n in range(table.getNumRows())]
places = [[[row[j][k] for k in range(3)] for j in range(table.getNumColumns())] for row in rows]
older = opensim.MarkerData(sys.argv[1])
print("@" + json.dumps([table.getColumnLabels(), list(table.getIndependentColumn()), places, older.getNumFrames(),
                        older.getDataRate(), older.getUnits().getLabel()]))
"""
MOT = """
import json, sys, opensim
table = opensim.TimeSeriesTable(sys.argv[1])
rows = [table.getRowAtIndex(n) for n in range(table.getNumRows())]
numbers = [[row[j] for j in range(table.getNumColumns())] for row in rows]
print("@" + json.dumps([table.getColumnLabels(), list(table.getIndependentColumn()), numbers,
                        table.getTableMetaDataString("inDegrees")]))
"""
POSES = """
import json, sys, xarray
from movement.filtering import filter_by_confidence
from movement.io import load_poses, save_poses
from movement.kinematics import compute_velocity
from movement.validators.datasets import ValidPosesInputs
poses = xarray.open_dataset(sys.argv[1])
ValidPosesInputs.validate(poses)
velocity = compute_velocity(poses.position)
filter_by_confidence(poses.position, poses.confidence, threshold=0.5)
save_poses.to_sleap_analysis_file(poses, "again.h5")
again = load_poses.from_sleap_file("again.h5", fps=poses.fps)
same = bool((again.position.values == poses.position.values)[~poses.position.isnull().values].all())
print("@" + json.dumps([list(velocity.dims), poses.individuals.values.tolist(), poses.time.values.tolist(), same,
                        velocity.sel(individuals="recipient", keypoints="nose").values.tolist()]))
"""


def answered(script: str, path: Path) -> Any:
    """What the reader prints behind an @, among whatever else it has to say."""
    done = subprocess.run(
        [str(READER), "-c", script, str(path)],
        cwd=path.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    return json.loads(next(line for line in done.stdout.splitlines() if line.startswith("@"))[1:])


@pytest.fixture
def clip(tmp_path: Path) -> list[Observation]:
    """Uneven times; the recipient is away in the third frame, the last joint is unknown in the second."""
    last = len(JOINT_NAMES) - 1
    people = [
        (body(0, 0), body(1, 0)),
        (body(0, 1, blind=[0, last]), body(1, 1)),
        (body(1, 2),),
        (body(0, 3),),
        (body(0, 4), body(1, 4)),
    ]
    observations = [Observation(at, n, each) for n, (at, each) in enumerate(zip(TIMES_S, people, strict=True))]
    a_folder(tmp_path, observations)
    return observations


def test_opensim_reads_the_markers(clip: list[Observation], tmp_path: Path) -> None:
    for person, path in enumerate(write(tmp_path, "trc")):
        markers, times_s, places_mm, frames, rate_hz, unit = answered(TRC, path)
        expected_mm = seen(clip, person, ("x_m", "y_m", "z_m")) * [1000, -1000, -1000]

        assert (list(JOINT_NAMES), list(TIMES_S)) == (markers, times_s)
        assert np.allclose(expected_mm, places_mm, atol=0.051, equal_nan=True)
        assert (5, "millimeters") == (frames, unit)
        assert abs(rate_hz - 4 / 0.52) < 1e-6


def test_opensim_reads_the_angles(clip: list[Observation], tmp_path: Path) -> None:
    names, times_s, angles_deg, in_degrees = answered(MOT, write(tmp_path, "mot")[0])
    expected = np.stack([measures(clip)[name] for name in names], axis=1)

    assert (list(TIMES_S), "yes") == (times_s, in_degrees)
    assert ["thigh_trunk_left_deg", "thigh_trunk_right_deg", "followed_deg"] == names
    assert np.allclose(expected, angles_deg, atol=6e-5, equal_nan=True)


def test_movement_takes_the_poses_for_its_own(clip: list[Observation], tmp_path: Path) -> None:
    dims, individuals, times_s, same, velocity = answered(POSES, write(tmp_path, "netcdf")[0])
    nose_px = seen(clip, 0, ("x_px", "y_px"))[:, 0]

    assert ["time", "space", "keypoints", "individuals"] == dims
    assert (["recipient", "partner"], list(TIMES_S)) == (individuals, times_s)
    assert same
    assert np.allclose((nose_px[4] - nose_px[3]) / 0.02, velocity[4], rtol=1e-4)
