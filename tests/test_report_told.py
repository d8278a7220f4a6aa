"""What the page says beyond the checks: what was unknown and why, left beside right, and how to film better."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pages import Page, a_page
from results import a_check, a_figure_four, a_repetition, a_result, a_series, a_still, a_twist, an_event, with_check
from stretchcheck.report import ReportSeries, words
from stretchcheck.report.compare import beside
from stretchcheck.report.filming import ALWAYS, BEST, better
from stretchcheck.report.summary import headline, points
from stretchcheck.report.timeline import NARROW, WIDE, speed_chart
from stretchcheck.report.unknown import unknowns, unseen_line

FILMING = Path(__file__).parents[1] / "docs" / "filming.md"


def section(page: Page, heading: str) -> str:
    """The words from a heading on."""
    return page.text.replace("\u00a0", " ").replace("\u2011", "-").split(heading, 1)[1]


def both_sides() -> dict[str, Any]:
    """Right, then left for shorter and less deep."""
    hold = a_repetition("left", 46.0)["hold"] | {"held_s": 21.5, "verdict": "short"}
    peak = a_repetition()["peak"] | {"angle_deg": 98.3, "change_deg": 50.0}
    left = with_check(a_repetition("left", 46.0, hold=hold, peak=peak), "hold", verdict="fault", value=21.5)
    return a_result(a_repetition("right"), left)


@pytest.mark.parametrize("made", [a_repetition(), a_twist(), a_figure_four()], ids=lambda r: r["stretch"])
def test_every_unknown_check_stands_with_its_reason_in_the_section_of_the_unknown(made: dict[str, Any]) -> None:
    for number, check in enumerate(made["checks"]):
        check |= {"verdict": "unknown", "why_unknown": f"Reason {number}."}
    told = section(a_page(a_result(made, stretch=made["stretch"])), "What could not be judged, and why")

    for check in made["checks"]:
        assert f"{words.CHECKS[check['name']][0]} {check['why_unknown']}" in told


def test_a_check_that_is_unknown_for_one_reason_in_two_repetitions_is_told_once() -> None:
    result = both_sides()
    result["repetitions"][0] = with_check(
        result["repetitions"][0], "depth", verdict="unknown", why_unknown="It was dark."
    )
    told = {(each.title, each.reason): each.repetitions for each in unknowns(result)}

    assert {
        ("Knee path", "The side view does not show it."): [1, 2],
        ("Aim at own shoulder", "The side view does not show it."): [1, 2],
        ("Depth", "It was dark."): [1],
    } == told


def test_what_a_view_never_shows_is_told_with_the_views_that_do_and_what_was_only_hidden_is_not() -> None:
    result = a_result(with_check(a_repetition(), "depth", verdict="unknown", why_unknown="It was dark."))
    places = {each.title: each.seen_from for each in unknowns(result)}

    assert "from the foot end, from the head end or from above" == places["Knee path"]
    assert "" == places["Depth"]


def test_a_page_on_which_all_was_judged_has_no_section_of_the_unknown() -> None:
    made = a_repetition(checks=[a_check(check["name"]) for check in a_repetition()["checks"]])

    assert "What could not be judged" not in a_page(a_result(made)).text


def test_the_time_in_which_the_angle_was_hidden_is_added_up() -> None:
    series = a_series()
    series.angle_deg[300:360], series.angle_deg[900:1050] = np.nan, np.nan

    assert "The followed angle could not be seen for 7.0 s of 48.0 s." == unseen_line(series)
    assert "" == unseen_line(a_series())
    assert "" == unseen_line(ReportSeries.empty())


def test_left_and_right_stand_side_by_side_with_their_difference() -> None:
    told = section(a_page(both_sides(), a_series(96.0)), "Knee-to-chest, side by side")

    assert "1, right leg 2, left leg Left less right" in told
    assert "\u2713 long enough 33.9 s of 30-60 s \u2715 too short 21.5 s of 30-60 s -12.4 s" in told
    assert "Angle in the hold 112.4\u00b0 98.3\u00b0 -14.1\u00b0" in told
    assert "Top speed on the way in 25.5\u00b0/s 25.5\u00b0/s 0\u00b0/s" in told
    assert "Depth \u2713 OK 112.4\u00b0 \u2713 OK 112.4\u00b0" in told


def test_curves_of_both_sides_begin_where_each_left_the_set_up() -> None:
    both = a_result(a_repetition("right"), a_repetition("left", 46.0))
    first = a_series()
    series = ReportSeries(
        np.arange(2820) / 30,
        np.concatenate([first.angle_deg[:1380], first.angle_deg]),
        np.concatenate([first.speed_deg_s[:1380], first.speed_deg_s]),
    )
    (found,) = beside(both, series, [WIDE])
    curves = [path.d.split("L") for path in found.charts[0].paths]

    assert 2 == len(curves)
    assert curves[0][:500] == curves[1][:500]


def test_repetitions_of_one_side_have_no_difference_and_one_repetition_nothing_beside_it() -> None:
    twice = a_result(a_repetition("left"), a_repetition("left", 46.0), a_twist("right", 92.0), stretch=None)
    (found,) = beside(twice, a_series(140.0), [WIDE])

    assert [(1, "left leg"), (2, "left leg")] == list(found.columns)
    assert not found.paired
    assert all(row.difference == "" for row in found.rows)
    assert [] == beside(a_result(a_repetition()), a_series(), [WIDE])


def test_a_repetition_without_phases_or_curve_is_still_compared() -> None:
    still = a_still()["repetitions"][0]
    (found,) = beside(a_result(still, still | {"side": "left"}), ReportSeries.empty(), [WIDE])

    assert () == found.charts
    assert ["not held of 30-60 s"] * 2 == [cell.text for cell in found.rows[0].cells]


def test_more_curves_than_can_be_told_apart_are_left_out_and_that_is_said() -> None:
    many = a_result(*(a_repetition(start_s=46.0 * n) for n in range(8)))
    page = a_page(many, a_series(400.0))

    assert "The first 6 of 8 repetitions are drawn." in page.text
    assert 2 * 6 == len(page.having("rect", "repbar"))


def test_the_top_of_the_page_names_faults_warnings_and_the_unknown_apart() -> None:
    jerk = an_event("jerk", 6.1, 6.3, phase="moving_in")
    made = with_check(with_check(a_repetition(), "smooth_in", verdict="fault"), "depth", verdict="warn")
    told = {name: found for _, _, name, found in points(a_result(made, events=[jerk]))}

    assert "One knee-to-chest, right leg: held 33.9 s of 30-60 s asked." == headline(a_result(made))
    assert ["jerk at 6.1 s while moving in"] == told["Not met"]
    assert ["depth"] == told["To watch"]
    assert ["knee path and aim at own shoulder (cannot be seen from the side)"] == told["Could not be judged"]
    assert ["start pose", "other foot down", "steady hold", "length of the hold", "smooth way out"] == told["Met"]


def test_words_of_advice_on_filming_are_those_of_the_documentation() -> None:
    document = FILMING.read_text(encoding="utf-8")

    assert [f"* {advice}" for advice in ALWAYS] == [line for line in document.splitlines() if line.startswith("* ")]
    for place in BEST.values():
        assert place.replace(". ", ".\n") in document


def test_advice_on_filming_follows_what_the_recording_lacked() -> None:
    result = a_result(a_repetition())
    result["source"] |= {"fps": 15.0, "duration_s": 46.0}
    result["settings"]["jerk_min_fps"] = 20.0
    result["view"]["roll_deg"] = -7.4
    result["people"] |= {"partner_seen": 0.4, "others": 2}
    said = better(result)

    assert [
        "Knee path and aim at own shoulder can never be seen from the side; film from the foot end, from the head end "
        "or from above for them.",
        "Level the camera: it was tilted by 7.4\u00b0.",
        "Keep the partner whole in the picture: the partner was not seen all of the time.",
        "Keep other people out of the picture: 2 more could be seen.",
        "Film at 30 frames a second, at least at 20: with 15 a jerk can hide between two frames.",
        "Keep filming until the legs are back and have rested for three seconds: the recording ends before.",
    ] == said
    assert all(one in a_page(result).text.replace("\u00a0", " ") for one in said)


def test_a_recording_that_lacks_nothing_gets_general_advice_alone() -> None:
    made = a_twist()
    result = a_result(made, stretch="spinal-twist", view={"kind": "oblique", "roll_deg": 0.0, "suits": []})
    result["source"]["duration_s"] = 50.0
    page = a_page(result)

    assert [] == better(result)
    assert "Nothing that is known of was wrong with this recording." in page.text
    assert f"Where the camera stands best, spinal twist {BEST['spinal-twist']}" in page.text
    assert all(one.replace("3 m", "3\u00a0m") in page.text or one in page.text.replace("\u00a0", " ") for one in ALWAYS)


def test_a_clip_with_nobody_is_a_page_that_says_so_and_how_to_film() -> None:
    nobody = a_result(warnings=["Nobody was found."], view={"kind": "unknown", "roll_deg": None, "suits": []})
    nobody["people"] |= {"recipient": None, "partner": None, "recipient_seen": 0.0, "partner_seen": 0.0}
    page = a_page(nobody, ReportSeries.empty())

    assert "No stretch found. Nobody was found." in page.text
    assert [] == page.having("dl", "points")
    assert all(f"Where the camera stands best, {words.STRETCHES[name]}" in page.text for name in BEST)
    assert "side by side" not in page.text


def test_glitches_are_kept_out_of_the_way_and_a_stop_signal_is_not() -> None:
    glitches = [an_event("glitch", 10.0 + n, 10.1 + n, who="tracker") for n in range(5)]
    page = a_page(a_result(a_repetition(), events=[*glitches, an_event("stop_signal", 20.0, 21.0)]))
    before, behind = page.text.split("5 more for information only")

    assert "Stop signal 20.0 to 21.0 s" in before
    assert "Tracking glitch 10.0 to 10.1 s" not in before
    assert "Tracking glitch 10.0 to 10.1 s" in behind


@pytest.mark.parametrize("layout", [WIDE, NARROW], ids=lambda layout: layout.css)
def test_words_at_the_limits_of_speed_never_lie_on_one_another(layout: Any) -> None:
    fast = a_series()
    fast.speed_deg_s[500] = 400.0
    chart = speed_chart(a_result(a_repetition()), fast, layout)
    amber, red = (next(t for t in chart.labels if t.text.startswith(name)) for name in ("amber", "red"))

    assert amber.y - red.y >= chart.font
