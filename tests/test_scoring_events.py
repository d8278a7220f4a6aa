"""Scores of events and of false alerts."""

import pytest

from calibration.scoring.clip import AlertCounts, ClipScore
from calibration.scoring.summary import summarise
from scored_results import a_reference, an_event, scored

JERK = ("jerk", 6.0, 6.5)


def counts(score: ClipScore, kind: str = "jerk") -> tuple[int, int, int]:
    """Found, missed, invented."""
    own = [one for one in score.events if one.kind == kind]
    return sum(o.found for o in own), sum(o.missed for o in own), sum(o.invented for o in own)


@pytest.mark.parametrize(
    ("span", "expected"),
    [((7.0, 7.2), (1, 0, 0)), ((7.01, 7.2), (0, 1, 1)), ((5.0, 5.5), (1, 0, 0)), ((5.0, 5.49), (0, 1, 1))],
)
def test_an_event_finds_a_fault_at_most_half_a_second_away(
    span: tuple[float, float], expected: tuple[int, int, int]
) -> None:
    assert expected == counts(scored(a_reference(JERK), events=[an_event("jerk", *span)]))


@pytest.mark.parametrize(("start_s", "f1"), [(5.5, 1.0), (6.5, 1.0), (5.4, 0.0), (6.6, 0.0)])
def test_its_edge_is_right_when_the_onset_is_within_half_a_second(start_s: float, f1: float) -> None:
    figures = summarise([scored(a_reference(JERK), events=[an_event("jerk", start_s, 7.0)])])

    assert (1.0, f1) == (figures["events.jerk.f1"].value, figures["events.jerk.edges_f1"].value)


def test_the_same_fault_found_twice_is_found_once_and_invented_once() -> None:
    twice = [an_event("jerk", 6.0, 6.2), an_event("jerk", 6.3, 6.5)]
    figures = summarise([scored(a_reference(JERK), events=twice)])

    assert (0.5, 1.0, 2 / 3) == tuple(figures[f"events.jerk.{name}"].value for name in ("precision", "recall", "f1"))


def test_one_long_event_over_two_faults_finds_one() -> None:
    reference = a_reference(JERK, ("jerk", 7.0, 7.4))

    assert (1, 1, 0) == counts(scored(reference, events=[an_event("jerk", 6.0, 7.4)]))


def test_events_are_paired_so_that_most_faults_are_found() -> None:
    reference = a_reference(("jerk", 20.0, 21.0), ("jerk", 21.8, 22.0))
    near_both, near_second = an_event("jerk", 21.4, 21.9), an_event("jerk", 22.3, 22.5)

    assert (2, 0, 0) == counts(scored(reference, events=[near_both, near_second]))


def test_another_kind_at_the_same_time_does_not_find_a_fault() -> None:
    score = scored(a_reference(JERK), events=[an_event("too_fast", 6.0, 6.5, "moving_in")])

    assert ((0, 1, 0), (0, 0, 1)) == (counts(score), counts(score, "too_fast"))


def test_information_is_no_fault() -> None:
    told = [an_event(kind, 6.0, 6.5) for kind in ("stop_signal", "lost", "glitch")]

    assert () == scored(a_reference(("lost", 20.0, 21.0)), events=told).events


def test_a_fault_that_the_view_cannot_show_is_not_in_the_f1() -> None:
    reference = a_reference(("off_path", 10.0, 20.0), ("foot_up", 10.0, 20.0))
    figures = summarise([scored(reference, events=[an_event("foot_up", 10.0, 20.0)])])

    assert (1.0, 1.0) == (figures["events.f1"].value, figures["events.f1"].n)
    assert (0.0, 0.0) == (figures["events.hidden.recall"].value, figures["events.off_path.side.recall"].value)
    assert "events.off_path.f1" not in figures


def test_a_fault_that_the_view_shows_weakly_is_apart() -> None:
    figures = summarise([scored(a_reference(JERK, view="overhead"), events=[an_event("jerk", 6.0, 6.5)])])

    assert (1.0, 1.0) == (figures["events.weak.f1"].value, figures["events.jerk.overhead.f1"].value)
    assert "events.f1" not in figures


def test_the_view_of_the_reference_counts_before_that_of_the_result() -> None:
    told, untold = (scored(a_reference(JERK, view=view)) for view in ("overhead", None))

    assert (("overhead", "w"), ("side", "y")) == tuple((one.view, one.events[0].grade) for one in (told, untold))


def test_pooled_f1_counts_events_and_the_macro_mean_counts_kinds() -> None:
    reference = a_reference(*[("jerk", t, t + 0.1) for t in (10.0, 15.0, 20.0)], ("drift", 30.0, 35.0))
    events = [an_event("jerk", t, t + 0.1) for t in (10.0, 15.0, 20.0)] + [an_event("bounce", 36.0, 38.0)]
    figures = summarise([scored(reference, events=events)])

    assert 2 * 3 / (2 * 3 + 1 + 1) == figures["events.f1"].value
    assert (1.0 + 0.0) / 2 == figures["events.macro.f1"].value  # bounce was never labelled
    assert 2 * 3 / (2 * 3 + 1) == figures["events.jerk_bounce.f1"].value


def test_false_alerts_count_against_the_minutes_that_are_not_near_a_fault() -> None:
    reference = a_reference(("foot_up", 20.0, 49.0))
    events = [an_event("jerk", 10.0, 10.2), an_event("bounce", 30.0, 31.0), an_event("drift", 55.0, 56.0)]
    score = scored(reference, events=[*events, an_event("foot_up", 20.0, 49.0)])
    figures = summarise([score])

    assert (AlertCounts("all", 30.0, 3, 2), AlertCounts("jerk_bounce", 30.0, 2, 1)) == score.alerts
    assert (6.0, 4.0) == (figures["alerts.per_min"].value, figures["alerts.in_good_form_per_min"].value)
    assert (4.0, 0.5) == (figures["alerts.jerk_bounce.per_min"].value, figures["alerts.jerk_bounce.per_min"].n)


def test_a_second_alert_for_the_same_fault_is_false_and_not_in_good_form() -> None:
    score = scored(a_reference(JERK), events=[an_event("jerk", 6.0, 6.5), an_event("jerk", 6.8, 6.9)])

    assert (1, 0) == (score.alerts[0].false, score.alerts[0].in_good_form)


def test_a_view_that_shows_jerks_weakly_adds_no_minutes_to_their_false_alerts() -> None:
    events = [an_event("jerk", 20.0, 20.5), an_event("off_path", 30.0, 31.0)]  # the latter is seen well from above
    everything, jerks = scored(a_reference(view="overhead"), events=events).alerts

    assert ((60.0, 1), (0.0, 0)) == ((everything.good_form_s, everything.false), (jerks.good_form_s, jerks.false))


def test_a_clip_without_labelled_faults_is_good_form_all_through_with_the_length_of_the_result() -> None:
    assert 60.0 == scored(a_reference(duration_s=None)).alerts[0].good_form_s
