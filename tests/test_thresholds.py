"""Every number has its range and its source; a profile changes only what exists."""

import math

import pytest

from courses import Course
from materials import judged, knee_to_chest, only
from protocols.thresholds import DEFAULTS, THRESHOLDS, Settings, UnknownThresholdError


@pytest.mark.parametrize("name", THRESHOLDS)
def test_every_default_lies_in_its_range_and_says_what_backs_it(name: str) -> None:
    threshold = THRESHOLDS[name]

    assert threshold.low < threshold.high
    assert threshold.low <= threshold.default <= threshold.high
    assert threshold.source


@pytest.mark.parametrize("name", THRESHOLDS)
def test_every_name_says_its_unit(name: str) -> None:
    units = (
        "_deg",
        "_deg_s",
        "_deg_s2",
        "_s",
        "_sw",
        "_shank",
        "_forearms",
        "_femur",
        "_fps",
        "_noise",
        "_max",
        "_share",
        "_trunks",
        "_trust",
    )

    assert name.endswith(units)


def test_red_lies_beyond_amber_and_leaving_beyond_entering() -> None:
    assert DEFAULTS["speed_amber_deg_s"] < DEFAULTS["speed_red_deg_s"]
    assert DEFAULTS["accel_amber_deg_s2"] < DEFAULTS["accel_red_deg_s2"]
    assert DEFAULTS["ktc_path_green_sw"] < DEFAULTS["ktc_path_red_sw"]
    assert DEFAULTS["ktc_foot_green_shank"] < DEFAULTS["ktc_foot_red_shank"]
    assert DEFAULTS["hold_enter_speed_deg_s"] < DEFAULTS["hold_leave_speed_deg_s"]
    assert DEFAULTS["drift_deg"] < DEFAULTS["hold_drop_deg"]
    assert DEFAULTS["start_thigh_trunk_low_deg"] < DEFAULTS["start_thigh_trunk_high_deg"]
    assert DEFAULTS["start_knee_low_deg"] < DEFAULTS["start_knee_high_deg"]


def test_the_numbers_of_the_contract_are_the_defaults() -> None:
    """A departure of 8 degrees, 1 s of stillness, long beyond maximum + 5 s, no smoothness below 20 frames a second."""
    names = ("departure_deg", "hold_enter_s", "hold_over_s", "jerk_min_fps")

    assert (8.0, 1.0, 5.0, 20.0) == tuple(DEFAULTS[name] for name in names)


def test_the_defaults_are_the_defaults() -> None:
    assert {name: threshold.default for name, threshold in THRESHOLDS.items()} == DEFAULTS.effective()
    assert "defaults" == DEFAULTS.profile


def test_settings_are_the_defaults_and_what_a_profile_changed() -> None:
    settings = Settings({"drift_deg": 6}, "mine")

    assert (6.0, THRESHOLDS["deeper_deg"].default) == (settings["drift_deg"], settings["deeper_deg"])
    assert {**DEFAULTS.effective(), "drift_deg": 6.0} == settings.effective()
    assert set(THRESHOLDS) == set(settings.effective())


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(
        UnknownThresholdError, match=r"Expected a threshold such as .*'drift_deg'.*, but got 'drift_degs'"
    ):
        Settings({"drift_degs": 6.0})


@pytest.mark.parametrize("value", [math.nan, True, "8", None])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(UnknownThresholdError, match="Expected a number for 'drift_deg'"):
        Settings({"drift_deg": value})  # type: ignore[dict-item]


def test_a_judgement_carries_the_numbers_it_was_made_by() -> None:
    settings = Settings({"ktc_engaged_deg": 105.0})
    clip = knee_to_chest(Course(end_deg=100.0))
    usual, strict = judged(clip), judged(clip, settings=settings)

    assert (DEFAULTS.effective(), settings.effective()) == (usual.settings, strict.settings)
    assert ("ok", "warn") == (only(usual)["depth"].verdict, only(strict)["depth"].verdict)
