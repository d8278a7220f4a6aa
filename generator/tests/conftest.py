"""Puts the generator's own folder on the path; nothing here needs Blender or the body data."""

import json
import pathlib
import sys
from dataclasses import asdict

import numpy as np
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from bench.bank import BenchBank
from bench.scenario import Scenario, parsed
from bench.shots import plan

SHARES = {"low": 0.4, "high": 0.8, "near": 0.2}


class StraightWay:
    """A path on which the course is even in degrees, from 50 to 110 at course 1."""

    end_deg, stops_deg = 110.0, []

    def courses(self, degrees: np.ndarray) -> np.ndarray:
        return (np.asarray(degrees) - 50.0) / 60.0


def scenario(**changes: object) -> Scenario:
    table = {
        "priority": 1, "stretch": "knee-to-chest", "side": "right", "near_side": "right", "subject": "nora",
        "partner": "marek", "room": "living", "start_deg": 50.0, "end_deg": 110.0,
        "partner_place": {"far": True, "x_m": -0.1, "distance_m": 0.4},
        "camera": {
            "kind": "side", "yaw_deg": 5.0, "elevation_deg": 15.0, "distance_m": 2.5, "lens_mm": 33.0,
            "roll_deg": 0.0, "aim_m": [0.0, 0.1, 0.4], "resolution": [64, 48],
        },
        "bank": {"beyond_deg": 14.0},
        "variants": [
            {"name": "low", "way": "foot_up", "size": 0.4},
            {"name": "high", "way": "foot_up", "size": 0.8},
            {"name": "near", "way": "foot_up", "size": 0.15, "near_miss": True},
        ],
        "wrong_start": True,
    }  # fmt: skip
    return parsed("a_bank", table | changes)


@pytest.fixture
def make_bank(tmp_path: pathlib.Path):
    """Writes the index of a bank without pictures."""

    def make(**changes: object) -> BenchBank:
        own = scenario(**changes)
        entries = plan(own, StraightWay(), SHARES, 80.0)
        index = {
            "scene": asdict(own),
            "path": {"start_deg": 50.0, "stops_deg": [], "end_deg": 110.0},
            "shares": SHARES,
            "wrong_deg": 80.0,
            "entries": [asdict(entry) for entry in entries],
        }
        (tmp_path / "bank.json").write_text(json.dumps(index))
        return BenchBank(tmp_path)

    return make
