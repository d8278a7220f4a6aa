"""The report page: all that was found is said, in plain words, and nothing is fetched from outside."""

import re

import numpy as np
import pytest

from pages import Page, a_page
from protocols.thresholds import THRESHOLDS
from results import a_check, a_repetition, a_result, a_series, a_still, an_event, with_check
from stretchcheck.report import DISCLAIMER, ReportSeries, Thumbnail, render_report, summary_line
from stretchcheck.report import words as report_words


def test_the_page_needs_nothing_from_outside() -> None:
    html = render_report(a_result(a_repetition()), a_series(), [Thumbnail(6.1, "Jerk", b"\xff\xd8jpeg")])
    addresses = [a[key] for _, a in Page(html).tags for key in ("src", "href", "xlink:href", "action") if key in a]

    assert ["data:image/jpeg;base64,/9hqcGVn"] == addresses
    assert not re.search(r"url\((?!#)|@import|https?:|<script", html)


def test_names_and_captions_cannot_become_markup() -> None:
    evil = '"><script>alert(1)</script>&<b>'
    result = a_result(a_repetition(), warnings=[evil])
    result["source"]["name"] = f"{evil}.mp4"
    result["settings"]["profile"] = evil
    result["repetitions"][0] = with_check(a_repetition(), "hold", cue=evil, why_unknown=evil)
    html = render_report(result, a_series(), [Thumbnail(1.0, evil, b"")])
    page = Page(html)

    assert "script" not in {tag for tag, _ in page.tags}
    assert "<script" not in html
    assert page.text.count("<script>alert(1)</script>") >= 5
    assert f"{evil}, at 1.0 s" in [attributes.get("alt") for _, attributes in page.tags]


@pytest.mark.parametrize("verdict", ["ok", "warn", "fault", "unknown"])
def test_every_check_appears_with_icon_and_word(verdict: str) -> None:
    checks = [a_check(c["name"], verdict) for c in a_repetition()["checks"]]
    page = a_page(a_result(a_repetition(checks=checks)))
    icon, word = report_words.VERDICTS[verdict]
    rows = [attributes["data-check"] for tag, attributes in page.tags if tag == "tr" and "data-check" in attributes]

    assert [check["name"] for check in checks] == rows
    assert page.text.count(f"{icon} {word}") == len(checks)
    for check in checks:
        assert report_words.CHECKS[check["name"]][0] in page.text


def test_a_value_stands_beside_its_limit_when_and_cue() -> None:
    repetition = with_check(
        a_repetition(), "depth", verdict="warn", value=88.04, limit=95.0, at_s=12.3, cue="A little nearer."
    )
    text = a_page(a_result(repetition)).text

    assert "! Warning 88\u00b0 at least 95\u00b0 12.3 s A little nearer." in text.replace("\u00a0", " ")


def test_a_fault_that_the_number_does_not_show_is_told_by_its_event() -> None:
    repetition = with_check(a_repetition(), "steady_hold", verdict="fault", value=2.7, limit=8.0)
    bounce = an_event("bounce", 17.8, 23.3, value=6.4, unit="deg")
    text = a_page(a_result(repetition, events=[bounce])).text.replace("\u00a0", " ")

    assert "2.7\u00b0 no bounce" in text
    assert "Bounce, 17.8 to 23.3 s: 6.4\u00b0." in text


def test_the_reason_for_not_seeing_is_given_and_never_called_a_fault() -> None:
    page = a_page(a_result(a_repetition()))

    assert 2 == page.text.split("What could not be judged, and why")[0].count("The side view does not show it.")
    assert "Fault" not in page.text
    assert "2 could not be seen" in page.text


def test_the_hold_shows_its_three_clocks_against_the_target() -> None:
    hold = a_repetition()["hold"] | {"held_s": 29.97, "unseen_s": 4.0, "out_of_pose_s": 1.5, "verdict": "unknown"}
    page = a_page(
        a_result(with_check(a_repetition(hold=hold), "hold", verdict="unknown", value=29.97, why_unknown="Hidden."))
    )
    text = page.text.replace("\u00a0", " ")
    bar = {css: page.having("rect", css) for css in ("held", "unseen", "out")}
    drawn = [next(r for r in bar[css] if "%" in r["width"]) for css in bar]
    starts, widths = ([float(r[key].rstrip("%")) for r in drawn] for key in ("x", "width"))

    assert "In pose 29.9 s" in text
    assert "Cannot see 4 s" in text
    assert "Out of pose 1.5 s" in text
    assert widths == pytest.approx([29.97 / 62.4 * 100, 4 / 62.4 * 100, 1.5 / 62.4 * 100], abs=0.1)
    assert starts == pytest.approx([0, widths[0], widths[0] + widths[1]], abs=0.1)
    assert "cannot tell" in text


def test_peak_numbers_have_units_and_missing_ones_say_so() -> None:
    whole = a_page(a_result(a_repetition())).text
    nothing = a_page(a_result(a_repetition(peak=dict.fromkeys(a_repetition()["peak"])))).text

    for number in ("112.4\u00b0", "62.1\u00b0", "25.5\u00b0/s", "40.6\u00b0/s\u00b2", "-1.35"):
        assert number in whole
    assert 5 == nothing.count("could not be told")


def test_thumbnails_carry_their_captions() -> None:
    page = a_page(a_result(a_repetition()), None, (Thumbnail(6.1, "Strongest jerk", b"\xff\xd8"),))

    assert "6.1 s Strongest jerk" in page.text
    assert ["Strongest jerk, at 6.1 s"] == [attributes["alt"] for tag, attributes in page.tags if tag == "img"]


def test_filming_settings_hashes_and_disclaimer_are_told() -> None:
    result = a_result(a_repetition(), warnings=["damaged frames that the decoder mended by guessing: 3"])
    text = a_page(result).text.replace("\u00a0", " ")

    for expected in (
        "from the side",
        "1.2\u00b0 from level",
        "knee-to-chest and figure-four",
        "seen in 93 % of the frames",
        "30 a second",
        "damaged frames that the decoder mended by guessing: 3",
        "accel_deg_s2",
        *result["engine"]["models"].values(),
        *DISCLAIMER,
    ):
        assert expected in text


def test_changed_settings_show_their_default() -> None:
    result = a_result(a_repetition())
    name, threshold = next(iter(THRESHOLDS.items()))
    result["settings"][name] = 71.5

    assert f"{name} 71.5 {threshold.default:g}" in a_page(result).text


def test_a_result_without_repetitions_says_why() -> None:
    nobody = a_result()
    nobody["people"] |= {"recipient": None, "partner": None}
    empty = ReportSeries(np.arange(10) / 30, np.full(10, np.nan), np.full(10, np.nan))

    assert 2 == a_page(nobody, empty).text.count("Nobody lying on their back was seen.")
    assert "Nobody was seen to leave the set-up and then hold still." in a_page(a_result()).text
    assert "No stretch found. Only a standing person." == summary_line(a_result(warnings=["Only a standing person"]))


def test_a_single_picture_has_no_charts_and_no_hold() -> None:
    page = a_page(a_still(), ReportSeries.empty())

    assert [] == page.having("svg", "chart")
    assert "A single picture: there is nothing to show over time." in page.text
    assert "A single picture cannot show how long the stretch was held." in page.text


def test_both_sides_get_a_card_each() -> None:
    result = a_result(
        a_repetition("right"), a_repetition("left", 46.0), events=[an_event("jerk", 52.0, 52.4, repetition=1)]
    )
    page = a_page(result, a_series(96.0))
    left = page.text.index("Knee-to-chest, left leg")

    assert 0 < page.text.index("Knee-to-chest, right leg") < left
    assert 2 == len(page.having("section", "card"))
    assert 2 == page.text.count("Checks What was looked at")
