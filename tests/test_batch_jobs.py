"""Several clips at once: the cores are shared out, one bad clip costs itself alone, and the order is that asked for."""

import json
import multiprocessing
import os
from functools import partial
from pathlib import Path

import pytest

from batches import command, contents, record, run, seen_video
from stretchcheck.analyze import Options, analyze
from stretchcheck.asked import Outcome
from stretchcheck.batch.local import Shares, in_processes, shares
from stretchcheck.batch.tally import Tally
from stretchcheck.cli.following import InOrder, said
from stretchcheck.inputs import Input, Kind, find
from vision.models import FOLDER_VARIABLE


def inputs(count: int, kind: Kind = "video") -> list[Input]:
    return [Input(Path(f"{kind}{number}"), f"{kind}{number}", kind) for number in range(count)]


@pytest.mark.parametrize(
    ("videos", "recordings", "cores", "jobs", "expected"),
    [
        (1, 0, 4, None, (1, 4)),
        (2, 0, 2, None, (2, 1)),
        (9, 0, 4, None, (4, 1)),
        (2, 0, 8, None, (2, 4)),
        (9, 0, 1, None, (1, 1)),
        (1, 0, 64, None, (1, 6)),
        (0, 3, 4, None, (1, 4)),
        (0, 9, 4, None, (2, 2)),
        (9, 0, 4, 2, (2, 2)),
        (9, 0, 2, 3, (3, 1)),
        (1, 0, 4, 3, (1, 4)),
        (0, 9, 4, 4, (4, 1)),
    ],
)
def test_cores_are_shared_out_between_clips_and_their_networks(
    videos: int, recordings: int, cores: int, jobs: int | None, expected: tuple[int, int]
) -> None:
    given = inputs(videos) + inputs(recordings, "recording")

    assert Shares(*expected) == shares(given, jobs=jobs, cores=cores)


def test_cores_that_this_process_may_not_use_are_not_counted() -> None:
    if not hasattr(os, "sched_setaffinity"):
        pytest.skip("needs a system that pins processes to cores")
    free = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(free)})
    try:
        assert Shares(1, 1) == shares(inputs(9))
    finally:
        os.sched_setaffinity(0, free)


def test_two_processes_leave_what_one_leaves_and_bad_files_stop_nobody(tmp_path: Path) -> None:
    good = record(tmp_path / "given", 3)
    bad = tmp_path / "given" / "bad.mp4"
    bad.write_bytes(b"no video")
    alone = run(*command([bad, *good], tmp_path / "one", "--jobs", "1"))
    shared = run(*command([bad, *good], tmp_path / "two", "--jobs", "2"))

    assert (1, 1) == (alone.returncode, shared.returncode)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert ["clip0.mp4", "clip1.mp4", "clip2.mp4"] == [
        json.loads(line)["source"]["name"] for line in shared.stdout.splitlines()
    ]
    assert "bad.mp4: Expected" in shared.stderr


def test_nothing_but_bad_files_is_exit_code_two(tmp_path: Path) -> None:
    for name in ("one.mp4", "two.mp4"):
        (tmp_path / name).write_bytes(b"no video")
    shown = run(*command([tmp_path / "one.mp4", tmp_path / "two.mp4"], tmp_path / "out", "--jobs", "2"))

    assert 2 == shown.returncode
    assert ["one.mp4", "two.mp4"] == sorted(line.split(": ")[1] for line in shown.stderr.splitlines())
    assert "Traceback" not in shown.stderr


def test_a_clip_whose_process_is_killed_is_told_and_the_others_are_analysed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is killed from outside, as the system does when memory runs out."""
    first, last = record(tmp_path / "given", 2)
    video = seen_video(tmp_path, tmp_path / "out")
    monkeypatch.setenv(FOLDER_VARIABLE, str(video))

    def follow(given: Input, doing: str, at_s: float, of_s: float) -> None:
        if (given.path, doing) == (video, "judging"):
            for child in multiprocessing.active_children():
                child.kill()

    given = find(map(str, (first, video, last)))
    options = Options(out=tmp_path / "out", resume=True)
    outcomes = list(analyze(given, options, progress=follow, runner=partial(in_processes, jobs=1)))
    died = "Its process died of signal 9; try it alone."

    assert [None, died, None] == [outcome.error for outcome in outcomes]
    assert not (tmp_path / "out" / "seen" / "result.json").exists()
    assert (tmp_path / "out" / "clip1" / "result.json").exists()


def test_results_are_passed_on_in_the_order_of_the_files() -> None:
    given, said_of = inputs(4), list[str]()
    pass_on = InOrder(given, lambda outcome: said_of.append(outcome.input.stem))
    so_far = []
    for number in (2, 0, 3, 1):
        pass_on(Outcome(given[number], Path()))
        so_far.append(list(said_of))

    assert [[], ["video0"], ["video0"], ["video0", "video1", "video2", "video3"]] == so_far


def test_time_left_follows_the_media_seconds_done(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.mp4" for number in range(3)]
    for path, size in zip(paths, (100, 300, 100), strict=True):
        path.write_bytes(b"x" * size)
    first, second, third = given = [Input(path, path.stem, "video") for path in paths]
    tally = Tally(given)

    assert (None, (0, 3)) == (tally.left_s(5.0), tally.files)
    tally.told(first, "watching", 5.0, 10.0)

    assert (5.0, 45.0) == tally.work_s()  # the second is three times as long as the first, by its bytes
    assert 90.0 == tally.left_s(10.0)
    tally.told(second, "watching", 10.0, 40.0)
    tally.ended(first, worked=True, of_s=10.0)
    tally.ended(third, worked=False)

    assert (20.0, 30.0) == tally.work_s()
    assert (30.0, (2, 3)) == (tally.left_s(20.0), tally.files)
    assert {second: "watching 10/40 s"} == tally.doing
    tally.ended(second, worked=True, of_s=40.0)

    assert ((50.0, 0.0), {}) == (tally.work_s(), tally.doing)


def test_a_recording_hardly_counts_beside_a_video(tmp_path: Path) -> None:
    video, recording = Input(tmp_path / "a", "a", "video"), Input(tmp_path / "b", "b", "recording")
    tally = Tally([video, recording])
    tally.told(video, "watching", 50.0, 100.0)
    tally.ended(recording, worked=True, of_s=100.0)

    assert (52.0, 50.0) == tally.work_s()


@pytest.mark.parametrize(("seconds", "words"), [(7.4, "7 s"), (90.0, "2 min"), (3700.0, "1 h 2 min")])
def test_a_time_is_told_as_roughly_as_it_is_known(seconds: float, words: str) -> None:
    assert words == said(seconds)
