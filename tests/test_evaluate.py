"""Recordings are judged and laid beside their labels: what comes of it, and what is said of what could not be."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from evaluated import COURSE, drawn, label, record, tell_truth
from stretchcheck.cli.main import app
from stretchcheck.evaluate.clips import Manner
from stretchcheck.evaluate.labelled import NoLabelsError
from stretchcheck.evaluate.media import NoRecordingsError, media_of
from stretchcheck.evaluate.run import Evaluation, as_scores, evaluate


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two recordings of the same drawn clip."""
    return record(tmp_path_factory.mktemp("recordings"), "good", "again")


def evaluated(labels: Path, recordings: Path, **how: Any) -> Evaluation:
    return evaluate([labels], recordings, Manner(labels.parent / "cache", **how))


def figures(evaluation: Evaluation, group: str = "all") -> Mapping[str, Any]:
    found: Mapping[str, Any] = as_scores(evaluation, Manner(Path("cache")), draws=50)["figures"][group]
    return found


def told(*arguments: Any) -> Result:
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)], catch_exceptions=False)


# -- what is scored


def test_good_form_that_is_labelled_as_drawn_is_scored_right(recordings: Path, tmp_path: Path) -> None:
    found = figures(evaluated(label(tmp_path / "labels.csv", "good", "again"), recordings))

    for name in ("stretch.right", "side.right", "repetitions.right", "prescription.right"):
        assert 1.0 == found[name]["value"], name
    assert found["hold.mae_s"]["value"] < 0.5
    assert 2 == found["hold.mae_s"]["n"]
    assert 0.0 == found["alerts.per_min"]["value"]


def test_a_label_that_is_off_is_an_error_of_as_much(recordings: Path, tmp_path: Path) -> None:
    right = figures(evaluated(label(tmp_path / "right.csv", "good"), recordings))
    late = figures(evaluated(label(tmp_path / "late.csv", "good", late_s=4.0), recordings))

    assert late["hold.bias_s"]["value"] == pytest.approx(right["hold.bias_s"]["value"] - 4.0, abs=0.002)


def test_a_labelled_fault_that_is_not_there_is_missed_and_listed(recordings: Path, tmp_path: Path) -> None:
    labels = label(tmp_path / "labels.csv", "good", faults=[("foot_up", 12.0, 16.0)])
    evaluation = evaluated(labels, recordings)
    (event,) = evaluation.rows[0]["events"]

    assert ("foot_up", "other_foot_down", "missed", 12.0, 16.0) == tuple(
        event[name] for name in ("kind", "check", "outcome", "start_s", "end_s")
    )
    assert 0.0 == figures(evaluation)["events.foot_up.recall"]["value"]
    assert 1.0 == figures(evaluation)["checks.other_foot_down.wrong_green"]["value"]


def test_each_rater_is_scored_against(recordings: Path, tmp_path: Path) -> None:
    label(tmp_path / "anna.csv", "good", rater="anna")
    label(tmp_path / "ben.csv", "good", rater="ben", side="left")
    evaluation = evaluated(tmp_path, recordings)

    assert [("good", "anna", True), ("good", "ben", False)] == [
        (row["clip"], row["rater"], row["score"]["side_right"]) for row in evaluation.rows
    ]


def test_of_one_raters_labels_those_of_others_count_only_where_there_are_none(recordings: Path, tmp_path: Path) -> None:
    """A correction stands beside the labels that it corrects."""
    label(tmp_path / "labels.csv", "good", "again", rater="ben", side="left")
    label(tmp_path / "corrections.csv", "good", rater="anna")
    rows = evaluated(tmp_path, recordings, rater="anna").rows

    assert [("again", "ben"), ("good", "anna")] == [(row["clip"], row["rater"]) for row in rows]
    assert 3 == len(evaluated(tmp_path, recordings).rows)


def test_a_rater_who_labelled_nothing_is_refused_with_those_who_did(recordings: Path, tmp_path: Path) -> None:
    labels = label(tmp_path / "labels.csv", "good", rater="ben")
    tell_truth(tmp_path, "again")
    done = told(
        labels,
        tmp_path / "again.truth.json.gz",
        "--recordings",
        recordings,
        "--rater",
        "Bent",
        "--out",
        tmp_path / "out",
    )

    assert (2, "Expected a rater of these labels, but got 'Bent'; they are of ben, truth." in done.stderr) == (
        done.exit_code, True,
    )  # fmt: skip


def test_named_judges_by_the_labelled_stretch_and_side(recordings: Path, tmp_path: Path) -> None:
    labels = label(tmp_path / "labels.csv", "good", side="left", stretch="figure-four")
    (recognised,), (named,) = (evaluated(labels, recordings, named=named).rows for named in (False, True))

    assert (False, False) == (recognised["score"]["stretch_right"], recognised["score"]["side_right"])
    assert (True, True) == (named["score"]["stretch_right"], named["score"]["side_right"])


def test_a_truth_scores_people_joints_and_angles_too(recordings: Path, tmp_path: Path) -> None:
    truth = tell_truth(tmp_path, "good")
    evaluation = evaluated(truth, recordings)
    found = figures(evaluation, "with partner")

    assert 1.0 == found["people.recipient_right_share"]["value"]
    assert 1.0 == found["people.partner_right_share"]["value"]
    assert found["joints.recipient_median_trunks"]["value"] <= 0.01
    assert found["angles.image_angle_error_median_deg"]["value"] < 3.0
    assert figures(evaluation, "split test")["hold.mae_s"] == figures(evaluation)["hold.mae_s"]


def test_a_truth_says_how_large_a_fault_is(recordings: Path, tmp_path: Path) -> None:
    fault = {"kind": "foot_up", "start_s": 12.0, "end_s": 16.0, "size": 0.42, "unit": "shank"}
    (row,) = evaluated(tell_truth(tmp_path, "good", faults=[fault]), recordings).rows

    assert [0.42] == [event["size"] for event in row["events"]]


@pytest.mark.thorough
def test_two_processes_give_what_one_gives(recordings: Path, tmp_path: Path) -> None:
    labels = label(tmp_path / "labels.csv", "good", "again")
    manner = Manner(tmp_path / "cache")
    one = evaluate([labels], recordings, manner)
    two = evaluate([labels], recordings, manner, processes=2)

    assert one == two


# -- what is asked for


def test_a_split_leaves_the_other_clips_out_without_looking_at_them(recordings: Path, tmp_path: Path) -> None:
    tell_truth(tmp_path, "good", split="test")
    tell_truth(tmp_path, "missing", split="development")
    evaluation = evaluated(tmp_path, recordings, split="test")

    assert ["good"] == [row["clip"] for row in evaluation.rows]
    assert (["missing"], []) == (evaluation.left_out, evaluation.failures)


def test_parts_that_are_handed_over_go_over_those_of_the_truths(recordings: Path, tmp_path: Path) -> None:
    tell_truth(tmp_path, "good", split="test")
    tell_truth(tmp_path, "again", split="test")
    evaluation = evaluated(tmp_path, recordings, split="test", parts={"again": "none"})

    assert ["good"] == [row["clip"] for row in evaluation.rows]
    assert ["test"] == [row["score"]["split"] for row in evaluation.rows]


def test_a_view_is_that_of_the_truth_and_else_the_one_found(recordings: Path, tmp_path: Path) -> None:
    tell_truth(tmp_path, "good", view="overhead")
    label(tmp_path / "labels.csv", "again")

    assert ["again"] == [row["clip"] for row in evaluated(tmp_path, recordings, view="side").rows]
    assert ["good"] == [row["clip"] for row in evaluated(tmp_path, recordings, view="overhead").rows]


# -- what cannot be scored


def test_clips_without_recording_and_recordings_without_labels_are_named(recordings: Path, tmp_path: Path) -> None:
    evaluation = evaluated(label(tmp_path / "labels.csv", "good", "gone"), recordings)

    assert ["good"] == [row["clip"] for row in evaluation.rows]
    assert ["gone: Expected a recording or a video of the clip, but found none."] == evaluation.failures
    assert ["again"] == evaluation.unlabelled


def test_a_damaged_recording_or_truth_fails_alone(tmp_path: Path) -> None:
    folder = record(tmp_path / "recordings", "good")
    (folder / "bad.poses.parquet").write_bytes(b"PAR1 nothing PAR1")
    (folder / "other.poses.parquet").write_bytes((folder / "good.poses.parquet").read_bytes())
    label(tmp_path / "labels.csv", "good", "bad")
    (tmp_path / "other.truth.json.gz").write_bytes(b"no truth")
    evaluation = evaluated(tmp_path, folder)

    assert ["good"] == [row["clip"] for row in evaluation.rows]
    assert ["bad", "other"] == [failure.split(":")[0] for failure in evaluation.failures]
    assert all("Expected" in failure for failure in evaluation.failures)


def test_a_file_that_holds_no_labels_fails_alone(recordings: Path, tmp_path: Path) -> None:
    label(tmp_path / "labels.csv", "good")
    (tmp_path / "notes.csv").write_text("when,what\n1,2\n", encoding="utf-8")
    evaluation = evaluated(tmp_path, recordings)

    assert ["good"] == [row["clip"] for row in evaluation.rows]
    assert 1 == len(evaluation.failures)
    assert "notes.csv" in evaluation.failures[0]


def test_places_that_are_not_there_are_refused(recordings: Path, tmp_path: Path) -> None:
    labels = label(tmp_path / "labels.csv", "good")
    (tmp_path / "empty").mkdir()

    with pytest.raises(NoLabelsError, match="Expected"):
        evaluated(tmp_path / "gone.csv", recordings)
    with pytest.raises(NoLabelsError, match="Expected"):
        evaluated(tmp_path / "empty", recordings)
    for place in (tmp_path / "gone", labels):
        with pytest.raises(NoRecordingsError, match="Expected"):
            evaluated(labels, place)


def test_a_recording_is_preferred_to_results_and_results_to_a_video(tmp_path: Path) -> None:
    (tmp_path / "clip").mkdir()
    found = []
    for path in (tmp_path / "clip.mp4", tmp_path / "clip" / "poses.parquet", tmp_path / "clip.poses.parquet"):
        path.touch()
        found.append(media_of(tmp_path)["clip"])

    assert [("clip.mp4", False), ("poses.parquet", True), ("clip.poses.parquet", True)] == [
        (each.path.name, each.is_recording) for each in found
    ]


# -- the command


def test_the_command_writes_everything_and_shows_a_table(recordings: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shown = told(label(tmp_path / "labels.csv", "good", "again"), "--recordings", recordings, "--out", out)

    assert 0 == shown.exit_code, shown.stderr
    assert ["clips.csv", "events.csv", "figures.csv", "report.html", "scores.json"] == sorted(
        path.name for path in out.iterdir()
    )
    assert "hold, mean absolute error" in shown.stdout
    assert max(len(line) for line in shown.stdout.splitlines()) <= 80 + len(str(out))
    assert json.loads((out / "scores.json").read_text(encoding="utf-8"))["schema"] == 1


def test_json_is_one_object_on_stdout_and_nothing_else(recordings: Path, tmp_path: Path) -> None:
    labels = label(tmp_path / "labels.csv", "good")
    shown = told(labels, "--recordings", recordings, "--out", tmp_path / "out", "--draws", 20, "--json")
    summary = json.loads(shown.stdout)

    assert (1, 1, 20) == (summary["schema"], summary["clips"], summary["settings"]["draws"])
    assert summary["figures"]["all"]["hold.iou"]["value"] > 0.9


def test_some_clips_that_fail_give_one_and_all_of_them_two(recordings: Path, tmp_path: Path) -> None:
    some = told(label(tmp_path / "some.csv", "good", "gone"), "--recordings", recordings, "--out", tmp_path / "a")
    none = told(label(tmp_path / "none.csv", "gone"), "--recordings", recordings, "--out", tmp_path / "b")

    assert (1, 2) == (some.exit_code, none.exit_code)
    assert "gone" in some.stderr
    assert "No labels for again" in some.stderr
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--profile", "strict.toml", "accel_red_deg_s2"),
        ("--recordings", "gone", "gone"),
        ("--view", "head-end", "none of 1"),
        ("--view", "behind", "--view"),
        ("--split", "train", "--split"),
    ],
)
def test_wrong_usage_is_told_and_leaves_nothing(
    recordings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str, value: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("strict.toml").write_text("schema = 1\n[thresholds]\naccel_red = 80\n", encoding="utf-8")
    label(Path("labels.csv"), "good")
    shown = told("labels.csv", "--recordings", recordings, "--out", "out", option, value)

    assert 2 == shown.exit_code
    assert said in shown.stderr
    assert not Path("out").exists()


def test_the_worst_clip_comes_first_in_the_table_of_clips(recordings: Path, tmp_path: Path) -> None:
    label(tmp_path / "a.csv", "again")
    label(tmp_path / "g.csv", "good", faults=[("foot_up", 12.0, 16.0), ("bounce", 20.0, 24.0)])
    told(tmp_path / "a.csv", tmp_path / "g.csv", "--recordings", recordings, "--out", tmp_path / "out")
    with (tmp_path / "out" / "clips.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert [("good", "2", "foot_up bounce"), ("again", "0", "")] == [
        (row["clip"], row["mistakes"], row["missed"]) for row in rows
    ]


def test_thresholds_of_a_profile_are_those_that_judge(recordings: Path, tmp_path: Path) -> None:
    profile = tmp_path / "patient.toml"
    profile.write_text("schema = 1\nname = 'patient'\n[thresholds]\nktc_engaged_deg = 150.0\n", encoding="utf-8")
    labels = label(tmp_path / "labels.csv", "good")
    out = tmp_path / "out"
    told(labels, "--recordings", recordings, "--out", out, "--profile", profile)
    scores = json.loads((out / "scores.json").read_text(encoding="utf-8"))
    settings = scores["settings"]

    assert ("patient", 150.0) == (settings["profile"], settings["thresholds"]["ktc_engaged_deg"])
    assert {"too_shallow"} == {event["kind"] for event in scores["clips"][0]["events"] if event["outcome"] == "false"}


def test_the_drawn_clip_is_what_these_tests_take_it_for() -> None:
    assert drawn().times_s[-1] == pytest.approx(COURSE.duration_s, abs=0.1)


def test_a_place_that_cannot_hold_the_scores_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    place = tmp_path / "taken"
    place.write_text("here already")
    shown = told(tmp_path / "gone.csv", "--recordings", tmp_path, "--out", place / "out")

    assert 2 == shown.exit_code
    assert str(place) in shown.stderr
    assert "gone.csv" not in shown.stderr


def test_a_rater_of_a_clip_with_truth_knows_its_split_and_bank(recordings: Path, tmp_path: Path) -> None:
    tell_truth(tmp_path, "good", split="test")
    label(tmp_path / "labels.csv", "good")
    manner = Manner(tmp_path / "cache", split="test")
    rows = evaluate([tmp_path], recordings, manner).rows

    assert [("test", "good"), ("test", "good")] == [(row["score"]["split"], row["score"]["bank"]) for row in rows]
    assert [True, False] == [row["truth"] is not None for row in rows]


def test_two_videos_of_one_name_are_refused_unless_a_recording_stands_for_both(tmp_path: Path) -> None:
    for name in ("monday.mov", "monday.mp4"):
        (tmp_path / name).touch()

    with pytest.raises(NoRecordingsError, match=r"monday\.mov and monday\.mp4"):
        media_of(tmp_path)
    (tmp_path / "monday.poses.parquet").touch()
    assert ["monday.poses.parquet"] == [media.path.name for media in media_of(tmp_path).values()]


def test_nothing_that_can_be_scored_is_told_in_one_line(recordings: Path, tmp_path: Path) -> None:
    labels = label(tmp_path / "labels.csv", "elsewhere", "nowhere")

    ended = told(labels, "--recordings", recordings, "--out", tmp_path / "out")

    assert 2 == ended.exit_code
    assert 1 == len(ended.stderr.splitlines())
    assert "elsewhere" in ended.stderr
