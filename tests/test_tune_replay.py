"""A trial that begins at cached measures says exactly what judging from the landmarks says."""

from pathlib import Path
from typing import Any

import pytest

from protocols.thresholds import DEFAULTS, Settings
from stretchcheck import results
from stretchcheck.calibrated import NOTHING, CalibratedSettings, Calibration, Known
from stretchcheck.judging import judge
from stretchcheck.tune.noted import note, noted, reads_alike
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

    assert [1, 1, 2, 2, 2] == kept
    assert "mat_tilt_deg" in fresh.placed[0].read
    assert "accel_red_deg_s2" not in fresh.placed[0].read


CHECKS = Settings({"accel_red_deg_s2": 75.0, "twist_lift_red_sw": 0.25, "bounce_swing_deg": 6.0})
HOLD = Settings({"hold_leave_s": 0.8, "hold_enter_speed_deg_s": 2.0})


def test_a_threshold_of_a_check_follows_nothing_again() -> None:
    fresh = measured(BENCH / f"{CLIPS[0]}.poses.parquet")
    sessions = []
    for settings in (DEFAULTS, CHECKS, HOLD, DEFAULTS):
        found = result_of(fresh, stretch="auto", side="auto", settings=settings)
        sessions.append([id(each.session) for each in fresh.placed[0].followed])
        assert scratch(fresh, settings) == found

    assert sessions[0] == sessions[1]
    assert [*sessions[1], sessions[2][-1]] == sessions[2] == sessions[3]
    read = fresh.placed[0].followed[0].read
    assert "hold_enter_speed_deg_s" in read
    assert not {*CHECKS.changed} & {*read}


def test_what_a_trial_found_is_not_given_to_whom_asks_for_something_else(known: Measured) -> None:
    for stretch in ("auto", "spinal-twist", "figure-four", "auto"):
        assert scratch(known, CHECKS, stretch) == result_of(known, stretch=stretch, side="auto", settings=CHECKS)


def test_two_trials_of_one_clip_share_nothing_that_one_of_them_changes(known: Measured) -> None:
    first = result_of(known, stretch="auto", side="auto", settings=CHECKS)
    result_of(known, stretch="auto", side="auto", settings=DEFAULTS)

    assert first == result_of(known, stretch="auto", side="auto", settings=CHECKS)


def test_what_a_profile_says_of_camera_and_person_belongs_to_what_was_asked(known: Measured) -> None:
    """A camera of pictures of another shape says nothing of this clip; a person at rest does."""
    camera = {"view": Known("overhead"), "width_px": Known(400.0), "height_px": Known(700.0)}
    person = {"rest_thigh_trunk_left_deg": Known(20.0, {"noise": 6.0})}
    settings = CalibratedSettings(CHECKS.changed, "mine", Calibration(camera, person))
    fresh = measured(known.recording.path)
    result_of(fresh, stretch="auto", side="auto", settings=CHECKS)

    found = result_of(fresh, stretch="auto", side="auto", settings=settings)

    assert scratch(fresh, settings) == found
    asked = [each.asked.calibration for each in fresh.placed[-1].followed]
    assert [NOTHING, Calibration({}, person)] == asked


def test_settings_that_note_know_what_was_found_before_depends_on() -> None:
    fresh = measured(BENCH / f"{CLIPS[0]}.poses.parquet")
    reads = []
    for _ in range(2):
        noting = noted(DEFAULTS)
        result_of(fresh, stretch="auto", side="auto", settings=noting)
        reads.append(noting.read)

    assert reads[0] == reads[1]
    assert {"mat_tilt_deg", "hold_leave_s", "accel_red_deg_s2"} <= {*reads[1]}


def test_to_ask_whether_something_suits_is_no_reading() -> None:
    noting = noted(OTHER)

    assert reads_alike(noting, {"hold_leave_s": 0.8})
    assert not reads_alike(noting, {"hold_leave_s": 0.5})
    assert {} == noting.read
    note(noting, {"hold_leave_s": 0.5})
    assert {"hold_leave_s": 0.8} == noting.read
