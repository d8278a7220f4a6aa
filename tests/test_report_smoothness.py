"""Smoothness in the report: the same number for both movements, beside the verdicts."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from drawn_recording import write_recording
from pages import a_page
from protocols.thresholds import DEFAULTS
from results import a_repetition, a_result, a_series
from stretchcheck.judging import judge
from stretchcheck.report import ReportSeries
from stretchcheck.report.files import read_series
from stretchcheck.report.smoothness import phase_sparc
from stretchcheck.results import result, write_measures
from vision.recording import Recording


def a_smooth_series(ripple_deg: float = 0.0) -> ReportSeries:
    """In and out alike along minimum-jerk curves, out with a ripple of 1 Hz."""
    series = a_series()
    up, down = (np.clip((series.time_s - start) / 4.1, 0.0, 1.0) for start in (3.4, 41.4))
    rise, fall = (10 * t**3 - 15 * t**4 + 6 * t**5 for t in (up, down))
    ripple = ripple_deg * np.sin(2 * np.pi * series.time_s) * ((down > 0) & (down < 1))
    return replace(series, angle_deg=50.0 + 62.0 * (rise - fall) + ripple)


def test_moving_in_measured_from_the_series_is_the_number_of_the_result(tmp_path: Path) -> None:
    recording = Recording(write_recording(tmp_path / "good.poses.parquet"))
    judged = judge(recording, stretch="knee-to-chest", side="auto", settings=DEFAULTS)
    made = result(judged, DEFAULTS)
    (repetition,) = made["repetitions"]
    write_measures(tmp_path / "measures.parquet", judged)
    series = read_series(tmp_path / "measures.parquet", made)

    assert repetition["peak"]["sparc"] == phase_sparc(series, repetition, "moving_in")
    assert phase_sparc(series, repetition, "release") is not None


def test_equal_movements_are_equally_smooth_and_an_uneven_one_is_further_from_zero() -> None:
    even, uneven = (
        [phase_sparc(a_smooth_series(ripple), a_repetition(), phase) for phase in ("moving_in", "release")]
        for ripple in (0.0, 5.0)
    )

    assert even[0] == pytest.approx(even[1], abs=0.02)
    assert -1.5 < even[0] < -1.0
    assert uneven[0] == even[0]
    assert uneven[1] < even[1] - 0.3


def test_smoothness_keeps_its_number_when_the_clip_starts_later() -> None:
    series = a_smooth_series()
    later = replace(series, time_s=series.time_s + 100.0)

    assert phase_sparc(series, a_repetition(), "release") == phase_sparc(later, a_repetition(start_s=100.0), "release")


def test_a_movement_that_did_not_happen_or_was_hidden_has_no_smoothness() -> None:
    hidden = a_smooth_series()
    hidden.angle_deg[1240:1360] = np.nan
    cut = a_repetition()
    cut["phases"] = cut["phases"][:3]
    still = replace(a_series(), angle_deg=np.full(1440, 50.0))

    assert phase_sparc(a_smooth_series(), cut, "release") is None
    assert phase_sparc(hidden, a_repetition(), "release") is None
    assert phase_sparc(still, a_repetition(), "release") is None
    assert phase_sparc(ReportSeries.empty(), a_repetition(), "moving_in") is None


def test_the_page_shows_both_movements_beside_the_verdicts() -> None:
    series = a_smooth_series()
    out = phase_sparc(series, a_repetition(), "release")
    peaks = a_page(a_result(a_repetition()), series).text.split("no verdict rests on them")[1]

    assert "Smoothness of moving in -1.35 spectral arc length" in peaks
    assert f"Smoothness of moving out {out:g} spectral arc length" in peaks
