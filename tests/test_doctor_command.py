"""`stretchcheck doctor` as it is run."""

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console

from stretchcheck.cli import doctor
from stretchcheck.doctor import Diagnosis, Finding
from vision.models import FOLDER_VARIABLE, MODELS

SECTIONS = ["machine", "models", "codecs", "speed", "camera", "audio", "extras"]
STATUSES = {"ok", "warn", "missing", "broken"}


def run(*arguments: str, models: Path, data: Path) -> tuple[subprocess.CompletedProcess[str], float]:
    environment = os.environ | {FOLDER_VARIABLE: str(models), "STRETCHCHECK_DATA": str(data)}
    command = [sys.executable, "-m", "stretchcheck", "doctor", *arguments]
    begun_s = time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    return done, time.monotonic() - begun_s


def test_json_has_every_section_names_the_damaged_network_and_the_exit_code_says_so(tmp_path: Path) -> None:
    models, data = tmp_path / "models", tmp_path / "data"
    models.mkdir()
    (models / MODELS["pose_landmark_full"].file).write_bytes(b"cut off")
    done, _ = run("--json", models=models, data=data)
    told = json.loads(done.stdout)
    broken = [each["name"] for each in told["sections"]["models"] if each["status"] == "broken"]

    assert SECTIONS == list(told["sections"])
    assert all(told["sections"].values()), "no section is empty"
    assert STATUSES >= {each["status"] for section in told["sections"].values() for each in section}
    assert ["pose_landmark_full"] == broken
    assert (1, 1, 1) == (told["schema"], told["exit_code"], done.returncode)
    assert "" == done.stderr
    assert ([MODELS["pose_landmark_full"].file], False) == (os.listdir(models), data.exists()), "something was made"


def test_without_a_way_to_the_networks_it_ends_with_two_and_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done, _ = run(models=tmp_path / "file" / "models", data=tmp_path)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("stretchcheck: Clips cannot be analysed, movenet: ")
    assert FOLDER_VARIABLE in done.stderr


def test_where_nobody_looks_it_prints_a_line_a_finding(tmp_path: Path) -> None:
    done, _ = run(models=tmp_path, data=tmp_path)
    lines = done.stdout.splitlines()

    assert STATUSES >= {line.split(": ")[0] for line in lines}
    assert set(SECTIONS) == {line.split(": ")[1] for line in lines}


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.thorough
def test_with_the_real_networks_it_measures_them_all_and_ends_in_time(tmp_path: Path) -> None:
    from vision.models import folder

    done, took_s = run("--json", models=folder(), data=tmp_path)
    told = json.loads(done.stdout)["sections"]["speed"]
    measured = {each["name"]: each["numbers"] for each in told if each["numbers"]}

    assert "--model full" in measured
    assert all(numbers["live_fps"] > 0 for numbers in measured.values())
    assert took_s < 60, "it should take about 20 s on an idle machine"


def test_the_table_of_a_terminal_shows_brackets_as_they_are() -> None:
    sink = io.StringIO()
    finding = Finding("export", "missing", "not installed: h5py", 'pip install "stretchcheck[export]"')
    Console(file=sink, width=120).print(doctor._table(Diagnosis({"extras": (finding,)})))

    assert 'pip install "stretchcheck[export]"' in sink.getvalue()
    assert "missing" in sink.getvalue()
