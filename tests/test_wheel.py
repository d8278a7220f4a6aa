"""The built wheel, not the checkout: it holds the packages and what they need, and nothing else."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = {"vision", "protocols", "calibration", "stretchcheck"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        str(ROOT),
        "--no-deps",
        "--no-build-isolation",
        "-q",
        "-w",
        str(folder),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_only_the_packages(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}

    assert PACKAGES == {top for top in tops if not top.endswith(".dist-info")}
    films = [name for name in names if name.endswith(".mp4") and not name.startswith("stretchcheck/doctor/samples/")]
    assert not [*films, *(name for name in names if "test" in name or name.endswith(".tflite"))]
    assert sum(zipfile.ZipFile(wheel).getinfo(name).file_size for name in names if "/samples/" in name) < 100_000


def test_the_wheel_holds_templates_schema_and_licence_texts(wheel):
    names = zipfile.ZipFile(wheel).namelist()

    assert "stretchcheck/schema/result-1.schema.json" in names
    assert "vision/_apache_2_0.txt" in names
    assert "vision/weights/pose_landmark_heavy_lying.npz" in names
    assert any(name.startswith("stretchcheck/report/templates/") and name.endswith(".j2") for name in names)


def test_the_unpacked_wheel_runs_from_another_directory(wheel, tmp_path):
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    environment = {**os.environ, "PYTHONPATH": str(site)}
    code = "import stretchcheck, sys; print(stretchcheck.__file__); from stretchcheck.cli import main; main()"
    shown = subprocess.run(
        [sys.executable, "-c", code, "analyze", "--help"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip

    assert 0 == shown.returncode, shown.stderr
    assert str(site) in shown.stdout.splitlines()[0]
    assert "--overlay" in shown.stdout
