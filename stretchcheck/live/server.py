"""The server of the live page, on this machine's loopback address only."""

import asyncio
import contextlib
import logging
import re
import socket
import threading
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any, Final, Protocol

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from stretchcheck.live.engine import Engine, EngineLostError
from stretchcheck.live.gate import Gate
from stretchcheck.live.interrupts import without_interrupts
from stretchcheck.live.lines import COUNTS, HALF, STOP
from stretchcheck.live.pictures import MOST_PICTURE_BYTES
from stretchcheck.live.room import Room
from stretchcheck.live.sockets import Sockets
from stretchcheck.live.sources import Source
from stretchcheck.live.speech import Voice

_log = logging.getLogger(__name__)

PAGE: Final = Path(__file__).parent / "page"
HOST: Final = "127.0.0.1"


class Past(Protocol):
    """Past sessions: `stretchcheck.live.past.Past`."""

    def page(self) -> str:
        """HTML of the plots."""

    def report(self, session_id: str, stem: str) -> Path | None:
        """One report, where there is one."""


class Site:
    """Puts room, engine, voice and source behind one address; `run` serves until it is told to stop."""

    def __init__(
        self,
        room: Room,
        engine: Engine,
        *,
        port: int = 0,
        voice: Voice | None = None,
        source: Source | None = None,
        past: Past | None = None,
    ) -> None:
        """Take the port.

        Raises:
            OSError: the port is taken.
        """
        self._listening = _listening(port)
        self._engine, self._source, self._past = engine, source, past
        self._spoken = voice or Voice()
        kind = "server" if self._spoken.available() else "none"
        self._sockets = Sockets(room, engine, voice=kind, source=source)
        self._room = room
        self._closing = threading.Event()
        self.gate = Gate(self._app(), port=self._listening.getsockname()[1])
        self._server = uvicorn.Server(
            uvicorn.Config(
                self.gate,
                log_config=None,
                access_log=False,
                ws_max_size=MOST_PICTURE_BYTES + 1024,
                lifespan="on",
                server_header=False,
                date_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=1,
                ws_per_message_deflate=False,
                http="h11",
                ws="websockets-sansio",
            )
        )
        logging.getLogger("uvicorn.error").addFilter(_briefly)

    @property
    def address(self) -> str:
        """What to open in the browser."""
        return self.gate.address

    def run(self) -> None:
        """Serve until interrupted or `stop`; what was under way is ended and kept."""
        try:
            self._server.run(sockets=[self._listening])
        finally:
            self.close()

    def close(self) -> None:
        """End everything, served or not."""
        self._listening.close()
        self._engine.close()
        if self._source is not None:
            self._source.close()
        self._sockets.close()

    def stop(self) -> None:
        """End soon; may be called from any thread."""
        self._server.should_exit = True

    def _app(self) -> Starlette:
        sockets = self._sockets
        routes = [
            Route("/", self._index),
            Route("/speech/{number}.wav", self._speech),
            Route("/report/{stem}/report.html", self._report),
            Route("/history", self._history),
            Route("/history/{session}/{stem}/report.html", self._past_report),
            Mount("/static", StaticFiles(directory=PAGE)),
            WebSocketRoute("/ws/control", sockets.control),
            WebSocketRoute("/ws/frames", sockets.pictures.connect),
            WebSocketRoute("/ws/sound", sockets.microphone.connect),
        ]
        return Starlette(routes=routes, lifespan=self._lifespan)

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        work = [("pulse", self._sockets.pulse()), ("engine start", self._start_engine())]
        work.append(("voice", asyncio.to_thread(self._speak_ahead)))
        if self._source is not None:
            work.append(("show", self._sockets.pictures.show(self._source)))
        tasks = [asyncio.create_task(self._watched(*each)) for each in work]
        try:
            yield
        finally:
            self._closing.set()
            for task in tasks:
                task.cancel()
            self._engine.close()

    async def _watched(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Work that fails is told at once: nothing else would."""
        with self._sockets.notes.failing(name, "A part of the program failed."):
            await work

    async def _start_engine(self) -> None:
        """Load the networks before anyone waits for them."""
        try:
            await asyncio.to_thread(self._engine.start)
        except EngineLostError as error:
            if not self._closing.is_set():
                _log.error("%s", error)
                self._sockets.notes.put("engine", str(error))

    def _speak_ahead(self) -> None:
        """Make the lines that must come promptly."""
        for line in (STOP, HALF, *COUNTS.values()):
            if not self._closing.is_set():
                self._wav(line.text)

    def _wav(self, text: str) -> bytes | None:
        with without_interrupts():
            return self._spoken.wav(text)

    async def _index(self, _: Request) -> Response:
        return FileResponse(PAGE / "index.html")

    async def _speech(self, request: Request) -> Response:
        number = request.path_params["number"]
        text = self._sockets.lines.get(int(number)) if re.fullmatch("[0-9]{1,9}", number) else None
        wav = await asyncio.to_thread(self._wav, text) if text is not None else None
        if wav is None:
            return PlainTextResponse("no such line", status_code=404)
        return Response(wav, media_type="audio/wav")

    async def _report(self, request: Request) -> Response:
        path = self._room.archive.report(request.path_params["stem"])
        return FileResponse(path) if path is not None else PlainTextResponse("no such report", status_code=404)

    async def _history(self, _: Request) -> Response:
        if self._past is None:
            return PlainTextResponse("The history is not kept.", status_code=404)
        try:
            return HTMLResponse(await asyncio.to_thread(self._past.page))
        except Exception as error:  # noqa: BLE001 - a database that is away is told in words
            return PlainTextResponse(f"The history cannot be read now: {error}", status_code=503)

    async def _past_report(self, request: Request) -> Response:
        session, stem = request.path_params["session"], request.path_params["stem"]
        try:
            path = await asyncio.to_thread(self._past.report, session, stem) if self._past is not None else None
        except Exception as error:  # noqa: BLE001 - a database that is away is told in words
            return PlainTextResponse(f"The history cannot be read now: {error}", status_code=503)
        return FileResponse(path) if path is not None else PlainTextResponse("no such report", status_code=404)


def _listening(port: int) -> socket.socket:
    """Takes connections from now on, so that a browser that is opened before the server runs only waits."""
    return socket.create_server((HOST, port))


def _briefly(record: logging.LogRecord) -> bool:
    """What a client did wrong needs no traceback."""
    if isinstance((record.exc_info or (None, None))[1], UnicodeDecodeError):
        record.exc_info, record.levelno, record.levelname = None, logging.WARNING, "WARNING"
    return True
