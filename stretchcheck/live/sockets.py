"""The three websockets of the page: commands and state, pictures, sound; and the pulse that keeps time."""

import asyncio
import json
import logging
import struct
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from starlette.websockets import WebSocket, WebSocketDisconnect

from stretchcheck.live.engine import Engine, EngineLostError
from stretchcheck.live.frametime import FrameTimes
from stretchcheck.live.listening import Listening
from stretchcheck.live.room import CommandError, Room
from stretchcheck.live.sources import Source
from stretchcheck.live.state import state

_log = logging.getLogger(__name__)

MOST_COMMAND_BYTES: Final = 64 * 1024
MOST_PICTURE_BYTES: Final = 512 * 1024
MOST_SOUND_BYTES: Final = 64 * 1024
_HEADER: Final = struct.Struct("<dd")
_PULSE_S: Final = 0.1
_STATES_A_PULSE: Final = 5
_REPLACED: Final = 4001
_TOO_BIG: Final = 1009
_BAD: Final = 1003
_KEPT_LINES: Final = 64


@dataclass(slots=True, eq=False)
class Page:
    """One open page."""

    socket: WebSocket
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def tell(self, message: dict[str, Any]) -> None:
        """Send, unless the page is gone."""
        async with self.lock:
            try:
                await self.socket.send_text(json.dumps(message, ensure_ascii=False, allow_nan=False))
            except (WebSocketDisconnect, RuntimeError):
                _log.info("a page went away")


class Sockets:
    """Connects pages, the engine and a source of the server's own to one room."""

    def __init__(self, room: Room, engine: Engine, *, voice: str, source: Source | None = None) -> None:
        self.room, self.lines = room, OrderedDict[int, str]()
        self._engine, self._voice, self._source = engine, voice, source
        self._pages: list[Page] = []
        self._owner: Page | None = None
        self._pictures: list[Page] = []
        self._times = FrameTimes()
        self._looking = asyncio.Lock()
        self._told = -1
        self._next_line = 1
        self._stage = room.stage

    # -- commands and state

    async def control(self, socket: WebSocket) -> None:
        """The page's commands; every page is told the state, one runs the session."""
        await socket.accept()
        page = Page(socket)
        self._pages.append(page)
        if self._owner is None:
            self._owner = page
        await self._tell_state(page)
        try:
            while True:
                text = await socket.receive_text()
                if len(text) > MOST_COMMAND_BYTES:
                    await socket.close(_TOO_BIG)
                    return
                await self._obey(page, text)
        except (WebSocketDisconnect, RuntimeError, KeyError):
            _log.debug("a page left")
        finally:
            await self._left(page)

    async def _left(self, page: Page) -> None:
        self._pages.remove(page)
        if self._owner is page:
            self._owner = self._pages[0] if len(self._pages) == 1 else None
            await self._tell_everyone()

    async def _obey(self, page: Page, text: str) -> None:
        try:
            message = json.loads(text)
            if not isinstance(message, dict):
                raise CommandError("Expected a command.")
            if message.get("do") == "take" or (self._owner is None and message.get("do") == "hello"):
                await self._hand_over(page)
            if page is not self._owner and message.get("do") != "stop":
                if message.get("do") not in ("hello", "take"):
                    raise CommandError("Another window runs the session.")
            elif message.get("do") != "take":
                self.room.command(message)
        except (CommandError, ValueError, RecursionError) as error:
            text = str(error) if isinstance(error, CommandError) else "Expected a command in JSON."
            await page.tell({"type": "error", "text": text})
        await self.deliver()

    async def _hand_over(self, page: Page) -> None:
        if self._owner is page:
            return
        self._owner = page
        for each in list(self._pictures):
            await _close(each.socket)
        await self._tell_everyone()

    async def _tell_state(self, page: Page) -> None:
        await page.tell(state(self.room, owner=page is self._owner, voice=self._voice))

    async def _tell_everyone(self) -> None:
        self._told = self.room.changes
        for page in list(self._pages):
            await self._tell_state(page)

    async def deliver(self) -> None:
        """Say what is to be said, and tell the state where it changed."""
        for line in self.room.take_lines():
            number, self._next_line = self._next_line, self._next_line + 1
            self.lines[number] = line.text
            while len(self.lines) > _KEPT_LINES:
                self.lines.popitem(last=False)
            wav = f"/speech/{number}.wav" if self._voice == "server" else None
            said = {"type": "say", "id": number, "text": line.text, "kind": line.kind, "tone": line.tone, "wav": wav}
            for page in list(self._pages):
                if line.kind == "stop":
                    await page.tell({"type": "hush"})
                await page.tell(said)
        if self._told != self.room.changes:
            await self._tell_everyone()

    # -- pictures

    async def pictures(self, socket: WebSocket) -> None:
        """Pictures of the page, one answer each; or to the page, where the server has them."""
        await socket.accept()
        page = Page(socket)
        for each in list(self._pictures):
            if self.room.source == "browser":
                await _close(each.socket)
        self._pictures.append(page)
        self._times.reconnected()
        try:
            while True:
                data = await socket.receive_bytes()
                if len(data) > MOST_PICTURE_BYTES:
                    await socket.close(_TOO_BIG)
                    return
                if self.room.source != "browser" or len(data) <= _HEADER.size:
                    await socket.close(_BAD)
                    return
                await page.tell(await self._answer(data))
                await self.deliver()
        except (WebSocketDisconnect, RuntimeError):
            _log.debug("a page left")
        except (KeyError, ValueError):
            await _close(socket, _BAD)
        finally:
            self._pictures.remove(page)

    async def _answer(self, data: bytes) -> dict[str, Any]:
        steady_ms, _ = _HEADER.unpack_from(data)
        arrived_s = self.room.now_s
        at_s = self._times.place(steady_ms / 1000.0, arrived_s)
        if at_s is None:
            return {"t": steady_ms, "late": True}
        return {"t": steady_ms, **await self._looked(data[_HEADER.size :], at_s, arrived_s)}

    async def _looked(self, jpeg: bytes, at_s: float, arrived_s: float) -> dict[str, Any]:
        async with self._looking:
            try:
                picture = await asyncio.to_thread(self._engine.look, jpeg, at_s)
            except EngineLostError as error:
                self._note("engine", f"{error} It is being started again; the session goes on.")
                return {"lost": True}
            self._note("engine", None)
            shown = self.room.see(picture, jpeg)
        return {**shown, "fps": round(self.room.rate.fps, 1), "age_ms": round(1000 * (self.room.now_s - arrived_s), 1)}

    def _note(self, name: str, text: str | None) -> None:
        if self.room.notes.get(name) == text:
            return
        if text is None:
            self.room.notes.pop(name, None)
        else:
            self.room.notes[name] = text
        self.room.changes += 1

    async def show(self) -> None:
        """Runs a source of the server's own: every picture is looked at and sent to the pages."""
        source = self._source
        assert source is not None
        source.start()
        first_s = None
        while not source.over:
            shot = await asyncio.to_thread(source.newest, 0.5)
            self._note("source", source.problem)
            if shot is None:
                continue
            first_s = shot.taken_s if first_s is None else first_s
            arrived_s = self.room.now_s
            at_s = self._times.place(shot.taken_s, arrived_s)
            if at_s is None:
                continue
            told = {"t": 1000 * (shot.taken_s - first_s), **await self._looked(shot.jpeg, at_s, arrived_s)}
            for page in list(self._pictures):
                await self._send_picture(page, shot.jpeg)
                await page.tell(told)
            await self.deliver()
        self._note("source", source.problem)

    async def _send_picture(self, page: Page, jpeg: bytes) -> None:
        async with page.lock:
            try:
                await page.socket.send_bytes(jpeg)
            except (WebSocketDisconnect, RuntimeError):
                _log.info("a page went away")

    # -- sound

    async def sound(self, socket: WebSocket) -> None:
        """The page's microphone."""
        await socket.accept()
        try:
            rate_hz = _rate(await socket.receive_text())
            while True:
                data = await socket.receive_bytes()
                if len(data) > MOST_SOUND_BYTES or len(data) % 2:
                    await socket.close(_TOO_BIG)
                    return
                await self._hear(np.frombuffer(data, "<i2"), rate_hz)
        except (WebSocketDisconnect, RuntimeError, KeyError):
            return
        except ValueError:
            await _close(socket, _BAD)

    async def _hear(self, samples: Any, rate_hz: int) -> None:
        word: Listening = self.room.word
        ready = word.ready
        for heard in await asyncio.to_thread(word.hear, samples, rate_hz):
            self.room.heard(heard)
            await self.deliver()
        if ready != word.ready:
            self.room.changes += 1

    # -- time

    async def pulse(self) -> None:
        """Ten times a second: time goes on, lines are said; twice a second the state is told while things run."""
        count = 0
        while True:
            await asyncio.sleep(_PULSE_S)
            count += 1
            self.room.tick()
            running = (
                self.room.stage in ("session", "camera", "word") or self.room.archive.busy or self.room.stage == "after"
            )
            if running and count % _STATES_A_PULSE == 0:
                self.room.changes += 1
            if self._source is not None and self.room.stage != self._stage and self.room.stage == "session":
                self._source.rewind()
            self._stage = self.room.stage
            await self.deliver()


def _rate(text: str) -> int:
    if len(text) > 200:
        raise ValueError("Expected the rate of the sound.")
    rate_hz = json.loads(text).get("rate_hz") if text.lstrip().startswith("{") else None
    if isinstance(rate_hz, bool) or not isinstance(rate_hz, int) or not 8_000 <= rate_hz <= 192_000:
        raise ValueError(f"Expected 8000 to 192000 samples a second, but got {rate_hz!r:.20}.")
    return rate_hz


async def _close(socket: WebSocket, code: int = _REPLACED) -> None:
    try:
        await socket.close(code)
    except RuntimeError:
        _log.info("a socket was closed already")
