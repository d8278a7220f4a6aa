"""The server of the live page, on this machine's loopback address only."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from stretchcheck.live.engine import Engine
from stretchcheck.live.gate import Gate
from stretchcheck.live.lines import COUNTS, HALF, STOP
from stretchcheck.live.room import Room
from stretchcheck.live.sockets import MOST_PICTURE_BYTES, Sockets
from stretchcheck.live.sources import Source
from stretchcheck.live.speech import Voice

_log = logging.getLogger(__name__)

PAGE: Final = Path(__file__).parent / "page"
HOST: Final = "127.0.0.1"


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
        history_page: Callable[[], str] | None = None,
    ) -> None:
        """Take the port.

        Raises:
            OSError: the port is taken.
        """
        self._listening = _listening(port)
        self._engine, self._source, self._history_page = engine, source, history_page
        self._spoken = voice or Voice()
        kind = "server" if self._spoken.available() else "none"
        self._sockets = Sockets(room, engine, voice=kind, source=source)
        self._room = room
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
                timeout_graceful_shutdown=3,
                ws_per_message_deflate=False,
                ws="websockets-sansio",
            )
        )

    @property
    def address(self) -> str:
        """What to open in the browser."""
        return self.gate.address

    def run(self) -> None:
        """Serve until interrupted or `stop`."""
        try:
            self._server.run(sockets=[self._listening])
        finally:
            self._listening.close()

    def stop(self) -> None:
        """End soon; may be called from any thread."""
        self._server.should_exit = True

    def _app(self) -> Starlette:
        sockets = self._sockets
        routes = [
            Route("/", self._index),
            Route("/speech/{number:int}.wav", self._speech),
            Route("/report/{stem}/report.html", self._report),
            Route("/history", self._history),
            Mount("/static", StaticFiles(directory=PAGE)),
            WebSocketRoute("/ws/control", sockets.control),
            WebSocketRoute("/ws/frames", sockets.pictures),
            WebSocketRoute("/ws/sound", sockets.sound),
        ]
        return Starlette(routes=routes, lifespan=self._lifespan)

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(self._watched(self._sockets.pulse()), name="pulse")]
        tasks.append(asyncio.create_task(asyncio.to_thread(self._warm), name="warm"))
        if self._source is not None:
            tasks.append(asyncio.create_task(self._watched(self._sockets.show()), name="show"))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            if self._source is not None:
                self._source.close()
            await asyncio.to_thread(self._engine.close)

    async def _watched(self, work: object) -> None:
        """A task that fails is told at once: nothing else would."""
        try:
            await work  # type: ignore[misc]
        except asyncio.CancelledError:
            raise
        except Exception:
            _log.exception("A part of the live session failed; please report this")
            raise

    def _warm(self) -> None:
        """Load the networks and the lines that must come promptly, before anyone waits for them."""
        for line in (STOP, HALF, *COUNTS.values()):
            self._spoken.wav(line.text)
        with contextlib.suppress(RuntimeError):
            self._engine.start()

    async def _index(self, _: Request) -> Response:
        return FileResponse(PAGE / "index.html")

    async def _speech(self, request: Request) -> Response:
        text = self._sockets.lines.get(request.path_params["number"])
        wav = await asyncio.to_thread(self._spoken.wav, text) if text is not None else None
        if wav is None:
            return PlainTextResponse("no such line", status_code=404)
        return Response(wav, media_type="audio/wav")

    async def _report(self, request: Request) -> Response:
        path = self._room.archive.report(request.path_params["stem"])
        return FileResponse(path) if path is not None else PlainTextResponse("no such report", status_code=404)

    async def _history(self, _: Request) -> Response:
        if self._history_page is None:
            return PlainTextResponse("The history is not kept.", status_code=404)
        try:
            return HTMLResponse(await asyncio.to_thread(self._history_page))
        except Exception as error:  # noqa: BLE001 - a database that is away is told in words
            return PlainTextResponse(f"The history cannot be read now: {error}", status_code=503)


def _listening(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
    except OSError:
        listening.close()
        raise
    return listening
