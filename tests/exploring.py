"""An explorer to try things on: drawn recordings with labels, a room without processes, and a server with a page."""

import asyncio
import http.client
import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from drawn_recording import write_recording
from evaluated import COURSE, FPS, label
from materials import knee_to_chest
from stretchcheck import profiles
from stretchcheck.explore.gathered import find
from stretchcheck.explore.hosting import prepared
from stretchcheck.explore.parts import Kept
from stretchcheck.explore.room import Room
from stretchcheck.explore.server import Site

SHALLOW = {"ktc_engaged_deg": 110.0}
"""A threshold that turns the depth of the drawn clip from green to red."""

REACH_DEG = 99.0


class Here:
    """Workers that work at once, in this process, and note what they were asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def __len__(self) -> int:
        return 1

    async def run(self, number: int, work: Callable[..., Any], *given: Any) -> Any:
        await asyncio.sleep(0)
        self.asked.append((work, *given))
        return work(*given)

    def close(self) -> None:
        """There is nothing to end."""


def record(folder: Path, *clips: str) -> Path:
    """Recordings of a clip that is just deep enough, under these names."""
    folder.mkdir(parents=True, exist_ok=True)
    for clip in clips:
        drawn = knee_to_chest(replace(COURSE, end_deg=REACH_DEG), fps=FPS)
        write_recording(folder / f"{clip}.poses.parquet", drawn)
    return folder


def labelled(folder: Path, *clips: str, faults: Sequence[tuple[str, float, float]] = ()) -> tuple[Path, Path]:
    """A file of labels and a folder of recordings of the drawn clip under these names."""
    folder.mkdir(parents=True, exist_ok=True)
    return label(folder / "labels.csv", *clips, rater="anna", faults=faults), record(folder / "recordings", *clips)


def room_of(labels: Path, recordings: Path, *, profile: Path | None = None, kept: Kept | None = None) -> Room:
    return Room(find([labels], recordings), profiles.load(profile), Here(), kept)  # type: ignore[arg-type] # works as they do


def explored(room: Room, *moves: Callable[[Room], None]) -> Room:
    """A room where everything is read and judged, and where these moves were made one after the other."""

    async def live() -> None:
        await room.prepare()
        await settled(room)
        for move in moves:
            move(room)
            await settled(room)

    asyncio.run(live())
    return room


async def settled(room: Room) -> None:
    """Wait until nothing is under way."""
    while room._kept:
        await asyncio.gather(*room._kept, return_exceptions=True)


@dataclass
class Page:
    """A page of a server that runs."""

    port: int
    token: str
    cookie: str
    socket: ClientConnection

    def get(self, path: str, *, cookie: bool = True, host: str | None = None) -> tuple[int, bytes]:
        """One request, its path as it is written."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie} if cookie else {}
        connection.request("GET", path, headers=headers | ({"Host": host} if host else {}))
        answer = connection.getresponse()
        try:
            return answer.status, answer.read()
        finally:
            connection.close()

    def send(self, do: str, **fields: Any) -> None:
        self.socket.send(json.dumps({"do": do, **fields}))

    def hear(self, wanted: Callable[[dict[str, Any]], Any], *, seconds: float = 90.0) -> dict[str, Any]:
        """The next message that is wanted."""
        end = time.monotonic() + seconds
        while True:
            message: dict[str, Any] = json.loads(self.socket.recv(timeout=max(0.1, end - time.monotonic())))
            if wanted(message):
                return message


@contextmanager
def served(labels: Path, recordings: Path, *, profile: Path | None = None) -> Iterator[tuple[Site, Page]]:
    """A server in a thread, with a page that is connected."""
    site = prepared([labels], recordings, profile=profile)
    thread = threading.Thread(target=site.run, daemon=True)
    thread.start()
    found = re.search(r":(\d+)/\?token=(\S+)", site.address)
    assert found is not None
    page = Page(int(found[1]), found[2], "", None)  # type: ignore[arg-type] # connected below
    try:
        connection = http.client.HTTPConnection("127.0.0.1", page.port, timeout=60)
        connection.request("GET", f"/?token={page.token}")
        page.cookie = (connection.getresponse().getheader("set-cookie") or "").split(";")[0]
        connection.close()
        origin: Any = f"http://127.0.0.1:{page.port}"
        page.socket = connect(
            f"ws://127.0.0.1:{page.port}/ws", additional_headers={"Cookie": page.cookie}, origin=origin, max_size=None
        )
        with page.socket:
            yield site, page
    finally:
        site.stop()
        thread.join(timeout=30)
