"""The server of the explorer, on this machine's loopback address only: a page, clips by number, one websocket."""

import asyncio
import contextlib
import functools
import json
import logging
import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

import stretchcheck.live
from stretchcheck.explore.commands import CommandError, Commands
from stretchcheck.explore.judge import shows
from stretchcheck.explore.room import Room
from stretchcheck.explore.saving import Saving
from stretchcheck.explore.shown import hello
from stretchcheck.explore.tracks import measures, skeletons
from stretchcheck.live.gate import Gate
from stretchcheck.live.outbox import Page, encoded
from vision.recording import RecordingError

Json = dict[str, Any]

PAGE: Final = Path(__file__).parent / "page"
SHARED: Final = Path(str(stretchcheck.live.__file__)).parent / "page"
"""What the live page is made of: its colours, and drawing a skeleton."""

HOST: Final = "127.0.0.1"
MOST_COMMAND_BYTES: Final = 1 << 20
_KEPT: Final = 4
"""Clips whose skeletons are kept."""

_log = logging.getLogger(__name__)


class Site:
    """Puts a room behind one address; `run` serves until it is told to stop."""

    def __init__(self, room: Room, saving: Saving, *, port: int = 0) -> None:
        """Take the port.

        Raises:
            OSError: the port is taken.
        """
        self._listening = socket.create_server((HOST, port))
        self._room, self._saving, self._commands = room, saving, Commands(room, saving)
        self._pages: list[Page] = []
        self._skeletons: dict[int, bytes] = {}
        self._shows: dict[Path, bool] = {}
        room.say = self._say
        self.gate = Gate(self._app(), port=self._listening.getsockname()[1])
        self._server = uvicorn.Server(
            uvicorn.Config(
                self.gate, log_config=None, access_log=False, ws_max_size=MOST_COMMAND_BYTES, lifespan="on",
                server_header=False, date_header=False, proxy_headers=False, timeout_graceful_shutdown=1, http="h11",
                ws="websockets-sansio",
            )
        )  # fmt: skip

    @property
    def address(self) -> str:
        """What to open in the browser."""
        return self.gate.address

    def run(self) -> None:
        """Serve until interrupted or `stop`."""
        try:
            self._server.run(sockets=[self._listening])
        finally:
            self.close()

    def stop(self) -> None:
        """End soon; may be called from any thread."""
        self._server.should_exit = True

    def close(self) -> None:
        """Let go of the port and the processes."""
        self._listening.close()
        self._room.workers.close()

    def _app(self) -> Starlette:
        routes = [
            Route("/", self._index),
            Route("/clip/{number}/skeletons", self._skeletons_of),
            Route("/clip/{number}/measures", self._measures_of),
            Route("/clip/{number}/video", self._video_of),
            Mount("/static", StaticFiles(directory=PAGE)),
            Mount("/shared", StaticFiles(directory=SHARED)),
            WebSocketRoute("/ws", self._connect),
        ]
        return Starlette(routes=routes, lifespan=self._lifespan)

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(self._prepare())
        try:
            yield
        finally:
            task.cancel()

    async def _prepare(self) -> None:
        try:
            await self._room.prepare()
        except Exception:  # noqa: BLE001 - a defect of ours is told where the user looks
            _log.exception("the clips could not be prepared")
            self._say({"type": "error", "text": "A part of the program failed; please report it."}, None)

    def _say(self, message: Json, instead_of: str | None) -> None:
        if self._pages:
            text = encoded(message)
            for page in self._pages:
                page.tell(text, instead_of=instead_of)

    async def _connect(self, websocket: WebSocket) -> None:
        await websocket.accept()
        page = Page(websocket)
        page.tell(*(encoded(message) for message in self._everything()))
        self._pages.append(page)
        try:
            await page.serve(self._serve(page))
        finally:
            self._pages.remove(page)

    def _everything(self) -> list[Json]:
        first = {**hello(self._room), "file": self._saving.proposed, "folder": str(self._saving.folder)}
        return [first, *self._room.everything_known()]

    async def _serve(self, page: Page) -> None:
        while True:
            text = await page.text(MOST_COMMAND_BYTES)
            try:
                answer = await self._commands.do(_parsed(text))
            except CommandError as error:
                page.tell(encoded({"type": "error", "text": str(error)}))
            else:
                if answer is not None:
                    page.tell(encoded(answer))

    async def _index(self, _: Request) -> Response:
        return FileResponse(PAGE / "index.html")

    async def _skeletons_of(self, request: Request) -> Response:
        number = self._number(request)
        if number is None:
            return _nothing()
        path = self._room.clips[number].found.recording
        if number not in self._skeletons:
            try:
                made = await self._room.workers.run(number, skeletons, path)
            except (RecordingError, OSError) as error:
                return PlainTextResponse(str(error), status_code=500)
            self._skeletons[number] = made
            while len(self._skeletons) > _KEPT:
                del self._skeletons[next(iter(self._skeletons))]
        return Response(self._skeletons[number], media_type="application/octet-stream")

    async def _measures_of(self, request: Request) -> Response:
        number = self._number(request)
        if number is None:
            return _nothing()
        path, settings = self._room.clips[number].found.recording, self._room.now
        try:
            made = await self._room.workers.run(number, measures, path, settings)
        except (RecordingError, OSError) as error:
            return PlainTextResponse(str(error), status_code=500)
        return Response(made, media_type="application/json")

    async def _video_of(self, request: Request) -> Response:
        number = self._number(request)
        found = None if number is None else self._room.clips[number].found
        if found is None or found.video is None:
            return _nothing()
        if found.video not in self._shows:
            try:
                self._shows[found.video] = await asyncio.to_thread(shows, found.recording, found.video)
            except (RecordingError, OSError):
                return _nothing()
        if not self._shows[found.video]:
            return PlainTextResponse("This is another video than the one that was recorded.", status_code=409)
        return FileResponse(found.video)

    def _number(self, request: Request) -> int | None:
        """Of a clip in the list; nothing that a page says ever becomes part of a path."""
        text = request.path_params["number"]
        number = int(text) if re.fullmatch("[0-9]{1,6}", text) else -1
        return number if 0 <= number < len(self._room.clips) and self._room.stage != "labels" else None


@functools.cache
def _nothing() -> Response:
    return PlainTextResponse("There is no such thing.", status_code=404)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
