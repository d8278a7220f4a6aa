"""A whole analysis talks to nobody, with every engine: seen from the system, not from the code."""

import json
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from benchmarks._clips import beginning
from tracing import OWN, foreign, traced
from vision.estimators import EngineName, networks_of
from vision.models import ensure

SAMPLE = Path(__file__).parents[1] / "sample_videos" / "ktc_good_right.mp4"
pytestmark = [pytest.mark.model, pytest.mark.slow]

ONE_MEDIAPIPE_AFTER_ANOTHER = """
import numpy as np
from vision.estimators import load_estimator
from vision.types import Frame

estimator = load_estimator("mediapipe", model="lite")
for n in range(3):
    estimator(Frame(n / 25, n, np.zeros((200, 300, 3), np.uint8)))
estimator.reset()
estimator(Frame(0.0, 0, np.zeros((200, 300, 3), np.uint8)))
estimator.close()
"""
"""Ends a landmarker properly, by the reset: that is when the library calls home."""


@pytest.fixture(params=get_args(EngineName))
def engine(request: pytest.FixtureRequest) -> EngineName:
    """Each engine, its networks fetched."""
    name: EngineName = request.param
    if name == "mediapipe":
        pytest.importorskip("mediapipe", reason="needs the extra mediapipe")
    for network in networks_of(name, "lite"):
        ensure(network)
    return name


def test_an_analysis_reaches_nothing_but_loopback(engine: EngineName, tmp_path: Path) -> None:
    short = beginning(SAMPLE, 20, tmp_path)
    given = ["analyze", str(short), "--engine", engine, "--model", "lite", "--out", str(tmp_path / "out")]
    run([*traced(tmp_path / "trace"), sys.executable, "-m", "stretchcheck", *given])
    result = json.loads((tmp_path / "out" / short.stem / "result.json").read_text(encoding="utf-8"))

    assert engine == result["engine"]["name"]
    assert [] == foreign((tmp_path / "trace").read_text())


@pytest.mark.parametrize("engine", ["mediapipe"], indirect=True)
def test_what_mediapipe_sends_home_ends_at_a_closed_port_of_this_machine(engine: EngineName, tmp_path: Path) -> None:
    run([*traced(tmp_path / "trace"), sys.executable, "-c", ONE_MEDIAPIPE_AFTER_ANOTHER])
    trace = (tmp_path / "trace").read_text()

    assert [] == foreign(trace)
    assert [line for line in trace.splitlines() if " connect(" in line and OWN.search(line)]


def run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)

    assert 0 == done.returncode, done.stderr
