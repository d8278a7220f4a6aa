"""Labels from BORIS, in the columns that its versions write."""

import pytest

from calibration.labels import Label, LabelError
from calibration.read_labels import read_labels
from exported_labels import (
    BORIS_7,
    BORIS_7_EVENTS,
    BORIS_9,
    BORIS_9_EVENTS,
    BORIS_AGGREGATED,
    BORIS_AGGREGATED_EVENTS,
    boris_7,
    boris_9,
    boris_aggregated,
    boris_aggregated_old,
)

TWO = "a/clip_1.mp4;a/clip_2.mp4"


def read(folder, text, name="events.tsv"):
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return read_labels(path)


@pytest.mark.parametrize("delimiter", ["\t", ",", ";"])
def test_events_become_labels_with_stretch_side_subject_and_rater(tmp_path, delimiter):
    found = read(tmp_path, boris_9(*BORIS_9_EVENTS, delimiter=delimiter), "events.csv")

    assert (
        Label("clip_1", 6.5, 31.5, "hold", "spinal-twist", "left", "Ada", "R1"),
        Label("clip_1", 9.25, 9.25, "jerk", None, None, "Ada", "R1"),
    ) == found.labels
    assert ("These behaviours are no kinds and were left out: scratching.",) == found.warnings


@pytest.mark.parametrize("delimiter", ["\t", ","])
def test_an_old_export_with_lines_before_its_header_is_read(tmp_path, delimiter):
    found = read(tmp_path, boris_7(*BORIS_7_EVENTS, delimiter=delimiter), "old.csv")

    assert (Label("clip_7", 2.0, 4.5, "shoulder_lift", side="right", rater="R7"),) == found.labels


def test_aggregated_events_are_read(tmp_path):
    assert (
        Label("clip_2", 3.1, 7.9, "moving_in", None, "right", "Bo"),
        Label("clip_2", 12.5, 12.5, "bounce", None, None, "Bo"),
        Label("clip_2", 13.5, 13.5, "jerk", None, None, "Bo"),
    ) == read(tmp_path, BORIS_AGGREGATED, "aggregated.csv").labels


def test_old_aggregated_events_are_read(tmp_path):
    assert (Label("clip_8", 1.8, 8.125, "hold", side="left"),) == read(
        tmp_path, boris_aggregated_old("clip_8.mp4")
    ).labels


def test_sides_in_modifiers_keep_states_of_one_name_apart(tmp_path):
    clip = "videos/clip_1.mp4"
    text = boris_9(
        ("Ada", "foot up", ("left",), "START", "1.000", clip),
        ("Ada", "foot up", ("right",), "START", "2.000", clip),
        ("Ada", "foot up", ("left",), "STOP", "3.000", clip),
        ("Bo", "foot up", ("left",), "START", "3.500", clip),
        ("Ada", "foot up", ("right",), "STOP", "4.000", clip),
        ("Bo", "foot up", ("left",), "STOP", "5.000", clip),
    )

    assert [("left", "Ada", 1.0, 3.0), ("right", "Ada", 2.0, 4.0), ("left", "Bo", 3.5, 5.0)] == [
        (one.side, one.subject, one.start_s, one.end_s) for one in read(tmp_path, text).labels
    ]


def test_a_time_offset_is_taken_off(tmp_path):
    new = boris_9(("Ada", "jerk", (), "POINT", "109.250", "Not found"), offset="100.0")
    old = boris_7(("102.5", "C:\\data\\clip_7.avi", "jerk", "", "POINT"), offset="100.0")

    assert [("clip_1", 9.25)] == [(one.clip, one.start_s) for one in read(tmp_path, new).labels]
    assert [("clip_7", 2.5)] == [(one.clip, one.start_s) for one in read(tmp_path, old).labels]


def test_times_of_a_later_media_file_count_from_its_own_beginning(tmp_path):
    text = boris_9(
        ("Ada", "hold", (), "START", "49.000", "a/clip_1.mp4"),
        ("Ada", "hold", (), "STOP", "51.000", "a/clip_2.mp4"),
        ("Ada", "jerk", (), "POINT", "50.000", "a/clip_2.mp4"),
        ("Ada", "bounce", (), "POINT", "80.000", "a/clip_2.mp4"),
        media=TWO,
        lengths="50.000;30.000",
    )

    assert [("clip_1", "hold", 49.0, 51.0), ("clip_2", "jerk", 0.0, 0.0), ("clip_2", "bounce", 30.0, 30.0)] == [
        (one.clip, one.kind, one.start_s, one.end_s) for one in read(tmp_path, text).labels
    ]


def test_several_media_files_whose_lengths_are_not_told_are_refused(tmp_path):
    with pytest.raises(LabelError, match=r"Line 3: Expected one media file an observation.*'a\.mp4' and 'b\.mp4'"):
        read(tmp_path, boris_aggregated_old("a.mp4", "b.mp4"))


def test_an_observation_without_media_names_the_clip(tmp_path):
    text = boris_9(("Ada", "jerk", (), "POINT", "9.250", "NA"), media="").replace("player #1:", "NA")

    assert ["session 1"] == [one.clip for one in read(tmp_path, text).labels]


def test_an_export_without_events_has_no_labels(tmp_path):
    assert () == read(tmp_path, boris_9()).labels == read(tmp_path, boris_7()).labels


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (boris_9(*BORIS_9_EVENTS[1:]), "Line 4: Expected a start of 'hold' before its stop at 31.5 s"),
        (boris_9(*BORIS_9_EVENTS[:3]), "Line 2: Expected a stop of 'hold', but got only its start at 6.5 s"),
        (boris_9(*BORIS_9_EVENTS[:1] * 2), "Line 3: Expected a stop of 'hold' before its next start"),
        (
            BORIS_9.replace("Observation date", "Observation\rdate"),
            "Line 1: Expected a header with Behavior in one line",
        ),
        (BORIS_9.replace("9.250", "soon"), "Line 3: Expected a number of seconds for Time, but got 'soon'"),
        (boris_9(*BORIS_9_EVENTS, offset="9.0"), "Line 5: Expected 0 <= start_s <= end_s for 'hold'"),
        (BORIS_7.replace("4.500", ""), "Expected a number of seconds for Time, but got ''"),
        (
            boris_aggregated(("Bo", "hold", "", "STATE", "3.1", "NA")),
            "Line 2: Expected a number of seconds for Stop (s), but got 'NA'",
        ),
        (
            boris_aggregated(*BORIS_AGGREGATED_EVENTS, ("Bo", "hold", "", "STATE", "3.1", "2.0")),
            "Line 5: Expected 0 <= start_s <= end_s",
        ),
    ],
)
def test_an_export_that_cannot_be_used_says_in_which_line_and_why(tmp_path, text, says):
    with pytest.raises(LabelError) as error:
        read(tmp_path, text)

    assert says in str(error.value)
    assert str(error.value).endswith("events.tsv")


@pytest.mark.parametrize(
    ("mark", "kind"), [("jerq", "jerk"), ("Sholder lift", "shoulder_lift"), ("drifts, left", "drift")]
)
def test_a_kind_that_was_mistyped_is_refused_since_left_out_it_would_be_good_form(tmp_path, mark, kind):
    with pytest.raises(LabelError, match=f"Expected {kind}, or a name unlike any kind, but got '{mark}'"):
        read(tmp_path, BORIS_9.replace("scratching", mark))
