"""The charts of a report: right in place, honest about gaps, and readable for everyone."""

import re
from itertools import pairwise

import numpy as np
import pytest

from pages import Page, a_page
from results import a_repetition, a_result, a_series, an_event
from stretchcheck.report import ReportSeries, Thumbnail, render_report
from stretchcheck.report.drawing import time_ticks, value_ticks
from stretchcheck.report.series import downsampled, unseen_spans
from stretchcheck.report.timeline import WIDE, angle_chart

JERK = an_event("jerk", 6.1, 6.3, phase="moving_in", value=148.6, unit="deg_s2")


def test_the_chart_shows_phases_hold_and_events() -> None:
    page = a_page(a_result(a_repetition(), events=[JERK, an_event("bounce", 20.0, 22.0)]))
    wide = page.having("rect", "phase")

    assert {"phase setup", "phase moving_in", "phase hold", "phase release"} == {r["class"] for r in wide}
    assert "Set-up" in page.text
    assert "jerk 6.1 s" in page.text
    assert "bounce 20.0 s" in page.text
    assert "begins 7.5 s" in page.text
    assert "ends 41.4 s" in page.text
    assert 4 == len(page.having("path", "mark")) - 1  # two charts and one sample in the legend


def test_bands_lie_where_the_curve_rises_and_falls() -> None:
    page = a_page(a_result(a_repetition()))
    holds = [r for r in page.having("rect", "hold") if "phase" in r["class"]]
    left, width = (float(holds[0][key]) for key in ("x", "width"))
    points = re.findall(r"([\d.]+) ([\d.]+)", page.having("path", "angle")[0]["d"])
    top = min(float(y) for _, y in points)
    high = [float(x) for x, y in points if float(y) < top + 1]

    assert left == pytest.approx(min(high), abs=2)
    assert left + width == pytest.approx(max(high), abs=2)


def test_time_that_could_not_be_seen_is_hatched_and_no_line_crosses_it() -> None:
    series = a_series()
    series.angle_deg[600:720] = np.nan
    page = a_page(a_result(a_repetition()), series)
    hatched = [r for r in page.having("rect", "unseen") if "unseen" == r["class"] and "26" != r["width"]]
    curve = page.having("path", "angle")[0]["d"]

    assert [(20.0, 24.0)] == unseen_spans(series)
    assert 6 == len(hatched)  # angle, hold and speed, each wide and narrow
    assert all(r["fill"].startswith("url(#") for r in hatched)
    assert 2 == curve.count("M")


def test_words_of_events_never_overlap_and_crowds_of_glitches_have_none() -> None:
    faults = [an_event("bounce", 8.0 + n, 8.5 + n) for n in range(12)]
    glitches = [an_event("glitch", 10.0 + 3 * n, 10.1 + 3 * n, who="tracker") for n in range(9)]
    chart = angle_chart(a_result(a_repetition(), events=faults + glitches), a_series(), WIDE)
    named = [label for label in chart.labels if label.text.startswith(("bounce", "tracking"))]

    assert len(faults + glitches) == len(chart.marks)
    assert max(mark.y for mark in chart.marks) + 5 < min(rect.y for rect in chart.rects if "phase" in rect.css)
    assert 4 <= len(named) < len(faults)
    assert not any("tracking" in label.text for label in named)
    for number, one in enumerate(named):
        assert all(one.y != other.y or abs(one.x - other.x) > chart.text_width(one.text) for other in named[:number])


def test_the_limits_of_speed_are_drawn_from_the_settings() -> None:
    result = a_result(a_repetition())
    page = a_page(result)
    del result["settings"]["speed_red_deg_s"]

    assert "amber 40\u00b0/s" in page.text
    assert "red 60\u00b0/s" in page.text
    assert "red 60\u00b0/s" not in a_page(result).text


def test_long_signals_become_short_and_keep_peaks_and_gaps() -> None:
    time_s = np.arange(120_000) / 30
    values = np.sin(time_s)
    values[70_001], values[30_000:40_000] = 99.0, np.nan
    short_time, short = downsampled(time_s, values)

    assert len(short) <= 1500
    assert 99.0 == np.nanmax(short)
    assert (np.diff(short_time) > 0).all()
    inside = (short_time > 1001) & (short_time < 1332)
    assert inside.any()
    assert np.isnan(short[inside]).all()


def test_ids_are_unique_and_every_reference_has_its_target() -> None:
    html = render_report(a_result(a_repetition(), a_repetition("left", 46.0)), a_series(96.0))
    ids = [attributes["id"] for _, attributes in Page(html).tags if "id" in attributes]
    references = set(re.findall(r"url\(#([^)]+)\)", html))
    references |= {name for found in re.findall(r'aria-labelledby="([^"]+)"', html) for name in found.split()}

    assert len(ids) == len(set(ids))
    assert references <= set(ids)


def test_pictures_have_words_and_tables_have_headings() -> None:
    page = a_page(a_result(a_repetition(), events=[JERK]), None, (Thumbnail(6.1, "Jerk", b""),))
    named = [a for tag, a in page.tags if tag == "svg" and "aria-hidden" not in a]

    assert all(a["role"] == "img" and ("aria-labelledby" in a or "aria-label" in a) for a in named)
    assert len(named) == 5
    for tag, attributes in page.tags:
        assert tag != "th" or attributes["scope"] in ("col", "row")
    assert ("html", {"lang": "en"}) in page.tags


def luminance(colour: str) -> float:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_all_words_stand_out_from_their_ground(theme: int) -> None:
    html = render_report(a_result(a_repetition()), a_series())
    blocks = re.findall(r":root \{(.*?)\}", html, re.S)
    colours = dict(re.findall(r"--([\w-]+): (#\w{6})", blocks[theme]))
    grounds = ("card", "page", "setup", "moving-in", "hold", "release")
    pairs = [("ink", ground) for ground in grounds] + [("soft", "card"), ("soft", "page"), ("on-held", "held")]
    pairs += [(name, f"{name}-ground") for name in ("ok", "warn", "fault", "unknown")]
    pairs += [("card", name) for name in ("ok", "warn", "fault", "unknown", "ink")]

    assert {name: 4.5 for name in pairs} == {name: min(4.5, contrast(*(colours[n] for n in name))) for name in pairs}
    for line in ("angle", "speed"):
        assert all(contrast(colours[line], colours[ground]) >= 3 for ground in grounds)


def test_series_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="Expected series of one length"):
        ReportSeries(np.zeros(3), np.zeros(4), np.zeros(3))


@pytest.mark.parametrize("end_s", [0.3, 7.0, 48.0, 119.0, 121.0, 3600.0, 40_000.0])
def test_times_on_the_axis_are_round_few_and_inside(end_s: float) -> None:
    ticks = time_ticks(end_s, 12)

    assert 2 <= len(ticks) <= 13
    assert all(0 <= time <= end_s for time, _ in ticks)
    assert len({text for _, text in ticks}) == len(ticks)


def test_values_on_the_axis_are_even() -> None:
    assert [40, 60, 80, 100, 120] == value_ticks(40, 120, 6)
    assert 1 == len({round(b - a, 6) for a, b in pairwise(value_ticks(-30, 130, 5))})
