"""What the report says of each stretch: its sides, limits and events in plain words, and advice kept apart."""

import numpy as np
import pytest

from pages import Page, a_page
from protocols.measures import MEASURES
from protocols.stretches import STRETCHES
from protocols.thresholds import DEFAULTS
from results import (
    PARTNER_CHECKS,
    a_check,
    a_figure_four,
    a_repetition,
    a_result,
    a_series,
    a_twist,
    advice,
    an_event,
    with_check,
)
from stretchcheck.report import ReportSeries, side_words, summary_line
from stretchcheck.report import words as report_words

KINDS = {"knee-to-chest": a_repetition, "spinal-twist": a_twist, "figure-four": a_figure_four}
SIDES = {
    "knee-to-chest": "right leg",
    "spinal-twist": "knees to the right",
    "figure-four": "right ankle crossed",
}


def row(page: Page, check: str) -> str:
    """The words of one check's row, and what comes after it."""
    title, meaning = report_words.CHECKS[check]
    return page.text.split(f"{title} {meaning} ")[1]


@pytest.mark.parametrize("stretch", KINDS)
@pytest.mark.parametrize("verdict", ["ok", "warn", "fault", "unknown"])
def test_every_check_of_every_stretch_is_told(stretch: str, verdict: str) -> None:
    made = KINDS[stretch]()
    made["checks"] = [a_check(check["name"], verdict) for check in made["checks"]]
    page = a_page(a_result(made, stretch=stretch))
    rows = [attributes["data-check"] for tag, attributes in page.tags if tag == "tr" and "data-check" in attributes]

    assert [check["name"] for check in made["checks"]] == rows
    assert all(report_words.CHECKS[name][0] in page.text for name in rows)


@pytest.mark.parametrize("stretch", KINDS)
def test_a_side_means_something_else_in_each_stretch(stretch: str) -> None:
    result = a_result(KINDS[stretch](), stretch=stretch)

    assert SIDES[stretch] == side_words(stretch, "right")
    assert f"{SIDES[stretch]}: held" in summary_line(result)
    assert f"1 {report_words.STRETCHES[stretch].capitalize()}, {SIDES[stretch]}" in a_page(result).text


@pytest.mark.parametrize("kind", report_words.EVENTS)
def test_every_event_is_told_without_the_names_of_the_data(kind: str) -> None:
    text = a_page(a_result(a_twist(), events=[an_event(kind, 10.0, 11.0)])).text
    told = report_words.EVENTS[kind][0]

    assert f"{told[0].upper()}{told[1:]} 10.0 to 11.0 s" in text
    assert "_" not in kind or kind not in text


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("recipient", "the person stretched"),
        ("partner", "the partner"),
        ("tracker", "the tracking, nobody moved"),
    ],
)
def test_whose_doing_an_event_was_is_told_and_unknown_is_said_where_another_is_known(who: str, told: str) -> None:
    events = [an_event("jerk", 10.0, 11.0, who=who), an_event("bounce", 12.0, 15.0)]
    text = a_page(a_result(a_repetition(), events=events)).text

    assert f"Jerk 10.0 to 11.0 s Hold \u2013 {told} " in text
    assert "Bounce 12.0 to 15.0 s Hold \u2013 could not be told " in text
    assert "By whom" not in a_page(a_result(a_repetition(), events=events[1:])).text


def judged_limits() -> list[tuple[str, float]]:
    """Every check that a single picture shows, with the sign of its limit: -1 where small values are bad."""
    unseen = np.full(len(MEASURES), np.nan)
    return [
        (check, limit(unseen, "left", DEFAULTS)[1].sign)
        for stretch in STRETCHES.values()
        for check, limit in stretch.still_limits.items()
    ]


@pytest.mark.parametrize(("check", "sign"), judged_limits())
def test_least_and_most_agree_with_the_judges(check: str, sign: float) -> None:
    assert (sign < 0) == report_words.at_least({"name": check}, "met")


@pytest.mark.parametrize(
    ("check", "limit"),
    [
        ("depth", "at least 25\u00b0"),
        ("hold", "at least 20 s"),
        ("arms_t", "at most 25\u00b0"),
        ("knees_stacked", "at most 0.4 thigh lengths"),
        ("shoulder_anchored", "at most 0.1 shoulder widths"),
        ("returned_to_centre", "at most 15\u00b0"),
        ("ankle_crossed", "at most 0.35 lower-leg lengths"),
        ("foot_lifted", "at least 0.25 lower-leg lengths"),
        ("drawn_in", "at least 85\u00b0"),
    ],
)
def test_a_limit_says_which_side_of_it_is_good(check: str, limit: str) -> None:
    made = next(m for m in (a_twist(), a_figure_four()) if check in {c["name"] for c in m["checks"]})

    assert limit in row(a_page(a_result(made, stretch=made["stretch"])), check)[:60]


def test_a_short_hold_that_is_only_a_warning_still_asks_for_more() -> None:
    hold = a_repetition()["hold"] | {"held_s": 3.2, "verdict": "short"}
    short = with_check(a_repetition(hold=hold), "hold", verdict="warn", value=3.2)
    long = with_check(
        a_repetition(hold=hold | {"held_s": 70.0, "verdict": "long"}), "hold", verdict="warn", value=70.0, limit=60.0
    )

    assert row(a_page(a_result(short)), "hold").startswith("! Warning 3.2 s at least 30 s")
    assert row(a_page(a_result(long)), "hold").startswith("! Warning 70 s at most 60 s")


def test_many_events_of_one_check_are_counted_beside_it_and_all_listed_among_the_events() -> None:
    made = with_check(a_twist(), "arms_t", verdict="fault")
    events = [an_event("arms_off", 8.0 + n, 8.8 + n) for n in range(9)]
    page = a_page(a_result(made, stretch="spinal-twist", events=events))
    notes = row(page, "arms_t").split("Knees stacked")[0]

    assert 3 == notes.count("Arms not in a T, ")
    assert "Six more, see the events." in notes
    assert all(f"Arms not in a T {8.0 + n:.1f} to {8.8 + n:.1f} s" in page.text for n in range(9))


def test_advice_for_the_partner_has_a_section_of_its_own_in_the_order_of_the_checks() -> None:
    advised = a_repetition()
    advised["checks"] += advice("ok", "warn", "fault")
    page = a_page(a_result(advised))
    section = page.text.split("Advice for the partner, never part of the verdict")[1]
    rows = [a["data-check"] for tag, a in page.tags if tag == "tr" and a.get("data-check") in PARTNER_CHECKS]

    assert 1 == len(page.having("section", "advice")) == len(page.having("section", "card"))
    assert PARTNER_CHECKS == rows
    assert all(report_words.CHECKS[name][0] in section for name in PARTNER_CHECKS)
    assert [] == a_page(a_result(a_repetition())).having("section", "advice")


def test_advice_is_never_a_fault_and_never_counted() -> None:
    advised = a_repetition()
    advised["checks"] += advice("fault", "fault", "warn", "ok", "ok")
    page = a_page(a_result(advised))

    assert row(page, "partner_side").startswith("! To change")
    assert row(page, "partner_back").startswith("! To watch")
    assert row(page, "partner_legs").startswith("\u2713 Good")
    assert [] == page.having("span", "fault")
    assert "not met" not in page.text
    assert "no fault seen" in summary_line(a_result(advised))


def test_advice_that_could_not_be_seen_says_so_and_why() -> None:
    advised = a_twist()
    advised["checks"] += advice()
    page = a_page(a_result(advised))

    for name in PARTNER_CHECKS:
        assert row(page, name).startswith("? Could not be seen")
    assert len(PARTNER_CHECKS) == page.text.count("The partner was hidden for too much of the time.")
    assert "partner" not in summary_line(a_result(advised)).lower()


def test_several_stretches_in_one_recording_are_told_apart() -> None:
    result = a_result(a_twist("left"), a_figure_four("right", 46.0), stretch=None)
    series = a_series(96.0)
    text = a_page(result, ReportSeries(series.time_s, series.angle_deg, series.speed_deg_s)).text
    text = text.replace("\u2011", "-")

    assert "Two stretches: spinal twist, knees to the left held 24.2 s" in text
    assert "figure-four, right ankle crossed held 33.9 s of 30-45 s asked" in text
    assert "Followed angle over time" in text
