"""The page's websocket for commands and state, and the pulse that keeps time."""

import asyncio
import json
from collections import OrderedDict
from functools import cache
from typing import Any, Final

from starlette.websockets import WebSocket

from stretchcheck.live.engine import Engine
from stretchcheck.live.microphone import Microphone
from stretchcheck.live.notes import Notes
from stretchcheck.live.outbox import REPLACED, Page, encoded
from stretchcheck.live.pictures import MOST_PAGES, Pictures
from stretchcheck.live.room import CommandError, Room
from stretchcheck.live.sources import Source
from stretchcheck.live.state import state

MOST_COMMAND_BYTES: Final = 64 * 1024
_PULSE_S: Final = 0.1
_STATES_A_PULSE: Final = 5
_KEPT_LINES: Final = 64
_RUNNING: Final = ("word", "camera", "session", "after")


class Sockets:
    """Connects pages, the engine and a source of the server's own to one room."""

    def __init__(self, room: Room, engine: Engine, *, voice: str, source: Source | None = None) -> None:
        self.room, self.lines = room, OrderedDict[int, str]()
        self.notes = Notes(room)
        self.pictures = Pictures(room, engine, self.notes, deliver=self.deliver)
        self.microphone = Microphone(room, self.notes, deliver=self.deliver)
        self._voice, self._source = voice, source
        self._pages: list[Page] = []
        self._owner: Page | None = None
        self._told = -1
        self._next_line, self._hushed = 1, room.hushes
        self._stage = room.stage

    async def control(self, socket: WebSocket) -> None:
        """The page's commands; every page is told the state, one runs the session."""
        await socket.accept()
        page = Page(socket)
        idle = [each for each in self._pages if each is not self._owner]
        for each in idle[: max(0, len(self._pages) + 1 - MOST_PAGES)]:
            each.end(REPLACED)
        self._pages.append(page)
        if self._owner is None:
            self._owner = page
        self._tell_state([page])
        try:
            await page.serve(self._commands(page))
        finally:
            self._left(page)

    def _left(self, page: Page) -> None:
        self._pages.remove(page)
        if self._owner is page:
            self._owner = self._pages[0] if len(self._pages) == 1 else None
            self._tell_state(self._pages)

    async def _commands(self, page: Page) -> None:
        while True:
            text = await page.text(MOST_COMMAND_BYTES)
            try:
                message = json.loads(text)
                json.dumps(message, ensure_ascii=False, allow_nan=False).encode()  # no half characters, no NaN
            except (ValueError, RecursionError):
                message = None
            try:
                self._obey(page, message)
            except CommandError as error:
                page.tell(encoded({"type": "error", "text": str(error)}))
            self.deliver()

    def _obey(self, page: Page, message: Any) -> None:
        if not isinstance(message, dict):
            raise CommandError("Expected a command in JSON.")
        name = message.get("do")
        if name == "take" or (self._owner is None and name == "hello"):
            self._hand_over(page)
        if name == "take" or (page is not self._owner and name == "hello"):
            return
        if page is not self._owner and name != "stop":
            raise CommandError("Another window runs the session.")
        with self.notes.failing("command", "A command failed.", but=CommandError):
            self.room.command(message)
            return
        raise CommandError("That failed inside; please report this.")

    def _hand_over(self, page: Page) -> None:
        if self._owner is page:
            return
        self._owner = page
        self.pictures.end()
        self.microphone.end()
        self._tell_state(self._pages)

    def _tell_state(self, pages: list[Page]) -> None:
        self._told = self.room.changes

        @cache
        def text(*, owner: bool) -> str:
            return encoded(state(self.room, owner=owner, voice=self._voice))

        for page in pages:
            page.tell(text(owner=page is self._owner), instead_of="state")

    def deliver(self) -> None:
        """Say what is to be said, and tell the state where it changed."""
        if self._hushed != self.room.hushes:
            self._hushed = self.room.hushes
            for page in self._pages:
                page.tell(encoded({"type": "hush"}))
        for line in self.room.take_lines():
            number, self._next_line = self._next_line, self._next_line + 1
            self.lines[number] = line.text
            while len(self.lines) > _KEPT_LINES:
                self.lines.popitem(last=False)
            wav = f"/speech/{number}.wav" if self._voice == "server" else None
            said = {"type": "say", "id": number, "text": line.text, "kind": line.kind, "tone": line.tone, "wav": wav}
            parts = [encoded({"type": "hush"})] if line.kind == "stop" else []
            for page in self._pages:
                page.tell(*parts, encoded(said))
        if self._told != self.room.changes:
            self._tell_state(self._pages)

    async def pulse(self) -> None:
        """Ten times a second: time goes on, lines are said; twice a second the state is told while things run."""
        count = 0
        while True:
            await asyncio.sleep(_PULSE_S)
            count += 1
            with self.notes.failing("pulse", "The session's clock failed."):
                self._beat(tells=count % _STATES_A_PULSE == 0)

    def _beat(self, *, tells: bool) -> None:
        self.room.tick()
        self.microphone.tick()
        if tells and (self.room.stage in _RUNNING or self.room.archive.busy):
            self.room.changes += 1
        if self._source is not None and self.room.stage != self._stage and self.room.stage == "session":
            self._source.rewind()
        self._stage = self.room.stage
        self.deliver()

    def close(self) -> None:
        """A session under way ends here and keeps what it recorded."""
        with self.notes.failing("end", "The session could not be ended properly."):
            if self.room.stage == "session":
                self.room.command({"do": "end"})
