"""The explorer's server: what its page is told, and that nothing but clips, labels and the page gets out."""

import hashlib
import json
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from exploring import SHALLOW, Page, labelled, served
from stretchcheck.cli.main import app
from stretchcheck.explore.server import PAGE, SHARED, Site
from stretchcheck.explore.tracks import skeletons
from vision.people import People
from vision.recording import Recording, RecordingWriter
from vision.trust import KNOWN
from vision.types import Scene

BENCH = Path(__file__).parents[1] / "bench" / "recordings"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Page, Path]]:
    folder = tmp_path_factory.mktemp("served")
    labels, recordings = labelled(folder, "one", "two")
    (folder / "secret.mp4").write_bytes(b"secret")
    (recordings / "one.mp4").write_bytes(b"another film")
    (recordings / "two.mp4").write_bytes(b"a film of two")
    made_of(recordings / "two.poses.parquet", b"a film of two")
    with served(labels, recordings) as (site, page):
        page.hear(lambda each: each["type"] == "figures" and each.get("is_whole"))
        yield site, page, folder


def made_of(path: Path, video: bytes) -> None:
    """Let a recording say that it was made of this video."""
    recording = Recording(path)
    source = recording.metadata["source"] | {"sha256": hashlib.sha256(video).hexdigest()}
    with RecordingWriter(path, {**recording.metadata, "source": source}) as writer:
        for observation in list(recording):
            writer.write(observation)


def scenes_of(path: Path) -> list[Scene]:
    recording = Recording(path)
    people = People((recording.metadata["source"]["width"], recording.metadata["source"]["height"]))
    return [people.update(observation) for observation in recording]


def test_a_page_is_told_everything_and_a_move_changes_the_figures(running: tuple[Site, Page, Path]) -> None:
    _, page, _ = running
    page.send("move", values=SHALLOW, drag=None)
    figures = page.hear(lambda each: each["type"] == "figures" and each.get("is_whole"))
    changed = page.hear(lambda each: each["type"] == "changed")
    page.send("reset")
    back = page.hear(lambda each: each["type"] == "figures" and each.get("is_whole"))

    assert figures["now"] != figures["start"]
    assert [("one", "depth"), ("two", "depth")] == [(row["clip"], row["check"]) for row in changed["rows"]]
    assert back["now"] == back["start"]


def test_skeletons_and_measures_are_of_the_clip_that_was_asked_for(running: tuple[Site, Page, Path]) -> None:
    _, page, _ = running
    status, body = page.get("/clip/0/skeletons")
    length = struct.unpack("<I", body[:4])[0]
    head = json.loads(body[4 : 4 + length])
    frames = head["frames"]
    times_s = np.frombuffer(body, "<f4", frames, 4 + length)
    measures = json.loads(page.get("/clip/0/measures")[1])

    assert (200, 33, 0) == (status, head["joints"], length % 4)
    assert len(body) == 4 + length + 4 * frames + 4 * frames * 2 * 33 * 2 + frames * 2 * 33
    assert np.allclose(times_s, measures["times_s"], atol=1e-3)
    assert 99.0 == pytest.approx(max(each or 0 for each in measures["followed"]["angle_deg"]), abs=5.0)


def test_joints_are_known_where_they_are_trusted() -> None:
    recording = BENCH / "ktc_side_left_1_good.poses.parquet"
    body, scenes = skeletons(recording), scenes_of(recording)
    known = np.frombuffer(body[-len(scenes) * 2 * 33 :], np.uint8).reshape(len(scenes), 2, 33)
    trusted = [[who.trust >= KNOWN for who in (scene.recipient, scene.partner)] for scene in scenes]

    assert 0 < known.mean() < 1
    assert np.array_equal(known, np.array(trusted))


def test_the_video_that_was_recorded_is_given_and_no_other(running: tuple[Site, Page, Path]) -> None:
    _, page, _ = running

    assert (200, b"a film of two") == page.get("/clip/1/video")
    assert 403 == page.get("/clip/1/video", cookie=False)[0]
    assert (409, False) == (page.get("/clip/0/video")[0], b"film" in page.get("/clip/0/video")[1])


@pytest.mark.parametrize(
    "path",
    [
        "/clip/2/skeletons", "/clip/-1/video", "/clip/one/measures", "/clip/../secret.mp4", "/clip/1/../../secret.mp4",
        "/clip/%2e%2e%2fsecret.mp4/video", "/clip/9999999/video", "/clip/1e0/video", "/static/../server.py",
        "/static/%2e%2e/server.py", "/static/..%2fserver.py", "/shared/../server.py", "/shared/%2e%2e/gate.py",
        "/secret.mp4", "/labels.csv", "/clip/%d9%a1/video", "/clip/1/video/../../../secret.mp4",
    ],
)  # fmt: skip
def test_nothing_else_is_given(running: tuple[Site, Page, Path], path: str) -> None:
    _, page, _ = running
    status, body = page.get(path)

    assert (404, False) == (status, b"secret" in body)


@pytest.mark.parametrize("path", ["/", "/static/js/main.js", "/clip/0/skeletons", "/clip/0/measures"])
def test_without_the_cookie_or_under_another_name_nothing_is_given(running: tuple[Site, Page, Path], path: str) -> None:
    _, page, _ = running

    assert [403, 403] == [page.get(path, cookie=False)[0], page.get(path, host="evil.example")[0]]


def test_a_page_of_another_origin_cannot_connect(running: tuple[Site, Page, Path]) -> None:
    _, page, _ = running
    address = f"ws://127.0.0.1:{page.port}/ws"
    with (
        pytest.raises(InvalidStatus, match="403"),
        connect(
            address,
            additional_headers={"Cookie": page.cookie},
            origin="http://evil.example",  # type: ignore[arg-type]
        ),
    ):
        pass


@pytest.mark.parametrize(
    "message",
    [
        "", "{", "7", "[]", '{"do": "format"}', '{"do": "move"}', '{"do": "move", "values": {}}',
        '{"do": "move", "values": {"no_such": 1}}', '{"do": "move", "values": {"fault_s": "x"}}',
        '{"do": "move", "values": {"fault_s": 1e9}}', '{"do": "move", "values": {"fault_s": 0.5}, "drag": 7}',
        '{"do": "reset", "names": ["x"]}', '{"do": "reset", "names": [[]]}', '{"do": "open", "number": 2}',
        '{"do": "open", "number": true}', '{"do": ["open"]}', '{"do": "rater", "rater": 7}', '{"do": "save_profile"}',
        '{"do": "save_profile", "file": "../x.toml", "note": "n"}',
        '{"do": "save_labels", "number": 0, "rater": "truth"}',
        '{"do": "save_labels", "number": 0, "rater": "bea", "labels": [{}]}', "[" * 5000,
    ],
)  # fmt: skip
def test_commands_that_make_no_sense_are_answered_and_change_nothing(
    running: tuple[Site, Page, Path], message: str
) -> None:
    site, page, folder = running
    before = (dict(site._room.steps.now), sorted(folder.rglob("*")))
    page.socket.send(message)
    answer = page.hear(lambda each: each["type"] == "error")

    assert "\n" not in answer["text"]
    assert before == (dict(site._room.steps.now), sorted(folder.rglob("*")))


def test_saved_labels_are_in_the_file_and_every_page_is_told(running: tuple[Site, Page, Path]) -> None:
    _, page, folder = running
    rows = [{"kind": "hold", "start_s": 7.5, "end_s": 41.0, "stretch": None, "side": None}]
    page.send("save_labels", number=0, rater="bea", labels=rows)
    clips = page.hear(lambda each: each["type"] == "clips")

    assert ["anna", "bea"] == [one["rater"] for one in clips["clips"][0]["raters"]]
    assert "one,7.5,41.0,hold,,,anna,bea" in (folder / "corrections.csv").read_text()


def test_the_page_loads_nothing_from_elsewhere() -> None:
    texts = [path.read_text(encoding="utf-8") for path in PAGE.rglob("*") if path.is_file()]

    assert len(texts) > 10
    assert [] == [text[:60] for text in texts if "http://" in text or "https://" in text]


def test_every_module_that_the_page_asks_for_is_there() -> None:
    wanted = [
        line.split('from "')[1].split('"')[0]
        for path in PAGE.rglob("*.js")
        for line in path.read_text(encoding="utf-8").splitlines()
        if 'from "' in line
    ]
    places = {"static": PAGE, "shared": SHARED}

    assert len(wanted) > 20
    assert [] == [each for each in wanted if not (places[each.split("/")[1]] / each.split("/", 2)[2]).is_file()]


@pytest.mark.parametrize("what", ["labels", "recordings", "port", "corrections"])
def test_what_cannot_be_explored_ends_with_one_line(
    running: tuple[Site, Page, Path], tmp_path: Path, what: str
) -> None:
    _, page, _ = running
    labels, recordings = labelled(tmp_path, "one")
    more = ["--port", str(page.port)] if what == "port" else []
    if what == "corrections":
        (tmp_path / "corrections.csv").write_text("clip,start_s,end_s,kind\none,1,2,hodl\n")
    given = [str(tmp_path / "none" if what == "labels" else labels), "--recordings"]
    given += [str(tmp_path / "none" if what == "recordings" else recordings), *more]
    done = CliRunner().invoke(app, ["tune", *given, "--explore", "--host-only"])

    assert (2, 1) == (done.exit_code, len(done.stderr.splitlines()))
    assert done.stderr.startswith("stretchcheck: ")
