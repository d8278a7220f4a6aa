"""Labels in and out: our CSV, exports of BORIS, ELAN and Label Studio, and everything that is none of them."""
# ruff: noqa: E501 - the exports stand here as the programs write them

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.label_csv import parsed, write_csv, written
from calibration.labels import KINDS, SIDES, Label, LabelError
from calibration.read_labels import SUFFIXES, read_labels
from protocols.stretches import STRETCHES

SAMPLES = Path(__file__).parents[1] / "sample_videos"

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=1)
TIMES = st.floats(0.0, 1e5, allow_nan=False)
LABELS = st.builds(
    lambda clip, times, kind, stretch, side, subject, rater: Label(
        clip, min(times), max(times), kind, stretch, side, subject, rater
    ),
    WORDS,
    st.tuples(TIMES, TIMES),
    st.sampled_from(KINDS),
    st.none() | st.sampled_from(sorted(STRETCHES)),
    st.none() | st.sampled_from(SIDES),
    st.none() | WORDS,
    st.none() | WORDS,
)

BORIS_EVENTS = """\
Observation id\tObservation date\tObservation type\tSource\tMedia duration (s)\tFPS\tSubject\tBehavior\tBehavioral category\tModifier #1\tBehavior type\tTime\tMedia file name\tImage index\tComment
session 1\t2026-11-20\tMedia file(s)\tplayer #1:a/clip_1.mp4\t50\t30\tAda\thold\tphase\tspinal twist|left\tSTART\t6.5\tvideos/clip_1.mp4\t195\t
session 1\t2026-11-20\tMedia file(s)\tplayer #1:a/clip_1.mp4\t50\t30\tAda\tJerk\tfault\tNone\tPOINT\t9.25\tvideos/clip_1.mp4\t277\tlate
session 1\t2026-11-20\tMedia file(s)\tplayer #1:a/clip_1.mp4\t50\t30\tAda\tscratching\tother\tNone\tPOINT\t11\tvideos/clip_1.mp4\t330\t
session 1\t2026-11-20\tMedia file(s)\tplayer #1:a/clip_1.mp4\t50\t30\tAda\thold\tphase\tspinal twist|left\tSTOP\t31.5\tvideos/clip_1.mp4\t945\t
"""

BORIS_OLD = """\
Observation id,session 7
Observation date,2019-02-03 10:00
Media file(s)
Player #1,clip_7.avi

Time,Media file path,Total length,FPS,Subject,Behavior,Behavioral category,Modifiers,Comment,Status
2.0,C:\\data\\clip_7.avi,60,25,No focal subject,Shoulder lift,,right,,START
4.5,C:\\data\\clip_7.avi,60,25,No focal subject,Shoulder lift,,right,,STOP
"""

BORIS_AGGREGATED = """\
"Observation id","Observation date","Subject","Behavior","Behavioral category","Modifier #1","Behavior type","Start (s)","Stop (s)","Duration (s)","Media file name"
"s2","2026-11-20","Bo","moving-in","","right","STATE","3.1","7.9","4.8","clip_2.mp4"
"s2","2026-11-20","Bo","bounce","","","POINT","12.5","NA","NA","clip_2.mp4"
"""

EAF = """\
<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2026-11-20T10:00:00+01:00" FORMAT="3.0" VERSION="3.0">
 <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
  <MEDIA_DESCRIPTOR MEDIA_URL="file:///C:/v/clip_3.mp4" MIME_TYPE="video/mp4" RELATIVE_MEDIA_URL="./clip_3.mp4"/>
 </HEADER>
 <TIME_ORDER>
  <TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="4200"/><TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="36900"/>
  <TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="8000"/><TIME_SLOT TIME_SLOT_ID="ts4" TIME_VALUE="8500"/>
 </TIME_ORDER>
 <TIER ANNOTATOR="R1" LINGUISTIC_TYPE_REF="default-lt" PARTICIPANT="Cy" TIER_ID="Hold">
  <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
   <ANNOTATION_VALUE>left knee-to-chest</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
 </TIER>
 <TIER LINGUISTIC_TYPE_REF="default-lt" TIER_ID="faults">
  <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts3" TIME_SLOT_REF2="ts4">
   <ANNOTATION_VALUE>off_path left</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
 </TIER>
 <TIER LINGUISTIC_TYPE_REF="default-lt" TIER_ID="speech">
  <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a3" TIME_SLOT_REF1="ts3" TIME_SLOT_REF2="ts4">
   <ANNOTATION_VALUE>is that fine?</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
 </TIER>
</ANNOTATION_DOCUMENT>
"""


def studio(value, **data):
    result = {"id": "x1", "type": "timelinelabels", "from_name": "tl", "to_name": "video", "value": value}
    annotation = {"id": 5, "completed_by": {"id": 1, "email": "r@x"}, "was_cancelled": False, "result": [result]}
    return [{"id": 24, "data": {"video": "/data/upload/1/0a1b2c3d-clip_4.mp4", **data}, "annotations": [annotation]}]


def saved(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@given(st.lists(LABELS, max_size=6))
def test_labels_written_as_csv_are_read_back_equal(labels):
    assert tuple(labels) == parsed(written(labels))


def test_a_csv_is_written_whole_and_read_with_or_without_a_byte_order_mark(tmp_path):
    label = Label("clip", 1.5, 2.25, "jerk", "spinal-twist", "left", "Ada", "R1")
    write_csv(tmp_path / "labels.csv", [label])
    marked = tmp_path / "marked.csv"
    marked.write_bytes(b"\xef\xbb\xbf" + (tmp_path / "labels.csv").read_bytes())

    assert (label,) == read_labels(tmp_path / "labels.csv").labels == read_labels(marked).labels
    assert ["labels.csv", "marked.csv"] == sorted(path.name for path in tmp_path.iterdir())


def test_semicolons_and_decimal_commas_of_a_spreadsheet_are_understood(tmp_path):
    path = saved(tmp_path, "labels.csv", "clip;start_s;end_s;kind\nclip;1,5;2,25;bounce\n")

    assert (Label("clip", 1.5, 2.25, "bounce"),) == read_labels(path).labels


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("clip,start_s,kind\na,1,jerk\n", "end_s"),
        ("clip,start_s,end_s,kind,sde\na,1,2,jerk,left\n", "'side'"),
        ("clip,start_s,end_s,kind\na,1,2,jerkk\n", "Line 2: Expected kind to be one of ['jerk'"),
        ("clip,start_s,end_s,kind\na,1,2,jerk\n\na,3,two,jerk\n", "Line 4: Expected a number"),
        ("clip,start_s,end_s,kind\na,3,2,jerk\n", "start_s <= end_s"),
        ("clip,start_s,end_s,kind\na,nan,2,jerk\n", "Expected a number"),
        ("clip,start_s,end_s,kind\na,1,2,jerk,left\n", "4 cells in line 2"),
        ("clip,start_s,end_s,kind,side\na,1,2,jerk,up\n", "side"),
        ('clip,start_s,end_s,kind\n"a,1,2,jerk\n', "cannot be read"),
    ],
)
def test_a_csv_that_cannot_be_used_says_where_and_why_and_names_the_file_last(tmp_path, text, says):
    path = saved(tmp_path, "labels.csv", text)
    with pytest.raises(LabelError) as error:
        read_labels(path)

    assert says in str(error.value)
    assert str(error.value).endswith(str(path))


def test_boris_events_become_labels_with_subject_side_and_stretch(tmp_path):
    read = read_labels(saved(tmp_path, "events.tsv", BORIS_EVENTS))

    assert (
        Label("clip_1", 6.5, 31.5, "hold", "spinal-twist", "left", "Ada"),
        Label("clip_1", 9.25, 9.25, "jerk", None, None, "Ada"),
    ) == read.labels
    assert "scratching" in read.warnings[0]


def test_an_old_boris_export_with_lines_before_its_header_is_read(tmp_path):
    assert (Label("clip_7", 2.0, 4.5, "shoulder_lift", side="right"),) == read_labels(
        saved(tmp_path, "old.csv", BORIS_OLD)
    ).labels


def test_aggregated_boris_events_are_read(tmp_path):
    assert (
        Label("clip_2", 3.1, 7.9, "moving_in", None, "right", "Bo"),
        Label("clip_2", 12.5, 12.5, "bounce", None, None, "Bo"),
    ) == read_labels(saved(tmp_path, "aggregated.csv", BORIS_AGGREGATED)).labels


@pytest.mark.parametrize(("gone", "says"), [(1, "start"), (4, "stop")])
def test_a_boris_state_that_does_not_begin_or_end_is_refused(tmp_path, gone, says):
    lines = BORIS_EVENTS.splitlines()
    del lines[gone]

    with pytest.raises(LabelError, match=f"Expected a {says} of 'hold' in clip_1"):
        read_labels(saved(tmp_path, "events.tsv", "\n".join(lines)))


def test_elan_tiers_and_values_become_labels_and_others_are_named(tmp_path):
    read = read_labels(saved(tmp_path, "x.eaf", EAF))

    assert (
        Label("clip_3", 4.2, 36.9, "hold", "knee-to-chest", "left", "Cy", "R1"),
        Label("clip_3", 8.0, 8.5, "off_path", None, "left"),
    ) == read.labels
    assert ("These tiers name no kinds and were left out: speech.",) == read.warnings


def test_an_eaf_that_declares_entities_is_refused(tmp_path):
    bomb = EAF.replace("<ANNOTATION_DOCUMENT", '<!DOCTYPE x [<!ENTITY a "aa">]><ANNOTATION_DOCUMENT', 1)

    with pytest.raises(LabelError, match="entities"):
        read_labels(saved(tmp_path, "bomb.eaf", bomb))


def test_an_eaf_with_a_slot_without_time_is_refused(tmp_path):
    with pytest.raises(LabelError, match="time slot 'ts1'"):
        read_labels(saved(tmp_path, "x.eaf", EAF.replace(' TIME_VALUE="4200"', "")))


def test_label_studio_frames_become_seconds_by_the_rate_that_is_told(tmp_path):
    value = {"ranges": [{"start": 31, "end": 60}], "timelinelabels": ["Jerk", "left"]}
    wanted = (Label("clip_4", 1.0, 2.0, "jerk", None, "left", None, "r@x"),)

    assert wanted == read_labels(saved(tmp_path, "a.json", json.dumps(studio(value, fps=30)))).labels
    assert wanted == read_labels(saved(tmp_path, "b.json", json.dumps(studio(value))), fps=30.0).labels
    with pytest.raises(LabelError, match="frame rate"):
        read_labels(saved(tmp_path, "c.json", json.dumps(studio(value))))


def test_label_studio_seconds_are_taken_as_they_are_and_unknown_labels_named(tmp_path):
    tasks = studio({"start": 1.25, "end": 3.5, "labels": ["hold", "nice"]})
    read = read_labels(saved(tmp_path, "a.json", json.dumps(tasks)))

    assert [(1.25, 3.5, "hold")] == [(one.start_s, one.end_s, one.kind) for one in read.labels]
    assert "nice" in read.warnings[0]


def test_the_truth_of_a_rendered_clip_is_read_as_labels():
    labels = read_labels(SAMPLES / "ktc_lunge_left.truth.json.gz").labels

    assert ["hold", "jerk", "moving_in", "release", "setup", "setup"] == sorted(one.kind for one in labels)
    assert {("ktc_lunge_left", "knee-to-chest", "left", "truth")} == {
        (one.clip, one.stretch, one.side, one.rater) for one in labels
    }


def test_a_file_of_another_kind_is_refused_and_a_missing_one_is_missing(tmp_path):
    with pytest.raises(LabelError, match=r"\.eaf"):
        read_labels(saved(tmp_path, "labels.txt", "x"))
    with pytest.raises(FileNotFoundError):
        read_labels(tmp_path / "none.csv")


@settings(max_examples=150)
@given(
    st.sampled_from([written([Label("c", 1.0, 2.0, "jerk")]), BORIS_EVENTS, BORIS_OLD, EAF, json.dumps(studio({}))]),
    st.sampled_from(SUFFIXES),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=12),
)
def test_bytes_that_were_tampered_with_raise_nothing_but_label_errors(tmp_path_factory, text, suffix, changes):
    content = bytearray(text.encode())
    for place, byte in changes:
        content[place % len(content)] = byte
    path = tmp_path_factory.mktemp("mutants") / f"labels{suffix}"
    path.write_bytes(content)
    with suppress(LabelError):
        read_labels(path)
