"""The explorer: the scores of `evaluate`, at once, by whatever thresholds; and only what may be tuned on."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluated import label, tell_truth
from exploring import SHALLOW, Here, explored, labelled, record, room_of, settled
from protocols.thresholds import DEFAULTS, THRESHOLDS, Settings
from stretchcheck import profiles
from stretchcheck.evaluate.bars import ALL
from stretchcheck.evaluate.clips import Manner
from stretchcheck.evaluate.run import as_scores, evaluate
from stretchcheck.explore.history import Steps
from stretchcheck.explore.judge import Outcome, judge_clip
from stretchcheck.explore.parts import Kept
from stretchcheck.explore.room import Room
from stretchcheck.explore.thresholds import GROUPS, OTHERS, described, group_of, with_value

FAULTS = (("too_shallow", 8.0, 12.0), ("jerk", 20.0, 20.5))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two people, who do not agree on when a hold ends."""
    labels, recordings = labelled(tmp_path_factory.mktemp("explored"), "one", "two", faults=FAULTS)
    later = (
        label(labels.with_name("later.csv"), "two", rater="anna", late_s=1.5)
        .read_text()
        .replace("right,anna", "right,otto")
    )
    kept = [line for line in labels.read_text().splitlines(keepends=True) if not line.startswith("two")]
    labels.write_text("".join(kept) + later.partition("\n")[2])
    return labels, recordings


def profile_of(folder: Path, values: dict[str, float]) -> Path:
    path = folder / "base.toml"
    lines = [f"{name} = {value}" for name, value in values.items()]
    path.write_text("schema = 1\n[thresholds]\n" + "\n".join(lines) + "\n")
    return path


def depth_of(outcome: Outcome | None) -> str:
    assert outcome is not None
    assert outcome.result is not None
    return next(each["verdict"] for each in outcome.result["repetitions"][0]["checks"] if each["name"] == "depth")


@pytest.mark.parametrize("values", [{}, SHALLOW, {"hold_drop_deg": 8.0, "accel_red_deg_s2": 70.0}])
def test_the_figures_are_those_of_evaluate_with_the_same_profile(
    files: tuple[Path, Path], tmp_path: Path, values: dict[str, float]
) -> None:
    labels, recordings = files
    room = explored(room_of(labels, recordings), lambda room: room.move(values, None) if values else None)
    manner = Manner(cache=tmp_path, settings=profiles.load(profile_of(tmp_path, values)))
    wanted = as_scores(evaluate([labels], recordings, manner), manner)["figures"][ALL]

    assert len(wanted) > 50
    assert wanted == room._figures["now"]["figures"]


def test_a_profile_to_start_from_gives_the_figures_that_moving_to_it_gives(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    moved = explored(room_of(*files), lambda room: room.move(SHALLOW, None))
    started = explored(room_of(*files, profile=profile_of(tmp_path, SHALLOW)))

    assert moved._figures["now"] == started._figures["now"] == started._figures["start"]
    assert moved._figures["now"] != moved._figures["start"]


def test_a_move_changes_verdicts_and_says_which(files: tuple[Path, Path]) -> None:
    room = explored(room_of(*files), lambda room: room.move(SHALLOW, None))
    rows = [
        tuple(row[name] for name in ("clip", "check", "before", "truth", "better")) for row in room._changed["rows"]
    ]

    assert [("one", "depth", "ok", "fault", True), ("two", "depth", "ok", "good", False)] == rows
    assert {"ok"} != {depth_of(clip.now) for clip in room.clips}


def test_every_slider_at_its_start_changes_nothing(files: tuple[Path, Path]) -> None:
    def touch_all(room: Room) -> None:
        for name in THRESHOLDS:
            room.move({name: DEFAULTS[name]}, None)

    room = explored(room_of(*files), touch_all)

    assert ({}, False, []) == (room.steps.now, room.steps.can_undo, room._changed["rows"])
    assert room._figures["start"] == room._figures["now"]


def test_undo_gives_the_figures_of_before_and_redo_those_after(files: tuple[Path, Path]) -> None:
    room = explored(room_of(*files), lambda room: room.move(SHALLOW, None), Room.undo)
    before = room._figures["now"]
    again = explored(room_of(*files), lambda room: room.move(SHALLOW, None), Room.undo, Room.redo)

    assert before == room._figures["start"]
    assert again._figures["now"] != again._figures["start"]


def test_moves_of_one_drag_are_one_step() -> None:
    steps = Steps({})
    for value in (1.0, 2.0, 3.0):
        steps.take({"a": value}, drag="a 1")
    steps.take({"a": 4.0}, drag="a 2")
    steps.undo()

    assert ({"a": 3.0}, True) == (steps.now, steps.can_undo)
    steps.undo()
    assert ({}, False) == (steps.now, steps.can_undo)


def test_a_newer_move_lets_go_of_the_older(files: tuple[Path, Path]) -> None:
    room, here = room_of(*files), Here()
    room.workers = here  # type: ignore[assignment] # works as they do

    async def live() -> None:
        await room.prepare()
        await settled(room)
        here.asked.clear()
        for value in (86.0, 87.0, 110.0):
            room.move({"ktc_engaged_deg": value}, "one drag")
        await settled(room)

    asyncio.run(live())
    judged = [given[1]["ktc_engaged_deg"] for work, *given in here.asked if work is judge_clip]

    assert [110.0, 110.0] == judged
    assert (2, 110.0) == (room.done, room.now["ktc_engaged_deg"])


@settings(max_examples=12, deadline=None)
@given(name=st.sampled_from(sorted(THRESHOLDS)), end=st.sampled_from(["low", "high"]))
def test_what_follows_from_before_is_what_judging_again_gives(files: tuple[Path, Path], name: str, end: str) -> None:
    recording = files[1] / "one.poses.parquet"
    first = judge_clip(recording, DEFAULTS)
    other = Settings({name: getattr(THRESHOLDS[name], end)})
    again = judge_clip(recording, other)
    if first.holds_for(other):
        assert bare(first) == bare(again)
    else:
        assert first.read is not None
        assert name in first.read


def bare(outcome: Outcome) -> dict[str, object]:
    assert outcome.result is not None
    return {key: value for key, value in outcome.result.items() if key != "settings"}


def test_clips_of_the_test_part_and_of_its_people_are_left_out(tmp_path: Path) -> None:
    tell_truth(tmp_path / "truth", "tested", split="test")
    tell_truth(tmp_path / "truth", "mixed", split="development")
    recordings = record(tmp_path / "recordings", "tested", "mixed", "free")
    label(tmp_path / "truth" / "labels.csv", "free", rater="eva")
    text = (tmp_path / "truth" / "labels.csv").read_text()
    (tmp_path / "truth" / "labels.csv").write_text(text.replace(",anna,", ",otto,"))
    room = explored(room_of(tmp_path / "truth", recordings))

    assert ["free"] == [clip.name for clip in room.clips]
    assert ["2 clips are left out: they are of another part than development, which may not be tuned on; "
            "so are all clips of anna, who appear in both."] == room.notes  # fmt: skip


def test_parts_and_people_that_the_user_names_count_over_the_truths(tmp_path: Path) -> None:
    for name, split in (("tested", "test"), ("mixed", "development"), ("other", "development")):
        tell_truth(tmp_path / "truth", name, split=split)
    recordings = record(tmp_path / "recordings", "tested", "mixed", "other")
    by_parts = explored(room_of(tmp_path / "truth", recordings, kept=Kept({"tested": "none", "other": "test"})))
    swapped = explored(room_of(tmp_path / "truth", recordings, kept=Kept({"tested": "none"})))
    nobody = explored(room_of(tmp_path / "truth", recordings, kept=Kept({"tested": "none"}, ("Anna ",))))

    assert [] == by_parts.clips
    assert ["mixed", "other"] == sorted(clip.name for clip in swapped.clips)
    assert [] == nobody.clips
    assert "2 clips of Anna  are left out." in nobody.notes


def test_people_whom_nobody_names_may_be_in_both_parts(tmp_path: Path) -> None:
    """As `tune` refuses them."""
    recordings = record(tmp_path / "recordings", "one", "two")
    text = label(tmp_path / "labels.csv", "one", "two").read_text()
    (tmp_path / "labels.csv").write_text(text.replace(",anna,", ",,"))
    room = explored(room_of(tmp_path / "labels.csv", recordings, kept=Kept({"one": "test"})))

    assert [] == room.clips
    assert "all clips of people whom nobody names, who appear in both" in room.notes[0]


def test_a_clip_that_cannot_be_read_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    labels, recordings = labelled(tmp_path, "good", "broken")
    (recordings / "broken.poses.parquet").write_bytes(b"PAR1 nothing")
    room = explored(room_of(labels, recordings), lambda room: room.move(SHALLOW, None))

    assert ["broken: Expected a Parquet file"] == [note[:31] for note in room.notes]
    assert [("good", "depth")] == [(row["clip"], row["check"]) for row in room._changed["rows"]]


@pytest.mark.parametrize("name", THRESHOLDS)
def test_every_threshold_stands_in_a_group_and_its_steps_lead_to_the_default(name: str) -> None:
    row = next(each for each in described(DEFAULTS) if each["name"] == name)
    steps = (row["default"] - row["low"]) / row["step"]

    assert group_of(name) in [title for title, _ in GROUPS]
    assert OTHERS != row["group"]
    assert abs(steps - round(steps)) < 1e-6
    assert 50 <= (row["high"] - row["low"]) / row["step"] + 1e-6


def test_a_number_of_the_profile_stays_an_entry_when_it_is_set_to_the_default() -> None:
    start = Settings({"fault_s": 0.5})

    assert {"fault_s": 0.7} == with_value({"fault_s": 0.5}, "fault_s", 0.7, start=start)
    assert {} == with_value({"fault_s": 0.5}, "fault_s", 0.7, start=DEFAULTS)
