"""The moments worth a picture: captions in plain words, without the time that stands beside them."""

import re

from pages import a_page
from results import a_repetition, a_result, a_twist, advice, an_event, with_check
from stretchcheck.pictures import moments
from stretchcheck.report import Thumbnail


def told(result):
    return [(moment.time_s, moment.caption) for moment in moments(result)]


def test_events_and_checks_are_told_in_words_without_their_time():
    repetition = with_check(a_repetition(), "depth", verdict="warn", at_s=10.0)
    found = told(a_result(repetition, events=[an_event("pushed_deeper", 20.0, 22.0)]))

    assert [(10.0, "Depth: warning"), (21.0, "Pushed deeper"), (24.45, "Middle of the hold")] == found


def test_advice_is_not_called_a_fault():
    repetition = a_twist()
    repetition["checks"] += advice("ok", "fault", "unknown")

    assert (9.1, "Partner's stance: to change") in told(a_result(repetition, stretch="spinal-twist"))


def test_without_a_repetition_the_middle_of_the_recording_is_shown():
    assert [(24.0, "Middle of the recording")] == told(a_result())


def test_tracking_trouble_and_the_length_of_the_hold_are_no_picture():
    events = [an_event(kind, 20.0, 21.0) for kind in ("lost", "glitch", "hold_short", "hold_long")]

    assert ["Middle of the hold"] == [caption for _, caption in told(a_result(a_repetition(), events=events))]


def test_the_report_says_the_time_of_a_picture_once():
    result = a_result(a_repetition(), events=[an_event("jerk", 20.0, 20.4)])
    thumbnails = tuple(Thumbnail(moment.time_s, moment.caption, b"") for moment in moments(result))
    page = a_page(result, None, thumbnails)
    captions = page.text.split("Moments to look at")[1].strip()

    assert captions.startswith("20.2 s Jerk 24.4 s Middle of the hold 1 Knee-to-chest")
    assert ["Jerk, at 20.2 s", "Middle of the hold, at 24.4 s"] == [a["alt"] for tag, a in page.tags if tag == "img"]
    assert not any(re.search(r"\d", moment.caption) for moment in moments(result))
