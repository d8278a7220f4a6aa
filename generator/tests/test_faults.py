"""Faults told from frames and from the clean way."""

import numpy as np
import pytest

from bench.faults import clean_faults, not_centred, pose_faults, wrong_start
from conftest import scenario
from test_motion import TIMING, motion

PHASES = [
    {"name": "setup", "start_s": 0.0, "end_s": 3.0}, {"name": "moving_in", "start_s": 3.0, "end_s": 8.0},
    {"name": "hold", "start_s": 8.0, "end_s": 40.0}, {"name": "release", "start_s": 40.0, "end_s": 45.0},
    {"name": "setup", "start_s": 45.0, "end_s": 48.0},
]  # fmt: skip


def frames(**tracks):
    """Frames of a good knee-to-chest; each track is a function of time."""
    found = []
    for time in np.arange(0.0, 48.0, 0.1):
        deep = 8.0 <= time < 40.0
        frame = {
            "t_s": float(time), "knee_sideways_sw": 0.1, "knee_lateral_sw": {"left": 0.3, "right": 0.4},
            "thigh_trunk_deg": {"left": 50.0, "right": 110.0 if deep else 50.0},
            "knee_flexion_deg": {"left": 98.0, "right": 98.0}, "ankle_lift_shank": {"left": 0.0, "right": 0.5},
            "knee_drop_room_deg": 0.0,
        }  # fmt: skip
        found.append(frame | {key: track(float(time)) for key, track in tracks.items()})
    return found


def kinds(**tracks):
    return [fault["kind"] for fault in pose_faults(frames(**tracks), PHASES, scenario())]


def test_good_form_has_no_faults():
    assert [] == kinds()


def test_a_knee_over_the_midline_goes_to_the_wrong_shoulder():
    found = kinds(knee_lateral_sw=lambda t: {"left": 0.3, "right": -0.1 if 12.0 < t < 16.0 else 0.4})

    assert ["wrong_shoulder"] == found


def test_a_fault_has_its_times_and_its_size():
    found = pose_faults(
        frames(ankle_lift_shank=lambda t: {"left": 0.45 if 12.0 <= t < 16.0 else 0.0, "right": 0.5}), PHASES, scenario()
    )

    assert [("foot_up", 0.45)] == [(fault["kind"], fault["size"]) for fault in found]
    assert found[0]["start_s"] == pytest.approx(12.0, abs=0.11)
    assert found[0]["end_s"] == pytest.approx(16.0, abs=0.11)


def test_straight_legs_at_the_start_are_a_wrong_start_and_nearly_right_ones_are_not():
    straight = frames(thigh_trunk_deg=lambda t: {"left": 50.0, "right": 5.0})
    nearly = frames(thigh_trunk_deg=lambda t: {"left": 50.0, "right": 14.0})

    assert ["wrong_start"] == [fault["kind"] for fault in wrong_start(straight, PHASES[0], scenario())]
    assert [] == wrong_start(nearly, PHASES[0], scenario())


def test_knees_left_to_one_side_are_not_centred():
    left = not_centred(frames(knee_drop_room_deg=lambda t: 28.0 if t > 44.0 else 0.0), PHASES)
    nearly = not_centred(frames(knee_drop_room_deg=lambda t: 12.0 if t > 44.0 else 0.0), PHASES)

    assert [("not_centred", 28.0)] == [(fault["kind"], fault["size"]) for fault in left]
    assert [] == nearly


def told(**changes):
    found = motion(**changes)
    return [fault["kind"] for fault in clean_faults(found.clip, "knee-to-chest", found)]


@pytest.mark.parametrize(
    ("changes", "kinds_told"),
    [
        ({}, []),
        ({"jolts": [{"phase": "release", "at_share": 0.4, "size_deg": 15.0, "duration_s": 0.3}]}, ["jerk"]),
        ({"tugs": [{"at_s": 5.0, "size_deg": -12.0, "duration_s": 0.3}]}, ["jerk"]),
        ({"shifts": [{"at_s": 5.0, "duration_s": 2.0, "size_deg": -10.0}]}, ["drift"]),
        ({"shifts": [{"at_s": 5.0, "duration_s": 2.0, "size_deg": -5.0}]}, []),
        ({"shifts": [{"at_s": 5.0, "duration_s": 2.0, "size_deg": 12.0}]}, ["pushed_deeper"]),
        ({"timing": TIMING | {"hold_s": 12.0}}, ["hold_short"]),
        ({"timing": TIMING | {"hold_s": 66.0}}, ["hold_long"]),
        ({"timing": TIMING | {"approach_s": 1.4}}, ["too_fast"]),
        ({"timing": TIMING | {"release_s": 1.4}}, ["too_fast"]),
        ({"timing": TIMING | {"approach_s": 2.2}}, []),
    ],
)
def test_the_clean_way_tells_its_faults(changes, kinds_told):
    assert kinds_told == told(**changes)
