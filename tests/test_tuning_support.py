"""What stands behind a choice, in numbers and in a sentence."""

from typing import Any

import pytest

from calibration.tuning.support import support, upper_share

EVENTS = {"jerk": {"ada": 3, "ben": 2}, "foot_up": {"ada": 1, "ben": 0}}


def tuning(people: int = 8, **changes: Any) -> dict[str, Any]:
    """What tuning.json says of one threshold that everybody was left out of in turn."""
    names = [f"p{number}" for number in range(people)]
    at = {"value": 0.2, "found": 21.0, "missed": 3.0} | changes.pop("at", {})
    row = {
        "name": "twist_lift_red_sw", "default": 0.2, "low": 0.1, "high": 0.3, "chosen": 0.22, "objective": "lift",
        "interval": [0.18, 0.23], "sensitivity": [{"value": 0.1, "found": 24.0, "missed": 0.0}, at],
    }  # fmt: skip
    return {
        "clips": [{"clip": f"c{name}", "subject": name} for name in names],
        "thresholds": [row | changes],
        "scores": [{"objective": "lift", "subjects": people}],
        "folds": [
            {"held_out": [name], "chosen": {"twist_lift_red_sw": 0.22 if number else 0.21}}
            for number, name in enumerate(names)
        ],
    }


def the_row(told: dict[str, Any]) -> dict[str, Any]:
    (row,) = support(told, {})["thresholds"]
    return dict(row)


@pytest.mark.parametrize(("events", "most"), [(0, None), (2, 1.0), (30, 0.1), (60, 0.05)])
def test_the_rule_of_three_gives_three_over_the_events_and_never_above_one(events: int, most: float | None) -> None:
    assert most == upper_share(events)


def test_a_threshold_says_what_is_behind_it() -> None:
    row = the_row(tuning())

    assert (8, 24, 3, None) == (row["subjects"], row["events"], row["missed"], row["miss_share_at_most"])
    assert (pytest.approx(0.05), pytest.approx(0.25)) == (row["interval_width"], row["interval_share"])
    assert (8, [0.21, 0.22], pytest.approx(0.05)) == (row["folds"], row["left_out"], row["left_out_share"])


def test_below_ten_subjects_the_sentence_speaks_of_ranges_and_from_ten_on_of_intervals() -> None:
    nine, ten = (the_row(tuning(people))["sentence"] for people in (9, 10))

    assert nine.startswith("9 subjects: ranges, not significance; ")
    assert ten.startswith("10 subjects: intervals over people; ")


def test_the_sentence_names_what_was_missed_and_how_the_choice_moves() -> None:
    assert (
        "8 subjects: ranges, not significance; 24 labelled events, of which the value in force misses 3; "
        "leaving one out moves the choice between 0.21 and 0.22 (5 % of its span)."
    ) == the_row(tuning())["sentence"]


def test_where_nothing_was_missed_the_sentence_says_how_many_could_be() -> None:
    row = the_row(tuning(at={"found": 24.0, "missed": 0.0}))

    assert 0.125 == row["miss_share_at_most"]
    assert (
        "24 labelled events, none missed by the value in force, so at best it misses less than 12 %" in row["sentence"]
    )


def test_a_handful_of_events_without_a_miss_promises_nothing() -> None:
    assert "too few to say" in the_row(tuning(at={"found": 2.0, "missed": 0.0}))["sentence"]


def test_one_subject_says_nothing_of_anyone_else() -> None:
    told = tuning(1, interval=None) | {"folds": []}

    assert (
        "1 subject: nobody could be held out, so nothing here says how it does on anyone else."
        == the_row(told)["sentence"]
    )


def test_an_objective_without_events_has_none() -> None:
    row = the_row(tuning(at={"found": 0.0, "missed": 0.0}))

    assert (None, None) == (row["events"], row["missed"])
    assert "event" not in row["sentence"]


def test_a_value_in_force_that_was_not_swept_has_no_events() -> None:
    assert the_row(tuning(default=0.25))["events"] is None


def test_clips_without_a_subject_are_counted_and_may_all_be_of_one_person() -> None:
    told = tuning(2)
    told["clips"].append({"clip": "x", "subject": None})
    found = support(told, {})

    assert (3, 3, 1, True) == tuple(found[name] for name in ("subjects", "clips", "clips_without_subject", "few"))


def test_faults_of_a_kind_are_counted_with_the_people_they_are_of() -> None:
    found = {row["kind"]: (row["events"], row["subjects"]) for row in support(tuning(), EVENTS)["kinds"]}

    assert ((5, 2), (1, 1), (0, 0)) == (found["jerk"], found["foot_up"], found["bounce"])


def test_people_who_cannot_be_told_apart_count_as_one() -> None:
    told = tuning(3)
    for clip in told["clips"][:2]:
        clip["group"] = "p0+p1"

    assert 2 == support(told, {})["subjects"]
