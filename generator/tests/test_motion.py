"""The clean way of a clip."""

import numpy as np
import pytest

from bench.clip import parsed
from bench.motion import BenchMotion, Path

PATH = Path(start_deg=50.0, stops_deg=(), end_deg=110.0, last_deg=124.0, join_deg=83.0, wrong_start_deg=3.0)
TIMING = {
    "setup_s": 3.0, "reach_start_s": 1.0, "reach_s": 1.5, "approach_s": 5.0, "hold_s": 31.0, "release_s": 6.0,
    "still_s": 3.0, "breath_hz": 0.25,
}  # fmt: skip


def motion(path: Path = PATH, **changes: object) -> BenchMotion:
    table = {"name": "a", "theme": "a", "fps": 30.0, "seed": 1, "timing": TIMING}
    return BenchMotion(parsed("bank", table | changes), path)


def test_the_hold_lies_between_the_crossings_of_three_degrees_a_second():
    found = motion()
    times = np.array([found.hold_from_s, found.hold_to_s])
    speeds = np.abs(found.angle_deg(times + 1e-3) - found.angle_deg(times - 1e-3)) / 2e-3

    assert np.allclose(speeds, 3.0, atol=0.3)
    assert found.hold_to_s - found.hold_from_s == pytest.approx(31.0)


def test_a_jolt_covers_its_size_in_its_time_and_the_end_stays():
    jolt = {"phase": "moving_in", "at_share": 0.5, "size_deg": 20.0, "duration_s": 0.3}
    jolted, smooth = motion(jolts=[jolt]), motion()
    start, end = jolted.jolt_span_s(jolted.clip.jolts[0])

    assert end - start == pytest.approx(0.3)
    assert float(jolted.angle_deg(end) - jolted.angle_deg(start)) > 20.0
    assert float(jolted.angle_deg(12.0)) == pytest.approx(float(smooth.angle_deg(12.0)))


def test_a_jolt_out_of_the_stretch_goes_down():
    found = motion(jolts=[{"phase": "release", "at_share": 0.3, "size_deg": 15.0, "duration_s": 0.4}])
    start, end = found.jolt_span_s(found.clip.jolts[0])

    assert float(found.angle_deg(start) - found.angle_deg(end)) > 15.0
    assert float(found.angle_deg(found.duration_s)) == pytest.approx(50.0)


def test_a_tug_goes_there_and_back():
    found = motion(tugs=[{"at_s": 5.0, "size_deg": 12.0, "duration_s": 0.3}])
    start, end = found.span_s(found.clip.tugs[0])

    assert float(found.angle_deg(start + 0.3)) == pytest.approx(122.0)
    assert float(found.angle_deg(end)) == pytest.approx(110.0)


def test_shifts_add_up_and_the_release_starts_from_there():
    shifts = [{"at_s": 2.0, "duration_s": 2.0, "size_deg": -10.0}, {"at_s": 8.0, "duration_s": 2.0, "size_deg": 22.0}]
    found = motion(shifts=shifts)

    assert float(found.angle_deg(found.hold_from_s + 6.0)) == pytest.approx(100.0)
    assert float(found.angle_deg(found.still_to_s - 0.01)) == pytest.approx(122.0)
    assert float(found.angle_deg(found.duration_s)) == pytest.approx(50.0)


def test_a_pause_stops_half_way_and_lengthens_the_approach():
    found = motion(pause={"at_share": 0.5, "lasts_s": 2.0})
    middle = found.approach_start_s + 2.5 + 1.0

    assert float(found.angle_deg(middle)) == pytest.approx(80.0)
    assert float(found.angle_deg(middle + 0.5)) == pytest.approx(80.0)
    assert found.still_from_s == pytest.approx(3.0 + 5.0 + 2.0)


def test_a_wrong_start_begins_before_the_path_and_ends_on_it():
    found = motion(wrong_start=True)

    assert float(found.angle_deg(0.0)) == pytest.approx(3.0)
    assert float(found.angle_deg(found.duration_s)) == pytest.approx(50.0)


def test_a_release_can_stop_before_the_start():
    found = motion(short_of_start_deg=30.0)

    assert float(found.angle_deg(found.duration_s)) == pytest.approx(80.0)


def test_stops_of_the_path_rest_for_a_moment():
    path = Path(50.0, (90.0,), 110.0, 124.0, 83.0, 3.0)
    found = motion(path)
    at_stop = found.approach_start_s + 5.0 * 40.0 / 60.0
    speed = float(found.angle_deg(at_stop + 0.005) - found.angle_deg(at_stop - 0.005)) / 0.01

    assert float(found.angle_deg(at_stop)) == pytest.approx(90.0)
    assert abs(speed) < 0.5


def test_what_does_not_end_before_the_release_is_refused():
    with pytest.raises(ValueError, match="end before"):
        motion(shifts=[{"at_s": 30.0, "duration_s": 3.0, "size_deg": 4.0}])


def test_a_jolt_outside_its_movement_is_refused():
    with pytest.raises(ValueError, match="jolt within"):
        motion(jolts=[{"phase": "moving_in", "at_share": 0.99, "size_deg": 15.0, "duration_s": 0.4}])
