"""The line that sums a result up, and the words and numbers in it."""

from results import PARTNER_CHECKS, a_check, a_repetition, a_result, a_still, an_event, with_check
from stretchcheck.report import summary_line
from stretchcheck.report import words as report_words
from stretchcheck.schema import result_schema

JERK = an_event("jerk", 6.1, 6.3, phase="moving_in", value=148.6, unit="deg_s2")


def test_seconds_are_never_rounded_up_to_the_target() -> None:
    assert "29.9 s" == report_words.quantity(29.97, "s")
    assert "33.9 s" == report_words.quantity(33.9, "s")


def test_a_value_and_its_limit_never_look_equal_when_they_are_not() -> None:
    assert ("0.253 shoulder widths", "0.25 shoulder widths") == report_words.pair(0.253, 0.25, "shoulder_widths")
    assert ("30 s", "30 s") == report_words.pair(30.0, 30.0, "s")


def test_every_word_list_covers_the_closed_lists() -> None:
    definitions = result_schema()["$defs"]

    assert set(definitions["check"]["properties"]["name"]["enum"]) == set(report_words.CHECKS)
    assert set(definitions["event"]["properties"]["kind"]["enum"]) == set(report_words.EVENTS)
    assert set(definitions["stretch"]["enum"]) == set(report_words.STRETCHES) == set(report_words.ANGLES)
    assert set(definitions["hold"]["properties"]["verdict"]["enum"]) == set(report_words.HOLD_VERDICTS)
    assert set(result_schema()["properties"]["view"]["properties"]["kind"]["enum"]) == set(report_words.VIEWS)
    assert set(definitions["event"]["properties"]["who"]["enum"]) == set(report_words.WHO)
    assert {check for _, check in report_words.EVENTS.values()} - {""} <= set(report_words.CHECKS)
    assert set(report_words.CHECKS) - set(PARTNER_CHECKS) == set(report_words.BRIEFLY)


def test_the_line_of_a_good_repetition() -> None:
    assert (
        "One knee-to-chest, right leg: held 33.9 s of 30-60 s asked; no fault seen; "
        "knee path and aim at own shoulder could not be seen from the side."
    ) == summary_line(a_result(a_repetition()))


def test_the_line_names_faults_warnings_and_what_was_hidden() -> None:
    repetition = with_check(a_repetition(), "smooth_in", verdict="fault")
    repetition = with_check(repetition, "depth", verdict="warn")
    repetition["checks"][3] = a_check("other_foot_down", "unknown", why_unknown="The other foot was hidden.")
    line = summary_line(a_result(repetition, events=[JERK]))

    assert "fault seen: jerk at 6.1 s while moving in; to watch: depth;" in line
    assert line.endswith("could not be seen from the side; other foot down could not be judged.")


def test_the_line_says_when_hidden_time_decides_about_the_hold() -> None:
    hold = a_repetition()["hold"] | {"held_s": 29.9, "unseen_s": 4.0, "verdict": "unknown"}
    line = summary_line(a_result(with_check(a_repetition(hold=hold), "hold", verdict="unknown")))

    assert "held 29.9 s of 30-60 s asked and 4 s more hidden, so whether it was enough cannot be told" in line
    assert "length of the hold" not in line


def test_the_line_begins_with_a_stop_signal() -> None:
    line = summary_line(a_result(a_repetition(), events=[an_event("stop_signal", 20.0, 21.0)]))

    assert line.startswith("Stop signal seen at 20.0 s. One ")


def test_the_line_of_several_repetitions_tells_them_apart() -> None:
    left = with_check(a_repetition("left", 46.0), "smooth_in", verdict="fault")
    jerk = an_event("jerk", 52.0, 52.4, repetition=1, phase="moving_in")
    line = summary_line(a_result(a_repetition(), left, events=[jerk]))

    assert line.startswith("Two knee-to-chest stretches: right leg held 33.9 s of 30-60 s asked, left leg held 33.9 s")
    assert "jerk at 52.0 s while moving in (left leg)" in line


def test_the_line_of_many_repetitions_counts_them() -> None:
    short = a_repetition("left", hold=a_repetition()["hold"] | {"held_s": 12.0, "verdict": "short"})
    line = summary_line(a_result(*[a_repetition()] * 3, *[with_check(short, "hold", verdict="fault")] * 5))

    assert line.startswith("Eight knee-to-chest stretches, 5 left and 3 right: held as long as asked in 3; ")
    assert "length of the hold (left leg) and 2 more" in line


def test_the_line_of_a_single_picture_leaves_time_out() -> None:
    line = summary_line(a_still())

    assert line.startswith("One knee-to-chest, right leg, in a single picture: nothing that takes time can be judged")
    assert "held" not in line
