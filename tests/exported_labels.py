"""What BORIS, ELAN and Label Studio write: made up, in the columns, tags and keys of the programs' own exports."""

import csv
import io


def table(rows, delimiter):
    """Text of a table whose rows are filled up to the same length, as BORIS writes it."""
    width = max(map(len, rows))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([*row, *[""] * (width - len(row))] for row in rows)
    return text.getvalue()


def columns(names):
    return names.split("|")


BORIS_9_COLUMNS = columns(
    "Observation id|Observation date|Description|Observation duration|Observation type|Source|Time offset (s)|"
    "Media duration (s)|FPS|rater|Subject|Behavior|Behavioral category|Modifier #1|Modifier #2|Behavior type|Time|"
    "Media file name|Image index|Image file path|Comment"
)


def boris_9(*events, delimiter="\t", offset="0.0", media="videos/clip_1.mp4", lengths="50.000"):
    """Tabular events of BORIS 8 and 9; an event is subject, behaviour, modifiers, type, time, media file."""
    rows = [
        [
            "session 1", "2026-11-20 10:00:00", "", "25.000", "Media file(s)", f"player #1:{media}", offset, lengths,
            "30.000", "R1", subject, behavior, "", *(*modifiers, "", "")[:2], status, time, shown, "195", "NA", "a, b",
        ]
        for subject, behavior, modifiers, status, time, shown in events
    ]  # fmt: skip
    return table([BORIS_9_COLUMNS, *rows], delimiter)


BORIS_9_EVENTS = (
    ("Ada", "hold", ("spinal twist", "left"), "START", "6.500", "videos/clip_1.mp4"),
    ("Ada", "Jerk", ("None", ""), "POINT", "9.250", "videos/clip_1.mp4"),
    ("Ada", "scratching", (), "POINT", "11.000", "videos/clip_1.mp4"),
    ("Ada", "hold", ("spinal twist", "left"), "STOP", "31.500", "videos/clip_1.mp4"),
)
BORIS_9 = boris_9(*BORIS_9_EVENTS)


def boris_7(*events, delimiter=",", offset="0.0", media=("C:\\data\\clip_7.avi",)):
    """Tabular events of BORIS up to 7, with lines about the observation first."""
    above = [
        ["Observation id", "session 7"], [], ["Media file(s)"], [], *(["Player #1", one] for one in media), [],
        ["Observation date", "2019-02-03 10:00:00"], [], ["Description", "left, then right"], [],
        ["Time offset (s)", offset], [], ["independent variables"], ["variable", "value"], ["observer", "R7"], [],
    ]  # fmt: skip
    header = "Time|Media file path|Total length|FPS|Subject|Behavior|Behavioral category|Modifier 1|Comment|Status"
    rows = [
        [time, shown, "60.000", "25.0", "No focal subject", behavior, "", modifier, "", status]
        for time, shown, behavior, modifier, status in events
    ]
    return table([*above, header.split("|"), *rows], delimiter)


BORIS_7_EVENTS = (
    ("2.000", "C:\\data\\clip_7.avi", "Shoulder lift", "right", "START"),
    ("4.500", "C:\\data\\clip_7.avi", "Shoulder lift", "right", "STOP"),
)
BORIS_7 = boris_7(*BORIS_7_EVENTS)

BORIS_AGGREGATED_COLUMNS = columns(
    "Observation id|Observation date|Description|Observation type|Source|Time offset (s)|Coding duration|"
    "Media duration (s)|FPS (frame/s)|Subject|Observation duration by subject by observation|Behavior|"
    "Behavioral category|Modifier #1|Behavior type|Start (s)|Stop (s)|Duration (s)|Media file name|"
    "Image index start|Image index stop|Image file path start|Image file path stop|Comment start|Comment stop"
)


def boris_aggregated(*events, delimiter=","):
    """Aggregated events of BORIS 8 and 9; an event is subject, behaviour, modifier, type, start, stop."""
    rows = [
        [
            "s2", "2026-11-20 10:00:00", "", "Media file", "player #1:clip_2.mp4", "0.0", "20.000", "50.000", "30.000",
            subject, "9.4", behavior, "", modifier, status, start, stop, "NA", "clip_2.mp4", "93", "237", "", "", "",
        ]
        for subject, behavior, modifier, status, start, stop in events
    ]  # fmt: skip
    return table([BORIS_AGGREGATED_COLUMNS, *rows], delimiter)


BORIS_AGGREGATED_EVENTS = (
    ("Bo", "moving-in", "right", "STATE", "3.100", "7.900"),
    ("Bo", "bounce", "", "POINT", "12.500", "12.500"),
    ("Bo", "jerk", "", "POINT", "13.500", "NA"),
)
BORIS_AGGREGATED = boris_aggregated(*BORIS_AGGREGATED_EVENTS)

BORIS_AGGREGATED_OLD_COLUMNS = columns(
    "Observation id|Observation date|Description|Media file|Total length|FPS|Subject|Behavior|Behavioral category|"
    "Modifiers|Behavior type|Start (s)|Stop (s)|Duration (s)|Comment start|Comment stop"
)


def boris_aggregated_old(*media):
    """Aggregated events of BORIS up to 7: a hold of each media file."""
    rows = [
        ["s3", "2016-12-01 23:01:31", "", one, "539.920", "25.0", "No focal subject", "hold", "", "left   |None",
         "STATE", "1.800", "8.125", "6.325", "", ""]
        for one in media
    ]  # fmt: skip
    return table([BORIS_AGGREGATED_OLD_COLUMNS, *rows], "\t")


def annotation(number, slots, value):
    return (
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{number}" TIME_SLOT_REF1="{slots[0]}" '
        f'TIME_SLOT_REF2="{slots[1]}"><ANNOTATION_VALUE>{value}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>'
    )


ELAN_MEDIA = (
    '<MEDIA_DESCRIPTOR EXTRACTED_FROM="file:///C:/v/clip%203.mp4" MEDIA_URL="file:///C:/v/sound.wav" '
    'MIME_TYPE="audio/x-wav" RELATIVE_MEDIA_URL="./sound.wav"/>'
    '<MEDIA_DESCRIPTOR MEDIA_URL="file:///C:/v/clip%203.mp4" MIME_TYPE="video/mp4" '
    'RELATIVE_MEDIA_URL="./clip%203.mp4"/>'
)


def eaf(*tiers, media=ELAN_MEDIA, first_line='<?xml version="1.0" encoding="UTF-8"?>'):
    """A document of ELAN 6; a tier is its attributes and its values, which all reach from 4.2 to 36.9 s."""
    body = "".join(
        f'<TIER LINGUISTIC_TYPE_REF="default-lt" {attributes}>'
        + "".join(annotation(f"{at}_{number}", ("ts1", "ts2"), value) for number, value in enumerate(values))
        + "</TIER>"
        for at, (attributes, *values) in enumerate(tiers)
    )
    return (
        f'{first_line}\n<ANNOTATION_DOCUMENT AUTHOR="" DATE="2026-11-20T10:00:00+01:00" FORMAT="3.0" VERSION="3.0" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">'
        f'<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">{media}<PROPERTY NAME="lastUsedAnnotationId">9</PROPERTY>'
        '</HEADER><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="4200"/>'
        f'<TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="36900"/></TIME_ORDER>{body}'
        '<LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="default-lt" TIME_ALIGNABLE="true"/>'
        "</ANNOTATION_DOCUMENT>\n"
    )


EAF = eaf(
    ('ANNOTATOR="R1" PARTICIPANT="Cy" TIER_ID="Hold"', "left, knee-to-chest"),
    ('TIER_ID="faults"', "off_path left", "Shoulder lift"),
    ('TIER_ID="speech"', "hold on, is that fine?"),
)


def result(value, kind="timelinelabels", key="x1"):
    return {"id": key, "type": kind, "from_name": "tl", "to_name": "video", "origin": "manual", "value": value}


def studio(*values, completed_by=None, video="/data/upload/1/0a1b2c3d-clip_4.mp4", **data):
    """One task of Label Studio's export called JSON, an annotation with one region for each value."""
    results = [one if "type" in one else result(one, key=f"x{number}") for number, one in enumerate(values)]
    annotation = {
        "id": 5, "completed_by": completed_by or {"id": 1, "email": "r@x", "first_name": "", "last_name": ""},
        "result": results, "was_cancelled": False, "ground_truth": False, "lead_time": 12.3, "prediction": {},
    }  # fmt: skip
    task = {"id": 24, "annotations": [annotation], "file_upload": "0a1b2c3d-clip_4.mp4", "drafts": []}
    return [{**task, "predictions": [], "data": {"video": video, **data}, "meta": {}, "project": 1}]
