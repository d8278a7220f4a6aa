"""Labels for other programs: what is written is read back as it was, and what would be lost is refused."""

import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.label_exports import elan, label_studio
from calibration.labels import KINDS, SIDES, Label, LabelError
from calibration.read_labels import read_labels
from calibration.write_labels import SUFFIXES, Format, write_labels
from protocols.stretches import STRETCHES
from stretchcheck.cli.main import app

MADE_AT = datetime(2026, 11, 28, 10, tzinfo=UTC)
FORMATS: tuple[Format, ...] = ("csv", "boris", "elan", "label-studio")
ADA = Label("clip_1", 6.5, 31.5, "hold", "spinal-twist", "left", "Ada", "R1")
JERK = Label("clip_1", 9.25, 9.6, "jerk", None, None, "Ada", "R1")
POINT = Label("clip_1", 12.0, 12.0, "bounce", "spinal-twist", None, "Ada", "R2")
BARE = Label("clip_2", 0.0, 4.0, "foot_not_lifted")
LABELS = (ADA, JERK, POINT, BARE)

NAMES = st.text("abcXYZ019_ -.\u00e4\u4e2d", min_size=1).filter(lambda text: text == text.strip() and text != ".")


@st.composite
def many_labels(draw: st.DrawFn) -> list[Label]:
    """Labels of one clip, in whole tenths of a second, one after another."""
    clip, start_s, labels = draw(NAMES), 0.0, []
    for kind, length in draw(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 50)), min_size=1, max_size=5)):
        end_s = start_s + length / 10
        labels.append(
            Label(
                clip, round(start_s, 6), round(end_s, 6), kind, draw(st.none() | st.sampled_from(sorted(STRETCHES))),
                draw(st.none() | st.sampled_from(SIDES)), "Ada", draw(st.none() | st.just("R 1")),
            )
        )  # fmt: skip
        start_s = end_s + 0.1
    return labels


def key(label: Label) -> Any:
    return (label.clip, label.start_s, label.end_s, label.kind, str(label))


def there_and_back(folder: Path, labels: list[Label], to: Format, name: str = "labels", **more: Any) -> list[Label]:
    """What is read of all files that were written."""
    path = folder / (name if to == "elan" else f"{name}{SUFFIXES[to][0]}")
    files = write_labels(path, labels, to=to, made_at=MADE_AT, **more)
    return sorted(itertools.chain.from_iterable(read_labels(file).labels for file in files), key=key)


@pytest.mark.parametrize("to", FORMATS)
def test_labels_come_back_equal(tmp_path: Path, to: Format) -> None:
    expected = [elan.kept(label) for label in LABELS] if to == "elan" else list(LABELS)

    assert sorted(expected, key=key) == there_and_back(tmp_path, list(LABELS), to)


@pytest.mark.parametrize("to", FORMATS)
@given(labels=many_labels())
def test_any_labels_of_whole_tenths_come_back_equal_or_are_refused(
    tmp_path_factory: pytest.TempPathFactory, to: Format, labels: list[Label]
) -> None:
    folder = tmp_path_factory.mktemp("out")
    expected = [elan.kept(label) for label in labels] if to == "elan" else labels
    try:
        found = there_and_back(folder, labels, to)
    except LabelError:
        assert [] == list(folder.iterdir())
    else:
        assert sorted(expected, key=key) == found


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_keeps_its_name(tmp_path: Path, to: Format, kind: str) -> None:
    label = Label("clip", 1.0, 2.0, kind, "figure-four", "right", "Ada", "R1")

    assert [label] == there_and_back(tmp_path, [label], to)


def test_a_point_stays_a_point_in_boris_and_becomes_a_millisecond_in_elan(tmp_path: Path) -> None:
    assert [POINT] == there_and_back(tmp_path, [POINT], "boris")
    assert [replace(POINT, end_s=12.001)] == there_and_back(tmp_path, [POINT], "elan")


def test_times_are_kept_to_what_each_program_keeps(tmp_path: Path) -> None:
    label = replace(JERK, start_s=1.0000004, end_s=2.0123456789)
    boris, studio = there_and_back(tmp_path, [label], "boris"), there_and_back(tmp_path, [label], "label-studio")

    assert [(1.0, 2.012346)] == [(one.start_s, one.end_s) for one in boris]
    assert [label] == studio
    assert [(1.0, 2.012)] == [(one.start_s, one.end_s) for one in there_and_back(tmp_path, [label], "elan")]


def test_timelines_of_label_studio_count_whole_frames_from_one(tmp_path: Path) -> None:
    labels = [replace(JERK, start_s=1.0, end_s=2.0), replace(POINT, start_s=3.01, end_s=3.01)]
    found = there_and_back(tmp_path, labels, "label-studio", fps=25.0)
    tasks = json.loads((tmp_path / "labels.json").read_text(encoding="utf-8"))
    ranges = [one["value"]["ranges"] for note in tasks[0]["annotations"] for one in note["result"]]

    assert [[{"start": 26, "end": 50}], [{"start": 76, "end": 76}]] == ranges
    assert [(1.0, 2.0), (3.0, 3.04)] == [(one.start_s, one.end_s) for one in found]
    assert sorted((label_studio.kept(one, fps=25.0) for one in labels), key=key) == found


def test_each_clip_is_an_eaf_of_its_own_in_a_folder(tmp_path: Path) -> None:
    write_labels(tmp_path / "out", LABELS, to="elan", made_at=MADE_AT)

    assert ["clip_1.eaf", "clip_2.eaf"] == sorted(path.name for path in (tmp_path / "out").iterdir())


def test_an_eaf_of_one_clip_is_a_file_and_of_two_is_refused(tmp_path: Path) -> None:
    assert [tmp_path / "x.eaf"] == write_labels(tmp_path / "x.eaf", [ADA], to="elan", made_at=MADE_AT)
    with pytest.raises(LabelError, match=r"Expected labels of one clip, since an \.eaf is of one.*y\.eaf$"):
        write_labels(tmp_path / "y.eaf", LABELS, to="elan", made_at=MADE_AT)


def test_annotations_of_one_tier_never_overlap(tmp_path: Path) -> None:
    labels = [replace(JERK, start_s=start, end_s=start + 2.0) for start in (1.0, 2.0, 2.5, 4.0)]
    write_labels(tmp_path / "x.eaf", labels, to="elan", made_at=MADE_AT)
    root = ElementTree.parse(tmp_path / "x.eaf").getroot()
    slots = {one.get("TIME_SLOT_ID"): int(one.get("TIME_VALUE") or -1) for one in root.iter("TIME_SLOT")}
    tiers = [
        [
            (slots[one.get("TIME_SLOT_REF1")], slots[one.get("TIME_SLOT_REF2")])
            for one in tier.iter("ALIGNABLE_ANNOTATION")
        ]
        for tier in root.iter("TIER")
    ]

    assert [[(1000, 3000), (4000, 6000)], [(2000, 4000)], [(2500, 4500)]] == tiers
    assert sorted(labels, key=key) == sorted(read_labels(tmp_path / "x.eaf").labels, key=key)


def test_tiers_of_two_raters_have_names_of_their_own(tmp_path: Path) -> None:
    write_labels(tmp_path / "x.eaf", [JERK, replace(JERK, rater="R2")], to="elan", made_at=MADE_AT)
    names = [tier.get("TIER_ID") for tier in ElementTree.parse(tmp_path / "x.eaf").getroot().iter("TIER")]

    assert ["jerk@Ada@R1", "jerk@Ada@R2"] == names


def test_tabs_part_the_cells_of_a_tsv_of_boris(tmp_path: Path) -> None:
    write_labels(tmp_path / "x.tsv", [JERK], to="boris", made_at=MADE_AT)

    assert "Observation id\tObservation date" in (tmp_path / "x.tsv").read_text(encoding="utf-8")
    assert [JERK] == list(read_labels(tmp_path / "x.tsv").labels)


@pytest.mark.parametrize(
    ("to", "label", "says"),
    [
        ("boris", replace(JERK, clip="a/b"), "Expected names that BORIS keeps"),
        ("boris", replace(JERK, subject="none"), "Expected names that BORIS keeps"),
        ("boris", replace(JERK, rater="\ud800"), "Expected names that can be written as UTF-8"),
        ("elan", replace(JERK, rater="\ud800"), "Expected names that XML can hold"),
        ("elan", replace(JERK, rater="\x01"), "Expected names that XML can hold"),
        ("elan", replace(JERK, clip="a/b"), "Expected the name of a clip without folders"),
        ("label-studio", replace(JERK, clip="a/b"), "Expected names that Label Studio keeps"),
        ("label-studio", replace(JERK, subject="\ud800"), "Expected names that can be written as UTF-8"),
        ("csv", replace(JERK, rater=" R1"), "Expected a rater without spaces around it"),
        ("csv", replace(JERK, rater="\ud800"), "Expected names that can be written as UTF-8"),
    ],
)
def test_a_name_that_would_not_come_back_is_refused_and_leaves_nothing(
    tmp_path: Path, to: Format, label: Label, says: str
) -> None:
    with pytest.raises(LabelError) as error:
        there_and_back(tmp_path, [ADA, label], to)

    assert str(error.value).startswith(says)
    assert str(tmp_path) in str(error.value)
    assert [] == list(tmp_path.iterdir())


def test_states_of_one_kind_and_person_that_overlap_are_refused_by_boris(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="Expected labels of one kind, side and person one after another in BORIS"):
        there_and_back(tmp_path, [replace(JERK, end_s=12.0), replace(JERK, start_s=10.0, end_s=11.0)], "boris")


@pytest.mark.parametrize(
    ("to", "name"), [("csv", "x.json"), ("boris", "x"), ("label-studio", "x.csv"), ("elan", "x.xml")]
)
def test_a_file_that_would_not_be_read_again_is_refused(tmp_path: Path, to: Format, name: str) -> None:
    with pytest.raises(LabelError, match=f"Expected a file that ends in .*but got '{name}'"):
        write_labels(tmp_path / name, [JERK], to=to, made_at=MADE_AT)


def test_nothing_to_write_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="Expected a label to write, but got none"):
        write_labels(tmp_path / "x.csv", [], to="csv", made_at=MADE_AT)


def run(*arguments: object) -> int:
    try:
        app([str(each) for each in ("labels", *arguments)], standalone_mode=True)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_the_command_writes_labels_of_several_files_into_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two, out = (tmp_path / name for name in ("one.csv", "two.eaf", "all.json"))
    write_labels(one, [BARE], to="csv", made_at=MADE_AT)
    write_labels(two, [JERK], to="elan", made_at=MADE_AT)

    assert 0 == run(one, two, "--to", "label-studio", "--out", out)
    assert [JERK, BARE] == list(read_labels(out).labels)
    assert ["2 labels of 2 clips", f"label-studio: {out}"] == capsys.readouterr().out.splitlines()


def test_the_command_takes_the_truth_of_a_rendered_clip(tmp_path: Path) -> None:
    truth = next((Path(__file__).parents[1] / "bench" / "truth").glob("*.truth.json.gz"))
    out = tmp_path / "labels.csv"

    assert 0 == run(truth, "--to", "csv", "--out", out)
    assert read_labels(truth).labels == read_labels(out).labels


@pytest.mark.parametrize(
    ("row", "out", "says"),
    [
        ("clip,1,2,jrek", "x.json", "Expected kind to be one of ['jerk']"),
        ("clip,1,2,jerk", "in.csv", "Expected another file than those that are read"),
        ("clip,1,2,jerk", "x.eaf/x.json", "Could not read or write"),
    ],
)
def test_the_command_says_in_one_line_what_it_cannot_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str, out: str, says: str
) -> None:
    source = tmp_path / "in.csv"
    source.write_text(f"clip,start_s,end_s,kind\n{row}\n")
    (tmp_path / "x.eaf").write_text("")
    to = "csv" if out.endswith(".csv") else "label-studio"

    assert 2 == run(source, "--to", to, "--out", tmp_path / out)
    said = capsys.readouterr().err
    assert says in said
    assert 1 == said.count("\n")
    assert f"clip,start_s,end_s,kind\n{row}\n" == source.read_text()


def test_the_command_names_what_it_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_labels(tmp_path / "in.csv", [JERK, replace(JERK, kind="drift")], to="boris", made_at=MADE_AT)
    text = (tmp_path / "in.csv").read_text().replace("drift", "scratching")
    (tmp_path / "in.csv").write_text(text)

    assert 0 == run(tmp_path / "in.csv", "--to", "csv", "--out", tmp_path / "out.csv")
    assert "in.csv: These behaviours are no kinds and were left out: scratching." in capsys.readouterr().err
    assert [JERK] == list(read_labels(tmp_path / "out.csv").labels)


def test_tasks_for_label_studio_are_completed_by_nobody_since_it_knows_no_rater(tmp_path: Path) -> None:
    """It refuses a whole import for one address that is no user's."""
    path = tmp_path / "tasks.json"
    write_labels(path, [ADA, JERK, POINT], to="label-studio", made_at=MADE_AT)

    (task,) = json.loads(path.read_text())
    assert not any("completed_by" in annotation for annotation in task["annotations"])
    remarks = [[region["meta"]["text"] for region in annotation["result"]] for annotation in task["annotations"]]
    assert [[["rater: R1"], ["rater: R1"]], [["rater: R2"]]] == remarks
    regions = [region["id"] for annotation in task["annotations"] for region in annotation["result"]]
    assert 3 == len({*regions})
