"""What is true of a clip, from labels."""

from dataclasses import replace

import pytest

from calibration.labels import Label
from calibration.scoring.checks import failed_checks
from calibration.scoring.kinds import FAULT_KINDS, check_of
from calibration.scoring.reference import check_of_label, reference_from_truth, references_from_labels, repetitions_of
from made_truth import made_truth
from protocols.views import table
from scored_results import a_reference, labels, phases
from stretchcheck.report.words import EVENTS

TWO = (*phases((8.0, 40.0)), *phases((60.0, 95.0), setup_s=44.0), ("setup", 99.0, 105.0))


def test_a_repetition_is_a_hold_with_the_movement_around_it() -> None:
    first, second = repetitions_of(a_reference(*TWO))

    assert ((4.0, 8.0), (8.0, 40.0), (40.0, 44.0)) == (first.moving_in, first.hold, first.release)
    assert ((56.0, 60.0), (60.0, 95.0), (95.0, 99.0)) == (second.moving_in, second.hold, second.release)


def test_set_up_and_rest_reach_to_the_neighbouring_repetitions() -> None:
    first, second = repetitions_of(a_reference(*TWO))

    assert ((0.0, 4.0), (44.0, 56.0)) == (first.setup, first.rest)
    assert ((44.0, 56.0), (99.0, float("inf"))) == (second.setup, second.rest)


def test_a_hold_alone_is_a_repetition_and_its_movement_is_empty() -> None:
    (only,) = repetitions_of(a_reference(("hold", 8.0, 40.0)))

    assert ((8.0, 8.0), (40.0, 40.0), (8.0, 40.0)) == (only.moving_in, only.release, only.span)


def test_the_movement_of_one_hold_is_not_taken_for_another_that_has_none() -> None:
    first, second = repetitions_of(a_reference(*phases((8.0, 40.0)), ("hold", 60.0, 95.0)))

    assert ((4.0, 44.0), (60.0, 95.0)) == (first.span, second.span)


def test_a_movement_without_a_hold_belongs_to_no_repetition() -> None:
    spans = [*phases((8.0, 40.0)), ("moving_in", 50.0, 54.0)]

    assert [(4.0, 44.0)] == [one.span for one in repetitions_of(a_reference(*spans))]


def test_each_rater_of_a_clip_is_a_reference() -> None:
    told = [
        *labels(("hold", 1.0, 31.0), rater="ann", subject="s"),
        *labels(("hold", 2.0, 31.0), rater="ben", side="right"),
        *labels(("jerk", 2.0, 3.0), clip="other"),
    ]
    found = references_from_labels(told)

    assert {"clip": ["ann", "ben"], "other": [None]} == {
        clip: [one.rater for one in own] for clip, own in found.items()
    }
    assert ("left", "s", "knee-to-chest", None) == (
        found["clip"][0].side, found["clip"][0].subject, found["clip"][0].stretch, found["clip"][0].view,
    )  # fmt: skip


def test_a_clip_whose_labels_differ_in_side_has_none_and_its_repetitions_have() -> None:
    told = [*labels(("hold", 1.0, 31.0), side="left"), *labels(("hold", 41.0, 71.0), side="right")]
    (reference,) = references_from_labels(told)["clip"]

    assert None is reference.side
    assert ["left", "right"] == [one.side for one in repetitions_of(reference)]


def test_labels_without_phases_have_events_alone() -> None:
    (reference,) = references_from_labels(labels(("jerk", 2.0, 3.0)))["clip"]

    assert not reference.has_phases
    assert () == repetitions_of(reference)


def test_a_rendered_clip_lasts_until_its_last_frame_is_over() -> None:
    truth = made_truth(bank="bank", split="test", theme="jerky", view="oblique")
    reference = reference_from_truth(truth)

    assert pytest.approx(2.0) == reference.duration_s
    assert ("made", "bank", "test", "jerky", "oblique", "a", "b", "truth") == (
        reference.clip, reference.bank, reference.split, reference.theme, reference.view, reference.subject,
        reference.partner, reference.rater,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("hold", "drift", "rendered", "expected"),
    [
        ((8.0, 40.0), None, [], []),
        ((8.0, 40.0), (20.0, 26.0), [], ["hold_short"]),
        ((8.0, 46.0), (20.0, 26.0), [], []),
        ((8.0, 20.0), None, ["hold_short"], ["hold_short"]),
        ((8.0, 80.0), None, ["hold_long"], ["hold_long"]),
        ((8.0, 75.0), (20.0, 26.0), ["hold_long"], []),
        ((8.0, 40.0), (1.0, 6.0), [], []),
        ((8.0, 40.0), (36.0, 44.0), [], ["hold_short"]),
        ((7.001, 37.001), None, [], []),
    ],
)
def test_a_render_s_hold_is_too_short_or_long_by_the_time_in_the_pose_as_its_prescription_is(
    hold: tuple[float, float], drift: tuple[float, float] | None, rendered: list[str], expected: list[str]
) -> None:
    spans = [*phases(hold), *((kind, *hold) for kind in rendered), *([("drift", *drift)] if drift else [])]
    truth = replace(made_truth(), stretch="knee-to-chest", labels=tuple(labels(*spans)))
    reference = reference_from_truth(truth)

    assert expected == [label.kind for label in reference.labels if label.kind.startswith("hold_")]
    assert all(hold == (label.start_s, label.end_s) for label in reference.labels if label.kind.startswith("hold_"))
    assert {label.kind for label in truth.labels} - {"hold_short", "hold_long"} == {
        label.kind for label in reference.labels
    } - {"hold_short", "hold_long"}


@pytest.mark.parametrize(
    ("start_s", "check"),
    [(6.0, "smooth_in"), (7.6, "smooth_in"), (20.0, "steady_hold"), (41.0, "smooth_out"), (44.2, "smooth_out")],
)
def test_a_labelled_jerk_fails_the_check_of_the_phase_it_shares_most_time_with(start_s: float, check: str) -> None:
    jerk = Label("clip", start_s, start_s + 0.5, "jerk")

    assert check == check_of_label(jerk, repetitions_of(a_reference()))


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        (("wrong_start", 0.0, 4.0), "start_pose"),
        (("too_shallow", 8.0, 40.0), "depth"),
        (("not_centred", 44.0, 50.0), "returned_to_centre"),
        (("too_fast", 5.0, 6.0), "smooth_in"),
    ],
)
def test_a_fault_fails_its_check_in_its_own_repetition_alone(fault: tuple[str, float, float], check: str) -> None:
    reference = a_reference(*TWO, fault)
    every = repetitions_of(reference)

    assert [{check}, set()] == [failed_checks(one, reference, every) for one in every]


def test_a_fault_of_the_form_in_the_set_up_fails_no_check() -> None:
    reference = a_reference(("foot_up", 1.0, 3.0))

    assert set() == failed_checks(repetitions_of(reference)[0], reference, repetitions_of(reference))


def test_every_fault_fails_a_check_that_the_view_table_knows_and_the_report_names_the_same() -> None:
    assert set() == {check_of(kind) for kind in FAULT_KINDS} - set(table())
    assert {} == {k: check for k, (_, check) in EVENTS.items() if check and check != check_of(k)}


def test_all_views_show_jerks_equally_well_in_every_phase() -> None:
    rows = [table()[check] for check in ("smooth_in", "steady_hold", "smooth_out")]

    assert rows[0] == rows[1] == rows[2]


def test_a_labelled_drift_is_not_held() -> None:
    (one,) = repetitions_of(a_reference(("drift", 20.0, 26.0), ("drift", 25.0, 27.0), ("drift", 1.0, 3.0)))

    assert pytest.approx(32.0 - 7.0) == one.held_s
    assert (8.0, 40.0) == one.hold
