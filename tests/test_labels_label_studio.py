"""Labels from Label Studio exports."""

import json

import pytest

from calibration.labels import Label, LabelError
from calibration.read_labels import read_labels
from exported_labels import result, studio

FRAMES = {"ranges": [{"start": 31, "end": 60}], "timelinelabels": ["Jerk"]}
RECTANGLE = {"framesCount": 150, "duration": 5.0, "sequence": [], "labels": ["knee"]}


def read(folder, tasks, **options):
    path = folder / "export.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return read_labels(path, **options)


def clip(folder, video, **data):
    (label,) = read(folder, studio(FRAMES, video=video, fps=30, **data)).labels
    return label.clip


def test_frames_become_seconds_to_the_end_of_the_last_one(tmp_path):
    value = {**FRAMES, "timelinelabels": ["Jerk", "left", "spinal twist"]}

    assert (Label("clip_4", 1.0, 2.0, "jerk", "spinal-twist", "left", "Ada", "r@x"),) == read(
        tmp_path, studio(value, fps=30, subject="Ada")
    ).labels


@pytest.mark.parametrize(
    "tasks",
    [
        studio(FRAMES, fps=30),
        studio(FRAMES, frameRate="30"),
        studio({**FRAMES, "frameRate": 30.0}),
        studio(FRAMES, result(RECTANGLE, "videorectangle", key="box")),
    ],
)
def test_the_frame_rate_of_the_export_goes_before_the_callers(tmp_path, tasks):
    assert [(1.0, 2.0)] == [(one.start_s, one.end_s) for one in read(tmp_path, tasks, fps=15.0).labels]


def test_the_callers_frame_rate_is_taken_where_the_export_tells_none(tmp_path):
    assert [(2.0, 4.0)] == [(one.start_s, one.end_s) for one in read(tmp_path, studio(FRAMES), fps=15.0).labels]


def test_seconds_are_taken_as_they_are_and_unknown_labels_are_named(tmp_path):
    spans = [
        result({"start": 1.25, "end": 3.5, "channel": 0, "labels": ["hold", "nice"]}, "labels", key="a"),
        result({"start": 4, "end": 5, "instant": False, "timeserieslabels": ["release"]}, "timeserieslabels", key="b"),
    ]
    found = read(tmp_path, studio(*spans))

    assert [(1.25, 3.5, "hold"), (4.0, 5.0, "release")] == [(one.start_s, one.end_s, one.kind) for one in found.labels]
    assert ("These labels are no kinds and were left out: nice.",) == found.warnings


def test_a_choice_made_for_a_region_is_its_side(tmp_path):
    region = [
        result(FRAMES, key="a"),
        result({"ranges": FRAMES["ranges"], "choices": ["right"]}, "choices", key="a"),
        result({**FRAMES, "timelinelabels": ["bounce"]}, key="b"),
    ]

    assert [("jerk", "right"), ("bounce", None)] == [
        (one.kind, one.side) for one in read(tmp_path, studio(*region, fps=30)).labels
    ]


@pytest.mark.parametrize("completed_by", [7, {"id": 7}])
def test_a_rater_without_address_is_a_number(tmp_path, completed_by):
    assert ["7"] == [one.rater for one in read(tmp_path, studio(FRAMES, fps=30, completed_by=completed_by)).labels]


@pytest.mark.parametrize(
    ("meta", "rater"),
    [
        ({"text": ["blurred", "rater: R 1"]}, "R 1"),
        ({"text": ["blurred"]}, "r@x"),
        ({"text": "rater: R 1"}, "r@x"),
        ({"text": [7]}, "r@x"),
        ("rater: R 1", "r@x"),
        (None, "r@x"),
    ],
)
def test_a_remark_on_a_region_names_whose_label_somebody_else_put_in(tmp_path, meta, rater):
    region = {**result(FRAMES, key="a"), "meta": meta}

    assert [rater] == [one.rater for one in read(tmp_path, studio(region, fps=30)).labels]


def test_cancelled_annotations_and_predictions_are_no_labels(tmp_path):
    (task,) = studio(FRAMES, fps=30)
    task["annotations"][0]["was_cancelled"] = True
    task["predictions"] = [{"result": [result(FRAMES)]}]

    assert () == read(tmp_path, [task]).labels


@pytest.mark.parametrize(
    ("video", "name"),
    [
        ("/data/upload/1/0a1b2c3d-clip_4.mp4", "clip_4"),
        ("/data/local-files/?d=videos/clip%204.mp4", "clip 4"),
        ("s3://bucket/0a1b2c3d-clip_4.mp4", "0a1b2c3d-clip_4"),
        ("https://host/a/clip_4.mp4?X-Amz-Date=2026.11", "clip_4"),
        ("clip.4.mp4", "clip.4"),
        ("nothing", "export"),
        ("http://[", "export"),
    ],
)
def test_the_video_names_the_clip_however_it_is_served(tmp_path, video, name):
    assert name == clip(tmp_path, video, author="Dr. Who")


def test_the_video_goes_before_other_files(tmp_path):
    tasks = studio(FRAMES, fps=30)
    tasks[0]["data"] = {"csv": "/data/upload/1/0a1b2c3d-sensor.csv", **tasks[0]["data"]}

    assert ["clip_4"] == [one.clip for one in read(tmp_path, tasks).labels]


@pytest.mark.parametrize(
    ("tasks", "says"),
    [
        (studio(FRAMES), "frame rate of the labelled video"),
        (studio(FRAMES, fps=0), "Expected between 0.1 and 10000 frames a second, but got 0.0"),
        (studio(FRAMES, fps="many"), "Expected a number for fps, but got 'many'"),
        (studio({**FRAMES, "ranges": [{"start": 9}]}, fps=30), "Expected a number for end, but got None"),
        (studio({**FRAMES, "ranges": [3]}, fps=30), "Expected ranges with a start and an end"),
        (studio({"start": "2026-11-20", "end": 3, "labels": ["jerk"]}), "Expected a number for start"),
        (studio({"start": 3, "end": 1, "labels": ["jerk"]}), "Expected 0 <= start_s <= end_s"),
        ([{"id": 1, "video": "a.mp4", "videoLabels": [FRAMES]}], "the export called JSON, not JSON-MIN"),
        ("hold", "Expected a list of tasks"),
    ],
)
def test_an_export_that_cannot_be_used_says_why_and_names_the_file_last(tmp_path, tasks, says):
    with pytest.raises(LabelError) as error:
        read(tmp_path, tasks)

    assert says in str(error.value)
    assert str(error.value).endswith("export.json")
