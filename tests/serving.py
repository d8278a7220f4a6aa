"""A real server on a real port, clients as its page is one, and clients as no page is."""

import http.client
import json
import logging
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import cv2
import numpy as np
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

import lookers
from stretchcheck.live import screening
from stretchcheck.live.archive import Archive
from stretchcheck.live.engine import Engine, Looker
from stretchcheck.live.plan import Plan, Step
from stretchcheck.live.room import Room
from stretchcheck.live.server import Site
from stretchcheck.live.sources import Source

PLAN = Plan((Step("knee-to-chest", "left", 30.0),))
WAIT_S = 10.0


class NoPast:
    """A history page without a history."""

    def page(self) -> str:
        return "<p>history</p>"

    def report(self, session_id: str, stem: str) -> None:
        return None


def picture(width: int = 320, height: int = 240) -> bytes:
    """A JPEG."""
    image = np.full((height, width, 3), 90, np.uint8)
    return cv2.imencode(".jpg", image)[1].tobytes()


def message(steady_ms: float, jpeg: bytes) -> bytes:
    """A picture as the page sends it."""
    return struct.pack("<dd", steady_ms, 0.0) + jpeg


def eventually(what: Callable[[], Any], seconds: float = WAIT_S) -> Any:
    """What it gives once that is true."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)
    return found


def silent_voice() -> Any:
    """A voice for servers that are to be quiet."""

    class Silent:
        def available(self) -> bool:
            return False

        def wav(self, text: str) -> None:
            return None

    return Silent()


class Client:
    """One websocket; messages of a control socket are kept by type, the newest state apart."""

    def __init__(self, socket_: ClientConnection) -> None:
        self.socket = socket_
        self.state: dict[str, Any] = {}
        self.said: list[dict[str, Any]] = []
        self.errors: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def receive(self, seconds: float = WAIT_S) -> dict[str, Any]:
        """The next text message."""
        while isinstance(text := self.socket.recv(timeout=seconds), bytes):
            pass
        got: dict[str, Any] = json.loads(text)
        if got.get("type") == "state":
            self.state = got
        elif got.get("type") == "error":
            self.errors.append(got["text"])
        elif got.get("type") == "say":
            self.said.append(got)
        return got

    def until(self, what: Callable[[dict[str, Any]], Any], seconds: float = WAIT_S) -> dict[str, Any]:
        """The first message that fits."""
        end = time.monotonic() + seconds
        while not what(got := self.receive(max(0.01, end - time.monotonic()))):
            pass
        return got

    def do(self, name: str, **fields: Any) -> None:
        self.socket.send(json.dumps({"do": name, **fields}))

    def obeyed(self, name: str, **fields: Any) -> dict[str, Any]:
        """The state after a command that changes something."""
        self.do(name, **fields)
        self.do("no such command")
        self.until(lambda got: got["type"] == "error" and "no such command" in got["text"])
        return self.fresh()

    def fresh(self) -> dict[str, Any]:
        """The state as it is told next; muting as it is makes it told."""
        self.do("mute", on=self.state.get("muted", False))
        return self.until(lambda got: got["type"] == "state")

    def closed(self, seconds: float = WAIT_S) -> int:
        """The code with which the server closes it."""
        try:
            while True:
                self.socket.recv(timeout=seconds)
        except ConnectionClosed as end:
            return end.rcvd.code if end.rcvd is not None else 1006


@dataclass(slots=True)
class Served:
    """A server, and how to get at it as its own page does."""

    site: Site
    room: Room
    engine: Engine
    folder: Path
    address: str = ""
    cookie: str = ""
    log: list[logging.LogRecord] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.address.split(":")[2].split("/")[0])

    @property
    def token(self) -> str:
        return self.address.partition("token=")[2]

    def enter(self) -> None:
        """Open the address that was printed; the cookie is kept."""
        _, headers, _ = self.get(f"/?token={self.token}", cookie=False)
        self.cookie = headers["set-cookie"].partition(";")[0]

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(
        self, path: str, *, method: str = "GET", headers: dict[str, str] | None = None, cookie: bool = True
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body; a header that is given replaces that of the page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_S)
        try:
            sent = {"Host": f"127.0.0.1:{self.port}", **({"Cookie": self.cookie} if cookie else {}), **(headers or {})}
            connection.putrequest(method, path, skip_host=True)
            for name, value in sent.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def raw(self, request: bytes, *, seconds: float = WAIT_S) -> bytes:
        """What comes back for these bytes until the server closes or falls silent."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as plain:
            plain.sendall(request)
            got = b""
            try:
                while part := plain.recv(65536):
                    got += part
            except (TimeoutError, ConnectionResetError):
                pass
            return got

    def open(self, path: str, **options: Any) -> Client:
        """A websocket as the page opens it, unless options say otherwise."""
        given: dict[str, Any] = {
            "origin": self.origin, "additional_headers": {"Cookie": self.cookie}, "max_size": 2**24,
            "compression": None, "max_queue": None,
        }  # fmt: skip
        return Client(connect(f"ws://127.0.0.1:{self.port}{path}", **{**given, **options}).__enter__())

    def control(self) -> Client:
        """A page that knows its state."""
        client = self.open("/ws/control")
        client.until(lambda got: got["type"] == "state")
        return client

    def tracebacks(self) -> list[str]:
        """Log records of the server with a traceback, or worse than a warning."""
        own = [record for record in self.log if not record.name.startswith("websockets.client")]
        return [record.getMessage() for record in own if record.exc_info or record.levelno >= logging.ERROR]


def to_session(client: Client) -> None:
    """Everything answered, no safe word: to the camera and into the session."""
    client.do("hello", voices=0, microphone="none", camera="none")
    for question in screening.QUESTIONS:
        client.do("answer", id=question, yes=False)
    for name in ("screened", "prepared", "word_skip", "planned", "begin"):
        client.do(name)
    client.until(lambda got: got.get("stage") == "session")


@dataclass(slots=True)
class Command:
    """`stretchcheck live` in a process of its own."""

    process: "subprocess.Popen[str]"
    address: str

    @property
    def port(self) -> int:
        return int(self.address.split(":")[2].split("/")[0])

    def page(self) -> Served:
        """As its page sees it; there is no looking inside."""
        served = Served(None, None, None, Path(), address=self.address)  # type: ignore[arg-type]
        served.enter()
        return served

    def ended(self, by: signal.Signals, seconds: float) -> tuple[int, float, str]:
        """Exit code, seconds that it took and what it said on stderr."""
        start_s = time.monotonic()
        self.process.send_signal(by)
        _, said = self.process.communicate(timeout=seconds)
        return self.process.returncode, time.monotonic() - start_s, said


@contextmanager
def commanded(data: Path, *arguments: object, before: Sequence[str] = ()) -> Iterator[Command]:
    """The command as a user types it; `before` goes before it on the line."""
    line = [*before, sys.executable, "-m", "stretchcheck", "live", "--host-only", *map(str, arguments)]
    environment = {**os.environ, "STRETCHCHECK_DATA": str(data), "PYTHONWARNINGS": "default::ResourceWarning"}
    process = subprocess.Popen(
        line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    try:
        printed = process.stdout.readline()
        found = re.search(r"http://\S+", printed)
        assert found is not None, (printed, process.communicate(timeout=10)[1])
        yield Command(process, found.group())
    finally:
        with process:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


class _Kept(logging.Handler):
    def __init__(self, records: list[logging.LogRecord]) -> None:
        super().__init__(logging.INFO)
        self.emit = records.append  # type: ignore[method-assign]


@contextmanager
def serving(
    folder: Path,
    *,
    looker: Looker | None = lookers.quick,
    engine: Engine | None = None,
    source: Source | None = None,
    plan: Plan = PLAN,
) -> Iterator[Served]:
    """A server in a thread; ends with everything that it began."""
    engine = engine or Engine(looker=looker, answer_s=1.0, again_s=0.5)
    archive = Archive(folder, None)
    kind: Any = "file" if source is not None else "browser"
    room = Room(folder=folder, archive=archive, plan=plan, source=kind, engine=lambda: engine.engine)
    site = Site(room, engine, voice=silent_voice(), source=source, past=NoPast())
    served = Served(site, room, engine, folder, address=site.address)
    handler = _Kept(served.log)
    logging.getLogger().addHandler(handler)
    thread = threading.Thread(target=site.run)
    thread.start()
    try:
        served.enter()
        yield served
    finally:
        site.stop()
        thread.join(WAIT_S)
        archive.close()
        logging.getLogger().removeHandler(handler)
        assert not thread.is_alive()
