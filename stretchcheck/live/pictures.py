"""Pictures of a live session: from the page or a source of the server's own, through the engine, and their answers."""

import asyncio
import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from starlette.websockets import WebSocket

from stretchcheck.live.engine import BadPictureError, Engine, EngineLostError
from stretchcheck.live.frametime import FrameTimes
from stretchcheck.live.notes import Notes
from stretchcheck.live.outbox import BAD, REPLACED, HangUp, Page, encoded
from stretchcheck.live.room import Room
from stretchcheck.live.sources import Source

MOST_PICTURE_BYTES: Final = 512 * 1024
MOST_PAGES: Final = 8
_HEADER: Final = struct.Struct("<dd")
_LONGEST_WAIT_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class _Sent:
    """One picture of the page."""

    steady_ms: float
    arrived_s: float
    jpeg: bytes


class Pictures:
    """Has one picture at a time looked at; `deliver` is called after each."""

    def __init__(self, room: Room, engine: Engine, notes: Notes, *, deliver: Callable[[], None]) -> None:
        self._room, self._engine, self._notes, self._deliver = room, engine, notes, deliver
        self._pages: list[Page] = []
        self._times = FrameTimes()
        self._looking = asyncio.Lock()

    async def connect(self, socket: WebSocket) -> None:
        """Pictures of the page, of which the newest is answered; or to the page, where the server has them."""
        await socket.accept()
        page = Page(socket)
        sends = self._room.source == "browser"
        for each in self._pages if sends else self._pages[: 1 - MOST_PAGES]:
            each.end(REPLACED)
        self._pages.append(page)
        self._times.reconnected()
        newest: asyncio.Queue[_Sent] = asyncio.Queue(1)
        try:
            await page.serve(self._receive(page, newest, sends=sends), self._answer(page, newest))
        finally:
            self._pages.remove(page)

    def end(self) -> None:
        """Send away whoever sends pictures: another window runs the session."""
        for each in self._pages if self._room.source == "browser" else []:
            each.end(REPLACED)

    async def _receive(self, page: Page, newest: "asyncio.Queue[_Sent]", *, sends: bool) -> None:
        while True:
            data = await page.binary(MOST_PICTURE_BYTES)
            if not sends or len(data) <= _HEADER.size:
                raise HangUp(BAD)
            steady_ms, _ = _HEADER.unpack_from(data)
            if not math.isfinite(steady_ms):
                raise HangUp(BAD)
            if newest.full():
                newest.get_nowait()
            newest.put_nowait(_Sent(steady_ms, self._room.now_s, data[_HEADER.size :]))

    async def _answer(self, page: Page, newest: "asyncio.Queue[_Sent]") -> None:
        while True:
            sent = await newest.get()
            at_s = self._times.place(sent.steady_ms / 1000.0, sent.arrived_s)
            told: dict[str, Any] = {"late": True}
            if at_s is not None:
                try:
                    told = await self._looked(sent.jpeg, at_s, sent.arrived_s)
                except BadPictureError:
                    raise HangUp(BAD) from None
            page.tell(encoded({"t": sent.steady_ms, **told}))
            self._deliver()

    async def _looked(self, jpeg: bytes, at_s: float, arrived_s: float) -> dict[str, Any]:
        async with self._looking:
            try:
                picture = await asyncio.to_thread(self._engine.look, jpeg, at_s)
            except EngineLostError as error:
                self._notes.put("engine", f"{error} It is tried again; the session goes on.")
                return {"lost": True}
            self._notes.put("engine", None)
            with self._notes.failing("judge", "A picture could not be judged."):
                shown = self._room.see(picture, jpeg)
                now_s = self._room.now_s
                return {**shown, "fps": round(self._room.rate.fps, 1), "age_ms": round(1000 * (now_s - arrived_s), 1)}
        return {"lost": True}

    async def show(self, source: Source) -> None:
        """Runs a source of the server's own: every picture is looked at and sent to the pages."""
        source.start()
        first_s = None
        while not source.over:
            shot = await asyncio.to_thread(source.newest, _LONGEST_WAIT_S)
            self._notes.put("source", source.problem)
            if shot is None:
                continue
            first_s = shot.taken_s if first_s is None else first_s
            arrived_s = self._room.now_s
            at_s = self._times.place(shot.taken_s, arrived_s)
            if at_s is None:
                continue
            try:
                told = await self._looked(shot.jpeg, at_s, arrived_s)
            except BadPictureError as error:
                self._notes.put("source", str(error))
                return
            text = encoded({"t": 1000 * (shot.taken_s - first_s), **told})
            for page in self._pages:
                page.tell(shot.jpeg, text, instead_of="picture")
            self._deliver()
        self._notes.put("source", source.problem)
