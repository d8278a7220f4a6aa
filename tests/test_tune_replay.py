"""A trial that begins at cached measures says exactly what judging from the landmarks says."""

from pathlib import Path
from typing import Any

import pytest

from protocols.thresholds import DEFAULTS, Settings
from stretchcheck import results
from stretchcheck.judging import judge
from stretchcheck.tune.replay import Measured, measured, result_of
from vision.recording import Recording

BENCH = Path(__file__).parents[1] / "bench" / "recordings"
CLIPS = ("twist_oblique_left_1_form_left", "fig4_oblique_left_1_good")
OTHER = Settings({"accel_red_deg_s2": 75.0, "hold_leave_s": 0.8, "twist_lift_red_sw": 0.25, "fig4_engaged_deg": 95.0})
MAT = Settings({"mat_tilt_deg": 8.0, "mat_misfit_trunks": 0.08})
CROSSING = Settings({"fig4_contact_enter_shank": 0.31, "fig4_outward_enter_deg": 28.0})


@pytest.fixture(scope="module", params=CLIPS)
def known(request: pytest.FixtureRequest) -> Measured:
    return measured(BENCH / f"{request.param}.poses.parquet")


def scratch(known: Measured, settings: Settings, stretch: str = "auto") -> dict[str, Any]:
    judged = judge(Recording(known.recording.path), stretch=stretch, side="auto", settings=settings)
    made = results.result(judged, settings)
    return {**made, "events": [event for event in made["events"] if event["kind"] != "stop_signal"]}


@pytest.mark.parametrize("settings", [DEFAULTS, OTHER, MAT, CROSSING], ids=str)
def test_a_trial_says_what_judging_from_the_landmarks_says(known: Measured, settings: Settings) -> None:
    assert scratch(known, settings) == result_of(known, stretch="auto", side="auto", settings=settings)


def test_a_named_stretch_too(known: Measured) -> None:
    found = result_of(known, stretch="spinal-twist", side="auto", settings=OTHER)

    assert scratch(known, OTHER, "spinal-twist") == found


def test_only_a_threshold_that_changes_the_measures_computes_them_again() -> None:
    fresh = measured(BENCH / f"{CLIPS[1]}.poses.parquet")
    kept = []
    for settings in (DEFAULTS, OTHER, MAT, DEFAULTS, CROSSING):
        result_of(fresh, stretch="auto", side="auto", settings=settings)
        kept.append(len(fresh.placed))

    assert [1, 1, 2, 2, 3] == kept
    assert "mat_tilt_deg" in fresh.placed[0].read
    assert "accel_red_deg_s2" not in fresh.placed[0].read
