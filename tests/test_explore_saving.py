"""What the explorer writes: profiles with a note, and corrected labels that leave the files they came from alone."""

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from calibration.labels import LabelError
from calibration.read_labels import read_labels
from exploring import SHALLOW, explored, labelled, room_of
from protocols.thresholds import DEFAULTS, Settings
from stretchcheck import profiles
from stretchcheck.evaluate.clips import Manner
from stretchcheck.evaluate.labelled import gather
from stretchcheck.evaluate.run import evaluate
from stretchcheck.explore.corrections import checked_rater, labels_from, write_clip
from stretchcheck.explore.gathered import find
from stretchcheck.explore.saving import Saving
from stretchcheck.profiles import ProfileError

ROWS: list[dict[str, Any]] = [
    {"kind": "hold", "start_s": 7.5, "end_s": 41.0, "stretch": "knee-to-chest", "side": "right"},
    {"kind": "too_shallow", "start_s": 9.0, "end_s": 12.0},
]


def saving(folder: Path, *, base: Path | None = None) -> Saving:
    return Saving(folder, base, "stretchcheck tune labels.csv --explore")


def save(to: Saving, file: str, now: dict[str, float], *, start: Settings = DEFAULTS, note: str = "it fits") -> Path:
    return to.save(file, note, start=start, now=now, data_sha256="f" * 64)


def entries(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text())["thresholds"]


def test_a_saved_profile_gives_the_thresholds_as_they_were_moved(tmp_path: Path) -> None:
    path = save(saving(tmp_path), "new.toml", SHALLOW)
    entry = entries(path)["ktc_engaged_deg"]

    assert SHALLOW == profiles.load(path).changed
    assert ("it fits", 95.0, "explored by hand", "f" * 64) == tuple(
        entry[name] for name in ("note", "before", "source", "data_sha256")
    )


def test_numbers_and_comments_that_were_not_moved_stay(tmp_path: Path) -> None:
    base = tmp_path / "mine.toml"
    base.write_text('schema = 1\nname = "mine"\n[thresholds]\n# by hand\nfault_s = 0.5  # short\ndrift_deg = 9\n')
    start = profiles.load(base)
    path = save(saving(tmp_path, base=base), "mine.toml", {**start.changed, "drift_deg": 10.0}, start=start)

    assert "# by hand\nfault_s = 0.5  # short" in path.read_text()
    assert ("mine", {"fault_s": 0.5, "drift_deg": 10.0}) == (profiles.load(path).profile, profiles.load(path).changed)


def test_under_another_name_the_profile_of_the_start_is_not_touched(tmp_path: Path) -> None:
    base = tmp_path / "mine.toml"
    base.write_text("schema = 1\n[thresholds]\nfault_s = 0.5\n")
    before = base.read_bytes()
    path = save(saving(tmp_path, base=base), "other.toml", {"fault_s": 0.5, **SHALLOW}, start=profiles.load(base))

    assert before == base.read_bytes()
    assert {"fault_s": 0.5, **SHALLOW} == profiles.load(path).changed


def test_what_is_moved_back_and_saved_again_is_back(tmp_path: Path) -> None:
    to = saving(tmp_path)
    save(to, "new.toml", SHALLOW)
    path = save(to, "new.toml", {"fault_s": 0.5})

    assert {"ktc_engaged_deg": 95.0, "fault_s": 0.5} == profiles.load(path).changed


@pytest.mark.parametrize(
    "file",
    ["../out.toml", "/tmp/out.toml", "a/b.toml", "a\\b.toml", ".toml", ".hidden.toml", "x.csv", "", "x.toml\n", None],
)
def test_a_profile_goes_into_its_folder_and_nowhere_else(tmp_path: Path, file: Any) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    with pytest.raises(ProfileError, match="without a folder"):
        save(saving(inside), file, SHALLOW)

    assert [inside] == sorted(tmp_path.rglob("*"))


def test_a_file_of_somebody_else_is_not_written_over(tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text("schema = 1\n")
    with pytest.raises(ProfileError, match="new name"):
        save(saving(tmp_path), "other.toml", SHALLOW)

    assert "schema = 1\n" == other.read_text()


def test_without_a_note_nothing_is_saved(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="note"):
        save(saving(tmp_path), "new.toml", SHALLOW, note="  ")

    assert [] == list(tmp_path.iterdir())


def corrected(rows: Any, *, clip: str = "one", rater: str = "bea") -> Any:
    return labels_from(rows, clip=clip, rater=rater, reference=None, end_s=45.0)


def test_corrections_stand_beside_the_labels_and_are_read_with_them(tmp_path: Path) -> None:
    labels, recordings = labelled(tmp_path, "one", "two")
    before = labels.read_bytes()
    write_clip(tmp_path / "corrections.csv", "one", "bea", corrected(ROWS))
    room = explored(room_of(labels, recordings))

    assert before == labels.read_bytes()
    assert [["anna", "bea"], ["anna"]] == [clip.raters for clip in room.clips]


def test_corrections_count_in_evaluate_as_another_rater(tmp_path: Path) -> None:
    labels, recordings = labelled(tmp_path / "labels", "one")
    write_clip(tmp_path / "labels" / "corrections.csv", "one", "bea", corrected(ROWS))
    scores = evaluate([labels.parent], recordings, Manner(cache=tmp_path)).rows

    assert ["anna", "bea"] == [row["rater"] for row in scores]
    assert [0, 1] == [sum(event["outcome"] == "missed" for event in row["events"]) for row in scores]


def test_saving_again_replaces_this_rater_and_clip_and_keeps_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    write_clip(path, "one", "bea", corrected(ROWS))
    write_clip(path, "two", "bea", corrected(ROWS, clip="two"))
    write_clip(path, "one", "carl", corrected(ROWS[:1], rater="carl"))
    first = path.read_bytes()
    count = write_clip(path, "one", "bea", corrected(ROWS[:1]))
    found = [f"{each.clip} {each.rater} {each.kind}" for each in read_labels(path).labels]

    assert 4 == count
    assert ["one bea hold", "one carl hold", "two bea hold", "two bea too_shallow"] == found
    assert first == (tmp_path / "corrections.csv.bak").read_bytes()
    assert ["one", "two"] == list(gather([tmp_path]).clips)


def test_a_file_that_holds_no_labels_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    path.write_text("shopping,list\nmilk,2\n")
    with pytest.raises(LabelError):
        write_clip(path, "one", "bea", corrected(ROWS))

    assert "shopping,list\nmilk,2\n" == path.read_text()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_labels_that_cannot_be_written_leave_those_of_before(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    write_clip(path, "one", "bea", corrected(ROWS))
    before = path.read_bytes()
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OSError, match="ermission"):
            write_clip(path, "one", "bea", corrected(ROWS[:1]))
    finally:
        tmp_path.chmod(0o700)

    assert before == path.read_bytes()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "1 to 2000 labels"),
        ("hold", "1 to 2000 labels"),
        ([7], "an object"),
        ([{**ROWS[0], "kind": "hodl"}], "hold"),
        ([{**ROWS[0], "kind": ["hold"]}], "words"),
        ([{**ROWS[0], "side": "up"}], "side"),
        ([{**ROWS[0], "stretch": "splits"}], "stretch"),
        ([{**ROWS[0], "start_s": "7"}], "number of seconds"),
        ([{**ROWS[0], "start_s": float("nan")}], "number of seconds"),
        ([{**ROWS[0], "start_s": True}], "number of seconds"),
        ([{**ROWS[0], "start_s": 50.0, "end_s": 40.0}], "start_s <= end_s"),
        ([{**ROWS[0], "end_s": 99.0}], "45.0 s of the clip"),
    ],
)
def test_labels_that_cannot_be_are_refused(rows: Any, said: str) -> None:
    with pytest.raises(LabelError, match=said):
        corrected(rows)


@pytest.mark.parametrize("rater", ["", "  ", "truth", "Truth ", "a\nb", "x" * 81, None, 7])
def test_labels_need_a_name_that_is_no_truth(rater: Any) -> None:
    with pytest.raises(LabelError, match="name"):
        checked_rater(rater)


def test_corrected_labels_can_be_scored_alone_where_there_are_some(tmp_path: Path) -> None:
    labels, recordings = labelled(tmp_path, "one", "two")
    write_clip(tmp_path / "corrections.csv", "one", "bea", corrected(ROWS))
    room = explored(room_of(labels, recordings), lambda room: room.choose_rater("bea"))
    raters = [[score.rater for score in clip.scores(clip.now, "bea")] for clip in room.clips]

    assert [["bea"], ["anna"]] == raters
    assert 1 == next(row["missed"] for row in room._figures["now"]["kinds"] if row["kind"] == "too_shallow")


def test_corrections_that_cannot_be_read_are_not_lost_by_going_on(tmp_path: Path) -> None:
    labels, recordings = labelled(tmp_path, "one")
    (tmp_path / "corrections.csv").write_text("clip,start_s,end_s,kind\none,1,2,hodl\n")

    with pytest.raises(LabelError, match="hodl"):
        find([labels], recordings)
