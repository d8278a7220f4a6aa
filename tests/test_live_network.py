"""A whole session talks to nobody but its own page: seen from the system, not from the code."""

import json
import os
import signal
import time
from pathlib import Path

import pytest

from serving import commanded, eventually, to_session
from stretchcheck.live import plan as plans
from tracing import foreign, traced

SAMPLE = Path(__file__).parents[1] / "sample_videos" / "twist_good_right.mp4"
pytestmark = [pytest.mark.model, pytest.mark.slow]


def test_what_is_foreign_is_recognised() -> None:
    lines = [
        'connect(5, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("93.184.216.34")}, 16) = 0',
        'sendto(5, "x", 1, 0, {sa_family=AF_INET6, sin6_port=htons(53), inet_pton(AF_INET6, "2001:db8::1")}, 28) = 1',
        'bind(5, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("0.0.0.0")}, 16) = 0',
        "bind(5, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 0",
    ]
    fine = [
        'connect(5, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
        'connect(5, {sa_family=AF_UNIX, sun_path="/run/x"}, 110) = 0',
        "socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0",
    ]

    assert lines == foreign("\n".join([*lines, *fine]))


def test_a_session_with_engine_voice_and_history_reaches_nothing_but_loopback(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    plan = tmp_path / "plan.toml"
    plan.write_text(plans.dumps(plans.from_rows([{"stretch": "spinal-twist", "side": "right", "hold_s": 20.0}])))
    given = ("--source", SAMPLE, "--plan", plan, "--model", "lite")
    with commanded(tmp_path / "data", *given, before=traced(trace)) as command:
        served = command.page()
        with served.control() as page, served.open("/ws/frames") as frames, served.open("/ws/sound") as sound:
            sound.socket.send(json.dumps({"rate_hz": 48000}))
            sound.socket.send(bytes(9600))
            to_session(page)
            answer = eventually(lambda: next(iter([got for got in [frames.receive(60)] if "size" in got]), None), 60)
            assert [640, 480] == answer["size"]
            time.sleep(4.0)
            page.do("stop", by="key")
            page.until(lambda got: got.get("stopped"))
            page.do("release_stop")
            page.do("end")
            after = page.until(lambda got: got.get("after") and not got["after"]["busy"], 60)["after"]
            said = page.said
        for path in (
            "/",
            "/history",
            *(report["url"] for report in after["reports"]),
            *[each["wav"] for each in said[:2] if each["wav"]],
        ):
            assert 200 == served.get(path)[0], path
        assert after["reports"]
        os.kill(
            int(Path(f"/proc/{command.process.pid}/task/{command.process.pid}/children").read_text().split()[0]),
            signal.SIGINT,
        )
        command.process.communicate(timeout=30)
    lines = trace.read_text()

    assert 20 < lines.count('inet_addr("127.0.0.1")')
    assert [] == foreign(lines)
