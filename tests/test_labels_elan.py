"""Labels from ELAN documents."""

import pytest

from calibration.labels import Label, LabelError
from calibration.read_labels import read_labels
from exported_labels import EAF, eaf


def read(folder, text, encoding="utf-8"):
    path = folder / "document.eaf"
    path.write_text(text, encoding=encoding, newline="")
    return read_labels(path)


def said_by(found):
    return [(one.kind, one.stretch, one.side) for one in found.labels]


def test_tiers_and_values_become_labels_and_others_are_named(tmp_path):
    found = read(tmp_path, EAF)

    assert (
        Label("clip 3", 4.2, 36.9, "hold", "knee-to-chest", "left", "Cy", "R1"),
        Label("clip 3", 4.2, 36.9, "off_path", None, "left"),
        Label("clip 3", 4.2, 36.9, "shoulder_lift"),
    ) == found.labels
    assert ("The tier 'speech' names no kinds and was left out.",) == found.warnings


def test_a_tier_may_name_the_side_and_end_in_who_speaks(tmp_path):
    assert [("shoulder_lift", None, "left"), ("shoulder_lift", None, "right")] == said_by(
        read(tmp_path, eaf(('TIER_ID="Shoulder lift (left)@Cy"', "", "right")))
    )


def test_a_value_that_names_a_kind_goes_before_its_tier(tmp_path):
    assert [("jerk", None, None)] == said_by(read(tmp_path, eaf(('TIER_ID="hold"', "jerk"))))


def test_a_remark_in_a_tier_of_a_kind_is_a_label_that_says_nothing_more(tmp_path):
    found = read(tmp_path, eaf(('TIER_ID="hold"', "the foot left the mat")))

    assert [("hold", None, None)] == said_by(found)
    assert ("In the tier 'hold' these were not understood: 'the foot left the mat'.",) == found.warnings


def test_a_value_that_is_no_kind_among_some_that_are_is_named(tmp_path):
    found = read(tmp_path, eaf(('TIER_ID="faults"', "jerk", "yawning", "hold on")))

    assert [("jerk", None, None)] == said_by(found)
    assert ("In the tier 'faults' these were not understood: 'yawning', 'hold on'.",) == found.warnings


def test_a_kind_that_was_mistyped_is_refused_as_value_and_as_tier(tmp_path):
    with pytest.raises(LabelError, match="Expected jerk, or a name unlike any kind, but got 'jerkk'"):
        read(tmp_path, eaf(('TIER_ID="faults"', "jerk", "jerkk")))
    with pytest.raises(LabelError, match="Expected shoulder_lift, or a name unlike any kind, but got 'sholder_lift'"):
        read(tmp_path, eaf(('TIER_ID="sholder_lift"', "left")))
    assert 1 == len(read(tmp_path, eaf(('TIER_ID="jerk"', "jerkk, as it seems"))).labels)


def test_without_linked_media_the_file_names_the_clip(tmp_path):
    assert ["document"] == [one.clip for one in read(tmp_path, eaf(('TIER_ID="hold"', ""), media="")).labels]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_that_declares_entities_is_refused_in_every_encoding(tmp_path, encoding):
    head = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'

    with pytest.raises(LabelError, match="document type"):
        read(tmp_path, eaf(('TIER_ID="hold"', "&b;"), first_line=head), encoding)


def test_a_document_in_another_encoding_is_read(tmp_path):
    head = '<?xml version="1.0" encoding="utf-16"?>'

    assert [("hold", None, None)] == said_by(read(tmp_path, eaf(('TIER_ID="hold"', ""), first_line=head), "utf-16"))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (' TIME_VALUE="4200"', "", "time slot 'ts1', but got None"),
        ('"4200"', '"4.2"', "time slot 'ts1', but got '4.2'"),
        ('"4200"', '"99000"', "Expected 0 <= start_s <= end_s"),
        ('"milliseconds"', '"PAL-frames"', "times in milliseconds, but got 'PAL-frames'"),
        ('MIME_TYPE="video/mp4"', 'MIME_TYPE="video/mp4" TIME_ORIGIN="1200"', "TIME_ORIGIN is 1200"),
        ("ANNOTATION_DOCUMENT", "html", "ANNOTATION_DOCUMENT, but got 'html'"),
        ("</TIER>", "", "no XML"),
    ],
)
def test_a_document_that_cannot_be_used_says_why_and_names_the_file_last(tmp_path, old, new, says):
    with pytest.raises(LabelError) as error:
        read(tmp_path, EAF.replace(old, new))

    assert says in str(error.value)
    assert str(error.value).endswith("document.eaf")
