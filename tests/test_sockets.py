"""The page's websockets: one page runs the session, nothing sent harms it, and the newest picture is answered."""

import json
import math
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

import lookers
from serving import Client, Served, eventually, message, picture, serving, to_session
from stretchcheck.live.frametime import FrameTimes


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("data")) as served:
        yield served


@pytest.fixture
def served(shared: Served) -> Iterator[Served]:
    """A server to which anything may be sent: afterwards its page works and nothing raised."""
    shared.log.clear()
    yield shared

    assert [] == shared.tracebacks()
    assert {} == shared.room.notes
    with shared.control() as page, shared.open("/ws/frames") as frames:
        assert eventually(lambda: page.fresh()["owner"])
        assert eventually(lambda: "size" in answered(frames, message(time.monotonic() * 1000, picture())))


def answered(frames: Client, sent: bytes) -> dict[str, Any]:
    frames.socket.send(sent)
    return frames.receive()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Served]:
    """A server of a test's own."""
    with serving(tmp_path) as served:
        yield served

        assert [] == served.tracebacks()


# -- commands

BAD_COMMANDS = [
    "", "nonsense", "[]", "null", "17", '"do"', '{"do": 1}', '{"do": null}', '{"do": []}', '{"do": {}}', '{}', "{",
    '{"do": "_end"}', '{"do": "__init__"}', '{"do": "command"}', '{"do": "hello\\u0000"}',
    '{"do": "hello", "voices": NaN}', '{"do": "hello", "voices": 1e999}', '{"do": "hello", "voices": -1}',
    '{"do": "hello", "voices": true}', '{"do": "hello", "voices": 0, "microphone": [], "camera": {}}',
    '{"do": "hello", "voices": ' + "9" * 5000 + "}", '{"do": "mute"}', '{"do": "mute", "on": "yes"}',
    '{"do": "mute", "on": NaN}', '{"do": "answer", "id": [], "yes": true}',
    '{"do": "answer", "id": {"a": 1}, "yes": true}',
    '{"do": "answer", "id": "legs"}', '{"do": "answer", "yes": true}', '{"do": "stop"}', '{"do": "end"}',
    '{"do": "begin"}',
    '{"do": "mute", "on": true, "note": "\\ud800"}', '{"do": "mute", "on": true, "note": NaN}',
    '{"do": "screened"}', '{"do": "word", "phrase": "\\ud800"}', '{"do": "plan", "steps": 3}', "[" * 60_000,
    '{"a":' * 10_000 + "1" + "}" * 10_000, '{"do": "answer", "id": "\\udfff", "yes": false}',
    '{"do": "' + "x" * 60_000 + '"}',
]  # fmt: skip


@pytest.mark.parametrize("text", BAD_COMMANDS, ids=range(len(BAD_COMMANDS)))
def test_a_command_that_makes_no_sense_is_refused_in_words_and_changes_nothing(served: Served, text: str) -> None:
    with served.control() as page:
        before = page.fresh()
        page.socket.send(text)
        refused = page.until(lambda got: got["type"] == "error")

        assert 0 < len(refused["text"]) < 300
        assert before == page.fresh()


STAGED = [
    {"do": "word", "phrase": 3}, {"do": "word", "phrase": "x" * 81}, {"do": "word", "phrase": ""}, {"do": "word_done"},
    {"do": "word", "phrase": "\x00\x01"}, {"do": "word", "phrase": "stop"},
]  # fmt: skip
PLANNED = [
    {"do": "plan"}, {"do": "plan", "steps": []}, {"do": "plan", "steps": "knee"}, {"do": "plan", "steps": [1]},
    {"do": "plan", "steps": [{"stretch": [], "side": {}, "hold_s": []}]}, {"do": "plan_minutes", "minutes": "5"},
    {"do": "plan", "steps": [{"stretch": "knee-to-chest", "side": [], "hold_s": 30}]},
    {"do": "plan", "steps": [{"stretch": "knee-to-chest", "side": "left", "hold_s": 1e308}]},
    {"do": "plan", "steps": [{"stretch": "knee-to-chest", "side": "left", "hold_s": True}]},
    {"do": "plan", "steps": [{"stretch": "knee-to-chest", "side": "left", "file": "/etc/passwd"}]},
    {"do": "plan", "steps": [{"stretch": "knee-to-chest", "side": "left"}] * 25}, {"do": "plan_minutes", "minutes": 0},
    {"do": "plan_minutes", "minutes": 10**400}, {"do": "plan_minutes", "minutes": -1e300}, {"do": "plan_minutes"},
    {"do": "keep_video", "on": 1},
]  # fmt: skip
LYING = [
    {"do": "score", "value": 11}, {"do": "score", "value": -1}, {"do": "score", "value": 3.5}, {"do": "score"},
    {"do": "score", "value": "severe"}, {"do": "score", "value": []}, {"do": "score", "value": {}},
    {"do": "score", "value": True}, {"do": "new"}, {"do": "planned"}, {"do": "word_skip"},
]  # fmt: skip


def test_fields_that_make_no_sense_are_refused_in_every_stage(alone: Served) -> None:
    with alone.control() as page:
        refused_all(page, [{"do": "screened"}])
        answer_all(page)
        page.obeyed("screened")
        page.obeyed("prepared")
        refused_all(page, STAGED)
        page.obeyed("word_skip")
        refused_all(page, PLANNED)
        page.obeyed("planned")
        page.obeyed("begin")
        refused_all(page, LYING)

        assert "session" == page.fresh()["stage"]


def answer_all(page: Client) -> None:
    for group in page.state["screening"]["groups"]:
        for question in group["questions"]:
            page.do("answer", id=question["id"], yes=False)


def refused_all(page: Client, commands: list[dict[str, Any]]) -> None:
    for command in commands:
        page.socket.send(json.dumps(command))
        refused = page.until(lambda got: got["type"] == "error", 3.0)

        assert 0 < len(refused["text"]) < 300, command


@pytest.mark.parametrize(
    ("path", "sent", "code"),
    [
        ("/ws/control", "x" * (64 * 1024 + 1), 1009),
        ("/ws/control", "é" * (40 * 1024), 1009),
        ("/ws/control", "x" * (600 * 1024), 1009),
        ("/ws/control", b'{"do": "hello"}', 1003),
        ("/ws/frames", b"\0" * (512 * 1024 + 1), 1009),
        ("/ws/frames", b"\0" * (4 * 1024 * 1024), 1009),
        ("/ws/frames", "a picture", 1003),
        ("/ws/frames", b"", 1003),
        ("/ws/frames", b"\0" * 16, 1003),
        ("/ws/sound", '{"rate_hz": 48000}' + " " * 300, 1009),
        ("/ws/sound", b"\0\0", 1003),
    ],
)  # fmt: skip
def test_what_is_too_long_or_of_the_wrong_kind_closes_that_socket_alone(
    served: Served, path: str, sent: str | bytes, code: int
) -> None:
    with served.control() as page, served.open(path) as bad:
        with suppress(ConnectionClosed):  # already while it is sent
            bad.socket.send(sent)

        assert bad.closed() in ({code} if len(sent) < 2**20 else {code, 1006})  # reset while it was still sending
        assert page.fresh()


def test_text_that_is_no_text_closes_that_socket_alone(served: Served) -> None:
    with served.control() as page, served.open("/ws/control") as bad:
        with bad.socket.send_context():
            bad.socket.protocol.send_text(b"\xff\xfe\xfd")

        assert 1007 == bad.closed()
        assert page.fresh()


# -- whose session it is


def test_the_first_page_runs_the_session_and_a_second_one_is_told_so(alone: Served) -> None:
    with alone.control() as first, alone.control() as second:
        assert (True, False) == (first.state["owner"], second.state["owner"])
        second.do("mute", on=True)
        second.until(lambda got: got["type"] == "error")

        assert ["Another window runs the session."] == second.errors
        assert not first.fresh()["muted"]


def test_a_page_that_takes_the_session_has_it_and_the_other_is_told(alone: Served) -> None:
    with alone.control() as first, alone.control() as second:
        second.do("take")

        assert second.until(lambda got: got["type"] == "state" and got["owner"])
        assert first.until(lambda got: got["type"] == "state" and not got["owner"])
        assert second.obeyed("mute", on=True)["muted"]
        first.do("mute", on=False)
        assert "Another window" in first.until(lambda got: got["type"] == "error")["text"]
        assert second.fresh()["muted"]


def test_stopping_is_possible_from_any_page(alone: Served) -> None:
    with alone.control() as first, alone.control() as second:
        to_session(first)
        for name in ("end", "skip", "go_on", "release_stop", "begin", "score"):
            second.do(name)
            assert "Another window" in second.until(lambda got: got["type"] == "error")["text"]
        second.do("stop", by="key")

        assert "key" == first.until(lambda got: got.get("stopped"))["stopped"]["by"]
        hushed = [got["type"] for got in (first.receive(), first.receive())] if not first.said else []
        assert "stop" in [line["kind"] for line in first.said], hushed
        second.do("release_stop")
        second.until(lambda got: got["type"] == "error")
        assert first.fresh()["stopped"]
        first.do("release_stop")
        first.until(lambda got: got["type"] == "state" and not got["stopped"])


def test_a_page_that_is_loaded_anew_finds_everything_as_it_was(alone: Served) -> None:
    with alone.control() as page:
        to_session(page)
        page.do("stop", by="button")
        before = page.until(lambda got: got.get("stopped"))
    with alone.control() as page:
        assert page.state == before | {"log": page.state["log"]}
        assert page.state["owner"]
        assert "button" == page.state["stopped"]["by"]


def test_a_session_outlives_its_only_page(alone: Served) -> None:
    with alone.control() as page:
        to_session(page)
    time.sleep(0.5)

    assert "session" == alone.room.stage
    with alone.control() as page:
        assert ("session", True) == (page.state["stage"], page.state["owner"])


def test_the_page_that_is_left_runs_the_session(alone: Served) -> None:
    with alone.control() as first, alone.control() as second:
        first.socket.close()

        assert second.until(lambda got: got["type"] == "state" and got["owner"])


def test_a_page_that_does_not_read_holds_up_nobody(alone: Served) -> None:
    import socket

    plain = socket.create_connection(("127.0.0.1", alone.port))
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    own = f"127.0.0.1:{alone.port}"
    plain.sendall(
        f"GET /ws/control HTTP/1.1\r\nHost: {own}\r\nOrigin: http://{own}\r\nCookie: {alone.cookie}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    time.sleep(0.3)
    with alone.control() as page:
        page.obeyed("take")
        for number in range(600):
            page.do("mute", on=number % 2 == 0)
        start_s = time.monotonic()
        page.obeyed("mute", on=True)

        assert time.monotonic() - start_s < 5.0
    plain.close()


def test_of_many_pages_the_oldest_idle_ones_are_sent_away(alone: Served) -> None:
    with alone.control() as owner:
        idle = [alone.control() for _ in range(20)]

        assert 4001 == idle[0].closed()
        assert owner.fresh()["owner"]
        assert not idle[-1].until(lambda got: got["type"] == "state")["owner"]
        for page in idle:
            page.socket.close()


# -- pictures


def test_a_picture_is_answered_with_its_own_time(served: Served) -> None:
    with served.open("/ws/frames") as frames:
        for steady_ms in (1000.0, 1040.5, 1080.25):
            frames.socket.send(message(steady_ms, picture()))
            got = frames.receive()

            assert (steady_ms, [320, 240]) == (got["t"], got["size"])
            assert 0 <= got["age_ms"] < 2000


def test_only_the_newest_picture_is_answered(alone: Served) -> None:
    with alone.open("/ws/frames") as frames:
        answered(frames, message(0.0, picture()))
        frames.socket.send(message(1000.0, picture(width=lookers.SLOW_PX)))
        time.sleep(0.1)
        for number in range(1, 20):
            frames.socket.send(message(1000.0 + number, picture()))
        first, second = frames.receive()["t"], frames.receive()["t"]

        assert (1000.0, 1019.0) == (first, second)
        frames.socket.send(message(2000.0, picture()))
        assert 2000.0 == frames.receive()["t"]


NO_PICTURES = {
    "nothing": b"", "letters": b"Dear reader" * 20, "png": b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "start": b"\xff\xd8",
    "cut": picture()[:200], "tiny": picture(1, 1), "thin": picture(640, 8), "large": picture(1281, 100),
    "bomb": None, "gif": b"GIF89a\xff\xff\xff\xff" + b"\0" * 99, "zeros": b"\0" * 5000,
    "scans": picture() + b"\xff\xda" * 100,
}  # fmt: skip


def bomb(width: int, height: int) -> bytes:
    """A whole JPEG of 320 x 240 whose header says otherwise."""
    good = picture()
    at = good.index(b"\xff\xc0")
    return good[: at + 5] + struct.pack(">HH", height, width) + good[at + 9 :]


@pytest.mark.parametrize("name", NO_PICTURES)
def test_what_is_no_picture_closes_its_socket_and_the_next_one_works(served: Served, name: str) -> None:
    sent = NO_PICTURES[name] if name != "bomb" else bomb(65_500, 65_500)
    assert sent is not None
    with served.open("/ws/frames") as frames:
        frames.socket.send(message(time.monotonic() * 1000, sent))

        assert 1003 == frames.closed()
    assert 0 == served.engine.restarts or not sent


@pytest.mark.parametrize("steady_ms", [math.nan, math.inf, -math.inf])
def test_a_time_that_is_no_number_closes_the_socket(served: Served, steady_ms: float) -> None:
    with served.open("/ws/frames") as frames:
        frames.socket.send(message(steady_ms, picture()))

        assert 1003 == frames.closed()


def test_a_new_page_takes_over_the_pictures(alone: Served) -> None:
    with alone.open("/ws/frames") as old, alone.open("/ws/frames") as new:
        assert 4001 == old.closed()
        new.socket.send(message(5.0, picture()))
        assert 5.0 == new.receive()["t"]


def test_taking_the_session_ends_the_pictures_and_the_sound_of_the_other_page(alone: Served) -> None:
    with (
        alone.control(),
        alone.control() as second,
        alone.open("/ws/frames") as frames,
        alone.open("/ws/sound") as sound,
    ):
        sound.socket.send('{"rate_hz": 48000}')
        second.obeyed("take")

        assert (4001, 4001) == (frames.closed(), sound.closed())


def test_an_engine_that_dies_costs_one_picture_and_the_session_keeps_its_people_and_its_take(alone: Served) -> None:
    with alone.control() as page, alone.open("/ws/frames") as frames:
        to_session(page)
        frames.socket.send(message(1000.0, picture()))
        frames.receive()
        folder = alone.room.archive.folder
        running = alone.room.running
        frames.socket.send(message(1040.0, picture(width=lookers.DIES_PX)))

        assert {"t": 1040.0, "lost": True} == frames.receive()
        assert (
            "engine was lost"
            in page.until(lambda got: any("engine" in w for w in got.get("warnings", [])))["warnings"][0]
        )
        frames.socket.send(message(1080.0, picture()))
        assert [320, 240] == frames.receive()["size"]
        assert not page.until(lambda got: got["type"] == "state" and not any("engine" in w for w in got["warnings"]))[
            "stopped"
        ]
        assert (running, folder) == (alone.room.running, alone.room.archive.folder)
        assert "session" == page.fresh()["stage"]
        assert list(folder.glob("1-knee-to-chest/*")) if folder is not None else False


# -- times of pictures


def test_frames_are_placed_where_they_were_taken_not_where_they_arrived() -> None:
    times = FrameTimes()
    placed = [times.place(100.0 + taken, 5.0 + taken + delay) for taken, delay in ((0, 0.05), (0.1, 0.3), (0.2, 0.05))]

    assert [5.05, 5.15, 5.25] == pytest.approx(placed)


@pytest.mark.parametrize("jump_s", [3600.0, -3600.0, 1e9, 2.0])
def test_a_clock_of_the_page_that_is_set_moves_nothing(jump_s: float) -> None:
    times = FrameTimes()
    before = times.place(100.0, 5.0)
    after = times.place(100.1 + jump_s, 5.1)

    assert (5.0, 5.1) == pytest.approx((before, after), abs=1e-5)


def test_the_same_frame_again_is_never_new_however_long_it_stands() -> None:
    times = FrameTimes()
    times.place(100.0, 5.0)

    assert [None] * 60 == [times.place(100.0, 5.0 + number / 2) for number in range(60)]
    assert 40.0 == times.place(100.1, 40.0)


def test_times_rise_whatever_the_page_says() -> None:
    times = FrameTimes()
    said = [
        times.place(steady, now / 10)
        for now, steady in enumerate((5.0, 4.9, 5.3, 5.2, -9.0, 5.4, 1e300, 5.5, 0.0, 6.0))
    ]
    placed = [at_s for at_s in said if at_s is not None]

    assert placed == sorted(set(placed))
    assert all(abs(at_s - 1.0) < 1.5 for at_s in placed)


def test_a_page_that_shows_a_frozen_picture_earns_nothing(served: Served) -> None:
    with served.open("/ws/frames") as frames:
        frames.socket.send(message(777.0, picture()))
        frames.receive()
        for _ in range(15):
            frames.socket.send(message(777.0, picture()))

            assert {"t": 777.0, "late": True} == frames.receive()
            time.sleep(0.1)


# -- sound


@pytest.mark.parametrize(
    "greeting", ["", "null", "[]", "48000", '{"rate_hz": 0}', '{"rate_hz": 1e9}', '{"rate_hz": NaN}',
                 '{"rate_hz": "48000"}',
                 '{"rate_hz": true}', '{"rate_hz": 7999}', '{"rate_hz": 192001}', '{"rate_hz": -48000}', "{", "[" * 190,
                 '{"rate_hz": ' + "9" * 150 + "}"],
)  # fmt: skip
def test_sound_needs_a_rate_that_sound_has(served: Served, greeting: str) -> None:
    with served.open("/ws/sound") as sound:
        sound.socket.send(greeting)

        assert 1003 == sound.closed()


@pytest.mark.parametrize(("data", "code"), [(b"\0" * 3, 1003), (b"\0" * (64 * 1024 + 2), 1009), ("loud", 1003)])
def test_sound_of_odd_bytes_or_too_much_at_once_closes_its_socket(served: Served, data: bytes | str, code: int) -> None:
    with served.open("/ws/sound") as sound:
        sound.socket.send('{"rate_hz": 48000}')
        sound.socket.send(data)

        assert code == sound.closed()


@pytest.mark.parametrize("rate_hz", [8000, 44100, 48000, 192000])
def test_sound_of_any_microphone_is_taken_also_when_it_is_empty_or_as_loud_as_can_be(
    served: Served, rate_hz: int
) -> None:
    with served.control() as page, served.open("/ws/sound") as sound:
        sound.socket.send(json.dumps({"rate_hz": rate_hz}))
        for data in (b"", b"\0\0", b"\xff\x7f" * 4800, b"\x00\x80" * 4800, b"\0" * (64 * 1024)):
            sound.socket.send(data)

        assert page.fresh()


def test_one_page_is_heard_at_a_time(alone: Served) -> None:
    with alone.open("/ws/sound") as old:
        old.socket.send('{"rate_hz": 48000}')
        with alone.open("/ws/sound"):
            assert 4001 == old.closed()
